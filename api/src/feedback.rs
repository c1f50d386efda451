//! `/anomalies/{id}/feedback`: what a person says of an anomaly. The next analysis respects it.

use chrono::{DateTime, Utc};
use outlay_analysis::Verdict;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::problem::Problem;
use crate::reply::{Done, Found};
use crate::tags::Tag;

/// A verdict.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct FeedbackInput {
    /// What was said
    pub verdict: Verdict,
}

/// A verdict that was given.
#[derive(Clone, Debug, Object)]
pub struct Feedback {
    /// The anomaly's id, the same in every analysis that finds it
    pub anomaly_id: Uuid,
    /// What was said
    pub verdict: Verdict,
    /// Merchant the anomaly is about; empty when it is not about one
    pub merchant: String,
    /// When it was last said
    pub updated_at: DateTime<Utc>,
}

/// All verdicts.
#[derive(Object)]
pub struct Feedbacks {
    /// Newest first
    pub items: Vec<Feedback>,
}

pub(crate) struct FeedbackApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Feedback")]
impl FeedbackApi {
    /// List verdicts
    #[oai(path = "/feedback", method = "get", operation_id = "listFeedback")]
    async fn list(&self, account: Account) -> Result<Found<Feedbacks>, Problem> {
        crate::later()
    }

    /// Say what an anomaly is
    #[oai(path = "/anomalies/:id/feedback", method = "put", operation_id = "putFeedback")]
    async fn put(
        &self,
        account: Account,
        /// Id of the anomaly
        id: Path<Uuid>,
        input: Body<FeedbackInput>,
    ) -> Result<Found<Feedback>, Problem> {
        crate::later()
    }

    /// Take a verdict back
    #[oai(path = "/anomalies/:id/feedback", method = "delete", operation_id = "deleteFeedback")]
    async fn delete(
        &self,
        account: Account,
        /// Id of the anomaly
        id: Path<Uuid>,
    ) -> Result<Done, Problem> {
        crate::later()
    }
}

//! `/anomalies/{id}/feedback`: what a person says of an anomaly. The next analysis respects it.

use chrono::{DateTime, Utc};
use outlay_analysis::Verdict;
use outlay_entity::{feedback, finding};
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
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
    /// The verdict
    pub verdict: Verdict,
}

/// A verdict that was given.
#[derive(Clone, Debug, Object)]
pub struct Feedback {
    /// The anomaly's id, the same in every analysis that finds it
    pub anomaly_id: Uuid,
    /// The verdict
    pub verdict: Verdict,
    /// Merchant the anomaly is about; empty when it is not about one
    pub merchant: String,
    /// When it was last given
    pub updated_at: DateTime<Utc>,
}

/// All verdicts.
#[derive(Object)]
pub struct Feedbacks {
    /// Newest first
    pub items: Vec<Feedback>,
}

/// What a verdict needs to know of an anomaly or a case.
#[derive(Deserialize)]
struct About {
    #[serde(default)]
    merchant: String,
}

pub(crate) struct FeedbackApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Feedback")]
impl FeedbackApi {
    /// List verdicts
    #[oai(path = "/feedback", method = "get", operation_id = "listFeedback")]
    async fn list(&self, account: Account) -> Result<Found<Feedbacks>, Problem> {
        let rows = feedback::of(account.id()).newest(self.app.db.orm()).await?;
        Ok(Found::new(&Feedbacks { items: rows.into_iter().filter_map(Feedback::of).collect() }))
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
        let (id, verdict, now) = (id.0, input.0.verdict, Utc::now());
        let (analysis_id, About { merchant }) = find(&self.app, &account, id).await?;
        let given = outlay_analysis::Feedback { anomaly_id: id, merchant, verdict };
        feedback::of(account.id()).put(self.app.db.orm(), &given, Some(analysis_id), now).await?;
        Ok(Found::new(&Feedback { anomaly_id: id, verdict, merchant: given.merchant, updated_at: now }))
    }

    /// Take a verdict back
    #[oai(path = "/anomalies/:id/feedback", method = "delete", operation_id = "deleteFeedback")]
    async fn delete(
        &self,
        account: Account,
        /// Id of the anomaly
        id: Path<Uuid>,
    ) -> Result<Done, Problem> {
        feedback::of(account.id()).remove(self.app.db.orm(), id.0).await?;
        Ok(Done::default())
    }
}

impl Feedback {
    fn of(row: feedback::Model) -> Option<Self> {
        let verdict = serde_json::from_value(row.verdict.into()).ok()?;
        Some(Self { anomaly_id: row.anomaly_id, verdict, merchant: row.merchant, updated_at: row.created_at })
    }
}

/// The newest analysis that found the anomaly, and what it knows of it.
async fn find(app: &App, account: &Account, id: Uuid) -> Result<(Uuid, About), Problem> {
    let row = finding::of(account.id()).newest(app.db.orm(), id).await?;
    let found = serde_json::from_str(&row.document).map_err(|e| Problem::internal(&e))?;
    Ok((row.analysis_id, found))
}

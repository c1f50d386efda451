//! `/analyses/{id}/cancel`, `/retry` and `DELETE`.

use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path};
use uuid::Uuid;

use super::Analysis;
use crate::account::Account;
use crate::app::App;
use crate::problem::Problem;
use crate::reply::{Accepted, Done};
use crate::tags::Tag;

pub(crate) struct Actions {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Analyses")]
impl Actions {
    /// Cancel an analysis
    ///
    /// One that waits is cancelled at once; one that runs is `cancelling` until its worker has stopped.
    #[oai(path = "/analyses/:id/cancel", method = "post", operation_id = "cancelAnalysis")]
    async fn cancel(&self, account: Account, id: Path<Uuid>) -> Result<Accepted<Analysis>, Problem> {
        crate::later()
    }

    /// Try an analysis again
    ///
    /// Queues one that failed or was cancelled; parts that are ready are kept.
    #[oai(path = "/analyses/:id/retry", method = "post", operation_id = "retryAnalysis")]
    async fn retry(&self, account: Account, id: Path<Uuid>) -> Result<Accepted<Analysis>, Problem> {
        crate::later()
    }

    /// Remove an analysis
    ///
    /// Removes a finished one with its results and files.
    #[oai(path = "/analyses/:id", method = "delete", operation_id = "deleteAnalysis")]
    async fn delete(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
    ) -> Result<Done, Problem> {
        crate::later()
    }
}

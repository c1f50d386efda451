//! `/analyses/{id}/cancel` and `/retry`.

use chrono::Utc;
use outlay_entity::{analysis, begin, queue};
use poem::http::header;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use uuid::Uuid;

use super::{Analysis, view};
use crate::account::Account;
use crate::app::App;
use crate::problem::Problem;
use crate::reply::Accepted;
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
        let txn = begin(&self.app.db).await?;
        analysis::of(account.id()).get(&txn, id.0).await?;
        queue::cancel(&txn, account.id(), id.0, Utc::now()).await?;
        txn.commit().await?;
        accepted(&self.app, &account, id.0).await
    }

    /// Try an analysis again
    ///
    /// Queues one that failed or was cancelled; parts that are ready are kept.
    #[oai(path = "/analyses/:id/retry", method = "post", operation_id = "retryAnalysis")]
    async fn retry(&self, account: Account, id: Path<Uuid>) -> Result<Accepted<Analysis>, Problem> {
        let txn = begin(&self.app.db).await?;
        let limits = self.app.settings.limits;
        queue::admit(&txn, account.id(), limits.queued_per_account).await?;
        analysis::again(&txn, account.id(), id.0, limits).await?;
        txn.commit().await?;
        self.app.wake.wake();
        accepted(&self.app, &account, id.0).await
    }
}

/// The analysis as it is now, with the time to ask again where it goes on.
async fn accepted(app: &App, account: &Account, id: Uuid) -> Result<Accepted<Analysis>, Problem> {
    let (shown, tag, _) = view::load(app, account, id).await?;
    let reply = Accepted::new(&shown).tagged(&tag, None);
    if shown.status.is_final() {
        return Ok(reply);
    }
    Ok(reply.header(header::RETRY_AFTER, super::RETRY_SECONDS.to_string()))
}

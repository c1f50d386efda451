//! `/jobs`: the queue, for operators.

use chrono::{DateTime, Utc};
use outlay_entity::user::Role;
use outlay_entity::{analysis, begin, job, queue};
use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::{Job, Kind};
use crate::account::Account;
use crate::analyses::Status;
use crate::app::App;
use crate::page::{self, Page};
use crate::problem::Problem;
use crate::reply::{Accepted, Found};
use crate::tags::Tag;

/// Jobs of one kind in one status.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Depth {
    /// The kind
    pub kind: Kind,
    /// The status
    pub status: Status,
    /// How many
    pub jobs: u64,
    /// When the oldest became due
    pub oldest: Option<DateTime<Utc>>,
}

/// The queue at a glance.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct QueueSummary {
    /// Jobs that wait
    pub queued: u64,
    /// Jobs at work
    pub running: u64,
    /// For how many seconds the oldest has waited
    pub oldest_seconds: Option<f64>,
    /// The same by kind and status
    pub depth: Vec<Depth>,
}

pub(crate) struct OperatorJobs {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Operators")]
impl OperatorJobs {
    /// Jobs of all accounts, newest first
    ///
    /// For operators. Names and results of accounts are not shown.
    #[oai(path = "/jobs", method = "get", operation_id = "listJobs")]
    async fn list(
        &self,
        account: Account,
        /// Only those of this kind
        kind: Query<Option<Kind>>,
        /// Only those in this status
        status: Query<Option<Status>>,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<Job>>, Problem> {
        operators_only(&account)?;
        let limit = page::limit(limit.0)?;
        let filter = job::Filter {
            user_id: None,
            kinds: kind.0.map(Into::into).into_iter().collect(),
            status: status.0.map(Into::into),
            after: page::decode::<Uuid>(cursor.as_deref())?,
        };
        let rows = job::list(self.app.db.orm(), &filter, limit + 1).await?;
        Ok(Found::new(&Page::try_cut(rows, limit, |row| row.id, Job::for_operators)?))
    }

    /// The queue at a glance
    ///
    /// For operators.
    #[oai(path = "/jobs/summary", method = "get", operation_id = "summarizeJobs")]
    async fn summary(&self, account: Account) -> Result<Found<QueueSummary>, Problem> {
        operators_only(&account)?;
        let depth = job::depth(self.app.db.orm()).await?;
        let depth: Vec<Depth> = depth
            .into_iter()
            .map(|((kind, status), (jobs, oldest))| Depth { kind: kind.into(), status: status.into(), jobs, oldest })
            .collect();
        let (waiting, working): (Vec<&Depth>, Vec<&Depth>) = depth.iter().partition(|d| d.status == Status::Queued);
        let oldest = waiting.iter().filter_map(|d| d.oldest).min();
        Ok(Found::new(&QueueSummary {
            queued: waiting.iter().map(|d| d.jobs).sum(),
            running: working.iter().map(|d| d.jobs).sum(),
            oldest_seconds: oldest.map(|at| (Utc::now() - at).as_seconds_f64().max(0.0)),
            depth,
        }))
    }

    /// Cancel a job of any account
    ///
    /// For operators.
    #[oai(path = "/jobs/:id/cancel", method = "post", operation_id = "cancelAnyJob")]
    async fn cancel(&self, account: Account, id: Path<Uuid>) -> Result<Accepted<Job>, Problem> {
        operators_only(&account)?;
        let txn = begin(&self.app.db).await?;
        let row = job::of_anybody(&txn, id.0).await?;
        let row = queue::cancel(&txn, row.user_id, row.id, Utc::now()).await?;
        txn.commit().await?;
        tracing::info!(target: "outlay::api", operator = %account.id(), job = %id.0, "job cancelled by an operator");
        Ok(Accepted::new(&Job::for_operators(row)?))
    }

    /// Try a failed or cancelled job of any account again
    ///
    /// For operators.
    #[oai(path = "/jobs/:id/retry", method = "post", operation_id = "retryAnyJob")]
    async fn retry(&self, account: Account, id: Path<Uuid>) -> Result<Accepted<Job>, Problem> {
        operators_only(&account)?;
        let txn = begin(&self.app.db).await?;
        let row = job::of_anybody(&txn, id.0).await?;
        let row = analysis::again(&txn, row.user_id, row.id, self.app.settings.limits).await?;
        txn.commit().await?;
        self.app.wake.wake();
        tracing::info!(target: "outlay::api", operator = %account.id(), job = %id.0, "job retried by an operator");
        Ok(Accepted::new(&Job::for_operators(row)?))
    }
}

fn operators_only(account: &Account) -> Result<(), Problem> {
    if account.user.role == Role::Operator {
        return Ok(());
    }
    let title = "For operators only";
    Err(Problem::forbidden(
        "operators-only",
        title,
        "Sign in with an operator's account; `outlay user promote` makes one.",
    ))
}

//! What need not be kept for ever: finished jobs, with the results and files that belong to them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::job::{self, Column, Entity, Kind, Status};
use crate::{Result, clock};

/// How long finished jobs are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Age from which a finished analysis may go.
    pub analyses: Duration,
    /// The newest analyses of an account stay whatever their age.
    pub at_least: u32,
    /// Age from which the files of an export, and other finished jobs, go.
    pub files: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        let day = Duration::from_secs(24 * 3600);
        Self { analyses: day * 90, at_least: 30, files: day * 7 }
    }
}

const FINAL: [Status; 3] = [Status::Succeeded, Status::Failed, Status::Cancelled];

fn old(policy: Policy, now: DateTime<Utc>) -> Condition {
    let both = |kind, age| Condition::all().add(kind).add(Column::FinishedAt.lt(now - age));
    Condition::any()
        .add(both(Column::Kind.eq(Kind::Analysis.name()), policy.analyses))
        .add(both(Column::Kind.ne(Kind::Analysis.name()), policy.files))
}

/// Deletes what `policy` lets go of one account's jobs; gives the number of jobs.
///
/// # Errors
/// The database's.
pub async fn prune<C: ConnectionTrait>(tx: &C, user_id: Uuid, policy: Policy, now: DateTime<Utc>) -> Result<u64> {
    let mine = job::of(user_id);
    let newest = mine.find().filter(Column::Kind.eq(Kind::Analysis.name())).filter(Column::Status.is_in(FINAL));
    let newest: Vec<Uuid> = newest
        .select_only()
        .column(Column::Id)
        .order_by_desc(Column::FinishedAt)
        .order_by_desc(Column::Id)
        .limit(u64::from(policy.at_least))
        .into_tuple()
        .all(tx)
        .await?;
    let gone = mine.delete().filter(old(policy, now)).filter(Column::Status.is_in(FINAL));
    Ok(gone.filter(Column::Id.is_not_in(newest)).exec(tx).await?.rows_affected)
}

/// Accounts that have more than they need to keep, at most `limit`.
///
/// # Errors
/// The database's.
pub async fn accounts<C: ConnectionTrait>(db: &C, policy: Policy, limit: u64) -> Result<Vec<Uuid>> {
    let now = clock::read(db).await?;
    let rows = Entity::find().filter(old(policy, now)).filter(Column::Kind.ne(Kind::Retention.name()));
    let rows = rows.filter(Column::Status.is_in(FINAL)).select_only().column(Column::UserId).group_by(Column::UserId);
    // Of accounts with few analyses, all stay.
    let more = format!(
        "(SELECT count(*) FROM job k WHERE k.user_id = job.user_id AND k.kind = 'analysis') > {} \
         OR sum(CASE WHEN job.kind <> 'analysis' THEN 1 ELSE 0 END) > 0",
        policy.at_least
    );
    Ok(rows.having(Expr::cust(more)).limit(limit).into_tuple().all(db).await?)
}

/// Deletes finished retention jobs older than a day: they say nothing to anybody.
///
/// # Errors
/// The database's.
pub async fn forget<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<u64> {
    let done =
        Entity::delete_many().filter(Column::Kind.eq(Kind::Retention.name())).filter(Column::Status.is_in(FINAL));
    Ok(done.filter(Column::FinishedAt.lt(now - Duration::from_secs(24 * 3600))).exec(db).await?.rows_affected)
}

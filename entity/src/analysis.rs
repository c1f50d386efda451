//! Analyses: what was asked for, and the owner of its results. An analysis has the id of its [`job`], which knows how far
//! it is; deleting the job deletes the analysis and all that belongs to it.

use outlay_analysis::Params;
use sea_orm::entity::prelude::*;
use sea_orm::{FromJsonQueryResult, IntoActiveModel, JoinType, QueryOrder, QuerySelect, SelectTwo};
use serde::{Deserialize, Serialize};

use crate::expense_list::Filter;
use crate::job::{self, Status};
use crate::owned::{Owned, owned};
use crate::queue::{self, Limits, New};
use crate::{Error, Result, account_setting, error, expense, user};

/// Parameters as stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct StoredParams(pub Params);

/// One analysis.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "analysis")]
pub struct Model {
    /// Its id, and that of its job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// What was asked for.
    #[sea_orm(column_type = "JsonBinary")]
    pub params: StoredParams,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// Memory of a worker that has opened the embedding model and reads no expense, in bytes.
const MEMORY_BASE: u64 = 200_000_000;
/// Memory an analysis needs for each expense, in bytes: peak resident sizes of 1,000 to 100,000 rows, rounded up.
const MEMORY_ROW: u64 = 6_000;

/// What an analysis of so many expenses may need, in bytes.
#[must_use]
pub fn memory_of(rows: u64) -> u64 {
    MEMORY_BASE.saturating_add(rows.saturating_mul(MEMORY_ROW))
}

/// Most expenses of an analysis that may need `bytes`.
#[must_use]
pub fn rows_within(bytes: u64) -> u64 {
    bytes.saturating_sub(MEMORY_BASE) / MEMORY_ROW
}

impl Owned<Entity> {
    fn with_job(&self) -> SelectTwo<Entity, job::Entity> {
        let job = Entity::belongs_to(job::Entity).from(Column::Id).to(job::Column::Id).into();
        self.find().join(JoinType::InnerJoin, job).select_also(job::Entity)
    }

    /// One of them, with its job.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<(Model, job::Model)> {
        let found = self.with_job().filter(Column::Id.eq(id)).one(db).await?;
        found.and_then(|(row, job)| Some((row, job?))).ok_or(Error::NotFound("analysis"))
    }

    /// Newest first, with their jobs: those of `status`, older than the id `after`, at most `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(
        &self,
        db: &C,
        status: Option<Status>,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<(Model, job::Model)>> {
        let mut query = self.with_job();
        if let Some(status) = status {
            query = query.filter(job::Column::Status.eq(status));
        }
        if let Some(after) = after {
            query = query.filter(Column::Id.lt(after));
        }
        let rows = query.order_by_desc(Column::Id).limit(limit).all(db).await?;
        Ok(rows.into_iter().filter_map(|(row, job)| Some((row, job?))).collect())
    }

    /// Id of the newest one that succeeded, other than `except`.
    ///
    /// # Errors
    /// The database's.
    pub async fn latest<C: ConnectionTrait>(&self, db: &C, except: Option<Uuid>) -> Result<Option<Uuid>> {
        let mut query = job::of(self.user_id)
            .find()
            .filter(job::Column::Kind.eq(job::Kind::Analysis.name()))
            .filter(job::Column::Status.eq(Status::Succeeded));
        if let Some(except) = except {
            query = query.filter(job::Column::Id.ne(except));
        }
        let newest = query.order_by_desc(job::Column::FinishedAt).order_by_desc(job::Column::Id);
        Ok(newest.select_only().column(job::Column::Id).into_tuple().one(db).await?)
    }

    /// Deletes it with its job and its results. Its worker, if any, notices and stops.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        let kind = job::Column::Kind.eq(job::Kind::Analysis.name());
        match job::of(self.user_id).delete().filter(job::Column::Id.eq(id)).filter(kind).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("analysis")),
            _ => Ok(()),
        }
    }

    /// What an analysis works with unless it is asked otherwise: what the account has decided, in its currency.
    ///
    /// # Errors
    /// The database's.
    pub async fn params<C: ConnectionTrait>(&self, db: &C) -> Result<Params> {
        let decided = account_setting::of(self.user_id).get(db).await?.map(|row| row.decided()).unwrap_or_default();
        let default = Params::default();
        Ok(Params {
            false_discovery_rate: decided.false_discovery_rate.unwrap_or(default.false_discovery_rate),
            alert_budget: decided.alert_budget.unwrap_or(default.alert_budget),
            muted_kinds: decided.muted_kinds,
            currency: user::get(db, self.user_id).await?.currency,
            ..default
        })
    }

    /// The number of expenses an analysis with `params` reads.
    ///
    /// # Errors
    /// The database's.
    pub async fn expenses<C: ConnectionTrait>(&self, db: &C, params: &Params) -> Result<u64> {
        let range = Filter { from: params.from, to: params.to, spending: true, ..Filter::default() };
        let (found, _) = expense::of(self.user_id).total(db, &range).await?;
        error::stored("number of expenses", found)
    }
}

/// The memory an analysis of so many expenses may need.
///
/// # Errors
/// [`Error::TooManyExpenses`] when that is more than a job may.
pub fn estimate(expenses: u64, limits: Limits) -> Result<u64> {
    let memory = memory_of(expenses);
    if memory <= limits.memory {
        return Ok(memory);
    }
    Err(Error::TooManyExpenses { found: expenses, most: rows_within(limits.memory) })
}

/// Stores an analysis and queues its job. Call it inside a transaction (both or none).
///
/// # Errors
/// Those of [`queue::submit`].
pub async fn submit<C: ConnectionTrait>(tx: &C, params: Params, new: New) -> Result<(Model, job::Model)> {
    submit_once(tx, params, new).await?.ok_or(Error::Taken("job"))
}

/// The same, but gives `None` when the account has a job with the same key already.
///
/// # Errors
/// The database's.
pub async fn submit_once<C: ConnectionTrait>(tx: &C, params: Params, new: New) -> Result<Option<(Model, job::Model)>> {
    let Some(job) = queue::submit_once(tx, new).await? else { return Ok(None) };
    let row = Model { id: job.id, user_id: job.user_id, params: StoredParams(params) };
    Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
    Ok(Some((row, job)))
}

/// Queues a job that failed or was cancelled once more; see [`queue::again`]. Where it is an analysis, its memory is
/// estimated anew: the account may have other expenses now.
///
/// # Errors
/// Those of [`queue::again`] and [`estimate`].
pub async fn again<C: ConnectionTrait>(tx: &C, user_id: Uuid, id: Uuid, limits: Limits) -> Result<job::Model> {
    let mine = of(user_id);
    let memory = match mine.find().filter(Column::Id.eq(id)).one(tx).await? {
        Some(row) => Some(estimate(mine.expenses(tx, &row.params.0).await?, limits)?),
        None => None,
    };
    queue::again(tx, user_id, id, memory).await
}

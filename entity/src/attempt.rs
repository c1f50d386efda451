//! The history of a job: one row a claim. Written by the [`queue`](crate::queue).

use chrono::{DateTime, Utc};
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::Result;

/// One attempt.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The job.
    pub job_id: Uuid,
    /// Which one, from 1.
    pub attempt: i32,
    /// The worker's name.
    pub worker: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When the worker was last heard of.
    pub last_beat: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// `succeeded`, `failed`, `retry`, `cancelled`, `handed_back` or `lost`.
    pub outcome: Option<String>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The attempts of a job, in order; ask for a job that its owner may see.
///
/// # Errors
/// The database's.
pub async fn list<C: ConnectionTrait>(db: &C, job: &crate::job::Model) -> Result<Vec<Model>> {
    let rows = Entity::find().filter(Column::JobId.eq(job.id));
    Ok(rows.order_by_asc(Column::Attempt).all(db).await?)
}

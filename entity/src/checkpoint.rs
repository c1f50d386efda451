//! What a later attempt of a job needs of an earlier one, besides the parts that its owner can read. Gone when the job
//! has ended. Written and read by the [`queue`](crate::queue).

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::owned::owned;

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checkpoint")]
pub struct Model {
    /// The job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub job_id: Uuid,
    /// What it is of.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The owner.
    pub user_id: Uuid,
    /// JSON.
    pub document: String,
    /// When it was stored.
    pub created_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

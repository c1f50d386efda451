//! Jobs that have ended, by kind and outcome: counters that go on when the jobs' rows are deleted.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{IntoActiveModel, QueryOrder};

use crate::Result;
use crate::job::Status;

/// One counter.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_tally")]
pub struct Model {
    /// Name of the kind of job; a newer release may have counted kinds that this one does not know.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// How they ended.
    #[sea_orm(primary_key, auto_increment = false)]
    pub outcome: Status,
    /// How many.
    pub jobs: i64,
    /// Seconds from their submission to their end, added up.
    pub seconds: f64,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Counts one job.
pub(crate) async fn count<C: ConnectionTrait>(db: &C, kind: &str, outcome: Status, seconds: f64) -> Result<()> {
    let more = |column| Expr::col((Entity, column));
    let known = OnConflict::columns([Column::Kind, Column::Outcome])
        .value(Column::Jobs, more(Column::Jobs).add(1))
        .value(Column::Seconds, more(Column::Seconds).add(seconds))
        .to_owned();
    let row = Model { kind: kind.to_owned(), outcome, jobs: 1, seconds };
    Entity::insert(row.into_active_model()).on_conflict(known).exec_without_returning(db).await?;
    Ok(())
}

/// All counters.
///
/// # Errors
/// The database's.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<Model>> {
    Ok(Entity::find().order_by_asc(Column::Kind).order_by_asc(Column::Outcome).all(db).await?)
}

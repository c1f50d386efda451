//! Models as they are listed: everything but their bytes.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, ExprTrait as _, Func};
use sea_orm::{FromQueryResult, QueryOrder, QuerySelect};

use crate::model::{Column, Entity, Metrics};
use crate::{Error, Owned, Result};

/// A model without its bytes.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Listed {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: String,
    /// Category it belongs to; empty when to none.
    pub category: String,
    /// Version of the layout of its bytes.
    pub format_version: i32,
    /// Hex SHA-256 of everything the training read.
    pub input_hash: String,
    /// First day of the training data.
    pub trained_from: Option<NaiveDate>,
    /// Last day of the training data.
    pub trained_to: Option<NaiveDate>,
    /// Rows it was trained on.
    pub rows: i64,
    /// Figures of its quality.
    pub metrics: Metrics,
    /// Length of its bytes.
    pub size: i64,
    /// When it was stored.
    pub created_at: DateTime<Utc>,
}

impl Owned<Entity> {
    /// By kind and category: those after the (kind, category) `after`, at most `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn page<C: ConnectionTrait>(
        &self,
        db: &C,
        after: Option<(String, String)>,
        limit: u64,
    ) -> Result<Vec<Listed>> {
        let mut query = self.find();
        if let Some((kind, category)) = after {
            let same = Cond::all().add(Column::Kind.eq(kind.clone())).add(Column::Category.gt(category));
            query = query.filter(Cond::any().add(Column::Kind.gt(kind)).add(same));
        }
        let columns = [
            Column::Id,
            Column::Kind,
            Column::Category,
            Column::FormatVersion,
            Column::InputHash,
            Column::TrainedFrom,
            Column::TrainedTo,
            Column::Rows,
            Column::Metrics,
            Column::CreatedAt,
        ];
        let size = Expr::expr(Func::cust("length").arg(Expr::col((Entity, Column::Bytes)))).cast_as("bigint");
        let query = query.select_only().columns(columns).column_as(size, "size");
        let query = query.order_by_asc(Column::Kind).order_by_asc(Column::Category).limit(limit);
        Ok(query.into_model().all(db).await?)
    }

    /// Forgets one: the next analysis trains it again.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        match self.delete().filter(Column::Id.eq(id)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("model")),
            _ => Ok(()),
        }
    }
}

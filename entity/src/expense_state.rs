//! What can be told of an account's expenses without reading them: whether they changed since somebody last looked, and
//! which days they span.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryFilter, QuerySelect};

use crate::expense::{Column, Entity, storable};
use crate::{Owned, Result};

/// What changes whenever an expense is added, changed or removed: their number, and when one last changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Number of expenses.
    pub count: i64,
    /// When the one that changed last did.
    pub changed_at: Option<DateTime<Utc>>,
}

impl Owned<Entity> {
    /// First and last day of the expenses of the days `from..=to` (open where `None`); `None` where there are none.
    ///
    /// # Errors
    /// The database's.
    pub async fn span<C: ConnectionTrait>(
        &self,
        db: &C,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Result<Option<(NaiveDate, NaiveDate)>> {
        let mut rows = self.find();
        if let Some(from) = from {
            rows = rows.filter(Column::Date.gte(storable(from)));
        }
        if let Some(to) = to {
            rows = rows.filter(Column::Date.lte(storable(to)));
        }
        let ends = rows.select_only().expr(Column::Date.min()).expr(Column::Date.max());
        let ends: Option<(Option<NaiveDate>, Option<NaiveDate>)> = ends.into_tuple().one(db).await?;
        Ok(ends.and_then(|(first, last)| first.zip(last)))
    }

    /// The state of the account's expenses, from an index.
    ///
    /// # Errors
    /// The database's.
    pub async fn state<C: ConnectionTrait>(&self, db: &C) -> Result<State> {
        let all = self.find().select_only().expr(Column::Id.count()).expr(Column::UpdatedAt.max());
        let (count, changed_at) = all.into_tuple().one(db).await?.unwrap_or_default();
        Ok(State { count, changed_at })
    }
}

//! Entries as the engine takes them.

use std::collections::HashMap;

use chrono::NaiveDate;
use futures_util::TryStreamExt;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect, StreamTrait};

use crate::entry_kind::Kind;
use crate::expense::{Column, Entity, storable};
use crate::owned::Owned;
use crate::{Result, account};

impl Owned<Entity> {
    /// The booked entries of the days `from..=to` (open where `None`), in order of creation, with the names of their bank
    /// accounts.
    ///
    /// # Errors
    /// The database's.
    pub async fn for_analysis<C: ConnectionTrait + StreamTrait>(
        &self,
        db: &C,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Result<Vec<outlay_analysis::Expense>> {
        type Row = (Uuid, NaiveDate, i64, String, String, Kind, Option<Uuid>);
        let accounts = account::of(self.user_id).all(db).await?;
        let names: HashMap<Uuid, String> = accounts.into_iter().map(|account| (account.id, account.name)).collect();
        let mut query = self.find().filter(Column::Pending.eq(false));
        if let Some(from) = from {
            query = query.filter(Column::Date.gte(storable(from)));
        }
        if let Some(to) = to {
            query = query.filter(Column::Date.lte(storable(to)));
        }
        let columns = [Column::Id, Column::Date, Column::Minor, Column::Category, Column::Description];
        let query = query.select_only().columns(columns).columns([Column::Kind, Column::AccountId]);
        let query = query.order_by_asc(Column::Id).into_tuple::<Row>();
        // Streamed, so that at a million rows there is one copy of them and not two.
        let mut rows = query.stream(db).await?;
        let mut expenses = Vec::new();
        while let Some((id, date, minor, category, description, kind, account_id)) = rows.try_next().await? {
            let account = account_id.and_then(|id| names.get(&id)).cloned().unwrap_or_default();
            let (id, kind) = (Some(id), kind.into());
            expenses.push(outlay_analysis::Expense { id, date, minor, category, description, kind, account });
        }
        Ok(expenses)
    }
}

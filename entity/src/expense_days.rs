//! Sums of spending by day and category: what months, histories and budgets are added up from.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Cond, Expr, ExprTrait};
use sea_orm::{FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use crate::entry_kind::spending;
use crate::expense::{Column, Entity, storable};
use crate::{Owned, Result};

/// The expenses of one category on one day.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct DaySum {
    /// The day.
    pub date: NaiveDate,
    /// The category; empty where there is none.
    pub category: String,
    /// Number of expenses.
    pub count: i64,
    /// Their sum in minor units.
    pub minor: i64,
}

impl Owned<Entity> {
    /// Sums by day and category of the days `from..=to` (open where `None`), in time order.
    ///
    /// # Errors
    /// The database's.
    pub async fn days<C: ConnectionTrait>(
        &self,
        db: &C,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        category: Option<&str>,
    ) -> Result<Vec<DaySum>> {
        let range = Cond::all()
            .add_option(from.map(|day| Column::Date.gte(storable(day))))
            .add_option(to.map(|day| Column::Date.lte(storable(day))))
            .add_option(category.map(|category| Column::Category.eq(category)));
        let sum = Expr::expr(Column::Minor.sum()).cast_as("bigint"); // PostgreSQL's SUM of bigint is a numeric
        let sums = self.find().filter(range).filter(spending()).select_only().columns([Column::Date, Column::Category]);
        let sums = sums.column_as(Column::Id.count(), "count").column_as(sum, "minor");
        let sums = sums.group_by(Column::Date).group_by(Column::Category);
        Ok(sums.order_by_asc(Column::Date).order_by_asc(Column::Category).into_model().all(db).await?)
    }
}

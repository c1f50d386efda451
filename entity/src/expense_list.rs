//! Lists of expenses: filters, order and keyset pages.

use chrono::NaiveDate;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::sea_query::{Cond, Func, LikeExpr, Query, SimpleExpr};
use sea_orm::{Order, QueryOrder, QuerySelect, Select};
use serde::{Deserialize, Serialize};

use crate::entry_kind::{Kind, spending};
use crate::expense::{Column, Entity, Model, storable};
use crate::owned::Owned;
use crate::{Result, expense_label};

/// Which expenses; each field narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// Exactly this category.
    pub category: Option<String>,
    /// Description contains this, in whatever case.
    pub q: Option<String>,
    /// Smallest amount, minor units.
    pub min: Option<i64>,
    /// Largest amount, minor units.
    pub max: Option<i64>,
    /// Flagged by the latest analysis, or not.
    pub flagged: Option<bool>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this bank account.
    pub account_id: Option<Uuid>,
    /// Of this import.
    pub import_id: Option<Uuid>,
    /// Booked expenses and refunds only.
    pub spending: bool,
}

/// By what; ids break ties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Day of the charge.
    #[default]
    Date,
    /// Amount.
    Amount,
    /// Category.
    Category,
    /// Time of creation.
    Created,
}

/// The last row of a page: the next page begins after it. It belongs to the order it was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Value of the sort column.
    pub key: Key,
    /// Id of the row.
    pub id: Uuid,
}

/// Value of a sort column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// Of [`Sort::Date`].
    Date(NaiveDate),
    /// Of [`Sort::Amount`].
    Amount(i64),
    /// Of [`Sort::Category`].
    Category(String),
    /// Of [`Sort::Created`]: the id says it.
    Created,
}

impl Key {
    /// The order it belongs to.
    #[must_use]
    pub fn sort(&self) -> Sort {
        match self {
            Self::Date(_) => Sort::Date,
            Self::Amount(_) => Sort::Amount,
            Self::Category(_) => Sort::Category,
            Self::Created => Sort::Created,
        }
    }

    fn condition(&self, id: Uuid, descending: bool) -> Cond {
        let (column, value): (Column, sea_orm::Value) = match self {
            Self::Date(day) => (Column::Date, (*day).into()),
            Self::Amount(minor) => (Column::Minor, (*minor).into()),
            Self::Category(name) => (Column::Category, name.clone().into()),
            Self::Created => return Cond::all().add(beyond(Column::Id, id.into(), descending)),
        };
        let tie = Cond::all().add(column.eq(value.clone())).add(beyond(Column::Id, id.into(), descending));
        Cond::any().add(beyond(column, value, descending)).add(tie)
    }
}

fn beyond(column: Column, value: sea_orm::Value, descending: bool) -> SimpleExpr {
    if descending { column.lt(value) } else { column.gt(value) }
}

/// Which page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// By what.
    pub sort: Sort,
    /// Largest first.
    pub descending: bool,
    /// Begin after this row; its key must be of `sort`, or it is ignored.
    pub after: Option<Cursor>,
    /// Rows at most.
    pub limit: u64,
}

/// One page.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// Its rows in order, each with its label of the latest analysis.
    pub rows: Vec<(Model, Option<expense_label::Model>)>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

impl Owned<Entity> {
    /// One page of the expenses that pass `filter`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C, filter: &Filter, page: &Page) -> Result<Listed> {
        let mut query = self.filtered(filter);
        if let Some(cursor) = page.after.as_ref().filter(|c| c.key.sort() == page.sort) {
            query = query.filter(cursor.key.condition(cursor.id, page.descending));
        }
        let order = if page.descending { Order::Desc } else { Order::Asc };
        let column = match page.sort {
            Sort::Date => Some(Column::Date),
            Sort::Amount => Some(Column::Minor),
            Sort::Category => Some(Column::Category),
            Sort::Created => None,
        };
        if let Some(column) = column {
            query = query.order_by(column, order.clone());
        }
        let mut rows = query.order_by(Column::Id, order).limit(page.limit + 1).all(db).await?;
        let more = u64::try_from(rows.len()).is_ok_and(|n| n > page.limit);
        if more {
            rows.pop();
        }
        let next = rows.last().filter(|_| more).map(|row| Cursor {
            id: row.id,
            key: match page.sort {
                Sort::Date => Key::Date(row.date),
                Sort::Amount => Key::Amount(row.minor),
                Sort::Category => Key::Category(row.category.clone()),
                Sort::Created => Key::Created,
            },
        });
        let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
        let mut labels = expense_label::of(self.user_id).by_expense(db, &ids).await?;
        let rows = rows.into_iter().map(|row| {
            let label = labels.remove(&row.id);
            (row, label)
        });
        Ok(Listed { rows: rows.collect(), next })
    }

    /// Number of expenses that pass `filter`, and their sum in minor units.
    ///
    /// # Errors
    /// The database's.
    pub async fn total<C: ConnectionTrait>(&self, db: &C, filter: &Filter) -> Result<(i64, i64)> {
        let sum = Expr::expr(Func::coalesce([Column::Minor.sum(), Expr::value(0)])).cast_as("bigint");
        let total = self.filtered(filter).select_only().expr(Column::Id.count()).expr(sum);
        Ok(total.into_tuple().one(db).await?.unwrap_or_default())
    }

    fn filtered(&self, filter: &Filter) -> Select<Entity> {
        let mut cond = Cond::all()
            .add_option(filter.from.map(|d| Column::Date.gte(storable(d))))
            .add_option(filter.to.map(|d| Column::Date.lte(storable(d))))
            .add_option(filter.category.as_ref().map(|c| Column::Category.eq(c)))
            .add_option(filter.min.map(|m| Column::Minor.gte(m)))
            .add_option(filter.max.map(|m| Column::Minor.lte(m)))
            .add_option(filter.kind.map(|k| Column::Kind.eq(k)))
            .add_option(filter.account_id.map(|id| Column::AccountId.eq(id)))
            .add_option(filter.import_id.map(|id| Column::ImportId.eq(id)))
            .add_option(filter.spending.then(spending));
        if let Some(q) = filter.q.as_deref().filter(|q| !q.is_empty()) {
            let escaped = q.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let description = Expr::expr(Func::lower(Expr::col((Entity, Column::Description))));
            cond = cond.add(description.like(LikeExpr::new(format!("%{escaped}%")).escape('\\')));
        }
        if let Some(flagged) = filter.flagged {
            let flags = Query::select()
                .column(expense_label::Column::ExpenseId)
                .from(expense_label::Entity)
                .and_where(expense_label::Column::UserId.eq(self.user_id))
                .and_where(expense_label::Column::Flagged.eq(true))
                .to_owned();
            cond = cond.add(if flagged { Column::Id.in_subquery(flags) } else { Column::Id.not_in_subquery(flags) });
        }
        self.find().filter(cond)
    }
}

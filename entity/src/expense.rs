//! Expenses: one row a charge. Lists with filters and pages are in [`expense_list`](crate::expense_list).

use std::collections::HashSet;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use futures_util::TryStreamExt;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, Set, StreamTrait};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Rows a statement of a bulk insert: ten parameters a row stay below SQLite's 32,766 and PostgreSQL's 65,535.
const CHUNK: usize = 1000;

/// One expense.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expense")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// Day of the charge.
    pub date: NaiveDate,
    /// Minor units of the account's currency; negative is a refund.
    pub minor: i64,
    /// Category, at most 100 characters; empty when there is none.
    pub category: String,
    /// Description; may be empty.
    pub description: String,
    /// The import it came with.
    pub import_id: Option<Uuid>,
    /// Goes up with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// The day nearest to `day` that both databases know: PostgreSQL's days end long before those of the calendar type do, and
/// no expense is before year 1 or after 9999.
pub(crate) fn storable(day: NaiveDate) -> NaiveDate {
    let bound = match day.year() {
        ..1 => NaiveDate::from_ymd_opt(1, 1, 1),
        1..=9999 => None,
        10_000.. => NaiveDate::from_ymd_opt(9999, 12, 31),
    };
    bound.unwrap_or(day)
}

/// What a person enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// Day of the charge.
    pub date: NaiveDate,
    /// Minor units.
    pub minor: i64,
    /// Category.
    pub category: String,
    /// Description.
    pub description: String,
}

impl New {
    fn row(self, user_id: Uuid, import_id: Option<Uuid>, now: DateTime<Utc>) -> Model {
        Model {
            id: Uuid::now_v7(),
            user_id,
            date: self.date,
            minor: self.minor,
            category: self.category,
            description: self.description,
            import_id,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

impl Owned<Entity> {
    /// Stores one.
    ///
    /// # Errors
    /// The database's.
    pub async fn create<C: ConnectionTrait>(&self, db: &C, new: New, now: DateTime<Utc>) -> Result<Model> {
        let row = new.row(self.user_id, None, now).into_active_model();
        Ok(Entity::insert(row).exec_with_returning(db).await?)
    }

    /// Stores many, in order, and gives their ids. Call it inside a transaction: all or none.
    ///
    /// # Errors
    /// The database's.
    pub async fn create_many<C: ConnectionTrait>(
        &self,
        db: &C,
        new: Vec<New>,
        import_id: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Uuid>> {
        let mut ids = Vec::with_capacity(new.len());
        let mut rows = new.into_iter().map(|n| n.row(self.user_id, import_id, now)).peekable();
        while rows.peek().is_some() {
            let chunk: Vec<Model> = rows.by_ref().take(CHUNK).collect();
            ids.extend(chunk.iter().map(|m| m.id));
            let chunk = chunk.into_iter().map(IntoActiveModel::into_active_model);
            Entity::insert_many(chunk).exec_without_returning(db).await?;
        }
        Ok(ids)
    }

    /// Deletes those of `ids`; gives how many there were.
    ///
    /// # Errors
    /// The database's.
    pub async fn remove_all<C: ConnectionTrait>(&self, db: &C, ids: &[Uuid]) -> Result<u64> {
        let mut gone = 0;
        for ids in ids.chunks(CHUNK) {
            gone += self.delete().filter(Column::Id.is_in(ids.iter().copied())).exec(db).await?.rows_affected;
        }
        Ok(gone)
    }

    /// Deletes at most `most`; gives how many there were.
    ///
    /// # Errors
    /// The database's.
    pub async fn remove_some<C: ConnectionTrait>(&self, db: &C, most: u64) -> Result<u64> {
        let ids: Vec<Uuid> = self.find().select_only().column(Column::Id).limit(most).into_tuple().all(db).await?;
        let mut gone = 0;
        for chunk in ids.chunks(CHUNK) {
            gone += self.delete().filter(Column::Id.is_in(chunk.iter().copied())).exec(db).await?.rows_affected;
        }
        Ok(gone)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("expense"))
    }

    /// Replaces what a person entered, if the row still has `version` (`None`: whatever it has).
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::NotFound`].
    pub async fn replace<C: ConnectionTrait>(
        &self,
        db: &C,
        id: Uuid,
        version: Option<i64>,
        new: New,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        let change = ActiveModel {
            date: Set(new.date),
            minor: Set(new.minor),
            category: Set(new.category),
            description: Set(new.description),
            updated_at: Set(now),
            ..Default::default()
        };
        let mut update = self
            .update()
            .set(change)
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(id));
        if let Some(version) = version {
            update = update.filter(Column::Version.eq(version));
        }
        let done = update.exec(db).await?.rows_affected;
        let row = self.get(db, id).await?;
        if done == 0 { Err(Error::Stale { current: row.version }) } else { Ok(row) }
    }

    /// Deletes one, if it still has `version` (`None`: whatever it has).
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, id: Uuid, version: Option<i64>) -> Result<()> {
        let mut delete = self.delete().filter(Column::Id.eq(id));
        if let Some(version) = version {
            delete = delete.filter(Column::Version.eq(version));
        }
        if delete.exec(db).await?.rows_affected > 0 {
            return Ok(());
        }
        Err(Error::Stale { current: self.get(db, id).await?.version })
    }

    /// Those of `ids` that exist, locked against deletion for the length of the transaction where the database can.
    ///
    /// # Errors
    /// The database's.
    pub async fn existing<C: ConnectionTrait>(&self, db: &C, ids: &[Uuid]) -> Result<HashSet<Uuid>> {
        let mut query = self.find().select_only().column(Column::Id).filter(Column::Id.is_in(ids.iter().copied()));
        if db.get_database_backend() == sea_orm::DbBackend::Postgres {
            query = query.lock_shared();
        }
        Ok(query.into_tuple().all(db).await?.into_iter().collect())
    }

    /// Number of expenses.
    ///
    /// # Errors
    /// The database's.
    pub async fn count<C: ConnectionTrait>(&self, db: &C) -> Result<u64> {
        Ok(self.find().count(db).await?)
    }

    /// Categories in use, with number of expenses and sum in minor units, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn categories<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<(String, i64, i64)>> {
        let sums = self.find().select_only().column(Column::Category).expr(Column::Id.count()).expr(sum());
        Ok(sums.group_by(Column::Category).order_by_asc(Column::Category).into_tuple().all(db).await?)
    }

    /// Sum by category of the days `from..=to`, in minor units.
    ///
    /// # Errors
    /// The database's.
    pub async fn spent<C: ConnectionTrait>(
        &self,
        db: &C,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<(String, i64)>> {
        let range = self.find().filter(Column::Date.between(from, to));
        let sums = range.select_only().column(Column::Category).expr(sum()).group_by(Column::Category);
        Ok(sums.order_by_asc(Column::Category).into_tuple().all(db).await?)
    }

    /// All of the days `from..=to` (open where `None`), in order of creation, as the engine takes them.
    ///
    /// # Errors
    /// The database's.
    pub async fn for_analysis<C: ConnectionTrait + StreamTrait>(
        &self,
        db: &C,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Result<Vec<outlay_analysis::Expense>> {
        type Row = (Uuid, NaiveDate, i64, String, String);
        let mut query = self.find();
        if let Some(from) = from {
            query = query.filter(Column::Date.gte(storable(from)));
        }
        if let Some(to) = to {
            query = query.filter(Column::Date.lte(storable(to)));
        }
        let columns = [Column::Id, Column::Date, Column::Minor, Column::Category, Column::Description];
        let query = query.select_only().columns(columns).order_by_asc(Column::Id).into_tuple::<Row>();
        // Streamed, so that at a million rows there is one copy of them and not two.
        let mut rows = query.stream(db).await?;
        let mut expenses = Vec::new();
        while let Some((id, date, minor, category, description)) = rows.try_next().await? {
            expenses.push(outlay_analysis::Expense {
                id: Some(id),
                date,
                minor,
                category,
                description,
                ..outlay_analysis::Expense::default()
            });
        }
        Ok(expenses)
    }
}

/// The sum of the amounts as an integer: PostgreSQL's SUM of bigint is a numeric.
fn sum() -> sea_orm::sea_query::SimpleExpr {
    Expr::expr(Column::Minor.sum()).cast_as("bigint")
}

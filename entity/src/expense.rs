//! Expenses and what else an account has: one row an entry. Lists with filters and pages are in
//! [`expense_list`](crate::expense_list), what the engine takes in [`expense_input`](crate::expense_input).

use std::collections::HashSet;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{FromJsonQueryResult, IntoActiveModel, QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};

use crate::entry_kind::{Kind, spending};
use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Rows a statement of a bulk insert: twenty parameters a row stay below SQLite's 32,766 and PostgreSQL's 65,535.
const CHUNK: usize = 1000;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
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
    /// What it is; only expenses and refunds are spending.
    pub kind: Kind,
    /// The bank account it belongs to.
    pub account_id: Option<Uuid>,
    /// Day on which the bank counts it, where a file says it apart.
    pub value_date: Option<NaiveDate>,
    /// Who was paid, where a file, a rule or a person says it apart; at most 100 characters.
    pub merchant: Option<String>,
    /// The bank's own id of the booking.
    pub bank_id: Option<String>,
    /// Amount of the purchase in `original_currency`, minor units, where it differs from the account's.
    pub original_minor: Option<i64>,
    /// Currency of the purchase.
    pub original_currency: Option<String>,
    /// Announced by the bank and not booked: in no total.
    pub pending: bool,
    /// What a person notes beside it.
    pub note: Option<String>,
    /// Day, amount and text as the file had them, once a person has changed one: the next file is compared with these.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub as_imported: Option<AsImported>,
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

/// What a file said of an entry that a person has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct AsImported {
    /// Day.
    pub date: NaiveDate,
    /// Minor units.
    pub minor: i64,
    /// Description.
    pub description: String,
}

/// What a person or a file says of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct New {
    /// Day of the charge.
    pub date: NaiveDate,
    /// Minor units.
    pub minor: i64,
    /// Category.
    pub category: String,
    /// Description.
    pub description: String,
    /// Kind.
    pub kind: Kind,
    /// Bank account.
    pub account_id: Option<Uuid>,
    /// Value day.
    pub value_date: Option<NaiveDate>,
    /// Merchant.
    pub merchant: Option<String>,
    /// The bank's id.
    pub bank_id: Option<String>,
    /// Amount of the purchase in minor units, and its currency.
    pub original: Option<(i64, String)>,
    /// Not booked.
    pub pending: bool,
    /// Note.
    pub note: Option<String>,
}

impl New {
    fn row(self, user_id: Uuid, import_id: Option<Uuid>, now: DateTime<Utc>) -> Model {
        let (original_minor, original_currency) = self.original.unzip();
        Model {
            id: Uuid::now_v7(),
            user_id,
            date: self.date,
            minor: self.minor,
            category: self.category,
            description: self.description,
            import_id,
            kind: self.kind,
            account_id: self.account_id,
            value_date: self.value_date,
            merchant: self.merchant,
            bank_id: self.bank_id,
            original_minor,
            original_currency,
            pending: self.pending,
            note: self.note,
            as_imported: None,
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
        let old = self.get(db, id).await?;
        let said = AsImported { date: old.date, minor: old.minor, description: old.description };
        let changed = (new.date, new.minor, &new.description) != (said.date, said.minor, &said.description);
        let as_imported = match old.as_imported {
            None if changed && old.import_id.is_some() => Some(said),
            known => known,
        };
        let change = ActiveModel {
            date: Set(new.date),
            minor: Set(new.minor),
            category: Set(new.category),
            description: Set(new.description),
            kind: Set(new.kind),
            account_id: Set(new.account_id),
            merchant: Set(new.merchant),
            note: Set(new.note),
            as_imported: Set(as_imported),
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

    /// Number of entries of every kind.
    ///
    /// # Errors
    /// The database's.
    pub async fn count<C: ConnectionTrait>(&self, db: &C) -> Result<u64> {
        Ok(self.find().count(db).await?)
    }

    /// Categories of spending in use, with number of expenses and sum in minor units, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn categories<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<(String, i64, i64)>> {
        let sums = self.find().filter(spending()).select_only().column(Column::Category);
        let sums = sums.expr(Column::Id.count()).expr(sum());
        Ok(sums.group_by(Column::Category).order_by_asc(Column::Category).into_tuple().all(db).await?)
    }

    /// Spending by category of the days `from..=to`, in minor units.
    ///
    /// # Errors
    /// The database's.
    pub async fn spent<C: ConnectionTrait>(
        &self,
        db: &C,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<(String, i64)>> {
        let range = self.find().filter(Column::Date.between(from, to)).filter(spending());
        let sums = range.select_only().column(Column::Category).expr(sum()).group_by(Column::Category);
        Ok(sums.order_by_asc(Column::Category).into_tuple().all(db).await?)
    }
}

/// The sum of the amounts as an integer: PostgreSQL's SUM of bigint is a numeric.
fn sum() -> sea_orm::sea_query::SimpleExpr {
    Expr::expr(Column::Minor.sum()).cast_as("bigint")
}

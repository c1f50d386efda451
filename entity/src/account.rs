//! Accounts at banks: what a person's statements are of. An account of this service is a [`user`](crate::user).

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{IntoActiveModel, QueryOrder, Set};
use serde::{Deserialize, Serialize};

use crate::owned::{Owned, owned};
use crate::{Error, Result, expense, import};

/// Kind of an account; the names never change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Current or checking account.
    #[default]
    #[sea_orm(string_value = "current")]
    Current,
    /// Savings.
    #[sea_orm(string_value = "savings")]
    Savings,
    /// Credit card.
    #[sea_orm(string_value = "card")]
    Card,
    /// Loan or line of credit.
    #[sea_orm(string_value = "loan")]
    Loan,
    /// Cash.
    #[sea_orm(string_value = "cash")]
    Cash,
    /// Anything else.
    #[sea_orm(string_value = "other")]
    Other,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// What its owner calls it, 1 to 100 characters.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// Kind.
    pub kind: Kind,
    /// Number, IBAN or name under which files speak of it, as [`number`] writes it; unique for its owner.
    pub number: Option<String>,
    /// Last balance that a file stated, minor units, in the bank's sign.
    pub balance_minor: Option<i64>,
    /// Day of that balance.
    pub balance_date: Option<NaiveDate>,
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

/// What a person or a file says of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// Name.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// Kind.
    pub kind: Kind,
    /// Number.
    pub number: Option<String>,
}

/// The number of an account as it is compared: letters and digits only, upper case, at most 100 characters; `None` when
/// nothing is left.
#[must_use]
pub fn number(text: &str) -> Option<String> {
    let number: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).take(100).collect();
    Some(number).filter(|number| !number.is_empty())
}

impl Owned<Entity> {
    /// All, in order of creation.
    ///
    /// # Errors
    /// The database's.
    pub async fn all<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Model>> {
        Ok(self.find().order_by_asc(Column::Id).all(db).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("bank account"))
    }

    /// Stores one.
    ///
    /// # Errors
    /// [`Error::Taken`] when the owner has one of this number.
    pub async fn create<C: ConnectionTrait>(&self, db: &C, new: New, now: DateTime<Utc>) -> Result<Model> {
        let row = Model {
            id: Uuid::now_v7(),
            user_id: self.user_id,
            name: new.name,
            currency: new.currency,
            kind: new.kind,
            number: new.number,
            balance_minor: None,
            balance_date: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let made = Entity::insert(row.into_active_model()).exec_with_returning(db).await;
        made.map_err(|e| Error::taken(e, "bank account of this number"))
    }

    /// Replaces what a person may change, if the row still has `version` (`None`: whatever it has).
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::NotFound`], [`Error::Taken`].
    pub async fn replace<C: ConnectionTrait>(
        &self,
        db: &C,
        id: Uuid,
        version: Option<i64>,
        new: New,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        let change = ActiveModel {
            name: Set(new.name),
            currency: Set(new.currency),
            kind: Set(new.kind),
            number: Set(new.number),
            updated_at: Set(now),
            ..Default::default()
        };
        let mut update = self.update().set(change).filter(Column::Id.eq(id));
        update = update.col_expr(Column::Version, Expr::col(Column::Version).add(1));
        if let Some(version) = version {
            update = update.filter(Column::Version.eq(version));
        }
        let done = update.exec(db).await.map_err(|e| Error::taken(e, "bank account of this number"))?.rows_affected;
        let row = self.get(db, id).await?;
        if done == 0 { Err(Error::Stale { current: row.version }) } else { Ok(row) }
    }

    /// Notes the balance that a file stated, unless a later one is known.
    ///
    /// # Errors
    /// The database's.
    pub async fn note_balance<C: ConnectionTrait>(&self, db: &C, id: Uuid, minor: i64, day: NaiveDate) -> Result<()> {
        let later = Column::BalanceDate.is_null().or(Column::BalanceDate.lte(day));
        let update = self.update().col_expr(Column::BalanceMinor, Expr::value(minor));
        let update = update.col_expr(Column::BalanceDate, Expr::value(day));
        update.filter(Column::Id.eq(id)).filter(later).exec(db).await?;
        Ok(())
    }

    /// Takes a noted balance back, unless another has been noted since.
    ///
    /// # Errors
    /// The database's.
    pub async fn restore_balance<C: ConnectionTrait>(
        &self,
        db: &C,
        id: Uuid,
        noted: (Option<i64>, Option<NaiveDate>),
        before: (Option<i64>, Option<NaiveDate>),
    ) -> Result<()> {
        let update = self.update().filter(Column::Id.eq(id));
        let update = update.filter(Column::BalanceMinor.eq(noted.0)).filter(Column::BalanceDate.eq(noted.1));
        let update = update.col_expr(Column::BalanceMinor, Expr::value(before.0));
        update.col_expr(Column::BalanceDate, Expr::value(before.1)).exec(db).await?;
        Ok(())
    }

    /// Deletes one; its entries stay and belong to no account. Call it inside a transaction.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        let none = || Expr::value(Option::<Uuid>::None);
        let entries = expense::of(self.user_id).update().filter(expense::Column::AccountId.eq(id));
        entries.col_expr(expense::Column::AccountId, none()).exec(db).await?;
        let imports = import::of(self.user_id).update().filter(import::Column::AccountId.eq(id));
        imports.col_expr(import::Column::AccountId, none()).exec(db).await?;
        match self.delete().filter(Column::Id.eq(id)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("bank account")),
            _ => Ok(()),
        }
    }
}

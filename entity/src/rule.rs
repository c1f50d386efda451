//! Rules for new entries, in order: which entries, and what is set. The first that sets a field wins.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, Set};

use crate::entry_kind::Kind;
use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Most rules of one account.
pub const MOST: u64 = 1_000;

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rule")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// Lower goes first; ids break ties.
    pub position: i32,
    /// Words all of which the description has, in any case and order.
    pub words: Option<String>,
    /// Regular expression that the description matches, in any case.
    pub pattern: Option<String>,
    /// Smallest amount, minor units.
    pub min_minor: Option<i64>,
    /// Largest amount, minor units.
    pub max_minor: Option<i64>,
    /// Of this bank account only.
    pub account_id: Option<Uuid>,
    /// The category it sets.
    pub category: Option<String>,
    /// The merchant it sets.
    pub merchant: Option<String>,
    /// The kind it sets.
    pub kind: Option<Kind>,
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

/// What a person says of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct New {
    /// Place in the order; `None` is the end.
    pub position: Option<i32>,
    /// Words.
    pub words: Option<String>,
    /// Regular expression.
    pub pattern: Option<String>,
    /// Smallest amount.
    pub min_minor: Option<i64>,
    /// Largest amount.
    pub max_minor: Option<i64>,
    /// Bank account.
    pub account_id: Option<Uuid>,
    /// Category.
    pub category: Option<String>,
    /// Merchant.
    pub merchant: Option<String>,
    /// Kind.
    pub kind: Option<Kind>,
}

impl New {
    /// The row it would be.
    #[must_use]
    pub fn row(self, user_id: Uuid, position: i32, now: DateTime<Utc>) -> Model {
        Model {
            id: Uuid::now_v7(),
            user_id,
            position,
            words: self.words,
            pattern: self.pattern,
            min_minor: self.min_minor,
            max_minor: self.max_minor,
            account_id: self.account_id,
            category: self.category,
            merchant: self.merchant,
            kind: self.kind,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

impl Owned<Entity> {
    /// All, in order.
    ///
    /// # Errors
    /// The database's.
    pub async fn all<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Model>> {
        Ok(self.find().order_by_asc(Column::Position).order_by_asc(Column::Id).all(db).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("rule"))
    }

    /// Stores one, at the end when it names no position. Call it inside a transaction.
    ///
    /// # Errors
    /// [`Error::Refused`] when there are [`MOST`] already.
    pub async fn create<C: ConnectionTrait>(&self, db: &C, new: New, now: DateTime<Utc>) -> Result<Model> {
        if self.find().count(db).await? >= MOST {
            return Err(Error::Refused(format!("the account has {MOST} rules, which is the most; remove one first")));
        }
        let last: Option<Option<i32>> =
            self.find().select_only().column_as(Column::Position.max(), "last").into_tuple().one(db).await?;
        let position = new.position.unwrap_or_else(|| last.flatten().map_or(1, |last| last.saturating_add(1)));
        let row = new.row(self.user_id, position, now).into_active_model();
        Ok(Entity::insert(row).exec_with_returning(db).await?)
    }

    /// Replaces one, if it still has `version` (`None`: whatever it has).
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
        let mut change = ActiveModel {
            words: Set(new.words),
            pattern: Set(new.pattern),
            min_minor: Set(new.min_minor),
            max_minor: Set(new.max_minor),
            account_id: Set(new.account_id),
            category: Set(new.category),
            merchant: Set(new.merchant),
            kind: Set(new.kind),
            updated_at: Set(now),
            ..Default::default()
        };
        if let Some(position) = new.position {
            change.position = Set(position);
        }
        let mut update = self.update().set(change).filter(Column::Id.eq(id));
        update = update.col_expr(Column::Version, Expr::col(Column::Version).add(1));
        if let Some(version) = version {
            update = update.filter(Column::Version.eq(version));
        }
        let done = update.exec(db).await?.rows_affected;
        let row = self.get(db, id).await?;
        if done == 0 { Err(Error::Stale { current: row.version }) } else { Ok(row) }
    }

    /// Deletes one.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        match self.delete().filter(Column::Id.eq(id)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("rule")),
            _ => Ok(()),
        }
    }
}

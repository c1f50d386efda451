//! What people call merchants: from an old merchant key to the merchant it belongs to.
//!
//! An alias is stated outright or learned from an edit of a description. A stated one counts more: no edit changes it.
//! A learned one that a second edit contradicts is disputed: the old name stands for several merchants, and nothing
//! follows from it until somebody states what does.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use outlay_analysis::Alias;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Longest chain of aliases that is looked through for a circle.
const LONGEST: usize = 1000;

/// One alias.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "merchant_alias")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// Merchant key it is for, as `merchant::clean` writes it; at most 256 characters.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Key of the merchant it belongs to.
    pub merchant: String,
    /// Learned from an edit and not stated.
    pub learned: bool,
    /// Edits contradict each other: it is not applied.
    pub disputed: bool,
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

impl Owned<Entity> {
    /// All, by key.
    ///
    /// # Errors
    /// The database's.
    pub async fn all<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Model>> {
        Ok(self.find().order_by_asc(Column::Key).all(db).await?)
    }

    /// By key: those after the key `after`, at most `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C, after: Option<String>, limit: u64) -> Result<Vec<Model>> {
        let mut query = self.find();
        if let Some(after) = after {
            query = query.filter(Column::Key.gt(after));
        }
        Ok(query.order_by_asc(Column::Key).limit(limit).all(db).await?)
    }

    /// Those that hold, as the engine takes them, by key.
    ///
    /// # Errors
    /// The database's.
    pub async fn for_analysis<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Alias>> {
        let held = self.all(db).await?.into_iter().filter(|row| !row.disputed);
        Ok(held.map(|row| Alias { key: row.key, merchant: row.merchant, learned: row.learned }).collect())
    }

    /// The one of `key`, if there is one.
    ///
    /// # Errors
    /// The database's.
    pub async fn get<C: ConnectionTrait>(&self, db: &C, key: &str) -> Result<Option<Model>> {
        Ok(self.find().filter(Column::Key.eq(key)).one(db).await?)
    }

    /// States that `key` belongs to `merchant`. Where aliases lead from `merchant` back to `key`, that of `merchant` goes: the
    /// newest word counts. Call it inside a transaction.
    ///
    /// # Errors
    /// [`Error::Refused`] when there are `most` already.
    pub async fn put<C: ConnectionTrait>(
        &self,
        db: &C,
        (key, merchant): (&str, &str),
        most: u64,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        if self.is_full(db, key, most).await? {
            return Err(Error::Refused(format!("the account has {most} aliases, which is the most; remove one first")));
        }
        self.open_circle(db, key, merchant).await?;
        self.store(db, (key, merchant), (false, false), now).await
    }

    /// Learns from an edit that `key` belongs to `merchant`; nothing when somebody stated what it is, or when there are
    /// `most` already. An edit that takes back an earlier one takes back what that taught. Call it inside a transaction.
    ///
    /// # Errors
    /// The database's.
    pub async fn learn<C: ConnectionTrait>(
        &self,
        db: &C,
        (key, merchant): (&str, &str),
        most: u64,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let back = self.get(db, merchant).await?.filter(|row| row.learned && row.merchant == key);
        if back.is_some() {
            return self.remove(db, merchant).await;
        }
        match self.get(db, key).await? {
            Some(row) if !row.learned => {}
            Some(row) if row.merchant != merchant => {
                self.store(db, (key, &row.merchant), (true, true), now).await?;
            }
            Some(_) => {}
            None if self.is_full(db, key, most).await? => {}
            None => {
                self.open_circle(db, key, merchant).await?;
                self.store(db, (key, merchant), (true, false), now).await?;
            }
        }
        Ok(())
    }

    /// Takes the one of `key` back.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, key: &str) -> Result<()> {
        match self.delete().filter(Column::Key.eq(key)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("alias")),
            _ => Ok(()),
        }
    }

    async fn is_full<C: ConnectionTrait>(&self, db: &C, key: &str, most: u64) -> Result<bool> {
        Ok(self.find().count(db).await? >= most && self.get(db, key).await?.is_none())
    }

    /// Removes the alias of `merchant` where it leads back to `key`, which is to lead to `merchant`.
    async fn open_circle<C: ConnectionTrait>(&self, db: &C, key: &str, merchant: &str) -> Result<()> {
        let mut at = merchant.to_owned();
        let mut seen = HashSet::new();
        while seen.len() < LONGEST && seen.insert(at.clone()) {
            match self.get(db, &at).await? {
                Some(row) if row.merchant == key => return self.remove(db, merchant).await,
                Some(row) => at = row.merchant,
                None => break,
            }
        }
        Ok(())
    }

    async fn store<C: ConnectionTrait>(
        &self,
        db: &C,
        (key, merchant): (&str, &str),
        (learned, disputed): (bool, bool),
        now: DateTime<Utc>,
    ) -> Result<Model> {
        let row = Model {
            user_id: self.user_id,
            key: key.to_owned(),
            merchant: merchant.to_owned(),
            learned,
            disputed,
            created_at: now,
            updated_at: now,
        };
        let replace = OnConflict::columns([Column::UserId, Column::Key])
            .update_columns([Column::Merchant, Column::Learned, Column::Disputed, Column::UpdatedAt])
            .to_owned();
        Ok(Entity::insert(row.into_active_model()).on_conflict(replace).exec_with_returning(db).await?)
    }
}

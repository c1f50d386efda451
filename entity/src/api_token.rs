//! Tokens of programs: made by an account for a purpose and a time, hashed, each with scopes of its own.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, IntoActiveModel, QueryOrder};

use crate::owned::{Owned, owned};
use crate::{Error, Result, user};

/// Most tokens of an account.
pub const MOST: u64 = 50;

/// How exactly the latest use is known: a token that is used all the time is not written all the time.
const NOTED_EVERY: TimeDelta = TimeDelta::hours(1);

/// One token.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// What it is for, in the owner's words.
    pub name: String,
    /// Hex SHA-256 of the token.
    pub token_hash: String,
    /// What it may do: names separated by spaces, as OAuth writes scopes.
    pub scopes: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the hour.
    pub used_at: Option<DateTime<Utc>>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// What a new token is made of.
#[derive(Clone, Debug)]
pub struct New {
    /// What it is for.
    pub name: String,
    /// Hex SHA-256 of the token.
    pub token_hash: String,
    /// Names separated by spaces.
    pub scopes: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// The token of `token_hash` and its account, if the token has not ended and the account may sign in. Notes the use.
///
/// # Errors
/// The database's.
pub async fn holder<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(Model, user::Model)>> {
    let good = Entity::find().filter(Column::TokenHash.eq(token_hash)).filter(Column::ExpiresAt.gt(now));
    let Some(row) = good.one(db).await? else { return Ok(None) };
    let user = user::Entity::find_by_id(row.user_id).filter(user::Column::DisabledAt.is_null()).one(db).await?;
    let Some(user) = user else { return Ok(None) };
    if row.used_at.is_none_or(|used| used + NOTED_EVERY <= now) {
        let stale = Condition::any().add(Column::UsedAt.is_null()).add(Column::UsedAt.lte(now - NOTED_EVERY));
        let note = of(row.user_id).update().col_expr(Column::UsedAt, Expr::value(now));
        note.filter(Column::Id.eq(row.id)).filter(stale).exec(db).await?;
    }
    Ok(Some((row, user)))
}

impl Owned<Entity> {
    /// Makes one. Call it inside a transaction.
    ///
    /// # Errors
    /// [`Error::Refused`] when the account has as many as it may.
    pub async fn create<C: ConnectionTrait>(&self, tx: &C, new: New, now: DateTime<Utc>) -> Result<Model> {
        user::lock(tx, self.user_id).await?;
        // Those that ended by themselves have been listed for long enough.
        self.delete().filter(Column::ExpiresAt.lt(now)).exec(tx).await?;
        if self.find().count(tx).await? >= MOST {
            return Err(Error::Refused(format!("an account may have {MOST} API tokens; remove one first")));
        }
        let row = Model {
            id: Uuid::now_v7(),
            user_id: self.user_id,
            name: new.name,
            token_hash: new.token_hash,
            scopes: new.scopes,
            created_at: now,
            expires_at: new.expires_at,
            used_at: None,
        };
        Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
        Ok(row)
    }

    /// All, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Model>> {
        Ok(self.find().order_by_desc(Column::Id).all(db).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("API token"))
    }

    /// Ends one.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        match self.delete().filter(Column::Id.eq(id)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("API token")),
            _ => Ok(()),
        }
    }

    /// Ends all of them.
    ///
    /// # Errors
    /// The database's.
    pub async fn remove_all<C: ConnectionTrait>(&self, db: &C) -> Result<()> {
        self.delete().exec(db).await?;
        Ok(())
    }
}

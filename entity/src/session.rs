//! Refresh tokens, hashed. A sign-in begins a family; each refresh rotates to a new token of the family, and a token that
//! comes twice revokes the family: one of the two who hold it stole it.
//!
//! Two pages of one browser renew at once, and answers get lost. So for a few seconds ([`Renewal::grace`]) a token may come
//! again, as long as nobody has used what it was exchanged for. It gets another successor; the first successor that is used
//! ends the others, so one branch of the family goes on, never two.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, QuerySelect, QueryTrait as _};

use crate::owned::{Owned, owned};
use crate::{Error, Result, user};

/// One refresh token.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// The sign-in it descends from.
    pub family: Uuid,
    /// The token it was given for; `None` at the sign-in.
    pub parent: Option<Uuid>,
    /// Hex SHA-256 of the token.
    pub token_hash: String,
    /// What the browser called itself.
    pub user_agent: String,
    /// When it was given out.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When it was exchanged for the next one.
    pub rotated_at: Option<DateTime<Utc>>,
    /// When it was ended.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// What became of a token that was handed in for the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// It was good; here is the new session.
    Rotated(Model),
    /// It had been used before: its family is revoked now.
    Reused(Model),
    /// It is unknown, expired or revoked.
    Refused,
}

/// How a token is exchanged.
#[derive(Clone, Copy, Debug)]
pub struct Renewal<'a> {
    /// Hex SHA-256 of the next token.
    pub next_hash: &'a str,
    /// What the browser calls itself.
    pub user_agent: &'a str,
    /// The moment.
    pub now: DateTime<Utc>,
    /// When the next token ends by itself.
    pub expires_at: DateTime<Utc>,
    /// How long a token that was exchanged may come again.
    pub grace: Duration,
}

/// Exchanges the token of `token_hash` for the next one. Call it inside a transaction and commit whatever comes out: a
/// reuse revokes.
///
/// # Errors
/// The database's.
pub async fn rotate<C: ConnectionTrait>(db: &C, token_hash: &str, renewal: Renewal<'_>) -> Result<Rotation> {
    let by_hash = || Entity::find().filter(Column::TokenHash.eq(token_hash));
    let Some(found) = by_hash().one(db).await? else { return Ok(Rotation::Refused) };
    let mine = of(found.user_id);
    // One refresh of an account at a time: of two that come at once, the second sees what the first one did.
    user::lock(db, found.user_id).await?;
    let Some(old) = by_hash().one(db).await? else { return Ok(Rotation::Refused) };
    if old.expires_at <= renewal.now || !mine.is_live(db, old.family).await? {
        return Ok(Rotation::Refused);
    }
    if let Some(rotated_at) = old.rotated_at {
        let next = mine.find().filter(Column::Parent.eq(old.id)).all(db).await?;
        let unused = !next.is_empty() && next.iter().all(|next| next.rotated_at.is_none());
        if !unused || rotated_at + renewal.grace <= renewal.now {
            mine.revoke_family(db, old.family, renewal.now).await?;
            return Ok(Rotation::Reused(old));
        }
    } else {
        let branches = old.parent.map(|parent| Column::Parent.eq(parent));
        let used = Condition::any().add(Column::Id.eq(old.id)).add_option(branches);
        let rotate = mine.update().col_expr(Column::RotatedAt, Expr::value(renewal.now));
        rotate.filter(used).filter(Column::RotatedAt.is_null()).exec(db).await?;
    }
    let times = (renewal.now, renewal.expires_at);
    Ok(Rotation::Rotated(mine.create(db, Some(&old), renewal.next_hash, renewal.user_agent, times).await?))
}

/// The account of `user_id` while its sign-in `family` goes on and it may sign in: in one query, for every request asks.
///
/// # Errors
/// The database's.
pub async fn holder<C: ConnectionTrait>(db: &C, user_id: Uuid, family: Uuid) -> Result<Option<user::Model>> {
    let rows = of(user_id).find().filter(Column::Family.eq(family)).select_only().column(Column::Id);
    let ended = rows.clone().filter(Column::RevokedAt.is_not_null());
    let held = user::Entity::find_by_id(user_id).filter(user::Column::DisabledAt.is_null());
    let held = held.filter(Expr::exists(rows.into_query())).filter(Expr::not_exists(ended.into_query()));
    Ok(held.one(db).await?)
}

/// Ends the sign-in that the token of `token_hash` belongs to; nothing when it has ended, or there is no such token.
///
/// # Errors
/// The database's.
pub async fn end<C: ConnectionTrait>(db: &C, token_hash: &str, now: DateTime<Utc>) -> Result<()> {
    let Some(row) = Entity::find().filter(Column::TokenHash.eq(token_hash)).one(db).await? else { return Ok(()) };
    match of(row.user_id).revoke_family(db, row.family, now).await {
        Err(Error::NotFound(_)) => Ok(()),
        ended => ended,
    }
}

/// Forgets tokens that ended before `moment`.
///
/// # Errors
/// The database's.
pub async fn prune<C: ConnectionTrait>(db: &C, moment: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(moment)).exec(db).await?.rows_affected)
}

impl Owned<Entity> {
    /// Gives out a token, for `parent` or for a new sign-in.
    ///
    /// # Errors
    /// The database's.
    pub async fn create<C: ConnectionTrait>(
        &self,
        db: &C,
        parent: Option<&Model>,
        token_hash: &str,
        user_agent: &str,
        (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Model> {
        let id = Uuid::now_v7();
        let row = Model {
            id,
            user_id: self.user_id,
            family: parent.map_or(id, |parent| parent.family),
            parent: parent.map(|parent| parent.id),
            token_hash: token_hash.to_owned(),
            user_agent: user_agent.to_owned(),
            created_at: now,
            expires_at,
            rotated_at: None,
            revoked_at: None,
        };
        Ok(Entity::insert(row.into_active_model()).exec_with_returning(db).await?)
    }

    /// Whether the sign-in `family` goes on: it has tokens, and none of them was ended. One that is given out while the
    /// family is being ended does not keep it alive.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_live<C: ConnectionTrait>(&self, db: &C, family: Uuid) -> Result<bool> {
        let rows = self.find().filter(Column::Family.eq(family)).select_only().column(Column::RevokedAt);
        let rows: Vec<Option<DateTime<Utc>>> = rows.into_tuple().all(db).await?;
        Ok(!rows.is_empty() && rows.iter().all(Option::is_none))
    }

    /// The sign-ins that can still be refreshed, each by its newest token, the one used last first; at most `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn live<C: ConnectionTrait>(&self, db: &C, now: DateTime<Utc>, limit: u64) -> Result<Vec<Model>> {
        let live = self.find().filter(Column::RotatedAt.is_null()).filter(Column::RevokedAt.is_null());
        let live = live.filter(Column::ExpiresAt.gt(now)).order_by_desc(Column::Id);
        let mut rows = live.limit(limit).all(db).await?;
        let mut seen = std::collections::HashSet::new();
        rows.retain(|row| seen.insert(row.family));
        Ok(rows)
    }

    /// Ends one sign-in.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nothing to end.
    pub async fn revoke_family<C: ConnectionTrait>(&self, db: &C, family: Uuid, now: DateTime<Utc>) -> Result<()> {
        let revoke = self.update().col_expr(Column::RevokedAt, Expr::value(now)).filter(Column::Family.eq(family));
        match revoke.filter(Column::RevokedAt.is_null()).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("session")),
            _ => Ok(()),
        }
    }

    /// Ends every sign-in but `family`, after a change of password.
    ///
    /// # Errors
    /// The database's.
    pub async fn revoke_others<C: ConnectionTrait>(&self, db: &C, family: Uuid, now: DateTime<Utc>) -> Result<()> {
        let revoke = self.update().col_expr(Column::RevokedAt, Expr::value(now)).filter(Column::Family.ne(family));
        revoke.filter(Column::RevokedAt.is_null()).exec(db).await?;
        Ok(())
    }

    /// Ends every sign-in, for instance after a reset of the password.
    ///
    /// # Errors
    /// The database's.
    pub async fn revoke_all<C: ConnectionTrait>(&self, db: &C, now: DateTime<Utc>) -> Result<()> {
        let revoke = self.update().col_expr(Column::RevokedAt, Expr::value(now));
        revoke.filter(Column::RevokedAt.is_null()).exec(db).await?;
        Ok(())
    }
}

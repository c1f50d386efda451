//! Refresh tokens, hashed. A sign-in begins a family; each refresh rotates to a new token of the family, and a token that
//! comes twice revokes the family: one of the two who hold it stole it.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

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

/// Exchanges the token of `token_hash` for one of `next_hash`. Call it inside a transaction and commit whatever comes
/// out: a reuse revokes.
///
/// # Errors
/// The database's.
pub async fn rotate<C: ConnectionTrait>(
    db: &C,
    token_hash: &str,
    next_hash: &str,
    user_agent: &str,
    (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Rotation> {
    let Some(old) = Entity::find().filter(Column::TokenHash.eq(token_hash)).one(db).await? else {
        return Ok(Rotation::Refused);
    };
    if old.revoked_at.is_some() || old.expires_at <= now {
        return Ok(Rotation::Refused);
    }
    // Conditional: of two that come at once, one rotates and the other is a reuse.
    let rotated = of(old.user_id)
        .update()
        .col_expr(Column::RotatedAt, Expr::value(now))
        .filter(Column::Id.eq(old.id))
        .filter(Column::RotatedAt.is_null())
        .exec(db)
        .await?;
    if rotated.rows_affected == 0 {
        of(old.user_id).revoke_family(db, old.family, now).await?;
        return Ok(Rotation::Reused(old));
    }
    let next = of(old.user_id).create(db, Some(old.family), next_hash, user_agent, (now, expires_at)).await?;
    Ok(Rotation::Rotated(next))
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
    /// Gives out a token, of `family` or of a family of its own.
    ///
    /// # Errors
    /// The database's.
    pub async fn create<C: ConnectionTrait>(
        &self,
        db: &C,
        family: Option<Uuid>,
        token_hash: &str,
        user_agent: &str,
        (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Model> {
        let id = Uuid::now_v7();
        let row = Model {
            id,
            user_id: self.user_id,
            family: family.unwrap_or(id),
            token_hash: token_hash.to_owned(),
            user_agent: user_agent.to_owned(),
            created_at: now,
            expires_at,
            rotated_at: None,
            revoked_at: None,
        };
        Ok(Entity::insert(row.into_active_model()).exec_with_returning(db).await?)
    }

    /// Whether the sign-in `family` goes on: it has a token that nobody ended.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_live<C: ConnectionTrait>(&self, db: &C, family: Uuid) -> Result<bool> {
        let live = self.find().filter(Column::Family.eq(family)).filter(Column::RevokedAt.is_null());
        let found: Option<Uuid> = live.select_only().column(Column::Id).into_tuple().one(db).await?;
        Ok(found.is_some())
    }

    /// The sessions that can still be refreshed, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn live<C: ConnectionTrait>(&self, db: &C, now: DateTime<Utc>) -> Result<Vec<Model>> {
        let live = self.find().filter(Column::RotatedAt.is_null()).filter(Column::RevokedAt.is_null());
        Ok(live.filter(Column::ExpiresAt.gt(now)).order_by_desc(Column::Id).all(db).await?)
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

    /// Ends every sign-in, for instance after a change of password.
    ///
    /// # Errors
    /// The database's.
    pub async fn revoke_all<C: ConnectionTrait>(&self, db: &C, now: DateTime<Utc>) -> Result<()> {
        let revoke = self.update().col_expr(Column::RevokedAt, Expr::value(now));
        revoke.filter(Column::RevokedAt.is_null()).exec(db).await?;
        Ok(())
    }
}

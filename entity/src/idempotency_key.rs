//! Requests that must not be done twice: the key a client chose, and the answer it got.

use chrono::{DateTime, Utc};
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// One key.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The client's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// HTTP method.
    pub method: String,
    /// Path of the request.
    pub path: String,
    /// Hex SHA-256 of the request's body.
    pub body_hash: String,
    /// Status of the answer; `None` while the request is in flight.
    pub status: Option<i32>,
    /// Headers of the answer, JSON.
    pub headers: Option<String>,
    /// Body of the answer.
    pub body: Option<Vec<u8>>,
    /// When the request came.
    pub created_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// What a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// Path.
    pub path: &'a str,
    /// Hex SHA-256 of the body.
    pub body_hash: &'a str,
}

/// Whether a request may go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is new, and noted as in flight: do it, then [`Owned::finish`](Owned).
    New,
    /// The key is known: its row says whether it is in flight, answered, or was another request.
    Known(Box<Model>),
}

/// Forgets keys older than `moment`.
///
/// # Errors
/// The database's.
pub async fn prune<C: ConnectionTrait>(db: &C, moment: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::CreatedAt.lt(moment)).exec(db).await?.rows_affected)
}

impl Model {
    /// True when it was made for the same request.
    #[must_use]
    pub fn is_for(&self, request: Request) -> bool {
        (self.method.as_str(), self.path.as_str(), self.body_hash.as_str())
            == (request.method, request.path, request.body_hash)
    }
}

impl Owned<Entity> {
    /// Notes `key` as in flight, or says what is known of it.
    ///
    /// # Errors
    /// The database's.
    pub async fn begin<C: ConnectionTrait>(
        &self,
        db: &C,
        key: &str,
        request: Request<'_>,
        now: DateTime<Utc>,
    ) -> Result<Begun> {
        let row = Model {
            user_id: self.user_id,
            key: key.to_owned(),
            method: request.method.to_owned(),
            path: request.path.to_owned(),
            body_hash: request.body_hash.to_owned(),
            status: None,
            headers: None,
            body: None,
            created_at: now,
        };
        let known = OnConflict::columns([Column::UserId, Column::Key]).do_nothing().to_owned();
        let inserted = Entity::insert(row.into_active_model()).on_conflict(known).exec_without_returning(db).await?;
        if inserted == 1 {
            return Ok(Begun::New);
        }
        Ok(Begun::Known(Box::new(self.get(db, key).await?)))
    }

    /// What is known of `key`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, key: &str) -> Result<Model> {
        self.find().filter(Column::Key.eq(key)).one(db).await?.ok_or(Error::NotFound("idempotency key"))
    }

    /// Keeps the answer of a request in flight.
    ///
    /// # Errors
    /// The database's.
    pub async fn finish<C: ConnectionTrait>(
        &self,
        db: &C,
        key: &str,
        status: u16,
        headers: &str,
        body: &[u8],
    ) -> Result<()> {
        self.update()
            .col_expr(Column::Status, Expr::value(i32::from(status)))
            .col_expr(Column::Headers, Expr::value(headers))
            .col_expr(Column::Body, Expr::value(body.to_vec()))
            .filter(Column::Key.eq(key))
            .exec(db)
            .await?;
        Ok(())
    }

    /// Forgets a request that was not done, so that it can be sent again.
    ///
    /// # Errors
    /// The database's.
    pub async fn abandon<C: ConnectionTrait>(&self, db: &C, key: &str) -> Result<()> {
        self.delete().filter(Column::Key.eq(key)).filter(Column::Status.is_null()).exec(db).await?;
        Ok(())
    }
}

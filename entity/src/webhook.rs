//! Where an account wants to be told that a job has ended. Messages wait in
//! [`webhook_delivery`](crate::webhook_delivery).

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{IntoActiveModel, QueryOrder};

use crate::owned::{Owned, owned};
use crate::{Error, Result, clock};

/// Most webhooks of an account.
pub const MOST: usize = 10;

/// One webhook.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// Where to.
    pub url: String,
    /// Key of the signatures, as Standard Webhooks writes it: `whsec_` and base64.
    pub secret: String,
    /// Since when nothing is sent.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Why.
    pub disabled_reason: Option<String>,
    /// Goes up with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook").field("id", &self.id).field("url", &self.url).finish_non_exhaustive()
    }
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    /// Makes one.
    ///
    /// # Errors
    /// [`Error::Refused`] when the account has as many as it may.
    pub async fn create<C: ConnectionTrait>(&self, db: &C, url: String, secret: String) -> Result<Model> {
        if self.list(db).await?.len() >= MOST {
            return Err(Error::Refused(format!("an account may have {MOST} webhooks; remove one first")));
        }
        let now = clock::read(db).await?;
        let row = Model {
            id: Uuid::now_v7(),
            user_id: self.user_id,
            url,
            secret,
            disabled_at: None,
            disabled_reason: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        Entity::insert(row.clone().into_active_model()).exec_without_returning(db).await?;
        Ok(row)
    }

    /// All, oldest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Model>> {
        Ok(self.find().order_by_asc(Column::Id).all(db).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("webhook"))
    }

    /// Sends to it no more, or again.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn set_disabled<C: ConnectionTrait>(&self, db: &C, id: Uuid, reason: Option<&str>) -> Result<Model> {
        let now = clock::read(db).await?;
        self.update()
            .col_expr(Column::DisabledAt, Expr::value(reason.map(|_| now)))
            .col_expr(Column::DisabledReason, Expr::value(reason))
            .col_expr(Column::UpdatedAt, Expr::value(now))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(id))
            .exec(db)
            .await?;
        self.get(db, id).await
    }

    /// Deletes it with its messages.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        match self.delete().filter(Column::Id.eq(id)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("webhook")),
            _ => Ok(()),
        }
    }
}

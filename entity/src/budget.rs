//! Monthly budgets, at most one a category.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// The budget of one category.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "budget")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The category it limits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub category: String,
    /// Minor units a month, zero or more.
    pub minor: i64,
    /// Goes up with every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    /// All, by category.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Model>> {
        Ok(self.find().order_by_asc(Column::Category).all(db).await?)
    }

    /// The one of `category`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, category: &str) -> Result<Model> {
        self.find().filter(Column::Category.eq(category)).one(db).await?.ok_or(Error::NotFound("budget"))
    }

    /// Sets the one of `category`. With `version`, only if it still has that one.
    ///
    /// # Errors
    /// [`Error::Stale`], and [`Error::NotFound`] when `version` is given and there is none.
    pub async fn put<C: ConnectionTrait>(
        &self,
        db: &C,
        category: &str,
        minor: i64,
        version: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        let next = Expr::col((Entity, Column::Version)).add(1);
        if let Some(version) = version {
            let update = self
                .update()
                .col_expr(Column::Minor, Expr::value(minor))
                .col_expr(Column::UpdatedAt, Expr::value(now))
                .col_expr(Column::Version, Expr::col(Column::Version).add(1))
                .filter(Column::Category.eq(category))
                .filter(Column::Version.eq(version));
            let done = update.exec(db).await?.rows_affected;
            let row = self.get(db, category).await?;
            return if done == 0 { Err(Error::Stale { current: row.version }) } else { Ok(row) };
        }
        let row = Model { user_id: self.user_id, category: category.to_owned(), minor, version: 1, updated_at: now };
        let replace = OnConflict::columns([Column::UserId, Column::Category])
            .update_columns([Column::Minor, Column::UpdatedAt])
            .value(Column::Version, next)
            .to_owned();
        Ok(Entity::insert(row.into_active_model()).on_conflict(replace).exec_with_returning(db).await?)
    }

    /// Deletes the one of `category`, if it still has `version` (`None`: whatever it has).
    ///
    /// # Errors
    /// [`Error::Stale`], [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, category: &str, version: Option<i64>) -> Result<()> {
        let mut delete = self.delete().filter(Column::Category.eq(category));
        if let Some(version) = version {
            delete = delete.filter(Column::Version.eq(version));
        }
        if delete.exec(db).await?.rows_affected > 0 {
            return Ok(());
        }
        Err(Error::Stale { current: self.get(db, category).await?.version })
    }
}

//! Layouts of files that a person has corrected: from a file's fingerprint to how it is to be read.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Most layouts of one account: the one that was not used for longest makes room.
pub const MOST: u64 = 200;

/// One layout.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "layout")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// What all files of this layout share; unique for its owner.
    pub fingerprint: String,
    /// What its owner calls it, 1 to 100 characters.
    pub name: String,
    /// How such a file is read: the answers to what was asked, and the mapping of its columns.
    #[sea_orm(column_type = "JsonBinary")]
    pub mapping: Json,
    /// Files that were entered with it.
    pub uses: i32,
    /// Goes up with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed or used.
    pub updated_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    /// All, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn all<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Model>> {
        Ok(self.find().order_by_desc(Column::Id).all(db).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("layout"))
    }

    /// The one for files of this fingerprint.
    ///
    /// # Errors
    /// The database's.
    pub async fn of_fingerprint<C: ConnectionTrait>(&self, db: &C, fingerprint: &str) -> Result<Option<Model>> {
        Ok(self.find().filter(Column::Fingerprint.eq(fingerprint)).one(db).await?)
    }

    /// Remembers how files of `fingerprint` are read; one that is known keeps its name. Call it inside a transaction.
    ///
    /// # Errors
    /// The database's.
    pub async fn remember<C: ConnectionTrait>(
        &self,
        db: &C,
        (fingerprint, name): (&str, &str),
        mapping: Json,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        let row = Model {
            id: Uuid::now_v7(),
            user_id: self.user_id,
            fingerprint: fingerprint.to_owned(),
            name: name.to_owned(),
            mapping,
            uses: 1,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let again = OnConflict::columns([Column::UserId, Column::Fingerprint])
            .update_columns([Column::Mapping, Column::UpdatedAt])
            .value(Column::Uses, Expr::col((Entity, Column::Uses)).add(1))
            .value(Column::Version, Expr::col((Entity, Column::Version)).add(1))
            .to_owned();
        let row = Entity::insert(row.into_active_model()).on_conflict(again).exec_with_returning(db).await?;
        let oldest = self.find().select_only().column(Column::Id).order_by_desc(Column::UpdatedAt).offset(MOST);
        let oldest: Vec<Uuid> = oldest.limit(MOST).into_tuple().all(db).await?;
        if !oldest.is_empty() {
            self.delete().filter(Column::Id.is_in(oldest)).exec(db).await?;
        }
        Ok(row)
    }

    /// Gives it another name.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn rename<C: ConnectionTrait>(&self, db: &C, id: Uuid, name: &str, now: DateTime<Utc>) -> Result<Model> {
        self.update()
            .col_expr(Column::Name, Expr::value(name))
            .col_expr(Column::UpdatedAt, Expr::value(now))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(id))
            .exec(db)
            .await?;
        self.get(db, id).await
    }

    /// Forgets it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        match self.delete().filter(Column::Id.eq(id)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("layout")),
            _ => Ok(()),
        }
    }
}

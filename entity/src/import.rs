//! Imports: which file brought which expenses. Deleting an import deletes its expenses.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// One import.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// Name of the file.
    pub file_name: String,
    /// Expenses it brought.
    pub rows: i64,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    /// Notes an import; store its expenses in the same transaction.
    ///
    /// # Errors
    /// The database's.
    pub async fn create<C: ConnectionTrait>(
        &self,
        db: &C,
        file_name: &str,
        rows: i64,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        self.create_as(db, Uuid::now_v7(), file_name, rows, now).await
    }

    /// The same, under an id that is known before.
    ///
    /// # Errors
    /// The database's.
    pub async fn create_as<C: ConnectionTrait>(
        &self,
        db: &C,
        id: Uuid,
        file_name: &str,
        rows: i64,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        let row = Model { id, user_id: self.user_id, file_name: file_name.to_owned(), rows, created_at: now };
        Ok(Entity::insert(row.into_active_model()).exec_with_returning(db).await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("import"))
    }

    /// Newest first, those older than the id `after`, at most `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C, after: Option<Uuid>, limit: u64) -> Result<Vec<Model>> {
        let mut query = self.find();
        if let Some(after) = after {
            query = query.filter(Column::Id.lt(after));
        }
        Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
    }

    /// Undoes it: the import and its expenses are gone.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn undo<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        match self.delete().filter(Column::Id.eq(id)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("import")),
            _ => Ok(()),
        }
    }
}

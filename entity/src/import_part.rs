//! What belongs to an import besides its row: the file until it is entered or expires, and what entering it changed.

use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// The file as it was uploaded.
pub const FILE: &str = "file";
/// What entering it changed besides adding entries, for its undoing.
pub const EFFECTS: &str = "effects";
/// The preview of a large file, which a job made.
pub const PREVIEW: &str = "preview";

/// One part.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "import_part")]
pub struct Model {
    /// The import.
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// Its name: one of this file's constants.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The owner.
    pub user_id: Uuid,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    /// The part `name`, if there is one.
    ///
    /// # Errors
    /// The database's.
    pub async fn find_part<C: ConnectionTrait>(&self, db: &C, import_id: Uuid, name: &str) -> Result<Option<Vec<u8>>> {
        let part = self.find().filter(Column::ImportId.eq(import_id)).filter(Column::Name.eq(name));
        Ok(part.one(db).await?.map(|part| part.bytes))
    }

    /// The part `name`.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn part<C: ConnectionTrait>(&self, db: &C, import_id: Uuid, name: &str) -> Result<Vec<u8>> {
        self.find_part(db, import_id, name).await?.ok_or(Error::NotFound("file of this import"))
    }

    /// Stores the part `name` in the place of the one before.
    ///
    /// # Errors
    /// The database's.
    pub async fn put<C: ConnectionTrait>(&self, db: &C, import_id: Uuid, name: &str, bytes: Vec<u8>) -> Result<()> {
        let row = Model { import_id, name: name.to_owned(), user_id: self.user_id, bytes };
        let replace = OnConflict::columns([Column::ImportId, Column::Name]).update_column(Column::Bytes).to_owned();
        Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(db).await?;
        Ok(())
    }

    /// Removes the part `name`, where there is one.
    ///
    /// # Errors
    /// The database's.
    pub async fn drop_part<C: ConnectionTrait>(&self, db: &C, import_id: Uuid, name: &str) -> Result<()> {
        self.delete().filter(Column::ImportId.eq(import_id)).filter(Column::Name.eq(name)).exec(db).await?;
        Ok(())
    }
}

//! Files an analysis made: the workbook, the table of transactions, the charts.

use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "artifact")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The analysis that made it.
    pub analysis_id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// Unique in the analysis: `report.xlsx`, `transactions.csv`, `charts/{name}.svg`...
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Hex SHA-256 of the bytes.
    pub sha256: String,
    /// Number of bytes.
    pub size: i64,
    /// The file.
    pub bytes: Vec<u8>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// A file to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// Its name, unique in the analysis.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A file without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Hex SHA-256.
    pub sha256: String,
    /// Number of bytes.
    pub size: i64,
}

impl Owned<Entity> {
    /// One file of an analysis.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid, name: &str) -> Result<Model> {
        let row = self.find().filter(Column::AnalysisId.eq(analysis_id)).filter(Column::Name.eq(name));
        row.one(db).await?.ok_or(Error::NotFound("file"))
    }

    /// The files of an analysis, by name, without their bytes.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid) -> Result<Vec<Listed>> {
        let columns = [Column::Name, Column::MediaType, Column::Sha256, Column::Size];
        let rows = self.find().filter(Column::AnalysisId.eq(analysis_id)).select_only().columns(columns);
        let rows: Vec<(String, String, String, i64)> = rows.order_by_asc(Column::Name).into_tuple().all(db).await?;
        Ok(rows.into_iter().map(|(name, media_type, sha256, size)| Listed { name, media_type, sha256, size }).collect())
    }

    /// Adds a file to a job: what it works on.
    ///
    /// # Errors
    /// The database's.
    pub async fn add<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid, file: New) -> Result<()> {
        Entity::insert(self.row(analysis_id, file).into_active_model()).exec_without_returning(db).await?;
        Ok(())
    }

    fn row(&self, analysis_id: Uuid, file: New) -> Model {
        Model {
            id: Uuid::now_v7(),
            analysis_id,
            user_id: self.user_id,
            name: file.name,
            media_type: file.media_type,
            sha256: hex::encode(Sha256::digest(&file.bytes)),
            size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            bytes: file.bytes,
        }
    }

    /// Puts `files` in the place of those the analysis had.
    pub(crate) async fn replace_all<C: ConnectionTrait>(
        &self,
        db: &C,
        analysis_id: Uuid,
        files: Vec<New>,
    ) -> Result<()> {
        self.delete().filter(Column::AnalysisId.eq(analysis_id)).exec(db).await?;
        for file in files {
            Entity::insert(self.row(analysis_id, file).into_active_model()).exec_without_returning(db).await?;
        }
        Ok(())
    }
}

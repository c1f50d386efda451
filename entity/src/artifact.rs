//! Files of a job: the workbook, the table of transactions and the charts of an analysis, an upload that waits to be
//! imported, the export of an account.

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
    /// The job it belongs to.
    pub job_id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// Unique in the job: `report.xlsx`, `transactions.csv`, `charts/{name}.svg`...
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Hex SHA-256 of the bytes; empty while the file is being written.
    pub sha256: String,
    /// Number of bytes.
    pub size: i64,
    /// The file; empty where it is in [pieces](crate::artifact_chunk).
    pub bytes: Vec<u8>,
}

impl Model {
    /// True for a file whose bytes are in [pieces](crate::artifact_chunk).
    #[must_use]
    pub fn in_chunks(&self) -> bool {
        self.size > 0 && self.bytes.is_empty()
    }
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// A file to store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// Its name, unique in the job.
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
    /// One file of a job.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, job_id: Uuid, name: &str) -> Result<Model> {
        let row = self.find().filter(Column::JobId.eq(job_id)).filter(Column::Name.eq(name));
        let row = row.filter(Column::Sha256.ne(""));
        row.one(db).await?.ok_or(Error::NotFound("file"))
    }

    /// The files of a job, by name, without their bytes.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C, job_id: Uuid) -> Result<Vec<Listed>> {
        let columns = [Column::Name, Column::MediaType, Column::Sha256, Column::Size];
        let rows = self.find().filter(Column::JobId.eq(job_id)).filter(Column::Sha256.ne(""));
        let rows = rows.select_only().columns(columns);
        let rows: Vec<(String, String, String, i64)> = rows.order_by_asc(Column::Name).into_tuple().all(db).await?;
        Ok(rows.into_iter().map(|(name, media_type, sha256, size)| Listed { name, media_type, sha256, size }).collect())
    }

    /// Number of bytes of the largest file; 0 where there is none.
    ///
    /// # Errors
    /// The database's.
    pub async fn largest<C: ConnectionTrait>(&self, db: &C) -> Result<u64> {
        let largest: Option<Option<i64>> =
            self.find().select_only().expr(Column::Size.max()).into_tuple().one(db).await?;
        Ok(largest.flatten().and_then(|size| u64::try_from(size).ok()).unwrap_or_default())
    }

    /// Makes room for a file that is about to be written in pieces, in the place of one of its name; gives its id.
    pub(crate) async fn reserve<C: ConnectionTrait>(
        &self,
        db: &C,
        job_id: Uuid,
        name: &str,
        media_type: &str,
    ) -> Result<Uuid> {
        let same = self.delete().filter(Column::JobId.eq(job_id)).filter(Column::Name.eq(name));
        same.exec(db).await?;
        let empty = New { name: name.to_owned(), media_type: media_type.to_owned(), bytes: Vec::new() };
        let row = Model { sha256: String::new(), ..self.row(job_id, empty) };
        let id = row.id;
        Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
        Ok(id)
    }

    /// Adds a file to a job: what it works on.
    ///
    /// # Errors
    /// The database's.
    pub async fn add<C: ConnectionTrait>(&self, db: &C, job_id: Uuid, file: New) -> Result<()> {
        Entity::insert(self.row(job_id, file).into_active_model()).exec_without_returning(db).await?;
        Ok(())
    }

    fn row(&self, job_id: Uuid, file: New) -> Model {
        Model {
            id: Uuid::now_v7(),
            job_id,
            user_id: self.user_id,
            name: file.name,
            media_type: file.media_type,
            sha256: hex::encode(Sha256::digest(&file.bytes)),
            size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
            bytes: file.bytes,
        }
    }

    /// Puts `files` in the place of those the analysis had, but for those named in `written`: they are there already.
    pub(crate) async fn replace_all<C: ConnectionTrait>(
        &self,
        db: &C,
        job_id: Uuid,
        files: &[New],
        written: &[String],
    ) -> Result<()> {
        let others = self.delete().filter(Column::JobId.eq(job_id));
        others.filter(Column::Name.is_not_in(written)).exec(db).await?;
        for file in files {
            Entity::insert(self.row(job_id, file.clone()).into_active_model()).exec_without_returning(db).await?;
        }
        Ok(())
    }
}

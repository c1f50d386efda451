//! Files that are written while a job runs and read while they are sent, piece by piece, so that their size is no matter of
//! memory. A file is not there for anybody until [`Writer::finish`]; one that a lost attempt left behind is replaced by the
//! next one.

use sea_orm::IntoActiveModel;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sha2::{Digest, Sha256};

use crate::artifact::{self, Column as File};
use crate::queue::Lease;
use crate::{Db, Error, Owned, Result, begin};

/// Bytes of a piece; the last one of a file is shorter.
pub const CHUNK: usize = 1 << 20;

/// One piece.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "artifact_chunk")]
pub struct Model {
    /// The file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub artifact_id: Uuid,
    /// Its place, from 0.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Writes one file of a running job, as long as its lease holds.
#[derive(Debug)]
pub struct Writer {
    artifact_id: Uuid,
    lease: Lease,
    number: i32,
    size: i64,
    hasher: Sha256,
    buffer: Vec<u8>,
}

impl Writer {
    /// Begins the file `name` of the job that `lease` is of, in the place of one of that name.
    ///
    /// # Errors
    /// [`Error::LeaseLost`].
    pub async fn begin(db: &Db, lease: &Lease, name: &str, media_type: &str) -> Result<Self> {
        let tx = begin(db.orm()).await?;
        lease.hold(&tx).await?;
        let artifact_id = artifact::of(lease.user_id).reserve(&tx, lease.job_id, name, media_type).await?;
        tx.commit().await?;
        let buffer = Vec::with_capacity(CHUNK);
        Ok(Self { artifact_id, lease: lease.clone(), number: 0, size: 0, hasher: Sha256::new(), buffer })
    }

    /// Adds to the file.
    ///
    /// # Errors
    /// [`Error::LeaseLost`].
    pub async fn write(&mut self, db: &Db, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() == CHUNK {
                self.store(db).await?;
            }
        }
        Ok(())
    }

    /// Completes the file: it is there now.
    ///
    /// # Errors
    /// [`Error::LeaseLost`].
    pub async fn finish(mut self, db: &Db) -> Result<()> {
        if !self.buffer.is_empty() {
            self.store(db).await?;
        }
        let tx = begin(db.orm()).await?;
        self.lease.hold(&tx).await?;
        let sha256 = hex::encode(self.hasher.finalize());
        let done = artifact::of(self.lease.user_id)
            .update()
            .col_expr(File::Sha256, Expr::value(sha256))
            .col_expr(File::Size, Expr::value(self.size))
            .filter(File::Id.eq(self.artifact_id));
        done.exec(&tx).await?;
        Ok(tx.commit().await?)
    }

    async fn store(&mut self, db: &Db) -> Result<()> {
        let bytes = std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK));
        self.hasher.update(&bytes);
        self.size += i64::try_from(bytes.len()).unwrap_or_default();
        let row = Model { artifact_id: self.artifact_id, number: self.number, bytes };
        self.number += 1;
        let tx = begin(db.orm()).await?;
        self.lease.hold(&tx).await?;
        Entity::insert(row.into_active_model()).exec_without_returning(&tx).await?;
        Ok(tx.commit().await?)
    }
}

impl Owned<artifact::Entity> {
    /// The piece `number` of a file that was written in pieces; `None` after the last.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a file of somebody else, or of nobody.
    pub async fn chunk<C: ConnectionTrait>(&self, db: &C, artifact_id: Uuid, number: i32) -> Result<Option<Vec<u8>>> {
        let mine = self.find().select_only().column(File::Id).filter(File::Id.eq(artifact_id));
        let found: Option<Uuid> = mine.into_tuple().one(db).await?;
        found.ok_or(Error::NotFound("file"))?;
        Ok(Entity::find_by_id((artifact_id, number)).one(db).await?.map(|row| row.bytes))
    }
}

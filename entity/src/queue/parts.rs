//! Parts of a result that are ready before the whole is. Their owner need not wait for the others, and a later attempt
//! need not compute them again, as long as what they were computed from is the same.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DatabaseTransaction, IntoActiveModel};

use super::Lease;
use crate::job::{Column, Entity};
use crate::result::Part;
use crate::{Db, Result, begin, checkpoint, clock, result};

/// What an earlier attempt finished.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The documents that are ready.
    pub parts: BTreeMap<Part, String>,
    /// What the pipeline noted for itself, by name.
    pub checkpoints: BTreeMap<String, String>,
}

/// What earlier attempts computed from the input with this hash. What was computed from another input is forgotten: the
/// account's data changed in between, and parts of one result must agree.
///
/// # Errors
/// [`Error::LeaseLost`](crate::Error::LeaseLost).
pub async fn resume(db: &Db, lease: &Lease, input_hash: &str) -> Result<Kept> {
    let tx = begin(db.orm()).await?;
    lease.hold(&tx).await?;
    let known: Option<Option<String>> = {
        use sea_orm::QuerySelect as _;
        let row = Entity::find_by_id(lease.job_id).select_only().column(Column::InputHash);
        row.into_tuple().one(&tx).await?
    };
    let parts = result::of(lease.user_id);
    let checkpoints = checkpoint::of(lease.user_id);
    let mut kept = Kept::default();
    if known.flatten().as_deref() == Some(input_hash) {
        let documents = parts.documents(&tx, lease.job_id).await?.into_iter();
        let readable = documents.filter(|(part, format, _)| *format == part.format_version());
        kept.parts = readable.map(|(part, _, document)| (part, document)).collect();
        let rows = checkpoints.find().filter(checkpoint::Column::JobId.eq(lease.job_id)).all(&tx).await?;
        kept.checkpoints = rows.into_iter().map(|row| (row.name, row.document)).collect();
    } else {
        parts.delete().filter(result::Column::AnalysisId.eq(lease.job_id)).exec(&tx).await?;
        checkpoints.delete().filter(checkpoint::Column::JobId.eq(lease.job_id)).exec(&tx).await?;
        lease.update().col_expr(Column::InputHash, Expr::value(input_hash)).exec(&tx).await?;
    }
    tx.commit().await?;
    Ok(kept)
}

/// Stores a part that is ready, so that its owner need not wait for the others.
///
/// # Errors
/// [`Error::LeaseLost`](crate::Error::LeaseLost).
pub async fn store_part(db: &Db, lease: &Lease, part: Part, document: &str) -> Result<()> {
    let tx = held(db, lease).await?;
    let now = clock::read(&tx).await?;
    result::of(lease.user_id).put(&tx, lease.job_id, part, document.to_owned(), now).await?;
    lease.update().exec(&tx).await?;
    Ok(tx.commit().await?)
}

/// Stores what a later attempt needs besides the parts.
///
/// # Errors
/// [`Error::LeaseLost`](crate::Error::LeaseLost).
pub async fn keep_checkpoint(db: &Db, lease: &Lease, name: &str, document: String) -> Result<()> {
    let tx = held(db, lease).await?;
    let row = checkpoint::Model {
        job_id: lease.job_id,
        name: name.to_owned(),
        user_id: lease.user_id,
        document,
        created_at: clock::read(&tx).await?,
    };
    let replace = OnConflict::columns([checkpoint::Column::JobId, checkpoint::Column::Name])
        .update_columns([checkpoint::Column::Document, checkpoint::Column::CreatedAt])
        .to_owned();
    let insert = checkpoint::Entity::insert(row.into_active_model()).on_conflict(replace);
    insert.exec_without_returning(&tx).await?;
    Ok(tx.commit().await?)
}

async fn held(db: &Db, lease: &Lease) -> Result<DatabaseTransaction> {
    let tx = begin(db.orm()).await?;
    lease.hold(&tx).await?;
    Ok(tx)
}

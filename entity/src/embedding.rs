//! The cache of embeddings, shared by all accounts: model and hash of the text to its vector, never the text. Vectors that
//! no analysis has read for a long time are forgotten ([`prune`]), those of models nobody uses any more among them.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{IntoCondition as _, OnConflict};
use sea_orm::{Condition, IntoActiveModel, QuerySelect};

use crate::{Result, clock};

const CHUNK: usize = 1000;
/// A use is noted once in so long: reading a cache should seldom write.
const NOTED_EVERY: Duration = Duration::from_secs(24 * 3600);
/// Age of its last use from which a vector goes. A missing one costs milliseconds.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);
/// Vectors that one housekeeping deletes, or dates, at most: it must not hold SQLite's write lock for long.
const PRUNED: u64 = 20_000;

/// One vector.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "embedding")]
pub struct Model {
    /// The model that made it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub model: String,
    /// Hex SHA-256 of the text, as the embedder normalises it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub text_hash: String,
    /// Little-endian f32.
    pub vector: Vec<u8>,
    /// When it was last read or written, to a day; empty until housekeeping has dated it.
    pub used_at: Option<DateTime<Utc>>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The vectors of `model` under those of `keys` that are known, by key.
///
/// # Errors
/// The database's.
pub async fn get_many<C: ConnectionTrait>(db: &C, model: &str, keys: &[String]) -> Result<HashMap<String, Vec<f32>>> {
    let now = clock::read(db).await?;
    let mut found = HashMap::with_capacity(keys.len());
    let mut unnoted = Vec::new();
    for chunk in keys.chunks(CHUNK) {
        let rows = Entity::find().filter(Column::Model.eq(model)).filter(Column::TextHash.is_in(chunk));
        for row in rows.all(db).await? {
            if row.used_at.is_none_or(|used| used < now - NOTED_EVERY) {
                unnoted.push(row.text_hash.clone());
            }
            let vector = row.vector.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
            found.insert(row.text_hash, vector);
        }
    }
    // In the order of their keys: see `put_many`.
    unnoted.sort_unstable();
    for chunk in unnoted.chunks(CHUNK) {
        let rows = Entity::update_many().col_expr(Column::UsedAt, Expr::value(now));
        let rows = rows.filter(Column::Model.eq(model)).filter(Column::TextHash.is_in(chunk));
        rows.exec(db).await?;
    }
    Ok(found)
}

/// Remembers vectors of `model` by key; those that are known stay as they are.
///
/// # Errors
/// The database's.
pub async fn put_many<C: ConnectionTrait>(db: &C, model: &str, vectors: Vec<(String, Vec<f32>)>) -> Result<()> {
    let now = clock::read(db).await?;
    // In the order of their keys: two workers that store the same texts at once must not wait for each other in a circle.
    let mut rows: Vec<Model> = vectors
        .into_iter()
        .map(|(text_hash, vector)| Model {
            model: model.to_owned(),
            text_hash,
            vector: vector.iter().flat_map(|f| f.to_le_bytes()).collect(),
            used_at: Some(now),
        })
        .collect();
    rows.sort_unstable_by(|a, b| a.text_hash.cmp(&b.text_hash));
    rows.dedup_by(|a, b| a.text_hash == b.text_hash);
    for chunk in rows.chunks(CHUNK) {
        let known = OnConflict::columns([Column::Model, Column::TextHash]).do_nothing().to_owned();
        let chunk = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        Entity::insert_many(chunk).on_conflict(known).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Forgets vectors that were not of use for a long time; gives how many. Part of housekeeping: each call does a bounded
/// amount of work.
///
/// # Errors
/// The database's.
pub async fn prune<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<u64> {
    for (model, keys) in some(db, Column::UsedAt.is_null().into_condition()).await? {
        for chunk in keys.chunks(CHUNK) {
            let rows = Entity::update_many().col_expr(Column::UsedAt, Expr::value(now));
            rows.filter(Column::Model.eq(&model)).filter(Column::TextHash.is_in(chunk)).exec(db).await?;
        }
    }
    let mut gone = 0;
    for (model, keys) in some(db, Column::UsedAt.lt(now - KEPT).into_condition()).await? {
        for chunk in keys.chunks(CHUNK) {
            let rows = Entity::delete_many().filter(Column::Model.eq(&model)).filter(Column::TextHash.is_in(chunk));
            gone += rows.exec(db).await?.rows_affected;
        }
    }
    Ok(gone)
}

/// Keys of vectors that fulfil `wanted`, by model, in order.
async fn some<C: ConnectionTrait>(db: &C, wanted: Condition) -> Result<Vec<(String, Vec<String>)>> {
    let rows = Entity::find().filter(wanted).select_only().columns([Column::Model, Column::TextHash]).limit(PRUNED);
    let mut rows: Vec<(String, String)> = rows.into_tuple().all(db).await?;
    rows.sort_unstable();
    let by_model = rows.chunk_by(|a, b| a.0 == b.0);
    Ok(by_model.map(|rows| (rows[0].0.clone(), rows.iter().map(|(_, key)| key.clone()).collect())).collect())
}

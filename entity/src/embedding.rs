//! The cache of embeddings, shared by all accounts: model and hash of the text to its vector, never the text.

use std::collections::HashMap;

use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::Result;

const CHUNK: usize = 1000;

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
    let mut found = HashMap::with_capacity(keys.len());
    for chunk in keys.chunks(CHUNK) {
        let rows = Entity::find().filter(Column::Model.eq(model)).filter(Column::TextHash.is_in(chunk));
        for row in rows.all(db).await? {
            let vector = row.vector.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
            found.insert(row.text_hash, vector);
        }
    }
    Ok(found)
}

/// Remembers vectors of `model` by key; those that are known stay as they are.
///
/// # Errors
/// The database's.
pub async fn put_many<C: ConnectionTrait>(db: &C, model: &str, vectors: Vec<(String, Vec<f32>)>) -> Result<()> {
    // In the order of their keys: two workers that store the same texts at once must not wait for each other in a circle.
    let mut rows: Vec<Model> = vectors
        .into_iter()
        .map(|(text_hash, vector)| Model {
            model: model.to_owned(),
            text_hash,
            vector: vector.iter().flat_map(|f| f.to_le_bytes()).collect(),
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

//! Trained models, one a kind and category: what the next analysis may use again when nothing changed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::model::StoredModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{FromJsonQueryResult, IntoActiveModel, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::error::stored;
use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Named figures of a model's quality.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Metrics(pub BTreeMap<String, Option<f64>>);

/// One model.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "model")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// What it is.
    pub kind: String,
    /// Category it belongs to; empty when to none.
    pub category: String,
    /// Version of the layout of `bytes`.
    pub format_version: i32,
    /// Hex SHA-256 of everything the training read.
    pub input_hash: String,
    /// First day of the training data.
    pub trained_from: Option<NaiveDate>,
    /// Last day of the training data.
    pub trained_to: Option<NaiveDate>,
    /// Rows it was trained on.
    pub rows: i64,
    /// Figures of its quality.
    #[sea_orm(column_type = "JsonBinary")]
    pub metrics: Metrics,
    /// The model itself.
    pub bytes: Vec<u8>,
    /// When it was stored.
    pub created_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    /// All, by kind and category.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Model>> {
        Ok(self.find().order_by_asc(Column::Kind).order_by_asc(Column::Category).all(db).await?)
    }

    /// All, as the engine takes them.
    ///
    /// # Errors
    /// The database's.
    pub async fn stored<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<StoredModel>> {
        Ok(self.list(db).await?.into_iter().filter_map(to_engine).collect())
    }

    /// Stores each in the place of the one of its kind and category.
    ///
    /// # Errors
    /// The database's.
    pub async fn store<C: ConnectionTrait>(&self, db: &C, models: &[StoredModel], now: DateTime<Utc>) -> Result<()> {
        for model in models {
            let row = self.row_of(model.clone(), now);
            let replace = OnConflict::columns([Column::UserId, Column::Kind, Column::Category])
                .update_columns([
                    Column::FormatVersion,
                    Column::InputHash,
                    Column::TrainedFrom,
                    Column::TrainedTo,
                    Column::Rows,
                    Column::Metrics,
                    Column::Bytes,
                    Column::CreatedAt,
                ])
                .to_owned();
            Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(db).await?;
        }
        Ok(())
    }

    fn row_of(&self, model: StoredModel, now: DateTime<Utc>) -> Model {
        // JSON has no NaN: a figure that is none is stored as null.
        let metrics = model.metrics.into_iter().map(|(name, value)| (name, value.is_finite().then_some(value)));
        Model {
            id: Uuid::now_v7(),
            user_id: self.user_id,
            kind: model.kind,
            category: model.category.unwrap_or_default(),
            format_version: i32::try_from(model.format_version).unwrap_or(i32::MAX),
            input_hash: model.input_hash,
            trained_from: model.trained_on.map(|(from, _)| from),
            trained_to: model.trained_on.map(|(_, to)| to),
            rows: i64::try_from(model.rows).unwrap_or(i64::MAX),
            metrics: Metrics(metrics.collect()),
            bytes: model.bytes,
            created_at: now,
        }
    }
}

/// A row that cannot be is done without: the model is trained again.
fn to_engine(row: Model) -> Option<StoredModel> {
    let id = row.id;
    let read = || {
        let version = stored("format version of a model", row.format_version)?;
        let rows = stored("number of rows of a model", row.rows)?;
        Ok::<_, Error>((version, rows))
    };
    let (format_version, rows) = read().inspect_err(|error| tracing::warn!(%error, model = %id, "a model")).ok()?;
    Some(StoredModel {
        kind: row.kind,
        category: Some(row.category).filter(|c| !c.is_empty()),
        format_version,
        input_hash: row.input_hash,
        trained_on: row.trained_from.zip(row.trained_to),
        trained_at: Some(row.created_at),
        rows,
        metrics: row.metrics.0.into_iter().map(|(name, value)| (name, value.unwrap_or(f64::NAN))).collect(),
        bytes: row.bytes,
    })
}

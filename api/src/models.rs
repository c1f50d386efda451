//! `/models`: what the analyses learned and use again. Removing one forces the next analysis to train it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use outlay_entity::error::stored;
use outlay_entity::model;
use outlay_entity::model_list::Listed;
use poem_openapi::param::{Path, Query};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::page::{self, Page};
use crate::problem::Problem;
use crate::reply::{Done, Found};
use crate::tags::Tag;

/// A trained model.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Model {
    /// Id
    pub id: Uuid,
    /// What it is: `scaler`, `isolation_forest`, `lof`, `ocsvm`, `autoencoder` or a model of the forecasts
    pub kind: String,
    /// Category it belongs to, if one
    pub category: Option<String>,
    /// Version of its layout; a release that writes another one trains it again
    pub format_version: u32,
    /// Hex SHA-256 of everything its training read
    pub input_hash: String,
    /// First day of the training data
    pub trained_from: Option<NaiveDate>,
    /// Last day of the training data
    pub trained_to: Option<NaiveDate>,
    /// Rows it was trained on
    pub rows: u64,
    /// Figures of its quality, by name
    pub metrics: BTreeMap<String, f64>,
    /// Bytes it takes
    pub size: u64,
    /// When it was trained
    pub created_at: DateTime<Utc>,
}

pub(crate) struct Models {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Models")]
impl Models {
    /// List trained models, by kind and category
    #[oai(path = "/models", method = "get", operation_id = "listModels")]
    async fn list(
        &self,
        account: Account,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<Model>>, Problem> {
        let (limit, after) = (page::limit(limit.0)?, page::decode(cursor.as_deref())?);
        let rows = model::of(account.id()).page(self.app.db.orm(), after, limit + 1).await?;
        let page = Page::try_cut(rows, limit, |row| (row.kind.clone(), row.category.clone()), Model::of)?;
        Ok(Found::new(&page))
    }

    /// Forget a model
    ///
    /// The next analysis trains it again.
    #[oai(path = "/models/:id", method = "delete", operation_id = "deleteModel")]
    async fn delete(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        model::of(account.id()).remove(self.app.db.orm(), id.0).await?;
        Ok(Done::default())
    }
}

impl Model {
    fn of(row: Listed) -> outlay_entity::Result<Self> {
        Ok(Self {
            id: row.id,
            kind: row.kind,
            category: Some(row.category).filter(|c| !c.is_empty()),
            format_version: stored("format version of a model", row.format_version)?,
            input_hash: row.input_hash,
            trained_from: row.trained_from,
            trained_to: row.trained_to,
            rows: stored("number of rows of a model", row.rows)?,
            metrics: row.metrics.0.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
            size: stored("size of a model", row.size)?,
            created_at: row.created_at,
        })
    }
}

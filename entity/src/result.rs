//! What an analysis said: one JSON document a part, stored and served as it is.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// The parts of a result; their names never change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The range in figures.
    #[sea_orm(string_value = "summary")]
    Summary,
    /// Recurring charges.
    #[sea_orm(string_value = "recurring")]
    Recurring,
    /// Irregular spending.
    #[sea_orm(string_value = "anomalies")]
    Anomalies,
    /// What comes next.
    #[sea_orm(string_value = "forecasts")]
    Forecasts,
    /// How habits changed.
    #[sea_orm(string_value = "drift")]
    Drift,
    /// What belongs together.
    #[sea_orm(string_value = "clusters")]
    Clusters,
    /// What the report is made of.
    #[sea_orm(string_value = "report")]
    Report,
}

impl Part {
    /// All, in the order in which they are made.
    pub const ALL: [Self; 7] =
        [Self::Summary, Self::Recurring, Self::Anomalies, Self::Forecasts, Self::Drift, Self::Clusters, Self::Report];

    /// Its stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Recurring => "recurring",
            Self::Anomalies => "anomalies",
            Self::Forecasts => "forecasts",
            Self::Drift => "drift",
            Self::Clusters => "clusters",
            Self::Report => "report",
        }
    }

    /// The part of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// One part of one analysis.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "result")]
pub struct Model {
    /// The analysis.
    #[sea_orm(primary_key, auto_increment = false)]
    pub analysis_id: Uuid,
    /// The part.
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: Part,
    /// The owner.
    pub user_id: Uuid,
    /// JSON.
    pub document: String,
    /// When it was stored.
    pub created_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    /// The document of one part.
    ///
    /// # Errors
    /// [`Error::NotFound`] while it is not ready.
    pub async fn document<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid, part: Part) -> Result<String> {
        let row = self.find().filter(Column::AnalysisId.eq(analysis_id)).filter(Column::Part.eq(part));
        Ok(row.one(db).await?.ok_or(Error::NotFound("result"))?.document)
    }

    /// The parts that are ready, in order.
    ///
    /// # Errors
    /// The database's.
    pub async fn parts<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid) -> Result<Vec<Part>> {
        let names = self.find().filter(Column::AnalysisId.eq(analysis_id)).select_only().column(Column::Part);
        let mut parts: Vec<Part> = names.into_tuple().all(db).await?;
        parts.sort_unstable();
        Ok(parts)
    }

    /// Stores one part, in the place of an earlier attempt's.
    pub(crate) async fn put<C: ConnectionTrait>(
        &self,
        db: &C,
        analysis_id: Uuid,
        part: Part,
        document: String,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let row = Model { analysis_id, part, user_id: self.user_id, document, created_at: now };
        let replace = OnConflict::columns([Column::AnalysisId, Column::Part])
            .update_columns([Column::Document, Column::CreatedAt])
            .to_owned();
        Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(db).await?;
        Ok(())
    }
}

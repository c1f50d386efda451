//! What an analysis gave: one JSON document a part, in the format of the release that wrote it ([`Part::format_version`]).
//!
//! A document of another format is never handed out as if it were one of this release: [`Error::OtherFormat`]. Lists of
//! findings are rows of their own ([`finding`](crate::finding)).

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::owned::{Owned, owned};
use crate::{Error, Result, finding};

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

    /// Version of its document's layout. It goes up when a field that readers rely on is added, goes, or changes its
    /// meaning; documents of other versions are computed again by the next analysis.
    #[must_use]
    pub fn format_version(self) -> i32 {
        match self {
            Self::Summary | Self::Drift | Self::Clusters | Self::Report => 1,
            Self::Recurring | Self::Forecasts | Self::Anomalies => 2,
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
    /// Version of its layout.
    pub format_version: i32,
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
    /// [`Error::NotFound`] while it is not ready, [`Error::OtherFormat`] for one that another release wrote.
    pub async fn document<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid, part: Part) -> Result<String> {
        let head = self.head(db, analysis_id, part).await?;
        self.whole(db, analysis_id, part, head).await
    }

    /// The same without its lists of findings.
    ///
    /// # Errors
    /// As for [`Self::document`].
    pub async fn head<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid, part: Part) -> Result<String> {
        let row = self.find().filter(Column::AnalysisId.eq(analysis_id)).filter(Column::Part.eq(part));
        let row = row.one(db).await?.ok_or(Error::NotFound("result"))?;
        if row.format_version != part.format_version() {
            return Err(Error::OtherFormat { what: part.name(), stored: row.format_version });
        }
        Ok(row.document)
    }

    /// Every document of an analysis, whatever its format, with the version of that: for its owner to take away.
    ///
    /// # Errors
    /// The database's.
    pub async fn documents<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid) -> Result<Vec<(Part, i32, String)>> {
        let mut rows = self.find().filter(Column::AnalysisId.eq(analysis_id)).all(db).await?;
        rows.sort_unstable_by_key(|row| row.part);
        let mut documents = Vec::with_capacity(rows.len());
        for row in rows {
            let document = self.whole(db, analysis_id, row.part, row.document).await?;
            documents.push((row.part, row.format_version, document));
        }
        Ok(documents)
    }

    async fn whole<C: ConnectionTrait>(&self, db: &C, analysis_id: Uuid, part: Part, head: String) -> Result<String> {
        match part {
            Part::Anomalies => finding::of(self.user_id).join(db, analysis_id, &head).await,
            _ => Ok(head),
        }
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
        let document = if part == Part::Anomalies {
            let (head, rows) = finding::split(self.user_id, analysis_id, &document)?;
            finding::of(self.user_id).replace_all(db, analysis_id, rows).await?;
            head
        } else {
            document
        };
        let format_version = part.format_version();
        let row = Model { analysis_id, part, user_id: self.user_id, document, format_version, created_at: now };
        let replace = OnConflict::columns([Column::AnalysisId, Column::Part])
            .update_columns([Column::Document, Column::FormatVersion, Column::CreatedAt])
            .to_owned();
        Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(db).await?;
        Ok(())
    }
}

//! Verdicts of people on anomalies: the next analysis reads them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use outlay_analysis::{Feedback, Verdict};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{IntoActiveModel, QueryOrder};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// One verdict.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feedback")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// The anomaly's stable id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub anomaly_id: Uuid,
    /// Merchant key the anomaly was about; empty when it was not about one.
    pub merchant: String,
    /// Stable name of the verdict: `expected`, `one_off`, `ignore_merchant` or `confirmed`.
    pub verdict: String,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// The analysis it was given on.
    pub analysis_id: Option<Uuid>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// Stable name of a verdict.
#[must_use]
pub fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Expected => "expected",
        Verdict::OneOff => "one_off",
        Verdict::IgnoreMerchant => "ignore_merchant",
        Verdict::Confirmed => "confirmed",
    }
}

fn parse(name: &str) -> Result<Verdict> {
    [Verdict::Expected, Verdict::OneOff, Verdict::IgnoreMerchant, Verdict::Confirmed]
        .into_iter()
        .find(|&v| self::name(v) == name)
        .ok_or_else(|| Error::corrupt("verdict", name))
}

impl Owned<Entity> {
    /// All, as the engine takes them, in an order that does not change.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for a verdict nobody knows.
    pub async fn all<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Feedback>> {
        let rows = self.find().order_by_asc(Column::AnomalyId).all(db).await?;
        rows.into_iter()
            .map(|r| Ok(Feedback { anomaly_id: r.anomaly_id, merchant: r.merchant, verdict: parse(&r.verdict)? }))
            .collect()
    }

    /// The verdicts on those of `anomalies` that have one, by anomaly.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for a verdict nobody knows.
    pub async fn verdicts<C: ConnectionTrait>(&self, db: &C, anomalies: &[Uuid]) -> Result<HashMap<Uuid, Verdict>> {
        let rows = self.find().filter(Column::AnomalyId.is_in(anomalies.iter().copied())).all(db).await?;
        rows.into_iter().map(|row| Ok((row.anomaly_id, parse(&row.verdict)?))).collect()
    }

    /// All as they are stored, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn newest<C: ConnectionTrait>(&self, db: &C) -> Result<Vec<Model>> {
        Ok(self.find().order_by_desc(Column::CreatedAt).order_by_desc(Column::AnomalyId).all(db).await?)
    }

    /// Stores a verdict in the place of an earlier one on the same anomaly.
    ///
    /// # Errors
    /// The database's.
    pub async fn put<C: ConnectionTrait>(
        &self,
        db: &C,
        feedback: &Feedback,
        analysis_id: Option<Uuid>,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let row = Model {
            user_id: self.user_id,
            anomaly_id: feedback.anomaly_id,
            merchant: feedback.merchant.clone(),
            verdict: name(feedback.verdict).to_owned(),
            created_at: now,
            analysis_id,
        };
        let replace = OnConflict::columns([Column::UserId, Column::AnomalyId])
            .update_columns([Column::Merchant, Column::Verdict, Column::CreatedAt, Column::AnalysisId])
            .to_owned();
        Entity::insert(row.into_active_model()).on_conflict(replace).exec_without_returning(db).await?;
        Ok(())
    }

    /// Takes a verdict back.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, anomaly_id: Uuid) -> Result<()> {
        match self.delete().filter(Column::AnomalyId.eq(anomaly_id)).exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("feedback")),
            _ => Ok(()),
        }
    }
}

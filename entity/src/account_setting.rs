//! What an account has decided about its analyses: one row an account, once it has decided anything.

use chrono::{DateTime, Utc};
use outlay_analysis::report::AnomalyKind;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{FromJsonQueryResult, IntoActiveModel};
use serde::{Deserialize, Serialize};

use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Kinds of anomalies, as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Kinds(pub Vec<AnomalyKind>);

/// The settings of one account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account_setting")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    /// False discovery rate of the flags; the default where absent.
    pub false_discovery_rate: Option<f64>,
    /// Most flags a month on average; the default where absent.
    pub alert_budget: Option<i32>,
    /// Kinds that are never flagged, sorted.
    #[sea_orm(column_type = "JsonBinary")]
    pub muted_kinds: Kinds,
    /// Goes up with every change.
    pub version: i64,
    /// When they were last changed.
    pub updated_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// What an account may decide.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decided {
    /// False discovery rate of the flags.
    pub false_discovery_rate: Option<f64>,
    /// Most flags a month on average.
    pub alert_budget: Option<u32>,
    /// Kinds that are never flagged.
    pub muted_kinds: Vec<AnomalyKind>,
}

impl Model {
    /// What was decided.
    #[must_use]
    pub fn decided(&self) -> Decided {
        Decided {
            false_discovery_rate: self.false_discovery_rate,
            alert_budget: self.alert_budget.and_then(|n| u32::try_from(n).ok()),
            muted_kinds: self.muted_kinds.0.clone(),
        }
    }
}

impl Owned<Entity> {
    /// The settings, if the account has decided anything.
    ///
    /// # Errors
    /// The database's.
    pub async fn get<C: ConnectionTrait>(&self, db: &C) -> Result<Option<Model>> {
        Ok(self.find().one(db).await?)
    }

    /// Stores `decided` in the place of what was decided before, if that still has `version` (0: nothing was).
    ///
    /// # Errors
    /// [`Error::Stale`].
    pub async fn put<C: ConnectionTrait>(
        &self,
        db: &C,
        decided: Decided,
        version: i64,
        now: DateTime<Utc>,
    ) -> Result<Model> {
        let mut muted = decided.muted_kinds;
        muted.sort_unstable();
        muted.dedup();
        let row = Model {
            user_id: self.user_id,
            false_discovery_rate: decided.false_discovery_rate,
            alert_budget: decided.alert_budget.and_then(|n| i32::try_from(n).ok()),
            muted_kinds: Kinds(muted),
            version: version + 1,
            updated_at: now,
        };
        let replace = OnConflict::column(Column::UserId)
            .update_columns([
                Column::FalseDiscoveryRate,
                Column::AlertBudget,
                Column::MutedKinds,
                Column::Version,
                Column::UpdatedAt,
            ])
            .action_and_where(Expr::col((Entity, Column::Version)).eq(version))
            .to_owned();
        let insert = Entity::insert(row.clone().into_active_model()).on_conflict(replace);
        match insert.exec_without_returning(db).await {
            Ok(0) | Err(DbErr::RecordNotInserted) => {
                Err(Error::Stale { current: self.get(db).await?.map_or(0, |stored| stored.version) })
            }
            Ok(_) => Ok(row),
            Err(error) => Err(error.into()),
        }
    }
}

//! How an analysis is shown: its parameters, how far it is, what is ready and what went wrong.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::problem;

/// Where an analysis stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Status {
    /// Waiting for a worker
    Queued,
    /// A worker is at it
    Running,
    /// It was asked to stop and has not stopped yet
    Cancelling,
    /// Everything is there
    Succeeded,
    /// It will not be tried again by itself
    Failed,
    /// It was stopped
    Cancelled,
}

/// A part of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum PartName {
    /// Totals
    Summary,
    /// Recurring charges
    Recurring,
    /// Irregular spending
    Anomalies,
    /// The months ahead
    Forecasts,
    /// Changed habits
    Drift,
    /// What belongs together
    Clusters,
    /// Workbook, charts and files
    Report,
}

/// A part and whether it can be read.
#[derive(Clone, Debug, Object)]
pub struct Part {
    /// Which
    pub name: PartName,
    /// True once it can be read
    pub ready: bool,
}

/// What an analysis works with.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Parameters {
    /// First day of the range; absent for the first expense
    pub from: Option<NaiveDate>,
    /// Last day of the range; absent for the last expense
    pub to: Option<NaiveDate>,
    /// Months ahead
    pub horizon: u8,
    /// Seed of everything random
    pub seed: u64,
    /// False discovery rate of the flags
    pub false_discovery_rate: f64,
    /// Most anomalies flagged a month on average
    pub alert_budget: u32,
    /// ISO 4217 code of all amounts
    pub currency: String,
}

/// A job that analyses expenses.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Analysis {
    /// Id
    pub id: Uuid,
    /// Where it stands
    pub status: Status,
    /// What is being done, such as `anomalies`
    pub stage: Option<String>,
    /// 0..=1, over all stages
    pub progress: f64,
    /// The same in words
    pub message: String,
    /// Attempts begun so far
    pub attempt: u32,
    /// Every part and whether it can be read
    pub parts: Vec<Part>,
    /// What it works with
    pub parameters: Parameters,
    /// Why it failed
    pub problem: Option<problem::Body>,
    /// When it was asked for
    pub created_at: DateTime<Utc>,
    /// When a worker last began it
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended
    pub finished_at: Option<DateTime<Utc>>,
}

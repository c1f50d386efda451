//! How an analysis is shown: its parameters, how far it is, what is ready and what went wrong.

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::report::AnomalyKind;
use outlay_analysis::{Audit, Money};
use outlay_entity::error::stored;
use outlay_entity::{analysis, job, result};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::etag::Tag;
use crate::problem::{self, Problem};

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
    /// Kinds of anomalies that are listed but never flagged
    pub muted_kinds: Vec<AnomalyKind>,
    /// First day of what is news; absent for twelve months before the last expense
    pub review_from: Option<NaiveDate>,
    /// Least money at stake that is flagged; absent where it comes from the account's own scale
    pub materiality: Option<Money>,
    /// Checks of an auditor that are made as well
    pub audit: Vec<Audit>,
    /// Amount from which a purchase needs an approval
    pub approval_limit: Option<Money>,
    /// Weekdays on which the business is closed, 1 (Monday) to 7 (Sunday)
    pub closed_days: Vec<u8>,
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
    /// Estimate of the seconds it still needs, while it runs
    pub remaining_seconds: Option<f64>,
    /// Among the jobs of the account, higher goes first
    pub priority: i32,
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

impl Status {
    /// True once nothing changes by itself any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

impl From<job::Status> for Status {
    fn from(status: job::Status) -> Self {
        match status {
            job::Status::Queued => Self::Queued,
            job::Status::Running => Self::Running,
            job::Status::Cancelling => Self::Cancelling,
            job::Status::Succeeded => Self::Succeeded,
            job::Status::Failed => Self::Failed,
            job::Status::Cancelled => Self::Cancelled,
        }
    }
}

impl From<Status> for job::Status {
    fn from(status: Status) -> Self {
        match status {
            Status::Queued => Self::Queued,
            Status::Running => Self::Running,
            Status::Cancelling => Self::Cancelling,
            Status::Succeeded => Self::Succeeded,
            Status::Failed => Self::Failed,
            Status::Cancelled => Self::Cancelled,
        }
    }
}

impl From<result::Part> for PartName {
    fn from(part: result::Part) -> Self {
        match part {
            result::Part::Summary => Self::Summary,
            result::Part::Recurring => Self::Recurring,
            result::Part::Anomalies => Self::Anomalies,
            result::Part::Forecasts => Self::Forecasts,
            result::Part::Drift => Self::Drift,
            result::Part::Clusters => Self::Clusters,
            result::Part::Report => Self::Report,
        }
    }
}

impl Analysis {
    /// A stored analysis of which `ready` parts can be read.
    pub(crate) fn of(
        (asked, row): (analysis::Model, job::Model),
        ready: &[result::Part],
    ) -> outlay_entity::Result<Self> {
        let params = asked.params.0;
        let status = Status::from(row.status);
        // The files are published with the status, together.
        let is_ready = |part| ready.contains(&part) || (part == result::Part::Report && status == Status::Succeeded);
        Ok(Self {
            id: row.id,
            status,
            stage: Some(row.stage).filter(|stage| !stage.is_empty() && !status.is_final()),
            progress: if status == Status::Succeeded { 1.0 } else { row.progress.clamp(0.0, 1.0) },
            message: row.message,
            remaining_seconds: row.remaining_seconds,
            priority: row.priority,
            attempt: stored("attempt", row.attempt)?,
            parts: result::Part::ALL.map(|part| Part { name: part.into(), ready: is_ready(part) }).to_vec(),
            parameters: Parameters {
                from: params.from,
                to: params.to,
                horizon: params.horizon,
                seed: params.seed,
                false_discovery_rate: params.false_discovery_rate,
                alert_budget: params.alert_budget,
                review_from: params.review_from,
                materiality: params.materiality.map(|minor| Money::new(minor, params.digits())),
                audit: params.audit.clone(),
                approval_limit: params.approval_limit.map(|minor| Money::new(minor, params.digits())),
                closed_days: params.closed_days.clone(),
                muted_kinds: params.muted_kinds,
                currency: params.currency,
            },
            problem: row.problem.map(|problem| problem::Body {
                kind: problem.kind,
                title: problem.title,
                status: 500,
                detail: problem.detail,
                instance: Some(format!("/api/v1/analyses/{}", row.id)),
                request_id: None,
                errors: None,
            }),
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}

/// An analysis as it is shown now, the tag of that, and the version of its job.
pub(crate) async fn load(app: &App, account: &Account, id: Uuid) -> Result<(Analysis, Tag, i64), Problem> {
    let row = analysis::of(account.id()).get(app.db.orm(), id).await?;
    let version = row.1.version;
    let ready = result::of(account.id()).parts(app.db.orm(), id).await?;
    let shown = Analysis::of(row, &ready)?;
    let tag = Tag::of(&shown);
    Ok((shown, tag, version))
}

//! Jobs that are not analyses, for their owner (`/me/jobs`, [`mine`]), and all jobs, for operators (`/jobs`,
//! [`operator`]). [`Job`] is how a job is shown to both.

pub mod mine;
pub mod operator;

use chrono::{DateTime, Utc};
use outlay_entity::error::stored;
use outlay_entity::{Result, job};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use crate::analyses::Status;
use crate::problem;

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "JobKind", rename_all = "snake_case")]
pub enum Kind {
    /// Analyses an account's expenses
    Analysis,
    /// Enters the expenses of a large file
    Import,
    /// Packs everything an account has into one file
    AccountExport,
    /// Deletes an account and everything it has
    AccountDeletion,
    /// Deletes what an account need not keep any longer
    Retention,
}

impl From<job::Kind> for Kind {
    fn from(kind: job::Kind) -> Self {
        match kind {
            job::Kind::Analysis => Self::Analysis,
            job::Kind::Import => Self::Import,
            job::Kind::AccountExport => Self::AccountExport,
            job::Kind::AccountDeletion => Self::AccountDeletion,
            job::Kind::Retention => Self::Retention,
        }
    }
}

impl From<Kind> for job::Kind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Analysis => Self::Analysis,
            Kind::Import => Self::Import,
            Kind::AccountExport => Self::AccountExport,
            Kind::AccountDeletion => Self::AccountDeletion,
            Kind::Retention => Self::Retention,
        }
    }
}

/// A job of any kind.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Job {
    /// Id; for imports also that of the import once it has succeeded
    pub id: Uuid,
    /// What it does
    pub kind: Kind,
    /// Where it stands
    pub status: Status,
    /// What it is about, such as the name of a file
    pub subject: Option<String>,
    /// What is being done
    pub stage: Option<String>,
    /// 0..=1
    pub progress: f64,
    /// Estimate of the seconds it still needs
    pub remaining_seconds: Option<f64>,
    /// Among the jobs of the account, higher goes first
    pub priority: i32,
    /// Attempts begun so far
    pub attempt: u32,
    /// Why it failed
    pub problem: Option<problem::Body>,
    /// The account; for operators only
    pub account_id: Option<Uuid>,
    /// The worker that has it; for operators only
    pub worker: Option<String>,
    /// Workers that died over it; for operators only
    pub deaths: Option<u32>,
    /// Estimate of the memory it needs; for operators only
    pub memory_bytes: Option<u64>,
    /// When it was asked for
    pub created_at: DateTime<Utc>,
    /// Not before; later than `created_at` after a failure
    pub run_at: DateTime<Utc>,
    /// When a worker last began it
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended
    pub finished_at: Option<DateTime<Utc>>,
}

impl Job {
    /// As its owner sees it.
    pub(crate) fn of(row: job::Model) -> Result<Self> {
        let status = Status::from(row.status);
        let payload = row.payload()?;
        Ok(Self {
            id: row.id,
            kind: payload.kind().into(),
            status,
            subject: payload.subject().map(str::to_owned),
            stage: Some(row.stage).filter(|stage| !stage.is_empty() && !status.is_final()),
            progress: row.progress.clamp(0.0, 1.0),
            remaining_seconds: row.remaining_seconds,
            priority: row.priority,
            attempt: stored("attempt", row.attempt)?,
            problem: row.problem.map(|problem| problem::Body {
                kind: problem.kind,
                title: problem.title,
                status: 500,
                detail: problem.detail,
                instance: Some(format!("/api/v1/me/jobs/{}", row.id)),
                request_id: row.request_id,
                errors: None,
            }),
            account_id: None,
            worker: None,
            deaths: None,
            memory_bytes: None,
            created_at: row.created_at,
            run_at: row.run_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }

    /// As an operator sees it: with account, worker and memory, and without what its owner named.
    pub(crate) fn for_operators(row: job::Model) -> Result<Self> {
        let (account, worker) = (row.user_id, row.lease_owner.clone());
        let deaths = Some(stored("number of deaths", row.deaths)?);
        let memory_bytes = Some(stored("estimate of memory", row.memory_bytes)?);
        Ok(Self { subject: None, account_id: Some(account), worker, deaths, memory_bytes, ..Self::of(row)? })
    }
}

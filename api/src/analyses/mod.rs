//! `/analyses`: jobs that analyse expenses. [`view`] is how a job is shown, [`actions`] cancels, retries and removes it,
//! [`results`] serves the documents it wrote and [`artifacts`] the files.

pub(crate) mod actions;
pub(crate) mod artifacts;
pub(crate) mod results;
pub(crate) mod view;

use chrono::NaiveDate;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

pub use self::view::{Analysis, Parameters, Part, PartName, Status};
use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::page::Page;
use crate::problem::Problem;
use crate::reply::{Accepted, Found};
use crate::tags::Tag;

/// What to analyse and how; everything may be left out.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct AnalysisInput {
    /// First day of the range; the first expense when left out
    pub from: Option<NaiveDate>,
    /// Last day of the range; the last expense when left out
    pub to: Option<NaiveDate>,
    /// Months ahead to forecast; 3 when left out
    #[oai(validator(minimum(value = "1"), maximum(value = "12")))]
    pub horizon: Option<u8>,
    /// Seed of everything random; 42 when left out. The same seed and the same expenses give the same result
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740991")))]
    pub seed: Option<u64>,
    /// False discovery rate of the flags; 0.05 when left out
    #[oai(validator(minimum(value = "0.001"), maximum(value = "0.5")))]
    pub false_discovery_rate: Option<f64>,
    /// Most anomalies flagged a month on average; 50 when left out
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    pub alert_budget: Option<u32>,
}

pub(crate) struct Analyses {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Analyses")]
impl Analyses {
    /// Start an analysis
    ///
    /// Answers at once; `Location` is where to ask how it goes, `Retry-After` when.
    #[oai(path = "/analyses", method = "post", operation_id = "createAnalysis")]
    async fn create(
        &self,
        account: Account,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
        input: Body<AnalysisInput>,
    ) -> Result<Accepted<Analysis>, Problem> {
        crate::later()
    }

    /// List analyses, newest first
    #[oai(path = "/analyses", method = "get", operation_id = "listAnalyses")]
    async fn list(
        &self,
        account: Account,
        /// Only those in this status
        status: Query<Option<Status>>,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<Analysis>>, Problem> {
        crate::later()
    }

    /// How an analysis goes
    ///
    /// With `Prefer: wait=N` the answer waits up to N seconds (60 at most) for a change: of the ETag in
    /// `If-None-Match`, or else until it is finished.
    #[oai(path = "/analyses/:id", method = "get", operation_id = "getAnalysis")]
    async fn get(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
        /// `wait=30` waits up to 30 seconds
        #[oai(name = "Prefer")]
        prefer: Header<Option<String>>,
    ) -> Result<Found<Analysis>, Problem> {
        crate::later()
    }
}

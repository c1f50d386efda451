//! `/analyses/{id}/anomalies`, `/forecasts`, `/drift`, `/clusters`, `/recurring`, `/summary`: the documents an analysis
//! wrote, as soon as each is ready.

use outlay_analysis::model::ModelUse;
use outlay_analysis::report::{
    Anomaly, AnomalyKind, ClusterReport, Detector, DriftReport, ForecastReport, Note, RecurringReport, SummaryReport,
};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::problem::Problem;
use crate::reply::Found;
use crate::tags::Tag;

/// Irregular spending, most irregular first, page by page.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AnomalyPage {
    /// Expenses scored
    pub scored: u64,
    /// Expenses flagged
    pub flagged: u64,
    /// Stated false discovery rate of the flags
    pub false_discovery_rate: f64,
    /// Most flags a month on average
    pub alert_budget: u32,
    /// The detectors and what each found
    pub detectors: Vec<Detector>,
    /// Anomalies that match the filters, over all pages
    pub matching: u64,
    /// This page of them
    pub anomalies: Vec<Anomaly>,
    /// Cursor of the next page; absent on the last one
    pub next: Option<String>,
    /// What was trained or reused
    pub models: Vec<ModelUse>,
    /// What the reader must know
    pub notes: Vec<Note>,
}

pub(crate) struct Results {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Results")]
impl Results {
    /// Irregular spending
    ///
    /// 409 with `Retry-After` while the part is not ready, as for every result.
    #[oai(path = "/analyses/:id/anomalies", method = "get", operation_id = "getAnomalies")]
    #[expect(clippy::too_many_arguments, reason = "one argument a parameter: they are the documentation")]
    async fn anomalies(
        &self,
        account: Account,
        id: Path<Uuid>,
        /// Only those that are flagged, or only the others
        flagged: Query<Option<bool>>,
        /// Only this kind
        kind: Query<Option<AnomalyKind>>,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<AnomalyPage>, Problem> {
        crate::later()
    }

    /// The months ahead
    #[oai(path = "/analyses/:id/forecasts", method = "get", operation_id = "getForecasts")]
    async fn forecasts(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<ForecastReport>, Problem> {
        crate::later()
    }

    /// Changed habits
    #[oai(path = "/analyses/:id/drift", method = "get", operation_id = "getDrift")]
    async fn drift(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<DriftReport>, Problem> {
        crate::later()
    }

    /// What belongs together
    #[oai(path = "/analyses/:id/clusters", method = "get", operation_id = "getClusters")]
    async fn clusters(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<ClusterReport>, Problem> {
        crate::later()
    }

    /// Recurring charges
    #[oai(path = "/analyses/:id/recurring", method = "get", operation_id = "getRecurring")]
    async fn recurring(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<RecurringReport>, Problem> {
        crate::later()
    }

    /// The range at a glance
    #[oai(path = "/analyses/:id/summary", method = "get", operation_id = "getSummary")]
    async fn summary(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<SummaryReport>, Problem> {
        crate::later()
    }
}

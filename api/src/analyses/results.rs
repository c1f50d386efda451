//! `/analyses/{id}/anomalies`, `/forecasts`, `/drift`, `/clusters`, `/recurring`, `/summary`: the documents an analysis
//! wrote, as soon as each is ready.

use std::collections::HashMap;

use outlay_analysis::Verdict;
use outlay_analysis::model::ModelUse;
use outlay_analysis::report::{
    Anomaly, AnomalyKind, AnomalyReport, ClusterReport, Detector, DriftReport, ForecastReport, Note, RecurringReport,
    SummaryReport,
};
use outlay_entity::analysis::Status;
use outlay_entity::result::Part;
use outlay_entity::{analysis, feedback, result};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::etag;
use crate::page::{self, Page};
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
        let limit = page::limit(limit.0)?;
        let after: Option<u32> = page::decode(cursor.as_deref())?;
        let document = document(&self.app, &account, id.0, Part::Anomalies).await?;
        let report: AnomalyReport = serde_json::from_str(&document).map_err(|e| Problem::internal(&e))?;
        let said = feedback::of(account.id()).all(self.app.db.orm()).await?;
        let said: HashMap<Uuid, Verdict> = said.into_iter().map(|f| (f.anomaly_id, f.verdict)).collect();
        let wanted = |anomaly: &Anomaly| {
            flagged.0.is_none_or(|flagged| anomaly.flagged == flagged) && kind.0.is_none_or(|kind| anomaly.kind == kind)
        };
        let all: Vec<Anomaly> = report.anomalies.into_iter().filter(wanted).collect();
        let matching = all.len() as u64;
        let rest = all.into_iter().filter(|anomaly| after.is_none_or(|after| anomaly.rank > after));
        let rest = rest.take(usize::try_from(limit + 1).unwrap_or(usize::MAX)).collect();
        let page = Page::cut(
            rest,
            limit,
            |anomaly: &Anomaly| anomaly.rank,
            |mut anomaly| {
                anomaly.verdict = said.get(&anomaly.id).copied().or(anomaly.verdict); // also what was said since
                anomaly
            },
        );
        let shown = AnomalyPage {
            scored: report.scored,
            flagged: report.flagged,
            false_discovery_rate: report.false_discovery_rate,
            alert_budget: report.alert_budget,
            detectors: report.detectors,
            matching,
            anomalies: page.items,
            next: page.next,
            models: report.models,
            notes: report.notes,
        };
        let tag = etag::Tag::of(&shown);
        Ok(Found::new(&shown).tagged(&tag, if_none_match.as_deref()))
    }

    /// The months ahead
    #[oai(path = "/analyses/:id/forecasts", method = "get", operation_id = "getForecasts")]
    async fn forecasts(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<ForecastReport>, Problem> {
        serve(&self.app, &account, id.0, Part::Forecasts, if_none_match.as_deref()).await
    }

    /// Changed habits
    #[oai(path = "/analyses/:id/drift", method = "get", operation_id = "getDrift")]
    async fn drift(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<DriftReport>, Problem> {
        serve(&self.app, &account, id.0, Part::Drift, if_none_match.as_deref()).await
    }

    /// What belongs together
    #[oai(path = "/analyses/:id/clusters", method = "get", operation_id = "getClusters")]
    async fn clusters(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<ClusterReport>, Problem> {
        serve(&self.app, &account, id.0, Part::Clusters, if_none_match.as_deref()).await
    }

    /// Recurring charges
    #[oai(path = "/analyses/:id/recurring", method = "get", operation_id = "getRecurring")]
    async fn recurring(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<RecurringReport>, Problem> {
        serve(&self.app, &account, id.0, Part::Recurring, if_none_match.as_deref()).await
    }

    /// The range at a glance
    #[oai(path = "/analyses/:id/summary", method = "get", operation_id = "getSummary")]
    async fn summary(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<SummaryReport>, Problem> {
        serve(&self.app, &account, id.0, Part::Summary, if_none_match.as_deref()).await
    }
}

/// Serves a stored document as it is: it was written as a `T`.
async fn serve<T>(
    app: &App,
    account: &Account,
    id: Uuid,
    part: Part,
    if_none_match: Option<&str>,
) -> Result<Found<T>, Problem> {
    let document = document(app, account, id, part).await?;
    let tag = etag::Tag::of_bytes(document.as_bytes());
    Ok(Found::raw(document).tagged(&tag, if_none_match))
}

async fn document(app: &App, account: &Account, id: Uuid, part: Part) -> Result<String, Problem> {
    match result::of(account.id()).document(app.db.orm(), id, part).await {
        Ok(document) => Ok(document),
        Err(outlay_entity::Error::NotFound(_)) => Err(absent(app, account, id, part.name()).await?),
        Err(error) => Err(error.into()),
    }
}

/// Why `what` of an analysis is not there: not yet, not any more, or never.
pub(crate) async fn absent(app: &App, account: &Account, id: Uuid, what: &str) -> Result<Problem, Problem> {
    let row = analysis::of(account.id()).get(app.db.orm(), id).await?;
    Ok(match row.status {
        Status::Queued | Status::Running | Status::Cancelling => {
            let detail = format!("The {what} of this analysis are not ready yet ({}).", row.stage);
            Problem::conflict("not-ready", "Not ready yet", detail).retry_after(super::RETRY_SECONDS)
        }
        Status::Succeeded => Problem::not_found(what),
        Status::Failed | Status::Cancelled => {
            let why = row.problem.map_or_else(|| "It was cancelled.".to_owned(), |problem| problem.detail);
            let detail = format!("The analysis ended without {what}. {why} POST to its /retry to try again.");
            Problem::gone("analysis-ended", "The analysis ended without a result", detail)
        }
    })
}

//! `/analyses/{id}/anomalies`, `/forecasts`, `/drift`, `/clusters`, `/recurring`, `/summary`: the documents an analysis
//! wrote, as soon as each is ready.

use chrono::NaiveDate;
use outlay_analysis::Money;
use outlay_analysis::model::ModelUse;
use outlay_analysis::report::{
    AnomalyKind, Check, ClusterReport, Detector, DriftReport, Finding, ForecastReport, Note, RecurringReport,
    SummaryReport,
};
use outlay_entity::finding::{self, List};
use outlay_entity::job::Status;
use outlay_entity::result::Part;
use outlay_entity::{Error, analysis, feedback, result};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::types::ToJSON;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::etag;
use crate::page::{self, Page};
use crate::problem::Problem;
use crate::reply::Found;
use crate::tags::Tag;

/// Findings, those to look at first, page by page.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AnomalyPage {
    /// Expenses scored
    pub scored: u64,
    /// Findings flagged over the whole range
    pub flagged: u64,
    /// Findings flagged that are in review: the inbox
    pub in_review: u64,
    /// Expenses that carry a flag
    pub flagged_expenses: u64,
    /// First day of the review window
    pub review_from: NaiveDate,
    /// Findings with less at stake are listed, never flagged
    pub materiality: Money,
    /// Stated false discovery rate of the flags
    pub false_discovery_rate: f64,
    /// Most flags a month on average
    pub alert_budget: u32,
    /// The detectors and what each found
    pub detectors: Vec<Detector>,
    /// Findings that match the filters, over all pages
    pub matching: u64,
    /// This page of them
    pub findings: Vec<Finding>,
    /// Cursor of the next page; absent on the last one
    pub next: Option<String>,
    /// What was looked at for what, and how many findings came of it
    pub checks: Vec<Check>,
    /// What was trained or reused
    pub models: Vec<ModelUse>,
    /// What the reader must know
    pub notes: Vec<Note>,
}

/// What is stored of the anomalies besides their rows.
#[derive(Deserialize)]
struct AnomalyHead {
    scored: u64,
    flagged: u64,
    #[serde(default)]
    in_review: u64,
    #[serde(default)]
    flagged_expenses: u64,
    #[serde(default)]
    review_from: NaiveDate,
    materiality: Option<Money>,
    false_discovery_rate: f64,
    alert_budget: u32,
    detectors: Vec<Detector>,
    #[serde(default)]
    checks: Vec<Check>,
    models: Vec<ModelUse>,
    notes: Vec<Note>,
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
        /// Only those that are in review, or only the older ones
        in_review: Query<Option<bool>>,
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
        let (db, mine) = (self.app.db.orm(), (id.0, List::Findings));
        let head = match result::of(account.id()).head(db, id.0, Part::Anomalies).await {
            Ok(head) => head,
            Err(error) => return Err(without(&self.app, &account, id.0, Part::Anomalies, error).await?),
        };
        let head: AnomalyHead = serde_json::from_str(&head).map_err(|e| Problem::internal(&e))?;
        let filter = finding::Filter { flagged: flagged.0, in_review: in_review.0, kind: kind.0.map(kind_name) };
        let findings = finding::of(account.id());
        let matching = findings.count(db, mine, &filter).await?;
        let rows = findings.page(db, mine, &filter, after, limit + 1).await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.finding_id).collect();
        let verdicts = feedback::of(account.id()).verdicts(db, &ids).await?;
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let mut anomaly: Finding = serde_json::from_str(&row.document).map_err(|e| Problem::internal(&e))?;
            anomaly.verdict = verdicts.get(&anomaly.id).copied().or(anomaly.verdict); // also one given since
            shown.push(anomaly);
        }
        let page = Page::cut(shown, limit, |anomaly| anomaly.rank, |anomaly| anomaly);
        let shown = AnomalyPage {
            scored: head.scored,
            flagged: head.flagged,
            in_review: head.in_review,
            flagged_expenses: head.flagged_expenses,
            review_from: head.review_from,
            materiality: head.materiality.unwrap_or_else(|| account.money(0)),
            false_discovery_rate: head.false_discovery_rate,
            alert_budget: head.alert_budget,
            detectors: head.detectors,
            matching,
            findings: page.items,
            next: page.next,
            checks: head.checks,
            models: head.models,
            notes: head.notes,
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
        Err(error) => Err(without(app, account, id, part, error).await?),
    }
}

/// Why there is no document.
async fn without(app: &App, account: &Account, id: Uuid, part: Part, error: Error) -> Result<Problem, Problem> {
    match error {
        Error::NotFound(_) => absent(app, account, id, part.name()).await,
        error => Ok(error.into()),
    }
}

/// Stable name of a kind: the one it has in JSON.
fn kind_name(kind: AnomalyKind) -> String {
    kind.to_json().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Why `what` of an analysis is not there: not yet, not any more, or never.
pub(crate) async fn absent(app: &App, account: &Account, id: Uuid, what: &str) -> Result<Problem, Problem> {
    let (_, row) = analysis::of(account.id()).get(app.db.orm(), id).await?;
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

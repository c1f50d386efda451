//! `/analyses`: jobs that analyse expenses. [`view`] is how a job is shown, [`actions`] cancels and retries it,
//! [`results`] serves the documents it wrote and [`artifacts`] the files.

pub mod actions;
pub mod artifacts;
pub mod results;
pub mod view;

use std::time::Duration;

use chrono::NaiveDate;
use outlay_analysis::input::MIN_EXPENSES;
use outlay_analysis::ledger::EMPTY_DAYS;
use outlay_analysis::report::AnomalyKind;
use outlay_analysis::{Audit, Money, Params};
use outlay_entity::job::Payload;
use outlay_entity::queue::New;
use outlay_entity::{analysis, begin, expense, job, queue, result};
use poem::http::header;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::types::ToJSON;
use poem_openapi::{Object, OpenApi};
use tokio::time::Instant;
use uuid::Uuid;

pub use self::view::{Analysis, Parameters, Part, PartName, Status};
use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::idempotency::Once;
use crate::origin;
use crate::page::{self, Page};
use crate::preferences::{self, AnalysisSettings};
use crate::problem::{FieldError, Problem};
use crate::reply::{Accepted, Done, Found};
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
    /// False discovery rate of the flags; that of the account's settings when left out
    #[oai(validator(minimum(value = "0.001"), maximum(value = "0.5")))]
    pub false_discovery_rate: Option<f64>,
    /// Most anomalies flagged a month on average; that of the account's settings when left out
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    pub alert_budget: Option<u32>,
    /// Kinds of anomalies that are listed but never flagged; those of the account's settings when left out
    #[oai(validator(max_items = 50))]
    pub muted_kinds: Option<Vec<AnomalyKind>>,
    /// First day of what is news; twelve months before the last expense when left out
    pub review_from: Option<NaiveDate>,
    /// Least money at stake that is flagged; from the account's own scale when left out
    pub materiality: Option<Money>,
    /// Checks of an auditor that are made as well
    #[oai(validator(max_items = 10))]
    pub audit: Option<Vec<Audit>>,
    /// Amount from which a purchase needs an approval, for the checks of an auditor
    pub approval_limit: Option<Money>,
    /// Weekdays on which the business is closed, 1 (Monday) to 7 (Sunday)
    #[oai(validator(max_items = 7))]
    pub closed_days: Option<Vec<u8>>,
    /// Among the waiting jobs of this account, higher goes first; 0 when left out
    #[oai(validator(minimum(value = "-10"), maximum(value = "10")))]
    pub priority: Option<i32>,
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
        let settings = preferences::of(self.app.db.orm(), &account).await?;
        let params = params(&account, &input, settings)?;
        let once = Once::new(&self.app, account.id(), key.0, "/analyses", input.to_json_string().as_bytes())?;
        let txn = begin(&self.app.db).await?;
        if let Some(answered) = once.begin(&txn).await? {
            return Ok(answered);
        }
        let found = analysis::of(account.id()).expenses(&txn, &params).await?;
        enough(found)?;
        let span = expense::of(account.id()).span(&txn, params.from, params.to).await?;
        near(&params, span)?;
        let limits = self.app.settings.limits;
        let memory_bytes = analysis::estimate(found, limits)?;
        queue::admit(&txn, account.id(), limits.queued_per_account).await?;
        let (priority, origin) = (input.priority.unwrap_or_default(), origin::current());
        let new = New { priority, memory_bytes, origin, ..New::of(account.id(), Payload::Analysis) };
        let submitted = analysis::submit(&txn, params, new).await?;
        let location = format!("/api/v1/analyses/{}", submitted.1.id);
        let reply = Accepted::new(&Analysis::of(submitted, &[])?);
        once.finish(&txn, &reply, &location).await?;
        txn.commit().await?;
        self.app.wake.wake();
        Ok(reply.header(header::LOCATION, location).header(header::RETRY_AFTER, RETRY_SECONDS.to_string()))
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
        let (limit, db) = (page::limit(limit.0)?, self.app.db.orm());
        let after = page::decode::<Uuid>(cursor.as_deref())?;
        let rows = analysis::of(account.id()).list(db, status.0.map(Into::into), after, limit + 1).await?;
        let ids: Vec<Uuid> = rows.iter().map(|(row, _)| row.id).collect();
        let mut parts = result::of(account.id()).parts_of(db, &ids).await?;
        let show = |row: (analysis::Model, job::Model)| {
            let parts = parts.remove(&row.0.id).unwrap_or_default();
            Analysis::of(row, &parts)
        };
        Ok(Found::new(&Page::try_cut(rows, limit, |(row, _)| row.id, show)?))
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
        let seconds = prefer.as_deref().map(wait).transpose()?.flatten();
        let until = Instant::now() + Duration::from_secs(seconds.unwrap_or(0));
        let (shown, tag) = loop {
            let (shown, tag, version) = view::load(&self.app, &account, id.0).await?;
            let changed = if_none_match.0.is_some() && !tag.matches(if_none_match.as_deref());
            if changed || shown.status.is_final() || Instant::now() >= until {
                break (shown, tag);
            }
            self.app.changes.wait(&self.app.db, id.0, version, until).await;
        };
        let mut reply = Found::new(&shown);
        if !shown.status.is_final() {
            reply = reply.header(header::RETRY_AFTER, RETRY_SECONDS.to_string());
        }
        if let Some(seconds) = seconds {
            reply = reply.header(header::HeaderName::from_static("preference-applied"), format!("wait={seconds}"));
        }
        Ok(reply.tagged(&tag, if_none_match.as_deref()))
    }

    /// Remove an analysis
    ///
    /// Removes a finished one with its results and files.
    #[oai(path = "/analyses/:id", method = "delete", operation_id = "deleteAnalysis")]
    async fn delete(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        let txn = begin(&self.app.db).await?;
        let (_, row) = analysis::of(account.id()).get(&txn, id.0).await?;
        if !row.status.is_final() {
            let detail = "The analysis is under way. Cancel it first, then remove it.";
            return Err(Problem::conflict("not-now", "Not in this state", detail));
        }
        analysis::of(account.id()).remove(&txn, id.0).await?;
        txn.commit().await?;
        Ok(Done::default())
    }
}

/// Seconds after which a client should ask again.
pub(crate) const RETRY_SECONDS: u64 = 2;
/// Longest wait a client may ask for, in seconds.
const MAX_WAIT: u64 = 60;

/// What is stored of the request, checked as a whole.
fn params(account: &Account, input: &AnalysisInput, settings: AnalysisSettings) -> Result<Params, Problem> {
    if let (Some(from), Some(to)) = (input.from, input.to)
        && from > to
    {
        let detail = format!("/to: {to} is before /from, {from}");
        let error = FieldError::at("/to", detail).given(to.to_string()).allowed(format!("{from} or later"));
        return Err(Problem::invalid(vec![error]));
    }
    let default = Params::default();
    Ok(Params {
        from: input.from,
        to: input.to,
        horizon: input.horizon.unwrap_or(default.horizon),
        seed: input.seed.unwrap_or(default.seed),
        false_discovery_rate: input.false_discovery_rate.unwrap_or(settings.false_discovery_rate),
        alert_budget: input.alert_budget.unwrap_or(settings.alert_budget),
        muted_kinds: sorted(input.muted_kinds.clone().unwrap_or(settings.muted_kinds)),
        review_from: input.review_from,
        materiality: least("/materiality", input.materiality, account)?,
        audit: sorted(input.audit.clone().unwrap_or_default()),
        approval_limit: least("/approval_limit", input.approval_limit, account)?,
        closed_days: closed(input.closed_days.clone().unwrap_or_default())?,
        currency: account.user.currency.clone(),
    })
}

/// An amount of zero or more in minor units of the account's currency.
fn least(at: &str, given: Option<Money>, account: &Account) -> Result<Option<i64>, Problem> {
    let Some(given) = given else { return Ok(None) };
    match Money::parse(&given.to_string(), account.digits()) {
        Ok(money) if money.minor() >= 0 => Ok(Some(money.minor())),
        Ok(_) => {
            let error = FieldError::at(at, format!("{at}: {given} is below zero")).given(given.to_string());
            Err(Problem::invalid(vec![error.allowed("zero or more")]))
        }
        Err(error) => {
            Err(Problem::invalid(vec![FieldError::at(at, format!("{at}: {error}")).given(given.to_string())]))
        }
    }
}

/// Weekdays, each once.
fn closed(days: Vec<u8>) -> Result<Vec<u8>, Problem> {
    match days.iter().find(|day| !(1..=7).contains(*day)) {
        None => Ok(sorted(days)),
        Some(day) => {
            let error = FieldError::at("/closed_days", format!("/closed_days: {day} is no weekday"));
            Err(Problem::invalid(vec![error.given(day.to_string()).allowed("1 (Monday) to 7 (Sunday)")]))
        }
    }
}

/// Each value once, in order.
fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}

fn enough(found: u64) -> Result<(), Problem> {
    if usize::try_from(found).is_ok_and(|found| found >= MIN_EXPENSES) {
        return Ok(());
    }
    Err(Problem::unprocessable(
        "too-few-expenses",
        "There are too few expenses",
        format!(
            "There are {found} expenses in the range; an analysis needs at least {MIN_EXPENSES}. Enter or import more, \
                 or widen the range."
        ),
    ))
}

/// Refuses a range that is mostly empty: each of its months costs time, whether anything was spent in it or not.
fn near(params: &Params, span: Option<(NaiveDate, NaiveDate)>) -> Result<(), Problem> {
    let Some((first, last)) = span else { return Ok(()) };
    let (earliest, latest) = (first - EMPTY_DAYS, last + EMPTY_DAYS);
    let mut errors = Vec::new();
    let mut refuse = |pointer: &str, day: NaiveDate, allowed: String| {
        let error =
            FieldError::at(pointer, format!("{pointer}: {day} is too far from the expenses; allowed is {allowed}"));
        errors.push(error.given(day.to_string()).allowed(allowed));
    };
    if let Some(from) = params.from.filter(|from| *from < earliest) {
        refuse("/from", from, format!("{earliest} or later: a year before the first expense, {first}"));
    }
    if let Some(to) = params.to.filter(|to| *to > latest) {
        refuse("/to", to, format!("{latest} or earlier: a year after the last expense, {last}"));
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// The seconds of `wait=N` in a `Prefer` header, if it has one.
fn wait(prefer: &str) -> Result<Option<u64>, Problem> {
    let Some(text) = prefer.split([',', ';']).find_map(|p| p.trim().strip_prefix("wait=")) else { return Ok(None) };
    match text.parse::<u64>() {
        Ok(seconds) => Ok(Some(seconds.min(MAX_WAIT))),
        Err(_) => {
            let allowed = format!("wait=0 to wait={MAX_WAIT}");
            let error = FieldError::parameter("Prefer", format!("Prefer: allowed is {allowed}")).given(prefer);
            Err(Problem::invalid(vec![error.allowed(allowed)]))
        }
    }
}

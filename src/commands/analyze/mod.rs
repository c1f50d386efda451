//! `outlay analyze`: the whole analysis of files, with no server.
//!
//! Reads bank files of any kind or Outlay's own layout (`read`), runs the same [`pipeline`](outlay_worker::pipeline) as the
//! server's jobs, and writes `result.json` (every document), `transactions.csv`, `report.xlsx` and `charts/`. The same input
//! gives the same files.

mod aliases;
mod files;
mod models;
mod progress;
mod read;
mod summary;

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use chrono::{NaiveDate, Utc};
use outlay_analysis::cluster::Embeddings;
use outlay_analysis::expense_csv::{self, Limits};
use outlay_analysis::report::AnomalyKind;
use outlay_analysis::{Audit, Budget, Expense, Input, Money, Params};
use outlay_worker::embedder::{Embedder, default_directory};
use outlay_worker::pipeline::{self, Request};

use crate::bank_files::{Saying, names};
use crate::config::Global;

/// Arguments of `outlay analyze`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Bank files of any kind (CSV, OFX, QIF, CAMT, MT940, Excel, also in .gz or .zip), or expenses as CSV with the columns
    /// date, amount, category, description and optionally kind, account; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Monthly budgets: JSON [{"category","amount"}] or CSV
    #[arg(long, value_name = "FILE")]
    pub budgets: Option<PathBuf>,
    /// First day; the first expense unless given
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: Option<NaiveDate>,
    /// Last day; the last expense unless given
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: Option<NaiveDate>,
    /// Months to forecast, 1 to 12
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=12))]
    pub horizon: u8,
    #[command(flatten)]
    saying: Saying,
    /// False discovery rate of the flags, 0.001 to 0.5
    #[arg(long, default_value_t = 0.05)]
    pub fdr: f64,
    /// Most flags a month on average, 1 to 1000
    #[arg(long, default_value_t = 50)]
    pub alert_budget: u32,
    /// Kinds of anomalies that are listed but never flagged, such as burst,odd_day
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = kind)]
    pub mute: Vec<AnomalyKind>,
    /// First day of what is news; twelve months before the last expense unless given
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub review_from: Option<NaiveDate>,
    /// Least money at stake that is flagged, such as 25.00; from the account's own scale unless given
    #[arg(long, value_name = "AMOUNT")]
    pub materiality: Option<String>,
    /// Checks of an auditor that are made as well, such as split_purchases,closed_days; `all` for every one
    #[arg(long, value_name = "CHECKS", value_delimiter = ',')]
    pub audit: Vec<String>,
    /// Amount from which a purchase needs an approval, for the checks of an auditor
    #[arg(long, value_name = "AMOUNT")]
    pub approval_limit: Option<String>,
    /// Weekdays on which the business is closed, 1 (Monday) to 7 (Sunday), such as 6,7
    #[arg(long, value_name = "DAYS", value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=7))]
    pub closed_days: Vec<u8>,
    /// What merchants are called, as CSV with the columns key, merchant
    #[arg(long, value_name = "FILE")]
    pub aliases: Option<PathBuf>,
    /// Keep trained models here; they serve again while they are younger than a week and nothing drifted
    #[arg(long, value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// Directory for the result; files of an earlier result are replaced
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong with the input and what to do.
pub fn run(args: &Args, global: &Global) -> Result<()> {
    let read = read::files(&args.files, &args.saying)?;
    for line in &read.understood {
        println!("{line}");
    }
    let params = params(args, global, read.currency)?;
    let input = input(args, read.expenses, params.digits())?;
    let stored = args.models.as_deref().map(models::load).transpose()?.unwrap_or_default();
    // The clock only tells how old kept models are: without any it changes nothing.
    let now = args.models.as_ref().map(|_| Utc::now());
    let request = Request { input, params: params.clone(), models: stored, now, ..Request::default() };

    let progress = progress::Bar::start();
    let outcome = pipeline::analyse(request, &mut embed, &progress, &|_, _| {});
    progress.finish();
    let outcome = outcome.with_context(|| names(&args.files).join(", "))?;

    let written = files::write(&args.out, &params, &outcome)?;
    if let Some(directory) = &args.models {
        models::store(directory, &outcome.models)?;
    }
    print!("{}", summary::text(&outcome, &args.out, &written));
    Ok(())
}

/// A kind by its stable name.
fn kind(name: &str) -> Result<AnomalyKind, String> {
    serde_json::from_value(name.into())
        .map_err(|_| "not a kind of anomaly; one is spike, duplicate, burst...".to_owned())
}

fn params(args: &Args, global: &Global, currency: String) -> Result<Params> {
    let digits = outlay_analysis::money::minor_digits(&currency);
    Ok(Params {
        review_from: args.review_from,
        materiality: amount("--materiality", args.materiality.as_deref(), digits)?,
        audit: audit(&args.audit)?,
        approval_limit: amount("--approval-limit", args.approval_limit.as_deref(), digits)?,
        closed_days: {
            let mut days = args.closed_days.clone();
            days.sort_unstable();
            days.dedup();
            days
        },
        from: args.from,
        to: args.to,
        horizon: args.horizon,
        seed: global.seed,
        false_discovery_rate: args.fdr,
        alert_budget: args.alert_budget,
        muted_kinds: {
            let mut kinds = args.mute.clone();
            kinds.sort_unstable();
            kinds.dedup();
            kinds
        },
        currency,
    })
}

/// An amount of a flag in minor units, zero or more.
fn amount(flag: &str, text: Option<&str>, digits: u8) -> Result<Option<i64>> {
    let Some(text) = text else { return Ok(None) };
    let minor = Money::parse(text, digits).with_context(|| flag.to_owned())?.minor();
    ensure!(minor >= 0, "{flag} is `{text}`; give zero or more");
    Ok(Some(minor))
}

/// Checks by their stable names.
fn audit(names: &[String]) -> Result<Vec<Audit>> {
    if names.iter().any(|name| name == "all") {
        return Ok(Audit::ALL.to_vec());
    }
    let known = || Audit::ALL.map(|check| serde_json::json!(check).as_str().unwrap_or_default().to_owned()).join(", ");
    let check = |name: &String| {
        let parsed = serde_json::from_value(name.as_str().into());
        parsed.map_err(|_| anyhow::anyhow!("--audit: `{name}` is not a check; there are {} and all", known()))
    };
    let mut checks = names.iter().map(check).collect::<Result<Vec<Audit>>>()?;
    checks.sort_unstable();
    checks.dedup();
    Ok(checks)
}

fn input(args: &Args, expenses: Vec<Expense>, digits: u8) -> Result<Input> {
    let limits = Limits::default();
    let budgets = match &args.budgets {
        Some(path) => budgets(path, digits, &limits)?,
        None => Vec::new(),
    };
    let aliases = args.aliases.as_deref().map(aliases::read).transpose()?.unwrap_or_default();
    Ok(Input { expenses, budgets, aliases, ..Input::default() })
}

fn budgets(path: &PathBuf, digits: u8, limits: &Limits) -> Result<Vec<Budget>> {
    let bytes = std::fs::read(path).with_context(|| format!("{}: cannot open", path.display()))?;
    if bytes.is_empty() {
        bail!("{}: the file is empty; give JSON [{{\"category\", \"amount\"}}] or CSV", path.display());
    }
    expense_csv::read_budgets(&bytes, digits, limits).map_err(|error| refused(path, &error))
}

/// Every problem on a line of its own, each with the name of the file.
fn refused(path: &std::path::Path, error: &expense_csv::ReadError) -> anyhow::Error {
    let lines: Vec<String> = error.to_string().lines().map(|line| format!("{}: {line}", path.display())).collect();
    anyhow::anyhow!("{}", lines.join("\n"))
}

/// The vectors of `texts` by the installed model, which is opened when it is first needed.
fn embed(texts: &[String]) -> Result<Embeddings, String> {
    let mut embedder = Embedder::open(&default_directory()).map_err(|missing| missing.to_string())?;
    embedder.embed(texts).map_err(|error| error.to_string())
}

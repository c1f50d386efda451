//! What the command prints at the end: the findings in a screenful.

use std::fmt::Write;
use std::path::Path;

use outlay_analysis::report::{Note, SummaryReport};
use outlay_worker::outcome::Outcome;

/// The findings of `outcome`, for people.
pub(super) fn text(outcome: &Outcome, out: &Path, written: &[String]) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = tell(&mut text, outcome, out, written);
    text
}

fn tell(text: &mut String, o: &Outcome, out: &Path, written: &[String]) -> std::fmt::Result {
    let s = &o.summary;
    writeln!(
        text,
        "{} expenses from {} to {}: {} {} in {} categories at {} merchants",
        s.expenses,
        s.from,
        s.to,
        s.total,
        s.currency,
        s.categories.len(),
        s.merchants
    )?;
    let a = &o.anomalies;
    writeln!(
        text,
        "Findings: {} to look at since {}, {} flagged in the whole range ({} of {} expenses)",
        a.in_review, a.review_from, a.flagged, a.flagged_expenses, a.scored
    )?;
    for f in a.findings.iter().filter(|f| f.flagged && f.in_review).take(3) {
        writeln!(text, "  {}. {}", f.rank, visible(&f.title))?;
    }
    for check in a.checks.iter().filter(|check| check.flagged == 0) {
        writeln!(text, "  Checked: {}", visible(&check.text))?;
    }
    let active = o.recurring.series.iter().filter(|r| r.next_date.is_some()).count();
    writeln!(text, "Recurring: {active} active charges, {} {} a month", o.recurring.monthly_cost, s.currency)?;
    match o.forecasts.total.as_ref().and_then(|t| t.steps.first()) {
        Some(step) => writeln!(
            text,
            "Forecast for {}: {} {} (80 % interval {} to {})",
            step.month.format("%B %Y"),
            step.mean,
            s.currency,
            step.lo80,
            step.hi80
        )?,
        None => writeln!(text, "Forecast: none")?,
    }
    let changes: Vec<String> = o.drift.changes().iter().map(|c| visible(c)).collect();
    match (o.drift.tests.is_empty(), changes.is_empty()) {
        (true, _) => writeln!(text, "Drift: not tested")?,
        (false, true) => writeln!(text, "Drift: none beyond chance")?,
        (false, false) => writeln!(text, "Drift: yes, in {}", changes.join(", "))?,
    }
    writeln!(text, "Clusters: {} groups of {} distinct texts", o.clusters.clusters.len(), o.clusters.texts)?;
    budgets(text, s)?;
    let notes = [
        ("summary", &s.notes),
        ("anomalies", &o.anomalies.notes),
        ("recurring", &o.recurring.notes),
        ("forecast", &o.forecasts.notes),
        ("drift", &o.drift.notes),
        ("clusters", &o.clusters.notes),
    ];
    for (part, notes) in notes {
        for Note { text: note, .. } in notes.iter().filter(|n| !n.text.is_empty()) {
            writeln!(text, "Note ({part}): {}", visible(note))?;
        }
    }
    let charts = written.iter().filter(|name| name.starts_with("charts/")).count();
    let others: Vec<&str> = written.iter().map(String::as_str).filter(|name| !name.starts_with("charts/")).collect();
    writeln!(text, "Written to {}: {}, {charts} files in charts/", out.display(), others.join(", "))
}

fn budgets(text: &mut String, s: &SummaryReport) -> std::fmt::Result {
    if s.budgets.is_empty() {
        return Ok(());
    }
    let over: Vec<String> =
        s.budgets.iter().filter(|b| b.last_month > b.budget).map(|b| visible(&b.category)).collect();
    let named = over.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = if over.len() > 5 { ", …" } else { "" };
    let which = if over.is_empty() { String::new() } else { format!(": {named}{more}") };
    writeln!(text, "Budgets: {} of {} exceeded in the last complete month{which}", over.len(), s.budgets.len())
}

/// `text` on one line without what a terminal would obey.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

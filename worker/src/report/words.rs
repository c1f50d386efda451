//! The words of the reports: names of kinds, shortened names, months.

use chrono::NaiveDate;
use outlay_analysis::Verdict;
use outlay_analysis::report::{AlertKind, AnomalyKind, AnomalyReport, Cadence, RecurringState};
use serde::Serialize;

/// The stable name of an enumeration's value, as in JSON: `new_merchant`.
pub(crate) fn code<T: Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A stable name as people read it: `new_merchant` → `New merchant`.
pub(crate) fn title(code: &str) -> String {
    let mut chars = code.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    first + &chars.as_str().replace('_', " ")
}

/// A kind of anomaly in words.
pub(crate) fn kind(kind: AnomalyKind) -> String {
    title(&code(kind))
}

/// How many findings there are to look at: the same sentence wherever the count stands.
pub(crate) fn findings(report: &AnomalyReport) -> String {
    format!(
        "{} to look at since {}, {} flagged in the whole range of {} expenses",
        report.in_review, report.review_from, report.flagged, report.scored
    )
}

/// A person's verdict on a finding, and what followed.
pub(crate) fn verdict(verdict: Verdict, suppressed: bool) -> String {
    let given = match verdict {
        Verdict::OneOff => "One-off".to_owned(),
        other => title(&code(other)),
    };
    if suppressed { format!("{given}, so not flagged") } else { given }
}

/// A cadence in words.
pub(crate) fn cadence(cadence: Cadence) -> String {
    title(&code(cadence)).replace("Half yearly", "Half-yearly")
}

/// A state in words.
pub(crate) fn state(state: RecurringState) -> String {
    title(&code(state))
}

/// A kind of alert in words.
pub(crate) fn alert(kind: AlertKind) -> String {
    title(&code(kind))
}

/// A forecasting or detecting method as its literature writes it.
pub(crate) fn method(name: &str) -> String {
    match name {
        "lof" => "LOF".to_owned(),
        "ocsvm" => "One-class SVM".to_owned(),
        "ses" => "SES".to_owned(),
        "ets" => "ETS".to_owned(),
        "tsb" => "TSB".to_owned(),
        "ces" => "CES".to_owned(),
        "croston_sba" => "Croston (SBA)".to_owned(),
        "xgboost" | "xgboost_style" => "XGBoost-style".to_owned(),
        "mean_12" => "Mean of 12".to_owned(),
        "median_12" => "Median of 12".to_owned(),
        "drift" => "Drift (straight line)".to_owned(),
        other => title(other),
    }
}

/// `Mar 2024`.
pub(crate) fn month(day: NaiveDate) -> String {
    day.format("%b %Y").to_string()
}

/// At most `max` characters, the last one an ellipsis where something was cut.
pub(crate) fn shortened(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// 1234567.5 as `1,234,567.50` with `digits` decimals.
pub(crate) fn grouped(value: f64, digits: usize) -> String {
    let text = format!("{:.digits$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    let sign = if value < 0.0 && out.chars().chain(fraction.chars()).any(|c| c != '0' && c != ',') { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{out}") } else { format!("{sign}{out}.{fraction}") }
}

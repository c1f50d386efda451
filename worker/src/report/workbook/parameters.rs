//! What the analysis was asked, what it used, and what every column means.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::sheet::{self, Cell, Column, Styles};
use super::table;
use crate::report::{Contents, transactions, words};

const MODELS: [Column; 7] = [
    ("Model", 34.0),
    ("For category", 30.0),
    ("Reused", 12.0),
    ("Rows it learned from", 14.0),
    ("From", 12.0),
    ("To", 12.0),
    ("Why", 80.0),
];

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let sheet = sheet::add(workbook, s, "Parameters", "Parameters")?;
    sheet::widths(sheet, &MODELS)?;
    let p = &c.ledger.params;
    let model = if c.clusters.model.is_empty() { "none" } else { &c.clusters.model };
    let muted: Vec<String> = p.muted_kinds.iter().map(|&kind| words::kind(kind)).collect();
    let audit: Vec<String> = p.audit.iter().map(|&check| words::title(&words::code(check))).collect();
    let rows = [
        ("First day", Cell::Date(c.summary.from)),
        ("Last day", Cell::Date(c.summary.to)),
        ("Currency", Cell::text(p.currency.as_str())),
        ("Months forecast", Cell::Whole(u64::from(p.horizon))),
        ("False discovery rate", Cell::Percent(p.false_discovery_rate)),
        ("Alert budget a month", Cell::Whole(u64::from(p.alert_budget))),
        ("Muted kinds", Cell::text(muted.join(", "))),
        ("Review from", Cell::Date(c.anomalies.review_from)),
        ("Least at stake to be flagged", Cell::Money(c.anomalies.materiality)),
        ("Checks of an auditor", Cell::text(audit.join(", "))),
        ("Seed", Cell::text(p.seed.to_string())),
        ("Embedding model", Cell::text(model)),
        ("Made by", Cell::text(concat!("Outlay ", env!("CARGO_PKG_VERSION")))),
    ];
    let mut row = 2;
    for (key, cell) in rows {
        Cell::Key(key).write(sheet, row, 0, s)?;
        cell.write(sheet, row, 1, s)?;
        row += 1;
    }
    sheet::section(sheet, s, row + 1, "Models")?;
    let models: Vec<_> = c
        .summary
        .models
        .iter()
        .map(|m| {
            vec![
                Cell::text(words::method(&m.kind)),
                Cell::or_nothing(m.category.as_deref(), Cell::text),
                Cell::YesNo(m.reused),
                Cell::Whole(m.rows),
                Cell::or_nothing(m.trained_from, Cell::Date),
                Cell::or_nothing(m.trained_to, Cell::Date),
                Cell::long(m.why.as_str()),
            ]
        })
        .collect();
    table::table(sheet, s, (row + 2, "Models"), &MODELS, models.into_iter())?;
    Ok(())
}

const DICTIONARY: [Column; 3] = [("Sheet or file", 24.0), ("Column", 26.0), ("Meaning", 100.0)];

/// What every column of the tables means.
pub(super) fn dictionary(workbook: &mut Workbook, s: &Styles) -> Result<(), XlsxError> {
    let sheet = sheet::add(workbook, s, "Data dictionary", "Data dictionary")?;
    sheet::widths(sheet, &DICTIONARY)?;
    let file = transactions::COLUMNS.iter().map(|column| ("transactions.csv", *column, meaning(column)));
    let rows: Vec<_> = file
        .chain(SHEETS.iter().copied())
        .map(|(place, column, meaning)| vec![Cell::text(place), Cell::text(column), Cell::long(meaning)])
        .collect();
    table::table(sheet, s, (2, "Dictionary"), &DICTIONARY, rows.into_iter())?;
    sheet::freeze(sheet, 2, 0)
}

fn meaning(column: &str) -> &'static str {
    match column {
        "row" => "0-based data row of the input (the Transactions sheet counts from 1)",
        "date" => "Day of the charge",
        "amount" => "Positive is spending, negative a refund",
        "category" => "As entered",
        "description" => "As entered; a leading ' guards text that a spreadsheet would take for a formula",
        "merchant" => "Merchant behind the description: prefixes, references and store numbers removed",
        "score" => "How irregular, 0 to 1; the ranking follows it",
        "p_value" => "Probability of a score this high on normal data",
        "flagged" => "Irregular charge of a finding that passed the Benjamini-Hochberg test within the alert budget",
        "votes" => "Detectors and layers that voted for it",
        "lof" => "Local outlier factor, 0 to 1, higher is odder",
        "ocsvm" => "One-class support vector machine, 0 to 1, higher is odder",
        "autoencoder" => "Autoencoder reconstruction error, 0 to 1, higher is odder",
        "isolation_forest" => "Isolation forest, 0 to 1, higher is odder",
        "kind" => "Main kind of irregularity",
        "reason" => "Strongest finding it belongs to, with the set it was compared with",
        "cluster" => "Group of the description, -1 for none, empty where texts were not grouped",
        _ => "",
    }
}

const SHEETS: [(&str, &str, &str); 31] = [
    ("Findings", "Your verdict", "What you said of it before this analysis, and whether that took its flag away"),
    ("Findings", "At stake", "Above the usual, the charges too many, or a year's cost of a change"),
    ("Findings", "In review", "It happened in the review window; what is older is history"),
    ("Transactions", "Entry", "What it is; income and transfers are shown and belong to no figure"),
    ("Parameters", "Why", "Why a stored model was used again, or why it was trained"),
    ("Findings", "First row", "Leads to its first expense on the sheet Transactions"),
    ("Recurring", "Cadence", "How often it comes, found from the days between charges"),
    ("Recurring", "Regularity", "Share of expected charges that came within tolerance"),
    ("Recurring", "State", "Active; overdue; stopped two periods after it was due, 75 days at most"),
    ("Budget", "Months over", "Complete months above the budget"),
    ("Budget", "Chance to exceed it next month", "From the forecast's predictive distribution"),
    ("Forecast", "80 % and 95 %", "Split-conformal intervals: the share of months that should fall inside"),
    ("Forecast", "Recurring part", "Part of the forecast that is already known to recur"),
    ("Backtest", "MASE", "Mean absolute error over the in-sample error of the naive forecast; below 1 beats it"),
    ("Backtest", "WAPE", "Sum of absolute errors over the sum of actuals"),
    ("Backtest", "Bias", "Mean error over mean actual; positive is forecasting too much"),
    ("Backtest", "Coverage", "Share of actuals inside the interval, out of sample"),
    ("Backtest", "Skill", "1 - MAE / MAE of the naive forecast; negative means naive is better"),
    ("Backtest", "Interval score", "Width plus ten times what lies outside, over the typical monthly difference"),
    ("Drift", "p-value", "Share of random relabellings with a statistic at least as large"),
    ("Drift", "q-value", "p-value adjusted for several tests (Benjamini-Hochberg)"),
    ("Drift", "Effect", "Cramér's V or Cliff's delta: the size of the change, 0 to 1"),
    ("Drift", "JS distance", "Jensen-Shannon distance (base 2) between the two periods, 0 to 1"),
    (
        "Drift",
        "Level before, Level now",
        "Occasions (what one merchant charges on one day) a month, or typical amount of one",
    ),
    ("Drift", "Ratio", "Level of the newest one or three months over that of up to twelve months before them"),
    ("Drift", "PSI", "Population stability index; read it against its 95 % point without drift"),
    (
        "Drift",
        "KL (bits)",
        "Kullback-Leibler divergence of the current from the reference distribution; read it likewise",
    ),
    ("Clusters", "Group", "Terms that tell the group from the others"),
    ("Clusters", "Confidence", "How often answers as strong were right on expenses that have a category, 0 to 100 %"),
    ("Category × month", "Shading", "Darker is more; complete sums, refunds subtracted"),
    ("Checks", "Result", "Formulas over the other sheets: OK where both figures agree"),
];

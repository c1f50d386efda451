//! `transactions.csv`: every expense of the range with its scores, in input order.

use outlay_analysis::expense_csv::formula_safe;

use super::{Contents, words};

/// Header; the names are fixed because people and programs read them.
pub const COLUMNS: [&str; 17] = [
    "row",
    "date",
    "amount",
    "category",
    "description",
    "merchant",
    "score",
    "p_value",
    "flagged",
    "votes",
    "lof",
    "ocsvm",
    "autoencoder",
    "isolation_forest",
    "kind",
    "reason",
    "cluster",
];

/// The table as CSV. Text that begins a formula is quoted; scores have nine decimals, p-values six digits.
///
/// # Errors
/// Those of the CSV writer.
pub fn write(contents: &Contents) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::with_capacity(contents.scored.len() * 160));
    writer.write_record(COLUMNS)?;
    for row in contents.rows() {
        let (e, s) = (row.expense, row.scored);
        writer.write_record([
            s.row.to_string().as_str(),
            &e.date.to_string(),
            &row.amount.to_string(),
            &formula_safe(&e.category),
            &formula_safe(&e.description),
            &formula_safe(row.merchant),
            &score(s.score),
            &p_value(s.p_value),
            if s.flagged { "true" } else { "false" },
            &s.votes.to_string(),
            &score(s.scores.lof),
            &score(s.scores.ocsvm),
            &score(s.scores.autoencoder),
            &score(s.scores.isolation_forest),
            s.kind.map(words::code).as_deref().unwrap_or_default(),
            &formula_safe(&s.reason),
            &row.cluster.map(|c| c.to_string()).unwrap_or_default(),
        ])?;
    }
    writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))
}

/// Nine decimals: enough to keep the ranking of a million rows.
fn score(value: f64) -> String {
    format!("{value:.9}")
}

fn p_value(value: f64) -> String {
    if value < 1e-4 && value > 0.0 { format!("{value:.5e}") } else { format!("{value:.6}") }
}

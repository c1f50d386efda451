//! What people take away: the [`workbook`], the [`charts`] and the table of [`transactions`].
//!
//! All three are written from one [`Contents`], which borrows the ledger and every document of the analysis, and none
//! of them reads a clock: the same analysis gives the same bytes.

pub mod charts;
pub mod transactions;
mod words;
pub mod workbook;

use std::collections::HashMap;

use chrono::NaiveDate;
use outlay_analysis::ledger::UNCATEGORISED;
use outlay_analysis::report::{
    AnomalyReport, ClusterReport, DriftReport, ForecastReport, RecurringReport, ScoredExpense, SummaryReport,
};
use outlay_analysis::{Expense, Input, Ledger, Money};
use sha2::{Digest, Sha256};

use crate::outcome::Outcome;

/// Everything a report shows.
pub struct Contents<'a> {
    /// Expenses as entered.
    pub input: &'a Input,
    /// The clean ledger.
    pub ledger: &'a Ledger,
    /// The range at a glance.
    pub summary: &'a SummaryReport,
    /// Recurring charges.
    pub recurring: &'a RecurringReport,
    /// Irregular spending.
    pub anomalies: &'a AnomalyReport,
    /// Scores in input-row order.
    pub scored: &'a [ScoredExpense],
    /// Forecasts.
    pub forecasts: &'a ForecastReport,
    /// Drift.
    pub drift: &'a DriftReport,
    /// Clusters.
    pub clusters: &'a ClusterReport,
    /// Position in the ledger by input row, `u32::MAX` for what is not in it.
    position: Vec<u32>,
    /// Cluster of each of the ledger's texts.
    cluster: Vec<Option<i32>>,
}

/// One expense of the range, as the tables show it.
pub struct Row<'a> {
    /// As entered.
    pub expense: &'a Expense,
    /// Its amount.
    pub amount: Money,
    /// Its scores.
    pub scored: &'a ScoredExpense,
    /// Category, `Uncategorised` where there is none.
    pub category: &'a str,
    /// Cleaned merchant; empty for what is no spending.
    pub merchant: &'a str,
    /// Cluster id, -1 for none; `None` where texts were not clustered.
    pub cluster: Option<i32>,
}

impl<'a> Contents<'a> {
    /// Borrows everything from an outcome.
    #[must_use]
    pub fn new(input: &'a Input, ledger: &'a Ledger, outcome: &'a Outcome) -> Self {
        let by_text: HashMap<&str, i32> =
            outcome.clusters.members.iter().map(|m| (m.text.as_str(), m.cluster)).collect();
        let mut position = vec![u32::MAX; input.expenses.len()];
        (0u32..).zip(&ledger.row).for_each(|(i, &row)| position[row] = i);
        Self {
            input,
            ledger,
            summary: &outcome.summary,
            recurring: &outcome.recurring,
            anomalies: &outcome.anomalies,
            scored: &outcome.scored,
            forecasts: &outcome.forecasts,
            drift: &outcome.drift,
            clusters: &outcome.clusters,
            position,
            cluster: ledger.texts.iter().map(|t| by_text.get(t.as_str()).copied()).collect(),
        }
    }

    /// Every expense of the range in input-row order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.scored.iter().filter_map(|scored| {
            let expense = self.input.expenses.get(scored.row)?;
            let position = *self.position.get(scored.row)?;
            if position == u32::MAX {
                // Income and transfers: shown, and no part of any figure.
                let category = if expense.category.trim().is_empty() { UNCATEGORISED } else { expense.category.trim() };
                let amount = self.ledger.money(expense.minor);
                return Some(Row { expense, amount, scored, category, merchant: "", cluster: None });
            }
            let i = position as usize;
            Some(Row {
                expense,
                amount: self.ledger.money(expense.minor),
                scored,
                category: &self.ledger.categories[self.ledger.category[i]],
                merchant: &self.ledger.merchants[self.ledger.merchant[i]],
                cluster: self.cluster[self.ledger.text[i]],
            })
        })
    }

    /// Decimals of the currency.
    #[must_use]
    pub fn digits(&self) -> u8 {
        self.ledger.params.digits()
    }

    /// Last day of the range: the day a report is of.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.summary.to
    }

    /// Hex SHA-256 of the expenses of the range in the ledger's order, each field ended by a unit separator: the same
    /// for the same expenses in any order of input.
    #[must_use]
    pub fn input_hash(&self) -> String {
        let mut hash = Sha256::new();
        for &row in &self.ledger.row {
            let e = &self.input.expenses[row];
            hash.update(format!("{}\u{1f}{}\u{1f}{}\u{1f}{}\u{1f}", e.date, e.minor, e.category, e.description));
        }
        hex::encode(hash.finalize())
    }
}

//! Entries of bank files as rows of the product: minor units, kinds, names of accounts.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use outlay_analysis::expense_csv::{FIRST_YEAR, LAST_YEAR, MAX_MINOR};
use outlay_analysis::{EntryKind, Expense, Money, money};
use outlay_statement::{Entry, EntryKind as Read, Standing, Statement};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::ReadFile;

/// One payment of one file.
#[derive(Clone, Debug)]
pub struct Row {
    /// Name of the file.
    pub file: String,
    /// Counts the file's booked payments from 1.
    pub number: u64,
    /// Day of the purchase, else of the booking.
    pub date: NaiveDate,
    /// Minor units of `currency`, spending positive.
    pub minor: i64,
    /// What it is.
    pub kind: EntryKind,
    /// Empty when the file has none.
    pub category: String,
    /// Payee and purpose.
    pub description: String,
    /// Empty when nobody names it.
    pub account: String,
    /// ISO 4217 code; empty when nobody names it.
    pub currency: String,
}

/// The booked payments of a file in its order.
///
/// # Errors
/// An amount beyond what the product takes, with its place.
pub fn of_file(file: &ReadFile) -> anyhow::Result<Vec<Row>> {
    let mut found: Vec<(&Statement, &Entry)> =
        file.reading.statements.iter().flat_map(|s| s.entries.iter().map(move |e| (s, e))).collect();
    // A table with a column for the account falls into statements; its rows are counted as they stand in the file.
    let parts: Vec<&str> = found.iter().fold(Vec::new(), |mut parts, (_, e)| {
        if !parts.contains(&e.place.part.as_str()) {
            parts.push(&e.place.part);
        }
        parts
    });
    if parts.len() < 1000 {
        found.sort_by_key(|(_, e)| (parts.iter().position(|p| *p == e.place.part), e.place.line));
    }
    let mut rows = Vec::with_capacity(found.len());
    let booked = found.into_iter().filter(|(_, entry)| entry.standing == Standing::Booked);
    for ((statement, entry), number) in booked.zip(1..) {
        let currency = entry.currency.clone().or_else(|| statement.currency.clone()).unwrap_or_default();
        let Some(minor) = minor(entry.amount, money::minor_digits(&currency)) else {
            anyhow::bail!(
                "{}: line {}: the amount {} is too large; at most {} is allowed",
                file.name,
                entry.place.line,
                entry.amount,
                Money::new(MAX_MINOR, money::minor_digits(&currency))
            );
        };
        rows.push(Row {
            file: file.name.clone(),
            number,
            date: entry.day,
            minor,
            kind: kind(entry.kind),
            category: clean(entry.category.as_deref().unwrap_or_default(), 100),
            description: clean(&entry.description, 1000),
            account: clean(statement.account.as_deref().unwrap_or_default(), 100),
            currency,
        });
    }
    Ok(rows)
}

/// The amount in minor units, rounded half away from zero where the file has more decimals than the currency.
fn minor(amount: Decimal, digits: u8) -> Option<i64> {
    let scaled = amount.checked_mul(Decimal::from(10u64.pow(u32::from(digits))))?;
    let minor = scaled.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero).to_i64()?;
    (minor.abs() <= MAX_MINOR).then_some(minor)
}

/// The engine's kind for the reader's.
#[must_use]
pub fn kind(kind: Read) -> EntryKind {
    match kind {
        Read::Expense => EntryKind::Expense,
        Read::Refund => EntryKind::Refund,
        Read::Income => EntryKind::Income,
        Read::Transfer => EntryKind::Transfer,
    }
}

/// Stable name of a kind.
#[must_use]
pub fn kind_name(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Expense => "expense",
        EntryKind::Refund => "refund",
        EntryKind::Income => "income",
        EntryKind::Transfer => "transfer",
    }
}

/// On one line, at most `most` characters.
fn clean(text: &str, most: usize) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(most)
        .collect()
}

/// Rows as the engine takes them: one currency, which is returned where a file names it. Accounts are named where there is
/// more than one.
///
/// # Errors
/// A day that is out of range; rows in several currencies: which, and the option that takes one.
pub fn expenses(rows: Vec<Row>) -> anyhow::Result<(Vec<Expense>, Option<String>)> {
    if let Some(row) = rows.iter().find(|row| !(FIRST_YEAR..=LAST_YEAR).contains(&row.date.year())) {
        anyhow::bail!(
            "{}: payment {}: the day {} is out of range; years {FIRST_YEAR} to {LAST_YEAR} are allowed",
            row.file,
            row.number,
            row.date
        );
    }
    let currencies: BTreeSet<&str> = rows.iter().map(|r| r.currency.as_str()).filter(|c| !c.is_empty()).collect();
    if currencies.len() > 1 {
        let all = currencies.iter().copied().collect::<Vec<_>>();
        anyhow::bail!(
            "The amounts are in {} currencies ({}) and there is no rate: they cannot be added up. Take one with {}.",
            all.len(),
            all.join(", "),
            all.iter().map(|c| format!("--currency {c}")).collect::<Vec<_>>().join(" or ")
        );
    }
    let currency = currencies.first().map(|c| (*c).to_owned());
    let accounts: BTreeSet<&str> = rows.iter().map(|r| r.account.as_str()).collect();
    let several = accounts.len() > 1;
    let digits = currency.as_deref().map(money::minor_digits);
    let expenses = rows
        .into_iter()
        .map(|row| {
            // Files that name no currency were read with two decimals.
            let shift = digits.map_or(0, |d| i32::from(d) - i32::from(money::minor_digits(&row.currency)));
            let minor = if shift < 0 {
                row.minor / 10i64.pow(shift.unsigned_abs())
            } else {
                row.minor * 10i64.pow(shift.unsigned_abs())
            };
            Expense {
                id: None,
                date: row.date,
                minor,
                category: row.category,
                description: row.description,
                kind: row.kind,
                account: if several { row.account } else { String::new() },
            }
        })
        .collect();
    Ok((expenses, currency))
}

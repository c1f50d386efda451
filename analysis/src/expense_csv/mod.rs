//! Expenses and budgets from files, and text made safe for files.
//!
//! [`read`] takes expenses from CSV: columns `date`, `amount`, `category`, `description` by header name, in any order
//! and case, optionally `kind` and `account`, others ignored; [`read_budgets`] takes budgets from JSON or CSV. Both take a file whole or not at all: a
//! [`ReadError`] lists row, line, column, what was given and what is allowed. [`formula_safe`] is for every CSV that
//! is written.

mod budgets;
mod error;
mod formula;
mod table;

use std::io::Read;

use chrono::NaiveDate;
use csv::ByteRecord;

pub use budgets::read_budgets;
pub use error::{ReadError, RowError};
pub use formula::formula_safe;

use crate::money::{Money, MoneyError};
use crate::{EntryKind, Expense};
use error::{Problems, shown};
use table::{Table, text};

/// First year a date may have.
pub const FIRST_YEAR: i32 = 1900;
/// Last year a date may have.
pub const LAST_YEAR: i32 = 2199;
/// Largest magnitude of one amount in minor units: a million of them still add up in 64 bits.
pub const MAX_MINOR: i64 = 1_000_000_000_000;

/// What a file may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most data rows.
    pub max_rows: u64,
    /// Most problems listed; the others are counted.
    pub max_errors: usize,
    /// Most characters of a category.
    pub max_category: usize,
    /// Most characters of a description.
    pub max_description: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_rows: 1_000_000, max_errors: 20, max_category: 100, max_description: 1000 }
    }
}

/// Reads expenses from UTF-8 CSV, in the order of the file; `digits` are the decimals of the currency.
/// Memory is bounded by the rows kept, whatever the file.
///
/// # Errors
/// [`ReadError`] lists the first problems; nothing of a file with a problem is taken.
pub fn read(source: impl Read, digits: u8, limits: &Limits) -> Result<Vec<Expense>, ReadError> {
    read_stated(source, digits, limits).map(|(expenses, _)| expenses)
}

/// As [`read`], with whether each row states its kind; one that does not is an expense until somebody knows better.
///
/// # Errors
/// As [`read`].
pub fn read_stated(source: impl Read, digits: u8, limits: &Limits) -> Result<(Vec<Expense>, Vec<bool>), ReadError> {
    let mut table = Table::open(source)?;
    let columns = table.columns(["date", "amount", "category", "description"])?;
    // A table of results may have a `kind` of anomalies: what is none of ours states nothing there.
    let kind = table.optional("kind").map(|column| (column, table.optional("p_value").is_some()));
    let account = table.optional("account");
    let mut problems = Problems::new(limits.max_errors);
    let mut expenses = Vec::new();
    let mut stated = Vec::new();
    let mut record = ByteRecord::new();
    while let Some(place) = table.next(&mut record, &mut problems) {
        if place.row > limits.max_rows {
            let allowed = format!("at most {} are allowed; split the file", limits.max_rows);
            problems.push(RowError {
                row: Some(place.row),
                line: Some(place.line),
                ..RowError::file("too_many_rows", format!("the file has more than {} rows", limits.max_rows), allowed)
            });
            break;
        }
        let read = expense(&record, columns, digits, limits).and_then(|e| optional(e, &record, kind, account, limits));
        match read {
            Ok((expense, told)) if problems.is_empty() => {
                expenses.push(expense);
                stated.push(told);
            }
            Ok(_) => {}
            Err((code, given, allowed)) => {
                (expenses, stated) = (Vec::new(), Vec::new());
                problems.push(RowError {
                    code,
                    row: Some(place.row),
                    line: Some(place.line),
                    column: Some(code.to_owned()),
                    given,
                    allowed,
                });
            }
        }
    }
    if table.rows() == 0 && problems.is_empty() {
        problems.push(RowError::file("empty", "the file has a header and no rows", "give at least one expense"));
    }
    problems.or((expenses, stated))
}

/// Adds what the optional columns say, and whether the kind is among it.
fn optional(
    mut expense: Expense,
    record: &ByteRecord,
    kind: Option<(usize, bool)>,
    account: Option<usize>,
    limits: &Limits,
) -> Result<(Expense, bool), CellError> {
    let cell = |name: &'static str, column: Option<usize>| {
        let bytes = column.and_then(|i| record.get(i)).unwrap_or_default();
        text(bytes, limits.max_category, false).map_err(|(given, allowed)| (name, given, allowed))
    };
    let name = cell("kind", kind.map(|(column, _)| column))?.to_lowercase();
    let told = match name.as_str() {
        "" => None,
        "expense" => Some(EntryKind::Expense),
        "refund" => Some(EntryKind::Refund),
        "income" => Some(EntryKind::Income),
        "transfer" => Some(EntryKind::Transfer),
        _ if kind.is_some_and(|(_, results)| results) => None,
        _ => {
            let allowed = "write expense, refund, income or transfer, or leave the cell empty".to_owned();
            return Err(("kind", format!("{} is not a kind", shown(&name)), allowed));
        }
    };
    expense.kind = told.unwrap_or_default();
    expense.account = cell("account", account)?.to_owned();
    Ok((expense, told.is_some()))
}

type CellError = (&'static str, String, String);

fn expense(record: &ByteRecord, columns: [usize; 4], digits: u8, limits: &Limits) -> Result<Expense, CellError> {
    let cell = |name: &'static str, i: usize, max: usize, multiline: bool| {
        text(record.get(columns[i]).unwrap_or_default(), max, multiline)
            .map_err(|(given, allowed)| (name, given, allowed))
    };
    let date = parse_date(cell("date", 0, 100, false)?).map_err(|(given, allowed)| ("date", given, allowed))?;
    let minor = parse_amount(cell("amount", 1, 100, false)?, digits).map_err(|(g, allowed)| ("amount", g, allowed))?;
    let category = cell("category", 2, limits.max_category, false)?.to_owned();
    let description = cell("description", 3, limits.max_description, true)?.to_owned();
    Ok(Expense { id: None, date, minor, category, description, ..Expense::default() })
}

/// Parses a day written as YYYY-MM-DD, from 1900 to 2199.
///
/// # Errors
/// What was given and what is allowed.
pub fn parse_date(text: &str) -> Result<NaiveDate, (String, String)> {
    let form = || "write the day as YYYY-MM-DD, such as 2024-01-31".to_owned();
    if text.is_empty() {
        return Err(("the cell is empty".to_owned(), form()));
    }
    let bytes = text.as_bytes();
    let number = |range: std::ops::Range<usize>| {
        bytes[range].iter().try_fold(0u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    let well_formed = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    let parts = if well_formed { number(0..4).zip(number(5..7)).zip(number(8..10)) } else { None };
    let Some(((year, month), day)) = parts else {
        return Err((format!("{} is not a date", shown(text)), form()));
    };
    let year = i32::try_from(year).unwrap_or(i32::MAX);
    let Some(date) = NaiveDate::from_ymd_opt(year, month, day) else {
        return Err((format!("{} is not a day of the calendar", shown(text)), form()));
    };
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return Err((
            format!("{} is out of range", shown(text)),
            format!("years {FIRST_YEAR} to {LAST_YEAR} are allowed"),
        ));
    }
    Ok(date)
}

/// Parses a plain decimal amount of at most [`MAX_MINOR`] minor units in magnitude; negative is a refund.
///
/// # Errors
/// What was given and what is allowed.
pub fn parse_amount(text: &str, digits: u8) -> Result<i64, (String, String)> {
    let form = "write digits with a decimal point, such as 12.34 or -12.34, without currency signs, spaces and \
                thousands separators";
    let largest = || format!("at most {} is allowed", Money::new(MAX_MINOR, digits));
    match Money::parse(text, digits) {
        Ok(money) if money.minor().abs() > MAX_MINOR => Err((format!("{} is too large", shown(text)), largest())),
        Ok(money) => Ok(money.minor()),
        Err(_) if text.is_empty() => Err(("the cell is empty".to_owned(), form.to_owned())),
        Err(MoneyError::Malformed { .. }) => Err((format!("{} is not an amount", shown(text)), form.to_owned())),
        Err(MoneyError::TooPrecise { .. }) => {
            Err((format!("{} has too many decimals", shown(text)), format!("the currency has {digits}")))
        }
        Err(MoneyError::TooLarge { .. }) => Err((format!("{} is too large", shown(text)), largest())),
    }
}

#[cfg(test)]
mod tests;

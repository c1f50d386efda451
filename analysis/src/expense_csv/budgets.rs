//! Monthly budgets from JSON or CSV.

use std::collections::BTreeSet;

use csv::ByteRecord;
use serde::Deserialize;
use serde_json::Value;

use super::error::{Problems, ReadError, RowError, shown};
use super::table::{Table, text};
use super::{Limits, parse_amount};
use crate::Budget;

/// Reads monthly budgets: JSON `[{"category": "Rent", "amount": 1200}]` (amounts as numbers or decimal strings) when
/// the first character is `[` or `{`, else CSV with the columns `category` and `amount`. `digits` are the decimals of
/// the currency.
///
/// # Errors
/// [`ReadError`] for anything else, negative amounts, and categories that are empty or come twice.
pub fn read_budgets(bytes: &[u8], digits: u8, limits: &Limits) -> Result<Vec<Budget>, ReadError> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut collect = Collect {
        digits,
        limits,
        seen: BTreeSet::new(),
        budgets: Vec::new(),
        problems: Problems::new(limits.max_errors),
    };
    if matches!(body.iter().find(|b| !b.is_ascii_whitespace()), Some(b'[' | b'{')) {
        json(body, &mut collect)?;
    } else {
        csv(body, &mut collect)?;
    }
    collect.problems.or(collect.budgets)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    category: String,
    amount: Value,
}

fn json(body: &[u8], collect: &mut Collect) -> Result<(), ReadError> {
    let entries: Vec<Entry> = serde_json::from_slice(body).map_err(|error| RowError {
        line: u64::try_from(error.line()).ok(),
        ..RowError::file("json", error.to_string(), r#"write [{"category": "Rent", "amount": "1200.00"}, …]"#)
    })?;
    for (row, entry) in (1u64..).zip(entries) {
        let amount = match &entry.amount {
            Value::String(text) => text.clone(),
            // The shortest decimal that reads back as the same number: what was written, without an exponent.
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => whole.to_string(),
                (None, Some(float)) => format!("{float}"),
                (None, None) => number.to_string(),
            },
            other => other.to_string(),
        };
        collect.take(row, None, entry.category.as_bytes(), amount.as_bytes());
    }
    Ok(())
}

fn csv(body: &[u8], collect: &mut Collect) -> Result<(), ReadError> {
    let mut table = Table::open(body)?;
    let [category, amount] = table.columns(["category", "amount"])?;
    let mut record = ByteRecord::new();
    while let Some(place) = table.next(&mut record, &mut collect.problems) {
        let cell = |i: usize| record.get(i).unwrap_or_default();
        collect.take(place.row, Some(place.line), cell(category), cell(amount));
    }
    Ok(())
}

struct Collect<'a> {
    digits: u8,
    limits: &'a Limits,
    seen: BTreeSet<String>,
    budgets: Vec<Budget>,
    problems: Problems,
}

impl Collect<'_> {
    fn take(&mut self, row: u64, line: Option<u64>, category: &[u8], amount: &[u8]) {
        match self.budget(category, amount) {
            Ok(budget) => self.budgets.push(budget),
            Err((code, column, given, allowed)) => self.problems.push(RowError {
                row: Some(row),
                line,
                column: Some(column.to_owned()),
                ..RowError::file(code, given, allowed)
            }),
        }
    }

    fn budget(
        &mut self,
        category: &[u8],
        amount: &[u8],
    ) -> Result<Budget, (&'static str, &'static str, String, String)> {
        let category = text(category, self.limits.max_category, false)
            .map_err(|(given, allowed)| ("category", "category", given, allowed))?;
        if category.is_empty() {
            let allowed = "name the category the budget is for".to_owned();
            return Err(("category", "category", "the cell is empty".to_owned(), allowed));
        }
        let amount = text(amount, 100, false).map_err(|(given, allowed)| ("amount", "amount", given, allowed))?;
        let minor =
            parse_amount(amount, self.digits).map_err(|(given, allowed)| ("amount", "amount", given, allowed))?;
        if minor < 0 {
            let given = format!("{} is negative", shown(amount));
            return Err(("amount", "amount", given, "a budget is zero or more".to_owned()));
        }
        if !self.seen.insert(category.to_owned()) {
            let given = format!("{} comes a second time", shown(category));
            return Err(("repeated_category", "category", given, "give one budget a category".to_owned()));
        }
        Ok(Budget { category: category.to_owned(), minor })
    }
}

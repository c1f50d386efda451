//! Outlay's own layout: CSV with the columns `date`, `amount`, `category`, `description`, and optionally `kind` and
//! `account`, in any order. It is read strictly, each error with line and column; what the words of a row say decides
//! what it is, where the row does not.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use outlay_analysis::expense_csv::{self, Limits};
use outlay_analysis::{EntryKind, Expense, money};
use outlay_statement::kind::of_text;

use super::rows::kind;

/// Most bytes of a header.
const MAX_HEADER: u64 = 64 << 10;
/// Columns that make a file Outlay's.
const OURS: [&str; 6] = ["date", "amount", "category", "description", "kind", "account"];
/// Columns that change what an amount is: a file with one of them is a bank's, whatever else it is called.
const THEIRS: [&str; 16] = [
    "type",
    "transaction type",
    "currency",
    "debit",
    "credit",
    "balance",
    "direction",
    "state",
    "status",
    "fee",
    "posted",
    "booking date",
    "value date",
    "post date",
    "indicator",
    "sign",
];

/// What the header of a file says.
pub struct Header {
    kind: bool,
}

/// The header of `path`, where it is of Outlay's own layout.
///
/// # Errors
/// When the file cannot be read.
pub fn header(path: &Path) -> Result<Option<Header>> {
    if path.as_os_str() == "-" {
        return Ok(None);
    }
    let file = File::open(path).with_context(|| format!("{}: cannot open", path.display()))?;
    let mut line = Vec::new();
    let mut start = BufReader::new(file.take(MAX_HEADER));
    start.read_until(b'\n', &mut line).with_context(|| format!("{}: cannot read", path.display()))?;
    Ok(of_line(&line))
}

fn of_line(line: &[u8]) -> Option<Header> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line);
    let record = reader.records().next()?.ok()?;
    let names: Vec<String> =
        record.iter().map(|name| name.trim().to_lowercase().replace('_', " ")).filter(|n| !n.is_empty()).collect();
    let has = |name: &str| names.iter().any(|n| n == name);
    let only = names.iter().all(|n| OURS.contains(&n.as_str()));
    let ours = has("date") && has("amount") && has("category") && (has("description") || only);
    (ours && !names.iter().any(|n| THEIRS.contains(&n.as_str()))).then(|| Header { kind: has("kind") })
}

/// Reads the expenses of `path`, whose currency has `digits` decimals; with notes for people.
///
/// # Errors
/// Every problem with file, line and column.
pub fn read(path: &Path, header: &Header, digits: u8, flip: bool) -> Result<(Vec<Expense>, Vec<String>)> {
    let file = File::open(path).with_context(|| format!("{}: cannot open", path.display()))?;
    let refused = |error: expense_csv::ReadError| {
        let lines: Vec<String> = error.to_string().lines().map(|line| format!("{}: {line}", path.display())).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    };
    let (mut expenses, stated) =
        expense_csv::read_stated(BufReader::new(file), digits, &Limits::default()).map_err(refused)?;
    let mut notes = Vec::new();
    let turned = !header.kind && turned(&expenses);
    if turned {
        notes.push("Most amounts are negative: here spending is taken to be negative, as banks write it.".to_owned());
    }
    if turned != flip {
        expenses.iter_mut().for_each(|e| e.minor = -e.minor);
    }
    // The same few merchants come again and again: each is looked at once.
    let mut seen: HashMap<(&str, &str, bool), EntryKind> = HashMap::new();
    let kinds: Vec<EntryKind> = expenses
        .iter()
        .zip(stated)
        .map(|(e, told)| {
            if told {
                return e.kind;
            }
            let key = (e.category.as_str(), e.description.as_str(), e.minor < 0);
            *seen.entry(key).or_insert_with(|| of_row(&e.category, &e.description, e.minor))
        })
        .collect();
    for (expense, kind) in expenses.iter_mut().zip(kinds) {
        expense.kind = kind;
    }
    Ok((expenses, notes))
}

/// What a row of a ledger is that does not say it.
#[must_use]
pub fn of_row(category: &str, description: &str, minor: i64) -> EntryKind {
    let money_in = minor < 0;
    match of_text(category, description, money_in) {
        Some(known) => kind(known),
        None if money_in => EntryKind::Refund,
        None => EntryKind::Expense,
    }
}

/// Whether amounts have the bank's sign: nearly all are negative, or most and the others are income by their words.
fn turned(expenses: &[Expense]) -> bool {
    let negative = expenses.iter().filter(|e| e.minor < 0).count();
    if expenses.len() < 3 || negative * 2 <= expenses.len() {
        return false;
    }
    let income = expenses
        .iter()
        .filter(|e| e.minor > 0)
        .any(|e| of_text(&e.category, &e.description, true) == Some(outlay_statement::EntryKind::Income));
    negative * 10 >= expenses.len() * 9 || income
}

/// Decimals of the currency of a ledger.
#[must_use]
pub fn digits(currency: Option<&str>) -> u8 {
    money::minor_digits(currency.unwrap_or("USD"))
}

/// Refuses a mixture of Outlay's own files and others, whose amounts cannot be told to be of one currency.
///
/// # Errors
/// Names the option that says it.
pub fn one_currency(own: bool, read: Option<&str>, said: Option<&str>) -> Result<()> {
    match (own, read, said) {
        (true, Some(code), None) if code != "USD" => {
            bail!("One file is in {code}, another names no currency. Say which it is with --currency {code}.")
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_layouts_by_their_header() {
        for line in [
            "date,amount,category,description",
            "\u{feff}Note,AMOUNT, Category ,description,date\r\n",
            "date,amount,category",
            "date,amount,category,description,kind,account,tags",
        ] {
            assert!(of_line(line.as_bytes()).is_some(), "{line}");
        }
        for line in [
            "",
            "Date,Description,Amount",
            "date;amount;category;description",
            "date,description,amount,transaction_type,category,account",
            "date,amount,category,description,currency",
            "date,payee,amount,category",
        ] {
            assert!(of_line(line.as_bytes()).is_none(), "{line}");
        }
    }

    #[test]
    fn rows_of_a_ledger() {
        assert_eq!(of_row("Transfer", "TO SAVINGS", 1), EntryKind::Transfer);
        assert_eq!(of_row("Food", "Corner Shop", -1), EntryKind::Refund);
        assert_eq!(of_row("Income", "ACME", -1), EntryKind::Income);
        assert_eq!(of_row("Food", "Corner Shop", 1), EntryKind::Expense);
    }
}

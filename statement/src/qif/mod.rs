//! QIF: a letter a line, `^` after each record.
//!
//! Dates have no fixed order and are read after the whole file was seen ([`date`]). A payment split over categories is one
//! payment, of the category of its largest part; only a part that goes to another account (`[Savings]`) is an entry of its
//! own, since it is no spending. Tried and left: `qif_parser` 0.6 (US dates only, no splits).

mod date;
mod record;

use crate::plain::decimal_mark;
use crate::{Options, Place, Reading, Refused, RowRefused, Statement, select, text};

use record::Record;

/// What a `!Type:` announces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Payments,
    Account,
    Securities,
    Other,
}

/// Reads QIF.
///
/// # Errors
/// `no_entries` where the file holds no payment.
pub fn read(bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let (text, _) = text::decode(bytes);
    let mut reading = Reading { format: "qif".to_owned(), ..Reading::default() };
    let gathered = gather(&text);
    if gathered.records().next().is_none() {
        let what = if gathered.securities > 0 {
            "The file holds purchases of securities only; they are no spending."
        } else {
            "The file begins as QIF and holds no payment."
        };
        return Err(Refused::new("no_entries", format!("{what} Export the bank or card account.")));
    }
    if gathered.securities > 0 {
        reading.notes.push(format!("{} records of an investment account were left out.", gathered.securities));
    }
    let dates: Vec<&str> = gathered.records().map(|r| r.date.as_str()).collect();
    let order = match options.date_order {
        Some(order) => order,
        None => match date::order(&dates) {
            date::Order::Known(order, why) => {
                reading.notes.push(why);
                order
            }
            date::Order::Unknown(order, question) => {
                reading.questions.push(question);
                order
            }
        },
    };
    let mark = decimal_mark(gathered.records().map(|r| r.amount.as_str())).unwrap_or('.');
    for (mut statement, records) in gathered.accounts {
        for record in records {
            match record.entries(order, mark, statement.account.as_deref()) {
                Ok(entries) if entries.is_empty() => reading.skipped.push(opening(&record)),
                Ok(entries) => statement.entries.extend(entries),
                Err(refused) => reading.refused.push(refused),
            }
        }
        reading.statements.push(statement);
    }
    select::finish(reading, options)
}

fn opening(record: &Record) -> RowRefused {
    RowRefused {
        place: Place { part: String::new(), line: record.line },
        column: String::new(),
        given: record.payee.clone(),
        reason: "the opening balance is no payment".to_owned(),
    }
}

#[derive(Default)]
struct Gathered {
    accounts: Vec<(Statement, Vec<Record>)>,
    securities: usize,
}

impl Gathered {
    fn records(&self) -> impl Iterator<Item = &Record> {
        self.accounts.iter().flat_map(|(_, records)| records)
    }
}

/// The records of each account, in the order of the file.
fn gather(text: &str) -> Gathered {
    let mut all = Gathered::default();
    let mut section = Section::Payments;
    let (mut account, mut kind): (Option<String>, Option<String>) = (None, None);
    let mut fresh = true;
    let mut record = Record::default();
    for (number, line) in (1u64..).zip(text.lines()) {
        let line = line.trim_end();
        if let Some(head) = line.trim_start().strip_prefix('!') {
            let (word, of) = head.split_once(':').unwrap_or((head, ""));
            section = match word.trim().to_ascii_lowercase().as_str() {
                "account" => Section::Account,
                "type" => {
                    kind = account_kind(of);
                    fresh = true;
                    section_of(of)
                }
                _ => continue, // !Option and !Clear change nothing that is read
            };
            record = Record::default();
            continue;
        }
        if line.starts_with('^') {
            let done = std::mem::take(&mut record);
            match section {
                Section::Account if !done.number.is_empty() => account = Some(done.number.clone()),
                Section::Securities if done.line > 0 => all.securities += 1,
                Section::Payments if done.is_payment() => push(&mut all, &mut fresh, &account, &kind, done),
                _ => {}
            }
            continue;
        }
        record.line_of(number, line);
    }
    if section == Section::Payments && record.is_payment() {
        push(&mut all, &mut fresh, &account, &kind, record); // the last `^` is often missing
    }
    all
}

fn push(all: &mut Gathered, fresh: &mut bool, account: &Option<String>, kind: &Option<String>, record: Record) {
    if std::mem::take(fresh) || all.accounts.is_empty() {
        let statement = Statement { account: account.clone(), account_kind: kind.clone(), ..Statement::default() };
        all.accounts.push((statement, Vec::new()));
    }
    if let Some((_, records)) = all.accounts.last_mut() {
        records.push(record);
    }
}

fn section_of(of: &str) -> Section {
    match of.trim().to_ascii_lowercase().as_str() {
        "bank" | "cash" | "ccard" | "oth a" | "oth l" | "" => Section::Payments,
        "invst" => Section::Securities,
        _ => Section::Other,
    }
}

fn account_kind(of: &str) -> Option<String> {
    match of.trim().to_ascii_lowercase().as_str() {
        "ccard" => Some("CREDITCARD".to_owned()),
        "bank" => Some("BANK".to_owned()),
        "cash" => Some("CASH".to_owned()),
        _ => None,
    }
}

/// Whether a text, without leading space, begins as QIF does.
pub(crate) fn looks_like(start: &str) -> bool {
    let start: String = start.chars().take(16).collect::<String>().to_ascii_lowercase();
    ["!type:", "!account", "!option:", "!clear:"].iter().any(|mark| start.starts_with(mark))
}

#[cfg(test)]
mod tests;

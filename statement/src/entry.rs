//! What every format is read into.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Layout;

/// Where in the file something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Name of the part of an archive or of the sheet of a workbook; empty where there is one only.
    pub part: String,
    /// 1-based line of the text, or row of the sheet.
    pub line: u64,
}

/// What an entry is. Only expenses and refunds are spending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Money spent.
    #[default]
    Expense,
    /// A merchant gives money back, or a booking is reversed.
    Refund,
    /// Salary, interest, money from others.
    Income,
    /// Between accounts of the same person, also the payment of a card.
    Transfer,
}

/// Whether the bank has booked it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Booked.
    #[default]
    Booked,
    /// Announced; it may change or vanish, and is entered only when booked.
    Pending,
}

/// Which way the money of a file's amounts goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Money out is negative, as most banks write it.
    OutIsNegative,
    /// Money out is positive, as many credit cards and Outlay's own layout write it.
    OutIsPositive,
}

/// One payment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// The day of the purchase where the file has it, else the booking day; the value day only when nothing else is there.
    pub day: NaiveDate,
    /// The value day, where the file has it apart.
    pub value_day: Option<NaiveDate>,
    /// Outlay's sign, in the currency of the account: spending is positive, money in is negative.
    pub amount: Decimal,
    /// ISO 4217 code of `amount`, where the file says it.
    pub currency: Option<String>,
    /// Amount (Outlay's sign) and currency of the purchase, where they differ from the account's.
    pub original: Option<(Decimal, String)>,
    /// Payee, memo and remittance joined sensibly, nothing twice.
    pub description: String,
    /// Who was paid or paid, where the file has it apart.
    pub counterparty: Option<String>,
    /// Account number or IBAN of the other side.
    pub counterparty_account: Option<String>,
    /// Category, where the file has one.
    pub category: Option<String>,
    /// The bank's own id of the booking.
    pub bank_id: Option<String>,
    /// The file's own words for what kind of booking it is, such as `POS`, `XFER`, `DIRECT DEP`, `credit`.
    pub hint: Option<String>,
    /// A booking that takes an earlier one back, as the file marks it.
    pub reversal: bool,
    /// Booked or pending.
    pub standing: Standing,
    /// What it is; set by the classification that follows reading.
    pub kind: EntryKind,
    /// True where the file itself names the kind, so that no classification overrules it.
    pub kind_stated: bool,
}

/// What one file says of one account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Account number, IBAN or name, as the file has it.
    pub account: Option<String>,
    /// Kind of the account as the file has it, such as `CHECKING` or `CREDITCARD`.
    pub account_kind: Option<String>,
    /// ISO 4217 code of the account, where the file says it.
    pub currency: Option<String>,
    /// First and last day covered, where the file says it.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// Balance before and after, in the bank's sign.
    pub balances: (Option<Decimal>, Option<Decimal>),
    /// In the order of the file.
    pub entries: Vec<Entry>,
}

/// A row that could not be read, or is no booked payment and says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowRefused {
    /// Where it stands.
    pub place: Place,
    /// Column by the file's name for it, or its 1-based number; empty where it is about the whole row.
    pub column: String,
    /// What stood there, shortened.
    pub given: String,
    /// What was wrong and what is allowed.
    pub reason: String,
}

/// What only a person can say. Nothing is stored while one is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Stable name: `date_order`, `currency`, `direction`, `amount_column`, `date_column`, `sheet`.
    pub code: String,
    /// In words, with an example from the file.
    pub text: String,
    /// Stable names of the possible answers, such as `dmy` and `mdy`; empty where any text of the kind is allowed.
    pub answers: Vec<String>,
}

/// What a file was understood to be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Stable name of the format: `csv`, `ofx`, `qif`, `camt`, `mt940`, `xlsx`, `xls`, `ods`, `html`.
    pub format: String,
    /// One an account, in the order of the file.
    pub statements: Vec<Statement>,
    /// Rows that could not be read.
    pub refused: Vec<RowRefused>,
    /// Rows left out with good reason (totals, declined payments, notices), for the preview.
    pub skipped: Vec<RowRefused>,
    /// Open questions.
    pub questions: Vec<Question>,
    /// What was concluded and why, for people: sign convention, date order, encoding.
    pub notes: Vec<String>,
    /// How the columns of a table were understood; none for formats whose fields have names of their own.
    pub layout: Option<Layout>,
    /// The first rows of a table, cell by cell, for showing beside the columns of `layout`.
    pub sample: Vec<Vec<String>>,
}

/// Why a whole file cannot be read: what it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{text}")]
pub struct Refused {
    /// Stable name: `empty`, `unknown_format`, `password`, `damaged`, `too_large`, `no_entries`, `bank_error` ...
    pub code: String,
    /// What was found, where, and the remedy.
    pub text: String,
}

impl Refused {
    /// A refusal by its stable name and its words.
    pub fn new(code: &str, text: impl Into<String>) -> Self {
        Self { code: code.to_owned(), text: text.into() }
    }
}

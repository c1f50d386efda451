//! A plan as people are shown it: counts, the first rows, what was refused, what is asked.
//!
//! The API serves these documents as they are, and a job stores them for large files.

use chrono::NaiveDate;
use outlay_analysis::{EntryKind, Money, money};
use outlay_statement::{Question, RowRefused};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::file_layout::FileLayout;
use crate::plan::Plan;
use crate::row::{Bounds, Row, Source, State};

/// Rows of a preview.
pub const ROWS: usize = 50;
/// Refused and skipped rows of a preview, each.
pub const REFUSED: usize = 100;

/// What happens to a row of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum RowState {
    /// It is entered
    New,
    /// It is there already
    Known,
    /// It books a payment that is there as pending
    Books,
    /// The bank has not booked it yet: left out unless asked for
    Pending,
    /// Left out because its owner says so
    LeftOut,
}

/// Where a category comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum CategorySource {
    /// The file
    File,
    /// A rule
    Rule,
    /// Earlier entries of the same merchant
    Habit,
}

/// A row of a file as it would be entered.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct ImportRow {
    /// Counts the payments of the file from 1
    pub row: u64,
    /// Part of an archive, or sheet of a workbook; empty where there is one only
    pub part: String,
    /// Line of the text or row of the sheet, from 1
    pub line: u64,
    /// What happens to it
    pub state: RowState,
    /// Day
    pub date: NaiveDate,
    /// Value day, where it differs
    pub value_date: Option<NaiveDate>,
    /// Positive is money out, negative money in
    pub amount: Money,
    /// What it is
    pub kind: EntryKind,
    /// Category; empty when there is none
    pub category: String,
    /// Where the category comes from
    pub category_source: Option<CategorySource>,
    /// How sure the category is, 0..=1
    pub confidence: Option<f64>,
    /// Description
    pub description: String,
    /// Merchant, where a rule says it
    pub merchant: Option<String>,
    /// Name of its bank account
    pub account: Option<String>,
    /// Amount of the purchase, where it was in another currency
    pub original_amount: Option<Money>,
    /// That currency
    pub original_currency: Option<String>,
    /// The entry that is the same payment
    pub entry_id: Option<Uuid>,
    /// An entry that may be the same payment, entered by hand or in other words: leave the row out if it is
    pub perhaps_entry_id: Option<Uuid>,
    /// Number of the row that is the other side of this transfer
    pub other_side_row: Option<u64>,
    /// Entry that is the other side of this transfer
    pub other_side_id: Option<Uuid>,
}

/// How many rows are what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
#[serde(default)]
pub struct Counts {
    /// Payments that could be read
    pub rows: u64,
    /// Those that are entered
    pub new: u64,
    /// Those that are there already
    pub known: u64,
    /// Those that book a payment which is there as pending
    pub books: u64,
    /// Those that are not booked yet
    pub pending: u64,
    /// Those that are left out
    pub left_out: u64,
    /// Those entered that may be the same as one entered by hand
    pub perhaps: u64,
    /// Of those entered: expenses
    pub expenses: u64,
    /// Of those entered: refunds
    pub refunds: u64,
    /// Of those entered: income
    pub income: u64,
    /// Of those entered: transfers
    pub transfers: u64,
    /// Rows that could not be read
    pub refused: u64,
    /// Rows that are no payments, such as totals and declined payments
    pub skipped: u64,
}

/// A row that is not entered, and why.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RefusedRow {
    /// Part of an archive, or sheet of a workbook; empty where there is one only
    pub part: String,
    /// Line of the text or row of the sheet, from 1
    pub line: u64,
    /// Column; empty where it is about the whole row
    pub column: String,
    /// What stood there
    pub given: String,
    /// What is wrong, and what is allowed
    pub reason: String,
}

/// What only a person can say.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct OpenQuestion {
    /// Name of the answer that settles it: `date_order`, `currency`, `direction`, `account`, `sheet`; or `amount_column`,
    /// `date_column`, which the mapping of the columns answers
    pub code: String,
    /// In words, with an example from the file
    pub text: String,
    /// Possible answers; empty where any text of the kind is allowed
    pub answers: Vec<String>,
}

/// An account in a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct FileAccount {
    /// The stored one; none while it is made by entering the file
    pub account_id: Option<Uuid>,
    /// Its name
    pub name: String,
    /// Payments of it in the file
    pub rows: u64,
}

/// What entering a file would do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Preview {
    /// What the file is: `csv`, `ofx`, `qif`, `camt`, `mt940`, `xlsx`, `xls`, `ods`
    pub format: String,
    /// What was concluded, and why
    pub notes: Vec<String>,
    /// What only a person can say; nothing is entered while one is open
    pub questions: Vec<OpenQuestion>,
    /// How many rows are what
    pub counts: Counts,
    /// Spending that is entered, refunds subtracted
    pub total: Money,
    /// First day that is entered
    pub first: Option<NaiveDate>,
    /// Last day that is entered
    pub last: Option<NaiveDate>,
    /// Accounts of the file
    pub accounts: Vec<FileAccount>,
    /// The first 50 rows as they would be entered; `/imports/{id}/rows` has all
    pub rows: Vec<ImportRow>,
    /// Rows that could not be read, the first 100
    pub refused: Vec<RefusedRow>,
    /// Rows that are no payments, the first 100
    pub skipped: Vec<RefusedRow>,
    /// How the columns of a table were understood
    pub layout: Option<FileLayout>,
    /// The first rows of the table, cell by cell
    pub sample: Vec<Vec<String>>,
}

impl Preview {
    /// Shows a plan.
    #[must_use]
    pub fn of(plan: &Plan, bounds: &Bounds) -> Self {
        use outlay_entity::entry_kind::Kind;
        let entered = || plan.rows.iter().filter(|row| row.is_entered());
        let spent = entered().filter(|row| matches!(row.kind, Kind::Expense | Kind::Refund) && !row.pending);
        Self {
            format: plan.format.clone(),
            notes: plan.notes.clone(),
            questions: plan.questions.iter().map(OpenQuestion::of).collect(),
            counts: Counts::of(plan),
            total: Money::new(spent.map(|row| row.minor).sum(), bounds.digits),
            first: entered().map(|row| row.date).min(),
            last: entered().map(|row| row.date).max(),
            accounts: plan
                .accounts
                .iter()
                .map(|account| FileAccount { account_id: account.id, name: account.name.clone(), rows: account.rows })
                .collect(),
            rows: plan.rows.iter().take(ROWS).map(|row| ImportRow::of(row, plan, bounds)).collect(),
            refused: plan.refused.iter().take(REFUSED).map(RefusedRow::of).collect(),
            skipped: plan.skipped.iter().take(REFUSED).map(RefusedRow::of).collect(),
            layout: plan.layout.as_ref().and_then(FileLayout::of),
            sample: plan.sample.clone(),
        }
    }
}

impl Counts {
    /// Counts a plan.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        use outlay_entity::entry_kind::Kind;
        let mut counts = Self {
            rows: plan.rows.len() as u64,
            refused: plan.refused.len() as u64,
            skipped: plan.skipped.len() as u64,
            ..Self::default()
        };
        for row in &plan.rows {
            match row.state {
                State::New => counts.new += 1,
                State::Known => counts.known += 1,
                State::Books => counts.books += 1,
                State::Pending => counts.pending += 1,
                State::LeftOut => counts.left_out += 1,
            }
            if !row.is_entered() {
                continue;
            }
            counts.perhaps += u64::from(row.offered);
            match row.kind {
                Kind::Expense => counts.expenses += 1,
                Kind::Refund => counts.refunds += 1,
                Kind::Income => counts.income += 1,
                Kind::Transfer => counts.transfers += 1,
            }
        }
        counts
    }
}

impl ImportRow {
    /// Shows a row of `plan`.
    #[must_use]
    pub fn of(row: &Row, plan: &Plan, bounds: &Bounds) -> Self {
        let original = row.original.as_ref();
        Self {
            row: row.number,
            part: row.place.part.clone(),
            line: row.place.line,
            state: match row.state {
                State::New => RowState::New,
                State::Known => RowState::Known,
                State::Books => RowState::Books,
                State::Pending => RowState::Pending,
                State::LeftOut => RowState::LeftOut,
            },
            date: row.date,
            value_date: row.value_date,
            amount: Money::new(row.minor, bounds.digits),
            kind: row.kind.into(),
            category: row.category.clone(),
            category_source: row.source.map(|(source, _)| match source {
                Source::File => CategorySource::File,
                Source::Rule => CategorySource::Rule,
                Source::Habit => CategorySource::Habit,
            }),
            confidence: row.source.map(|(_, confidence)| confidence),
            description: row.description.clone(),
            merchant: row.merchant.clone(),
            account: row.account.map(|at| plan.accounts[at].name.clone()),
            original_amount: original.map(|(minor, currency)| Money::new(*minor, money::minor_digits(currency))),
            original_currency: original.map(|(_, currency)| currency.clone()),
            entry_id: row.entry.filter(|_| !row.offered),
            perhaps_entry_id: row.entry.filter(|_| row.offered),
            other_side_row: row.pair,
            other_side_id: row.pair_entry,
        }
    }
}

impl RefusedRow {
    /// Shows a row that was refused.
    #[must_use]
    pub fn of(row: &RowRefused) -> Self {
        Self {
            part: row.place.part.clone(),
            line: row.place.line,
            column: row.column.clone(),
            given: row.given.clone(),
            reason: row.reason.clone(),
        }
    }
}

impl OpenQuestion {
    /// Shows a question.
    #[must_use]
    pub fn of(question: &Question) -> Self {
        Self { code: question.code.clone(), text: question.text.clone(), answers: question.answers.clone() }
    }
}

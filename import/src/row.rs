//! A row of a file as it would be entered.

use chrono::NaiveDate;
use outlay_entity::entry_kind::Kind;
use outlay_statement::{Entry, EntryKind, Place, RowRefused, Standing};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use uuid::Uuid;

/// Most characters of a description, a category and a merchant.
const MOST: (usize, usize) = (500, 100);

/// What happens to a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It is entered.
    #[default]
    New,
    /// The ledger has it already.
    Known,
    /// It books a payment that the ledger has as pending.
    Books,
    /// The bank has not booked it yet: left out.
    Pending,
    /// Left out because its owner says so.
    LeftOut,
}

/// Where a category comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The file.
    File,
    /// A rule.
    Rule,
    /// Earlier entries of the same merchant.
    Habit,
}

/// A row of a file as it would be entered.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Counts the payments of the file from 1.
    pub number: u64,
    /// Where it stands.
    pub place: Place,
    /// What happens to it.
    pub state: State,
    /// Day.
    pub date: NaiveDate,
    /// Value day.
    pub value_date: Option<NaiveDate>,
    /// Minor units.
    pub minor: i64,
    /// Kind.
    pub kind: Kind,
    /// Whether the file or a rule says the kind.
    pub kind_stated: bool,
    /// Category; empty when there is none.
    pub category: String,
    /// Where the category comes from, and how sure it is.
    pub source: Option<(Source, f64)>,
    /// Description.
    pub description: String,
    /// Merchant, where a rule says it.
    pub merchant: Option<String>,
    /// Account number of the other side.
    pub other_account: Option<String>,
    /// Position among the plan's accounts.
    pub account: Option<usize>,
    /// The bank's id.
    pub bank_id: Option<String>,
    /// Amount and currency of the purchase.
    pub original: Option<(i64, String)>,
    /// Announced and not booked.
    pub pending: bool,
    /// The entry that the ledger has of it, or may have.
    pub entry: Option<Uuid>,
    /// That entry is only offered as the same.
    pub offered: bool,
    /// Number of the row that is the other side of this transfer.
    pub pair: Option<u64>,
    /// Entry that is the other side of this transfer.
    pub pair_entry: Option<Uuid>,
}

/// What the ledger takes.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// ISO 4217.
    pub currency: String,
    /// Decimals of the currency.
    pub digits: u8,
    /// Largest amount in minor units, either side of zero.
    pub most: i64,
}

impl Bounds {
    /// Of a ledger in `currency` with amounts of up to `max` major units.
    #[must_use]
    pub fn of(currency: &str, max: u64) -> Self {
        let digits = outlay_analysis::money::minor_digits(currency);
        let most = max.saturating_mul(10u64.pow(u32::from(digits)));
        Self { currency: currency.to_owned(), digits, most: i64::try_from(most).unwrap_or(i64::MAX) }
    }
}

impl Row {
    /// Reads an entry of a file, or says what cannot be entered of it.
    ///
    /// # Errors
    /// Which value it is, and what is allowed.
    pub fn of(entry: Entry, number: u64, account: Option<usize>, bounds: &Bounds) -> Result<Self, RowRefused> {
        use chrono::Datelike as _;
        let refuse = |column: &str, given: String, reason: String| RowRefused {
            place: entry.place.clone(),
            column: column.to_owned(),
            given: given.chars().take(80).collect(),
            reason,
        };
        let minor = minor(entry.amount, bounds.digits).filter(|minor| minor.abs() <= bounds.most).ok_or_else(|| {
            let reason = format!(
                "an amount in {} has at most {} decimals and at most {} before them",
                bounds.currency,
                bounds.digits,
                bounds.most / 10i64.pow(u32::from(bounds.digits))
            );
            refuse("amount", entry.amount.to_string(), reason)
        })?;
        if !(1900..2200).contains(&entry.day.year()) {
            return Err(refuse("date", entry.day.to_string(), "days from 1900-01-01 to 2199-12-31 are allowed".into()));
        }
        let category = plain(entry.category.as_deref().unwrap_or_default());
        if category.chars().count() > MOST.1 {
            let reason = format!("a category has at most {} characters", MOST.1);
            return Err(refuse("category", category, reason));
        }
        let original = entry.original.as_ref().and_then(|(amount, currency)| {
            let digits = outlay_analysis::money::minor_digits(currency);
            Some((self::minor(amount.round_dp(u32::from(digits)), digits)?, currency.clone()))
        });
        let pending = entry.standing == Standing::Pending;
        Ok(Self {
            number,
            place: entry.place,
            state: if pending { State::Pending } else { State::New },
            date: entry.day,
            value_date: entry.value_day.filter(|day| *day != entry.day),
            minor,
            kind: kind(entry.kind),
            kind_stated: entry.kind_stated,
            source: (!category.is_empty()).then_some((Source::File, 1.0)),
            category,
            description: plain(&entry.description).chars().take(MOST.0).collect(),
            merchant: None,
            other_account: entry.counterparty_account,
            account,
            bank_id: entry
                .bank_id
                .map(|id| plain(&id).chars().take(MOST.0).collect::<String>())
                .filter(|id| !id.is_empty()),
            original: original.filter(|(_, currency)| *currency != bounds.currency),
            pending,
            ..Self::default()
        })
    }

    /// Whether it is entered, or books an entry.
    #[must_use]
    pub fn is_entered(&self) -> bool {
        matches!(self.state, State::New | State::Books)
    }
}

fn kind(kind: EntryKind) -> Kind {
    match kind {
        EntryKind::Expense => Kind::Expense,
        EntryKind::Refund => Kind::Refund,
        EntryKind::Income => Kind::Income,
        EntryKind::Transfer => Kind::Transfer,
    }
}

/// Minor units, where the amount has no more decimals than its currency.
fn minor(amount: Decimal, digits: u8) -> Option<i64> {
    let scaled = amount.checked_mul(Decimal::from(10u64.pow(u32::from(digits))))?;
    scaled.fract().is_zero().then(|| scaled.to_i64()).flatten()
}

/// Without control characters, ends trimmed.
fn plain(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.trim().to_owned()
}

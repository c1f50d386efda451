//! The clean ledger every part reads: columns sorted by day, merchants and categories as indices, calendar months.
//!
//! Row order is (date, category, description, amount, input row): equal rows may swap without changing anything.
//!
//! The range is robust: where `from` or `to` is not given, it reaches from the first to the last day of the rows that
//! belong together ([`calendar::trusted`]). A row dated 2042, or booked six weeks ahead, stays in the columns and in the
//! sums, is [`stray`](Ledger::stray), and moves neither [`today`](Ledger::today) nor the complete months.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

pub use crate::calendar::{month_of, months_after, months_between};

use crate::calendar;
use crate::category::Spellings;
use crate::copies::{Columns, Copies};
use crate::input::{EntryKind, Feedback, Input, MIN_EXPENSES, Params, in_order};
use crate::merchant;
use crate::money::Money;
use crate::run::Error;

pub use crate::category::UNCATEGORISED;

/// Days of a range that may be empty before its first expense, and after its last: each month of it costs time.
pub const EMPTY_DAYS: Days = Days::new(366);

/// One month of the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// First day.
    pub first: NaiveDate,
    /// True where the range covers every day of it.
    pub complete: bool,
}

/// An entry of the range that is no spending: kept and shown, read by no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Index into the input's expenses.
    pub row: usize,
    /// Income or a transfer.
    pub kind: EntryKind,
    /// Minor units.
    pub minor: i64,
}

/// Clean expenses, column by column; all columns have the same length.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Parameters of the analysis, with `from` and `to` filled in: the first and last day of what is not stray.
    pub params: Params,
    /// Index into the input's expenses.
    pub row: Vec<usize>,
    /// Id of the stored expense, where there is one.
    pub id: Vec<Option<uuid::Uuid>>,
    /// Day of the charge, ascending.
    pub date: Vec<NaiveDate>,
    /// Minor units; negative is a refund.
    pub minor: Vec<i64>,
    /// Index into `categories`.
    pub category: Vec<usize>,
    /// Index into `merchants`.
    pub merchant: Vec<usize>,
    /// Index into `texts`.
    pub text: Vec<usize>,
    /// Index into `months`.
    pub month: Vec<usize>,
    /// Description as entered.
    pub description: Vec<String>,
    /// Distinct categories, each as it is written most often ([`crate::category`]), sorted.
    pub categories: Vec<String>,
    /// Categories that were written in several ways, with the other ways.
    pub spellings: Vec<(String, Vec<String>)>,
    /// Distinct merchant keys, sorted.
    pub merchants: Vec<String>,
    /// What the owner calls each of `merchants`: its most common spelling, or the alias; the key where there is no better.
    pub merchant_names: Vec<String>,
    /// Distinct cleaned descriptions, sorted: what is embedded and clustered.
    pub texts: Vec<String>,
    /// Every month of the range, gaps included; before and after them the months of stray rows, without the gap, which
    /// are never complete.
    pub months: Vec<Month>,
    /// Monthly budget by index of `categories`, minor units.
    pub budgets: BTreeMap<usize, i64>,
    /// Budgets of categories without any expense.
    pub idle_budgets: Vec<(String, i64)>,
    /// Verdicts given so far.
    pub feedback: Vec<Feedback>,
    /// Income and transfers of the range, in the order of the ledger.
    pub aside: Vec<Aside>,
    /// Rows that stand twice.
    pub copies: Copies,
}

impl Ledger {
    /// Cleans `input`, cuts it to the range of `params` and sets aside what is no spending.
    ///
    /// # Errors
    /// [`Error::TooFew`] below five expenses, [`Error::Invalid`] for parameters out of range.
    pub fn new(input: &Input, params: &Params) -> Result<Self, Error> {
        check(params)?;
        let in_range = |d: NaiveDate| params.from.is_none_or(|f| d >= f) && params.to.is_none_or(|t| d <= t);
        let expenses = &input.expenses;
        let (row, others): (Vec<usize>, Vec<usize>) =
            in_order(expenses, in_range).into_iter().partition(|&i| expenses[i].kind.is_spending());
        let aside = others.into_iter().map(|row| Aside { row, kind: expenses[row].kind, minor: expenses[row].minor });
        let aside = aside.collect();
        if row.len() < MIN_EXPENSES {
            return Err(Error::TooFew { found: row.len(), needed: MIN_EXPENSES });
        }
        let spellings = Spellings::of(row.iter().map(|&i| expenses[i].category.as_str()));
        let name = |c: &str| spellings.category(c);
        let (categories, category) = index(row.iter().map(|&i| name(&expenses[i].category)));
        let (descriptions, described) = index(row.iter().map(|&i| expenses[i].description.clone()));
        let date: Vec<NaiveDate> = row.iter().map(|&i| expenses[i].date).collect();
        let minor: Vec<i64> = row.iter().map(|&i| expenses[i].minor).collect();
        let charges = merchant::Charges { description: &described, date: &date, minor: &minor };
        let assigned = merchant::assign(&descriptions, &charges, &input.aliases);
        let (merchants, merchant) = index(described.iter().map(|&d| assigned.merchants[d].clone()));
        let merchant_names = assigned.names(&descriptions, &described, &merchants);
        let (texts, text) = index(described.iter().map(|&d| assigned.cleaned[d].clone()));
        let said =
            |f: &Feedback| Feedback { merchant: assigned.now_called(&merchant::clean(&f.merchant)), ..f.clone() };
        let feedback = input.feedback.iter().map(said).collect();

        let trusted = calendar::trusted(&date);
        let from = params.from.unwrap_or(date[trusted.start]);
        let to = params.to.unwrap_or(date[trusted.end - 1]).max(from);
        let (first, last) = (date[0], date[date.len() - 1]);
        let earliest = first.checked_sub_days(EMPTY_DAYS).unwrap_or(NaiveDate::MIN);
        let latest = last.checked_add_days(EMPTY_DAYS).unwrap_or(NaiveDate::MAX);
        if from < earliest || to > latest {
            return Err(Error::Invalid(format!(
                "the range {from} to {to} is mostly empty: it may begin a year before its first expense, {first}, and end a \
                 year after its last, {last}"
            )));
        }
        let months = months(from, to, &date);
        let month = date.iter().map(|&d| months.partition_point(|m| m.first <= d).saturating_sub(1)).collect();

        let mut budgets = BTreeMap::new();
        let mut idle_budgets = Vec::new();
        for budget in &input.budgets {
            match categories.binary_search(&name(&budget.category)) {
                // Budgets of two spellings of one category are both meant.
                Ok(c) => *budgets.entry(c).or_insert(0) += budget.minor,
                Err(_) => idle_budgets.push((name(&budget.category), budget.minor)),
            }
        }
        idle_budgets.sort();
        let copies = Copies::find(Columns { date: &date, minor: &minor, merchant: &merchant, row: &row });
        Ok(Self {
            params: Params { from: Some(from), to: Some(to), ..params.clone() },
            id: row.iter().map(|&i| expenses[i].id).collect(),
            minor,
            description: row.iter().map(|&i| expenses[i].description.clone()).collect(),
            row,
            date,
            category,
            merchant,
            text,
            month,
            categories,
            spellings: spellings.several().to_vec(),
            merchants,
            merchant_names,
            texts,
            months,
            budgets,
            idle_budgets,
            feedback,
            aside,
            copies,
        })
    }

    /// Number of expenses.
    #[must_use]
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// Never true: a ledger has at least five expenses.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// The last day that the ledger knows of: the end of the range that was asked for, else the last day of its rows
    /// without those that are stray.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.params.to.unwrap_or(self.date[self.len() - 1])
    }

    /// The first day that the ledger knows of, as [`today`](Self::today).
    #[must_use]
    pub fn since(&self) -> NaiveDate {
        self.params.from.unwrap_or(self.date[0])
    }

    /// True for a row whose day is cut off from those of the others: decades away, or weeks ahead.
    #[must_use]
    pub fn stray(&self, i: usize) -> bool {
        self.date[i] < self.since() || self.date[i] > self.today()
    }

    /// True for money spent on a day that can be, and no copy of a block that stands twice: what schedules are made of.
    #[must_use]
    pub fn charges_once(&self, i: usize) -> bool {
        self.minor[i] > 0 && !self.stray(i) && !self.copies.contain(i)
    }

    /// Minor units as money of the account's currency.
    #[must_use]
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.params.digits())
    }

    /// Amount of row `i` in major units.
    #[must_use]
    pub fn major(&self, i: usize) -> f64 {
        self.money(self.minor[i]).major()
    }

    /// Sums in minor units by category and month: `[category][month]`, zeros included.
    #[must_use]
    pub fn by_category_and_month(&self) -> Vec<Vec<i64>> {
        let mut sums = vec![vec![0i64; self.months.len()]; self.categories.len()];
        for i in 0..self.len() {
            sums[self.category[i]][self.month[i]] += self.minor[i];
        }
        sums
    }

    /// The months that the range covers whole, as indices; months are contiguous, so this is a range.
    #[must_use]
    pub fn complete_months(&self) -> std::ops::Range<usize> {
        let first = self.months.iter().position(|m| m.complete).unwrap_or(self.months.len());
        let last = self.months.iter().rposition(|m| m.complete).map_or(first, |l| l + 1);
        first..last
    }
}

fn check(params: &Params) -> Result<(), Error> {
    let invalid = |text: String| Err(Error::Invalid(text));
    if !(1..=12).contains(&params.horizon) {
        return invalid(format!("horizon is {}; give 1 to 12 months", params.horizon));
    }
    if !(0.001..=0.5).contains(&params.false_discovery_rate) {
        return invalid(format!("false_discovery_rate is {}; give 0.001 to 0.5", params.false_discovery_rate));
    }
    if !(1..=1000).contains(&params.alert_budget) {
        return invalid(format!("alert_budget is {}; give 1 to 1000 a month", params.alert_budget));
    }
    match (params.from, params.to) {
        (Some(from), Some(to)) if from > to => invalid(format!("from {from} is after to {to}; swap them")),
        _ => Ok(()),
    }
}

/// Distinct values, sorted, and each value's index among them.
fn index(values: impl Iterator<Item = String>) -> (Vec<String>, Vec<usize>) {
    let mut seen = rustc_hash::FxHashMap::default();
    let first: Vec<usize> = values
        .map(|v| {
            let next = seen.len();
            *seen.entry(v).or_insert(next)
        })
        .collect();
    let mut distinct: Vec<(String, usize)> = seen.into_iter().collect();
    distinct.sort_unstable();
    let mut rank = vec![0; distinct.len()];
    for (sorted, (_, original)) in distinct.iter().enumerate() {
        rank[*original] = sorted;
    }
    (distinct.into_iter().map(|(v, _)| v).collect(), first.into_iter().map(|f| rank[f]).collect())
}

/// The months from `from` to `to`, and those of the `dates` (ascending) outside.
fn months(from: NaiveDate, to: NaiveDate, dates: &[NaiveDate]) -> Vec<Month> {
    let within = (0..=months_between(from, to)).filter_map(|n| u32::try_from(n).ok()).map(|n| {
        let first = months_after(from, n);
        // A first or last month counts as whole when the range reaches within three days of its edge:
        // people rarely spend on every day, and the range defaults to the first and last expense.
        let slack = chrono::Days::new(3);
        let starts = first.checked_add_days(slack).is_none_or(|d| d >= from);
        let ends = calendar::month_end(first).checked_sub_days(slack).is_none_or(|d| d <= to);
        Month { first, complete: starts && ends }
    });
    let mut months: Vec<Month> = within.collect();
    let known = |m: &NaiveDate| *m < month_of(from) || *m > month_of(to);
    let stray = dates.iter().map(|d| month_of(*d)).filter(known).map(|first| Month { first, complete: false });
    months.extend(stray);
    months.sort_by_key(|m| m.first);
    months.dedup_by_key(|m| m.first);
    months
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Expense;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn expense(date: &str, minor: i64, category: &str) -> Expense {
        Expense {
            id: None,
            date: day(date),
            minor,
            category: category.into(),
            description: "Shop".into(),
            ..Expense::default()
        }
    }

    #[test]
    fn a_range_that_is_mostly_empty_is_refused_at_once() {
        let dates = ["2024-03-05", "2024-01-02", "2024-01-30", "2024-05-09", "2024-01-01"];
        let input = Input { expenses: dates.iter().map(|d| expense(d, 100, "")).collect(), ..Input::default() };
        let range = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
            Ledger::new(&input, &Params { from, to, ..Params::default() }).map(|ledger| ledger.months.len())
        };
        assert_eq!(range(Some(day("2023-01-01")), Some(day("2025-05-09"))).ok(), Some(29));
        for (from, to) in [(None, Some(NaiveDate::MAX)), (Some(NaiveDate::MIN), None), (None, Some(day("2025-05-11")))]
        {
            assert!(matches!(range(from, to), Err(Error::Invalid(_))), "{from:?} {to:?}");
        }
    }

    #[test]
    fn sorts_cuts_and_names() {
        let input = Input {
            expenses: ["2024-03-05", "2024-01-02", "2024-01-30", "2024-05-09", "2024-01-01", "2023-12-31"]
                .iter()
                .map(|d| expense(d, 100, " "))
                .collect(),
            ..Input::default()
        };
        let params = Params { from: Some(day("2024-01-01")), ..Params::default() };
        let ledger = Ledger::new(&input, &params).expect("five expenses");
        assert_eq!(ledger.row, [4, 1, 2, 0, 3]);
        assert_eq!(ledger.categories, [UNCATEGORISED]);
        assert_eq!(ledger.months.iter().map(|m| m.complete).collect::<Vec<_>>(), [true, true, true, true, false]);
        assert_eq!(ledger.by_category_and_month(), [[300, 0, 100, 0, 100]]);
        assert_eq!(ledger.complete_months(), 0..4);
    }

    #[test]
    fn stray_dates_move_neither_today_nor_the_complete_months() {
        let mut expenses: Vec<Expense> =
            (0..365).map(|n| expense(&(day("2023-01-01") + chrono::Days::new(n)).to_string(), 100, "Food")).collect();
        expenses.extend(["2042-05-01", "1924-02-29", "2024-02-15"].map(|d| expense(d, 700, "Food")));
        let input = Input { expenses, ..Input::default() };
        let ledger = Ledger::new(&input, &Params::default()).expect("a year");
        assert_eq!((ledger.since(), ledger.today()), (day("2023-01-01"), day("2023-12-31")));
        assert_eq!((0..ledger.len()).filter(|&i| ledger.stray(i)).collect::<Vec<_>>(), [0, 366, 367]);
        assert_eq!((ledger.complete_months(), ledger.months.len()), (1..13, 15));
        let sums = ledger.by_category_and_month();
        assert_eq!((sums[0][0], sums[0][1], sums[0][13], sums[0][14]), (700, 3100, 700, 700));
        let asked = Params { to: Some(day("2024-12-31")), ..Params::default() };
        assert_eq!(Ledger::new(&input, &asked).expect("a year").today(), day("2024-12-31"));
    }

    #[test]
    fn income_and_transfers_are_set_aside() {
        let mut expenses: Vec<Expense> = (1..=6).map(|d| expense(&format!("2024-01-0{d}"), 100, "Food")).collect();
        expenses[1] = Expense { kind: EntryKind::Income, minor: 250_000, ..expenses[1].clone() };
        let input = Input { expenses, ..Input::default() };
        let ledger = Ledger::new(&input, &Params::default()).expect("five expenses");
        assert_eq!(ledger.row, [0, 2, 3, 4, 5]);
        assert_eq!(ledger.aside, [Aside { row: 1, kind: EntryKind::Income, minor: 250_000 }]);
    }

    #[test]
    fn says_what_is_missing() {
        let input = Input { expenses: vec![expense("2024-01-01", 1, "a")], ..Input::default() };
        assert_eq!(
            Ledger::new(&input, &Params::default()).expect_err("too few"),
            Error::TooFew { found: 1, needed: 5 }
        );
        let params = Params { horizon: 13, ..Params::default() };
        assert!(matches!(Ledger::new(&input, &params), Err(Error::Invalid(text)) if text.contains("1 to 12")));
    }
}

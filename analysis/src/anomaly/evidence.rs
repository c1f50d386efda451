//! What the layers see, as numbers and names.
//!
//! A layer returns [`Event`]s: which rows, how probable by chance, and the [`Evidence`] in numbers. Sorting, merging and
//! weighing read those; only [`sentences`](super::sentences) turns them into words.

use chrono::NaiveDate;

use super::identity;
use crate::Ledger;
use crate::report::{AnomalyKind, Cadence};

/// What a charge is compared with. Indices are those of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// Other charges at the same merchant in the same category.
    Merchant { merchant: usize, others: usize },
    /// Other charges in the same category.
    Category { category: usize, others: usize },
    /// Other charges of the same schedule.
    Schedule { merchant: usize, others: usize },
}

/// Money is in minor units, days are days of the calendar, rows those of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Evidence {
    /// An amount far above the usual one.
    AboveUsual { row: usize, usual: i64, than: Comparison },
    /// An amount far below the usual one.
    BelowUsual { row: usize, usual: i64, than: Comparison },
    /// An amount that is usual once its decimal point is moved; `factor` is 10, 100, 0.1 or 0.01.
    DecimalSlip { row: usize, usual: i64, factor: f64, than: Comparison },
    /// A merchant's first charge, and how it stands in the account: no charge before `since` was as large, none at all
    /// where it is `None`.
    FirstCharge { row: usize, only: bool, standing: Standing, usual: i64, category: usize },
    /// The largest of the account, where neither merchant nor category can say what is usual.
    Large { row: usize, standing: Standing, usual: i64 },
    /// Filed under another category than its merchant's other charges.
    FiledApart { row: usize, usual: usize, there: usize, others: usize },
    /// An amount that does not fit its category but would fit another.
    FitsElsewhere { row: usize, usual: i64, other: usize },
    /// The same charge several times on one day; on how many other days the amount came.
    SameDay { rows: Vec<usize>, elsewhere: usize },
    /// The same charge again a day or two later; on how many other days the amount came.
    Again { rows: [usize; 2], elsewhere: usize },
    /// A block of rows that stands twice.
    Block { copies: usize, sum: i64, from: NaiveDate, to: NaiveDate },
    /// Many charges within a few days; `rate` is the usual number a day.
    Burst { rows: Vec<usize>, small: bool, rate: f64 },
    /// A month of a category above its expectation, and the charges that made it so, largest first.
    Month {
        category: usize,
        month: NaiveDate,
        sum: i64,
        expected: i64,
        months: usize,
        scheduled: bool,
        drivers: Vec<usize>,
    },
    /// A recurring charge; `name` is its merchant's, `cadence` how often it comes.
    Schedule { name: String, cadence: Cadence, what: ScheduleEvidence },
    /// A day far from those of all other rows; `days` after (before: negative) the nearest.
    FarDate { row: usize, days: i64 },
    /// Money that came back without a purchase it belongs to; how many of the account's refunds do belong to one.
    LoneRefund { row: usize, settled: usize },
    /// A sign against the custom of the account.
    AgainstSign { row: usize, same: usize },
    /// Like no other expense to the multivariate detectors.
    Unlike { row: usize, facts: Vec<Fact> },
    /// What an auditor looks for.
    Audit(AuditEvidence),
}

/// How a charge stands among all of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// No other charge is as large.
    Largest { others: usize },
    /// None has been as large since that day.
    LargestSince(NaiveDate),
    /// Nothing to say.
    Usual,
}

/// What a schedule shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ScheduleEvidence {
    PriceRise {
        from: i64,
        to: i64,
        since: NaiveDate,
        yearly: i64,
    },
    New {
        amount: i64,
        since: NaiveDate,
        yearly: i64,
    },
    /// `count` charges from `first` to `last` (expected days) did not come; the schedule went on.
    Missed {
        amount: i64,
        first: NaiveDate,
        last: NaiveDate,
        count: usize,
    },
    /// Expected on `due` and not there by `today`.
    Overdue {
        amount: i64,
        due: NaiveDate,
        today: NaiveDate,
    },
    Stopped {
        amount: i64,
        last: NaiveDate,
        charges: u64,
    },
    /// `days` later (negative: earlier) than expected.
    OddDay {
        amount: i64,
        day: NaiveDate,
        days: i64,
    },
    DoubleCharge {
        amount: i64,
        first: NaiveDate,
        second: NaiveDate,
    },
    DuplicateSubscription {
        amount: i64,
        other: String,
        other_amount: i64,
        yearly: i64,
    },
    DecimalSlip {
        amount: i64,
        day: NaiveDate,
        usual: i64,
        factor: f64,
    },
}

/// What makes a charge unlike the others, checkable at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    FirstAtMerchant(usize),
    FirstInCategory(usize),
    RareMerchant {
        merchant: usize,
        charges: usize,
    },
    RareCategory {
        category: usize,
        charges: usize,
    },
    Larger(Standing),
    /// More charges at the merchant on the day than ever else.
    ManyThatDay(usize),
    OffSchedule,
    OverBudget {
        category: usize,
    },
}

/// What an auditor's check shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum AuditEvidence {
    /// Parts that each stay under the limit and together reach it.
    Split { rows: Vec<usize>, sum: i64, limit: i64 },
    /// The second charge is the first and `extra` more.
    Tipped { rows: [usize; 2], extra: i64 },
    /// The same amount under another description.
    OtherDescription { rows: [usize; 2] },
    /// The last is the sum of the others.
    SumOfParts { rows: Vec<usize> },
    /// `count` of a merchant's `of` charges lie just under the limit.
    UnderLimit { merchant: usize, count: usize, of: usize, limit: i64 },
    /// `count` of a merchant's `of` charges are round sums of `unit`.
    RoundSums { merchant: usize, count: usize, of: usize, unit: i64 },
    /// Document `number` comes later than a higher one.
    OutOfOrder { row: usize, number: u64, before: u64 },
    /// Document `number` comes twice.
    NumberTwice { rows: [usize; 2], number: u64 },
    /// On a day on which the business is closed.
    ClosedDay { row: usize },
}

/// One layer's word on one event.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// Main kind.
    pub(super) kind: AnomalyKind,
    /// Natural logarithm of the probability of this or more on normal data, divided by the layer's [`share`].
    pub(super) ln_p: f64,
    /// Rows of the ledger that belong to it, ascending.
    pub(super) rows: Vec<usize>,
    /// Those of them that are irregular themselves: the copy, not the original.
    pub(super) odd: Vec<usize>,
    /// The numbers.
    pub(super) evidence: Evidence,
    /// Money at stake, minor units, zero or more.
    pub(super) impact: i64,
    /// First and last day.
    pub(super) days: (NaiveDate, NaiveDate),
    /// After this day it is history, where that is sooner than the review window tells.
    pub(super) news_until: Option<NaiveDate>,
    /// What it adds up to, minor units.
    pub(super) amount: i64,
    /// Index of its merchant and category, where it is about one.
    pub(super) merchant: Option<usize>,
    pub(super) category: Option<usize>,
    /// Its stable ids: that of this run first, then those that earlier versions gave it.
    pub(super) ids: Vec<uuid::Uuid>,
}

/// Shares of the error rate given to each layer, more where its tail is a judgement of degree (amounts) than where it
/// is all or nothing (schedules, bursts); they add up to 1, so that the smallest p-value divided by its share keeps the
/// stated rate whatever the dependence between layers (weighted Bonferroni; Genovese, Roeder and Wasserman, 2006).
pub(super) mod share {
    pub(in crate::anomaly) const HIGH: f64 = 0.36;
    pub(in crate::anomaly) const ACCOUNT: f64 = 0.04;
    pub(in crate::anomaly) const LOW: f64 = 0.14;
    pub(in crate::anomaly) const FIRST_CHARGE: f64 = 0.13;
    pub(in crate::anomaly) const FILING: f64 = 0.03;
    pub(in crate::anomaly) const SLIPS: f64 = 0.04;
    pub(in crate::anomaly) const AGAIN: f64 = 0.11;
    pub(in crate::anomaly) const RECURRENCE: f64 = 0.05;
    pub(in crate::anomaly) const BURST: f64 = 0.05;
    pub(in crate::anomaly) const MULTIVARIATE: f64 = 0.05;
}

impl Event {
    /// An event of one charge, irregular itself.
    pub(super) fn of_row(
        ledger: &Ledger,
        row: usize,
        kind: AnomalyKind,
        ln_p: f64,
        evidence: Evidence,
        impact: i64,
    ) -> Self {
        Self::of_rows(ledger, vec![row], kind, ln_p, evidence, impact)
    }

    /// An event of several charges, all irregular; `rows` ascending and not empty.
    pub(super) fn of_rows(
        ledger: &Ledger,
        rows: Vec<usize>,
        kind: AnomalyKind,
        ln_p: f64,
        evidence: Evidence,
        impact: i64,
    ) -> Self {
        let common = |of: &[usize]| {
            let first = of[rows[0]];
            rows.iter().all(|&i| of[i] == first).then_some(first)
        };
        Self {
            kind,
            ln_p: ln_p.min(0.0),
            odd: rows.clone(),
            impact: impact.max(0),
            days: (ledger.date[rows[0]], ledger.date[rows[rows.len() - 1]]),
            news_until: None,
            amount: rows.iter().map(|&i| ledger.minor[i]).sum(),
            merchant: common(&ledger.merchant),
            category: common(&ledger.category),
            ids: rows.iter().map(|&i| identity::of_expense(ledger, i, kind)).collect(),
            evidence,
            rows,
        }
    }

    /// The same with only `odd` of its rows irregular: the rest is what they are compared with. Its id is that of the
    /// first irregular row.
    pub(super) fn but_odd(mut self, ledger: &Ledger, odd: Vec<usize>) -> Self {
        self.ids = odd.iter().chain(&self.rows).map(|&i| identity::of_expense(ledger, i, self.kind)).collect();
        self.odd = odd;
        self
    }
}

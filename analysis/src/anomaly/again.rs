//! Layer 0: a charge that comes again a day or two later, with the same amount at the same merchant.
//!
//! Two charges have one amount because the merchant has prices or because one was made twice. How often charges there agree
//! by chance is told by all pairs of its other charges, shrunk to how often those of the account's merchants do, and is
//! never less than the density of amounts there; amounts that end like most others agree more often.

use rustc_hash::FxHashMap;

use super::context::Levels;
use super::evidence::{Event, Evidence, share};
use super::members::Members;
use super::stats;
use crate::Ledger;
use crate::report::AnomalyKind;

/// Days within which a charge comes again.
const WITHIN: i64 = 2;
/// Pairs of a merchant's charges that the account's share of equal pairs counts for.
const PAIRS_PRIOR: f64 = 5.0;
/// The share of equal pairs in an account that shows none.
const EQUAL_PRIOR: f64 = 0.02;
/// Times that an amount came there on other days from which on it is a price.
const PRICE: usize = 2;
/// Charges that stand for the even distribution of the last two digits.
const ENDINGS_PRIOR: f64 = 100.0;
/// Days of history at least: a merchant seen twice in a week is not visited daily.
const LEAST_SPAN: i64 = 30;

/// The events of `ledger`.
pub(super) fn find(ledger: &Ledger, levels: &Levels, members: &Members) -> Vec<Event> {
    let once = |i: &usize| ledger.minor[*i] > 0 && !ledger.copies.contain(*i);
    let mut order: Vec<usize> = (0..ledger.len()).filter(once).collect();
    let endings = Endings::new(ledger, &order);
    order.sort_unstable_by_key(|&i| (ledger.merchant[i], ledger.minor[i], ledger.date[i], ledger.row[i]));
    let merchants: Vec<Merchant> = order
        .chunk_by(|&a, &b| ledger.merchant[a] == ledger.merchant[b])
        .map(|rows| Merchant::new(ledger, rows))
        .collect();
    let (equal, pairs) = merchants.iter().fold((0.0, 0.0), |(e, p), m| {
        // One merchant of a thousand charges says no more than one of thirty.
        let weight = (400.0 / m.pairs.max(1.0)).min(1.0);
        (e + weight * m.equal, p + weight * m.pairs)
    });
    let usual = (equal + EQUAL_PRIOR * 50.0) / (pairs + 50.0);
    let mut found = vec![];
    for merchant in merchants.iter().filter(|m| !ledger.merchants[ledger.merchant[m.rows[0]]].is_empty()) {
        for same in merchant.rows.chunk_by(|&a, &b| ledger.minor[a] == ledger.minor[b]) {
            for pair in same.windows(2) {
                let days = (ledger.date[pair[1]] - ledger.date[pair[0]]).num_days();
                let elsewhere = same.len() - 2;
                // What a schedule charges twice is told with the schedule.
                let scheduled = pair.iter().any(|&i| members.series_of(i).is_some());
                if !(1..=WITHIN).contains(&days) || elsewhere >= PRICE || scheduled {
                    continue;
                }
                let i = pair[1];
                let density = levels.density(i) * endings.lift(ledger.minor[i]);
                let agree = merchant.agree(same.len(), usual).max(density);
                let mean = merchant.rate * WITHIN as f64 * agree.min(1.0);
                let ln_p = stats::ln_poisson_tail(1, mean) - share::AGAIN.ln();
                let mut rows = vec![pair[0], i];
                rows.sort_unstable();
                let evidence = Evidence::Again { rows: [pair[0], i], elsewhere };
                let event = Event::of_rows(ledger, rows, AnomalyKind::Duplicate, ln_p, evidence, ledger.minor[i]);
                found.push(event.but_odd(ledger, vec![i]));
            }
        }
    }
    found.sort_by(|a, b| a.rows.cmp(&b.rows));
    found
}

/// Charges of one merchant, by amount and day.
struct Merchant<'a> {
    rows: &'a [usize],
    /// Charges a day.
    rate: f64,
    /// Pairs of its charges on different days, and those of one amount.
    pairs: f64,
    equal: f64,
}

impl<'a> Merchant<'a> {
    fn new(ledger: &Ledger, rows: &'a [usize]) -> Self {
        let days = rows.iter().map(|&i| ledger.date[i]);
        let span = days.clone().max().zip(days.min()).map_or(0, |(last, first)| (last - first).num_days());
        let n = rows.len() as f64;
        let of = |count: f64| count * (count - 1.0) / 2.0;
        let equal = rows.chunk_by(|&a, &b| ledger.minor[a] == ledger.minor[b]).map(|same| of(same.len() as f64)).sum();
        Self { rows, rate: n / span.max(LEAST_SPAN) as f64, pairs: of(n), equal }
    }

    /// How often two of its charges have one amount, apart from the `same` charges in question.
    fn agree(&self, same: usize, usual: f64) -> f64 {
        let same = same as f64;
        let equal = (self.equal - same * (same - 1.0) / 2.0).max(0.0);
        (equal + PAIRS_PRIOR * usual) / (self.pairs + PAIRS_PRIOR)
    }
}

/// How often amounts end in each pair of digits.
struct Endings(FxHashMap<i64, f64>, f64);

impl Endings {
    fn new(ledger: &Ledger, rows: &[usize]) -> Self {
        let mut count = FxHashMap::default();
        rows.iter().for_each(|&i| *count.entry(ledger.minor[i] % 100).or_insert(0.0) += 1.0);
        Self(count, rows.len() as f64)
    }

    /// How many times as often as by chance an amount ends as `minor` does.
    fn lift(&self, minor: i64) -> f64 {
        let here = self.0.get(&(minor % 100)).copied().unwrap_or_default();
        100.0 * (here + ENDINGS_PRIOR / 100.0) / (self.1 + ENDINGS_PRIOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anomaly::refunds::Refunds;
    use crate::input::{Expense, Input, Params};
    use crate::run::Unwatched;
    use crate::{Run, recurring};

    /// Two years at a restaurant of many prices, a kiosk of one and a shop; and what is added.
    fn events(added: &[(&str, i64, &str)]) -> Vec<(i64, f64)> {
        let mut expenses = vec![];
        let day = |n: u64| chrono::NaiveDate::from_ymd_opt(2024, 1, 3).expect("a day") + chrono::Days::new(n);
        let mut add = |date, minor, description: &str| {
            let description = description.to_owned();
            expenses.push(Expense { date, minor, category: "Out".into(), description, ..Expense::default() });
        };
        for n in 0..40u64 {
            add(day(n * 17 + n % 5), 1_900 + ((n * 7_919) % 2_311) as i64, "Trattoria Lume");
            add(day(n * 6), 340, "Kiosk");
            add(day(n * 5 + n % 3), 2_400 + ((n * 104_729) % 3_877) as i64, "Corner Shop");
        }
        for (date, minor, description) in added {
            add(date.parse().expect("a day"), *minor, description);
        }
        let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &Params::default()).expect("a ledger");
        let run = Run::new(1, &Unwatched);
        let report = recurring::find(&ledger, &run).expect("not cancelled");
        let members = Members::new(&ledger, &report);
        let context = super::super::context::Context::new(&ledger, &members, &Refunds::new(&ledger), &run);
        let found = find(&ledger, &context.expect("not cancelled").levels, &members);
        found.iter().map(|e| (e.impact, e.ln_p)).collect()
    }

    #[test]
    fn an_amount_that_comes_again_the_next_day_is_told_where_it_is_no_price() {
        assert_eq!(events(&[]), []);
        let found = events(&[("2025-03-04", 4_871, "Trattoria Lume"), ("2025-03-05", 4_871, "Trattoria Lume")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].0 == 4_871 && found[0].1 < -5.5, "{found:?}");
        // Five days later is another meal, and a kiosk has one price.
        assert_eq!(events(&[("2025-03-04", 4_871, "Trattoria Lume"), ("2025-03-09", 4_871, "Trattoria Lume")]), []);
        assert_eq!(events(&[("2025-03-04", 340, "Kiosk"), ("2025-03-05", 340, "Kiosk")]), []);
    }
}

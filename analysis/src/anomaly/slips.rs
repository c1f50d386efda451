//! Layer 0: slips of the hand and of the bank: the same charge twice, a sign against custom, a date that cannot be.

use super::context::Levels;
use super::evidence::Finding;
use super::members::Members;
use super::stats;
use crate::report::AnomalyKind;
use crate::{Error, Ledger, Run};

/// Years between a date and all others that nobody leaves empty.
const EMPTY_DAYS: i64 = 3 * 365;

/// Share of a merchant's days on which repeated charges are still slips, not a custom.
const SLIPS: f64 = 0.02;

/// What one pass over the ledger finds; `echoes` are the first charges of the pairs in `findings`.
#[derive(Default)]
pub(super) struct Slips {
    pub(super) findings: Vec<Finding>,
    /// The other charge of a duplicate: just as likely the wrong one, but only one of the two is too many.
    pub(super) echoes: Vec<Finding>,
}

pub(super) fn find(ledger: &Ledger, levels: &Levels, members: &Members, run: &Run) -> Result<Slips, Error> {
    let mut slips = Slips::default();
    duplicates(ledger, levels, members, &mut slips);
    run.check()?;
    signs(ledger, &mut slips);
    dates(ledger, &mut slips);
    Ok(slips)
}

/// Same merchant, amount and day more often than the merchant's habits make likely.
fn duplicates(ledger: &Ledger, levels: &Levels, members: &Members, slips: &mut Slips) {
    let mut order: Vec<usize> = (0..ledger.len()).filter(|&i| ledger.minor[i] != 0).collect();
    let merchant = |i: usize| ledger.merchant[i];
    order.sort_unstable_by_key(|&i| (merchant(i), ledger.minor[i], ledger.date[i], ledger.row[i]));
    for rows in order.chunk_by(|&a, &b| merchant(a) == merchant(b)) {
        if rows.len() < 2 {
            continue;
        }
        let habit = Habit::new(ledger, rows);
        for same in rows.chunk_by(|&a, &b| ledger.minor[a] == ledger.minor[b]) {
            let days: Vec<&[usize]> = same.chunk_by(|&a, &b| ledger.date[a] == ledger.date[b]).collect();
            for group in days.iter().filter(|g| g.len() > 1) {
                let i = group[0];
                let elsewhere = same.len() - group.len();
                // A scheduled amount is expected once a period, not twice a day.
                let elsewhere = if members.series_of(i).is_some() { 0 } else { elsewhere };
                let ln_p = habit.chance(group.len(), elsewhere, rows.len() - group.len(), levels, i);
                let text = format!(
                    "{} at {} {} times on {}; the same amount came {} on other days there",
                    ledger.money(ledger.minor[i]),
                    ledger.merchants[merchant(i)],
                    group.len(),
                    ledger.date[i],
                    if elsewhere == 1 { "once".to_owned() } else { format!("{elsewhere} times") },
                );
                let finding =
                    |row: usize, ln_p: f64| Finding { row, kind: AnomalyKind::Duplicate, ln_p, text: text.clone() };
                slips.findings.extend(group[1..].iter().map(|&row| finding(row, ln_p)));
                slips.echoes.push(finding(i, ln_p + std::f64::consts::LN_2));
            }
        }
    }
}

/// How a merchant is visited.
struct Habit {
    /// Charges a day.
    rate: f64,
    /// Other charges on the day of a charge, apart from repeated ones.
    together: f64,
    /// Groups of equal charges on one day.
    repeating_groups: f64,
    days: f64,
}

impl Habit {
    fn new(ledger: &Ledger, rows: &[usize]) -> Self {
        let n = rows.len() as f64;
        let mut dates: Vec<_> = rows.iter().map(|&i| (ledger.date[i], ledger.minor[i])).collect();
        dates.sort_unstable();
        let span = (dates[dates.len() - 1].0 - dates[0].0).num_days().max(30) as f64;
        let (mut days, mut together, mut repeating) = (0.0, 0.0, 0.0);
        for day in dates.chunk_by(|a, b| a.0 == b.0) {
            let distinct = day.chunk_by(|a, b| a.1 == b.1);
            let kinds = distinct.clone().count() as f64;
            repeating += distinct.filter(|d| d.len() > 1).count() as f64;
            days += 1.0;
            together += kinds * (kinds - 1.0);
        }
        let rate = (n - 1.0) / span;
        let prior = 5.0;
        Self { rate, together: (together + prior * rate) / (n + prior), repeating_groups: repeating, days }
    }

    /// Logarithm of the probability of `times` charges of one amount on one day, when `elsewhere` of the `others`
    /// charges on other days have that amount.
    fn chance(&self, times: usize, elsewhere: usize, others: usize, levels: &Levels, i: usize) -> f64 {
        // One more minor unit hits this very amount with the density of amounts at the merchant.
        let z = (levels.log[i] - levels.expected[i]) / levels.spread[i];
        let density = f64::exp(-0.5 * z * z) / (levels.spread[i] * 2.506_628) / levels.log[i].exp().max(1.0);
        let density = density.clamp(2e-5, 0.5);
        // Amounts lie on price points: a tenth of the merchant's charges is presumed to.
        let same = (elsewhere as f64 + density) / (others as f64 + 1.0);
        let mean = self.rate.max(self.together) * same.min(1.0);
        let by_chance = stats::ln_poisson_tail(times - 1, mean);
        // Where other amounts repeat within a day as well, repeating is the custom there; now and then it is a slip.
        let custom = ((self.repeating_groups - 2.0) / self.days - SLIPS).max(0.0);
        by_chance.max(custom.max(1e-12).ln()).min(0.0)
    }
}

/// Refunds where nothing is ever refunded, charges where all else is refunds; a refund that undoes a charge is none.
fn signs(ledger: &Ledger, slips: &mut Slips) {
    let n = ledger.len() as f64;
    let negative: Vec<usize> = (0..ledger.len()).filter(|&i| ledger.minor[i] < 0).collect();
    let usual = |i: usize| (ledger.minor[i] < 0) == (negative.len() as f64 > 0.5 * n);
    let rare: Vec<usize> = (0..ledger.len()).filter(|&i| ledger.minor[i] != 0 && !usual(i)).collect();
    if rare.is_empty() || rare.len() as f64 > 0.02 * n {
        return;
    }
    let pairs: rustc_hash::FxHashSet<(usize, i64)> =
        (0..ledger.len()).map(|i| (ledger.merchant[i], ledger.minor[i])).collect();
    for &i in &rare {
        if pairs.contains(&(ledger.merchant[i], -ledger.minor[i])) {
            continue;
        }
        let rate = rare.len() as f64 / n;
        let what = if ledger.minor[i] < 0 { "A refund" } else { "A charge" };
        let text = format!("{what}, as {} of {} rows, with no entry that it undoes", rare.len(), ledger.len());
        slips.findings.push(Finding { row: i, kind: AnomalyKind::Sign, ln_p: rate.ln(), text });
    }
}

/// A few dates years away from all others.
fn dates(ledger: &Ledger, slips: &mut Slips) {
    let n = ledger.len();
    let few = (n / 100).max(1).min(n / 5);
    let gap = |i: usize| (ledger.date[i] - ledger.date[i - 1]).num_days();
    let mut tell = |row: usize, days: i64| {
        let text = format!("{} is {} years from every other expense", ledger.date[row], days / 365);
        slips.findings.push(Finding { row, kind: AnomalyKind::ImpossibleDate, ln_p: -20.0, text });
    };
    // The dates are sorted, so only the ends can be far off.
    if let Some(first) = (1..=few).rev().find(|&i| i < n && gap(i) > EMPTY_DAYS) {
        (0..first).for_each(|row| tell(row, gap(first)));
    }
    if let Some(last) = (n - few..n).find(|&i| i > 0 && gap(i) > EMPTY_DAYS) {
        (last..n).for_each(|row| tell(row, gap(last)));
    }
}

//! Layer 0: the same charge several times on a day, more often than the merchant's habits make likely; and a block of
//! rows that stands twice, as when a file was entered twice.

use super::context::Levels;
use super::evidence::{Event, Evidence, share};
use super::members::Members;
use super::stats;
use crate::report::AnomalyKind;
use crate::{Error, Ledger, Run};

/// Share of a merchant's days on which repeated charges are still slips, not a custom.
const SLIPS: f64 = 0.02;
/// Pairs that a block has at least: fewer on nearby days are told one by one.
const LEAST_PAIRS: usize = 4;
/// Share of a block's rows that have a twin; a file entered again after one correction still has nearly all.
const PAIRED: f64 = 0.85;

/// Groups of equal charges on one day, ascending by row.
pub(super) struct Duplicates {
    /// Of each group its rows (ascending), on how many other days the amount came there, and the logarithm of the
    /// probability.
    pub(super) groups: Vec<(Vec<usize>, usize, f64)>,
}

impl Duplicates {
    pub(super) fn find(ledger: &Ledger, levels: &Levels, members: &Members, run: &Run) -> Result<Self, Error> {
        let mut groups = vec![];
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
                let repeated = days.iter().filter(|g| g.len() > 1).count();
                for group in days.iter().filter(|g| g.len() > 1) {
                    let i = group[0];
                    let elsewhere = same.len() - group.len();
                    // A scheduled amount is expected once a period, not twice a day; unless twice is its custom.
                    let once = members.series_of(i).is_some() && repeated < 3;
                    let others = if once { 0 } else { elsewhere };
                    let ln_p = habit.chance(group.len(), others, rows.len() - group.len(), levels, i);
                    let mut group = group.to_vec();
                    group.sort_unstable();
                    groups.push((group, days.len() - 1, ln_p));
                }
            }
        }
        run.check()?;
        groups.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        Ok(Self { groups })
    }

    /// Blocks first, then the groups that belong to none.
    pub(super) fn events(&self, ledger: &Ledger) -> Vec<Event> {
        let blocks = self.blocks(ledger);
        let inside: rustc_hash::FxHashSet<usize> = blocks.iter().flat_map(|b| b.rows.iter().copied()).collect();
        let alone = self.groups.iter().filter(|(rows, ..)| !inside.contains(&rows[0]));
        let event = |(rows, elsewhere, ln_p): &(Vec<usize>, usize, f64)| {
            let evidence = Evidence::SameDay { rows: rows.clone(), elsewhere: *elsewhere };
            let copies = rows[1..].to_vec();
            let impact = ledger.minor[rows[0]].abs() * copies.len() as i64;
            let ln_p = ln_p - share::SLIPS.ln();
            Event::of_rows(ledger, rows.clone(), AnomalyKind::Duplicate, ln_p, evidence, impact).but_odd(ledger, copies)
        };
        let alone: Vec<Event> = alone.map(event).collect();
        blocks.into_iter().chain(alone).collect()
    }

    /// Runs of days on which nearly every row has a twin. A merchant that is often paid twice a day says nothing; the
    /// others make each pair as improbable as pairs are elsewhere in the ledger.
    fn blocks(&self, ledger: &Ledger) -> Vec<Event> {
        let mut twin = vec![false; ledger.len()];
        let mut pairs_at = rustc_hash::FxHashMap::<usize, usize>::default();
        let mut copies = vec![false; ledger.len()];
        for (rows, ..) in &self.groups {
            rows.iter().for_each(|&i| twin[i] = true);
            rows[rows.len() / 2..].iter().skip(rows.len() % 2).for_each(|&i| copies[i] = true);
            *pairs_at.entry(ledger.merchant[rows[0]]).or_default() += 1;
        }
        let days: Vec<Vec<usize>> = (0..ledger.len())
            .collect::<Vec<_>>()
            .chunk_by(|&a, &b| ledger.date[a] == ledger.date[b])
            .map(<[usize]>::to_vec)
            .collect();
        let paired = |day: &Vec<usize>| day.iter().filter(|&&i| twin[i]).count();
        let whole = |day: &Vec<usize>| paired(day) as f64 >= PAIRED * day.len() as f64;
        let mut found = vec![];
        let mut start = 0;
        while start < days.len() {
            if !whole(&days[start]) {
                start += 1;
                continue;
            }
            // Goes on over a day with an unpaired row while the run as a whole stays paired.
            let (mut end, mut with, mut all) = (start + 1, paired(&days[start]), days[start].len());
            for (next, day) in days.iter().enumerate().skip(start + 1) {
                with += paired(day);
                all += day.len();
                if (with as f64) < PAIRED * all as f64 {
                    break;
                }
                if whole(day) {
                    end = next + 1;
                }
            }
            found.extend(self.block(ledger, &days[start..end], &copies, &twin, &pairs_at));
            start = end;
        }
        found
    }

    fn block(
        &self,
        ledger: &Ledger,
        days: &[Vec<usize>],
        copies: &[bool],
        twin: &[bool],
        pairs_at: &rustc_hash::FxHashMap<usize, usize>,
    ) -> Option<Event> {
        let rows: Vec<usize> = days.iter().flatten().copied().filter(|&i| twin[i]).collect();
        let odd: Vec<usize> = rows.iter().copied().filter(|&i| copies[i]).collect();
        let (first, last) = (*rows.first()?, *rows.last()?);
        if odd.len() < LEAST_PAIRS || ledger.date[first] == ledger.date[last] {
            return None;
        }
        let mut here = rustc_hash::FxHashMap::<usize, usize>::default();
        odd.iter().for_each(|&i| *here.entry(ledger.merchant[i]).or_default() += 1);
        let surprising = |i: &&usize| {
            let merchant = ledger.merchant[**i];
            pairs_at.get(&merchant).copied().unwrap_or(0) <= here[&merchant]
        };
        let pairs = odd.iter().filter(surprising).count();
        if pairs < LEAST_PAIRS {
            return None;
        }
        let outside = self.groups.len().saturating_sub(odd.len()) as f64;
        let rate = ((outside + 1.0) / (ledger.len() - rows.len() + 2) as f64).min(0.5);
        let ln_p = (pairs as f64 * rate.ln()).max(-600.0) - share::SLIPS.ln();
        let sum: i64 = odd.iter().map(|&i| ledger.minor[i]).sum();
        let (from, to) = (ledger.date[first], ledger.date[last]);
        let evidence = Evidence::Block { copies: odd.len(), sum, from, to };
        let event = Event::of_rows(ledger, rows, AnomalyKind::EnteredTwice, ln_p, evidence, sum.abs());
        Some(event.but_odd(ledger, odd))
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

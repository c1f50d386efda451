//! Layer 0: the same charge several times on a day, more often than the merchant's habits make likely; and the blocks of
//! rows that stand twice ([`copies`](crate::copies)).

use super::context::Levels;
use super::evidence::{Event, Evidence, share};
use super::members::Members;
use super::stats;
use crate::copies::Block;
use crate::report::AnomalyKind;
use crate::{Error, Ledger, Run};

/// Share of a merchant's days on which repeated charges are still slips, not a custom.
const SLIPS: f64 = 0.02;

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
        let blocks: Vec<Event> = ledger.copies.blocks.iter().map(|b| Self::block(ledger, b)).collect();
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

    /// Pairs at the merchants of a block that have none elsewhere are each as improbable as pairs are elsewhere in the ledger.
    fn block(ledger: &Ledger, block: &Block) -> Event {
        let Block { rows, copies, surprising } = block;
        let outside = ledger.copies.groups.saturating_sub(copies.len()) as f64;
        let rate = ((outside + 1.0) / (ledger.len() - rows.len() + 2) as f64).min(0.5);
        let ln_p = (*surprising as f64 * rate.ln()).max(-600.0) - share::SLIPS.ln();
        let sum: i64 = copies.iter().map(|&i| ledger.minor[i]).sum();
        let (from, to) = (ledger.date[rows[0]], ledger.date[rows[rows.len() - 1]]);
        let evidence = Evidence::Block { copies: copies.len(), sum, from, to };
        let event = Event::of_rows(ledger, rows.clone(), AnomalyKind::EnteredTwice, ln_p, evidence, sum.abs());
        event.but_odd(ledger, copies.clone())
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
        let density = levels.density(i);
        // Amounts lie on price points: a tenth of the merchant's charges is presumed to.
        let same = (elsewhere as f64 + density) / (others as f64 + 1.0);
        let mean = self.rate.max(self.together) * same.min(1.0);
        let by_chance = stats::ln_poisson_tail(times - 1, mean);
        // Where other amounts repeat within a day as well, repeating is the custom there; now and then it is a slip.
        let custom = ((self.repeating_groups - 2.0) / self.days - SLIPS).max(0.0);
        by_chance.max(custom.max(1e-12).ln()).min(0.0)
    }
}

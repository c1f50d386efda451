//! What the amount layer says of a row, with the comparison set: never the row itself.

use super::Context;
use super::levels::LEAST_FREE;
use crate::Ledger;
use crate::anomaly::evidence::{Comparison, Event, Evidence, Standing, share};
use crate::anomaly::members::Members;
use crate::anomaly::stats;
use crate::report::AnomalyKind;

/// A slipped decimal point leaves the amount this close (in spreads) to a usual one.
const SLIP_FIT: f64 = 1.0;
/// Amounts that spread more than this (logarithmic) are usual at ten times the usual one as well.
const SLIP_SPREAD: f64 = 0.6;
/// An amount fits another category within this many of its spreads.
const CATEGORY_FIT: f64 = 1.5;

impl Context {
    /// Everything that the amount of row `i` says, for p-values below `least` (logarithm).
    pub(in crate::anomaly) fn events(&self, ledger: &Ledger, members: &Members, i: usize, least: f64) -> Vec<Event> {
        let mut events = vec![];
        if self.ln_high[i] < least {
            events.push(self.high(ledger, members, i));
        }
        if self.ln_account[i] < least && !self.by_account[i] {
            let evidence = Evidence::Large { row: i, standing: self.standing(ledger, i), usual: self.account_usual };
            let above = self.net[i] - self.account_usual;
            let ln_p = self.ln_account[i] - share::ACCOUNT.ln();
            events.push(Event::of_row(ledger, i, AnomalyKind::Spike, ln_p, evidence, above));
        }
        if self.ln_low[i] < least {
            events.push(self.low(ledger, i));
        }
        if self.ln_new[i] < least {
            events.push(self.first(ledger, i));
        }
        events
    }

    /// True where all of the money came back, so that nothing is left to judge.
    pub(in crate::anomaly) fn settled(&self, i: usize) -> bool {
        self.net[i] <= 0
    }

    /// The high side of row `i`.
    fn high(&self, ledger: &Ledger, members: &Members, i: usize) -> Event {
        let ln_p = self.ln_high[i] - share::HIGH.ln();
        let amount = ledger.minor[i];
        if self.by_account[i] {
            let usual = self.account_usual;
            let evidence = Evidence::Large { row: i, standing: self.standing(ledger, i), usual };
            return Event::of_row(ledger, i, AnomalyKind::Spike, ln_p, evidence, amount - usual);
        }
        let (usual, than) = self.compared(ledger, members, i);
        let tenfold = [10f64, 100.0, 1000.0].into_iter().find(|by| {
            let slipped = self.levels.log[i] - by.ln() - self.levels.expected[i];
            self.levels.spread[i] < SLIP_SPREAD
                && self.levels.others[i] as usize >= LEAST_FREE
                && (slipped / self.levels.spread[i]).abs() < SLIP_FIT
        });
        if let Some(factor) = tenfold {
            let evidence = Evidence::DecimalSlip { row: i, usual, factor, than };
            let above = amount - (amount as f64 / factor).round() as i64;
            return Event::of_row(ledger, i, AnomalyKind::DecimalSlip, ln_p, evidence, above);
        }
        // A charge of a schedule is where it belongs.
        let other = if members.series_of(i).is_none() { self.other_category(ledger, i) } else { None };
        if let Some(other) = other.filter(|_| self.usual_in_account(i) && !self.knows_merchant(i)) {
            let evidence = Evidence::FitsElsewhere { row: i, usual, other };
            return Event::of_row(ledger, i, AnomalyKind::WrongCategory, ln_p, evidence, amount);
        }
        let evidence = Evidence::AboveUsual { row: i, usual, than };
        Event::of_row(ledger, i, AnomalyKind::Spike, ln_p, evidence, self.net[i] - usual)
    }

    /// The low side of row `i`: nothing is lost by it, so nothing is at stake but the little that was paid.
    fn low(&self, ledger: &Ledger, i: usize) -> Event {
        let ln_p = self.ln_low[i] - share::LOW.ln();
        let (centre, _, count) = self.levels.category[ledger.category[i]];
        let than = Comparison::Category { category: ledger.category[i], others: count.saturating_sub(1) };
        let evidence = Evidence::BelowUsual { row: i, usual: minor(centre), than };
        Event::of_row(ledger, i, AnomalyKind::Unusual, ln_p, evidence, ledger.minor[i].min(minor(centre)))
    }

    /// A merchant's first charge.
    fn first(&self, ledger: &Ledger, i: usize) -> Event {
        let ln_p = self.ln_new[i] - share::FIRST_CHARGE.ln();
        let category = ledger.category[i];
        let usual = if self.by_account[i] { self.account_usual } else { minor(self.levels.category[category].0) };
        let only = self.levels.others[i] == 0 && self.only[i];
        let evidence = Evidence::FirstCharge { row: i, only, standing: self.standing(ledger, i), usual, category };
        Event::of_row(ledger, i, AnomalyKind::NewMerchant, ln_p, evidence, self.net[i])
    }

    /// The usual amount for row `i`, and what it is that of: the nearest set with enough other charges.
    fn compared(&self, ledger: &Ledger, members: &Members, i: usize) -> (i64, Comparison) {
        let merchant = ledger.merchant[i];
        if let Some(mut around) = super::series_around(ledger, members, i) {
            let than = Comparison::Schedule { merchant, others: around.len() };
            return (minor(stats::median(&mut around)), than);
        }
        let others = self.levels.others[i] as usize;
        if others >= LEAST_FREE && !ledger.merchants[merchant].is_empty() {
            return (minor(self.levels.merchant_centre[i]), Comparison::Merchant { merchant, others });
        }
        let (centre, _, count) = self.levels.category[ledger.category[i]];
        (minor(centre), Comparison::Category { category: ledger.category[i], others: count.saturating_sub(1) })
    }

    /// How the charge stands in the account.
    pub(in crate::anomaly) fn standing(&self, ledger: &Ledger, i: usize) -> Standing {
        match (self.before[i], self.later_larger[i]) {
            (None, false) => Standing::Largest { others: ledger.len() - 1 },
            (Some(before), _) if (ledger.date[i] - ledger.date[before]).num_days() >= 180 => {
                Standing::LargestSince(ledger.date[before])
            }
            _ => Standing::Usual,
        }
    }

    fn knows_merchant(&self, i: usize) -> bool {
        self.levels.others[i] as usize >= LEAST_FREE
    }

    /// The category, not its own, of at least five rows whose amounts this one fits best, if it fits any.
    fn other_category(&self, ledger: &Ledger, i: usize) -> Option<usize> {
        let fit = |c: usize| {
            let (centre, spread, count) = self.levels.category[c];
            let z = ((self.levels.log[i] - centre) / spread).abs();
            (c != ledger.category[i] && count >= LEAST_FREE && z < CATEGORY_FIT).then_some((z, c))
        };
        let best = (0..ledger.categories.len()).filter_map(fit).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        best.map(|(_, c)| c)
    }

    /// Within what the categories' middles span: nothing that would be high everywhere.
    fn usual_in_account(&self, i: usize) -> bool {
        let above =
            self.levels.category.iter().filter(|c| c.2 >= LEAST_FREE && c.0 + c.1 >= self.levels.log[i]).count();
        above * 10 >= self.levels.category.len()
    }
}

/// Minor units of their logarithm.
fn minor(log: f64) -> i64 {
    log.exp().round() as i64
}

//! The account as a whole, for charges that have nothing of their own kind beside them: the only one in its category
//! says nothing of what is usual there, and must not be compared with itself.
//!
//! Above its 90 % point the tail of the amounts is taken as Pareto's, with the index by Hill (1975) on the logarithms of
//! the amounts beyond; its lower confidence limit is used, so that few amounts make a heavy tail. With fewer than
//! [`ENOUGH`] amounts the logarithms are taken as normal and the tail is Student's.

use super::levels::{LEAST_FREE, Levels, log_amount};
use crate::Ledger;
use crate::anomaly::stats;

/// Amounts from which on the largest tenth tells its own shape.
const ENOUGH: usize = 100;
/// Share of the amounts that the tail is fitted to.
const TAIL: f64 = 0.1;
/// A category with this share of all rows says no more than the account does.
const NEARLY_ALL: f64 = 0.8;
/// 90 % and one-sided 95 % points of the normal distribution.
const NORMAL_90: f64 = 1.2816;
const CONFIDENT: f64 = 1.645;

/// The upper tail of an account's unscheduled spending.
pub(super) struct Tail {
    /// Median, minor units.
    pub(super) usual: i64,
    n: f64,
    /// Logarithm of the point where the tail begins, and its index; `None` below [`ENOUGH`] amounts.
    pareto: Option<(f64, f64)>,
    centre: f64,
    spread: f64,
    /// Degrees of freedom of the Student distribution whose upper side the logarithms have.
    freedom: f64,
}

impl Tail {
    pub(super) fn new(ledger: &Ledger, scheduled: impl Fn(usize) -> bool) -> Self {
        let wanted = |i: &usize| ledger.minor[*i] > 0 && !scheduled(*i);
        let mut logs: Vec<f64> = (0..ledger.len()).filter(wanted).map(|i| log_amount(ledger.minor[i])).collect();
        let n = logs.len();
        let (centre, mad) = stats::median_mad(&mut logs);
        // The upper side's own spread where it is wider: many equal fares must not make all else look large.
        let spread = mad.max((stats::quantile(&mut logs, 0.9) - centre) / NORMAL_90);
        let freedom = stats::freedom(logs.iter().map(|l| (l - centre) / spread.max(0.05)));
        logs.sort_unstable_by(|a, b| b.total_cmp(a));
        let beyond = (TAIL * n as f64) as usize;
        let pareto = (n >= ENOUGH).then(|| {
            let start = logs[beyond];
            // The largest is left out: it is the one that is judged most often.
            let excess = logs[1..beyond].iter().map(|l| l - start).sum::<f64>() / (beyond - 1) as f64;
            let index = (1.0 - CONFIDENT / (beyond as f64).sqrt()).max(0.1) / excess.max(1e-3);
            (start, index)
        });
        Self { usual: centre.exp().round() as i64, n: n as f64, pareto, centre, spread, freedom }
    }

    /// True where row `i` has too few others at its merchant and in its category, or where its category is nearly the
    /// whole account and its merchant unknown.
    pub(super) fn speaks_for(&self, ledger: &Ledger, levels: &Levels, i: usize) -> bool {
        let others = levels.category[ledger.category[i]].2.saturating_sub(1);
        let known = levels.others[i] as usize >= LEAST_FREE;
        let nearly_all = others as f64 >= NEARLY_ALL * ledger.len() as f64;
        others < LEAST_FREE || (nearly_all && (!known || ledger.merchants[ledger.merchant[i]].is_empty()))
    }

    /// Natural logarithm of the probability of `minor` or more.
    pub(super) fn ln_above(&self, minor: i64) -> f64 {
        let log = log_amount(minor);
        match self.pareto {
            Some((start, index)) if log > start => TAIL.ln() - index * (log - start),
            Some(_) => 0.0,
            None => stats::ln_student_tail(self.z(log), (self.n - 1.0).clamp(1.0, 8.0)),
        }
    }

    /// The same by the shape of all amounts, not of the largest alone: for charges whose merchant and category speak as
    /// well, so that this is one view of several. Below [`ENOUGH`] amounts it says nothing.
    pub(super) fn ln_beyond(&self, minor: i64) -> f64 {
        if self.pareto.is_none() {
            return 0.0;
        }
        stats::ln_student_tail(self.z(log_amount(minor)), self.freedom)
    }

    fn z(&self, log: f64) -> f64 {
        (log - self.centre) / (self.spread.max(0.05) * (1.0 + 1.0 / self.n.max(1.0)).sqrt())
    }
}

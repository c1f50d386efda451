//! Intervals of one series' months: from the pool's errors to bounds that honour what is known.

use crate::forecast::conformal::Reach;
use crate::forecast::evidence::{Evidence, Spread};
use crate::stats::median;

/// From this share of exact forecasts on a series is taken to be always the same until it changes.
const MOSTLY_EXACT: f64 = 0.5;
/// Values that differ by less, relative to the larger, are the same.
const SAME: f64 = 0.02;
/// Values that tell the usual one.
const RECENT: usize = 12;

/// What makes the intervals of one series.
pub(super) struct Interval<'a> {
    pub(super) spread: Spread<'a>,
    /// Share of forecasts that were exact: the probability that the next one is.
    pub(super) exact: f64,
    /// Values that the interval holds in any case.
    pub(super) holds: Option<[f64; 2]>,
    /// Share of the first month that is still to come, where it has begun.
    pub(super) left: Option<f64>,
    /// What the first month will cost at the least.
    pub(super) spent: Option<f64>,
    /// Below zero is possible.
    pub(super) negative: bool,
}

/// Bounds of a month: 80 and 95 %, lower and upper.
pub(super) type Bounds = [[f64; 2]; 2];

impl<'a> Interval<'a> {
    /// Of the series `y` with its `evidence`.
    pub(super) fn new(y: &[f64], evidence: &Evidence, spread: Spread<'a>) -> Self {
        let negative = y.iter().any(|v| *v < 0.0);
        Self { spread, exact: evidence.exact(), holds: unsettled(y, evidence), left: None, spent: None, negative }
    }

    /// Factor by which errors of a whole month are smaller in step `i` (from 0): what is to come of a month that has
    /// begun varies as the sum of independent days does.
    fn share(&self, i: usize) -> f64 {
        if i == 0 { self.left.map_or(1.0, f64::sqrt) } else { 1.0 }
    }

    /// How far the two intervals reach in step `i`, from 0.
    pub(super) fn reaches(&self, i: usize) -> [Reach; 2] {
        let share = self.share(i);
        self.spread.reaches(i + 1).map(|r| Reach { below: share * r.below, above: share * r.above })
    }

    /// Bounds around `mean` in step `i` for `reaches`.
    pub(super) fn bounds(&self, i: usize, mean: f64, reaches: [Reach; 2]) -> Bounds {
        let least = match self.spent {
            Some(spent) if i == 0 && !self.negative => spent,
            _ if self.negative => f64::NEG_INFINITY,
            _ => 0.0,
        };
        let began = i == 0 && self.left.is_some();
        let [low, high] = self.holds.filter(|_| !began).unwrap_or([mean, mean]);
        reaches.map(|r| [(mean - r.below).min(low).max(least).min(mean), (mean + r.above).max(high).max(mean)])
    }

    /// Probability that step `i` costs more than `limit`, when it is expected to cost `mean`; `stretch` is how many times
    /// wider its interval was made than that of its own errors.
    pub(super) fn exceeds(&self, i: usize, mean: f64, limit: f64, stretch: f64) -> f64 {
        let certain = f64::from(u8::from(mean > limit));
        let factor = self.share(i) * stretch;
        if self.spent.is_some_and(|spent| i == 0 && !self.negative && spent > limit) || factor <= 0.0 {
            return certain;
        }
        self.exact * certain + (1.0 - self.exact) * self.spread.exceeds(i + 1, (limit - mean) / factor)
    }
}

/// The last and the usual value of a series that is otherwise always the same, where they differ and the last one stands
/// alone: nobody knows yet which of them the next one will be.
fn unsettled(y: &[f64], evidence: &Evidence) -> Option<[f64; 2]> {
    let [.., before, last] = *y else { return None };
    let sparse = 4 * y.iter().filter(|v| **v == 0.0).count() >= y.len();
    let same = |a: f64, b: f64| (a - b).abs() <= SAME * a.abs().max(b.abs());
    if sparse || evidence.exact() < MOSTLY_EXACT || same(before, last) {
        return None;
    }
    let usual = median(&mut y[y.len().saturating_sub(RECENT)..].to_vec());
    (!same(usual, last)).then(|| [usual.min(last), usual.max(last)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::evidence::Pool;

    #[test]
    fn a_last_month_that_was_different_is_within() {
        let mut y = vec![365.0; 15];
        y.push(90.0);
        let evidence = Evidence::new(&y, 1, (0..9).map(|k| vec![if k == 8 { 275.0 } else { 0.0 }]).collect(), 0);
        let pool = Pool::new(&[&evidence]);
        let interval = Interval::new(&y, &evidence, pool.of(&evidence, None));
        for mean in [90.0, 300.0, 365.0] {
            let [[low, high], _] = interval.bounds(0, mean, interval.reaches(0));
            assert!(low <= 90.0 && high >= 365.0, "{low} {high}");
        }
        y.push(90.0);
        assert_eq!(unsettled(&y, &evidence), None, "twice is a new level");
    }

    #[test]
    fn a_month_that_has_begun_costs_at_least_what_is_spent() {
        let y: Vec<f64> = (0..20).map(|i| 500.0 + f64::from(i * 37 % 11) * 10.0).collect();
        let errors = (0..12).map(|k| vec![f64::from(k * 29 % 13) * 10.0 - 60.0]).collect();
        let evidence = Evidence::new(&y, 1, errors, 0);
        let pool = Pool::new(&[&evidence]);
        let whole = Interval::new(&y, &evidence, pool.of(&evidence, None));
        let wide = whole.reaches(0)[0];
        let begun = Interval { left: Some(0.25), spent: Some(520.0), ..whole };
        assert!((begun.reaches(0)[0].above - 0.5 * wide.above).abs() < 1e-9);
        let [[low, _], [lower, _]] = begun.bounds(0, 530.0, begun.reaches(0));
        assert!(low >= 520.0 && lower >= 520.0);
        assert_eq!(begun.exceeds(0, 530.0, 519.0, 1.0), 1.0);
        assert!(begun.exceeds(0, 530.0, 900.0, 1.0) < 0.2);
    }
}

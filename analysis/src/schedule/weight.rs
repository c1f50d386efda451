//! How much more probable a link between two charges is on a schedule than by chance.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Charge;
use crate::calendar::Cadence;

/// Probability that 0, 1 or 2 charges are missing before the next one.
pub(super) const SKIPS: [f64; 3] = [0.93, 0.05, 0.02];
/// Share of scheduled charges that repeat the amount to the cent.
const SAME_AMOUNT: f64 = 0.75;
/// Charges a day from which on the day says nothing and only repeated amounts can be told from chance; it also bounds
/// the work, which grows with the square of the rate.
const DENSE: f64 = 0.6;
/// Density of the normal distribution at 0, inverse.
const ROOT_TWO_PI: f64 = 2.506_628_274_631;
/// Probability that a monthly charge keeps its weekday (second Tuesday) rather than its day of the month.
const BY_WEEKDAY: f64 = 0.05;

/// Mean distance in days to the expected day, before anything is known of a schedule: weekends and slow banks move
/// charges by a day or two, and people pay long cadences less exactly.
pub(crate) fn usual_jitter(cadence: Cadence) -> f64 {
    match cadence {
        Cadence::Weekly => 0.6,
        Cadence::Fortnightly | Cadence::TwiceAMonth => 0.8,
        Cadence::EveryThreeWeeks | Cadence::EveryFourWeeks => 0.9,
        Cadence::Monthly | Cadence::EveryFiveWeeks => 1.2,
        Cadence::EverySixWeeks => 1.4,
        Cadence::EveryEightWeeks | Cadence::EveryTwoMonths => 1.6,
        Cadence::Quarterly | Cadence::EveryFourMonths => 2.0,
        Cadence::HalfYearly => 3.0,
        Cadence::Yearly => 4.0,
    }
}

/// What is expected of the amounts on a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amounts {
    /// Mostly the same to the cent, now and then a new price.
    Fixed,
    /// Whatever the bill says: only the days count.
    Varying,
}

/// Logarithms of the weights of days for one cadence, by distance to the expected day.
pub(super) struct DayWeights {
    /// By number of charges missing and days of distance.
    by_distance: Vec<[f64; 3]>,
    /// On the expected weekday of the month exactly.
    pub(super) weekday: [f64; 3],
}

impl DayWeights {
    /// Distances follow a two-sided geometric distribution; by chance a charge comes on any day at the rate.
    pub(super) fn new(cadence: Cadence, background: &Background) -> Self {
        let decay = (-1.0 / usual_jitter(cadence)).exp();
        let days = 0..=i32::try_from(cadence.tolerance()).unwrap_or(0);
        let of = |p: f64| SKIPS.map(|skip| (skip * p / background.rate).ln());
        Self {
            by_distance: days.map(|d| of((1.0 - decay) / (1.0 + decay) * decay.powi(d))).collect(),
            weekday: of(BY_WEEKDAY),
        }
    }

    /// Weight of a charge `distance` days off, `skipped` charges after the one before; none beyond the tolerance.
    pub(super) fn of(&self, distance: i32, skipped: usize) -> Option<f64> {
        Some(self.by_distance.get(usize::try_from(distance).ok()?)?[skipped])
    }
}

/// What purchases at the merchant look like when there is no schedule.
pub(super) struct Background {
    /// Charges a day.
    pub(super) rate: f64,
    /// So dense that only charges of the same amount can be told from chance.
    pub(super) dense: bool,
    /// Standard deviation of the difference between the logarithms of two amounts.
    spread: f64,
    /// Weight of repeating the amount of each charge.
    same: Vec<f64>,
    /// Natural logarithm of each amount.
    ln: Vec<f64>,
}

impl Background {
    /// `None` for fewer than three charges. `repeat_rate` is how often two amounts in a row are the same by chance.
    pub(super) fn new(charges: &[Charge], repeat_rate: f64) -> Option<Self> {
        if charges.len() < 3 {
            return None;
        }
        let n = charges.len() as f64;
        let span = (charges[charges.len() - 1].date - charges[0].date).num_days().max(1) as f64;
        let mut count: FxHashMap<i64, usize> = FxHashMap::default();
        charges.iter().for_each(|c| *count.entry(c.minor).or_default() += 1);
        // In a merchant with one amount only, that amount says nothing; otherwise its share among the charges does.
        let same = |c: &Charge| (SAME_AMOUNT / (count[&c.minor] as f64 / n).max(repeat_rate)).ln();
        let ln: Vec<f64> = charges.iter().map(|c| (c.minor as f64).ln()).collect();
        let (_, mad) = crate::anomaly::stats::median_mad(&mut ln.clone());
        let rate = (n - 1.0) / span;
        let spread = mad.clamp(0.25, 2.0) * std::f64::consts::SQRT_2;
        Some(Self { rate, dense: rate > DENSE, spread, same: charges.iter().map(same).collect(), ln })
    }

    /// Weight of the amounts of charges `i` and `j`.
    pub(super) fn amounts(&self, charges: &[Charge], (i, j): (usize, usize), kind: Amounts) -> f64 {
        let step = (self.ln[j] - self.ln[i]).abs();
        match kind {
            // Bills vary as much as purchases do, but not without bounds.
            Amounts::Varying => {
                if step <= LARGEST_STEP {
                    0.0
                } else {
                    -10.0
                }
            }
            Amounts::Fixed if charges[i].minor == charges[j].minor => self.same[j],
            Amounts::Fixed => {
                let chance = -0.5 * (step / self.spread).powi(2) - (self.spread * ROOT_TWO_PI).ln();
                ln_scheduled(step) - chance.max(LEAST_CHANCE)
            }
        }
    }
}

/// Largest step between two bills in a row, as a logarithm: four times as much or a quarter.
const LARGEST_STEP: f64 = 1.386;
/// Least logarithm of the density of amounts that have nothing in common.
const LEAST_CHANCE: f64 = -6.9;
/// Steps between amounts are looked up to this one, in this many parts.
const STEPS: (f64, usize) = (4.0, 2048);

/// Logarithm of the density of a step between two scheduled charges that are not the same: a new price most often, now
/// and then something else.
fn ln_scheduled(step: f64) -> f64 {
    static TABLE: LazyLock<Vec<f64>> = LazyLock::new(|| {
        let normal = |step: f64, sd: f64| (-0.5 * (step / sd).powi(2)).exp() / (sd * ROOT_TWO_PI);
        let density = |step: f64| (1.0 - SAME_AMOUNT) * (0.7 * normal(step, 0.08) + 0.3 * normal(step, 0.4));
        (0..=STEPS.1).map(|k| density(STEPS.0 * k as f64 / STEPS.1 as f64).max(1e-300).ln()).collect()
    });
    let at = (step / STEPS.0 * STEPS.1 as f64).min(STEPS.1 as f64);
    TABLE[at as usize]
}

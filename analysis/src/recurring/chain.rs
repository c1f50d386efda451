//! Finding a schedule among the charges of one merchant, even where it is mixed with other purchases there.
//!
//! A chain is a sequence of charges, each about one period after the one before. Every link is weighed as a log
//! likelihood ratio: how probable are this day and this amount if the charge belongs to a schedule, against a purchase
//! at any time at the merchant's usual rate and amounts. The best chain is a longest path over links (dynamic
//! programming). Under the second hypothesis the expected number of chains with `exp(weight) >= x` is at most
//! (charges x steps) / x, which gives a threshold that holds however dense the merchant is.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::report::Cadence;

/// One charge of the merchant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charge {
    /// Row of the ledger.
    pub(super) row: usize,
    pub(super) date: NaiveDate,
    pub(super) minor: i64,
    /// Which description it has; the same one speaks for the same schedule.
    pub(super) description: u64,
}

/// Charges on a schedule, as indices into the merchant's charges, with the number of the period of each.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) cadence: Cadence,
    /// (index, period number), ascending; period numbers skip where a charge is missing.
    pub(super) links: Vec<(usize, i64)>,
    /// Log likelihood ratio above its threshold.
    pub(super) weight: f64,
}

/// Cadences that are looked for, shortest first.
const CADENCES: [Cadence; 6] =
    [Cadence::Weekly, Cadence::Fortnightly, Cadence::Monthly, Cadence::Quarterly, Cadence::HalfYearly, Cadence::Yearly];
/// Probability that 0, 1 or 2 charges are missing before the next one.
const SKIPS: [f64; 3] = [0.93, 0.05, 0.02];
/// Share of scheduled charges that repeat the amount to the cent.
const SAME_AMOUNT: f64 = 0.75;
/// Charges a day from which on the day says nothing and only repeated amounts can be told from chance; it also bounds
/// the work, which grows with the square of the rate.
const DENSE: f64 = 0.6;
/// Link candidates looked at by one charge.
const WINDOW: usize = 64;

/// The best chain above its threshold over all cadences among `charges` (ascending by date), if there is one.
pub(super) fn best(charges: &[Charge], repeat_rate: f64) -> Option<Chain> {
    let background = Background::new(charges, repeat_rate)?;
    let chains = CADENCES.iter().filter_map(|&c| best_of(c, charges, &background));
    chains.fold(None, |best: Option<Chain>, c| match best {
        Some(b) if b.weight >= c.weight => Some(b),
        _ => Some(c),
    })
}

/// What purchases at the merchant look like when there is no schedule.
struct Background {
    /// Charges a day.
    rate: f64,
    /// Spread of the logarithm of the amount.
    spread: f64,
    /// Share of each amount; amounts seen once have the account's rate of repetition.
    share: FxHashMap<i64, f64>,
    /// So dense that only charges of the same amount can be told from chance.
    dense: bool,
}

impl Background {
    fn new(charges: &[Charge], repeat_rate: f64) -> Option<Self> {
        if charges.len() < 3 {
            return None;
        }
        let n = charges.len() as f64;
        let span = (charges[charges.len() - 1].date - charges[0].date).num_days().max(1) as f64;
        let mut count: FxHashMap<i64, usize> = FxHashMap::default();
        for charge in charges {
            *count.entry(charge.minor).or_default() += 1;
        }
        // In a merchant with one amount only, that amount says nothing; otherwise its share among the charges does.
        let share = count.into_iter().map(|(minor, k)| (minor, (k as f64 / n).max(repeat_rate))).collect();
        let mut logs: Vec<f64> = charges.iter().map(|c| (c.minor as f64).ln()).collect();
        let (_, mad) = crate::anomaly::stats::median_mad(&mut logs);
        let rate = (n - 1.0) / span;
        Some(Self { rate, spread: mad.clamp(0.25, 2.0), share, dense: rate > DENSE })
    }

    fn link(&self, cadence: Cadence, from: &Charge, to: &Charge, skipped: usize, deviation: i64) -> f64 {
        let decay = (-1.0 / usual_jitter(cadence)).exp();
        let day = (1.0 - decay) / (1.0 + decay) * decay.powi(i32::try_from(deviation.abs()).unwrap_or(i32::MAX));
        let amount = if from.minor == to.minor {
            SAME_AMOUNT / self.share.get(&to.minor).copied().unwrap_or(1.0)
        } else {
            let step = (to.minor as f64 / from.minor as f64).ln();
            let normal = |sd: f64| (-0.5 * (step / sd).powi(2)).exp() / (sd * 2.506_628_274_631);
            let scheduled = (1.0 - SAME_AMOUNT) * (0.7 * normal(0.08) + 0.3 * normal(0.4));
            scheduled / normal(self.spread * std::f64::consts::SQRT_2).max(1e-3)
        };
        let described = if from.description == to.description { 0.2 } else { -1.0 };
        (SKIPS[skipped] * day / self.rate).ln() + amount.ln() + described
    }
}

/// Mean distance in days to the expected day, before anything is known of a series.
pub(super) fn usual_jitter(cadence: Cadence) -> f64 {
    0.4 * cadence.tolerance() as f64 * if cadence.days() > 60.0 { 0.7 } else { 0.6 }
}

fn best_of(cadence: Cadence, charges: &[Charge], background: &Background) -> Option<Chain> {
    let n = charges.len();
    let mut weight = vec![0.0f64; n];
    let mut back: Vec<Option<(usize, i64)>> = vec![None; n];
    let mut same_amount: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
    if background.dense {
        for (i, charge) in charges.iter().enumerate() {
            same_amount.entry(charge.minor).or_default().push(i);
        }
    }
    let everything: Vec<usize> = if background.dense { vec![] } else { (0..n).collect() };
    for i in 0..n {
        let candidates = same_amount.get(&charges[i].minor).unwrap_or(&everything);
        for (skipped, periods) in (1..=SKIPS.len() as i64).enumerate() {
            let expected = cadence.after(charges[i].date, periods);
            // Three days more for month ends; the deviation decides.
            let reach = chrono::Days::new(cadence.tolerance().unsigned_abs() + 3);
            let (earliest, latest) = (expected - reach, expected + reach);
            let first = candidates.partition_point(|&j| charges[j].date < earliest);
            let within = candidates[first..].iter().copied().take_while(|&j| charges[j].date <= latest);
            for j in within.take(WINDOW).filter(|&j| j > i) {
                let deviation = cadence.deviation(charges[i].date, charges[j].date, periods);
                if deviation.abs() > cadence.tolerance() {
                    continue;
                }
                let total = weight[i] + background.link(cadence, &charges[i], &charges[j], skipped, deviation);
                if total > weight[j] {
                    weight[j] = total;
                    back[j] = Some((i, periods));
                }
            }
        }
    }
    let mut end = 0;
    for (i, w) in weight.iter().enumerate() {
        if *w > weight[end] {
            end = i;
        }
    }
    let mut steps = vec![];
    let mut at = end;
    while let Some((from, periods)) = back[at] {
        steps.push((at, periods));
        at = from;
    }
    steps.push((at, 0));
    steps.reverse();
    let mut period = 0;
    let links: Vec<(usize, i64)> = steps
        .into_iter()
        .map(|(i, periods)| {
            period += periods;
            (i, period)
        })
        .collect();
    let span = (charges[n - 1].date - charges[0].date).num_days() as f64;
    let threshold = (n as f64).ln() + (span / cadence.days()).max(1.0).ln() + 6.4;
    let chain = Chain { cadence, weight: weight[end] - threshold, links };
    (long_enough(&chain) && steady(&chain, charges) && (chain.weight > 0.0 || clear_cut(&chain, charges)))
        .then_some(chain)
}

fn long_enough(chain: &Chain) -> bool {
    chain.links.len() >= if chain.cadence.days() < 20.0 { 5 } else { 3 }
}

/// Short cadences with changing amounts are habits (a weekly shop), not schedules.
fn steady(chain: &Chain, charges: &[Charge]) -> bool {
    let mut steps: Vec<f64> = chain
        .links
        .windows(2)
        .map(|w| (charges[w[1].0].minor as f64 / charges[w[0].0].minor as f64).ln().abs())
        .collect();
    steps.sort_unstable_by(f64::total_cmp);
    steps[steps.len() / 2] <= if chain.cadence.days() < 20.0 { 0.1 } else { 0.8 }
}

/// A young series that leaves no doubt: the same amount each time, every period, within two days, and little else at
/// the merchant meanwhile.
fn clear_cut(chain: &Chain, charges: &[Charge]) -> bool {
    let links = &chain.links;
    let (first, last) = (links[0].0, links[links.len() - 1].0);
    let same = links.iter().all(|l| charges[l.0].minor == charges[first].minor);
    let punctual = links.windows(2).all(|w| {
        let (from, to) = (charges[w[0].0].date, charges[w[1].0].date);
        w[1].1 - w[0].1 == 1 && chain.cadence.deviation(from, to, 1).abs() <= 2
    });
    same && punctual && links.len() as f64 >= 0.8 * (last - first + 1) as f64
}

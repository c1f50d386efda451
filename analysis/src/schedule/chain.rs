//! The best chain of charges, each about one period after the one before.
//!
//! Every link is weighed as a log likelihood ratio: how probable are this day and this amount if the charge belongs to a
//! schedule, against a purchase at any time at the merchant's usual rate and amounts. The best chain is a longest path
//! over links (dynamic programming). Under the second hypothesis the expected number of chains with `exp(weight) >= x`
//! is at most (charges x steps) / x, which gives a threshold that holds however dense the merchant is.

use rustc_hash::FxHashMap;

use super::Charge;
use super::timeline::Timeline;
use super::weight::{Amounts, Background, DayWeights, SKIPS};
use crate::calendar::{Cadence, Step};

/// Charges on a schedule, as indices into the merchant's charges, with the number of the period of each.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    pub(crate) cadence: Cadence,
    /// (index, period number), ascending; period numbers skip where a charge is missing.
    pub(crate) links: Vec<(usize, i64)>,
    /// Log likelihood ratio above its threshold.
    pub(crate) weight: f64,
}

/// Link candidates looked at by one charge.
const WINDOW: usize = 64;
/// One chain in so many of pure chance is taken for a schedule, over all cadences: `exp(7.25)` = 1,400.
const LN_CHANCE: f64 = 7.25;

/// The best chain above its threshold over all cadences among `charges` (ascending by date), if there is one.
///
/// First one whose amounts repeat is looked for; where there is none, bills that vary, if the merchant does little else
/// than send them. Twice a month is not looked for: it is two monthly chains, which [`recurring`](crate::recurring)
/// puts together.
pub(crate) fn best(charges: &[Charge], repeat_rate: f64) -> Option<Chain> {
    let background = Background::new(charges, repeat_rate)?;
    best_of(charges, &background, Amounts::Fixed).or_else(|| {
        // A bill a month at most, give or take.
        let thin = background.rate * Cadence::Monthly.days() <= 1.6;
        thin.then(|| best_of(charges, &background, Amounts::Varying)).flatten()
    })
}

fn best_of(charges: &[Charge], background: &Background, amounts: Amounts) -> Option<Chain> {
    let groups: Vec<Vec<usize>> = if background.dense {
        let mut same_amount: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
        charges.iter().enumerate().for_each(|(i, c)| same_amount.entry(c.minor).or_default().push(i));
        let mut groups: Vec<Vec<usize>> = same_amount.into_values().filter(|g| g.len() > 2).collect();
        groups.sort_unstable();
        groups
    } else {
        vec![(0..charges.len()).collect()]
    };
    let span = (charges[charges.len() - 1].date - charges[0].date).num_days() as f64;
    let mut best: Option<Chain> = None;
    for group in &groups {
        let timeline = Timeline::new(group.iter().map(|&i| charges[i]));
        for cadence in Cadence::ALL {
            let wanted = match amounts {
                Amounts::Fixed => cadence != Cadence::TwiceAMonth,
                Amounts::Varying => cadence.is_monthly(),
            };
            if !wanted || span < cadence.days() * (fewest(cadence) - 1) as f64 - cadence.tolerance() as f64 {
                continue;
            }
            let search = Search { cadence, charges, group, timeline: &timeline, background, amounts };
            let Some(mut chain) = search.longest() else { continue };
            let periods = (span / cadence.days()).max(1.0);
            chain.weight -= (charges.len() as f64).ln() + periods.ln() + LN_CHANCE;
            let kept = chain.links.len() >= fewest(cadence)
                && match amounts {
                    Amounts::Fixed => steady(&chain, charges) && (chain.weight > 0.0 || clear_cut(&chain, charges)),
                    Amounts::Varying => chain.weight > 0.0 && little_else(&chain),
                };
            if kept && best.as_ref().is_none_or(|b| chain.weight > b.weight) {
                best = Some(chain);
            }
        }
    }
    best
}

/// What one longest path is looked for in.
struct Search<'a> {
    cadence: Cadence,
    charges: &'a [Charge],
    /// Indices of the charges looked at, ascending; the timeline is of these.
    group: &'a [usize],
    timeline: &'a Timeline,
    background: &'a Background,
    amounts: Amounts,
}

impl Search<'_> {
    fn longest(&self) -> Option<Chain> {
        let n = self.group.len();
        let (step, tolerance) = (self.cadence.step(), i32::try_from(self.cadence.tolerance()).unwrap_or(0));
        // The same weekday of the month is at most six days from the same day.
        let reach = if step == Step::Months(1) { tolerance.max(6) } else { tolerance };
        let weights = DayWeights::new(self.cadence, self.background);
        let day = &self.timeline.day;
        let mut weight = vec![0.0f64; n];
        let mut back: Vec<Option<(usize, i64)>> = vec![None; n];
        let mut first = [0usize; SKIPS.len()];
        for i in 0..n {
            for (skipped, first) in first.iter_mut().enumerate() {
                let expected = self.timeline.expected(i, step, skipped + 1);
                let (earliest, latest) = (expected.day - reach, expected.month_end + reach);
                while *first < n && day[*first] < earliest {
                    *first += 1;
                }
                for j in ((*first).max(i + 1)..n).take_while(|&j| day[j] <= latest).take(WINDOW) {
                    let off = (day[j] - expected.day).abs().min((day[j] - expected.month_end).abs());
                    let by_weekday = step == Step::Months(1) && expected.weekday.contains(&day[j]);
                    let on_day = weights.of(off, skipped);
                    let on_weekday = by_weekday.then(|| weights.weekday[skipped]);
                    let Some(on) = on_day.into_iter().chain(on_weekday).reduce(f64::max) else { continue };
                    let total = weight[i] + on + self.of_charges(self.group[i], self.group[j]);
                    if total > weight[j] {
                        weight[j] = total;
                        back[j] = Some((i, skipped as i64 + 1));
                    }
                }
            }
        }
        let end = (0..n).reduce(|best, i| if weight[i] > weight[best] { i } else { best })?;
        let mut steps = vec![];
        let mut at = end;
        while let Some((from, periods)) = back[at] {
            steps.push((self.group[at], periods));
            at = from;
        }
        steps.push((self.group[at], 0));
        let mut period = 0;
        let number = |(i, periods): (usize, i64)| {
            period += periods;
            (i, period)
        };
        Some(Chain { cadence: self.cadence, weight: weight[end], links: steps.into_iter().rev().map(number).collect() })
    }

    /// Weight of what two charges are, whenever they came.
    fn of_charges(&self, i: usize, j: usize) -> f64 {
        let described = if self.charges[i].description == self.charges[j].description { 0.2 } else { -1.0 };
        self.background.amounts(self.charges, (i, j), self.amounts) + described
    }
}

/// Charges that a schedule has at the least.
fn fewest(cadence: Cadence) -> usize {
    match cadence.step() {
        Step::Months(_) => 3,
        Step::Days(n) if n >= 28 => 4,
        Step::Days(_) | Step::HalfMonth => 5,
    }
}

/// Cadences counted in weeks with changing amounts are habits (a weekly shop, a haircut), not schedules.
fn steady(chain: &Chain, charges: &[Charge]) -> bool {
    let mut steps: Vec<f64> = chain
        .links
        .windows(2)
        .map(|w| (charges[w[1].0].minor as f64 / charges[w[0].0].minor as f64).ln().abs())
        .collect();
    steps.sort_unstable_by(f64::total_cmp);
    steps[steps.len() / 2] <= if chain.cadence.is_monthly() { 0.8 } else { 0.1 }
}

/// A young series that leaves no doubt: the same amount each time, every period, within two days, and nothing else like
/// it at the merchant meanwhile.
fn clear_cut(chain: &Chain, charges: &[Charge]) -> bool {
    let links = &chain.links;
    let (first, last) = (links[0].0, links[links.len() - 1].0);
    let amount = charges[first].minor;
    let same = links.iter().all(|l| charges[l.0].minor == amount);
    let punctual = links.windows(2).all(|w| {
        let (from, to) = (charges[w[0].0].date, charges[w[1].0].date);
        w[1].1 - w[0].1 == 1 && chain.cadence.deviation(from, to, 1).abs() <= 2
    });
    let alike = charges[first..=last].iter().filter(|c| c.minor * 4 >= amount * 3 && c.minor * 3 <= amount * 4).count();
    // Every few weeks is often a coincidence: a week's day comes again and again.
    let enough = chain.cadence.is_monthly() || links.len() > 4;
    same && punctual && enough && links.len() as f64 >= 0.8 * alike as f64
}

/// Bills that vary are told by their days alone: nearly all charges of the merchant, nearly every period, and enough.
fn little_else(chain: &Chain) -> bool {
    let links = &chain.links;
    let (first, last) = (links[0], links[links.len() - 1]);
    let fewest = if chain.cadence == Cadence::Monthly { 6 } else { 4 };
    let among = (last.0 - first.0 + 1) as f64;
    let periods = (last.1 - first.1 + 1) as f64;
    links.len() >= fewest && links.len() as f64 >= 0.8 * among && links.len() as f64 >= 0.8 * periods
}

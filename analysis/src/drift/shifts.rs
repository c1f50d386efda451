//! Which categories have more or fewer occasions than before, or dearer or cheaper ones.
//!
//! The mix of all categories hides what happens to one of them; so every category is compared on its own, its newest
//! month and its newest three with the up to twelve months before. The variance of a comparison is at least that of
//! independent occasions, inflated by how far the same comparison was out at earlier dates: that holds whatever makes
//! quiet months differ (habits that linger, seasons, prices that creep up). With few dates a category borrows from the
//! others (G. Smyth, "Linear models and empirical Bayes methods for assessing differential expression", 2004).

use std::ops::Range;

use super::aspects::SEASONAL;
use super::months::REFERENCE_MONTHS;
use super::occasions::Occasions;
use super::significance::{SHIFT_LEVEL, benjamini_hochberg, student_upper_tail};
use crate::forecast::student;
use crate::report::CategoryShift;
use crate::{Error, Ledger, Run};

/// Newest months that are compared.
const WINDOWS: [usize; 2] = [1, 3];
/// Fewest months before the newest ones.
const FEWEST_BEFORE: usize = 3;
/// Fewest earlier comparisons that are taken as they are; with fewer, single months among themselves are compared.
const FEWEST_EARLIER: usize = 4;
/// Earlier comparisons that the other categories' inflation counts for.
const PRIOR: f64 = 8.0;
/// Smallest ratio, or its inverse, that is worth a word.
const SMALLEST_RATIO: f64 = 1.2;
/// Longest way back to the first month of a new level.
const LONGEST_SINCE: usize = 6;
/// Most shifts reported.
const MOST: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aspect {
    Count,
    Amount,
}

/// Running sums of one category up to each month.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    /// Months of 30 days.
    time: f64,
    count: f64,
    /// Occasions above zero, and their logarithms, cut where they are wild.
    priced: f64,
    log: f64,
    square: f64,
}

impl Sums {
    fn minus(self, other: Self) -> Self {
        Self {
            time: self.time - other.time,
            count: self.count - other.count,
            priced: self.priced - other.priced,
            log: self.log - other.log,
            square: self.square - other.square,
        }
    }
}

/// One category, ready to be compared.
struct Series {
    /// Up to each month; one more than there are months.
    upto: Vec<Sums>,
}

/// Two periods of one category beside each other.
#[derive(Clone, Copy, Debug)]
struct Contrast {
    /// Standardised difference if occasions were independent.
    t: f64,
    before: f64,
    now: f64,
    /// Standard error of the logarithm of the ratio if occasions were independent.
    log_error: f64,
}

impl Series {
    fn new(all: &Occasions, category: usize) -> Self {
        let of = |m: usize| all.months[m].clone().filter(|&i| all.category[i] == category);
        let mut logs: Vec<f64> =
            (0..all.len()).flat_map(of).filter(|&i| all.major[i] > 0.0).map(|i| all.major[i].ln()).collect();
        logs.sort_by(f64::total_cmp);
        let middle = median_of(&logs);
        let mut away: Vec<f64> = logs.iter().map(|l| (l - middle).abs()).collect();
        away.sort_by(f64::total_cmp);
        let reach = 3.0 * (1.4826 * median_of(&away)).max(0.05);
        let mut sums = Sums::default();
        let mut upto = vec![sums];
        for month in 0..all.len() {
            sums.time += f64::from(all.days[month]) / 30.0;
            for i in of(month) {
                sums.count += 1.0;
                if all.major[i] > 0.0 {
                    let log = all.major[i].ln().clamp(middle - reach, middle + reach);
                    sums.priced += 1.0;
                    sums.log += log;
                    sums.square += log * log;
                }
            }
            upto.push(sums);
        }
        Self { upto }
    }

    fn over(&self, months: &Range<usize>) -> Sums {
        self.upto[months.end].minus(self.upto[months.start])
    }

    /// The months `now` against the months `before`; `None` where there is too little to compare.
    fn contrast(&self, aspect: Aspect, before: &Range<usize>, now: &Range<usize>) -> Option<Contrast> {
        self.compare(aspect, self.over(before), self.over(now))
    }

    fn compare(&self, aspect: Aspect, old: Sums, new: Sums) -> Option<Contrast> {
        match aspect {
            Aspect::Count => {
                if old.time <= 0.0 || new.time <= 0.0 || old.count + new.count < 1.0 {
                    return None;
                }
                // Anscombe's root makes counts equally variable whatever their mean.
                let root = |s: Sums| 2.0 * ((s.count + 0.375) / s.time).sqrt();
                let error = (1.0 / old.time + 1.0 / new.time).sqrt();
                Some(Contrast {
                    t: (root(new) - root(old)) / error,
                    before: old.count / old.time,
                    now: new.count / new.time,
                    log_error: (1.0 / (old.count + 0.5) + 1.0 / (new.count + 0.5)).sqrt(),
                })
            }
            Aspect::Amount => {
                if new.priced < 2.0 || old.priced < 4.0 {
                    return None;
                }
                let mean = |s: Sums| s.log / s.priced;
                let variance = (old.square / old.priced - mean(old).powi(2)) * old.priced / (old.priced - 1.0);
                let error = (variance.max(1e-4) * (1.0 / new.priced + 1.0 / old.priced)).sqrt();
                let t = (mean(new) - mean(old)) / error;
                Some(Contrast { t, before: mean(old).exp(), now: mean(new).exp(), log_error: error })
            }
        }
    }

    /// The same comparison of `window` months at every earlier date; single months among the `reference` ones where
    /// there are too few dates.
    fn earlier(&self, aspect: Aspect, window: usize, reference: &Range<usize>) -> Vec<f64> {
        let least = window + 5;
        let dates: Vec<f64> =
            (least..=reference.end).filter_map(|end| self.at(aspect, window, end)).map(|c| c.t).collect();
        if dates.len() >= FEWEST_EARLIER {
            return dates;
        }
        let whole = self.over(reference);
        reference
            .clone()
            .filter_map(|m| {
                let this = self.over(&(m..m + 1));
                self.compare(aspect, whole.minus(this), this).map(|c| c.t)
            })
            .collect()
    }

    /// The `window` months that end before month `end` against those before them.
    fn at(&self, aspect: Aspect, window: usize, end: usize) -> Option<Contrast> {
        let start = end.checked_sub(window).filter(|&s| s >= FEWEST_BEFORE)?;
        self.contrast(aspect, &(start.saturating_sub(REFERENCE_MONTHS)..start), &(start..end))
    }
}

/// The middle of sorted values; zero of none.
fn median_of(sorted: &[f64]) -> f64 {
    let at = |i: usize| sorted.get(i).copied().unwrap_or(0.0);
    f64::midpoint(at(sorted.len().saturating_sub(1) / 2), at(sorted.len() / 2))
}

/// One comparison before it is judged beside the others.
struct Candidate {
    category: usize,
    aspect: Aspect,
    window: usize,
    contrast: Contrast,
    year: Option<Contrast>,
    since: usize,
    /// Mean square of the same comparison at earlier dates, and how many of them are independent.
    earlier: (f64, f64),
}

/// Every category's surest shift of its occasions and of their amounts, the surest first. Empty with fewer than four
/// months.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn shifts(ledger: &Ledger, all: &Occasions, run: &Run) -> Result<Vec<CategoryShift>, Error> {
    let mut candidates = Vec::new();
    for category in 0..all.categories {
        run.check()?;
        let series = Series::new(all, category);
        for aspect in [Aspect::Count, Aspect::Amount] {
            candidates.extend(WINDOWS.iter().filter_map(|&w| candidate(&series, category, aspect, w, all.len())));
        }
    }
    let judged: Vec<Judged> = candidates.iter().map(|c| judge(c, &candidates)).collect();
    let adjusted = benjamini_hochberg(&judged.iter().map(|j| j.p_value).collect::<Vec<_>>());
    let mut found: Vec<(usize, CategoryShift)> = candidates
        .iter()
        .zip(&judged)
        .zip(adjusted)
        .enumerate()
        .map(|(i, ((c, j), q_value))| (i, describe(ledger, all, c, j, q_value)))
        .collect();
    // The surer window of each category and aspect; a tie goes to the longer one.
    found.sort_by(|(a, x), (b, y)| x.p_value.total_cmp(&y.p_value).then(b.cmp(a)));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|(i, _)| seen.insert((candidates[*i].category, candidates[*i].aspect == Aspect::Count)));
    found.sort_by_key(|(_, s)| !s.drift);
    found.truncate(MOST);
    Ok(found.into_iter().map(|(_, s)| s).collect())
}

fn candidate(series: &Series, category: usize, aspect: Aspect, window: usize, months: usize) -> Option<Candidate> {
    let contrast = series.at(aspect, window, months)?;
    let start = months - window;
    let earlier = series.earlier(aspect, window, &(start.saturating_sub(REFERENCE_MONTHS)..start));
    let year = months.checked_sub(12).and_then(|end| {
        let start = end.checked_sub(window)?;
        series.contrast(aspect, &(start..end), &(months - window..months))
    });
    let surest = (1..=LONGEST_SINCE)
        .filter_map(|back| Some((back, series.at(aspect, back, months)?.t * contrast.t.signum())))
        .fold((window, f64::NEG_INFINITY), |best, at| if at.1 > best.1 { at } else { best });
    let squares = earlier.iter().map(|t| t * t).sum::<f64>() / earlier.len().max(1) as f64;
    let independent = earlier.len() as f64 / window as f64;
    Some(Candidate {
        category,
        aspect,
        window,
        contrast,
        year,
        since: months - surest.0,
        earlier: (squares, independent),
    })
}

/// What the comparison is worth.
struct Judged {
    /// Inflation of the variance of independent occasions, at least one.
    inflation: f64,
    freedom: usize,
    p_value: f64,
    p_value_year: Option<f64>,
}

fn judge(c: &Candidate, all: &[Candidate]) -> Judged {
    let mut others: Vec<f64> = all
        .iter()
        .filter(|o| o.aspect == c.aspect && o.window == c.window && o.earlier.1 > 0.0)
        .map(|o| o.earlier.0)
        .collect();
    others.sort_by(f64::total_cmp);
    let typical = median_of(&others).max(1.0);
    let (own, weight) = c.earlier;
    let inflation = ((PRIOR * typical + weight * own) / (PRIOR + weight)).max(1.0);
    let freedom = (PRIOR + weight) as usize;
    let two_sided = |t: f64| (2.0 * student_upper_tail(t.abs() / inflation.sqrt(), freedom)).min(1.0);
    let p_value_year = c.year.map(|y| if y.t * c.contrast.t > 0.0 { two_sided(y.t) } else { 1.0 });
    Judged { inflation, freedom, p_value: two_sided(c.contrast.t), p_value_year }
}

fn describe(ledger: &Ledger, all: &Occasions, c: &Candidate, j: &Judged, q_value: f64) -> CategoryShift {
    let Contrast { before, now, log_error, .. } = c.contrast;
    // A level of nothing has half an occasion, so that its ratio is a number.
    let half = 0.5 / REFERENCE_MONTHS as f64;
    let ratio = if before > 0.0 && now > 0.0 { now / before } else { (now + half) / (before + half) };
    let reach = (student(j.freedom, 0.95) * j.inflation.sqrt() * log_error).exp();
    let large_enough = ratio >= SMALLEST_RATIO || ratio <= 1.0 / SMALLEST_RATIO;
    CategoryShift {
        category: ledger.categories[c.category].clone(),
        aspect: if c.aspect == Aspect::Count { "count" } else { "amount" }.to_owned(),
        months: u32::try_from(c.window).unwrap_or(u32::MAX),
        since: all.first[c.since],
        before,
        now,
        ratio,
        lo95: ratio / reach,
        hi95: ratio * reach,
        p_value: j.p_value,
        p_value_year: j.p_value_year,
        q_value,
        drift: large_enough && q_value <= SHIFT_LEVEL && j.p_value_year.is_none_or(|p| p <= SEASONAL),
    }
}

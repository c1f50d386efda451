//! Two periods of one category beside each other: how often it comes, and how dear it is.

use std::ops::Range;

use super::months::REFERENCE_MONTHS;
use super::occasions::Occasions;
use crate::stats::{MAD_TO_SD, median};

/// Fewest months before the newest ones.
const FEWEST_BEFORE: usize = 3;
/// Fewest earlier comparisons that are taken as they are; with fewer, single months among themselves are compared.
const FEWEST_EARLIER: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aspect {
    /// Occasions a month.
    Count,
    /// Typical amount of an occasion.
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
pub(super) struct Series {
    /// Up to each month; one more than there are months.
    upto: Vec<Sums>,
}

/// Two periods of one category beside each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contrast {
    /// Standardised difference if occasions were independent.
    pub(super) t: f64,
    pub(super) before: f64,
    pub(super) now: f64,
    /// Standard error of the logarithm of the ratio if occasions were independent.
    pub(super) log_error: f64,
}

impl Series {
    pub(super) fn new(all: &Occasions, category: usize) -> Self {
        let of = |m: usize| all.months[m].clone().filter(|&i| all.category[i] == category);
        let logs: Vec<f64> =
            (0..all.len()).flat_map(of).filter(|&i| all.major[i] > 0.0).map(|i| all.major[i].ln()).collect();
        let mut cut = without_wild(&logs).into_iter();
        let mut sums = Sums::default();
        let mut upto = vec![sums];
        for month in 0..all.len() {
            sums.time += f64::from(all.days[month]) / 30.0;
            for i in of(month) {
                sums.count += 1.0;
                if all.major[i] > 0.0
                    && let Some(log) = cut.next()
                {
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
    pub(super) fn contrast(&self, aspect: Aspect, before: &Range<usize>, now: &Range<usize>) -> Option<Contrast> {
        self.compare(aspect, self.over(before), self.over(now))
    }

    fn compare(&self, aspect: Aspect, old: Sums, new: Sums) -> Option<Contrast> {
        match aspect {
            Aspect::Count => {
                if old.time <= 0.0 || new.time <= 0.0 || old.count + new.count < 1.0 {
                    return None;
                }
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
    pub(super) fn earlier(&self, aspect: Aspect, window: usize, reference: &Range<usize>) -> Vec<f64> {
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
    pub(super) fn at(&self, aspect: Aspect, window: usize, end: usize) -> Option<Contrast> {
        let start = end.checked_sub(window).filter(|&s| s >= FEWEST_BEFORE)?;
        self.contrast(aspect, &(start.saturating_sub(REFERENCE_MONTHS)..start), &(start..end))
    }

    /// What a month of `aspect` is as a number of constant variance: the root of the rate, the mean logarithm of the
    /// amounts; with the months that have one.
    pub(super) fn monthly(&self, aspect: Aspect) -> (Vec<usize>, Vec<f64>) {
        (0..self.upto.len() - 1)
            .filter_map(|month| {
                let sums = self.over(&(month..month + 1));
                match aspect {
                    Aspect::Count => (sums.time > 0.0).then(|| (month, root(sums))),
                    Aspect::Amount => (sums.priced > 0.0).then(|| (month, sums.log / sums.priced)),
                }
            })
            .unzip()
    }
}

/// Logarithms of amounts in time order, each cut to three deviations from the median of its neighbours: single wild ones
/// do not speak for a month, and a new price is none of them.
fn without_wild(logs: &[f64]) -> Vec<f64> {
    const SIDE: usize = 3;
    let around = |i: usize| {
        let start = i.saturating_sub(SIDE).min(logs.len().saturating_sub(2 * SIDE + 1));
        median(&mut logs[start..(start + 2 * SIDE + 1).min(logs.len())].to_vec())
    };
    let local: Vec<f64> = (0..logs.len()).map(around).collect();
    let mut away: Vec<f64> = logs.iter().zip(&local).map(|(l, m)| (l - m).abs()).collect();
    let reach = 3.0 * (MAD_TO_SD * median(&mut away)).max(0.05);
    logs.iter().zip(&local).map(|(l, m)| l.clamp(m - reach, m + reach)).collect()
}

/// Anscombe's root makes counts equally variable whatever their mean.
fn root(sums: Sums) -> f64 {
    2.0 * ((sums.count + 0.375) / sums.time).sqrt()
}

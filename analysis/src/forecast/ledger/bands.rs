//! The 80 % bands of quantile boosting pooled over the categories, beside those of the conformal intervals.
//!
//! Both are measured where all candidates are asked, by coverage and by the interval score of T. Gneiting and A. Raftery,
//! "Strictly proper scoring rules, prediction, and estimation", JASA 102 (2007): the width, and ten times what lies
//! outside; in units of each category's typical month-to-month difference.

use super::candidates::{SEASON, Said, pooled_table};
use super::history::Known;
use super::outcome::Outcome;
use crate::forecast::evidence::{Evidence, Pool};
use crate::forecast::lags::along;
use crate::forecast::method::Method;
use crate::forecast::methods::boosting::Boosting;
use crate::report::IntervalScore;

/// Ends of a band and how much a miss costs.
const LEVELS: [f64; 2] = [0.1, 0.9];
const MISS: f64 = 2.0 / 0.2;

/// Lower and upper end by category and step; none where the model could not speak.
pub(super) type Bands = Vec<Option<Vec<[f64; 2]>>>;

/// The bands at one origin, along the path of the combination; empty with too little to learn from.
pub(super) fn bands(known: &[Known], thorough: &[bool], said: &[Said]) -> Bands {
    let table = pooled_table(known, thorough);
    let models = LEVELS.map(|level| Boosting::fit_quantile(&table, level));
    let [Some(low), Some(high)] = &models else { return vec![None; known.len()] };
    let of = |(c, known): (usize, &Known)| {
        let y = &known.residual;
        let whole = said[c].get(&Method::Combination).filter(|_| thorough[c])?;
        let path: Vec<f64> = whole.iter().zip(&known.scheduled).map(|(w, s)| w - s).collect();
        let end = |model: &Boosting| along(y, &path, SEASON, |row| model.predict(row));
        let ends = end(low)?.into_iter().zip(end(high)?).zip(&known.scheduled);
        let least = if y.iter().all(|v| *v >= 0.0) { 0.0 } else { f64::NEG_INFINITY };
        Some(ends.map(|((l, h), s)| [l.min(h).max(least) + s, l.max(h).max(least) + s]).collect())
    };
    known.iter().enumerate().map(of).collect()
}

#[derive(Default)]
struct Sum {
    points: f64,
    inside: f64,
    score: f64,
}

impl Sum {
    fn add(&mut self, [low, high]: [f64; 2], actual: f64, scale: f64) {
        let outside = (low - actual).max(actual - high).max(0.0);
        self.points += 1.0;
        self.inside += f64::from(u8::from(outside <= 1e-9));
        self.score += (high - low + MISS * outside) / scale;
    }

    fn named(&self, method: &str, chosen: bool) -> IntervalScore {
        IntervalScore {
            method: method.to_owned(),
            coverage80: self.inside / self.points,
            score: self.score / self.points,
            points: self.points as u64,
            chosen,
        }
    }
}

/// Both kinds of interval on the same months, the better first; `bands` has those of each fold.
pub(super) fn compare(
    values: &[Vec<f64>],
    outcomes: &[Outcome],
    bands: &[Option<Bands>],
    evidence: &[&Evidence],
) -> Vec<IntervalScore> {
    let (mut conformal, mut quantile) = (Sum::default(), Sum::default());
    for (k, bands) in bands.iter().enumerate() {
        let Some(bands) = bands else { continue };
        let pool = Pool::without(evidence, Some(k));
        for (c, (outcome, band)) in outcomes.iter().zip(bands).enumerate() {
            let scale = outcome.evidence.difference;
            let Some(said) = outcome.folds[k].said.get(&outcome.honest[k]).filter(|_| scale > 0.0) else { continue };
            let Some(band) = band else { continue };
            let actuals = &values[c][outcome.folds[k].origin..];
            for (i, ((mean, band), actual)) in said.iter().zip(band).zip(actuals).enumerate() {
                let [eighty, _] = pool.of(&outcome.evidence, Some(k)).reaches(i + 1);
                // Intervals never reach below nothing where nothing ever cost less.
                let low = if values[c].iter().all(|v| *v >= 0.0) { 0.0 } else { f64::NEG_INFINITY };
                conformal.add([(mean - eighty.below).max(low), mean + eighty.above], *actual, scale);
                quantile.add(*band, *actual, scale);
            }
        }
    }
    if conformal.points == 0.0 {
        return Vec::new();
    }
    let mut scores = vec![conformal.named("conformal", true), quantile.named("pooled_quantile_boosting", false)];
    scores.sort_by(|a, b| a.score.total_cmp(&b.score));
    scores
}

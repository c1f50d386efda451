//! Figures of a backtest: MAE, MASE, RMSSE, WAPE, bias and skill of a method over some folds.
//!
//! Hyndman and Koehler (2006), "Another look at measures of forecast accuracy", IJF 22 (MASE and RMSSE, scaled by the
//! in-sample naive error).

use crate::forecast::backtest::Fold;
use crate::forecast::method::Method;
use crate::report::{BacktestFigures, MethodScore};

/// Sums of errors over the folds where both the method and the naive forecast spoke.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    points: f64,
    absolute: f64,
    squared: f64,
    signed: f64,
    actual: f64,
    actual_absolute: f64,
    naive: f64,
    /// Sums of scaled errors, for means over several series.
    scaled: f64,
    scaled_squared: f64,
}

/// Mean absolute and mean squared naive error of `y`; the least is a hundredth, so that a constant series divides.
fn scales(y: &[f64]) -> (f64, f64) {
    const LEAST: f64 = 0.01;
    let n = y.len().saturating_sub(1).max(1) as f64;
    let steps = || y.windows(2).map(|w| w[1] - w[0]);
    let absolute = steps().map(f64::abs).sum::<f64>() / n;
    let squared = steps().map(|d| d * d).sum::<f64>() / n;
    (absolute.max(LEAST), squared.max(LEAST * LEAST))
}

impl Sums {
    /// Sums of `method` on the folds of `y`; `None` where it never spoke.
    pub(super) fn of(y: &[f64], folds: &[Fold], method: Method) -> Option<Self> {
        Self::of_each(y, folds.iter().map(|f| (f, method)))
    }

    /// Sums of a method for each fold.
    pub(super) fn of_each<'a>(y: &[f64], folds: impl Iterator<Item = (&'a Fold, Method)>) -> Option<Self> {
        let (scale, square_scale) = scales(y);
        let mut sums = Self::default();
        for (fold, method) in folds {
            let (Some(errors), Some(naive)) = (fold.errors(y, method), fold.errors(y, Method::Naive)) else { continue };
            for ((error, naive), actual) in errors.zip(naive).zip(&y[fold.origin..]) {
                sums.points += 1.0;
                sums.absolute += error.abs();
                sums.squared += error * error;
                sums.signed += error;
                sums.actual += actual;
                sums.actual_absolute += actual.abs();
                sums.naive += naive.abs();
                sums.scaled += error.abs() / scale;
                sums.scaled_squared += error * error / square_scale;
            }
        }
        (sums.points > 0.0).then_some(sums)
    }

    /// Adds those of another series.
    pub(super) fn add(&mut self, other: &Self) {
        self.points += other.points;
        self.absolute += other.absolute;
        self.squared += other.squared;
        self.signed += other.signed;
        self.actual += other.actual;
        self.actual_absolute += other.actual_absolute;
        self.naive += other.naive;
        self.scaled += other.scaled;
        self.scaled_squared += other.scaled_squared;
    }

    /// Share of `part` in `whole`; zero of nothing is zero, something of nothing is one.
    fn ratio(part: f64, whole: f64) -> f64 {
        if whole.abs() > 0.0 { part / whole } else { part.signum() * f64::from(u8::from(part != 0.0)) }
    }

    fn skill(&self) -> f64 {
        1.0 - Self::ratio(self.absolute, self.naive)
    }

    pub(super) fn score(&self, method: &str, chosen: bool) -> MethodScore {
        MethodScore {
            method: method.to_owned(),
            mae: self.absolute / self.points,
            mase: self.scaled / self.points,
            wape: Self::ratio(self.absolute, self.actual_absolute),
            skill: self.skill(),
            points: self.points as u64,
            chosen,
        }
    }

    /// Figures, with the shares of actuals inside the intervals where they are known.
    pub(super) fn figures(&self, covered: Option<[f64; 2]>) -> BacktestFigures {
        BacktestFigures {
            points: self.points as u64,
            mase: self.scaled / self.points,
            rmsse: (self.scaled_squared / self.points).sqrt(),
            wape: Self::ratio(self.absolute, self.actual_absolute),
            bias: Self::ratio(self.signed, self.actual),
            coverage80: covered.map(|c| c[0]),
            coverage95: covered.map(|c| c[1]),
            skill: self.skill(),
        }
    }
}

/// Best first: by skill against naive on the folds they spoke at, then by name.
pub(super) fn rank(scores: &mut [MethodScore]) {
    scores.sort_by(|a, b| b.skill.total_cmp(&a.skill).then_with(|| a.method.cmp(&b.method)));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn figures_by_hand() {
        // In-sample naive errors of 10 12 11 14 are 2 1 3: mean 2, mean square 14 / 3.
        let y = [10.0, 12.0, 11.0, 14.0];
        let fold = Fold {
            origin: 2,
            thorough: true,
            said: BTreeMap::from([(Method::Naive, vec![12.0, 12.0]), (Method::Ses, vec![11.5, 12.0])]),
        };
        let sums = Sums::of(&y, &[fold], Method::Ses).expect("it spoke");
        let score = sums.score("ses", true);
        assert!((score.mae - 1.25).abs() < 1e-12);
        assert!((score.mase - 0.625).abs() < 1e-12);
        assert!((score.wape - 0.1).abs() < 1e-12);
        assert!((score.skill - (1.0 - 2.5 / 3.0)).abs() < 1e-12);
        let figures = sums.figures(None);
        assert!((figures.rmsse - f64::sqrt(4.25 / 2.0 / (14.0 / 3.0))).abs() < 1e-12);
        assert!((figures.bias + 1.5 / 25.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_divides_by_zero() {
        let fold = Fold { origin: 2, thorough: true, said: BTreeMap::from([(Method::Naive, vec![0.0])]) };
        let sums = Sums::of(&[0.0; 3], &[fold], Method::Naive).expect("it spoke");
        let score = sums.score("naive", false);
        assert!([score.mae, score.mase, score.wape].iter().all(|v| *v == 0.0));
        assert!(score.skill.is_finite() && sums.figures(None).bias == 0.0);
    }
}

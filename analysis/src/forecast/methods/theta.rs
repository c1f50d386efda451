//! Theta: the average of a line and of smoothing the doubled curvature, in its dynamic, optimised form.
//!
//! Assimakopoulos and Nikolopoulos (2000), "The theta model", IJF 16; Fiorucci, Pellegrini, Louzada, Petropoulos and
//! Koehler (2016), "Models for optimising the theta method and their relationship to state space models", IJF 32: the
//! recursions are those of its DOTM (section 3.2).
//!
//! The crate anofox-forecast's `AutoTheta` was tried: it chooses among four forms by their in-sample error, which on
//! short series often is the one with the steepest line, and it was a little worse on M3 and ten times slower.

use crate::forecast::decompose::{Seasonal, indices, is_seasonal};
use crate::forecast::optimise::{Point, minimise};

/// Theta on the deseasonalised series, season put back; `None` below four values. The season is multiplicative where
/// all values are positive, else additive, and only where the test of the authors finds one.
pub(crate) fn theta(y: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
    if y.len() < 4 {
        return None;
    }
    let n = y.len();
    let seasonal = if is_seasonal(y, season) {
        [Seasonal::Multiplicative, Seasonal::Additive].into_iter().find_map(|k| Some((k, indices(y, season, k)?)))
    } else {
        None
    };
    match seasonal {
        None => Some(optimised(y, horizon)),
        Some((kind, index)) => {
            let adjusted: Vec<f64> = y.iter().enumerate().map(|(t, v)| kind.remove(*v, index[t % season])).collect();
            let ahead = optimised(&adjusted, horizon);
            Some(ahead.iter().enumerate().map(|(i, v)| kind.restore(*v, index[(n + i) % season])).collect())
        }
    }
}

/// Parameters of the dynamic model.
#[derive(Clone, Copy, Debug)]
struct Dynamic {
    /// First level.
    level: f64,
    /// Smoothing of the level, 0 to 1.
    alpha: f64,
    /// How much curvature is kept: 2 in the standard method, one is simple smoothing.
    theta: f64,
}

impl Dynamic {
    /// Sum of squared one-step errors from the second value on; `ahead` receives `horizon` forecasts.
    fn run(&self, y: &[f64], horizon: usize, ahead: &mut Vec<f64>) -> f64 {
        let Self { mut level, alpha, theta } = *self;
        let weight = 1.0 - 1.0 / theta;
        // Least-squares line through the values so far, and their mean.
        let (mut intercept, mut slope, mut mean) = (0.0, 0.0, 0.0);
        // (1 - alpha) to the power t - 1.
        let mut power = 1.0;
        let mut squares = 0.0;
        for t in 1..=y.len() + horizon {
            let time = t as f64;
            let next = power * (1.0 - alpha);
            let expected = level + weight * (power * intercept + (1.0 - next) / alpha * slope);
            let value = match y.get(t - 1) {
                Some(value) => {
                    squares += if t > 1 { (value - expected).powi(2) } else { 0.0 };
                    *value
                }
                None => {
                    ahead.push(expected);
                    expected
                }
            };
            level = alpha * value + (1.0 - alpha) * level;
            slope = match t {
                1 => 0.0,
                2 => value - mean,
                _ => ((time - 2.0) * slope + 6.0 / time * (value - mean)) / (time + 1.0),
            };
            mean += (value - mean) / time;
            intercept = mean - slope * (time + 1.0) / 2.0;
            power = next;
        }
        squares
    }
}

fn optimised(y: &[f64], horizon: usize) -> Vec<f64> {
    let scale = y.iter().map(|v| v.abs()).sum::<f64>() / y.len() as f64;
    let at = |p: &Point| Dynamic {
        level: y[0] + 2.0 * scale * (p[2] - 0.5),
        alpha: 0.1 + 0.899 * p[0],
        theta: 1.0 + 4.0 * p[1] * p[1],
    };
    let mut none = Vec::new();
    let first = at(&[0.5; 6]).run(y, 0, &mut none).max(f64::MIN_POSITIVE);
    let error = |p: &Point| at(p).run(y, 0, &mut Vec::new()) / first;
    let (_, best) = minimise(3, [0.4, 0.5, 0.5, 0.0, 0.0, 0.0], 0.2, (200, 1e-5), error);
    let mut ahead = Vec::with_capacity(horizon);
    at(&best).run(y, horizon, &mut ahead);
    ahead
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_statsmodels_where_the_two_models_agree() {
        // ThetaModel(Y, deseasonalize=False).fit().forecast(4), statsmodels 0.15.0, is the static model with alpha
        // 0.99945499: one step ahead of the dynamic one at theta 2 (tolerance 1e-3); further ahead the dynamic line is
        // estimated anew, hence 1 %.
        let y = [52.0, 57.0, 61.0, 58.0, 66.0, 71.0, 69.0, 75.0, 80.0, 77.0, 83.0, 90.0, 86.0, 93.0, 97.0, 95.0];
        let mut ahead = Vec::new();
        Dynamic { level: 52.0, alpha: 0.999_454_99, theta: 2.0 }.run(&y, 4, &mut ahead);
        assert!((ahead[0] - 96.491_607).abs() < 1e-3, "{ahead:?}");
        for (got, want) in ahead.iter().zip([96.491_607, 97.981_313, 99.471_019, 100.960_725]) {
            assert!((got / want - 1.0).abs() < 0.01, "{ahead:?}");
        }
    }

    #[test]
    fn puts_the_season_back() {
        // The same with period=4, method="multiplicative" on a quarterly series: 3 %.
        let y = [
            80.0, 62.0, 91.0, 110.0, 88.0, 70.0, 99.0, 121.0, 95.0, 74.0, 108.0, 130.0, 101.0, 80.0, 118.0, 141.0,
            110.0, 86.0, 125.0, 150.0, 117.0, 93.0, 134.0, 163.0,
        ];
        let ahead = theta(&y, 4, 4).expect("24 values");
        for (got, want) in ahead.iter().zip([126.579_171, 98.350_781, 140.620_804, 168.036_736]) {
            assert!((got / want - 1.0).abs() < 0.03, "{ahead:?}");
        }
        assert_eq!(theta(&y[..3], 4, 4), None);
    }

    #[test]
    fn zeros_and_negative_values_are_deseasonalised_by_subtraction() {
        let y: Vec<f64> = (0..40).map(|t| [0.0, 5.0, -3.0, 9.0][t % 4]).collect();
        let ahead = theta(&y, 4, 4).expect("40 values");
        assert!(ahead.iter().zip([0.0, 5.0, -3.0, 9.0]).all(|(a, w)| (a - w).abs() < 0.5), "{ahead:?}");
    }
}

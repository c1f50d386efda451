//! Simple exponential smoothing, for series without trend or season.
//!
//! Brown (1959), "Statistical Forecasting for Inventory Control"; the state-space form ETS(A,N,N) of Hyndman, Koehler,
//! Ord and Snyder (2008), section 2.5. Smoothing parameter by least squares of the one-step errors, as statsmodels'
//! `SimpleExpSmoothing`.

use crate::forecast::optimise::minimise;

/// Level after smoothing `y` with `alpha` from `level`, and the sum of squared one-step errors.
pub(crate) fn smooth(y: &[f64], alpha: f64, mut level: f64) -> (f64, f64) {
    let mut squares = 0.0;
    for v in y {
        let error = v - level;
        squares += error * error;
        level += alpha * error;
    }
    (level, squares)
}

/// A flat line at the last level; the level starts at the mean of the first (at most four) values. `None` for an empty
/// series.
pub(crate) fn ses(y: &[f64], horizon: usize) -> Option<Vec<f64>> {
    let first = &y[..y.len().min(4)];
    if first.is_empty() {
        return None;
    }
    let start = first.iter().sum::<f64>() / first.len() as f64;
    // The scale makes the stopping rule of the search mean the same for every series.
    let scale = smooth(y, 0.5, start).1.max(f64::MIN_POSITIVE);
    let (_, at) = minimise(1, [0.3; 6], 0.3, (60, 1e-9), |p| smooth(y, p[0].max(1e-4), start).1 / scale);
    Some(vec![smooth(y, at[0].max(1e-4), start).0; horizon])
}

#[cfg(test)]
mod tests {
    use super::*;

    const Y: [f64; 16] =
        [52.0, 57.0, 61.0, 58.0, 66.0, 71.0, 69.0, 75.0, 80.0, 77.0, 83.0, 90.0, 86.0, 93.0, 97.0, 95.0];

    #[test]
    fn equals_statsmodels_at_a_given_alpha() {
        // SimpleExpSmoothing(Y, initialization_method="known", initial_level=57).fit(smoothing_level=.3,
        // optimized=False), statsmodels 0.15.0: forecast 90.67543206, sse 1156.15562005; tolerance 1e-7.
        let (level, squares) = smooth(&Y, 0.3, 57.0);
        assert!((level - 90.675_432_06).abs() < 1e-7, "{level}");
        assert!((squares - 1_156.155_620_045).abs() < 1e-7, "{squares}");
    }

    #[test]
    fn finds_the_alpha_statsmodels_finds() {
        // The same with optimized=True: alpha 0.949568, forecast 95.0898167. The first level is 57, the mean of the
        // first four values. A flat series has its least squares at alpha 0.0216: forecast 31.2076331 from level 31.
        let got = ses(&Y, 2).expect("values");
        assert!((got[0] - 95.089_816_7).abs() < 0.02 && got[0] == got[1], "{got:?}");
        let flat = [30.0, 34.0, 29.0, 31.0, 36.0, 33.0, 28.0, 35.0, 31.0, 30.0, 34.0, 32.0, 29.0, 33.0];
        assert!((ses(&flat, 1).expect("values")[0] - 31.207_6).abs() < 0.02);
        assert_eq!(ses(&[], 1), None);
        assert_eq!(ses(&[7.0], 1), Some(vec![7.0]));
    }
}

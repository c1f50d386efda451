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

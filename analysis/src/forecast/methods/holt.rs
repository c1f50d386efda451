//! Damped trend: Holt's two smoothed states, the trend fading by `phi` a step.
//!
//! Holt (1957); Gardner and McKenzie (1985), "Forecasting trends in time series", Management Science 31; the recursions
//! are those of ETS(A,Ad,N) in Hyndman et al. (2008), table 2.1. Parameters by least squares of the one-step errors.

use crate::forecast::optimise::{Point, minimise};

/// Parameters of the recursions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Damped {
    /// Smoothing of the level, 0 to 1.
    pub(crate) alpha: f64,
    /// Smoothing of the trend, 0 to alpha.
    pub(crate) beta: f64,
    /// Share of the trend that is left after a step, 0.8 to 0.98.
    pub(crate) phi: f64,
}

impl Damped {
    fn of(p: &Point) -> Self {
        let alpha = p[0].clamp(1e-4, 0.9999);
        Self { alpha, beta: alpha * p[1], phi: 0.8 + 0.18 * p[2] }
    }

    /// Level and trend after `y`, and the sum of squared one-step errors.
    pub(crate) fn smooth(&self, y: &[f64], (mut level, mut trend): (f64, f64)) -> (f64, f64, f64) {
        let mut squares = 0.0;
        for v in y {
            let expected = level + self.phi * trend;
            let error = v - expected;
            squares += error * error;
            level = expected + self.alpha * error;
            trend = self.phi * trend + self.beta * error;
        }
        (level, trend, squares)
    }

    /// Forecasts from the last `level` and `trend`.
    pub(crate) fn ahead(&self, level: f64, trend: f64, horizon: usize) -> Vec<f64> {
        let mut fade = 0.0;
        let mut power = 1.0;
        (0..horizon)
            .map(|_| {
                power *= self.phi;
                fade += power;
                level + fade * trend
            })
            .collect()
    }
}

/// The damped trend continued; `None` below four values.
pub(crate) fn damped_trend(y: &[f64], horizon: usize) -> Option<Vec<f64>> {
    if y.len() < 4 {
        return None;
    }
    let (intercept, slope) = crate::forecast::decompose::line(&y[..y.len().min(10)]);
    let start = (intercept - slope, slope);
    let scale = Damped::of(&[0.5; 6]).smooth(y, start).2.max(f64::MIN_POSITIVE);
    let error = |p: &Point| Damped::of(p).smooth(y, start).2 / scale;
    let (_, at) = minimise(3, [0.3, 0.1, 0.8, 0.0, 0.0, 0.0], 0.2, (150, 1e-8), error);
    let damped = Damped::of(&at);
    let (level, trend, _) = damped.smooth(y, start);
    Some(damped.ahead(level, trend, horizon))
}

#[cfg(test)]
mod tests {
    use super::*;

    const Y: [f64; 16] =
        [52.0, 57.0, 61.0, 58.0, 66.0, 71.0, 69.0, 75.0, 80.0, 77.0, 83.0, 90.0, 86.0, 93.0, 97.0, 95.0];

    #[test]
    fn equals_statsmodels_at_given_parameters() {
        // Holt(Y, damped_trend=True, initialization_method="known", initial_level=50, initial_trend=3).fit(
        // smoothing_level=.4, smoothing_trend=.1, damping_trend=.9, optimized=False), statsmodels 0.15.0; tolerance
        // 1e-7. Its smoothing_trend is beta as here, not beta / alpha.
        let damped = Damped { alpha: 0.4, beta: 0.1 * 0.4, phi: 0.9 };
        let (level, trend, squares) = damped.smooth(&Y, (50.0, 3.0));
        let ahead = damped.ahead(level, trend, 4);
        for (got, want) in ahead.iter().zip([96.415_773_25, 97.623_643_56, 98.710_726_83, 99.689_101_78]) {
            assert!((got - want).abs() < 1e-7, "{ahead:?}");
        }
        assert!((squares - 266.216_687_025).abs() < 1e-7, "{squares}");
    }

    #[test]
    fn follows_a_trend_and_needs_four_values() {
        let ahead = damped_trend(&Y, 3).expect("16 values");
        assert!(ahead[0] > 95.0 && ahead[0] < ahead[1] && ahead[2] < 107.0, "{ahead:?}");
        assert_eq!(damped_trend(&Y[..3], 3), None);
    }
}

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

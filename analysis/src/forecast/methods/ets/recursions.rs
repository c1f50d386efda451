//! The recursions of every form: its smoothing parameters, its first states, its likelihood.

use crate::forecast::decompose::Seasonal;
use crate::forecast::optimise::Point;

/// What a model is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) trend: Trend,
    pub(super) season: Option<Seasonal>,
    /// The error's standard deviation grows with the level.
    pub(super) relative_error: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trend {
    None,
    Additive,
    Damped,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Smoothing {
    alpha: f64,
    beta: f64,
    gamma: f64,
    pub(super) phi: f64,
}

#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) level: f64,
    pub(super) trend: f64,
    /// By position `t % m`; empty without season.
    pub(super) season: Vec<f64>,
}

impl Form {
    /// Dimensions of the search: alpha, then beta, phi and gamma where the form has them.
    pub(super) fn dimensions(self) -> usize {
        let trend = match self.trend {
            Trend::None => 0,
            Trend::Additive => 1,
            Trend::Damped => 2,
        };
        1 + trend + usize::from(self.season.is_some())
    }

    /// Smoothing parameters at a point of the unit cube, inside the usual region: beta < alpha, gamma < 1 - alpha.
    pub(super) fn smoothing(self, p: &Point) -> Smoothing {
        let alpha = p[0].clamp(1e-4, 0.9999);
        let mut next = 1;
        let mut take = || {
            next += 1;
            p[next - 1]
        };
        let beta = if self.trend == Trend::None { 0.0 } else { alpha * take().clamp(1e-4, 0.9999) };
        let phi = match self.trend {
            Trend::Damped => 0.8 + 0.18 * take(),
            _ => 1.0,
        };
        let gamma = if self.season.is_some() { (1.0 - alpha) * take().clamp(1e-4, 0.9999) } else { 0.0 };
        Smoothing { alpha, beta, gamma, phi }
    }

    pub(super) fn start(self) -> Point {
        let mut p = [0.0; 6];
        let mut next = 0;
        let mut put = |x| {
            p[next] = x;
            next += 1;
        };
        put(0.3);
        if self.trend != Trend::None {
            put(0.1);
        }
        if self.trend == Trend::Damped {
            put(0.9);
        }
        if self.season.is_some() {
            put(0.1);
        }
        p
    }

    /// Free parameters for AICc, counted as R does: smoothing, first states, variance.
    pub(super) fn parameters(self, m: usize) -> usize {
        let states = 1 + usize::from(self.trend != Trend::None) + self.season.map_or(0, |_| m - 1);
        self.dimensions() + states + 1
    }
}

/// Runs the recursions over `values`, calling `each` with (value, one-step mean). False once a mean or level of a
/// multiplicative form is not positive. Seasons are addressed by `position(i)`.
#[inline]
fn run(
    form: Form,
    s: &Smoothing,
    state: &mut State,
    values: impl Iterator<Item = (usize, f64)>,
    mut each: impl FnMut(f64, f64),
) -> bool {
    let multiplicative = form.season == Some(Seasonal::Multiplicative);
    for (position, y) in values {
        let trend = s.phi * state.trend;
        let base = state.level + trend;
        if multiplicative {
            let index = state.season[position];
            let mean = base * index;
            if !(base > 0.0 && index > 1e-6) {
                return false;
            }
            each(y, mean);
            let error = y - mean;
            state.level = base + s.alpha * error / index;
            state.trend = trend + s.beta * error / index;
            state.season[position] = index + s.gamma * error / base;
        } else {
            let index = if form.season.is_some() { state.season[position] } else { 0.0 };
            let mean = base + index;
            each(y, mean);
            let error = y - mean;
            state.level = base + s.alpha * error;
            state.trend = trend + s.beta * error;
            if form.season.is_some() {
                state.season[position] = index + s.gamma * error;
            }
        }
    }
    true
}

/// First states by going forwards from `rough`, then backwards to the beginning.
fn backcast(form: Form, s: &Smoothing, y: &[f64], m: usize, rough: &State) -> Option<State> {
    let mut state = rough.clone();
    let forwards = y.iter().enumerate().map(|(t, v)| (t % m, *v));
    if !run(form, s, &mut state, forwards.clone(), |_, _| {}) {
        return None;
    }
    state.trend = -state.trend;
    if !run(form, s, &mut state, forwards.rev(), |_, _| {}) {
        return None;
    }
    state.trend = -state.trend;
    // The backward level is that of the first value; a step earlier is where the forward run begins.
    state.level -= s.phi * state.trend;
    Some(state)
}

/// -2 log-likelihood without constants, and the last state.
pub(super) fn likelihood(form: Form, s: &Smoothing, y: &[f64], m: usize, rough: &State) -> Option<(f64, State)> {
    let mut state = backcast(form, s, y, m, rough)?;
    let (mut squares, mut logs, mut positive) = (0.0, 0.0, true);
    let values = y.iter().enumerate().map(|(t, v)| (t % m, *v));
    let ok = if form.relative_error {
        // A product of a few means at a time: one logarithm for eight values.
        let (mut product, mut count) = (1.0f64, 0);
        let ok = run(form, s, &mut state, values, |v, mean| {
            positive &= mean > 0.0;
            let e = (v - mean) / mean;
            squares += e * e;
            product *= mean;
            count += 1;
            if count == 8 {
                logs += product.abs().ln();
                (product, count) = (1.0, 0);
            }
        });
        logs += product.abs().ln();
        ok
    } else {
        run(form, s, &mut state, values, |v, mean| squares += (v - mean) * (v - mean))
    };
    if !ok || !positive {
        return None;
    }
    let n = y.len() as f64;
    let value = n * (squares / n).max(1e-300).ln() + 2.0 * logs;
    value.is_finite().then_some((value, state))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recursions_by_hand() {
        // ETS(M,A,M), one step from level 100, trend 2, index 1.1: mean 112.2, error 7.8.
        let form = Form { trend: Trend::Additive, season: Some(Seasonal::Multiplicative), relative_error: true };
        let smoothing = Smoothing { alpha: 0.5, beta: 0.1, gamma: 0.2, phi: 1.0 };
        let mut state = State { level: 100.0, trend: 2.0, season: vec![1.1] };
        let mut mean = 0.0;
        assert!(run(form, &smoothing, &mut state, [(0, 120.0)].into_iter(), |_, m| mean = m));
        assert!((mean - 112.2).abs() < 1e-12);
        assert!((state.level - (102.0 + 0.5 * 7.8 / 1.1)).abs() < 1e-12);
        assert!((state.trend - (2.0 + 0.1 * 7.8 / 1.1)).abs() < 1e-12);
        assert!((state.season[0] - (1.1 + 0.2 * 7.8 / 102.0)).abs() < 1e-12);
    }
}

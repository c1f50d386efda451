//! Complex exponential smoothing: level and "potential" smoothed by one complex parameter, which takes in trends
//! without deciding whether there is one; a second pair for the season.
//!
//! Svetunkov, Kourentzes and Ord (2022), "Complex exponential smoothing", Naval Research Logistics 69; the simple and
//! the full seasonal model, first states by going backwards, choice by AICc as in the R package smooth.

use crate::forecast::optimise::{Point, minimise};

#[derive(Clone, Debug)]
struct State {
    level: f64,
    potential: f64,
    /// Seasonal level and potential by position `t % m`; empty without season.
    season: Vec<(f64, f64)>,
}

/// Real and imaginary part of the smoothing parameters: non-seasonal, seasonal.
#[derive(Clone, Copy, Debug)]
struct Smoothing {
    a: (f64, f64),
    b: (f64, f64),
}

impl Smoothing {
    fn of(p: &Point) -> Self {
        // The stable region for the simple model lies inside these bounds.
        let at = |x: f64, y: f64| (0.05 + 2.4 * x, 0.2 + 1.6 * y);
        Self { a: at(p[0], p[1]), b: at(p[2], p[3]) }
    }
}

fn step(s: &Smoothing, state: &mut State, position: usize, observed: Option<f64>) -> (f64, f64) {
    let (level, potential) = (state.level, state.potential);
    let (l1, c1) = state.season.get(position).copied().unwrap_or((0.0, 0.0));
    let mean = level + l1;
    let error = observed.map_or(0.0, |y| y - mean);
    state.level = level - (1.0 - s.a.1) * potential + (s.a.0 - s.a.1) * error;
    state.potential = level + (1.0 - s.a.0) * potential + (s.a.0 + s.a.1) * error;
    if let Some(season) = state.season.get_mut(position) {
        *season =
            (l1 - (1.0 - s.b.1) * c1 + (s.b.0 - s.b.1) * error, l1 + (1.0 - s.b.0) * c1 + (s.b.0 + s.b.1) * error);
    }
    (mean, error)
}

fn rough(y: &[f64], m: usize, seasonal: bool) -> Option<State> {
    let first = &y[..y.len().min(usize::max(m, 4))];
    let mean = first.iter().sum::<f64>() / first.len() as f64;
    let season = if seasonal {
        let index = crate::forecast::decompose::indices(y, m, crate::forecast::decompose::Seasonal::Additive)?;
        index.into_iter().map(|s| (s, s / 1.1)).collect()
    } else {
        Vec::new()
    };
    Some(State { level: mean, potential: mean / 1.1, season })
}

fn errors(s: &Smoothing, y: &[f64], m: usize, rough: &State) -> (f64, State) {
    let mut state = rough.clone();
    for (t, v) in y.iter().enumerate() {
        step(s, &mut state, t % m, Some(*v));
    }
    for (t, v) in y.iter().enumerate().rev() {
        step(s, &mut state, t % m, Some(*v));
    }
    let mut squares = 0.0;
    for (t, v) in y.iter().enumerate() {
        let (_, error) = step(s, &mut state, t % m, Some(*v));
        squares += error * error;
    }
    (squares, state)
}

fn fit(y: &[f64], m: usize, seasonal: bool, horizon: usize) -> Option<(f64, Vec<f64>)> {
    let n = y.len() as f64;
    let dimensions = if seasonal { 4 } else { 2 };
    let k = (dimensions + 3 + if seasonal { 2 * m } else { 0 }) as f64;
    let rough = rough(y, m, seasonal)?;
    if n < k + 3.0 {
        return None;
    }
    let value = |p: &Point| {
        let (squares, _) = errors(&Smoothing::of(p), y, m, &rough);
        if squares.is_finite() { n * (squares / n).max(1e-300).ln() } else { f64::INFINITY }
    };
    let start = [0.5, 0.5, 0.5, 0.5, 0.0, 0.0];
    let (value, at) = minimise(dimensions, start, 0.1, (60 * dimensions, 1e-3), value);
    if !value.is_finite() {
        return None;
    }
    let s = Smoothing::of(&at);
    let (_, mut state) = errors(&s, y, m, &rough);
    let ahead: Vec<f64> = (0..horizon).map(|i| step(&s, &mut state, (y.len() + i) % m, None).0).collect();
    let aicc = value + 2.0 * k + 2.0 * k * (k + 1.0) / (n - k - 1.0);
    ahead.iter().all(|v| v.is_finite()).then_some((aicc, ahead))
}

/// The better of the simple and the full seasonal model by AICc, on logarithms where all values are positive; `None`
/// below ten values.
pub(crate) fn ces(y: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
    if y.len() < 10 {
        return None;
    }
    if y.iter().all(|v| *v > 0.0) {
        let logs: Vec<f64> = y.iter().map(|v| v.ln()).collect();
        return Some(linear(&logs, season, horizon)?.into_iter().map(f64::exp).collect());
    }
    linear(y, season, horizon)
}

fn linear(y: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
    let m = season.max(1);
    let simple = fit(y, m, false, horizon);
    let full = if m > 1 { fit(y, m, true, horizon) } else { None };
    let best = match (simple, full) {
        (Some(s), Some(f)) => {
            if f.0 < s.0 {
                f
            } else {
                s
            }
        }
        (s, f) => s.or(f)?,
    };
    Some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_by_hand() {
        // Level 10, potential 4, alpha 1.2 + 0.9i, observation 13: error 3.
        let s = Smoothing { a: (1.2, 0.9), b: (1.0, 1.0) };
        let mut state = State { level: 10.0, potential: 4.0, season: vec![] };
        let (mean, error) = step(&s, &mut state, 0, Some(13.0));
        assert_eq!((mean, error), (10.0, 3.0));
        assert!((state.level - (10.0 - 0.1 * 4.0 + 0.3 * 3.0)).abs() < 1e-12);
        assert!((state.potential - (10.0 - 0.2 * 4.0 + 2.1 * 3.0)).abs() < 1e-12);
    }

    #[test]
    fn follows_a_season() {
        let y: Vec<f64> = (0..48).map(|t| 100.0 + [10.0, -5.0, 0.0, -5.0][t % 4] + (t * 7 % 5) as f64 * 0.2).collect();
        let ahead = ces(&y, 4, 4).expect("48 values");
        for (i, v) in ahead.iter().enumerate() {
            assert!((v - (100.4 + [10.0, -5.0, 0.0, -5.0][i])).abs() < 1.5, "{ahead:?}");
        }
        assert!(ces(&y[..9], 4, 4).is_none());
    }
}

//! Is a series seasonal, and what are its seasonal indices: classical decomposition by moving averages.

/// How the seasonal part enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seasonal {
    /// Value = rest + index; indices sum to zero.
    Additive,
    /// Value = rest × index; indices average one. For positive series only.
    Multiplicative,
}

impl Seasonal {
    /// Takes the index `s` out of `y`.
    pub(crate) fn remove(self, y: f64, s: f64) -> f64 {
        match self {
            Self::Additive => y - s,
            Self::Multiplicative => y / s,
        }
    }

    /// Puts the index `s` back.
    pub(crate) fn restore(self, y: f64, s: f64) -> f64 {
        match self {
            Self::Additive => y + s,
            Self::Multiplicative => y * s,
        }
    }
}

/// Autocorrelation of `y` at `lag`; zero for a constant series.
pub(crate) fn autocorrelation(y: &[f64], lag: usize) -> f64 {
    let n = y.len();
    if lag >= n {
        return 0.0;
    }
    let mean = y.iter().sum::<f64>() / n as f64;
    let variance: f64 = y.iter().map(|v| (v - mean).powi(2)).sum();
    if variance <= f64::EPSILON * mean * mean * n as f64 {
        return 0.0;
    }
    (lag..n).map(|t| (y[t] - mean) * (y[t - lag] - mean)).sum::<f64>() / variance
}

/// The test of Assimakopoulos and Nikolopoulos (2000): the autocorrelation at lag `m` is beyond its 90 % limit.
/// False where there are fewer than three seasons.
pub(crate) fn is_seasonal(y: &[f64], m: usize) -> bool {
    if m < 2 || y.len() < 3 * m {
        return false;
    }
    let sum: f64 = (1..m).map(|k| autocorrelation(y, k).powi(2)).sum();
    let limit = 1.645 * ((1.0 + 2.0 * sum) / y.len() as f64).sqrt();
    autocorrelation(y, m).abs() > limit
}

/// Trend by a centred moving average of `m`; `None` at the ends.
fn moving_average(y: &[f64], m: usize) -> Vec<Option<f64>> {
    let n = y.len();
    let half = m / 2;
    (0..n)
        .map(|t| {
            if t < half || t + half >= n {
                return None;
            }
            let window = &y[t - half..=t + half];
            Some(if m.is_multiple_of(2) {
                let inner: f64 = window[1..m].iter().sum();
                (inner + 0.5 * (window[0] + window[m])) / m as f64
            } else {
                window.iter().sum::<f64>() / m as f64
            })
        })
        .collect()
}

/// Seasonal indices by position `t % m`, from at least two seasons; `None` where they cannot be had (too short, or
/// multiplicative with values or a trend that are not positive).
pub(crate) fn indices(y: &[f64], m: usize, kind: Seasonal) -> Option<Vec<f64>> {
    if m < 2 || y.len() < 2 * m {
        return None;
    }
    if kind == Seasonal::Multiplicative && y.iter().any(|&v| v <= 0.0) {
        return None;
    }
    let trend = moving_average(y, m);
    let mut sum = vec![0.0; m];
    let mut count = vec![0.0; m];
    for (t, trend) in trend.iter().enumerate() {
        if let Some(trend) = trend {
            sum[t % m] += kind.remove(y[t], *trend);
            count[t % m] += 1.0;
        }
    }
    let mut index: Vec<f64> = sum.iter().zip(&count).map(|(s, c)| s / f64::max(*c, 1.0)).collect();
    let mean = index.iter().sum::<f64>() / m as f64;
    index.iter_mut().for_each(|s| *s = kind.remove(*s, mean));
    let usable = |s: &f64| s.is_finite() && (kind == Seasonal::Additive || *s > 1e-3);
    index.iter().all(usable).then_some(index)
}

/// Intercept and slope of the least-squares line through `y` at 0, 1, 2...
pub(crate) fn line(y: &[f64]) -> (f64, f64) {
    let n = y.len() as f64;
    let mean = y.iter().sum::<f64>() / n.max(1.0);
    let centre = (n - 1.0) / 2.0;
    let (mut xy, mut xx) = (0.0, 0.0);
    for (t, v) in y.iter().enumerate() {
        let x = t as f64 - centre;
        xy += x * (v - mean);
        xx += x * x;
    }
    let slope = if xx > 0.0 { xy / xx } else { 0.0 };
    (mean - slope * centre, slope)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of slope 2 with the pattern +3, -1, -2 (period 3).
    fn seasonal() -> Vec<f64> {
        (0..24).map(|t| 10.0 + 2.0 * t as f64 + [3.0, -1.0, -2.0][t % 3]).collect()
    }

    #[test]
    fn finds_exact_additive_indices_under_a_line() {
        let got = indices(&seasonal(), 3, Seasonal::Additive).expect("24 points");
        for (g, want) in got.iter().zip([3.0, -1.0, -2.0]) {
            assert!((g - want).abs() < 1e-12, "{got:?}");
        }
    }

    #[test]
    fn multiplicative_needs_positive_values_and_two_seasons() {
        assert!(indices(&[1.0, 2.0, 0.0, 1.0, 2.0, 1.0], 3, Seasonal::Multiplicative).is_none());
        assert!(indices(&[1.0, 2.0, 3.0, 4.0, 5.0], 3, Seasonal::Multiplicative).is_none());
        let y: Vec<f64> = (0..12).map(|t| 8.0 * [0.5, 1.0, 1.5][t % 3]).collect();
        let got = indices(&y, 3, Seasonal::Multiplicative).expect("positive");
        assert!(got.iter().zip([0.5, 1.0, 1.5]).all(|(g, w)| (g - w).abs() < 1e-12), "{got:?}");
    }

    #[test]
    fn tells_seasonal_from_not() {
        let detrended: Vec<f64> = (0..36).map(|t| [3.0, -1.0, -2.0, 0.5][t % 4]).collect();
        assert!(is_seasonal(&detrended, 4));
        assert!(!is_seasonal(&[5.0; 36], 4));
        assert!(!is_seasonal(&detrended[..11], 4));
    }

    #[test]
    fn fits_a_line() {
        let (a, b) = line(&[1.0, 3.0, 5.0, 7.0]);
        assert!((a - 1.0).abs() < 1e-12 && (b - 2.0).abs() < 1e-12);
    }
}

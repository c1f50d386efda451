//! A series as a regression table: lags relative to the level, so that series of every size share one scale.

/// Columns of the table.
pub(crate) const FEATURES: usize = 8;
/// One row.
pub(crate) type Row = [f64; FEATURES];

/// Rows and targets of one or more series.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
    /// Next value over the level, cut to ±8.
    pub(crate) targets: Vec<f64>,
}

/// Fewest past values a row needs.
const LEAST: usize = 3;
/// Values the level is the mean of.
const LEVEL: usize = 12;

impl Table {
    /// Adds a row for every value of `y` that has enough past and a level above zero.
    pub(crate) fn add(&mut self, y: &[f64], season: usize) {
        for t in LEAST..y.len() {
            if let Some((row, level)) = row(&y[..t], season) {
                self.rows.push(row);
                self.targets.push((y[t] / level).clamp(-8.0, 8.0));
            }
        }
    }
}

/// Features of the value that follows `past`, and the level they are relative to; `None` with too little past or a
/// level that is not positive.
fn row(past: &[f64], season: usize) -> Option<(Row, f64)> {
    let n = past.len();
    if n < LEAST {
        return None;
    }
    let mean = |k: usize| {
        let last = &past[n - k.min(n)..];
        last.iter().sum::<f64>() / last.len() as f64
    };
    let level = mean(LEVEL);
    if level <= 0.0 || level.is_nan() {
        return None;
    }
    let cycle = if season > 1 && n >= season { past[n - season] } else { level };
    let angle = std::f64::consts::TAU * (n % season.max(1)) as f64 / season.max(1) as f64;
    let relative = |v: f64| (v / level).clamp(-8.0, 8.0);
    let row = [
        relative(past[n - 1]),
        relative(past[n - 2]),
        relative(past[n - 3]),
        relative(mean(3)),
        relative(mean(6)),
        relative(cycle),
        angle.sin(),
        angle.cos(),
    ];
    Some((row, level))
}

/// Forecast by feeding each prediction back as the last value. `predict` answers in units of the level. `None` where
/// the series has too little past; zero where its level is not positive.
pub(crate) fn recursive(y: &[f64], season: usize, horizon: usize, predict: impl Fn(&Row) -> f64) -> Option<Vec<f64>> {
    if y.len() < LEAST {
        return None;
    }
    let mut past = y.to_vec();
    for _ in 0..horizon {
        let next = row(&past, season).map_or(0.0, |(row, level)| level * predict(&row));
        past.push(next);
    }
    Some(past.split_off(y.len()))
}

/// What `predict` says, in units of the series, of every step of `path`, the steps before it taken as `path` has them;
/// `None` where the series has too little past or a level that is not positive.
pub(crate) fn along(y: &[f64], path: &[f64], season: usize, predict: impl Fn(&Row) -> f64) -> Option<Vec<f64>> {
    let whole = [y, path].concat();
    (y.len()..whole.len()).map(|n| row(&whole[..n], season).map(|(row, level)| level * predict(&row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_do_not_depend_on_the_size_of_the_series() {
        let y: Vec<f64> = (1..=20).map(f64::from).collect();
        let large: Vec<f64> = y.iter().map(|v| v * 1e6).collect();
        let (mut a, mut b) = (Table::default(), Table::default());
        a.add(&y, 12);
        b.add(&large, 12);
        assert_eq!(a.rows.len(), 17);
        for (x, z) in a.rows.iter().flatten().zip(b.rows.iter().flatten()) {
            assert!((x - z).abs() < 1e-12);
        }
    }

    #[test]
    fn feeds_predictions_back() {
        // Last value times one half, again and again.
        let got = recursive(&[8.0, 8.0, 8.0], 1, 3, |row| row[0] / 2.0).expect("three values");
        assert_eq!(got, [4.0, 2.0, 1.0]);
        assert!(recursive(&[8.0, 8.0], 1, 3, |row| row[0]).is_none());
        assert_eq!(recursive(&[0.0; 5], 1, 2, |row| row[0]), Some(vec![0.0, 0.0]));
    }
}

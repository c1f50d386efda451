//! Mean and median of the last `k` values: levels that forget (the moving-average and moving-median forecasts of
//! FPP3, 5.2; the median after Tukey, "Exploratory Data Analysis", 1977, for series with outliers).

use crate::stats::median;

/// Mean of the last `k` values (of all where there are fewer); `None` for an empty series.
pub(crate) fn mean_of_last(y: &[f64], k: usize, horizon: usize) -> Option<Vec<f64>> {
    let recent = &y[y.len().saturating_sub(k)..];
    (!recent.is_empty()).then(|| vec![recent.iter().sum::<f64>() / recent.len() as f64; horizon])
}

/// Median of the last `k` values (of all where there are fewer); `None` for an empty series.
pub(crate) fn median_of_last(y: &[f64], k: usize, horizon: usize) -> Option<Vec<f64>> {
    let mut recent = y[y.len().saturating_sub(k)..].to_vec();
    (!recent.is_empty()).then(|| vec![median(&mut recent); horizon])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn take_only_the_last_values() {
        assert_eq!(mean_of_last(&[100.0, 1.0, 2.0, 6.0], 3, 1), Some(vec![3.0]));
        assert_eq!(median_of_last(&[100.0, 1.0, 2.0, 6.0], 3, 1), Some(vec![2.0]));
        assert_eq!(median_of_last(&[1.0, 2.0], 3, 2), Some(vec![1.5, 1.5]));
        assert_eq!(mean_of_last(&[], 3, 1), None);
    }
}

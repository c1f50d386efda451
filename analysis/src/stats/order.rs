//! Order statistics: median, quantile, median absolute deviation, ranks.

/// Turns the median absolute deviation of a normal distribution into its standard deviation.
pub const MAD_TO_SD: f64 = 1.482_602_218_505_602;

/// Median, the mean of the two middle values where their number is even; reorders `values`; zero when there are none.
#[must_use]
pub fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

/// Quantile `q` in 0..=1 by linear interpolation between order statistics (type 7, NumPy's default); reorders `values`;
/// zero when there are none.
#[must_use]
pub fn quantile(values: &mut [f64], q: f64) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let at = q.clamp(0.0, 1.0) * (values.len() - 1) as f64;
    let below = at.floor() as usize;
    let (_, &mut low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let fraction = at - below as f64;
    if fraction == 0.0 {
        return low;
    }
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    low + (high - low) * fraction
}

/// Median and median absolute deviation scaled by [`MAD_TO_SD`]; reorders `values`.
#[must_use]
pub fn median_mad(values: &mut [f64]) -> (f64, f64) {
    let centre = median(values);
    let mut distances: Vec<f64> = values.iter().map(|v| (v - centre).abs()).collect();
    (centre, median(&mut distances) * MAD_TO_SD)
}

/// Rank of every value from 1 on; equal values share the mean of their ranks (SciPy's `rankdata`).
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for equal in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let shared = before as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|&i| ranks[i] = shared);
        before += equal.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `numpy.quantile`, `scipy.stats.rankdata`.
    #[test]
    fn agrees_with_numpy_and_scipy() {
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0, 10.0], 0.5), 2.5);
        assert!((quantile(&mut [3.0, 1.0, 2.0, 10.0], 0.9) - 7.9).abs() < 1e-12);
        assert_eq!(median(&mut [4.0, 1.0, 3.0]), 3.0);
        assert_eq!(median(&mut []), 0.0);
        assert_eq!(median_mad(&mut [5.0, 5.0, 5.0]), (5.0, 0.0));
        assert_eq!(median_mad(&mut [1.0, 2.0, 4.0, 9.0, 3.0]), (3.0, MAD_TO_SD));
        assert_eq!(ranks(&[10.0, 2.0, 10.0, 5.0]), [3.5, 1.0, 3.5, 2.0]);
        assert!(ranks(&[]).is_empty());
    }
}

//! Values far beyond all others of their column, however many there are of them.
//!
//! The detectors measure a row against all rows, so a few extremes widen the measure and hide each other (masking), and
//! a value that most rows share leaves no measure at all. Here a column is measured by what its extremes do not move: its
//! median and its median absolute deviation, or where most values are equal the usual deviation of those that are not;
//! and the extremes are all that lies beyond the first wide gap above the bulk, taken out together (leave-many-out; P.
//! Rousseeuw and M. Hubert, "Robust statistics for outlier detection", 2011). Columns of two values are labels.

use super::Matrix;
use crate::stats::{MAD_TO_SD, ln_student_sf, median};

/// Fewest rows that make a bulk.
const FEWEST: usize = 20;
/// Largest share of the rows that is taken for extremes.
const MOST: f64 = 0.1;
/// Robust deviations from the median that an extreme has at the least.
const LEAST: f64 = 6.0;
/// How many times farther out than the farthest of the bulk the nearest extreme is.
const GAP: f64 = 3.0;
/// Deviations that the farthest value of a bulk has by chance, and the degrees of freedom of the tail beyond.
const FARTHEST: f64 = 3.0;
const FREEDOM: f64 = 4.0;

/// Natural logarithm of the probability of each row that is extreme in some column; zero for the others.
#[must_use]
pub fn ln_extreme(matrix: &Matrix) -> Vec<f64> {
    let mut ln_p = vec![0.0f64; matrix.rows()];
    if matrix.rows() < FEWEST {
        return ln_p;
    }
    // As many columns as there are, one of them is extreme by chance.
    let columns = (matrix.cols() as f64).ln();
    for column in 0..matrix.cols() {
        let values: Vec<f64> = (0..matrix.rows()).map(|i| matrix.row(i)[column]).collect();
        for (i, p) in extremes(&values) {
            ln_p[i] = ln_p[i].min((p + columns).min(0.0));
        }
    }
    ln_p
}

/// The rows beyond the gap of one column, each with the logarithm of its probability.
fn extremes(values: &[f64]) -> Vec<(usize, f64)> {
    let n = values.len();
    let middle = median(&mut values.to_vec());
    let distance: Vec<f64> = values.iter().map(|v| (v - middle).abs()).collect();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| distance[a].total_cmp(&distance[b]).then(a.cmp(&b)));
    let most = (MOST * n as f64) as usize;
    let bulk: Vec<f64> = order[..n - most].iter().map(|&i| distance[i]).collect();
    let Some(scale) = scale(&bulk, values) else { return Vec::new() };
    let gap = (n - most..n).find(|&k| {
        let (inside, outside) = (distance[order[k - 1]].max(scale), distance[order[k]]);
        outside >= LEAST * scale && outside >= GAP * inside
    });
    let Some(gap) = gap else { return Vec::new() };
    let farthest = distance[order[gap - 1]].max(scale);
    order[gap..].iter().map(|&i| (i, ln_student_sf(FARTHEST * distance[i] / farthest, FREEDOM))).collect()
}

/// Robust standard deviation of a column from the distances of its bulk; none where it holds two values at most, or where
/// its bulk is one value and the others do not differ among themselves.
fn scale(bulk: &[f64], values: &[f64]) -> Option<f64> {
    let mut distinct = values.to_vec();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    if distinct.len() <= 2 {
        return None;
    }
    let mad = MAD_TO_SD * median(&mut bulk.to_vec());
    if mad > 0.0 {
        return Some(mad);
    }
    let mut others: Vec<f64> = bulk.iter().copied().filter(|d| *d > 0.0).collect();
    if !others.is_empty() {
        return Some(MAD_TO_SD * median(&mut others));
    }
    // All of the bulk is one value: its own size is the only measure. Beside zeros anything is far.
    let usual = median(&mut values.to_vec());
    let outside = values.iter().filter(|v| **v != usual).count();
    (distinct.len() == outside + 1 && usual != 0.0).then(|| 0.1 * usual.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: &[f64]) -> Vec<usize> {
        let ln_p = ln_extreme(&Matrix::new(1, values.to_vec()));
        (0..values.len()).filter(|&i| ln_p[i] < 0.001f64.ln()).collect()
    }

    /// The k-th of `n` even quantiles of the standard normal distribution.
    fn normal(n: usize) -> impl Iterator<Item = f64> {
        (0..n).map(move |k| crate::stats::normal_quantile((k as f64 + 0.5) / n as f64))
    }

    #[test]
    fn extremes_do_not_hide_each_other() {
        let many: Vec<f64> = normal(140).chain([70.0, 90.0, 75.0, 110.0, 81.0, 95.0, 78.0]).collect();
        assert_eq!(found(&many), (140..147).collect::<Vec<_>>());
    }

    #[test]
    fn nor_do_equal_values() {
        let mut equal = vec![3.0; 90];
        equal.extend((0..40).map(|k| 3.0 + 0.05 * f64::from(k)));
        equal.extend([44.0, 61.0, 52.0]);
        assert_eq!(found(&equal), [130, 131, 132]);
        let mut one = vec![8.0; 150];
        one.extend([75.0, 91.0]);
        assert_eq!(found(&one), [150, 151]);
    }

    #[test]
    fn tails_labels_and_counts_are_no_extremes() {
        assert!(found(&normal(500).collect::<Vec<_>>()).is_empty());
        assert!(found(&normal(500).map(|z| (1.2 * z).exp()).collect::<Vec<_>>()).is_empty());
        assert!(found(&(0..200).map(|i| f64::from(u8::from(i % 40 == 0))).collect::<Vec<_>>()).is_empty());
        assert!(found(&(0..200).map(|i| f64::from([0, 0, 0, 0, 1, 2, 0, 3][i % 8])).collect::<Vec<_>>()).is_empty());
        assert!(found(&[1.0, 2.0, 3.0, 400.0]).is_empty(), "four values are no bulk");
    }
}

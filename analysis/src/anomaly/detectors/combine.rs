//! One score of the detectors.
//!
//! Averages of ranks let the weak detectors pull the strong ones down. The largest of two standardised scores, of the
//! isolation forest (global shape) and of the mean distance to the neighbours (local emptiness), keeps what either is
//! sure of. The distance goes in as its logarithm: distances have long tails, and a few far rows would otherwise set
//! the scale for all others.

use super::Detection;
use crate::anomaly::stats::median;

/// Combined score of every row.
pub(super) fn combined(d: &Detection) -> Vec<f64> {
    let forest = standardised(&d.isolation_forest);
    // Repeated rows have distance 0; a hundredth of the usual one keeps its logarithm near the others.
    let floor = 0.01 * median(&mut d.distance.clone()) + 1e-9;
    let distance = standardised(&d.distance.iter().map(|v| (v + floor).ln()).collect::<Vec<_>>());
    forest.iter().zip(&distance).map(|(f, n)| f.max(*n)).collect()
}

fn standardised(scores: &[f64]) -> Vec<f64> {
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    let sd = (scores.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / n).sqrt();
    scores.iter().map(|s| if sd > 0.0 { (s - mean) / sd } else { 0.0 }).collect()
}

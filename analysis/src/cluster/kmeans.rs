//! Spherical k-means (I. Dhillon, D. Modha, "Concept decompositions for large sparse text data", 2001): rows and centres
//! are unit vectors, nearness is the cosine. Seeded by greedy k-means++ as in scikit-learn, best of several starts.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::vectors::{Vectors, centres, members};
use crate::{Error, Run};

const MOST_ROUNDS: usize = 60;
/// Gain a row below which a round was the last.
const TOLERANCE: f64 = 1e-6;

/// A partition of the rows.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    /// Cluster of each row.
    pub(super) labels: Vec<usize>,
    /// Mean cosine of the rows to their centres.
    pub(super) cohesion: f64,
}

/// The best of `starts` partitions into `k` clusters, 1 <= k <= rows.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn kmeans(rows: &Vectors, k: usize, starts: usize, purpose: &str, run: &Run) -> Result<Fit, Error> {
    let fits = (0..starts.max(1))
        .into_par_iter()
        .map(|start| lloyd(rows, seeds(rows, k, &mut run.rng(&format!("kmeans {purpose} {k} {start}")), run)?, run))
        .collect::<Result<Vec<Fit>, Error>>()?;
    let best = fits.into_iter().reduce(|best, fit| if fit.cohesion > best.cohesion { fit } else { best });
    best.ok_or(Error::Cancelled)
}

/// The nearest centre of each row, and the cosine to it.
pub(super) fn nearest(rows: &Vectors, centres: &Vectors) -> Vec<(usize, f32)> {
    rows.products(centres, |_, cosines| {
        let better = |best: (usize, f32), (c, cosine): (usize, f32)| if cosine > best.1 { (c, cosine) } else { best };
        cosines.iter().copied().enumerate().fold((0, f32::NEG_INFINITY), better)
    })
}

fn lloyd(rows: &Vectors, mut means: Vectors, run: &Run) -> Result<Fit, Error> {
    let k = means.len();
    let mut before = f64::NEG_INFINITY;
    let mut rounds = 0;
    loop {
        run.check()?;
        let mut placed = nearest(rows, &means);
        let moved = fill_empty(&mut placed, k);
        let labels: Vec<usize> = placed.iter().map(|p| p.0).collect();
        let cohesion = placed.iter().map(|p| f64::from(p.1)).sum::<f64>() / placed.len().max(1) as f64;
        rounds += 1;
        if rounds >= MOST_ROUNDS || (!moved && cohesion - before < TOLERANCE) {
            return Ok(Fit { labels, cohesion });
        }
        before = cohesion;
        means = centres(rows, &members(&labels, k));
    }
}

/// Gives every empty cluster the row that fits its own worst, if one fits less than perfectly.
fn fill_empty(placed: &mut [(usize, f32)], k: usize) -> bool {
    let mut sizes = vec![0usize; k];
    for (label, _) in placed.iter() {
        sizes[*label] += 1;
    }
    let mut moved = false;
    for empty in 0..k {
        if sizes[empty] > 0 {
            continue;
        }
        let candidates = (0..placed.len()).filter(|&i| sizes[placed[i].0] > 1 && placed[i].1 < 1.0 - 1e-6);
        if let Some(worst) = candidates.min_by(|&a, &b| placed[a].1.total_cmp(&placed[b].1).then(a.cmp(&b))) {
            sizes[placed[worst].0] -= 1;
            sizes[empty] += 1;
            placed[worst] = (empty, 1.0);
            moved = true;
        }
    }
    moved
}

/// Greedy k-means++: each next centre is the best of a few rows drawn with odds proportional to their distance.
fn seeds(rows: &Vectors, k: usize, rng: &mut ChaCha8Rng, run: &Run) -> Result<Vectors, Error> {
    let n = rows.len();
    let trials = 2 + (k as f64).ln() as usize;
    let mut chosen = vec![rng.random_range(0..n)];
    let distances_to = |candidates: &[usize]| {
        let by_row = rows.products(&rows.select(candidates), |_, cosines| {
            cosines.iter().map(|c| (1.0 - c).max(0.0)).collect::<Vec<f32>>()
        });
        (0..candidates.len()).map(|c| by_row.iter().map(|row| row[c]).collect()).collect::<Vec<Vec<f32>>>()
    };
    let mut distance = distances_to(&chosen).swap_remove(0);
    while chosen.len() < k {
        run.check()?;
        let total: f64 = distance.iter().map(|&d| f64::from(d)).sum();
        let candidates: Vec<usize> = (0..trials).map(|_| draw(&distance, total * rng.random::<f64>())).collect();
        let nearer = distances_to(&candidates).into_iter().map(|new| {
            let least: Vec<f32> = new.iter().zip(&distance).map(|(a, b)| a.min(*b)).collect();
            (least.iter().map(|&d| f64::from(d)).sum::<f64>(), least)
        });
        let best = candidates.iter().zip(nearer).min_by(|a, b| a.1.0.total_cmp(&b.1.0));
        let Some((&row, (_, least))) = best else { break };
        chosen.push(row);
        distance = least;
    }
    Ok(rows.select(&chosen))
}

/// The row at which the running sum of `weights` passes `at`.
fn draw(weights: &[f32], at: f64) -> usize {
    let mut sum = 0.0;
    let passed = weights.iter().position(|&w| {
        sum += f64::from(w);
        sum > at
    });
    passed.unwrap_or(weights.len() - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Unwatched;

    /// Points on the unit circle at these angles (degrees).
    fn circle(angles: &[f64]) -> Vectors {
        let point = |a: &f64| [a.to_radians().cos() as f32, a.to_radians().sin() as f32];
        Vectors::new(2, angles.iter().flat_map(point).collect())
    }

    /// scikit-learn `KMeans(3, n_init=10).fit(points)`: labels and `inertia_` (about arithmetic means).
    #[test]
    fn agrees_with_scikit_learn_on_separated_points() {
        let rows = circle(&[0.0, 5.0, 10.0, 90.0, 100.0, 200.0, 203.0, 209.0]);
        let fit = kmeans(&rows, 3, 4, "test", &Run::new(1, &Unwatched)).expect("a fit");
        let groups = members(&fit.labels, 3);
        let mut sorted = groups.clone();
        sorted.sort();
        assert_eq!(sorted, [vec![0, 1, 2], vec![3, 4], vec![5, 6, 7]]);
        let inertia: f64 = groups
            .iter()
            .map(|g| {
                let mean = [0, 1].map(|d| g.iter().map(|&i| f64::from(rows.row(i)[d])).sum::<f64>() / g.len() as f64);
                g.iter()
                    .map(|&i| (0..2).map(|d| (f64::from(rows.row(i)[d]) - mean[d]).powi(2)).sum::<f64>())
                    .sum::<f64>()
            })
            .sum();
        assert!((inertia - INERTIA).abs() < 1e-6, "{inertia}");
    }
    const INERTIA: f64 = 0.043_167_633_712_002_565;

    #[test]
    fn equal_points_and_as_many_clusters_as_points() {
        let run = Run::new(1, &Unwatched);
        let fit = kmeans(&circle(&[30.0; 5]), 2, 2, "test", &run).expect("a fit");
        assert_eq!(fit.labels, [fit.labels[0]; 5], "equal rows stay together");
        let fit = kmeans(&circle(&[0.0, 90.0, 180.0]), 3, 2, "test", &run).expect("a fit");
        assert!((fit.cohesion - 1.0).abs() < 1e-6);
    }
}

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

/// Rows of which all cosines are kept.
const MOST_COMPARED: usize = 2_000;

/// Unit vectors to be divided, and where they are few the cosines of all pairs: seeding then looks up what every start
/// and every number of clusters would compute again.
pub(super) struct Points {
    rows: Vectors,
    cosines: Option<Vec<Vec<f32>>>,
}

impl Points {
    pub(super) fn new(rows: Vectors) -> Self {
        let cosines = (rows.len() <= MOST_COMPARED).then(|| rows.products(&rows, |_, cosines| cosines.to_vec()));
        Self { rows, cosines }
    }

    /// Those at `indices`, in that order.
    pub(super) fn select(&self, indices: &[usize]) -> Self {
        Self::new(self.rows.select(indices))
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Cosine distances of all rows to each of `chosen`.
    fn distances_to(&self, chosen: &[usize]) -> Vec<Vec<f32>> {
        let distance = |cosine: &f32| (1.0 - cosine).max(0.0);
        if let Some(cosines) = &self.cosines {
            return chosen.iter().map(|&c| cosines[c].iter().map(distance).collect()).collect();
        }
        let by_row: Vec<Vec<f32>> =
            self.rows.products(&self.rows.select(chosen), |_, cosines| cosines.iter().map(distance).collect());
        (0..chosen.len()).map(|c| by_row.iter().map(|row| row[c]).collect()).collect()
    }
}

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
pub(super) fn kmeans(points: &Points, k: usize, starts: usize, purpose: &str, run: &Run) -> Result<Fit, Error> {
    let seeded = |start| seeds(points, k, &mut run.rng(&format!("kmeans {purpose} {k} {start}")), run);
    let fits = (0..starts.max(1))
        .into_par_iter()
        .map(|start| lloyd(&points.rows, seeded(start)?, run))
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
fn seeds(points: &Points, k: usize, rng: &mut ChaCha8Rng, run: &Run) -> Result<Vectors, Error> {
    let n = points.len();
    let trials = 2 + (k as f64).ln() as usize;
    let mut chosen = vec![rng.random_range(0..n)];
    let mut distance = points.distances_to(&chosen).swap_remove(0);
    while chosen.len() < k {
        run.check()?;
        let total: f64 = distance.iter().map(|&d| f64::from(d)).sum();
        let candidates: Vec<usize> = (0..trials).map(|_| draw(&distance, total * rng.random::<f64>())).collect();
        let nearer = points.distances_to(&candidates).into_iter().map(|new| {
            let least: Vec<f32> = new.iter().zip(&distance).map(|(a, b)| a.min(*b)).collect();
            (least.iter().map(|&d| f64::from(d)).sum::<f64>(), least)
        });
        let best = candidates.iter().zip(nearer).min_by(|a, b| a.1.0.total_cmp(&b.1.0));
        let Some((&row, (_, least))) = best else { break };
        chosen.push(row);
        distance = least;
    }
    Ok(points.rows.select(&chosen))
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
    fn circle(angles: &[f64]) -> Points {
        let point = |a: &f64| [a.to_radians().cos() as f32, a.to_radians().sin() as f32];
        Points::new(Vectors::new(2, angles.iter().flat_map(point).collect()))
    }

    /// scikit-learn `KMeans(3, n_init=10).fit(points)`: labels and `inertia_` (about arithmetic means).
    #[test]
    fn agrees_with_scikit_learn_on_separated_points() {
        let points = circle(&[0.0, 5.0, 10.0, 90.0, 100.0, 200.0, 203.0, 209.0]);
        let fit = kmeans(&points, 3, 4, "test", &Run::new(1, &Unwatched)).expect("a fit");
        let groups = members(&fit.labels, 3);
        let mut sorted = groups.clone();
        sorted.sort();
        assert_eq!(sorted, [vec![0, 1, 2], vec![3, 4], vec![5, 6, 7]]);
        let inertia: f64 = groups
            .iter()
            .map(|g| {
                let row = |i: usize| points.rows.row(i);
                let mean = [0, 1].map(|d| g.iter().map(|&i| f64::from(row(i)[d])).sum::<f64>() / g.len() as f64);
                g.iter().map(|&i| (0..2).map(|d| (f64::from(row(i)[d]) - mean[d]).powi(2)).sum::<f64>()).sum::<f64>()
            })
            .sum();
        assert!((inertia - INERTIA).abs() < 1e-6, "{inertia}");
    }
    const INERTIA: f64 = 0.043_167_633_712_002_565;

    #[test]
    fn seeding_is_the_same_with_and_without_kept_cosines() {
        let with = circle(&[0.0, 5.0, 10.0, 90.0, 100.0, 200.0, 203.0, 209.0]);
        let without = Points { rows: with.rows.clone(), cosines: None };
        for (a, b) in with.distances_to(&[1, 6]).iter().flatten().zip(without.distances_to(&[1, 6]).iter().flatten()) {
            assert!((a - b).abs() < 1e-6);
        }
    }

    #[test]
    fn equal_points_and_as_many_clusters_as_points() {
        let run = Run::new(1, &Unwatched);
        let fit = kmeans(&circle(&[30.0; 5]), 2, 2, "test", &run).expect("a fit");
        assert_eq!(fit.labels, [fit.labels[0]; 5], "equal rows stay together");
        let fit = kmeans(&circle(&[0.0, 90.0, 180.0]), 3, 2, "test", &run).expect("a fit");
        assert!((fit.cohesion - 1.0).abs() < 1e-6);
    }
}

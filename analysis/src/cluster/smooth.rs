//! Neighbourhood smoothing: every vector moves, a few times, half-way towards the mean of its nearest neighbours.
//!
//! A low-pass filter on the neighbour graph, as graph convolutions use it before a linear model (F. Wu et al.,
//! "Simplifying graph convolutional networks", 2019): what lies in one dense region moves together, and k-means, which
//! sees spheres only, follows the regions' shapes.

use rayon::prelude::*;

use super::vectors::{Vectors, normalise};
use crate::{Error, Run};

const PASSES: usize = 4;
const MOST_NEIGHBOURS: usize = 20;

/// Neighbours of one row, with weights that sum to one.
type Neighbours = Vec<(usize, f32)>;

/// The smoothed rows of `base`.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn smoothed(base: &Vectors, run: &Run) -> Result<Vectors, Error> {
    let mut rows = base.clone();
    // A fifth of the root: neighbourhoods stay small beside the groups that n texts can have.
    let wanted = ((base.len() as f64).sqrt() / 5.0).round() as usize;
    if wanted == 0 {
        return Ok(rows);
    }
    let graph = neighbours(base, wanted.clamp(2, MOST_NEIGHBOURS));
    for _ in 0..PASSES {
        run.check()?;
        rows = pass(&rows, &graph);
    }
    Ok(rows)
}

/// The `count` nearest rows of each row and the row itself, weighted by their cosine.
fn neighbours(rows: &Vectors, count: usize) -> Vec<Neighbours> {
    rows.products(rows, |_, products| {
        let mut nearest: Vec<usize> = (0..products.len()).collect();
        let order = |a: &usize, b: &usize| products[*b].total_cmp(&products[*a]).then(a.cmp(b));
        if nearest.len() > count + 1 {
            nearest.select_nth_unstable_by(count, order);
            nearest.truncate(count + 1);
        }
        nearest.sort_by(order);
        let cosine = |i: usize| products[i].max(0.0);
        let sum: f32 = nearest.iter().map(|&i| cosine(i)).sum();
        nearest.iter().map(|&i| (i, if sum > 0.0 { cosine(i) / sum } else { 0.0 })).collect()
    })
}

fn pass(rows: &Vectors, graph: &[Neighbours]) -> Vectors {
    let moved: Vec<Vec<f32>> = graph
        .par_iter()
        .enumerate()
        .map(|(i, neighbours)| {
            let mut row = rows.row(i).to_vec();
            for &(j, weight) in neighbours {
                for (value, other) in row.iter_mut().zip(rows.row(j)) {
                    *value += weight * other;
                }
            }
            normalise(&mut row);
            row
        })
        .collect();
    Vectors::new(rows.dim, moved.into_iter().flatten().collect())
}

//! Extended isolation forest (Hariri, Carrasco Kind and Brunner, 2019; Liu, Ting and Zhou, 2008).
//!
//! Each tree isolates the rows of a random sample by random hyperplanes; rows that are alone after few cuts are odd.
//! A hyperplane uses at most [`DIRECTIONS`] columns, so that wide tables cost no more than narrow ones.

use rand::Rng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::matrix::Matrix;
use crate::{Error, Run};

const TREES: usize = 200;
const SAMPLE: usize = 256;
/// Rows scored together.
const BLOCK: usize = 512;
/// Columns in one hyperplane.
const DIRECTIONS: usize = 2;
/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// A fitted forest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IsolationForest {
    trees: Vec<Vec<Node>>,
    /// Mean depth of an unsuccessful search, c(sample size).
    normal_depth: f64,
    fitted_rows: u64,
}

/// Rows with `sum(weight * column) <= at` go left, which is the next node; a leaf has no `right` (0), and `at` is its
/// depth with the expected rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Node {
    columns: [u32; DIRECTIONS],
    weights: [f64; DIRECTIONS],
    at: f64,
    right: u32,
    /// Rows of the sample that came here.
    rows: u32,
}

/// c(n): mean depth of an unsuccessful search in a binary search tree of `n` keys.
#[must_use]
pub fn mean_depth(n: usize) -> f64 {
    match n {
        0 | 1 => 0.0,
        2 => 1.0,
        _ => {
            let n = n as f64;
            2.0 * ((n - 1.0).ln() + EULER) - 2.0 * (n - 1.0) / n
        }
    }
}

impl IsolationForest {
    /// Grows the forest on `matrix`.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn fit(matrix: &Matrix, run: &Run) -> Result<Self, Error> {
        let size = SAMPLE.min(matrix.rows());
        let limit = (size as f64).log2().ceil() as u32;
        let trees = (0..TREES)
            .into_par_iter()
            .map(|t| {
                run.check()?;
                let mut rng = run.rng(&format!("isolation_forest/{t}"));
                let mut rows = index::sample(&mut rng, matrix.rows(), size).into_vec();
                let mut nodes = vec![];
                grow(matrix, &mut rows, 0, limit, &mut rng, &mut nodes);
                Ok(nodes)
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { trees, normal_depth: mean_depth(size).max(1.0), fitted_rows: matrix.rows() as u64 })
    }

    /// Rows the samples were drawn from.
    #[must_use]
    pub fn fitted_rows(&self) -> usize {
        self.fitted_rows as usize
    }

    /// Score of every row, `2^(-mean depth / c)`: near 1 odd, below 0.5 normal.
    #[must_use]
    pub fn scores(&self, matrix: &Matrix) -> Vec<f64> {
        // Tree by tree over a block of rows: one tree fits the processor's cache, the forest does not.
        let mut depths = vec![0.0; matrix.rows()];
        depths.par_chunks_mut(BLOCK).enumerate().for_each(|(block, sums)| {
            for tree in &self.trees {
                sums.iter_mut().enumerate().for_each(|(i, sum)| *sum += depth(tree, matrix.row(block * BLOCK + i)));
            }
            let score = |sum: f64| (-sum / self.trees.len() as f64 / self.normal_depth).exp2();
            sums.iter_mut().for_each(|sum| *sum = score(*sum));
        });
        depths
    }

    /// Each column's part in how soon `row` is alone, in cuts saved a tree: what every cut on its paths leaves of the
    /// expected depth, where that is less than one cut should, is credited to the columns of the cut.
    ///
    /// After DIFFI (Carletti, Terzi and Susto, 2023), a row at a time and for cuts of more than one column.
    #[must_use]
    pub fn contributions(&self, row: &[f64]) -> Vec<f64> {
        let mut parts = vec![0.0; row.len()];
        for tree in &self.trees {
            let mut at = 0;
            while tree[at].right != 0 {
                let node = &tree[at];
                let terms =
                    std::array::from_fn::<f64, DIRECTIONS, _>(|k| row[node.columns[k] as usize] * node.weights[k]);
                let next = if terms.iter().sum::<f64>() <= node.at { at + 1 } else { node.right as usize };
                let saved = mean_depth(node.rows as usize) - 1.0 - mean_depth(tree[next].rows as usize);
                let size = terms.iter().map(|t| t.abs()).sum::<f64>();
                if saved > 0.0 && size > 0.0 {
                    let share = saved / size / self.trees.len() as f64;
                    node.columns.iter().zip(terms).for_each(|(c, term)| parts[*c as usize] += share * term.abs());
                }
                at = next;
            }
        }
        parts
    }
}

fn depth(tree: &[Node], row: &[f64]) -> f64 {
    let mut at = 0;
    loop {
        let node = &tree[at];
        if node.right == 0 {
            return node.at;
        }
        let side: f64 = node.columns.iter().zip(&node.weights).map(|(c, w)| row[*c as usize] * w).sum();
        at = if side <= node.at { at + 1 } else { node.right as usize };
    }
}

fn grow(matrix: &Matrix, rows: &mut [usize], level: u32, limit: u32, rng: &mut ChaCha8Rng, nodes: &mut Vec<Node>) {
    let at = nodes.len();
    let rest = f64::from(level) + mean_depth(rows.len());
    let count = rows.len() as u32;
    nodes.push(Node { columns: [0; DIRECTIONS], weights: [0.0; DIRECTIONS], at: rest, right: 0, rows: count });
    if level >= limit || rows.len() < 2 {
        return;
    }
    let Some((columns, weights, value)) = cut(matrix, rows, rng) else { return };
    let side = |&row: &usize| {
        columns.iter().zip(&weights).map(|(c, w)| matrix.row(row)[*c as usize] * w).sum::<f64>() <= value
    };
    let mut middle = 0;
    for i in 0..rows.len() {
        if side(&rows[i]) {
            rows.swap(i, middle);
            middle += 1;
        }
    }
    let (left, right) = rows.split_at_mut(middle);
    grow(matrix, left, level + 1, limit, rng, nodes);
    let right_at = nodes.len() as u32;
    grow(matrix, right, level + 1, limit, rng, nodes);
    nodes[at] = Node { columns, weights, at: value, right: right_at, rows: count };
}

/// A random hyperplane through a random point of the rows' box; `None` where all rows are equal.
fn cut(matrix: &Matrix, rows: &[usize], rng: &mut ChaCha8Rng) -> Option<([u32; DIRECTIONS], [f64; DIRECTIONS], f64)> {
    let range = |column: usize| {
        let values = rows.iter().map(|&r| matrix.row(r)[column]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
    };
    // Columns in random order until enough of them vary among these rows.
    let mut varying = Vec::with_capacity(DIRECTIONS);
    let cols = matrix.cols();
    let (start, step) = (rng.random_range(0..cols), coprime_step(cols, rng));
    for i in 0..cols {
        let column = (start + i * step) % cols;
        let (low, high) = range(column);
        if high > low {
            varying.push((column, low, high));
            if varying.len() == DIRECTIONS {
                break;
            }
        }
    }
    let (mut columns, mut weights, mut at) = ([0; DIRECTIONS], [0.0; DIRECTIONS], 0.0);
    for (k, &(column, low, high)) in varying.iter().enumerate() {
        columns[k] = column as u32;
        weights[k] = if varying.len() == 1 { 1.0 } else { normal(rng) };
        at += weights[k] * rng.random_range(low..high);
    }
    (!varying.is_empty()).then_some((columns, weights, at))
}

/// A step that visits all of `0..n` when repeated.
fn coprime_step(n: usize, rng: &mut ChaCha8Rng) -> usize {
    let gcd = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    if n < 3 {
        return 1;
    }
    loop {
        let step = rng.random_range(1..n);
        if gcd(step, n) == 1 {
            return step;
        }
    }
}

/// A standard normal number (Box and Muller).
pub(in crate::anomaly) fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let (a, b): (f64, f64) = (rng.random(), rng.random());
    (-2.0 * (1.0 - a).ln()).sqrt() * (std::f64::consts::TAU * b).cos()
}

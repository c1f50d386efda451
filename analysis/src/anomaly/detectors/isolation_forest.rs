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
/// Rows that walk down a tree side by side, so that one's memory accesses hide the others'.
const LANES: usize = 8;
/// Columns in one hyperplane.
const DIRECTIONS: usize = 2;
/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;

/// A fitted forest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IsolationForest {
    trees: Vec<Vec<Node>>,
    /// Most cuts on a path.
    levels: u32,
    /// Mean depth of an unsuccessful search, c(sample size).
    normal_depth: f64,
    fitted_rows: u64,
}

/// Rows with `sum(weight * column) <= at` go to the first of `next`, others to the second. A leaf leads to itself, and
/// `at` is its depth with the expected rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Node {
    columns: [u32; DIRECTIONS],
    weights: [f64; DIRECTIONS],
    at: f64,
    next: [u32; 2],
    /// Rows of the sample that came here.
    rows: u32,
}

impl Node {
    fn next(&self, row: &[f64]) -> usize {
        let side: f64 = self.columns.iter().zip(&self.weights).map(|(c, w)| row[*c as usize] * w).sum();
        self.next[usize::from(side > self.at)] as usize
    }
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
        Ok(Self { trees, levels: limit, normal_depth: mean_depth(size).max(1.0), fitted_rows: matrix.rows() as u64 })
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
                for (lane, sums) in sums.chunks_mut(LANES).enumerate() {
                    self.descend(tree, matrix, block * BLOCK + lane * LANES, sums);
                }
            }
            let score = |sum: f64| (-sum / self.trees.len() as f64 / self.normal_depth).exp2();
            sums.iter_mut().for_each(|sum| *sum = score(*sum));
        });
        depths
    }

    /// Adds the depths in `tree` of the rows from `first` on to `sums`. As many steps for every row, whose direction no
    /// branch depends on: what a processor cannot foresee costs it more than the steps that lead nowhere.
    fn descend(&self, tree: &[Node], matrix: &Matrix, first: usize, sums: &mut [f64]) {
        let mut at = [0; LANES];
        for _ in 0..self.levels {
            for (i, at) in at.iter_mut().take(sums.len()).enumerate() {
                *at = tree[*at].next(matrix.row(first + i));
            }
        }
        sums.iter_mut().zip(at).for_each(|(sum, at)| *sum += tree[at].at);
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
            while tree[at].next[0] as usize != at {
                let node = &tree[at];
                let terms =
                    std::array::from_fn::<f64, DIRECTIONS, _>(|k| row[node.columns[k] as usize] * node.weights[k]);
                let next = node.next(row);
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

fn grow(matrix: &Matrix, rows: &mut [usize], level: u32, limit: u32, rng: &mut ChaCha8Rng, nodes: &mut Vec<Node>) {
    let at = nodes.len();
    let rest = f64::from(level) + mean_depth(rows.len());
    let count = rows.len() as u32;
    let here = at as u32;
    nodes.push(Node { columns: [0; DIRECTIONS], weights: [0.0; DIRECTIONS], at: rest, next: [here; 2], rows: count });
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
    let next = [here + 1, nodes.len() as u32];
    grow(matrix, right, level + 1, limit, rng, nodes);
    nodes[at] = Node { columns, weights, at: value, next, rows: count };
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

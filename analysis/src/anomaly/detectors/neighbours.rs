//! Nearest neighbours among a reference set, exact: a k-d tree in few dimensions, all distances in many.
//!
//! Our own because kiddo fixes the number of columns at compile time and leaves open which of several rows that are
//! equally far it returns; here the lower row wins, on which the sameness of results rests.

use serde::{Deserialize, Serialize};

use super::matrix::Matrix;

/// Up to this many columns the tree is faster than looking at every row.
const TREE_COLS: usize = 20;
const LEAF: usize = 16;

/// A reference set that answers nearest-neighbour queries.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Neighbours {
    /// The reference rows in the order of the tree's leaves, so that a leaf is one piece of memory.
    points: Matrix,
    /// Reference row of each row of `points`.
    order: Vec<u32>,
    /// Inner nodes in preorder: split column and value, range of `order`, index of the right child.
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Node {
    from: u32,
    to: u32,
    /// `u32::MAX` for a leaf.
    column: u32,
    value: f64,
    right: u32,
}

/// A neighbour: squared distance, then row, so that equal distances have one order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    pub(super) squared: f64,
    pub(super) row: u32,
}

impl Eq for Near {}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.squared.total_cmp(&other.squared).then(self.row.cmp(&other.row))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Neighbours {
    pub(super) fn new(points: Matrix) -> Self {
        let mut order: Vec<u32> = (0..points.rows() as u32).collect();
        let mut nodes = vec![];
        let leaf = if points.cols() > TREE_COLS { usize::MAX } else { LEAF };
        build(&points, &mut order, 0, leaf, &mut nodes);
        let leaves: Vec<usize> = order.iter().map(|&row| row as usize).collect();
        Self { points: points.select(&leaves), order, nodes }
    }

    /// Number of reference rows.
    pub(super) fn len(&self) -> usize {
        self.points.rows()
    }

    /// The `k` nearest reference rows to `query` without row `except`, nearest first.
    pub(super) fn nearest(&self, query: &[f64], k: usize, except: Option<u32>) -> Vec<Near> {
        let mut best = Best { k, near: Vec::with_capacity(k + 1) };
        if k > 0 {
            self.search(0, query, except.unwrap_or(u32::MAX), &mut best);
        }
        best.near
    }

    fn search(&self, at: usize, query: &[f64], except: u32, best: &mut Best) {
        let node = &self.nodes[at];
        if node.column == u32::MAX {
            for place in node.from as usize..node.to as usize {
                let squared = squared_distance(query, self.points.row(place));
                if squared <= best.limit() && self.order[place] != except {
                    best.offer(Near { squared, row: self.order[place] });
                }
            }
            return;
        }
        let offset = query[node.column as usize] - node.value;
        let (left, right) = (at + 1, node.right as usize);
        let (first, second) = if offset < 0.0 { (left, right) } else { (right, left) };
        self.search(first, query, except, best);
        if offset * offset <= best.limit() {
            self.search(second, query, except, best);
        }
    }
}

/// The `k` nearest so far, sorted: for some twenty of them cheaper than a heap.
struct Best {
    k: usize,
    near: Vec<Near>,
}

impl Best {
    /// Squared distance beyond which a row is of no interest.
    fn limit(&self) -> f64 {
        if self.near.len() < self.k { f64::INFINITY } else { self.near.last().map_or(0.0, |worst| worst.squared) }
    }

    fn offer(&mut self, near: Near) {
        let place = self.near.partition_point(|other| *other < near);
        if place < self.k {
            self.near.insert(place, near);
            self.near.truncate(self.k);
        }
    }
}

/// Squared Euclidean distance, in four lanes so that the compiler can use vector registers; one order of additions.
pub(super) fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0f64; 4];
    let (chunks_a, chunks_b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = chunks_a.remainder().iter().zip(chunks_b.remainder()).map(|(x, y)| (x - y) * (x - y)).sum();
    for (x, y) in chunks_a.zip(chunks_b) {
        for lane in 0..4 {
            let d = x[lane] - y[lane];
            lanes[lane] += d * d;
        }
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest
}

/// Splits at the median of the widest column until `leaf` rows are left or all are equal.
fn build(points: &Matrix, order: &mut [u32], from: usize, leaf: usize, nodes: &mut Vec<Node>) {
    let at = nodes.len();
    let to = from + order.len();
    nodes.push(Node { from: from as u32, to: to as u32, column: u32::MAX, value: 0.0, right: 0 });
    if order.len() <= leaf {
        return;
    }
    let mut widest = (0.0, 0);
    for column in 0..points.cols() {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for &row in order.iter() {
            let v = points.row(row as usize)[column];
            (low, high) = (low.min(v), high.max(v));
        }
        if high - low > widest.0 {
            widest = (high - low, column);
        }
    }
    let (width, column) = widest;
    if width <= 0.0 {
        return;
    }
    let middle = order.len() / 2;
    let value = |row: u32| points.row(row as usize)[column];
    order.select_nth_unstable_by(middle, |&a, &b| value(a).total_cmp(&value(b)).then(a.cmp(&b)));
    let split = value(order[middle]);
    let (left, right) = order.split_at_mut(middle);
    build(points, left, from, leaf, nodes);
    let right_at = nodes.len();
    build(points, right, from + middle, leaf, nodes);
    nodes[at] = Node { from: from as u32, to: to as u32, column: column as u32, value: split, right: right_at as u32 };
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn the_tree_finds_what_a_full_search_finds() {
        let run = crate::Run::new(1, &crate::run::Unwatched);
        for cols in [1, 3, 30] {
            let mut rng = run.rng("test");
            // Whole numbers make many equal distances.
            let values = (0..200 * cols).map(|_| f64::from(rng.random_range(0..5))).collect();
            let points = Matrix::new(cols, values);
            let tree = Neighbours::new(points.clone());
            for i in 0..200usize {
                let mut all: Vec<Near> = (0..200u32)
                    .filter(|&j| j != i as u32)
                    .map(|j| Near { squared: squared_distance(points.row(i), points.row(j as usize)), row: j })
                    .collect();
                all.sort_unstable();
                assert_eq!(tree.nearest(points.row(i), 7, Some(i as u32)), all[..7]);
            }
        }
    }
}

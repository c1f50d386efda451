//! A regression tree of limited depth by exact search of squared-error splits: the base learner of the boosting.
//!
//! Breiman, Friedman, Olshen and Stone (1984), "Classification and Regression Trees".

use serde::{Deserialize, Serialize};

use crate::forecast::lags::{FEATURES, Row};

/// Nodes in the order they were grown; the first is the root.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Node {
    Leaf(f64),
    /// Rows with `feature <= at` go to `left`, the others to `left + 1`.
    Split {
        feature: u8,
        at: f64,
        left: u32,
    },
}

/// Limits of growth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth {
    pub(crate) depth: usize,
    pub(crate) least_rows: usize,
}

/// Row numbers sorted by each feature, ties by row number: made once for all trees of a boosting.
#[derive(Clone, Debug)]
pub(crate) struct Sorted([Vec<u32>; FEATURES]);

impl Sorted {
    pub(crate) fn new(rows: &[Row]) -> Self {
        Self(std::array::from_fn(|feature| {
            let mut order: Vec<u32> = (0..rows.len() as u32).collect();
            let value = |i: u32| rows[i as usize][feature];
            order.sort_unstable_by(|&a, &b| value(a).total_cmp(&value(b)).then(a.cmp(&b)));
            order
        }))
    }

    /// The rows at most and those above `at` of `feature`, both still sorted by every feature.
    fn split(&self, rows: &[Row], feature: usize, at: f64) -> (Self, Self) {
        let part = |low: bool| {
            let keep = |i: &u32| (rows[*i as usize][feature] <= at) == low;
            Self(std::array::from_fn(|f| self.0[f].iter().copied().filter(keep).collect()))
        };
        (part(true), part(false))
    }
}

impl Tree {
    /// Grows a tree on `direction` (what the splits look at); the value of each leaf is `leaf` of its row numbers.
    pub(crate) fn grow(
        rows: &[Row],
        sorted: &Sorted,
        direction: &[f64],
        growth: Growth,
        mut leaf: impl FnMut(&[u32]) -> f64,
    ) -> Self {
        let mut nodes = vec![Node::Leaf(0.0)];
        let mut open = vec![(0usize, sorted.clone(), 0usize)];
        while let Some((at, members, depth)) = open.pop() {
            let split =
                if depth < growth.depth { best_split(rows, direction, &members, growth.least_rows) } else { None };
            match split {
                None => nodes[at] = Node::Leaf(leaf(&members.0[0])),
                Some((feature, threshold)) => {
                    let (low, high) = members.split(rows, feature, threshold);
                    let left = nodes.len();
                    nodes.extend([Node::Leaf(0.0), Node::Leaf(0.0)]);
                    nodes[at] = Node::Split { feature: feature as u8, at: threshold, left: left as u32 };
                    open.push((left, low, depth + 1));
                    open.push((left + 1, high, depth + 1));
                }
            }
        }
        Self { nodes }
    }

    /// Value of the leaf `row` falls into; zero for a tree that was not grown here and does not hold together.
    pub(crate) fn predict(&self, row: &Row) -> f64 {
        let mut at = 0usize;
        // A tree read from outside may be damaged: never more steps than nodes.
        for _ in 0..=self.nodes.len() {
            match self.nodes.get(at) {
                Some(Node::Leaf(value)) => return *value,
                Some(Node::Split { feature, at: threshold, left }) => {
                    let Some(value) = row.get(usize::from(*feature)) else { return 0.0 };
                    at = *left as usize + usize::from(value > threshold);
                }
                None => return 0.0,
            }
        }
        0.0
    }
}

/// The split of `members` that lowers the squared error of `direction` most.
fn best_split(rows: &[Row], direction: &[f64], members: &Sorted, least: usize) -> Option<(usize, f64)> {
    let n = members.0[0].len();
    if n < 2 * least.max(1) {
        return None;
    }
    let total: f64 = members.0[0].iter().map(|&i| direction[i as usize]).sum();
    let nothing = total * total / n as f64;
    let mut best = (nothing + 1e-9 * (1.0 + nothing), None);
    for (feature, order) in members.0.iter().enumerate() {
        let mut left = 0.0;
        for k in 1..n {
            let (before, here) = (order[k - 1] as usize, order[k] as usize);
            left += direction[before];
            let (below, above) = (rows[before][feature], rows[here][feature]);
            if k < least || n - k < least || below >= above {
                continue;
            }
            let right = total - left;
            let gain = left * left / k as f64 + right * right / (n - k) as f64;
            if gain > best.0 {
                // The middle of two neighbours may round to the upper one, which must stay above.
                let middle = f64::midpoint(below, above);
                best = (gain, Some((feature, if middle < above { middle } else { below })));
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_step_and_survives_damage() {
        let rows: Vec<Row> = (0..20).map(|i| [f64::from(i), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]).collect();
        let y: Vec<f64> = (0..20).map(|i| if i < 7 { 1.0 } else { 5.0 }).collect();
        let mean = |members: &[u32]| members.iter().map(|&i| y[i as usize]).sum::<f64>() / members.len() as f64;
        let tree = Tree::grow(&rows, &Sorted::new(&rows), &y, Growth { depth: 2, least_rows: 2 }, mean);
        assert_eq!(tree.predict(&rows[6]), 1.0);
        assert_eq!(tree.predict(&rows[7]), 5.0);
        let endless = Tree { nodes: vec![Node::Split { feature: 0, at: 1e9, left: 0 }] };
        assert_eq!(endless.predict(&rows[0]), 0.0);
    }
}

//! Rows of unit vectors and the products the rest is made of.

use ndarray_16::{Array2, ArrayView2};
use rayon::prelude::*;

/// Rows a block: the same on any number of threads, and so are the bits of the products.
const BLOCK: usize = 128;
/// So few others are multiplied one by one: for them a matrix product spends its time on laying out the rows anew.
const FEW: usize = 8;

/// `n` rows of `dim` values, row-major.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Vectors {
    pub(super) dim: usize,
    pub(super) values: Vec<f32>,
}

impl Vectors {
    pub(super) fn new(dim: usize, values: Vec<f32>) -> Self {
        Self { dim: dim.max(1), values }
    }

    pub(super) fn len(&self) -> usize {
        self.values.len() / self.dim
    }

    pub(super) fn row(&self, i: usize) -> &[f32] {
        &self.values[i * self.dim..(i + 1) * self.dim]
    }

    /// The rows at `indices`, in that order.
    pub(super) fn select(&self, indices: &[usize]) -> Self {
        Self::new(self.dim, indices.iter().flat_map(|&i| self.row(i).iter().copied()).collect())
    }

    fn view(&self, rows: std::ops::Range<usize>) -> ArrayView2<'_, f32> {
        let shape = (rows.len(), self.dim);
        let values = &self.values[rows.start * self.dim..rows.end * self.dim];
        ArrayView2::from_shape(shape, values).expect("the slice has rows x dim values")
    }

    /// Hands `each` every row of `self` with its dot products with all rows of `others`; results in row order.
    pub(super) fn products<T: Send>(&self, others: &Self, each: impl Fn(usize, &[f32]) -> T + Sync) -> Vec<T> {
        let n = self.len();
        if others.len() <= FEW {
            let cosines = |row: usize| -> Vec<f32> {
                (0..others.len()).map(|other| dot_in_lanes(self.row(row), others.row(other))).collect()
            };
            return (0..n).into_par_iter().map(|row| each(row, &cosines(row))).collect();
        }
        let all = others.view(0..others.len());
        let blocks: Vec<Vec<T>> = (0..n.div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| {
                let rows = block * BLOCK..((block + 1) * BLOCK).min(n);
                let products: Array2<f32> = self.view(rows.clone()).dot(&all.t());
                let products = products.as_standard_layout();
                let values = products.as_slice().expect("standard layout is contiguous");
                let width = others.len().max(1);
                rows.zip(values.chunks(width)).map(|(row, values)| each(row, values)).collect()
            })
            .collect();
        blocks.into_iter().flatten().collect()
    }
}

/// Scales `row` to unit length; what has no direction stays as it is.
pub(super) fn normalise(row: &mut [f32]) {
    let norm = dot(row, row).sqrt();
    if norm > 1e-12 {
        for value in row {
            *value = (f64::from(*value) / norm) as f32;
        }
    }
}

pub(super) fn dot(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum()
}

/// The dot product in single precision, summed in sixteen lanes.
fn dot_in_lanes(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; 16];
    let (a, b) = (a.chunks_exact(16), b.chunks_exact(16));
    let rest: f32 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    for (a, b) in a.zip(b) {
        for ((lane, x), y) in lanes.iter_mut().zip(a).zip(b) {
            *lane += x * y;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// Unit vectors of the means of `groups` of rows; an empty group gives zeros.
pub(super) fn centres(rows: &Vectors, groups: &[Vec<usize>]) -> Vectors {
    let means: Vec<Vec<f32>> = groups
        .par_iter()
        .map(|members| {
            let mut sum = vec![0f32; rows.dim];
            for &i in members {
                for (s, v) in sum.iter_mut().zip(rows.row(i)) {
                    *s += v;
                }
            }
            normalise(&mut sum);
            sum
        })
        .collect();
    Vectors::new(rows.dim, means.into_iter().flatten().collect())
}

/// Row indices by label.
pub(super) fn members(labels: &[usize], k: usize) -> Vec<Vec<usize>> {
    let mut groups = vec![Vec::new(); k];
    for (row, &label) in labels.iter().enumerate() {
        groups[label].push(row);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_others_give_the_same_products() {
        let at = |i: usize| ((i * 7919 + 13) % 101) as f32 / 101.0 - 0.5;
        let rows = Vectors::new(37, (0..37 * 20).map(at).collect());
        let many = rows.products(&rows, |_, products| products.to_vec());
        let few = rows.products(&rows.select(&[3, 11]), |_, products| products.to_vec());
        for (many, few) in many.iter().zip(&few) {
            assert!((many[3] - few[0]).abs() < 1e-5 && (many[11] - few[1]).abs() < 1e-5);
        }
    }
}

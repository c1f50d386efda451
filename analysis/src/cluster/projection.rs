//! The picture: every vector's place along the two directions of largest variance (principal components).

use ndarray_16::{Array1, Array2, ArrayView2, Axis};

use super::vectors::Vectors;
use crate::Run;

/// Rows from which the directions are learned.
const MOST_LEARNED: usize = 3_000;
const ROUNDS: usize = 30;

/// Coordinates of every row.
#[must_use]
pub(super) fn project(rows: &Vectors, run: &Run) -> Vec<[f64; 2]> {
    let n = rows.len();
    let Ok(all) = ArrayView2::from_shape((n, rows.dim), &rows.values) else { return Vec::new() };
    if n < 2 {
        return vec![[0.0; 2]; n];
    }
    let step = n.div_ceil(MOST_LEARNED);
    let learned: Vec<usize> = (0..n).step_by(step).collect();
    let part = all.select(Axis(0), &learned).mapv(f64::from);
    let mean = part.mean_axis(Axis(0)).unwrap_or_else(|| Array1::zeros(rows.dim));
    let part = part - &mean;

    let mut basis = start(rows.dim, run);
    for _ in 0..ROUNDS {
        basis = orthonormal(part.t().dot(&part.dot(&basis)));
    }
    for mut column in basis.columns_mut() {
        // A direction's sign is arbitrary: its largest coordinate is made positive.
        let largest = column.iter().copied().fold(0.0f64, |a, b| if b.abs() > a.abs() + 1e-9 { b } else { a });
        if largest < 0.0 {
            column.mapv_inplace(|v| -v);
        }
    }
    let offset = mean.dot(&basis);
    let basis = basis.mapv(|v| v as f32);
    let placed = all.dot(&basis);
    let at = |i: usize, d: usize| f64::from(placed[(i, d)]) - offset[d];
    (0..n).map(|i| [at(i, 0), at(i, 1)]).collect()
}

fn start(dim: usize, run: &Run) -> Array2<f64> {
    use rand::Rng;
    let mut rng = run.rng("cluster projection");
    orthonormal(Array2::from_shape_fn((dim, 2), |_| rng.random::<f64>() - 0.5))
}

/// Gram-Schmidt; a direction without variance becomes zero.
fn orthonormal(mut basis: Array2<f64>) -> Array2<f64> {
    let unit = |mut column: ndarray_16::ArrayViewMut1<'_, f64>| {
        let norm = column.dot(&column).sqrt();
        column.mapv_inplace(|v| if norm > 1e-12 { v / norm } else { 0.0 });
    };
    unit(basis.column_mut(0));
    let first = basis.column(0).to_owned();
    let shared = first.dot(&basis.column(1));
    basis.column_mut(1).scaled_add(-shared, &first);
    unit(basis.column_mut(1));
    basis
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Unwatched;

    #[test]
    fn finds_the_plane_and_survives_equal_rows() {
        let run = Run::new(1, &Unwatched);
        // A rectangle of 4 x 2 in the first and third of three dimensions.
        let rows = Vectors::new(3, vec![2., 0., 1., -2., 0., 1., 2., 0., -1., -2., 0., -1.]);
        let placed = project(&rows, &run);
        for (found, expected) in placed.iter().zip([[2., 1.], [-2., 1.], [2., -1.], [-2., -1.]]) {
            assert!((found[0] - expected[0]).abs() < 1e-6 && (found[1] - expected[1]).abs() < 1e-6, "{placed:?}");
        }
        assert_eq!(project(&Vectors::new(2, vec![1., 0., 1., 0.]), &run), [[0.0; 2]; 2]);
        assert_eq!(project(&Vectors::new(2, vec![1., 0.]), &run), [[0.0; 2]]);
    }
}

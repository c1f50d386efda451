//! The silhouette by cosine distance, exact without all pairs: the mean cosine of a row to a cluster is its product with
//! the mean of the cluster's rows.

use rayon::prelude::*;

use super::vectors::{Vectors, members};

/// Mean silhouette of unit `rows`, -1..=1, as `sklearn.metrics.silhouette_score(rows, labels, metric="cosine")`; zero
/// where there are fewer than two clusters.
#[must_use]
pub(super) fn silhouette(rows: &Vectors, labels: &[usize], k: usize) -> f64 {
    let groups = members(labels, k);
    if groups.iter().filter(|g| !g.is_empty()).count() < 2 {
        return 0.0;
    }
    let means: Vec<Vec<f32>> = groups
        .par_iter()
        .map(|members| {
            let mut sum = vec![0f64; rows.dim];
            for &i in members {
                for (s, v) in sum.iter_mut().zip(rows.row(i)) {
                    *s += f64::from(*v);
                }
            }
            sum.iter().map(|s| (s / members.len().max(1) as f64) as f32).collect()
        })
        .collect();
    let means = Vectors::new(rows.dim, means.into_iter().flatten().collect());
    let widths = rows.products(&means, |row, cosines| {
        let (own, size) = (labels[row], groups[labels[row]].len());
        if size < 2 {
            return 0.0;
        }
        // The row itself is among its cluster's mean, with a cosine of one.
        let inside = (1.0 - f64::from(cosines[own])) * size as f64 / (size - 1) as f64;
        let others = cosines.iter().enumerate().filter(|(c, _)| *c != own && !groups[*c].is_empty());
        let outside = others.map(|(_, c)| 1.0 - f64::from(*c)).fold(f64::INFINITY, f64::min);
        let larger = inside.max(outside);
        if larger > 1e-9 { (outside - inside) / larger } else { 0.0 }
    });
    widths.iter().sum::<f64>() / widths.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scikit-learn `silhouette_score(points, labels, metric="cosine")` for points on the unit circle.
    #[test]
    fn agrees_with_scikit_learn() {
        let angles = [0.0f64, 5.0, 10.0, 90.0, 100.0, 200.0, 203.0, 209.0];
        let point = |a: f64| [a.to_radians().cos() as f32, a.to_radians().sin() as f32];
        let rows = Vectors::new(2, angles.iter().flat_map(|&a| point(a)).collect());
        for (labels, k, expected) in [
            ([0, 0, 0, 1, 1, 2, 2, 2], 3, 0.991_506_238_774_705),
            ([0, 0, 0, 0, 1, 1, 2, 2], 3, 0.352_718_153_867_076_6),
            ([0, 0, 0, 1, 1, 2, 2, 3], 5, 0.823_118_890_643_588_1),
        ] {
            let found = silhouette(&rows, &labels, k);
            assert!((found - expected).abs() < 1e-5, "{labels:?}: {found}");
        }
        assert_eq!(silhouette(&rows, &[0; 8], 1), 0.0);
    }
}

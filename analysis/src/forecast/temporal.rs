//! Temporal hierarchies: the same series forecast by step, by the sum of two steps, of three, up to a whole cycle, and
//! the answers made one. Sums are less noisy: they show the trend better and the season worse, so each level corrects
//! the others.
//!
//! Athanasopoulos, Hyndman, Kourentzes and Petropoulos (2017), "Forecasting with temporal hierarchies", EJOR 262:
//! weighted least squares over one cycle at a time. Weights: errors within a cycle come mostly from one misjudged level,
//! so the standard deviation of a sum's error grows as its length, and its weight is one over the length squared.

/// Forecasts of sums of `length` steps each, a whole number of cycles.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) length: usize,
    pub(crate) ahead: Vec<f64>,
}

/// Lengths above one into which a cycle of `season` steps divides, ascending.
pub(crate) fn lengths(season: usize) -> impl Iterator<Item = usize> {
    (2..=season).filter(move |length| season.is_multiple_of(*length))
}

/// Sums of `length` values each up to the last; the oldest that fill none are left out.
pub(crate) fn sums(y: &[f64], length: usize) -> Vec<f64> {
    y[y.len() % length..].chunks_exact(length).map(|c| c.iter().sum()).collect()
}

/// The forecasts by step whose sums are nearest to what all levels say; `base` holds whole cycles of `season` steps and
/// counts as the level of length one.
///
/// Solved by steps along the gradient: the matrix is the identity and for each level a projection over its length, so
/// its eigenvalues lie between one and the sum of the inverse lengths, and some forty steps leave nothing.
pub(crate) fn reconcile(base: &[f64], season: usize, levels: &[Level]) -> Vec<f64> {
    const MOST_STEPS: usize = 100;
    let largest: f64 = 1.0 + levels.iter().map(|l| 1.0 / l.length as f64).sum::<f64>();
    let stride = 2.0 / (1.0 + largest);
    let mut all = Vec::with_capacity(base.len());
    for (cycle, base) in base.chunks_exact(season).enumerate() {
        let mut x = base.to_vec();
        let enough = 1e-13 * base.iter().fold(f64::MIN_POSITIVE, |most, v| most.max(v.abs()));
        for _ in 0..MOST_STEPS {
            let mut gradient: Vec<f64> = base.iter().zip(&x).map(|(b, x)| b - x).collect();
            for level in levels {
                let said = &level.ahead[cycle * season / level.length..];
                let weight = 1.0 / (level.length * level.length) as f64;
                for ((x, gradient), said) in x.chunks(level.length).zip(gradient.chunks_mut(level.length)).zip(said) {
                    let missing = weight * (said - x.iter().sum::<f64>());
                    gradient.iter_mut().for_each(|g| *g += missing);
                }
            }
            x.iter_mut().zip(&gradient).for_each(|(x, g)| *x += stride * g);
            if gradient.iter().all(|g| g.abs() <= enough) {
                break;
            }
        }
        all.append(&mut x);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_of_a_year_and_of_a_week() {
        assert_eq!(lengths(12).collect::<Vec<_>>(), [2, 3, 4, 6, 12]);
        assert_eq!(lengths(7).collect::<Vec<_>>(), [7]);
        assert_eq!(lengths(1).count(), 0);
        assert_eq!(sums(&[9.0, 1.0, 2.0, 3.0, 4.0], 2), [3.0, 7.0]);
        assert!(sums(&[1.0], 2).is_empty());
    }

    #[test]
    fn equals_weighted_least_squares() {
        // numpy.linalg.solve(S.T @ W @ S, S.T @ W @ b) with S the sums of 4, of 2 and of 1 and W = diag(1 / length²).
        let levels = [Level { length: 2, ahead: vec![25.0, 30.0] }, Level { length: 4, ahead: vec![48.0] }];
        let got = reconcile(&[10.0, 12.0, 14.0, 13.0], 4, &levels);
        for (got, want) in got.iter().zip(WANTED) {
            assert!((got - want).abs() < 1e-10, "{got} {want}");
        }
    }
    const WANTED: [f64; 4] = [291.0 / 28.0, 347.0 / 28.0, 403.0 / 28.0, 375.0 / 28.0];

    #[test]
    fn levels_that_agree_change_nothing() {
        let base: Vec<f64> = (0..24).map(|t| 100.0 + t as f64).collect();
        let levels: Vec<Level> = lengths(12).map(|length| Level { length, ahead: sums(&base, length) }).collect();
        let got = reconcile(&base, 12, &levels);
        assert!(got.iter().zip(&base).all(|(g, b)| (g - b).abs() < 1e-9), "{got:?}");
    }
}

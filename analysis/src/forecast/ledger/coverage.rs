//! How often the intervals would have held: at every earlier date they are made of the dates that share no month with it.

use crate::forecast::evidence::{Evidence, Pool};

/// Shares of actuals inside the 80 and 95 % intervals.
pub(super) type Coverage = Option<[f64; 2]>;

/// Fewest dates that make a share.
const FEWEST: usize = 3;

/// Coverage of each series; `None` with fewer than three dates.
pub(super) fn coverage(all: &[&Evidence]) -> Vec<Coverage> {
    let folds = all.iter().map(|e| e.errors.len()).max().unwrap_or(0);
    if folds < FEWEST {
        return vec![None; all.len()];
    }
    let mut inside = vec![[0.0; 2]; all.len()];
    let mut points = vec![0.0; all.len()];
    for k in 0..folds {
        let pool = Pool::without(all, Some(k));
        for (s, evidence) in all.iter().enumerate() {
            let spread = pool.of(evidence, Some(k));
            for (i, error) in evidence.errors.get(k).into_iter().flatten().enumerate() {
                points[s] += 1.0;
                for (level, reach) in spread.reaches(i + 1).into_iter().enumerate() {
                    // The error is forecast minus actual: below zero the actual is above.
                    let within = -error <= reach.above + 1e-9 && *error <= reach.below + 1e-9;
                    inside[s][level] += f64::from(u8::from(within));
                }
            }
        }
    }
    inside.iter().zip(points).map(|(i, p)| (p > 0.0).then(|| i.map(|c| c / p))).collect()
}

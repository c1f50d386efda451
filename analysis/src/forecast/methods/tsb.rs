//! Teunter-Syntetos-Babai, for intermittent series that may die out: the probability of demand decays in every empty
//! period, where Croston's waits for the next demand.
//!
//! Teunter, Syntetos and Babai (2011), "Intermittent demand: linking forecasting to inventory obsolescence", EJOR 214.

/// Smoothing of the demand's size and of its probability; the values of the paper's study.
const SIZE: f64 = 0.2;
const PROBABILITY: f64 = 0.1;

/// Probability of demand times its size; `None` without any demand.
pub(crate) fn tsb(y: &[f64], horizon: usize) -> Option<Vec<f64>> {
    let first = y.iter().position(|v| *v != 0.0)?;
    let mut size = y[first];
    let mut probability = 1.0 / (first + 1) as f64;
    for v in &y[first + 1..] {
        if *v == 0.0 {
            probability -= PROBABILITY * probability;
        } else {
            size += SIZE * (v - size);
            probability += PROBABILITY * (1.0 - probability);
        }
    }
    Some(vec![probability * size; horizon])
}

#[cfg(test)]
mod tests {
    #[test]
    fn equals_the_recursion_by_hand() {
        // 0 3 0 0 5: probability .5 -> .45 -> .405 -> .4645, size 3 -> 3.4.
        let got = super::tsb(&[0.0, 3.0, 0.0, 0.0, 5.0], 1).expect("demand");
        assert!((got[0] - 0.4645 * 3.4).abs() < 1e-12, "{got:?}");
        assert_eq!(super::tsb(&[0.0; 4], 1), None);
    }

    #[test]
    fn decays_when_demand_stops() {
        let mut y = vec![4.0; 6];
        y.extend([0.0; 12]);
        assert!(super::tsb(&y, 1).expect("demand")[0] < 0.3 * 4.0);
    }
}

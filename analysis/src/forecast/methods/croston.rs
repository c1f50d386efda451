//! Croston's method with the Syntetos-Boylan correction, for intermittent series (many zeros).
//!
//! Croston (1972), "Forecasting and stock control for intermittent demands", Operational Research Quarterly 23; the
//! factor 1 - α/2 from Syntetos and Boylan (2005), "The accuracy of intermittent demand estimates", IJF 21.

/// Smoothing of demand size and of intervals; the customary value.
const ALPHA: f64 = 0.1;

/// Smoothed size over smoothed interval, corrected for bias; `None` below two non-zero values.
pub(crate) fn croston(y: &[f64], horizon: usize) -> Option<Vec<f64>> {
    let rate = (1.0 - ALPHA / 2.0) * rate(y, ALPHA)?;
    Some(vec![rate; horizon])
}

/// Croston's uncorrected rate: size and interval start at the first demand.
fn rate(y: &[f64], alpha: f64) -> Option<f64> {
    let mut demands = y.iter().enumerate().filter(|(_, v)| **v != 0.0);
    let (first, &size) = demands.next()?;
    let (mut size, mut interval, mut last) = (size, (first + 1) as f64, first);
    let mut count = 1;
    for (t, v) in demands {
        size += alpha * (v - size);
        interval += alpha * ((t - last) as f64 - interval);
        last = t;
        count += 1;
    }
    (count >= 2).then(|| size / interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_recursion_by_hand() {
        // 0 3 0 0 5 0 4: size 3 -> 3.2 -> 3.28, interval 2 -> 2.1 -> 2.09, rate 3.28 / 2.09.
        let y = [0.0, 3.0, 0.0, 0.0, 5.0, 0.0, 4.0];
        let got = croston(&y, 2).expect("three demands");
        assert!((got[0] - 0.95 * 3.28 / 2.09).abs() < 1e-12, "{got:?}");
        assert_eq!(got[0], got[1]);
        assert_eq!(croston(&[0.0, 0.0, 2.0], 1), None);
    }
}

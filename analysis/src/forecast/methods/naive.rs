//! Naive: every later value is the last one (the random walk's forecast; Hyndman & Athanasopoulos, FPP3, 5.2).

/// The last value, `horizon` times; `None` for an empty series.
pub(crate) fn naive(y: &[f64], horizon: usize) -> Option<Vec<f64>> {
    y.last().map(|&last| vec![last; horizon])
}

#[cfg(test)]
mod tests {
    #[test]
    fn repeats_the_last_value() {
        assert_eq!(super::naive(&[1.0, 5.0, 3.0], 2), Some(vec![3.0, 3.0]));
        assert_eq!(super::naive(&[], 2), None);
    }
}

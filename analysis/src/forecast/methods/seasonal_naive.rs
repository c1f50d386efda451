//! Seasonal naive: the value of the same season one cycle before (FPP3, 5.2).

/// The last cycle repeated; `None` where there is no whole cycle or no season.
pub(crate) fn seasonal_naive(y: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
    if season < 2 || y.len() < season {
        return None;
    }
    let cycle = &y[y.len() - season..];
    Some((0..horizon).map(|step| cycle[step % season]).collect())
}

#[cfg(test)]
mod tests {
    use super::seasonal_naive;

    #[test]
    fn repeats_the_last_cycle() {
        assert_eq!(seasonal_naive(&[9.0, 1.0, 2.0, 3.0], 3, 5), Some(vec![1.0, 2.0, 3.0, 1.0, 2.0]));
        assert_eq!(seasonal_naive(&[1.0, 2.0], 3, 1), None);
        assert_eq!(seasonal_naive(&[1.0, 2.0], 1, 1), None);
    }
}

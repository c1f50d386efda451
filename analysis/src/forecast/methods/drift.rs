//! Drift: the line from the first to the last value, continued (FPP3, 5.2).

/// Last value plus the average step times the step ahead; `None` below two values.
pub(crate) fn drift(y: &[f64], horizon: usize) -> Option<Vec<f64>> {
    let (first, last) = (*y.first()?, *y.last()?);
    if y.len() < 2 {
        return None;
    }
    let slope = (last - first) / (y.len() - 1) as f64;
    Some((1..=horizon).map(|step| last + slope * step as f64).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn continues_the_line_through_the_ends() {
        assert_eq!(super::drift(&[1.0, 9.0, 5.0], 2), Some(vec![7.0, 9.0]));
        assert_eq!(super::drift(&[1.0], 2), None);
    }
}

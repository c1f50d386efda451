//! Theta: the average of a line and of smoothing the doubled curvature, best of its static, optimised and dynamic forms.
//!
//! Assimakopoulos and Nikolopoulos (2000), "The theta model", IJF 16; Fiorucci et al. (2016), "Models for optimising the
//! theta method and their relationship to state space models", IJF 32. The models are those of the crate
//! anofox-forecast (`AutoTheta`, about 0.4 ms a series); season and test for it are ours, so that series with zeros or
//! negative values are deseasonalised additively instead of not at all.

use anofox_forecast::core::TimeSeries;
use anofox_forecast::models::Forecaster;
use anofox_forecast::models::theta::AutoTheta;
use chrono::{DateTime, TimeDelta, Utc};

use crate::forecast::decompose::{Seasonal, indices, is_seasonal};

/// Theta on the deseasonalised series, season put back; `None` below four values.
pub(crate) fn theta(y: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
    if y.len() < 4 {
        return None;
    }
    let n = y.len();
    let seasonal = if is_seasonal(y, season) {
        [Seasonal::Multiplicative, Seasonal::Additive].into_iter().find_map(|k| Some((k, indices(y, season, k)?)))
    } else {
        None
    };
    match seasonal {
        None => fit(y.to_vec(), horizon),
        Some((kind, index)) => {
            let adjusted = y.iter().enumerate().map(|(t, v)| kind.remove(*v, index[t % season])).collect();
            let ahead = fit(adjusted, horizon)?;
            Some(ahead.iter().enumerate().map(|(i, v)| kind.restore(*v, index[(n + i) % season])).collect())
        }
    }
}

fn fit(values: Vec<f64>, horizon: usize) -> Option<Vec<f64>> {
    // The crate wants dates; the theta models only look at the order.
    let day = |t: usize| Some(DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(i64::try_from(t).ok()?));
    let days: Option<Vec<_>> = (0..values.len()).map(day).collect();
    let series = TimeSeries::univariate(days?, values).ok()?;
    let mut model = AutoTheta::new();
    model.fit(&series).ok()?;
    let ahead = model.predict(horizon).ok()?.primary().to_vec();
    (ahead.len() == horizon && ahead.iter().all(|v| v.is_finite())).then_some(ahead)
}

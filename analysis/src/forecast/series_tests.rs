//! Edge cases of forecasting any set of series.

use super::*;
use crate::run::Unwatched;

fn one(values: Vec<f64>, season: usize, horizon: usize) -> Forecast {
    let all = [Series { name: "s".into(), values }];
    series(&all, season, horizon, &Run::new(42, &Unwatched)).expect("valid").remove(0)
}

/// Made-up monthly sales with trend, growing season and noise, positive; the longer contain the shorter.
fn sales(n: usize, salt: u64) -> Vec<f64> {
    use rand::Rng;
    use rand_chacha::rand_core::SeedableRng;
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(salt);
    let mut level = 100.0;
    (0..n)
        .map(|t| {
            level += 1.0 + rng.random_range(-2.0..2.0);
            level
                * [0.8, 0.85, 1.0, 0.95, 1.0, 1.1, 1.25, 1.25, 1.05, 0.95, 0.85, 0.95][t % 12]
                * (1.0 + rng.random_range(-0.05..0.05))
        })
        .collect()
}

fn check(f: &Forecast, horizon: usize) {
    for v in [&f.mean, &f.lo80, &f.hi80, &f.lo95, &f.hi95] {
        assert_eq!(v.len(), horizon);
        assert!(v.iter().all(|x| x.is_finite()));
    }
    for i in 0..horizon {
        assert!(f.lo95[i] <= f.lo80[i] && f.lo80[i] <= f.mean[i], "step {}", i + 1);
        assert!(f.mean[i] <= f.hi80[i] && f.hi80[i] <= f.hi95[i], "step {}", i + 1);
    }
}

#[test]
fn every_length_season_and_horizon_answers() {
    for n in [1, 2, 3, 4, 5, 9, 13, 24, 25, 60] {
        for season in [1, 4, 7, 12, 24, 52, 168] {
            for horizon in [1, 18] {
                check(&one(sales(n, 1), season, horizon), horizon);
            }
        }
    }
    check(&one(sales(40, 1), 12, 1000), 1000);
}

#[test]
fn long_seasons_are_used() {
    let hourly: Vec<f64> = (0..700)
        .map(|t| 50.0 + 20.0 * ((t % 24) as f64 / 24.0 * std::f64::consts::TAU).sin() + (t % 168 / 24) as f64)
        .collect();
    let f = one(hourly.clone(), 168, 48);
    check(&f, 48);
    for (i, v) in f.mean.iter().enumerate() {
        let want = hourly[(700 + i) % 168];
        assert!((v - want).abs() < 3.0, "step {}: {v} for {want}", i + 1);
    }
}

#[test]
fn degenerate_values_answer() {
    let zeros = one(vec![0.0; 30], 12, 6);
    check(&zeros, 6);
    assert!(zeros.mean.iter().chain(&zeros.hi95).all(|v| *v == 0.0));
    let same = one(vec![7.5; 30], 12, 6);
    assert!(same.mean.iter().all(|v| (v - 7.5).abs() < 1e-9));
    check(&one((0..40).map(|t| 1e12 + (t * 37 % 11) as f64 * 1e10).collect(), 12, 12), 12);
    let mut spike = vec![0.0; 40];
    spike[20] = 1e9;
    check(&one(spike, 12, 12), 12);
}

#[test]
fn below_zero_only_where_the_history_was() {
    let falling: Vec<f64> = (0..40).map(|t| 40.0 - t as f64 + (t % 3) as f64 * 0.1).collect();
    let f = one(falling.clone(), 1, 24);
    check(&f, 24);
    assert!(f.lo95.iter().all(|v| *v >= 0.0));
    let f = one(falling.iter().map(|v| v - 20.0).collect(), 1, 24);
    assert!(f.mean[23] < 0.0 && f.lo95[23] < f.mean[23]);
}

#[test]
fn says_when_the_season_does_not_fit_and_when_nothing_can_be_tested() {
    let f = one(sales(13, 1), 12, 3);
    assert!(f.warnings.iter().any(|w| w.contains("fewer than two seasons of 12")), "{:?}", f.warnings);
    let f = one(vec![5.0], 1, 2);
    assert_eq!((f.model, f.mean.as_slice()), (Method::Naive, [5.0, 5.0].as_slice()));
    assert!(f.hi95[0] > 10.0 && f.warnings[0].contains("no evidence"), "{f:?}");
}

#[test]
fn refuses_what_cannot_be() {
    let ask = |values: Vec<f64>, season, horizon| {
        let all = [Series { name: "s".into(), values }];
        series(&all, season, horizon, &Run::new(1, &Unwatched)).expect_err("refused").to_string()
    };
    assert_eq!(ask(vec![1.0], 1, 0), "horizon is 0; give 1 to 1000 steps");
    assert_eq!(ask(vec![1.0], 1, 1001), "horizon is 1001; give 1 to 1000 steps");
    assert!(ask(vec![1.0], 0, 1).starts_with("season is 0; give 1"));
    assert!(ask(vec![], 1, 1).contains("`s` has no values"));
    assert!(ask(vec![1.0, f64::NAN], 1, 1).contains("value 2 of series `s` is NaN"));
}

#[test]
fn intervals_cover_what_they_promise_and_threads_change_nothing() {
    let train: Vec<Series> =
        (0..60).map(|k| Series { name: k.to_string(), values: sales(84, k as u64)[..72].to_vec() }).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| series(&train, 12, 12, &Run::new(42, &Unwatched))).expect("valid")
    };
    let forecasts = on(1);
    assert_eq!(forecasts, on(2));
    let mut inside = [0.0; 2];
    for (k, f) in forecasts.iter().enumerate() {
        for (i, actual) in sales(84, k as u64)[72..].iter().enumerate() {
            inside[0] += f64::from(u8::from(f.lo80[i] <= *actual && *actual <= f.hi80[i]));
            inside[1] += f64::from(u8::from(f.lo95[i] <= *actual && *actual <= f.hi95[i]));
        }
    }
    let [c80, c95] = inside.map(|c| c / 720.0);
    assert!((0.72..=0.96).contains(&c80) && (0.90..=0.999).contains(&c95), "{c80} {c95}");
}

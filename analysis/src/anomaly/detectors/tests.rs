use proptest::prelude::*;

use super::*;
use crate::run::Unwatched;

fn run() -> Run<'static> {
    Run::new(42, &Unwatched)
}

/// The table of the scikit-learn references: `x = 2 sin(1.7 i) + 3 [5 | i]`, `y = cos(0.9 i) + 2 [7 | i]`, i < 30.
fn table() -> Matrix {
    let row = |i: i32| {
        let t = f64::from(i);
        [
            2.0 * (1.7 * t).sin() + if i % 5 == 0 { 3.0 } else { 0.0 },
            (0.9 * t).cos() + if i % 7 == 0 { 2.0 } else { 0.0 },
        ]
    };
    Matrix::new(2, (0..30).flat_map(row).collect())
}

/// Reference: scikit-learn 1.9.1, `-LocalOutlierFactor(n_neighbors=20).fit(X).negative_outlier_factor_`.
#[test]
fn lof_matches_scikit_learn() {
    let expected = [
        1.243061, 1.012625, 0.975414, 1.042718, 0.960916, 1.26312, 1.023022, 1.197256, 1.004279, 0.955725, 0.959374,
        0.973245, 0.994114, 0.969181, 1.278889, 1.158065, 0.994969, 0.974971, 0.99385, 0.994162, 1.20903, 1.264305,
        0.989269, 0.994905, 0.978002, 0.960574, 0.962112, 1.006566, 1.176104, 1.035035,
    ];
    let x = table();
    let lof = Lof::fit(&x, &run()).expect("not cancelled");
    for (i, e) in expected.iter().enumerate() {
        let got = lof.score(i, x.row(i)).factor;
        assert!((got - e).abs() < 2e-6, "row {i}: {got}, reference {e}");
    }
}

/// Reference: scikit-learn 1.9.1, `OneClassSVM(nu=0.2, gamma=0.5, tol=1e-6)`, `offset_ - score_samples(X)`.
#[test]
fn one_class_svm_matches_scikit_learn() {
    let expected = [
        0.0, -0.00699, -0.123, 0.0, -0.0134, 0.0, -0.03171, -0.076, -0.01643, -0.12039, 0.0, 0.0, -0.00985, 0.0, 0.0,
        0.0, -0.04815, -0.03475, -0.05229, -0.09107, 0.0, -0.03742, -0.05147, 0.0, 0.0, -0.01917, -0.1091, 0.0, 0.0,
        0.0,
    ];
    let x = table();
    let svm = OneClassSvm::fit_for_test(&x, 0.2, &run()).expect("fits");
    for (i, e) in expected.iter().enumerate() {
        let got = svm.score(x.row(i));
        assert!((got - e).abs() < 2e-3, "row {i}: {got}, reference {e}");
    }
}

/// Reference: scikit-learn 1.9.1, `sklearn.ensemble._iforest._average_path_length`.
#[test]
fn mean_depth_matches_scikit_learn() {
    for (n, expected) in [(1, 0.0), (2, 1.0), (3, 1.207_392_36), (5, 2.327_020_05), (256, 10.244_770_92)] {
        assert!((isolation_forest::mean_depth(n) - expected).abs() < 1e-8, "{n}");
    }
}

#[test]
fn every_detector_sees_a_row_far_from_all_others() {
    let mut values = table().values().to_vec();
    values.extend([30.0, -30.0]);
    let x = Matrix::new(2, values);
    let context = Context { stage: "test", trained_on: None, names: &[], run: &run() };
    let d = detect(&x, &mut Models::default(), &context).expect("not cancelled").expect("it varies");
    for scores in [&d.lof, &d.distance, &d.ocsvm, &d.autoencoder, &d.isolation_forest, &d.combined] {
        let odd = scores[30];
        assert!(
            scores[..30].iter().filter(|s| **s >= odd).count() <= usize::from(std::ptr::eq(scores, &d.autoencoder))
        );
    }
}

#[test]
fn stored_models_and_other_thread_counts_give_the_same_bytes() {
    let x = table();
    let once = |models: &mut Models| {
        let context = Context { stage: "test", trained_on: None, names: &[], run: &run() };
        detect(&x, models, &context).expect("not cancelled").expect("it varies")
    };
    let in_pool = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| once(&mut Models::default()))
    };
    let mut models = Models::default();
    let first = once(&mut models);
    assert_eq!(first, in_pool(1));
    assert_eq!(first, in_pool(2));
    let mut again = Models::new(models.into_trained());
    assert_eq!(first, once(&mut again));
    assert!(again.used().iter().all(|m| m.reused), "{:?}", again.used());
    assert_eq!(again.into_trained(), vec![]);
}

#[test]
fn tables_wide_tall_constant_and_repeated() {
    let score = |cols: usize, values: Vec<f64>| {
        let scores = crate::anomaly::table::score(&Matrix::new(cols, values), 0.05, &mut Models::default(), &run());
        let scores = scores.expect("not cancelled");
        for list in [&scores.lof, &scores.ocsvm, &scores.autoencoder, &scores.isolation_forest, &scores.score] {
            assert!(list.iter().all(|s| (0.0..=1.0).contains(s)), "{list:?}");
        }
        assert!(scores.p_value.iter().all(|p| (0.0..=1.0).contains(p)));
        scores
    };
    assert_eq!(score(3, vec![7.0; 30]).score, [0.0; 10]);
    score(1, vec![1.0, 1.0, 1.0, 1.0, 2.0]);
    score(2, [[1.0, 2.0]; 40].concat().into_iter().chain([1e308, -1e308]).collect());
    score(400, (0..400 * 12).map(|i| f64::from(i * 7919 % 1009)).collect());
}

#[test]
fn missing_cells_become_medians() {
    let mut values = vec![1.0, f64::NAN, 3.0, f64::NAN, f64::NAN, f64::NAN, 5.0, f64::NAN];
    assert_eq!(crate::anomaly::table::impute(2, &mut values), [1, 4]);
    assert_eq!(values, [1.0, 0.0, 3.0, 0.0, 3.0, 0.0, 5.0, 0.0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn small_random_tables_give_finite_scores(cols in 1usize..4, cells in prop::collection::vec(-1000i32..1000, 15..60)) {
        let rows = cells.len() / cols;
        let values: Vec<f64> = cells[..rows * cols].iter().map(|&c| f64::from(c / 100)).collect();
        let s = crate::anomaly::table::score(&Matrix::new(cols, values), 0.05, &mut Models::default(), &run());
        let s = s.expect("not cancelled");
        prop_assert_eq!(s.score.len(), rows);
        prop_assert!(s.score.iter().chain(&s.lof).all(|v| v.is_finite()));
    }
}

//! When stored detectors are used again, when they are fitted anew, and that they say why.

use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;

use super::*;
use crate::model::ModelUse;
use crate::run::Unwatched;

/// `rows` of two ordinary columns, a count and a constant one; from row 400 on moved by `shift`.
fn table(rows: usize, shift: f64) -> Matrix {
    let mut rng = Run::new(7, &Unwatched).rng("table");
    let row = |i: usize| {
        let moved = if i < 400 { 0.0 } else { shift };
        [
            isolation_forest::normal(&mut rng) + moved,
            isolation_forest::normal(&mut rng),
            f64::from(rng.random_range(1..4u8)),
            5.0,
        ]
    };
    Matrix::new(4, (0..rows).flat_map(row).collect())
}

fn now() -> DateTime<Utc> {
    "2026-01-31T12:00:00Z".parse().expect("a time")
}

struct Outcome {
    detection: Detection,
    used: Vec<ModelUse>,
    trained: Vec<StoredModel>,
}

fn detect_with(matrix: &Matrix, stored: &[StoredModel], seed: u64, days: i64) -> Outcome {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
    let run = Run::new(seed, &Unwatched);
    let names = ["amount", "gap", "count", "budget"];
    let trained_on = Some((day("2025-01-01"), day("2025-12-31")));
    let context = Context { stage: "test", trained_on, names: &names, run: &run };
    let mut models = Models::at(stored.to_vec(), Some(now() + TimeDelta::days(days)));
    let detection = detect(matrix, &mut models, &context).expect("not cancelled").expect("it varies");
    Outcome { detection, used: models.used().to_vec(), trained: models.into_trained() }
}

fn reasons(outcome: &Outcome) -> Vec<ModelReason> {
    outcome.used.iter().map(|u| u.reason).collect()
}

#[test]
fn what_grew_without_drift_is_scored_for_a_week() {
    let first = detect_with(&table(500, 0.0), &[], 42, 0);
    assert_eq!(reasons(&first), [ModelReason::First; 5]);
    assert!(first.trained.iter().all(|m| m.metrics.contains_key("bytes") && m.trained_at == Some(now())));
    assert!(first.trained.iter().all(|m| m.kind == "scaler" || m.metrics["p99_score"] >= m.metrics["median_score"]));
    let stored = first.trained;

    let same = detect_with(&table(500, 0.0), &stored, 42, 30);
    assert_eq!(reasons(&same), [ModelReason::SameInput; 5], "however old");
    assert!(same.trained.is_empty() && same.detection == first.detection);

    // Twenty rows more, the last one far out.
    let mut values = table(520, 0.0).values().to_vec();
    values[519 * 4] = 9.0;
    let grown = Matrix::new(4, values);
    let scored = detect_with(&grown, &stored, 42, 6);
    assert_eq!(reasons(&scored), [ModelReason::NotDrifted; 5]);
    assert!(scored.trained.is_empty() && scored.used.iter().all(|u| u.reused && u.rows <= 500), "{:?}", scored.used);
    assert!(scored.used[0].why.starts_with("520 expenses instead of 500"), "{}", scored.used[0].why);
    assert_eq!(scored.used[0].trained_at, Some(now()));
    let d = &scored.detection;
    for scores in [&d.lof, &d.distance, &d.ocsvm, &d.autoencoder, &d.isolation_forest, &d.combined] {
        assert!((0..519).filter(|&i| scores[i] >= scores[519]).count() <= 5, "what is odd is odd to earlier detectors");
    }
    let aged = detect_with(&grown, &stored, 42, 7);
    assert_eq!(reasons(&aged), [ModelReason::Aged; 5]);
    assert!(aged.used[0].why.contains("7 days"));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    assert!(pool.install(|| detect_with(&grown, &stored, 42, 6)).detection == scored.detection, "threads");
}

#[test]
fn what_drifted_or_is_of_others_is_trained_and_says_why() {
    let stored = detect_with(&table(500, 0.0), &[], 42, 0).trained;
    let drifted = detect_with(&table(700, 2.0), &stored, 42, 1);
    assert_eq!(reasons(&drifted), [ModelReason::Drifted; 5]);
    assert!(drifted.used[0].why.starts_with("`amount` drifted"), "{}", drifted.used[0].why);
    assert_eq!(
        reasons(&detect_with(&table(480, 0.0), &stored, 42, 1)),
        [ModelReason::InputChanged; 5],
        "rows are gone"
    );
    assert_eq!(
        reasons(&detect_with(&table(800, 0.0), &stored, 42, 1)),
        [ModelReason::InputChanged; 5],
        "many more rows"
    );
    assert_eq!(reasons(&detect_with(&table(510, 0.0), &stored, 43, 1)), [ModelReason::InputChanged; 5], "another seed");
    let mut values = table(520, 0.0).values().to_vec();
    values[3] = 6.0;
    let varies = detect_with(&Matrix::new(4, values), &stored, 42, 1);
    assert_eq!(reasons(&varies), [ModelReason::Drifted; 5]);
    assert!(varies.used[0].why.contains("`budget` varies now"), "{}", varies.used[0].why);
    let without: Vec<StoredModel> = stored.iter().filter(|m| m.kind != "lof").cloned().collect();
    let forgotten = detect_with(&table(520, 0.0), &without, 42, 1);
    assert_eq!(forgotten.trained.len(), 5, "all of one table are used together or not at all");
    assert_eq!(forgotten.used[2].reason, ModelReason::First);
    let forgotten = detect_with(&table(500, 0.0), &without, 42, 1);
    assert_eq!(forgotten.trained.iter().map(|m| m.kind.as_str()).collect::<Vec<_>>(), ["lof"]);
}

#[test]
fn models_of_another_format_and_damaged_ones_are_trained_again() {
    let (matrix, grown) = (table(120, 0.0), table(125, 0.0));
    let (first, fresh) = (detect_with(&matrix, &[], 42, 0), detect_with(&grown, &[], 42, 1));
    let spoil = |change: &dyn Fn(&mut StoredModel)| {
        let mut stored = first.trained.clone();
        stored.iter_mut().for_each(change);
        let again = detect_with(&grown, &stored, 42, 1);
        assert!(again.trained.len() == 5 && again.detection == fresh.detection, "on what grew");
        let again = detect_with(&matrix, &stored, 42, 1);
        assert!(again.trained.len() == 5 && again.detection == first.detection, "on the same");
        reasons(&again)
    };
    assert_eq!(spoil(&|m| m.format_version = 1), [ModelReason::Format; 5]);
    assert_eq!(spoil(&|m| m.format_version = 99), [ModelReason::Format; 5]);
    assert_eq!(spoil(&|m| m.bytes.clear()), [ModelReason::Damaged; 5]);
    assert_eq!(spoil(&|m| m.bytes.truncate(m.bytes.len() / 2)), [ModelReason::Damaged; 5]);
    assert_eq!(spoil(&|m| *m.bytes.last_mut().expect("bytes") ^= 1), [ModelReason::Damaged; 5]);
    assert_eq!(spoil(&|m| m.bytes = vec![255; 64]), [ModelReason::Damaged; 5]);
}

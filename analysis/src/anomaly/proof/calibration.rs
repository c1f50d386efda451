//! On histories in which nothing is irregular a p-value is uniform, and hardly anything is flagged.

use rand::Rng;

use super::{analyse, each_seed, household};

const HISTORIES: u64 = 200;
const MONTHS: u32 = 15;

/// The Kolmogorov-Smirnov distance of `values` from the uniform distribution, times the root of their number.
fn kolmogorov(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let gap = |(i, p): (usize, &f64)| ((i + 1) as f64 / n - p).max(p - i as f64 / n);
    values.iter().enumerate().map(gap).fold(0.0, f64::max) * n.sqrt()
}

#[test]
fn p_values_are_uniform_on_stationary_histories() {
    // One expense a history, picked at random: the values are independent.
    let runs = each_seed(HISTORIES, |seed, rng| {
        let (_, scored) = analyse(household::stationary(rng, MONTHS), seed);
        let picked = scored[rng.random_range(0..scored.len())].p_value;
        let flagged = scored.iter().filter(|s| s.flagged).count();
        let below = |limit: f64| scored.iter().filter(|s| s.p_value <= limit).count();
        (picked, flagged, [below(0.1), below(0.01), below(0.001)], scored.len())
    });
    let distance = kolmogorov(runs.iter().map(|r| r.0).collect());
    let rows: usize = runs.iter().map(|r| r.3).sum();
    let share = |k: usize| runs.iter().map(|r| r.2[k]).sum::<usize>() as f64 / rows as f64;
    let flagged: usize = runs.iter().map(|r| r.1).sum();
    let quiet = runs.iter().filter(|r| r.1 == 0).count();
    println!(
        "{HISTORIES} histories, {rows} expenses: Kolmogorov-Smirnov {distance:.2} (5 % point 1.36); p <= .1: {:.4}, .01: {:.4}, .001: {:.5}; flagged {flagged}, nothing flagged in {quiet}",
        share(0),
        share(1),
        share(2)
    );
    assert!(distance < 1.36, "p-values are not uniform: {distance}");
    assert!(share(1) < 0.015 && share(2) < 0.002, "{} {}", share(1), share(2));
    assert!(
        quiet * 10 >= runs.len() * 9,
        "flags in {} of {} histories at a rate of 5 %",
        runs.len() - quiet,
        runs.len()
    );
    assert!(flagged as f64 <= 0.001 * rows as f64, "{flagged} of {rows} flagged where nothing is irregular");
}

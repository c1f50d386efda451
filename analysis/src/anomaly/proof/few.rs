//! Ledgers of 5 to 300 rows in which nothing is irregular: hardly one has a flag, and small p-values are rare.

use rand::Rng;

use super::{analyse, each_seed, household};
use crate::input::Expense;

const LEDGERS: u64 = 200;

/// `n` expenses in a row from the middle of a household's two years.
fn some(rng: &mut rand_chacha::ChaCha8Rng, n: usize) -> Vec<Expense> {
    let all = household::stationary(rng, 24);
    let start = rng.random_range(0..all.len() - n);
    all[start..start + n].to_vec()
}

#[test]
fn few_rows_are_not_taken_for_many() {
    let mut table = vec![];
    for n in [5, 12, 30, 100, 300] {
        let runs = each_seed(LEDGERS, |seed, rng| {
            let (report, scored) = analyse(some(rng, n), seed);
            (report.flagged, scored.iter().filter(|s| s.p_value <= 0.01).count())
        });
        let with_flags = runs.iter().filter(|r| r.0 > 0).count();
        let small = runs.iter().map(|r| r.1).sum::<usize>() as f64 / (LEDGERS as usize * n) as f64;
        table.push((n, with_flags, small));
    }
    println!("rows, ledgers of {LEDGERS} with a flag, share of p <= .01: {table:?}");
    for (n, with_flags, small) in table {
        assert!(
            with_flags as f64 <= 0.05 * LEDGERS as f64,
            "{with_flags} of {LEDGERS} ledgers of {n} rows have a flag"
        );
        // Measured: .0153 at 30 rows, the most of them; twice the stated share would be a defect.
        assert!(small <= 0.02, "{small} of the p-values of {n} rows are at most .01");
    }
}

//! Why no online control over runs is needed: what twelve monthly runs of a growing ledger ever flag, where nothing is
//! irregular, is hardly more than what one run does, since each decides the whole range anew.

use std::collections::BTreeSet;

use super::{analyse, each_seed, household};

const HOUSEHOLDS: u64 = 12;

#[test]
fn a_year_of_runs_flags_hardly_more_than_one() {
    let runs = each_seed(HOUSEHOLDS, |seed, rng| {
        let all = household::stationary(rng, 24);
        let mut ever = BTreeSet::new();
        let mut once = 0;
        for month in 13..=24u32 {
            let end = all[0].date + chrono::Months::new(month);
            let known: Vec<_> = all.iter().filter(|e| e.date < end).cloned().collect();
            let (report, _) = analyse(known, seed);
            ever.extend(report.findings.iter().filter(|f| f.flagged).map(|f| f.id));
            once = report.flagged;
        }
        (ever.len() as u64, once, all.len())
    });
    let ever: u64 = runs.iter().map(|r| r.0).sum();
    let once: u64 = runs.iter().map(|r| r.1).sum();
    let rows: usize = runs.iter().map(|r| r.2).sum();
    println!("{HOUSEHOLDS} households, {rows} expenses: ever flagged in twelve runs {ever}, in the last {once}");
    assert!(ever as f64 <= 0.003 * rows as f64, "{ever} of {rows} ever flagged where nothing is irregular");
}

//! The first reason names what was put in.

use std::collections::BTreeMap;

use super::{analyse, each_seed, household};

const HISTORIES: u64 = 30;
const MONTHS: u32 = 24;

#[test]
fn the_first_reason_names_the_injected_cause() {
    let runs = each_seed(HISTORIES, |seed, rng| {
        let history = household::irregular(rng, MONTHS);
        let amounts = history.expenses.clone();
        let (report, scored) = analyse(history.expenses, seed);
        let said = |i: usize| report.findings.iter().find(|f| f.rows.contains(&(i as u64)));
        let named = |i: usize, kinds: &[crate::report::AnomalyKind]| {
            // Of two equal charges either may be the one that is told.
            let same = |j: usize| {
                (amounts[j].date, amounts[j].minor, &amounts[j].description)
                    == (amounts[i].date, amounts[i].minor, &amounts[i].description)
            };
            (0..amounts.len()).filter(|&j| same(j)).any(|j| said(j).is_some_and(|r| kinds.contains(&r.kind)))
        };
        history
            .injected
            .iter()
            .map(|&(i, kinds)| (kinds[0], named(i, kinds), scored[i].flagged, said(i).map(|r| r.kind)))
            .collect::<Vec<_>>()
    });
    let mut table: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut wrong: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (kind, named, flagged, said) in runs.into_iter().flatten() {
        let entry = table.entry(format!("{kind:?}")).or_default();
        entry[0] += 1;
        entry[1] += usize::from(named);
        entry[2] += usize::from(flagged);
        if !named {
            *wrong.entry((format!("{kind:?}"), format!("{said:?}"))).or_default() += 1;
        }
    }
    let (all, named) = table.values().fold((0, 0), |(a, b), t| (a + t[0], b + t[1]));
    println!("injected, named, flagged: {table:?}; {named} of {all} named; not named: {wrong:?}");
    assert!(named * 10 >= all * 9, "{named} of {all} first reasons name the cause");
}

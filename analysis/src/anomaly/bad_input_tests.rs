//! Whatever comes in: a result or a clear error, never a hang or a crash.

use std::collections::HashSet;
use std::time::Instant;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::detectors::Matrix;
use super::*;
use crate::run::Unwatched;
use crate::{Expense, Input, Params};

fn run() -> Run<'static> {
    Run::new(42, &Unwatched)
}

fn score(cols: usize, values: Vec<f64>) -> Result<table::TableScores, Error> {
    table::score(&Matrix::new(cols, values), 0.05, &mut Models::default(), &run())
}

/// Every list has an entry a row, in its range.
fn sound(s: &table::TableScores, rows: usize) -> bool {
    let lists = [&s.lof, &s.ocsvm, &s.autoencoder, &s.isolation_forest, &s.score, &s.p_value];
    s.flagged.len() == rows && lists.iter().all(|l| l.len() == rows && l.iter().all(|v| (0.0..=1.0).contains(v)))
}

#[test]
fn a_cell_that_is_no_finite_number_is_named() {
    for (at, value, named) in [(4, f64::NAN, "NaN"), (4, f64::INFINITY, "inf"), (4, f64::NEG_INFINITY, "-inf")] {
        let mut values: Vec<f64> = (0..30).map(f64::from).collect();
        values[at] = value;
        let Err(Error::Invalid(text)) = score(3, values) else { panic!("{value} was taken") };
        assert!(text.contains("row 1, column 1") && text.contains(named), "{text}");
    }
}

#[test]
fn fewer_rows_than_five_and_equal_rows_have_nothing_odd() {
    for rows in 0..5 {
        let s = score(2, (0..2 * rows).map(|i| i as f64).collect()).expect("a result");
        assert!(sound(&s, rows) && s.score.iter().all(|v| *v == 0.0) && s.p_value.iter().all(|p| *p == 1.0));
    }
    let s = score(7, vec![1e300; 7 * 50]).expect("a result");
    assert!(sound(&s, 50) && s.flagged.iter().all(|f| !f));
}

#[test]
fn two_thousand_columns_are_bounded() {
    let start = Instant::now();
    let rows = 12;
    let cell = |i: usize| (i.wrapping_mul(2_654_435_761) % 1009) as f64 / 97.0;
    let s = score(2000, (0..2000 * rows).map(cell).collect()).expect("a result");
    assert!(sound(&s, rows));
    assert!(start.elapsed().as_secs() < 300, "{:?}", start.elapsed());
}

/// Ordinary, huge, tiny and repeated numbers.
fn cell() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -100.0..100.0f64,
        3 => (-3i8..3).prop_map(f64::from),
        1 => prop::sample::select(vec![0.0, -0.0, 1e308, -1e308, 1e-308, 5e-324, 1e17, 1e17 + 2.0]),
    ]
}

/// Days long past and far ahead, text of any script, amounts of any size.
fn expense() -> impl Strategy<Value = Expense> {
    let day = prop_oneof![
        8 => 18_000i64..20_000,
        1 => prop::sample::select(vec![-719_162i64, 84_006, 2_932_896, 19_782, 19_782]),
    ];
    let minor = prop_oneof![
        8 => 1..20_000i64,
        2 => prop::sample::select(vec![0, 1, -1, 999, 999, i64::MAX / 1_000_000, -4_000_000_000]),
    ];
    let text = prop_oneof![
        4 => "(Shop|Gym|Café|SQ \\*Blue|Ref 12) ?(Lyon|#12|)",
        1 => "\\PC{0,12}",
        1 => prop::sample::select(vec![String::new(), "x".repeat(10_000), "=1+1".into(), "☕".into()]),
    ];
    (day, minor, "(A|B|/|☕|)", text).prop_map(|(days, minor, category, description)| {
        let date =
            NaiveDate::from_ymd_opt(1970, 1, 1).and_then(|d| d.checked_add_signed(chrono::TimeDelta::days(days)));
        Expense { id: None, date: date.expect("a day"), minor, category, description, ..Expense::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn random_tables_are_scored(cols in 1usize..9, cells in prop::collection::vec(cell(), 0..400), copies in 0usize..40) {
        let rows = cells.len() / cols;
        let mut values = cells[..rows * cols].to_vec();
        for _ in 0..copies.min(rows * copies) {
            values.extend_from_within(..cols);
        }
        let rows = values.len() / cols;
        let scores = score(cols, values).expect("a result");
        prop_assert!(sound(&scores, rows));
    }

    #[test]
    fn random_ledgers_are_analysed(expenses in prop::collection::vec(expense(), 5..90), twice in 0usize..9) {
        let mut expenses = expenses;
        let equal: Vec<Expense> = expenses[..twice.min(expenses.len())].to_vec();
        expenses.extend(equal);
        let n = expenses.len();
        let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &Params::default()).expect("enough");
        let recurring = crate::recurring::find(&ledger, &run()).expect("not cancelled");
        let (report, scored) = find(&ledger, &recurring, None, &mut Models::default(), &run()).expect("a result");
        prop_assert!(scored.iter().map(|s| s.row).eq(0..n));
        prop_assert!(scored.iter().all(|s| (0.0..=1.0).contains(&s.score) && (0.0..=1.0).contains(&s.p_value)));
        prop_assert!(report.findings.iter().all(|a| !a.reasons.is_empty()));
        let ids: HashSet<_> = report.findings.iter().map(|a| a.id).collect();
        prop_assert_eq!(ids.len(), report.findings.len(), "equal expenses have ids of their own");
        prop_assert_eq!(report.flagged_expenses, scored.iter().filter(|s| s.flagged).count() as u64);
    }
}

#[test]
fn many_identical_expenses_are_analysed_at_once() {
    let start = Instant::now();
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day");
    let one =
        Expense { id: None, date, minor: 499, category: "A".into(), description: "Shop".into(), ..Expense::default() };
    let mut expenses = vec![one.clone(); 30_000];
    expenses.push(Expense { minor: 90_000, ..one });
    let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &Params::default()).expect("enough");
    let recurring = crate::recurring::find(&ledger, &run()).expect("not cancelled");
    let (report, scored) = find(&ledger, &recurring, None, &mut Models::default(), &run()).expect("a result");
    assert_eq!((scored.len(), report.scored), (30_001, 30_001));
    assert!(start.elapsed().as_secs() < 300, "{:?}", start.elapsed());
}

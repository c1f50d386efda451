//! Ledgers at the edges: next to nothing, months without anything, amounts without measure.

use super::*;

#[test]
fn no_complete_month_is_a_report_without_steps() {
    let expenses = (10..16).map(|d| expense(day(&format!("2024-03-{d}")), 100, "A")).collect();
    let report = report(&Input { expenses, ..Input::default() }, &Params::default());
    assert_eq!(report.months, 0);
    assert!(report.total.expect("a total").steps.is_empty());
    assert_eq!(report.notes[0].code, "too_few_months");
}

#[test]
fn a_running_month_is_not_history() {
    let mut input = household(13);
    input.expenses.push(expense(day("2022-02-03"), 5, "Rent"));
    let report = report(&input, &Params::default());
    assert_eq!((report.months, report.first_month), (13, Some(day("2022-02-01"))));
}

#[test]
fn refunds_extremes_and_constants_answer() {
    let start = day("2022-01-01");
    let mut input = Input::default();
    for m in 0..20 {
        let first = months_after(start, m);
        input.expenses.push(expense(first, -5_000 - i64::from(m), "Refunds"));
        input.expenses.push(expense(first, 999_999_999, "Huge"));
        input.expenses.push(expense(first + chrono::Days::new(27), 1, "Tiny"));
        input.expenses.push(expense(first, if m % 4 == 0 { -300 } else { 2_000 }, "Mixed"));
    }
    let report = report(&input, &Params { horizon: 12, ..Params::default() });
    let of = |name: &str| report.categories.iter().find(|c| c.category.as_deref() == Some(name)).expect("it is there");
    assert!(of("Refunds").steps.iter().all(|s| s.mean.minor() < 0));
    assert!(of("Mixed").steps.iter().all(|s| s.mean.minor() >= 0));
    assert!(of("Huge").steps.iter().all(|s| s.mean.minor() == 999_999_999));
    assert!(of("Tiny").steps.iter().all(|s| s.mean.minor() == 1));
    let json = serde_json::to_string(&report).expect("finite numbers only");
    assert!(!json.contains("null"));
}

#[test]
fn one_expense_a_gap_of_three_years_and_a_million_million_answer() {
    let mut input = household(8);
    input.expenses.push(expense(day("2021-03-04"), 7_700, "Once"));
    // Three years of nothing, then it goes on; and one category of 10¹² a month.
    for m in 0..6 {
        let first = months_after(day("2024-09-01"), m);
        input.expenses.push(expense(first, 100_000_000_000_000 + i64::from(m), "Vast"));
        input.expenses.push(expense(first + chrono::Days::new(27), 5_000, "Groceries 🛒"));
    }
    for horizon in [1, 12] {
        let report = report(&input, &Params { horizon, ..Params::default() });
        assert_eq!((report.months, report.not_recorded.len()), (14, 36), "nobody spends nothing for three years");
        let total = report.total.as_ref().expect("a total");
        assert_eq!(total.steps.len(), usize::from(horizon));
        for series in report.categories.iter().chain(&report.total) {
            for step in &series.steps {
                assert!(step.lo95 <= step.lo80 && step.lo80 <= step.mean && step.lo95.minor() >= 0);
                assert!(step.mean <= step.hi80 && step.hi80 <= step.hi95);
            }
        }
        let once = report.categories.iter().find(|c| c.category.as_deref() == Some("Once")).expect("it is there");
        assert!(once.steps.iter().all(|s| s.mean.minor() <= 7_700), "one charge years ago is no habit");
        assert!(!serde_json::to_string(&report).expect("finite numbers only").contains("null"));
    }
}

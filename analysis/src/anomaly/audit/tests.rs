//! Each check finds what it is for, and nothing where it is switched off.

use chrono::NaiveDate;

use super::*;
use crate::input::{Expense, Input, Params};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn expense(date: NaiveDate, minor: i64, category: &str, description: &str) -> Expense {
    Expense { date, minor, category: category.into(), description: description.into(), ..Expense::default() }
}

/// Two years of an office's purchases.
fn office() -> Vec<Expense> {
    (0..300u64)
        .map(|n| {
            let date = day("2024-01-01") + chrono::Days::new(n * 7 / 3);
            let minor = 2000 + ((n * 7919) % 6001) as i64;
            expense(date, minor, "Supplies", ["Paper Mill", "Desk & Lamp", "Ink Studio"][n as usize % 3])
        })
        .collect()
}

fn found(expenses: Vec<Expense>, audit: Vec<Audit>) -> Vec<Event> {
    let params = Params { audit, approval_limit: Some(50_000), closed_days: vec![7], ..Params::default() };
    let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &params).expect("enough");
    let run = crate::Run::new(42, &crate::run::Unwatched);
    let recurring = crate::recurring::find(&ledger, &run).expect("not cancelled");
    find(&ledger, &Members::new(&ledger, &recurring))
}

#[test]
fn a_purchase_in_parts_under_the_limit_is_one_event_with_its_sum() {
    let mut expenses = office();
    for (date, minor) in [("2025-03-04", 31_000), ("2025-03-05", 29_500)] {
        expenses.push(expense(day(date), minor, "Supplies", "Copper Works"));
    }
    let events = found(expenses.clone(), vec![Audit::SplitPurchases]);
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].kind, events[0].impact, events[0].rows.len()), (AnomalyKind::SplitPurchase, 60_500, 2));
    assert!(found(expenses, vec![]).is_empty(), "a check that is off says nothing");
}

#[test]
fn doubles_that_are_not_equal() {
    let mut expenses = office();
    expenses.push(expense(day("2025-05-06"), 4_000, "Dining", "Blue Bistro"));
    expenses.push(expense(day("2025-05-07"), 4_800, "Dining", "Blue Bistro"));
    expenses.push(expense(day("2025-06-02"), 12_345, "Dining", "Green Kitchen"));
    expenses.push(expense(day("2025-06-02"), 10_000, "Dining", "Green Kitchen"));
    expenses.push(expense(day("2025-06-03"), 22_345, "Dining", "Green Kitchen"));
    let events = found(expenses, vec![Audit::NearDuplicates]);
    let of = |wanted: fn(&AuditEvidence) -> bool| {
        events.iter().filter(|e| matches!(&e.evidence, Evidence::Audit(what) if wanted(what))).count()
    };
    assert_eq!(of(|what| matches!(what, AuditEvidence::SumOfParts { .. })), 1);
    assert!(of(|what| matches!(what, AuditEvidence::Tipped { .. })) >= 1);
}

#[test]
fn numbers_out_of_order_and_twice() {
    let mut expenses = office();
    for (n, number) in
        [998, 999, 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1004, 1011, 1010].into_iter().enumerate()
    {
        let date = day("2024-02-01") + chrono::Days::new(n as u64 * 20);
        expenses.push(expense(
            date,
            9_000 + n as i64 * 731,
            "Services",
            &format!("Clearview Cleaning invoice {number}"),
        ));
    }
    let events = found(expenses, vec![Audit::VendorSequences]);
    let numbers: Vec<u64> = events
        .iter()
        .filter_map(|e| match &e.evidence {
            Evidence::Audit(AuditEvidence::OutOfOrder { number, .. } | AuditEvidence::NumberTwice { number, .. }) => {
                Some(*number)
            }
            _ => None,
        })
        .collect();
    assert_eq!(numbers, [1004, 1010]);
}

#[test]
fn amounts_under_the_limit_and_closed_days() {
    let mut expenses = office();
    for n in 0..5u64 {
        expenses.push(expense(
            day("2024-03-04") + chrono::Days::new(n * 41),
            49_000 + n as i64 * 7,
            "Services",
            "Tall Tower",
        ));
    }
    expenses.push(expense(day("2025-03-09"), 7_777, "Supplies", "Sunday Shop"));
    let events = found(expenses, vec![Audit::UnderLimit, Audit::ClosedDays]);
    let under: Vec<&Event> = events.iter().filter(|e| e.kind == AnomalyKind::UnderLimit).collect();
    assert!(under.iter().any(|e| e.rows.len() == 5 && e.ln_p < -6.0), "{under:?}");
    assert!(events.iter().any(|e| e.kind == AnomalyKind::ClosedDay && e.amount == 7_777));
}

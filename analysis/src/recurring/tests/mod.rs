//! Schedules of ledgers made for one case each.

mod cadences;
mod moves;
mod prices;

use chrono::NaiveDate;

use super::*;
use crate::input::{Expense, Input, Params};
use crate::report::{AlertKind, Cadence, RecurringAlert};
use crate::run::Unwatched;
use crate::{Money, Run};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn expense(date: NaiveDate, minor: i64, description: &str) -> Expense {
    Expense { id: None, date, minor, category: "Bills".into(), description: description.into(), ..Expense::default() }
}

fn every(cadence: Cadence, first: &str, count: i64, minor: i64, description: &str) -> Vec<Expense> {
    (0..count).map(|n| expense(cadence.after(day(first), n), minor, description)).collect()
}

fn report(expenses: Vec<Expense>) -> RecurringReport {
    let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &Params::default()).expect("enough expenses");
    find(&ledger, &Run::new(1, &Unwatched)).expect("not cancelled")
}

fn kinds(series: &RecurringSeries) -> Vec<AlertKind> {
    series.alerts.iter().map(|a| a.kind).collect()
}

fn of(reports: &RecurringReport, kind: AlertKind) -> Vec<RecurringAlert> {
    reports.series.iter().flat_map(|s| s.alerts.clone()).filter(|a| a.kind == kind).collect()
}

/// Everyday purchases at a shop on irregular days, so that the ledger has a span of its own.
fn everyday(first: &str, days: u64) -> Vec<Expense> {
    let shop = |n: u64| {
        let date = day(first) + chrono::Days::new((n * 3 + n * n % 3).min(days));
        Expense { category: "Food".into(), ..expense(date, 900 + (n as i64 * 7919) % 4000, "Market") }
    };
    (0..days / 3)
        .map(shop)
        .chain([expense(day(first), 700, "Kiosk"), expense(day(first) + chrono::Days::new(days), 700, "Kiosk")])
        .collect()
}

fn named(found: &RecurringReport, name: &str) -> RecurringSeries {
    let all: Vec<_> = found.series.iter().filter(|s| s.name == name).collect();
    assert_eq!(all.len(), 1, "{name}: {:?}", found.series);
    all[0].clone()
}

#[test]
fn a_subscription_is_found_beside_other_purchases_at_the_same_merchant() {
    let mut expenses = every(Cadence::Monthly, "2022-01-05", 24, 2500, "Codehub");
    // Purchases at irregular days with irregular amounts.
    for n in 0..60u64 {
        let date = day("2022-01-01") + chrono::Days::new(n * n * 7 % 730);
        expenses.push(expense(date, 900 + (n as i64 * 7919) % 6000, "Codehub"));
    }
    let found = report(expenses);
    let series = found.series.iter().find(|s| s.amount.minor() == 2500).expect("the subscription");
    assert_eq!((series.cadence, series.charges), (Cadence::Monthly, 24));
    assert_eq!(found.series.len(), 1, "{:?}", found.series);
}

#[test]
fn irregular_purchases_are_no_schedule() {
    let expenses = (0..200u64)
        .map(|n| {
            expense(day("2022-01-01") + chrono::Days::new(n * n * 13 % 900), 500 + (n as i64 * 7919) % 4000, "Market")
        })
        .collect();
    assert_eq!(report(expenses).series, vec![]);
}

#[test]
fn missed_late_and_risen_charges_are_told_with_their_rows() {
    let mut expenses = every(Cadence::Monthly, "2022-01-10", 20, 1000, "Gym");
    expenses[12].date = day("2023-01-24"); // two weeks late
    for later in &mut expenses[15..] {
        later.minor = 1300;
    }
    expenses.remove(5); // June 2022: later rows move up by one
    let found = report(expenses);
    assert_eq!(found.series.len(), 1, "{:?}", found.series);
    let about = |kind| found.series[0].alerts.iter().find(|a| a.kind == kind).map(|a| (a.date, a.row));
    assert_eq!(about(AlertKind::Missed), Some((day("2022-06-10"), Some(5))));
    assert_eq!(about(AlertKind::Late), Some((day("2023-01-24"), Some(11))));
    assert_eq!(about(AlertKind::PriceRise), Some((day("2023-04-10"), Some(14))));
    assert!(found.series[0].alerts.iter().all(|a| (0.0..=1.0).contains(&a.p_value)));
}

#[test]
fn overdue_stopped_and_doubled_charges() {
    let mut expenses = every(Cadence::Monthly, "2022-01-10", 12, 1000, "Gym");
    expenses.push(expense(day("2022-06-12"), 1000, "Gym"));
    expenses.push(expense(day("2023-01-25"), 5, "Other"));
    let found = report(expenses.clone());
    assert_eq!(found.series[0].state, RecurringState::Overdue);
    assert_eq!(kinds(&found.series[0]), [AlertKind::Overdue, AlertKind::DoubleCharge]);
    expenses.push(expense(day("2023-09-01"), 5, "Other"));
    let found = report(expenses);
    assert_eq!(found.series[0].state, RecurringState::Stopped);
    assert_eq!(found.series[0].next_date, None);
    assert_eq!(found.monthly_cost.minor(), 0);
}

#[test]
fn two_subscriptions_at_one_merchant_stay_two() {
    let mut expenses = every(Cadence::Monthly, "2022-01-03", 14, 999, "Streamflix");
    expenses.extend(every(Cadence::Monthly, "2022-04-17", 10, 1099, "Streamflix"));
    let found = report(expenses);
    assert_eq!(found.series.len(), 2);
    let later = found.series.iter().find(|s| s.amount.minor() == 1099).expect("the later one");
    assert!(kinds(later).contains(&AlertKind::DuplicateSubscription));
}

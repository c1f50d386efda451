//! Schedules that go on although something about them changed, and those that ended.

use super::*;

fn with_everyday(mut expenses: Vec<Expense>) -> Vec<Expense> {
    expenses.extend(everyday("2023-01-01", 729));
    expenses
}

#[test]
fn a_moved_billing_day_goes_on_as_one_schedule() {
    let mut expenses = every(Cadence::Monthly, "2023-01-05", 12, 1499, "Gym");
    expenses.extend(every(Cadence::Monthly, "2024-01-20", 12, 1499, "Gym"));
    let gym = named(&report(with_everyday(expenses)), "Gym");
    assert_eq!((gym.charges, gym.state, gym.next_date), (24, RecurringState::Active, Some(day("2025-01-20"))));
    assert!(!kinds(&gym).contains(&AlertKind::Missed), "{:?}", gym.alerts);
}

#[test]
fn a_renamed_merchant_goes_on_as_one_schedule() {
    let mut expenses = every(Cadence::Monthly, "2023-01-05", 13, 1499, "Filmbox");
    expenses.extend(every(Cadence::Monthly, "2024-02-05", 11, 1499, "Cinemax Plus"));
    let found = report(with_everyday(expenses.clone()));
    let series = named(&found, "Cinemax Plus");
    assert_eq!((found.series.len(), series.charges, series.state), (1, 24, RecurringState::Active));
    assert_eq!(series.alerts, vec![]);
    // Another amount or another day is another thing.
    expenses.iter_mut().filter(|e| e.description == "Cinemax Plus").for_each(|e| e.minor = 1799);
    assert_eq!(report(with_everyday(expenses)).series.len(), 2);
}

#[test]
fn what_was_paid_under_another_name_was_not_missed() {
    for place in [11, 23] {
        let mut expenses = every(Cadence::Monthly, "2023-01-03", 24, 115_037, "Rent");
        expenses[place].description = "Cheque 4471".into();
        let rent = named(&report(with_everyday(expenses.clone())), "Rent");
        assert_eq!((rent.charges, rent.state, rent.alerts), (24, RecurringState::Active, vec![]), "{place}");
        // Another amount is another thing.
        expenses[place].minor = 90_000;
        assert_eq!(named(&report(with_everyday(expenses)), "Rent").charges, 23);
    }
}

#[test]
fn a_new_category_or_its_spelling_changes_no_schedule() {
    let mut expenses = every(Cadence::Monthly, "2023-01-01", 24, 95_000, "Rent");
    expenses[14..].iter_mut().for_each(|e| e.category = "Home".into());
    let rent = named(&report(with_everyday(expenses)), "Rent");
    assert_eq!((rent.charges, rent.category.as_str(), rent.alerts), (24, "Home", vec![]));
}

#[test]
fn a_stop_is_news_for_two_periods_and_then_history() {
    let state = |months: i64| {
        let found = report(with_everyday(every(Cadence::Monthly, "2023-01-10", months, 100_000, "Savings plan")));
        let series = named(&found, "Savings plan");
        (series.state, kinds(&series), found.monthly_cost.minor())
    };
    // The ledger ends on 2024-12-30.
    assert_eq!(state(24), (RecurringState::Active, vec![], 100_000));
    assert_eq!(state(23), (RecurringState::Overdue, vec![AlertKind::Overdue], 100_000));
    assert_eq!(state(21), (RecurringState::Stopped, vec![AlertKind::Stopped], 0));
    assert_eq!(state(10), (RecurringState::Stopped, vec![], 0));
}

#[test]
fn what_is_overdue_says_what_and_for_how_long() {
    let found = report(with_everyday(every(Cadence::Monthly, "2023-01-03", 23, 115_000, "Rent")));
    let overdue = &of(&found, AlertKind::Overdue)[0];
    let values = &overdue.values;
    assert_eq!((overdue.date, overdue.row), (day("2024-12-03"), None));
    assert_eq!((values.expected.map(Money::minor), values.days, values.missing), (Some(115_000), Some(27), Some(1)));
}

#[test]
fn two_subscriptions_on_nearly_the_same_day_keep_their_prices() {
    let mut expenses = every(Cadence::Monthly, "2022-01-23", 36, 10_683, "Insurer");
    expenses.extend(every(Cadence::Monthly, "2022-01-25", 36, 17_686, "Insurer"));
    // Days wander, prices rise by a twentieth a year.
    for (n, e) in expenses.iter_mut().enumerate() {
        e.date = e.date + chrono::Days::new([0, 0, 1, 0, 2, 0, 1][n * 5 % 7]);
        let years = u32::try_from(n % 36 / 12).expect("small");
        e.minor = (e.minor as f64 * 1.05f64.powi(years as i32)).round() as i64;
    }
    let found = report(expenses);
    assert_eq!(found.series.iter().map(|s| s.charges).collect::<Vec<_>>(), [36, 36]);
    let rises: Vec<f64> =
        found.series.iter().flat_map(|s| s.price_steps.iter().map(|p| p.to.major() / p.from.major())).collect();
    assert!(rises.len() == 4 && rises.iter().all(|r| (1.04..1.06).contains(r)), "{rises:?}");
}

#[test]
fn the_last_charge_of_one_is_not_taken_for_the_other_that_is_missing() {
    let mut expenses = every(Cadence::Monthly, "2023-01-03", 23, 10_683, "Insurer");
    expenses.extend(every(Cadence::Monthly, "2023-01-05", 24, 17_686, "Insurer"));
    let found = report(with_everyday(expenses));
    let states = |found: &RecurringReport| -> Vec<_> {
        found.series.iter().map(|s| (s.amount.minor(), s.charges, s.state)).collect()
    };
    assert_eq!(states(&found), [(17_686, 24, RecurringState::Active), (10_683, 23, RecurringState::Overdue)]);
    let mut other = every(Cadence::Monthly, "2023-01-03", 24, 10_683, "Insurer");
    other.extend(every(Cadence::Monthly, "2023-01-05", 23, 17_686, "Insurer"));
    let found = report(with_everyday(other));
    assert_eq!(states(&found), [(17_686, 23, RecurringState::Overdue), (10_683, 24, RecurringState::Active)]);
}

#[test]
fn a_second_subscription_is_told_with_the_first() {
    let mut expenses = every(Cadence::Monthly, "2023-01-03", 24, 999, "Streamflix");
    expenses.extend(every(Cadence::Monthly, "2024-08-17", 5, 999, "Streamflix"));
    let found = report(with_everyday(expenses));
    assert_eq!(found.series.len(), 2);
    let duplicate = &of(&found, AlertKind::DuplicateSubscription)[0];
    let values = &duplicate.values;
    assert_eq!((values.rows.len(), values.other_rows.len()), (5, 24));
    assert_eq!((values.other.as_deref(), values.yearly.map(Money::minor)), (Some("Streamflix"), Some(11_988)));
    let new = &of(&found, AlertKind::NewSubscription)[0];
    assert_eq!((new.date, new.values.yearly.map(Money::minor)), (day("2024-08-17"), Some(11_988)));
}

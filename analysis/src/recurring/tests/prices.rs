//! Prices, bills that vary, slips and what was paid.

use super::*;

/// Monthly on the 3rd from 2023-01 on, with these amounts.
fn bills(amounts: &[i64]) -> Vec<Expense> {
    let mut expenses: Vec<Expense> =
        (0..).zip(amounts).map(|(n, &a)| expense(Cadence::Monthly.after(day("2023-01-03"), n), a, "Payee")).collect();
    expenses.extend(everyday("2023-01-01", (amounts.len() as u64 * 61) / 2 - 1));
    expenses
}

#[test]
fn a_bill_that_varies_recurs_with_a_range() {
    // Winters cost twice as much as summers.
    let season = [13_900, 12_800, 10_900, 8_700, 6_400, 4_700, 4_300, 4_600, 6_000, 8_300, 10_700, 13_100];
    let amounts: Vec<i64> = (0..24).map(|n| season[n % 12] + (n as i64 * 7919) % 700).collect();
    let mut expenses = bills(&amounts);
    // A day early or late.
    expenses
        .iter_mut()
        .filter(|e| e.description == "Payee")
        .enumerate()
        .for_each(|(n, e)| e.date = e.date + chrono::Days::new(n as u64 * n as u64 % 3));
    let found = report(expenses);
    let bill = named(&found, "Payee");
    assert_eq!(
        (bill.cadence, bill.charges, bill.state, bill.varies),
        (Cadence::Monthly, 24, RecurringState::Active, true)
    );
    assert_eq!(bill.alerts, vec![], "winters are no news");
    assert!((8_000..10_000).contains(&bill.monthly_cost.minor()), "{}", bill.monthly_cost);
    assert_eq!((bill.amount_low.minor() / 1000, bill.amount_high.minor() / 1000), (4, 14));
}

#[test]
fn a_last_bill_far_above_its_season_rose_and_was_paid() {
    let mut amounts: Vec<i64> = (0..24).map(|n| 41_000 + (n * 7919) % 2400).collect();
    amounts[23] = 56_000;
    let found = report(bills(&amounts));
    let bill = named(&found, "Payee");
    assert_eq!((bill.charges, bill.last, bill.state), (24, day("2024-12-03"), RecurringState::Active));
    assert_eq!(bill.next_date, Some(day("2025-01-03")));
    assert_eq!(kinds(&bill), [AlertKind::PriceRise]);
    let values = &bill.alerts[0].values;
    assert_eq!(values.actual.map(Money::minor), Some(56_000));
    assert!(values.yearly.is_some_and(|y| (120_000..200_000).contains(&y.minor())), "{values:?}");
    assert_eq!(values.rows.len(), 1);
}

#[test]
fn a_new_price_is_a_step_with_its_cost_a_year() {
    let amounts: Vec<i64> = (0..24).map(|n| if n < 19 { 999 } else { 1299 }).collect();
    let found = report(bills(&amounts));
    let series = named(&found, "Payee");
    assert_eq!((series.charges, series.amount.minor(), series.varies), (24, 1299, false));
    let step = &series.price_steps[0];
    assert_eq!((step.date, step.from.minor(), step.to.minor()), (day("2024-08-03"), 999, 1299));
    assert_eq!(kinds(&series), [AlertKind::PriceRise]);
    let values = &series.alerts[0].values;
    assert_eq!((values.yearly.map(Money::minor), values.rows.len()), (Some(3600), 5));
    assert!(series.alerts[0].p_value < 0.001);
    // A third more at one landlord is one schedule too.
    let rent: Vec<i64> = (0..36).map(|n| if n < 27 { 82_000 } else { 119_000 }).collect();
    assert_eq!(named(&report(bills(&rent)), "Payee").charges, 36);
    // What prices rise by every year is a step, and nothing to look at.
    let usual: Vec<i64> = (0..24).map(|n| if n < 12 { 10_000 } else { 10_250 }).collect();
    let series = named(&report(bills(&usual)), "Payee");
    assert_eq!((series.price_steps.len(), series.alerts), (1, vec![]));
}

#[test]
fn a_slipped_decimal_point_was_paid() {
    for (place, charged, factor) in
        [(7, 1_000_000, 10.0), (12, 10_000_000, 100.0), (9, 10_000, 0.1), (23, 1_000_000, 10.0)]
    {
        let mut amounts = [100_000i64; 24];
        amounts[place] = charged;
        let found = report(bills(&amounts));
        let series = named(&found, "Payee");
        assert_eq!(
            (series.charges, series.state, series.amount.minor()),
            (24, RecurringState::Active, 100_000),
            "{place}"
        );
        assert_eq!(kinds(&series), [AlertKind::DecimalSlip], "{place}");
        assert_eq!(series.alerts[0].values.factor, Some(factor));
    }
}

#[test]
fn arrears_with_the_next_charge_are_told_as_a_miss_only() {
    let mut expenses = bills(&[2_000; 24]);
    let at = |date: &str, e: &Expense| e.description == "Payee" && e.date == day(date);
    expenses.retain(|e| !at("2024-03-03", e));
    expenses.iter_mut().filter(|e| at("2024-04-03", e)).for_each(|e| e.minor = 4_000);
    let series = named(&report(expenses), "Payee");
    assert_eq!((series.charges, kinds(&series)), (23, vec![AlertKind::Missed]));
    let values = &series.alerts[0].values;
    assert_eq!(
        (values.expected.map(Money::minor), values.expected_date, values.days, values.missing),
        (Some(2_000), Some(day("2024-03-03")), Some(31), Some(1))
    );
}

#[test]
fn charged_again_after_a_day_or_two_has_both_rows() {
    for days in 0..=2u64 {
        let mut expenses = bills(&[1_499; 24]);
        let second = expenses.len() as u64;
        let first =
            expenses.iter().position(|e| e.date == day("2024-06-03") && e.description == "Payee").expect("there")
                as u64;
        expenses.push(expense(day("2024-06-03") + chrono::Days::new(days), 1_499, "Payee"));
        let found = report(expenses);
        let double = of(&found, AlertKind::DoubleCharge);
        assert_eq!(double.len(), 1, "{days}");
        assert_eq!((double[0].values.rows.clone(), double[0].values.days), (vec![first, second], Some(days as i64)));
    }
}

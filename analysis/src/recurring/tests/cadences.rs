//! Every cadence by its own calendar, and habits that are none.

use super::*;

fn monthly_on(
    first: &str,
    count: u32,
    day_of: impl Fn(NaiveDate) -> NaiveDate,
    minor: i64,
    name: &str,
) -> Vec<Expense> {
    (0..count).map(|n| expense(day_of(crate::calendar::months_after(day(first), n)), minor, name)).collect()
}

#[test]
fn every_cadence_is_recognised() {
    for (cadence, count) in [
        (Cadence::Weekly, 20),
        (Cadence::Fortnightly, 12),
        (Cadence::EveryThreeWeeks, 12),
        (Cadence::EveryFourWeeks, 12),
        (Cadence::Monthly, 12),
        (Cadence::EveryFiveWeeks, 12),
        (Cadence::EverySixWeeks, 10),
        (Cadence::EveryEightWeeks, 10),
        (Cadence::EveryTwoMonths, 8),
        (Cadence::Quarterly, 6),
        (Cadence::EveryFourMonths, 6),
        (Cadence::HalfYearly, 5),
        (Cadence::Yearly, 5),
    ] {
        for first in ["2020-01-31", "2020-02-29", "2021-05-10"] {
            let found = report(every(cadence, first, count, 1299, "Streamflix"));
            assert_eq!(found.series.len(), 1, "{cadence:?}: {found:?}");
            let series = &found.series[0];
            assert_eq!((series.cadence, series.charges, series.regularity), (cadence, count as u64, 1.0), "{first}");
            assert_eq!(series.state, RecurringState::Active);
            // The last of a month is as good as its 29th.
            let next = cadence.after(day(first), count);
            let off = series.next_date.map_or(99, |d| (d - next).num_days());
            assert!((0..=2).contains(&off), "{cadence:?} {first}: {:?} for {next}", series.next_date);
            assert!(series.alerts.iter().all(|a| a.kind == AlertKind::NewSubscription), "{:?}", series.alerts);
        }
    }
}

#[test]
fn short_months_and_leap_days_are_on_time() {
    let last = |m: NaiveDate| crate::calendar::month_end(m);
    for first in ["2023-01-01", "2024-02-01", "2023-08-01"] {
        let found = report(monthly_on(first, 19, last, 95_000, "Rent"));
        let rent = named(&found, "Rent");
        assert_eq!((rent.charges, rent.regularity, rent.day_of_month, rent.alerts), (19, 1.0, Some(31), vec![]));
        let next = last(crate::calendar::months_after(day(first), 19));
        assert_eq!(rent.next_date, Some(next));
    }
    let leap: Vec<Expense> =
        (2016..=2024).map(|y| expense(crate::calendar::month_end(day(&format!("{y}-02-01"))), 5000, "Club")).collect();
    let club = named(&report(leap), "Club");
    assert_eq!((club.cadence, club.alerts, club.next_date), (Cadence::Yearly, vec![], Some(day("2025-02-28"))));
}

#[test]
fn a_weekday_of_the_month_is_a_schedule() {
    use chrono::{Datelike, Weekday};
    let second_tuesday =
        |m: NaiveDate| NaiveDate::from_weekday_of_month_opt(m.year(), m.month(), Weekday::Tue, 2).expect("a day");
    let class = named(&report(monthly_on("2023-01-01", 18, second_tuesday, 4500, "Pottery")), "Pottery");
    assert_eq!((class.cadence, class.charges, class.regularity), (Cadence::Monthly, 18, 1.0));
    assert_eq!((class.next_date, class.day_of_month), (Some(day("2024-07-09")), None));
    assert_eq!(class.alerts, vec![]);
}

#[test]
fn two_days_of_every_month_are_one_schedule() {
    for (one, other) in [(1, 15), (5, 20), (10, 25), (15, 31)] {
        let on =
            |d: u32| move |m: NaiveDate| (m + chrono::Days::new(u64::from(d) - 1)).min(crate::calendar::month_end(m));
        let mut expenses = monthly_on("2023-01-01", 24, on(one), 6000, "Nursery");
        expenses.extend(monthly_on("2023-01-01", 24, on(other), 6000, "Nursery"));
        let nursery = named(&report(expenses), "Nursery");
        assert_eq!((nursery.cadence, nursery.charges), (Cadence::TwiceAMonth, 48), "{one} {other}");
        assert_eq!((nursery.monthly_cost.minor(), nursery.alerts), (12_000, vec![]), "{one} {other}");
        assert_eq!(nursery.next_date, Some(on(one)(day("2025-01-01"))));
    }
}

#[test]
fn several_policies_at_one_insurer_are_as_many_schedules() {
    let mut expenses = vec![];
    for year in 2022..2025 {
        for (on, minor) in [("02-14", 41_200), ("06-03", 18_800), ("10-21", 9_750)] {
            expenses.push(expense(day(&format!("{year}-{on}")), minor, "Insurer"));
        }
    }
    expenses.extend(everyday("2022-01-01", 1090));
    let found = report(expenses.clone());
    let next: Vec<_> = found.series.iter().map(|s| (s.amount.minor(), s.cadence, s.next_date)).collect();
    let yearly = |minor, date| (minor, Cadence::Yearly, Some(day(date)));
    assert_eq!(next, [yearly(41_200, "2025-02-14"), yearly(18_800, "2025-06-03"), yearly(9_750, "2025-10-21")]);
    assert_eq!(found.monthly_cost.minor(), 5813);
    // Two years are enough where the amounts say so.
    expenses.retain(|e| e.description != "Insurer" || e.date >= day("2023-01-01"));
    assert_eq!(report(expenses).series.len(), 3);
}

#[test]
fn habits_are_no_schedules() {
    // A weekly shop on Saturdays, a haircut every four to six weeks, a fare twice every workday.
    let mut expenses = vec![];
    for n in 0..100u64 {
        let saturday = day("2023-01-07") + chrono::Days::new(7 * n + n * n % 3);
        expenses.push(expense(saturday, 4000 + (n as i64 * 7919) % 5000, "Supermarket"));
    }
    for n in 0..18u64 {
        expenses.push(expense(
            day("2023-01-10") + chrono::Days::new(35 * n + n * n * 5 % 13),
            3200 + (n as i64 % 3) * 400,
            "Barber",
        ));
    }
    for n in (0..700u64).filter(|n| n % 7 < 5) {
        expenses.extend([(); 2].map(|()| expense(day("2023-01-02") + chrono::Days::new(n), 280, "Metro")));
    }
    assert_eq!(report(expenses).series, vec![]);
}

#[test]
fn one_date_far_away_stops_nothing() {
    let mut expenses = every(Cadence::Monthly, "2023-01-01", 24, 95_000, "Rent");
    expenses.extend(everyday("2023-01-01", 729));
    for stray in ["2042-03-01", "1924-06-12", "2025-02-15"] {
        let mut with = expenses.clone();
        with.push(expense(day(stray), 3120, "Market"));
        let found = report(with);
        let rent = named(&found, "Rent");
        assert_eq!(
            (rent.state, rent.next_date, rent.alerts),
            (RecurringState::Active, Some(day("2025-01-01")), vec![]),
            "{stray}"
        );
        assert_eq!(found.monthly_cost.minor(), 95_000);
    }
}

#[test]
fn a_direct_debit_is_booked_on_its_day_or_the_next_business_day() {
    use chrono::{Datelike, Weekday};
    let debit = |m: NaiveDate| {
        let nominal = m + chrono::Days::new(16);
        let wait = match nominal.weekday() {
            Weekday::Sat => 2,
            Weekday::Sun => 1,
            _ => 0,
        };
        nominal + chrono::Days::new(wait)
    };
    for months in [9u32, 14, 22, 31] {
        let mut expenses = monthly_on("2022-01-01", months, debit, 6400, "Gas Works");
        expenses.iter_mut().enumerate().for_each(|(n, e)| e.minor += (n as i64 * 617) % 2300);
        let gas = named(&report(expenses), "Gas Works");
        let next = crate::ledger::months_after(day("2022-01-01"), months) + chrono::Days::new(16);
        assert_eq!((gas.next_date, gas.day_of_month), (Some(next), Some(17)), "{months}");
        assert_eq!((gas.alerts, gas.regularity), (vec![], 1.0), "{months}");
    }
    // Where the day has moved for good, the new one counts.
    let moved = |m: NaiveDate| m + chrono::Days::new(if m < day("2023-06-01") { 9 } else { 11 });
    let club = named(&report(monthly_on("2022-01-01", 24, moved, 2500, "Rowing Club")), "Rowing Club");
    assert_eq!(club.next_date, Some(day("2024-01-12")));
    // And what was before the day moved was on time then.
    let both = |m: NaiveDate| if m < day("2023-02-01") { m + chrono::Days::new(25) } else { debit(m) };
    let gas = named(&report(monthly_on("2022-01-01", 30, both, 6400, "Gas Works")), "Gas Works");
    assert_eq!((gas.alerts, gas.next_date), (vec![], Some(day("2024-07-17"))));
}

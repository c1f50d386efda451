//! Ledgers as people have them: what breaks a series must not break the forecast of a household.

use super::*;
use crate::recurring;
use crate::report::{ForecastStep, SetApartKind};

/// Major units.
fn cents(major: f64) -> i64 {
    (major * 100.0).round() as i64
}

fn entry(date: NaiveDate, major: f64, category: &str, description: &str) -> Expense {
    Expense { description: description.into(), ..expense(date, cents(major), category) }
}

/// `months` months from March 2022 on: a rent of 780.00 on the 3rd, and everyday spending of about 420.00 that varies.
fn flat(months: u32) -> Vec<Expense> {
    let mut rows = Vec::new();
    for m in 0..months {
        let first = months_after(day("2022-03-01"), m);
        rows.push(entry(first + chrono::Days::new(2), 780.0, "Home", "Lindenhof Estate"));
        for k in 0..9u32 {
            let wave = f64::from((m * 7919 + k * 104_729) % 1009) / 1009.0 - 0.5;
            let (category, level, shop) =
                [("Food", 52.0, "Corner Store"), ("Leisure", 34.0, "City Baths"), ("Bus", 26.0, "Tramway")]
                    [k as usize % 3];
            let date = first + chrono::Days::new(u64::from(3 * k + 1));
            rows.push(entry(date, level * (1.0 + 0.6 * wave), category, shop));
        }
        rows.push(entry(first + chrono::Days::new(27), 88.0 + f64::from(m * 37 % 23), "Food", "Market Hall"));
    }
    rows
}

fn ask(expenses: Vec<Expense>) -> ForecastReport {
    let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &Params::default()).expect("a ledger");
    let run = Run::new(42, &Unwatched);
    let found = recurring::find(&ledger, &run).expect("not cancelled");
    forecast(&ledger, &found, &mut Models::default(), &run).expect("not cancelled")
}

fn first(report: &ForecastReport) -> &ForecastStep {
    &report.total.as_ref().expect("a total").steps[0]
}

fn near(step: &ForecastStep, plain: &ForecastStep, share: f64) {
    let off = |a: crate::Money, b: crate::Money| (a.major() - b.major()).abs() <= share * plain.mean.major();
    assert!(off(step.mean, plain.mean), "{} for {}", step.mean, plain.mean);
    assert!(off(step.lo80, plain.lo80) && off(step.hi80, plain.hi80), "{} {}", step.lo80, step.hi80);
    assert!(off(step.lo95, plain.lo95) && off(step.hi95, plain.hi95), "{} {}", step.lo95, step.hi95);
}

#[test]
fn a_rent_that_was_filed_elsewhere_is_one_rent() {
    let plain = ask(flat(26));
    let mut rows = flat(26);
    let moved = day("2023-06-01");
    rows.iter_mut()
        .filter(|e| e.category == "Home" && e.date >= moved)
        .for_each(|e| e.category = "Housing costs".into());
    let report = ask(rows);
    near(first(&report), first(&plain), 0.05);
    let of = |name: &str| report.categories.iter().find(|c| c.category.as_deref() == Some(name)).expect("it is there");
    assert!(of("Home").steps.iter().all(|s| s.mean.minor() == 0));
    assert!(of("Housing costs").steps.iter().all(|s| s.mean.minor() == 78_000 && s.recurring == s.mean));
}

#[test]
fn spellings_of_a_category_are_one_category() {
    let mut rows = flat(24);
    for (i, e) in rows.iter_mut().enumerate() {
        e.category = match i % 5 {
            0 => e.category.to_uppercase(),
            1 => format!(" {}", e.category.to_lowercase()),
            _ => e.category.clone(),
        };
    }
    let report = ask(rows);
    assert_eq!(report.categories.len(), 4);
    assert_eq!(first(&report), first(&ask(flat(24))));
}

#[test]
fn what_is_exceptional_is_named_and_not_repeated() {
    let plain = ask(flat(28));
    for (major, category, kind) in [
        (13_400.0, "Boat", SetApartKind::Purchase),
        (3_100.0, "Leisure", SetApartKind::Purchase),
        (-2_900.0, "Food", SetApartKind::Refund),
    ] {
        let mut rows = flat(28);
        rows.push(entry(day("2023-10-19"), major, category, "Harbour & Sons"));
        let report = ask(rows);
        near(first(&report), first(&plain), 0.02);
        let apart = &report.set_apart[0];
        assert_eq!((apart.kind, apart.amount.minor(), report.set_apart.len()), (kind, cents(major), 1));
        let note = report.notes.iter().find(|n| n.code == "exceptional").expect("it is said");
        assert!(note.text.contains("Harbour & Sons") && note.text.ends_with("in 1 of 28 months"), "{}", note.text);
    }
}

#[test]
fn what_comes_often_is_not_exceptional() {
    let mut rows = flat(28);
    for (k, month) in [3u32, 7, 12, 16, 21, 25].into_iter().enumerate() {
        let date = months_after(day("2022-03-01"), month) + chrono::Days::new(11);
        rows.push(entry(date, 2_600.0 + 170.0 * k as f64, "Boat", &format!("Wharf number {k}")));
    }
    let report = ask(rows);
    assert!(report.set_apart.is_empty());
    assert!(first(&report).hi95.major() > 2_500.0, "{}", first(&report).hi95);
}

#[test]
fn a_slip_counts_as_what_it_should_be() {
    let plain = ask(flat(25));
    for factor in [100.0, 1e7] {
        let mut rows = flat(25);
        let slipped = rows.iter_mut().filter(|e| e.description == "Corner Store").nth(40).expect("many");
        let right = slipped.minor;
        slipped.minor = (right as f64 * factor) as i64;
        let report = ask(rows);
        near(first(&report), first(&plain), 0.02);
        let apart = &report.set_apart[0];
        assert_eq!((apart.kind, apart.corrected.expect("a value").minor()), (SetApartKind::Slip, right));
    }
}

#[test]
fn months_away_are_left_out() {
    let (from, to) = (day("2023-05-01"), day("2023-08-01"));
    let plain = ask(flat(26));
    for at_home in [true, false] {
        let mut rows = flat(26);
        rows.retain(|e| e.date < from || e.date >= to || at_home && e.category == "Home");
        let report = ask(rows);
        assert_eq!((report.months, report.not_recorded.len()), (23, 3));
        near(first(&report), first(&plain), 0.12);
    }
}

#[test]
fn a_month_that_has_begun_is_what_is_spent_what_is_due_and_the_rest() {
    let plain = ask(flat(26));
    let usual = first(&plain).mean.major();
    let mut rows = flat(27);
    rows.retain(|e| e.date <= day("2024-05-11"));
    let spent: i64 = rows.iter().filter(|e| e.date >= day("2024-05-01")).map(|e| e.minor).sum();
    let report = ask(rows.clone());
    let step = first(&report);
    assert_eq!((report.first_month, step.spent_so_far.map(|m| m.minor())), (Some(day("2024-05-01")), Some(spent)));
    let market = |due: i64| (0..=12_000).contains(&due);
    assert!(market(step.still_due.expect("begun").minor()), "the rent is paid, the market of the 28th is not");
    assert!((step.mean.major() / usual - 1.0).abs() < 0.15, "{} for {usual}", step.mean);
    assert!(step.lo95.minor() >= spent && step.hi80.major() - step.mean.major() < 200.0);

    // The rent of the 3rd has not come yet; and a large purchase of this month is spent.
    rows.retain(|e| e.category != "Home" || e.date < day("2024-05-01"));
    rows.push(entry(day("2024-05-10"), 9_000.0, "Boat", "Harbour & Sons"));
    let report = ask(rows);
    let step = first(&report);
    assert!(market(step.still_due.expect("begun").minor() - 78_000), "{:?}", step.still_due);
    assert!((step.mean.major() - 9_000.0 - usual).abs() < 0.15 * usual && step.lo95.major() > 9_000.0, "{}", step.mean);
    assert!(report.total.as_ref().expect("a total").steps[1].mean.major() < 1.2 * usual);
}

#[test]
fn a_level_that_stepped_is_the_level() {
    let mut rows = flat(30);
    let rise = day("2023-11-01");
    rows.iter_mut().filter(|e| e.category == "Home" && e.date >= rise).for_each(|e| e.minor = 112_000);
    let report = ask(rows);
    let rent = report.categories.iter().find(|c| c.category.as_deref() == Some("Home")).expect("rent");
    let step = &rent.steps[0];
    assert_eq!(step.mean.minor(), 112_000);
    assert!(step.lo95.major() > 1_050.0 && step.hi95.major() < 1_190.0, "{} {}", step.lo95, step.hi95);
}

#[test]
fn an_interval_is_never_a_point_nor_the_total_surer_than_its_parts() {
    for months in [3, 4, 7, 24] {
        let report = ask(flat(months));
        let total = report.total.as_ref().expect("a total");
        for (i, step) in total.steps.iter().enumerate() {
            let width = |s: &ForecastStep| (s.hi80.minor() - s.lo80.minor(), s.hi95.minor() - s.lo95.minor());
            let widest = report.categories.iter().map(|c| width(&c.steps[i]).0).max().expect("categories");
            let all: i64 = report.categories.iter().map(|c| width(&c.steps[i]).0).sum();
            assert!((widest - 2..=all + 2).contains(&width(step).0), "{months}: {} {widest} {all}", width(step).0);
            assert!(report.categories.iter().all(|c| width(&c.steps[i]).0 > 0 && width(&c.steps[i]).1 > 0));
        }
    }
    // Always the same, then once something else: nobody knows which comes next.
    let same =
        |m: u32| entry(months_after(day("2023-01-01"), m), if m == 16 { 75.0 } else { 310.0 }, "Allowance", "Kid");
    let mut rows: Vec<Expense> = (0..17).map(same).collect();
    rows.push(entry(day("2024-05-30"), 0.01, "Rounding", "Bank"));
    let report = ask(rows);
    let allowance = report.categories.iter().find(|c| c.category.as_deref() == Some("Allowance")).expect("it is there");
    assert!(allowance.steps[0].lo80.major() <= 75.0 && allowance.steps[0].hi80.major() >= 310.0);
}

#[test]
fn a_month_that_was_entered_twice_counts_once() {
    let plain = ask(flat(26));
    let mut rows = flat(26);
    let (from, to) = (day("2024-01-01"), day("2024-01-31"));
    let again: Vec<Expense> = rows.iter().filter(|e| (from..=to).contains(&e.date)).cloned().collect();
    let copies = again.len();
    rows.extend(again);
    let report = ask(rows);
    near(first(&report), first(&plain), 0.001);
    let note = report.notes.iter().find(|n| n.code == "copies").expect("it is said");
    assert!(note.text.starts_with(&format!("{copies} expenses from 2024-01-02")), "{}", note.text);
}

//! Ledgers drawn from a fixed distribution, with and without a change in the last month.

use rand::Rng;

use super::*;
use crate::run::Unwatched;
use crate::{Expense, Input, Params};

const CATEGORIES: [&str; 6] = ["Food", "Fuel", "Fun", "Home", "Pets", "Trips"];

/// `months` months of `n` charges; in the last one `Trips` is `times` as likely.
fn draw(seed: u64, months: u32, n: usize, times: u32) -> Ledger {
    let mut rng = Run::new(seed, &Unwatched).rng("test ledger");
    let mut expenses = Vec::new();
    for month in 0..months {
        let first = months_after("2023-01-01".parse().expect("a day"), month);
        let weight = if month + 1 == months { times } else { 1 };
        for i in 0..n {
            let pick = rng.random_range(0..9 + weight) as usize;
            let category = if pick >= 9 { 5 } else { [0, 0, 0, 1, 1, 2, 2, 3, 4][pick] };
            let day = if i == 0 {
                0
            } else if i == 1 {
                27
            } else {
                rng.random_range(0..28)
            };
            expenses.push(Expense {
                id: None,
                date: first + chrono::Days::new(day),
                minor: rng.random_range(500..5_000) * (1 + category as i64),
                category: CATEGORIES[category].into(),
                description: format!("{} {}", CATEGORIES[category], rng.random_range(0..4)),
            });
        }
    }
    Ledger::new(&Input { expenses, ..Input::default() }, &Params::default()).expect("a ledger")
}

fn report(ledger: &Ledger) -> DriftReport {
    compare(ledger, &Run::new(42, &Unwatched)).expect("a report")
}

#[test]
fn quiet_months_raise_few_alarms() {
    let alarms = (0..60).filter(|&seed| report(&draw(seed, 7, 40, 1)).drift).count();
    assert!(alarms <= 5, "{alarms} of 60 quiet ledgers"); // 3 % expected; more than 5 has a chance below 1 %
}

#[test]
fn a_category_four_times_as_common_is_found_and_named() {
    let found = report(&draw(1, 13, 200, 5));
    assert!(found.drift, "{:#?}", found.tests);
    assert!(found.tests.iter().any(|t| t.name == "category_mix" && t.drift));
    assert_eq!(found.contributors[0].category, "Trips");
    assert!(found.contributors[0].lo95 > 0.0 && found.contributors[0].lo95 <= found.contributors[0].change);
    assert!(found.contributors[0].change <= found.contributors[0].hi95);
    assert_eq!(found.history.len(), 12);
    assert!(found.history.last().is_some_and(|m| m.drift));
    let parts = found.decomposition.expect("charges on both sides");
    assert_eq!(parts.price.minor() + parts.volume.minor() + parts.mix.minor(), parts.difference.minor());
    assert!(parts.mix.minor() > 0);
}

#[test]
fn threads_change_nothing() {
    let ledger = draw(3, 8, 60, 2);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| report(&ledger))
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn too_little_data_is_a_note() {
    let one_month = report(&draw(1, 1, 20, 1));
    assert_eq!(one_month.notes[0].code, "too_few_months");
    let few = report(&draw(1, 3, 3, 1));
    assert_eq!(few.notes[0].code, "too_few_expenses");
    assert!(few.tests.is_empty() && few.decomposition.is_some());
    let some = report(&draw(1, 3, 10, 1));
    assert!(some.notes.iter().any(|n| n.code == "month_variation_unknown"));
}

#[test]
fn gaps_constants_and_extremes_do_not_break_it() {
    let on = |date: &str, minor: i64| Expense {
        id: None,
        date: date.parse().expect("a day"),
        minor,
        category: "🏠/..".into(),
        description: String::new(),
    };
    let params = Params { from: "2023-01-01".parse().ok(), to: "2024-06-30".parse().ok(), ..Params::default() };
    for minor in [1, -500, 999_999_999] {
        let mut expenses: Vec<Expense> = (0..6).map(|_| on("2023-02-10", minor)).collect();
        expenses.extend((0..6).map(|_| on("2024-06-11", minor)));
        let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &params).expect("a ledger");
        let found = report(&ledger);
        let finite = |t: &crate::report::DriftTest| t.p_value.is_finite() && t.js.is_finite() && t.effect.is_finite();
        assert!(found.tests.iter().all(finite));
    }
}

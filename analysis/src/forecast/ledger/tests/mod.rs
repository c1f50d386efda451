//! Behaviour of the ledger's forecast from outside: totals tie, edges answer, nothing depends on threads.

mod edges;
mod people;

use chrono::NaiveDate;

use super::forecast;
use crate::input::{Budget, Expense, Input, Params};
use crate::ledger::{Ledger, months_after};
use crate::model::Models;
use crate::report::{Cadence, ForecastReport, RecurringReport, RecurringSeries, RecurringState};
use crate::run::{Error, Progress, Run, Unwatched};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn expense(date: NaiveDate, minor: i64, category: &str) -> Expense {
    Expense {
        id: None,
        date,
        minor,
        category: category.into(),
        description: category.to_lowercase(),
        ..Expense::default()
    }
}

/// `months` months of three categories: steady, seasonal, and one with many empty months.
fn household(months: u32) -> Input {
    let start = day("2021-01-01");
    let mut expenses = Vec::new();
    for m in 0..months {
        let first = months_after(start, m);
        let noise = i64::from(m * 7919 % 613);
        expenses.push(expense(first, 120_000, "Rent"));
        for d in [2, 9, 16, 23, 27] {
            expenses.push(expense(first + chrono::Days::new(d), 6_000 + noise * 3, "Groceries 🛒"));
        }
        let winter = if m % 12 < 3 { 9_000 } else { 2_000 };
        expenses.push(expense(first + chrono::Days::new(5), winter + noise, "Energy/Heat"));
        if m % 5 == 2 {
            expenses.push(expense(first + chrono::Days::new(20), 30_000 + 10 * noise, "Repairs"));
        }
    }
    Input { expenses, ..Input::default() }
}

fn none(ledger: &Ledger) -> RecurringReport {
    RecurringReport { series: vec![], monthly_cost: ledger.money(0), notes: vec![] }
}

fn report(input: &Input, params: &Params) -> ForecastReport {
    let ledger = Ledger::new(input, params).expect("a ledger");
    let run = Run::new(42, &Unwatched);
    forecast(&ledger, &none(&ledger), &mut Models::default(), &run).expect("not cancelled")
}

#[test]
fn total_is_the_sum_of_the_categories() {
    let report = report(&household(30), &Params { horizon: 4, ..Params::default() });
    let total = report.total.as_ref().expect("a total");
    assert_eq!((report.months, report.first_month), (30, Some(day("2023-07-01"))));
    assert_eq!(total.steps.len(), 4);
    for (i, step) in total.steps.iter().enumerate() {
        let sum: i64 = report.categories.iter().map(|c| c.steps[i].mean.minor()).sum();
        assert_eq!(step.mean.minor(), sum);
        assert!(step.lo95 <= step.lo80 && step.lo80 <= step.mean);
        assert!(step.mean <= step.hi80 && step.hi80 <= step.hi95);
    }
    for m in 0..30 {
        let sum: i64 = report.categories.iter().map(|c| c.history[m].amount.minor()).sum();
        assert_eq!(total.history[m].amount.minor(), sum);
    }
}

#[test]
fn every_candidate_is_in_the_table_and_the_chosen_is_marked() {
    let report = report(&household(36), &Params::default());
    for name in [
        "combination",
        "naive",
        "seasonal_naive",
        "theta",
        "ets",
        "random_forest",
        "gradient_boosting",
        "xgboost_style",
        "pooled_boosting",
        "tsb",
    ] {
        assert!(report.backtest.iter().any(|s| s.method == name), "{name} is missing");
    }
    assert!(report.backtest.windows(2).all(|w| w[0].skill >= w[1].skill));
    for category in &report.categories {
        assert_eq!(category.candidates.iter().filter(|c| c.chosen).count(), 1);
        let figures = category.backtest.as_ref().expect("36 months");
        assert!(figures.coverage80.expect("six origins") <= figures.coverage95.expect("six origins"));
        assert!(category.rests_on.starts_with("36 months: seasonal models tried"), "{}", category.rests_on);
    }
    let rent = report.categories.iter().find(|c| c.category.as_deref() == Some("Rent")).expect("rent");
    // What never changed in 36 months may still change: the interval is narrow, not a point.
    let narrow = |s: &crate::report::ForecastStep| s.lo80 < s.mean && s.mean < s.hi80 && s.hi95.minor() < 125_000;
    assert!(rent.steps.iter().all(|s| s.mean.minor() == 120_000 && narrow(s)));
}

#[test]
fn says_what_it_rests_on_with_few_months() {
    let fourteen = report(&household(14), &Params::default());
    assert!(fourteen.categories[0].rests_on.starts_with("14 months: no seasonal model"));
    assert!(fourteen.notes.iter().any(|n| n.code == "no_season"));

    let one = report(&household(1), &Params::default());
    let total = one.total.as_ref().expect("a total");
    assert_eq!(total.steps.len(), 3);
    assert!(one.notes.iter().any(|n| n.code == "no_backtest"));
    assert!(total.steps[0].hi95.minor() > 2 * total.steps[0].mean.minor(), "no evidence must be a wide interval");
    assert!(total.steps[0].lo95.minor() >= 0);
    assert_eq!(total.steps[0].mean, total.history[0].amount);
}

#[test]
fn budgets_get_a_probability() {
    let mut input = household(24);
    let budget = |category: &str, minor| Budget { category: category.into(), minor };
    input.budgets = vec![budget("Rent", 119_999), budget("Groceries 🛒", 10_000_000), budget("Energy/Heat", 0)];
    let report = report(&input, &Params::default());
    let over = |name: &str| {
        let category = report.categories.iter().find(|c| c.category.as_deref() == Some(name)).expect("it is there");
        category.steps[0].over_budget.expect("a budget")
    };
    assert!(over("Rent") > 0.95);
    assert!(over("Groceries 🛒") < 0.1);
    assert!(over("Energy/Heat") > 0.8);
    assert_eq!(report.total.expect("a total").steps[0].budget, None, "Repairs has no budget");
}

#[test]
fn scheduled_charges_are_known_in_advance() {
    // A yearly insurance in November among small monthly charges: only the schedule can know it.
    let start = day("2020-01-01");
    let mut input = Input::default();
    let mut rows = Vec::new();
    for m in 0..46 {
        let first = months_after(start, m);
        input.expenses.push(expense(first, 1_000 + i64::from(m % 3), "Insurance"));
        if m % 12 == 10 {
            rows.push(input.expenses.len() as u64);
            input.expenses.push(expense(first + chrono::Days::new(10), 90_000, "Insurance"));
        }
        input.expenses.push(expense(first + chrono::Days::new(27), 10, "Other"));
    }
    let ledger = Ledger::new(&input, &Params::default()).expect("a ledger");
    let mut recurring = none(&ledger);
    recurring.series.push(RecurringSeries {
        merchant: "insurer".into(),
        name: "Insurer".into(),
        kind: crate::EntryKind::Expense,
        category: "Insurance".into(),
        cadence: Cadence::Yearly,
        day_of_month: Some(11),
        amount: ledger.money(95_000),
        varies: false,
        amount_low: ledger.money(95_000),
        amount_high: ledger.money(95_000),
        monthly_cost: ledger.money(7_917),
        price_steps: vec![],
        state: RecurringState::Active,
        charges: 3,
        first: day("2020-11-11"),
        last: day("2022-11-11"),
        next_date: Some(day("2023-11-11")),
        regularity: 1.0,
        alerts: vec![],
        rows,
    });
    let run = Run::new(42, &Unwatched);
    let report = forecast(&ledger, &recurring, &mut Models::default(), &run).expect("not cancelled");
    let insurance = &report.categories[0];
    assert_eq!(insurance.category.as_deref(), Some("Insurance"));
    let known: Vec<i64> = insurance.steps.iter().map(|s| s.recurring.minor()).collect();
    assert_eq!((report.first_month, known), (Some(day("2023-11-01")), vec![95_000, 0, 0]));
    assert!((insurance.steps[0].mean.minor() - 96_000).abs() < 1_000, "{}", insurance.steps[0].mean);
    assert!(insurance.steps[1].mean.minor() < 3_000, "{}", insurance.steps[1].mean);
    assert!(insurance.rests_on.contains("1 recurring charge known"));
}

/// Ledgers of noisy, seasonal, heavy-tailed categories: the month after is inside the intervals as often as they say.
#[test]
fn intervals_cover_what_they_promise_out_of_sample() {
    use rand::Rng;
    let (mut inside, mut points, mut inside_total, mut totals) = ([0.0; 2], 0.0, [0.0; 2], 0.0);
    for seed in 0..30u64 {
        let mut rng = Run::new(seed, &Unwatched).rng("test months");
        let (mut expenses, mut after) = (Vec::new(), std::collections::BTreeMap::<String, i64>::new());
        for c in 0..10i32 {
            let name = format!("C{c}");
            let mut level: f64 = rng.random_range(3.0..7.0);
            for m in 0..31u32 {
                level += 0.05 * rng.random_range(-1.0..1.0);
                let season = 0.2 * (f64::from(m) / 12.0 * std::f64::consts::TAU + f64::from(c)).cos();
                let spike = if rng.random_range(0..25) == 0 { 1.5 } else { 0.0 };
                let idle = c >= 8 && rng.random_range(0..3) > 0;
                let log = level + season + spike + rng.random_range(-0.5..0.5);
                let minor = if idle { 0 } else { (100.0 * log.exp()) as i64 };
                if m == 30 {
                    after.insert(name.clone(), minor);
                } else if minor > 0 {
                    expenses.push(expense(months_after(day("2022-01-01"), m), minor, &name));
                }
            }
        }
        expenses.push(expense(day("2024-06-29"), 1, "C0"));
        let report = report(&Input { expenses, ..Input::default() }, &Params { horizon: 1, ..Params::default() });
        let count = |series: &crate::report::SeriesForecast, actual: i64, inside: &mut [f64; 2]| {
            let s = &series.steps[0];
            inside[0] += f64::from(u8::from(s.lo80.minor() <= actual && actual <= s.hi80.minor()));
            inside[1] += f64::from(u8::from(s.lo95.minor() <= actual && actual <= s.hi95.minor()));
        };
        for category in &report.categories {
            count(category, after[category.category.as_deref().expect("a name")], &mut inside);
            points += 1.0;
        }
        count(report.total.as_ref().expect("a total"), after.values().sum(), &mut inside_total);
        totals += 1.0;
    }
    let [c80, c95] = inside.map(|n| n / points);
    assert!((0.74..=0.87).contains(&c80) && (0.91..=0.985).contains(&c95), "{c80} {c95} of categories");
    let [t80, t95] = inside_total.map(|n| n / totals);
    assert!(t80 >= 0.63 && t95 >= 0.83, "{t80} {t95} of totals");
}

#[test]
fn same_bytes_on_any_number_of_threads_and_with_the_stored_model() {
    let input = household(26);
    let ledger = Ledger::new(&input, &Params::default()).expect("a ledger");
    let on = |threads: usize, models: &mut Models| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        let report = pool.install(|| forecast(&ledger, &none(&ledger), models, &Run::new(42, &Unwatched)));
        serde_json::to_string(&report.expect("not cancelled")).expect("JSON")
    };
    let mut first = Models::default();
    let one = on(1, &mut first);
    assert_eq!(one, on(2, &mut Models::default()));

    assert!(!first.used()[0].reused);
    let stored = first.into_trained();
    assert_eq!(stored[0].kind, "forecast_boosting");
    assert!(stored[0].metrics.contains_key("mae"));
    let mut again = Models::new(stored);
    assert_eq!(one, on(1, &mut again));
    assert!(again.used()[0].reused && again.into_trained().is_empty());
}

#[test]
fn stops_when_asked() {
    struct Stop;
    impl Progress for Stop {
        fn stage(&self, _: &'static str, _: f64) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let ledger = Ledger::new(&household(20), &Params::default()).expect("a ledger");
    let got = forecast(&ledger, &none(&ledger), &mut Models::default(), &Run::new(1, &Stop));
    assert_eq!(got, Err(Error::Cancelled));
}

#[test]
fn twenty_six_categories_of_four_years_are_quick() {
    let start = day("2020-01-01");
    let mut input = Input::default();
    for m in 0..48u32 {
        let first = months_after(start, m);
        for c in 0..26u32 {
            let wave = 500.0 * f64::from((m * (c + 3)) % 12) + f64::from((m * 7919 + c * 104_729) % 1_000);
            input.expenses.push(expense(
                first + chrono::Days::new(u64::from(c)),
                4_000 + wave as i64,
                &format!("C{c:02}"),
            ));
        }
        input.expenses.push(expense(first + chrono::Days::new(27), 100, "C00"));
    }
    let begin = std::time::Instant::now();
    let report = report(&input, &Params::default());
    assert_eq!(report.categories.len(), 26);
    // Half a second on an idle machine of two cores; the bound leaves room for a busy one.
    eprintln!("26 categories, 48 months: {:?}", begin.elapsed());
    assert!(begin.elapsed().as_secs_f64() < 10.0);
}

//! Seeded histories of a made-up household: stationary spending, and the same with known irregularities put in.

use chrono::{Datelike, Days, Months, NaiveDate};
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::anomaly::detectors::isolation_forest::normal;
use crate::input::Expense;
use crate::report::AnomalyKind;

/// Category, charges a month, median amount, spread of its logarithm, merchants.
const CATEGORIES: [(&str, f64, f64, f64, usize); 9] = [
    ("Food shopping", 9.0, 38.0, 0.60, 7),
    ("Eating out", 6.0, 24.0, 0.55, 12),
    ("Tea and cake", 5.0, 5.2, 0.35, 5),
    ("Petrol", 2.5, 52.0, 0.30, 4),
    ("Health", 1.2, 45.0, 0.90, 5),
    ("Clothes", 1.5, 60.0, 0.80, 8),
    ("House and garden", 1.6, 48.0, 0.95, 6),
    ("Presents", 0.8, 35.0, 0.75, 6),
    ("Trips", 0.5, 210.0, 0.90, 6),
];
const SCHEDULED: [(&str, &str, f64, u32); 5] = [
    ("Home", "Hillside Estates", 1180.0, 1),
    ("Home", "Aqua Works", 41.3, 12),
    ("Media", "Moviestream", 12.99, 19),
    ("Media", "Tunebox", 9.99, 27),
    ("Fitness", "Boulder Barn", 34.0, 5),
];
const FIRST: [&str; 14] = [
    "Amber", "Birch", "Cobalt", "Dapple", "Ember", "Fennel", "Gable", "Hazel", "Indigo", "Juniper", "Kestrel", "Larch",
    "Marble", "Nectar",
];
const SECOND: [&str; 9] = ["House", "Works", "Corner", "Court", "Yard", "Lane", "Mill", "Point", "Gate"];

/// A history and the irregularities put into it: index of the expense and the kinds that name it rightly.
pub(super) struct History {
    pub(super) expenses: Vec<Expense>,
    pub(super) injected: Vec<(usize, &'static [AnomalyKind])>,
}

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 2, 1).expect("a date")
}

fn expense(date: NaiveDate, amount: f64, category: &str, description: &str) -> Expense {
    let minor = (amount * 100.0).round().max(50.0) as i64;
    Expense { id: None, date, minor, category: category.into(), description: description.into(), ..Expense::default() }
}

fn merchant(category: usize, at: usize) -> String {
    let n = category * 13 + at;
    format!(
        "{} {} {}",
        FIRST[n % FIRST.len()],
        SECOND[(n / FIRST.len()) % SECOND.len()],
        ["Ltd", "Shop", "Store"][at % 3]
    )
}

/// `months` of spending in which nothing is irregular.
pub(super) fn stationary(rng: &mut ChaCha8Rng, months: u32) -> Vec<Expense> {
    let mut expenses = vec![];
    let days = (start().checked_add_months(Months::new(months)).expect("a date") - start()).num_days() as u64;
    for (c, &(category, rate, median, spread, merchants)) in CATEGORIES.iter().enumerate() {
        let offsets: Vec<f64> = (0..merchants).map(|_| 0.25 * normal(rng)).collect();
        let weights: Vec<f64> = (0..merchants).map(|m| 1.0 / (m as f64 + 1.5)).collect();
        let total: f64 = weights.iter().sum();
        let count = (rate * f64::from(months) * f64::exp(0.1 * normal(rng))).round() as usize;
        for _ in 0..count {
            let mut left = rng.random::<f64>() * total;
            let at = weights
                .iter()
                .position(|w| {
                    left -= w;
                    left <= 0.0
                })
                .unwrap_or(0);
            let amount = median * (offsets[at] + spread * normal(rng)).exp();
            // A third of the prices end in 9 cents, as prices do.
            let amount = if rng.random_bool(0.33) { amount.ceil() - 0.01 } else { amount };
            let date = start() + Days::new(rng.random_range(0..days));
            expenses.push(expense(date, amount, category, &merchant(c, at)));
        }
    }
    for (category, name, amount, day) in SCHEDULED {
        for month in 0..months {
            let due = start().checked_add_months(Months::new(month)).and_then(|d| d.with_day(day)).expect("a date");
            let late: u64 = *[0, 0, 0, 0, 1, 1, 2].choose(rng).expect("days");
            expenses.push(expense(due + Days::new(late), amount, category, name));
        }
    }
    expenses.sort_by_key(|e| e.date);
    expenses
}

/// `months` of spending with one irregularity of each kind that a row can have, in the later two thirds.
pub(super) fn irregular(rng: &mut ChaCha8Rng, months: u32) -> History {
    use AnomalyKind as Kind;
    let mut expenses = stationary(rng, months);
    let mut injected: Vec<(usize, &'static [Kind])> = vec![];
    let middle = expenses.len() / 3;
    let free: Vec<usize> =
        (middle..expenses.len()).filter(|&i| CATEGORIES.iter().any(|c| c.0 == expenses[i].category)).collect();
    let of = |expenses: &[Expense], rng: &mut ChaCha8Rng, category: usize| loop {
        let i = *free.choose(rng).expect("expenses");
        if expenses[i].category == CATEGORIES[category].0 {
            return i;
        }
    };
    let late_day = |expenses: &[Expense], rng: &mut ChaCha8Rng| expenses[*free.choose(rng).expect("expenses")].date;

    // Far above what is usual.
    let (category, median, spread) = [(0, 38.0, 0.60), (1, 24.0, 0.55), (3, 52.0, 0.30)][rng.random_range(0..3)];
    let spike = of(&expenses, rng, category);
    expenses[spike].minor = (median * f64::exp(rng.random_range(4.5..6.0) * f64::max(spread, 0.45)) * 100.0) as i64;
    injected.push((spike, &[Kind::Spike, Kind::DecimalSlip, Kind::WrongCategory]));
    // A slipped decimal point.
    let slip = of(&expenses, rng, 2);
    expenses[slip].minor = (expenses[slip].minor * 100).max(38_000);
    injected.push((slip, &[Kind::DecimalSlip, Kind::Spike]));
    // A merchant's charge filed elsewhere.
    let misfiled = loop {
        let i = of(&expenses, rng, 0);
        if i != spike && expenses[i].description == merchant(0, 0) {
            break i;
        }
    };
    expenses[misfiled].category = "Trips".into();
    injected.push((misfiled, &[Kind::WrongCategory, Kind::Unusual]));
    // The same charge twice: either of the two may be called the copy.
    let original = loop {
        let i = *free.choose(rng).expect("expenses");
        if expenses[i].minor > 2000 && ![spike, slip, misfiled].contains(&i) {
            break i;
        }
    };
    injected.push((expenses.len(), &[Kind::Duplicate]));
    expenses.push(expenses[original].clone());
    // A first charge at an unknown place, high for its category.
    let high = 35.0 * f64::exp(rng.random_range(2.2..3.2) * 0.75);
    injected.push((expenses.len(), &[Kind::NewMerchant, Kind::Spike, Kind::WrongCategory]));
    let date = late_day(&expenses, rng);
    expenses.push(expense(date, high, "Presents", "Qwyzzik Trading"));
    // Many small charges within a day.
    let date = late_day(&expenses, rng);
    injected.push((expenses.len(), &[Kind::Burst]));
    for _ in 0..rng.random_range(5..9) {
        expenses.push(expense(date, rng.random_range(0.6..4.0), "Clothes", &merchant(5, 2)));
    }
    // A subscription on an odd day, and one month of another missed: told at the charge after it.
    let series = |expenses: &[Expense], name: &str| -> Vec<usize> {
        (0..expenses.len()).filter(|&i| expenses[i].description == name).collect()
    };
    let moved = series(&expenses, "Moviestream")[months as usize / 2];
    let by = Days::new(rng.random_range(9..14));
    expenses[moved].date = expenses[moved].date + by;
    injected.push((moved, &[Kind::OddDay]));
    let tunes = series(&expenses, "Tunebox");
    let at = months as usize * 2 / 3;
    injected.push((tunes[at + 1], &[Kind::Missed]));
    let missed = tunes[at];
    expenses.remove(missed);
    for (i, _) in &mut injected {
        *i -= usize::from(*i > missed);
    }
    // A refund without a purchase.
    injected.push((expenses.len(), &[Kind::Refund]));
    let date = late_day(&expenses, rng);
    expenses.push(expense(date, 17.35, "Health", "Nowhere Returns"));
    expenses.last_mut().expect("just pushed").minor *= -1;
    History { expenses, injected }
}

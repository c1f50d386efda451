//! Made-up ledgers and tables for the benchmarks: the same at every run.

use chrono::{Days, NaiveDate};
use outlay_analysis::anomaly::detectors::Matrix;
use outlay_analysis::cluster::Embeddings;
use outlay_analysis::forecast::Series;
use outlay_analysis::run::{Run, Unwatched};
use outlay_analysis::{Expense, Input, Ledger, Params};
use rand::Rng;

/// A run that nobody watches.
#[must_use]
pub fn run() -> Run<'static> {
    Run::new(42, &Unwatched)
}

/// `rows` expenses over three years: a household's categories, merchants with their habits, a few subscriptions.
#[must_use]
pub fn expenses(rows: usize) -> Vec<Expense> {
    let mut rng = run().rng("bench/expenses");
    let first = NaiveDate::from_ymd_opt(2022, 1, 1).unwrap_or_default();
    let expense = |i: usize| {
        let merchant = rng.random_range(0..40 + rows / 200);
        let category = merchant % 12;
        let typical = 500.0 * 1.5f64.powi(i32::try_from(merchant % 9).unwrap_or(0));
        let amount = typical * (0.5 * (rng.random::<f64>() + rng.random::<f64>() - 1.0)).exp();
        // Every tenth is a subscription: its day and its amount repeat.
        let (day, minor) = if i.is_multiple_of(10) {
            ((i / 10 * 30) as u64 % 1095, 100 * (1 + merchant as i64 % 20))
        } else {
            (rng.random_range(0..1095u64), amount as i64)
        };
        Expense {
            id: None,
            date: first + Days::new(day),
            minor,
            category: format!("Category {category}"),
            description: format!("SQ *Merchant {} of the street #{:04}", name(merchant), i % 977),
            ..Expense::default()
        }
    };
    (0..rows).map(expense).collect()
}

/// A name of letters only, since numbers are taken for references.
fn name(mut n: usize) -> String {
    let mut text = String::new();
    for _ in 0..5 {
        text.push(char::from(b'a' + u8::try_from(n * 7 % 26).unwrap_or(0)));
        n = n / 2 + 3;
    }
    text + &"xyzuvw"[n % 6..]
}

/// The same expenses as a ledger.
///
/// # Panics
/// Below five rows.
#[must_use]
#[expect(clippy::expect_used, reason = "a benchmark stops at the first thing that is wrong")]
pub fn ledger(rows: usize) -> Ledger {
    let input = Input { expenses: expenses(rows), ..Input::default() };
    Ledger::new(&input, &Params::default()).expect("enough expenses")
}

/// `rows` of `cols` correlated standard columns.
#[must_use]
pub fn table(rows: usize, cols: usize) -> Matrix {
    let mut rng = run().rng("bench/table");
    let mut values = Vec::with_capacity(rows * cols);
    for _ in 0..rows {
        let common: f64 = rng.random::<f64>() - 0.5;
        values.extend((0..cols).map(|_| common + 2.0 * (rng.random::<f64>() + rng.random::<f64>() - 1.0)));
    }
    Matrix::new(cols, values)
}

/// Vectors of `texts` texts around forty directions, as long as those of the embedding model.
#[must_use]
pub fn embeddings(texts: usize) -> Embeddings {
    const DIM: usize = 384;
    let mut rng = run().rng("bench/embeddings");
    let direction: Vec<f32> = (0..40 * DIM).map(|_| rng.random_range(-1.0..1.0)).collect();
    let values = (0..texts * DIM).map(|i| {
        let (text, d) = (i / DIM, i % DIM);
        direction[text % 40 * DIM + d] + rng.random_range(-1.0f32..1.0)
    });
    Embeddings { model: "bench".to_owned(), dim: DIM, values: values.collect() }
}

/// `count` monthly series of `length` values: a level that walks, a season, noise.
#[must_use]
pub fn series(count: usize, length: usize) -> Vec<Series> {
    let mut rng = run().rng("bench/series");
    let one = |k: usize| {
        let mut level = 100.0;
        let value = |t: usize| {
            level += rng.random_range(-2.0..2.5);
            let season = 15.0 * ((t + k) as f64 / 12.0 * std::f64::consts::TAU).sin();
            level + season + rng.random_range(-5.0..5.0)
        };
        Series { name: k.to_string(), values: (0..length).map(value).collect() }
    };
    (0..count).map(one).collect()
}

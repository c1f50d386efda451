//! Transaction features for the multivariate detectors: one row an expense.

use chrono::Datelike;

use super::context::Context;
use super::detectors::Matrix;
use super::members::Members;
use crate::Ledger;
use crate::cluster::Embeddings;
use crate::report::Cadence;

/// Names of the columns, in order; the last one only with embeddings.
pub(super) const NAMES: [&str; 11] = [
    "amount",
    "amount for its merchant",
    "amount for its category",
    "deviation from its schedule",
    "weekday",
    "day of the month",
    "frequency of its merchant",
    "frequency of its category",
    "charges at the merchant that day",
    "share of the monthly budget",
    "description for its category",
];

/// The features of every ledger row; all finite.
pub(super) fn matrix(ledger: &Ledger, context: &Context, members: &Members, embeddings: Option<&Embeddings>) -> Matrix {
    let n = ledger.len();
    let mut by_merchant = vec![0u32; ledger.merchants.len()];
    ledger.merchant.iter().for_each(|&m| by_merchant[m] += 1);
    let by_day = charges_that_day(ledger);
    let distance = embeddings.and_then(|e| distance_to_category(ledger, e));
    let cols = if distance.is_some() { NAMES.len() } else { NAMES.len() - 1 };
    let mut values = Vec::with_capacity(n * cols);
    for i in 0..n {
        let category = ledger.category[i];
        let scheduled = members
            .series_of(i)
            .map_or(0.0, |(series, at)| schedule_deviation(ledger, members.cadence[series], &members.rows[series], at));
        let budget = ledger
            .budgets
            .get(&category)
            .map_or(0.0, |&b| (ledger.minor[i] as f64 / (b.max(1)) as f64).clamp(-1.0, 4.0));
        values.extend([
            context.levels.log[i],
            context.z[i].clamp(-12.0, 12.0),
            context.levels.category_z(ledger, i).clamp(-12.0, 12.0),
            scheduled,
            f64::from(u8::from(ledger.date[i].weekday().num_days_from_monday() >= 5)),
            f64::from(ledger.date[i].day()),
            f64::from(by_merchant[ledger.merchant[i]]).ln(),
            (context.levels.category[category].2 as f64).ln(),
            f64::from(by_day[i]).ln(),
            budget,
        ]);
        values.extend(distance.as_ref().map(|d| d[ledger.text[i]][&category]));
    }
    Matrix::new(cols, values)
}

/// Days between the charge and the day on which the calendar of its schedule expects it, counted from the charges just
/// before it, on a logarithmic scale; 0 within the cadence's tolerance.
fn schedule_deviation(ledger: &Ledger, cadence: Cadence, rows: &[usize], at: usize) -> f64 {
    if at == 0 || rows.len() < 3 {
        return 0.0;
    }
    // A charge that was missed is its own event: up to two may lie between.
    let from = (1..=at.min(3)).map(|back| ledger.date[rows[at - back]]);
    let expected = from.flat_map(|day| (1..=3).map(move |periods| cadence.after(day, periods)));
    let days = expected.map(|day| (ledger.date[rows[at]] - day).num_days().abs()).min().unwrap_or(0);
    if days <= cadence.tolerance() { 0.0 } else { (days as f64).ln_1p() }
}

fn charges_that_day(ledger: &Ledger) -> Vec<u32> {
    let mut order: Vec<usize> = (0..ledger.len()).collect();
    let key = |i: usize| (ledger.merchant[i], ledger.date[i]);
    order.sort_unstable_by_key(|&i| (key(i), i));
    let mut counts = vec![0; ledger.len()];
    for day in order.chunk_by(|&a, &b| key(a) == key(b)) {
        day.iter().for_each(|&i| counts[i] = day.len() as u32);
    }
    counts
}

/// Cosine distance of each text from the centre of each category it occurs in, by text and category.
fn distance_to_category(ledger: &Ledger, e: &Embeddings) -> Option<Vec<rustc_hash::FxHashMap<usize, f64>>> {
    if e.dim == 0 || e.values.len() != ledger.texts.len() * e.dim {
        return None;
    }
    let vector = |text: usize| &e.values[text * e.dim..(text + 1) * e.dim];
    let mut centres = vec![vec![0.0f64; e.dim]; ledger.categories.len()];
    for i in 0..ledger.len() {
        let centre = &mut centres[ledger.category[i]];
        centre.iter_mut().zip(vector(ledger.text[i])).for_each(|(c, v)| *c += f64::from(*v));
    }
    let length = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt().max(1e-12);
    let lengths: Vec<f64> = centres.iter().map(|c| length(c)).collect();
    let mut distances = vec![rustc_hash::FxHashMap::default(); ledger.texts.len()];
    for i in 0..ledger.len() {
        let (text, category) = (ledger.text[i], ledger.category[i]);
        distances[text].entry(category).or_insert_with(|| {
            let dot: f64 = centres[category].iter().zip(vector(text)).map(|(c, v)| c * f64::from(*v)).sum();
            let distance = 1.0 - dot / lengths[category];
            if distance.is_finite() { distance } else { 1.0 }
        });
    }
    Some(distances)
}

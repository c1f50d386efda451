//! What each layer adds: average precision and precision at k with all layers, without each, and of each alone.
//!
//! `cargo run --workspace --release --bin layers -- EXPENSES.csv LABELS.csv...`, where the labels are the `row`s (0-based) that
//! are irregular and their `kind`.

#![expect(clippy::expect_used, reason = "a benchmark stops at the first thing that is wrong")]

use std::collections::BTreeMap;
use std::fs::File;
use std::time::Instant;

use outlay_analysis::anomaly::layers::{self, Layer};
use outlay_analysis::{Expense, Input, Ledger, Money, Params, recurring};
use outlay_bench::run;

/// Layers that speak of rows.
const LAYERS: [Layer; 6] =
    [Layer::Slips, Layer::Context, Layer::Filing, Layer::Recurrence, Layer::Burst, Layer::Features];

fn main() {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let mut lists: Vec<(String, Vec<Layer>)> = vec![("all".to_owned(), LAYERS.to_vec())];
    lists.extend(LAYERS.map(|l| (format!("without {}", name(l)), LAYERS.into_iter().filter(|x| *x != l).collect())));
    lists.extend(LAYERS.map(|l| (format!("{} alone", name(l)), vec![l])));
    let kept: Vec<&[Layer]> = lists.iter().map(|(_, kept)| kept.as_slice()).collect();
    let mut sums = vec![[0.0; 2]; lists.len()];
    for pair in files.chunks_exact(2) {
        let (ledger, odd) = read(&pair[0], &pair[1]);
        let began = Instant::now();
        let recurring = recurring::find(&ledger, &run()).expect("not cancelled");
        layers::scores(&ledger, &recurring, &kept[..1], &run()).expect("not cancelled");
        eprintln!("{}: {} rows, all layers and detectors in {:.2?}", pair[0], ledger.len(), began.elapsed());
        let scores = layers::scores(&ledger, &recurring, &kept, &run()).expect("not cancelled");
        for (sum, scores) in sums.iter_mut().zip(&scores) {
            let [precision, at_k] = judged(scores, &odd);
            sum[0] += precision;
            sum[1] += at_k;
        }
    }
    println!("| layers | average precision | precision at k |\n|---|---|---|");
    let ledgers = (files.len() / 2) as f64;
    for ((name, _), [precision, at_k]) in lists.iter().zip(sums) {
        println!("| {name} | {:.3} | {:.3} |", precision / ledgers, at_k / ledgers);
    }
}

fn name(layer: Layer) -> &'static str {
    if layer == Layer::Features { "detectors" } else { layer.name() }
}

/// The ledger, and for each of its rows whether it is labelled.
fn read(expenses: &str, labels: &str) -> (Ledger, Vec<bool>) {
    let rows = |path: &str| {
        let file = File::open(path).expect("the file opens");
        let rows = csv::Reader::from_reader(file).into_deserialize::<BTreeMap<String, String>>();
        rows.map(|row| row.expect("a row")).collect::<Vec<_>>()
    };
    let expenses = rows(expenses).into_iter().map(|row| Expense {
        id: None,
        date: row["date"].parse().expect("a date"),
        minor: Money::parse(&row["amount"], 2).expect("an amount").minor(),
        category: row["category"].clone(),
        description: row["description"].clone(),
        ..Expense::default()
    });
    let input = Input { expenses: expenses.collect(), ..Input::default() };
    let mut odd = vec![false; input.expenses.len()];
    rows(labels).iter().for_each(|row| odd[row["row"].parse::<usize>().expect("a row number")] = true);
    let ledger = Ledger::new(&input, &Params::default()).expect("enough expenses");
    let odd = ledger.row.iter().map(|&row| odd[row]).collect();
    (ledger, odd)
}

/// Average precision, and the share of labelled rows among as many first rows as are labelled.
fn judged(scores: &[f64], odd: &[bool]) -> [f64; 2] {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    let total = odd.iter().filter(|o| **o).count();
    let (mut found, mut sum, mut at_k) = (0, 0.0, 0.0);
    for (place, &i) in order.iter().enumerate() {
        if odd[i] {
            found += 1;
            sum += f64::from(found) / (place + 1) as f64;
        }
        if place + 1 == total {
            at_k = f64::from(found) / total as f64;
        }
    }
    [sum / total as f64, at_k]
}

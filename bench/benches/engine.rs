//! Each detector, each layer, the merchants and the schedules, forecasts, drift and clusters, at household and at company
//! size.

#![expect(missing_docs, reason = "criterion's macros write undocumented functions")]
#![expect(clippy::expect_used, reason = "a benchmark stops at the first thing that is wrong")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use outlay_analysis::anomaly::detectors::autoencoder::Autoencoder;
use outlay_analysis::anomaly::detectors::isolation_forest::IsolationForest;
use outlay_analysis::anomaly::detectors::lof::Lof;
use outlay_analysis::anomaly::detectors::ocsvm::OneClassSvm;
use outlay_analysis::anomaly::{self, layers::Layer, table};
use outlay_analysis::model::Models;
use outlay_analysis::{cluster, drift, forecast, merchant, recurring};
use outlay_bench::{embeddings, expenses, ledger, run, series, table as make_table};

const ROWS: [usize; 2] = [1_000, 10_000];

/// Fit and score, on eleven columns as the engine's own features have.
fn detectors(c: &mut Criterion) {
    for rows in ROWS {
        let x = make_table(rows, 11);
        let mut group = c.benchmark_group("detector");
        group.throughput(Throughput::Elements(rows as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("lof", rows), |b| {
            b.iter(|| {
                let lof = Lof::fit(&x, &run()).expect("not cancelled");
                black_box(x.score_rows(|i, row| lof.score(i, row).factor))
            });
        });
        group.bench_function(BenchmarkId::new("ocsvm", rows), |b| {
            b.iter(|| {
                let svm = OneClassSvm::fit(&x, &run()).expect("it fits");
                black_box(x.score_rows(|_, row| svm.score(row)))
            });
        });
        group.bench_function(BenchmarkId::new("autoencoder", rows), |b| {
            b.iter(|| {
                let network = Autoencoder::fit(&x, &run()).expect("it fits");
                black_box(network.scores(&x))
            });
        });
        group.bench_function(BenchmarkId::new("isolation_forest", rows), |b| {
            b.iter(|| black_box(IsolationForest::fit(&x, &run()).expect("not cancelled").scores(&x)));
        });
        group.bench_function(BenchmarkId::new("all_combined", rows), |b| {
            b.iter(|| black_box(table::score(&x, 0.05, &mut Models::default(), &run()).expect("scores")));
        });
        group.finish();
    }
}

/// Each layer alone, and all of them with the ranking.
fn layers(c: &mut Criterion) {
    for rows in ROWS {
        let ledger = ledger(rows);
        let recurring = recurring::find(&ledger, &run()).expect("not cancelled");
        let mut group = c.benchmark_group("layer");
        group.throughput(Throughput::Elements(rows as u64)).sample_size(10);
        let stage = anomaly::layers::Stage::new(&ledger, &recurring, &run()).expect("not cancelled");
        for layer in Layer::ALL {
            group.bench_function(BenchmarkId::new(layer.name(), rows), |b| {
                b.iter(|| black_box(stage.count(layer, &run()).expect("not cancelled")));
            });
        }
        group.bench_function(BenchmarkId::new("all_ranked", rows), |b| {
            b.iter(|| {
                let mut models = Models::default();
                black_box(anomaly::find(&ledger, &recurring, None, &mut models, &run()).expect("not cancelled"))
            });
        });
        group.finish();
    }
}

/// From descriptions to merchants, from charges to schedules.
fn merchants(c: &mut Criterion) {
    for rows in ROWS {
        let descriptions: Vec<String> = expenses(rows).into_iter().map(|e| e.description).collect();
        let ledger = ledger(rows);
        let mut group = c.benchmark_group("merchant");
        group.throughput(Throughput::Elements(rows as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("keys", rows), |b| b.iter(|| black_box(merchant::keys(&descriptions))));
        group.bench_function(BenchmarkId::new("recurring", rows), |b| {
            b.iter(|| black_box(recurring::find(&ledger, &run()).expect("not cancelled")));
        });
        group.finish();
    }
    let same = vec!["SQ *Blue Bottle #0412".to_owned(); 1_000_000];
    let mut group = c.benchmark_group("merchant");
    group.throughput(Throughput::Elements(same.len() as u64)).sample_size(10);
    group.bench_function("keys/a_million_identical", |b| b.iter(|| black_box(merchant::keys(&same))));
    group.finish();
}

/// Forecasts, drift and clusters of a ledger, and forecasts of other series.
fn parts(c: &mut Criterion) {
    for rows in ROWS {
        let ledger = ledger(rows);
        let recurring = recurring::find(&ledger, &run()).expect("not cancelled");
        let vectors = embeddings(ledger.texts.len());
        let mut group = c.benchmark_group("part");
        group.throughput(Throughput::Elements(rows as u64)).sample_size(10);
        group.bench_function(BenchmarkId::new("forecasts", rows), |b| {
            let all = || forecast::forecast(&ledger, &recurring, &mut Models::default(), &run());
            b.iter(|| black_box(all().expect("not cancelled")));
        });
        group.bench_function(BenchmarkId::new("drift", rows), |b| {
            b.iter(|| black_box(drift::compare(&ledger, &run()).expect("not cancelled")));
        });
        group.bench_function(BenchmarkId::new("clusters", rows), |b| {
            b.iter(|| black_box(cluster::group(&ledger, Ok(&vectors), None, &run()).expect("not cancelled")));
        });
        group.finish();
    }
    let months = series(100, 100);
    let mut group = c.benchmark_group("series");
    group.throughput(Throughput::Elements(months.len() as u64)).sample_size(10);
    group.bench_function("forecast/100 of 100 months, 18 ahead", |b| {
        b.iter(|| black_box(forecast::series(&months, 12, 18, &run()).expect("valid")));
    });
    group.finish();
}

criterion_group!(benches, detectors, layers, merchants, parts);
criterion_main!(benches);

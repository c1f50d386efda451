//! Counters, gauges and histograms of a process, and the text in which Prometheus reads them (exposition format 0.0.4).
//!
//! API and worker count into one registry of the process, each without knowing the other. A metric is a constant; its
//! labels come from small fixed sets, never from what users send, so the registry stays small.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

/// Upper bounds of the buckets of durations, in seconds.
const BUCKETS: [f64; 16] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0];

/// One metric: its name, its kind and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metric {
    /// Name, such as `outlay_jobs_ended_total`.
    pub name: &'static str,
    /// Names of its labels.
    pub labels: &'static [&'static str],
    /// What it says.
    pub help: &'static str,
}

#[derive(Clone, Debug)]
enum Value {
    Counter(f64),
    Gauge(f64),
    Histogram { buckets: [u64; BUCKETS.len()], sum: f64, count: u64 },
}

static REGISTRY: Mutex<BTreeMap<Metric, BTreeMap<Vec<String>, Value>>> = Mutex::new(BTreeMap::new());

impl Metric {
    /// Adds to a counter.
    pub fn add(&self, labels: &[&str], amount: f64) {
        self.change(labels, Value::Counter(0.0), |value| {
            if let Value::Counter(count) = value {
                *count += amount;
            }
        });
    }

    /// Adds one to a counter.
    pub fn inc(&self, labels: &[&str]) {
        self.add(labels, 1.0);
    }

    /// Changes a gauge by `amount`.
    pub fn shift(&self, labels: &[&str], amount: f64) {
        self.change(labels, Value::Gauge(0.0), |value| {
            if let Value::Gauge(level) = value {
                *level += amount;
            }
        });
    }

    /// Sets a gauge.
    pub fn set(&self, labels: &[&str], level: f64) {
        self.change(labels, Value::Gauge(0.0), |value| *value = Value::Gauge(level));
    }

    /// Observes a duration, in seconds.
    pub fn observe(&self, labels: &[&str], seconds: f64) {
        let empty = Value::Histogram { buckets: [0; BUCKETS.len()], sum: 0.0, count: 0 };
        self.change(labels, empty, |value| {
            if let Value::Histogram { buckets, sum, count } = value {
                *sum += seconds;
                *count += 1;
                for (bucket, bound) in buckets.iter_mut().zip(BUCKETS) {
                    *bucket += u64::from(seconds <= bound);
                }
            }
        });
    }

    fn change(&self, labels: &[&str], new: Value, change: impl FnOnce(&mut Value)) {
        debug_assert_eq!(labels.len(), self.labels.len(), "{}", self.name);
        let mut registry = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
        let labels = labels.iter().map(|&label| label.to_owned()).collect();
        change(registry.entry(*self).or_default().entry(labels).or_insert(new));
    }
}

/// Everything counted in this process.
#[must_use]
pub fn render() -> String {
    let registry = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut text = String::new();
    for (metric, values) in registry.iter() {
        let kind = match values.values().next() {
            Some(Value::Counter(_)) => "counter",
            Some(Value::Gauge(_)) => "gauge",
            Some(Value::Histogram { .. }) => "histogram",
            None => continue,
        };
        head(&mut text, metric, kind);
        for (labels, value) in values {
            match value {
                Value::Counter(number) | Value::Gauge(number) => sample(&mut text, metric, "", labels, &[], *number),
                Value::Histogram { buckets, sum, count } => {
                    for (bucket, bound) in buckets.iter().zip(BUCKETS) {
                        sample(&mut text, metric, "_bucket", labels, &[("le", bound.to_string())], *bucket as f64);
                    }
                    sample(&mut text, metric, "_bucket", labels, &[("le", "+Inf".to_owned())], *count as f64);
                    sample(&mut text, metric, "_sum", labels, &[], *sum);
                    sample(&mut text, metric, "_count", labels, &[], *count as f64);
                }
            }
        }
    }
    text
}

/// Writes a metric whose values are known elsewhere, such as in the database: its kind, and a value for each set of labels.
#[must_use]
pub fn written(metric: &Metric, kind: &str, values: &[(Vec<String>, f64)]) -> String {
    let mut text = String::new();
    head(&mut text, metric, kind);
    for (labels, value) in values {
        sample(&mut text, metric, "", labels, &[], *value);
    }
    text
}

fn head(text: &mut String, metric: &Metric, kind: &str) {
    // Writing into a String cannot fail.
    let _ = writeln!(text, "# HELP {} {}\n# TYPE {} {kind}", metric.name, metric.help, metric.name);
}

fn sample(text: &mut String, metric: &Metric, suffix: &str, labels: &[String], more: &[(&str, String)], value: f64) {
    let own = metric.labels.iter().copied().zip(labels.iter().cloned());
    let all: Vec<String> = own
        .chain(more.iter().cloned())
        .map(|(name, value)| {
            format!("{name}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
        })
        .collect();
    let labels = if all.is_empty() { String::new() } else { format!("{{{}}}", all.join(",")) };
    let _ = writeln!(text, "{}{suffix}{labels} {value}", metric.name);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_prometheus_reads() {
        const SECONDS: Metric = Metric { name: "test_seconds", labels: &["kind"], help: "How long." };
        SECONDS.observe(&["a\"b"], 0.02);
        SECONDS.observe(&["a\"b"], 1000.0);
        let text = render();
        assert!(text.contains("# HELP test_seconds How long.\n# TYPE test_seconds histogram\n"), "{text}");
        assert!(text.contains("test_seconds_bucket{kind=\"a\\\"b\",le=\"0.01\"} 0\n"), "{text}");
        assert!(text.contains("test_seconds_bucket{kind=\"a\\\"b\",le=\"0.025\"} 1\n"), "{text}");
        assert!(text.contains("test_seconds_bucket{kind=\"a\\\"b\",le=\"+Inf\"} 2\n"), "{text}");
        assert!(text.contains("test_seconds_sum{kind=\"a\\\"b\"} 1000.02\n"), "{text}");
        const LEVEL: Metric = Metric { name: "test_level", labels: &[], help: "How many." };
        assert_eq!(
            written(&LEVEL, "gauge", &[(vec![], 3.0)]),
            "# HELP test_level How many.\n# TYPE test_level gauge\ntest_level 3\n"
        );
    }
}

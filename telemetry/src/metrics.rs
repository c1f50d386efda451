//! Counters, gauges and histograms of a process, in the text that Prometheus reads (OpenMetrics 1.0), by `prometheus-client`,
//! the Prometheus project's own crate: a value is an atomic number, found by its labels under a lock of its metric only.
//! (`metrics` with its exporter says the same through a recorder, and brings more crates.)
//!
//! API and worker count into one registry of the process, each without knowing the other. A metric is a `static`; its labels
//! come from small fixed sets, never from what users send: the registry stays small, and values need no escaping, which the
//! crate does not do. What the database knows better is a [`Snapshot`], added to the text of one scrape.

use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};

use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::{counter, gauge, histogram};
use prometheus_client::registry::{Metric as Encoded, Registry};

/// Upper bounds of the buckets of durations, in seconds.
const BUCKETS: [f64; 16] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0];

/// Media type of the text.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Names and values of labels.
pub type Labels = Vec<(&'static str, String)>;

type Whole = counter::Counter<u64>;
type Level = gauge::Gauge<i64>;
type Real = gauge::Gauge<f64, std::sync::atomic::AtomicU64>;
type RealCounter = counter::Counter<f64, std::sync::atomic::AtomicU64>;

static REGISTRY: LazyLock<RwLock<Registry>> = LazyLock::new(RwLock::default);

/// One metric of this process: its name, the names of its labels and what it says. It appears once it has a value.
pub struct Metric<M> {
    name: &'static str,
    labels: &'static [&'static str],
    help: &'static str,
    make: fn() -> M,
    values: OnceLock<Family<Labels, M>>,
}

/// Goes up. Its name ends in `_total`.
pub type Counter = Metric<Whole>;
/// Goes up and down, in whole steps.
pub type UpDown = Metric<Level>;
/// Is set.
pub type Gauge = Metric<Real>;
/// Durations in seconds, by how long they were.
pub type Histogram = Metric<histogram::Histogram>;

impl Counter {
    /// A counter; `name` ends in `_total`.
    #[must_use]
    pub const fn new(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Self {
        Self { name, labels, help, make: Whole::default, values: OnceLock::new() }
    }

    /// Counts one.
    pub fn inc(&self, labels: &[&str]) {
        self.add(labels, 1);
    }

    /// Counts `amount`.
    pub fn add(&self, labels: &[&str], amount: u64) {
        self.with(labels, |value| {
            value.inc_by(amount);
        });
    }
}

impl UpDown {
    /// A number of things that come and go.
    #[must_use]
    pub const fn new(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Self {
        Self { name, labels, help, make: Level::default, values: OnceLock::new() }
    }

    /// Changes it by `amount`.
    pub fn shift(&self, labels: &[&str], amount: i64) {
        self.with(labels, |value| {
            value.inc_by(amount);
        });
    }
}

impl Gauge {
    /// A gauge.
    #[must_use]
    pub const fn new(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Self {
        Self { name, labels, help, make: Real::default, values: OnceLock::new() }
    }

    /// Sets it.
    pub fn set(&self, labels: &[&str], level: f64) {
        self.with(labels, |value| {
            value.set(level);
        });
    }
}

impl Histogram {
    /// A histogram of durations from 5 ms to 15 min.
    #[must_use]
    pub const fn new(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Self {
        Self { name, labels, help, make: durations, values: OnceLock::new() }
    }

    /// Observes a duration, in seconds.
    pub fn observe(&self, labels: &[&str], seconds: f64) {
        self.with(labels, |value| value.observe(seconds));
    }
}

fn durations() -> histogram::Histogram {
    histogram::Histogram::new(BUCKETS)
}

impl<M: Clone + Encoded> Metric<M>
where
    Family<Labels, M>: Encoded,
{
    fn with(&self, labels: &[&str], change: impl FnOnce(&M)) {
        debug_assert_eq!(labels.len(), self.labels.len(), "{}", self.name);
        let values = self.values.get_or_init(|| {
            let values = Family::new_with_constructor(self.make);
            let mut registry = REGISTRY.write().unwrap_or_else(PoisonError::into_inner);
            registry.register(base(self.name), self.help, values.clone());
            values
        });
        let labels = self.labels.iter().copied().zip(labels.iter().map(|&label| label.to_owned())).collect();
        change(&values.get_or_create(&labels));
    }
}

/// The name without what the encoder appends to counters.
fn base(name: &'static str) -> &'static str {
    name.strip_suffix("_total").unwrap_or(name)
}

/// Values that are known elsewhere, such as in the database, at the time of one scrape.
#[derive(Debug, Default)]
pub struct Snapshot(Registry);

impl Snapshot {
    /// Adds a gauge in whole numbers.
    pub fn levels(&mut self, name: &'static str, help: &'static str, values: Vec<(Labels, i64)>) {
        let family = Family::<Labels, Level>::default();
        for (labels, value) in &values {
            family.get_or_create(labels).set(*value);
        }
        self.0.register(base(name), help, family);
    }

    /// Adds a gauge.
    pub fn gauges(&mut self, name: &'static str, help: &'static str, values: Vec<(Labels, f64)>) {
        let family = Family::<Labels, Real>::default();
        for (labels, value) in &values {
            family.get_or_create(labels).set(*value);
        }
        self.0.register(base(name), help, family);
    }

    /// Adds a counter in whole numbers.
    pub fn counts(&mut self, name: &'static str, help: &'static str, values: Vec<(Labels, u64)>) {
        let family = Family::<Labels, Whole>::default();
        for (labels, value) in &values {
            family.get_or_create(labels).inc_by(*value);
        }
        self.0.register(base(name), help, family);
    }

    /// Adds a counter.
    pub fn sums(&mut self, name: &'static str, help: &'static str, values: Vec<(Labels, f64)>) {
        let family = Family::<Labels, RealCounter>::default();
        for (labels, value) in &values {
            family.get_or_create(labels).inc_by(*value);
        }
        self.0.register(base(name), help, family);
    }
}

/// Everything counted in this process, and `more`.
#[must_use]
pub fn render(more: &Snapshot) -> String {
    let mut text = String::new();
    let registry = REGISTRY.read().unwrap_or_else(PoisonError::into_inner);
    // Writing into a String cannot fail.
    let _ = encode_registry(&mut text, &registry);
    let _ = encode_registry(&mut text, &more.0);
    let _ = encode_eof(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_prometheus_reads() {
        static SECONDS: Histogram = Histogram::new("test_seconds", &["kind"], "How long");
        static ENDED: Counter = Counter::new("test_ended_total", &[], "How many");
        static RUNNING: UpDown = UpDown::new("test_running", &["kind"], "How many at a time");
        SECONDS.observe(&["a"], 0.02);
        SECONDS.observe(&["a"], 1000.0);
        ENDED.add(&[], 2);
        RUNNING.shift(&["x"], 2);
        RUNNING.shift(&["x"], -1);
        let mut more = Snapshot::default();
        more.levels("test_level", "How many", vec![(vec![("kind", "y".to_owned())], 3)]);
        more.sums("test_spent_seconds_total", "How long in all", vec![(vec![], 1.5)]);

        let text = render(&more);

        for line in [
            "# HELP test_seconds How long.\n# TYPE test_seconds histogram\n",
            "test_seconds_bucket{le=\"0.01\",kind=\"a\"} 0\n",
            "test_seconds_bucket{le=\"0.025\",kind=\"a\"} 1\n",
            "test_seconds_bucket{le=\"+Inf\",kind=\"a\"} 2\n",
            "test_seconds_sum{kind=\"a\"} 1000.02\n",
            "# TYPE test_ended counter\ntest_ended_total{} 2\n",
            "test_running{kind=\"x\"} 1\n",
            "# HELP test_level How many.\n# TYPE test_level gauge\ntest_level{kind=\"y\"} 3\n",
            "test_spent_seconds_total{} 1.5\n",
        ] {
            assert!(text.contains(line), "{line:?} is not in {text}");
        }
        assert!(text.ends_with("# EOF\n"), "{text}");
    }

    #[test]
    fn many_threads_count_at_once() {
        static HITS: Counter = Counter::new("test_hits_total", &["thread"], "Hits");
        std::thread::scope(|scope| {
            for n in 0..8 {
                scope.spawn(move || (0..1000).for_each(|_| HITS.inc(&[["even", "odd"][n % 2]])));
            }
        });
        let text = render(&Snapshot::default());
        assert!(text.contains("test_hits_total{thread=\"even\"} 4000\n"), "{text}");
        assert!(text.contains("test_hits_total{thread=\"odd\"} 4000\n"), "{text}");
    }
}

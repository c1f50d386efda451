//! How far the analysis is: a bar on a terminal, silence in a pipe.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use outlay_analysis::Progress;

/// Share of the whole time each stage takes on a household's ledger, in percent.
const STAGES: [(&str, f64); 8] = [
    ("prepare", 2.0),
    ("recurring", 5.0),
    ("embeddings", 15.0),
    ("anomalies", 30.0),
    ("forecasts", 30.0),
    ("drift", 5.0),
    ("clusters", 8.0),
    ("report", 5.0),
];

/// A bar on standard error, where that is a terminal.
pub(super) struct Bar {
    bar: ProgressBar,
    done: Mutex<BTreeMap<&'static str, f64>>,
    began: Mutex<BTreeMap<&'static str, Instant>>,
}

impl Bar {
    pub(super) fn start() -> Self {
        let bar = if std::io::stderr().is_terminal() { ProgressBar::new(1000) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} % {msg}") {
            bar.set_style(style);
        }
        Self { bar, done: Mutex::default(), began: Mutex::default() }
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// With `OUTLAY_LOG=outlay=debug`: how long each stage took, beside others that ran at the same time.
    fn time(&self, stage: &'static str, fraction: f64) {
        let Ok(mut began) = self.began.lock() else { return };
        let began = *began.entry(stage).or_insert_with(Instant::now);
        if fraction >= 1.0 {
            tracing::debug!(stage, seconds = began.elapsed().as_secs_f64(), "stage done");
        }
    }
}

impl Progress for Bar {
    fn stage(&self, stage: &'static str, fraction: f64) {
        self.time(stage, fraction);
        let Ok(mut done) = self.done.lock() else { return };
        done.insert(stage, fraction.clamp(0.0, 1.0));
        let percent: f64 = STAGES.iter().map(|(name, share)| share * done.get(name).copied().unwrap_or(0.0)).sum();
        self.bar.set_position((10.0 * percent) as u64);
        self.bar.set_message(stage);
    }

    fn cancelled(&self) -> bool {
        false
    }
}

//! What a running computation and its heartbeat share: how far it is, and whether it must stop.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use outlay_analysis::Progress;
use outlay_entity::queue::Report;

/// Share of each stage in the whole, and what it is called in words.
const STAGES: [(&str, f64, &str); 9] = [
    ("prepare", 0.02, "Reading the expenses"),
    ("recurring", 0.05, "Finding recurring charges"),
    ("embeddings", 0.15, "Understanding descriptions"),
    ("anomalies", 0.28, "Looking for irregular spending"),
    ("clusters", 0.10, "Grouping what belongs together"),
    ("forecasts", 0.25, "Forecasting"),
    ("drift", 0.05, "Comparing with earlier months"),
    ("report", 0.09, "Writing the report"),
    ("publish", 0.01, "Storing the results"),
];

/// Why a computation must stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Stop {
    /// Its owner asked for it.
    Cancelled = 1,
    /// The lease is lost, or soon may be.
    Lost = 2,
    /// The worker shuts down.
    Draining = 3,
    /// It took longer than a job may.
    Overdue = 4,
}

/// An estimate of what is left is given once so much of the whole is done, after so long.
const ESTIMATE_FROM: (f64, Duration) = (0.05, Duration::from_secs(1));

/// Written by the computation, read by the heartbeat, and the other way round.
#[derive(Debug, Default)]
pub struct Watch {
    stop: AtomicU8,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    begun: Instant,
    stages: BTreeMap<&'static str, f64>,
    report: Report,
    changed: bool,
}

impl Default for State {
    fn default() -> Self {
        Self { begun: Instant::now(), stages: BTreeMap::new(), report: Report::default(), changed: false }
    }
}

impl State {
    /// Seconds that are left when all goes on as fast as it went. Coarse, so that it does not change with every look.
    fn remaining(&self, progress: f64) -> Option<f64> {
        let elapsed = self.begun.elapsed();
        let known = progress >= ESTIMATE_FROM.0 && elapsed >= ESTIMATE_FROM.1;
        known.then(|| (elapsed.as_secs_f64() * (1.0 - progress) / progress).ceil())
    }
}

impl Watch {
    /// Asks the computation to stop; the first reason counts, but for a lost lease, which overrides all.
    pub fn stop(&self, why: Stop) {
        if why == Stop::Lost {
            self.stop.store(why as u8, Ordering::SeqCst);
        } else {
            // When there is a reason already, it stays.
            let _ = self.stop.compare_exchange(0, why as u8, Ordering::SeqCst, Ordering::SeqCst);
        }
    }

    /// Why it must stop, if it must.
    #[must_use]
    pub fn stopped(&self) -> Option<Stop> {
        match self.stop.load(Ordering::SeqCst) {
            1 => Some(Stop::Cancelled),
            2 => Some(Stop::Lost),
            3 => Some(Stop::Draining),
            4 => Some(Stop::Overdue),
            _ => None,
        }
    }

    /// The report, if it changed since it was last taken.
    #[must_use]
    pub fn take(&self) -> Option<Report> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.changed).then(|| state.report.clone())
    }
}

impl Progress for Watch {
    fn stage(&self, stage: &'static str, fraction: f64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.stages.insert(stage, if fraction.is_finite() { fraction.clamp(0.0, 1.0) } else { 0.0 });
        let done = |name: &str| state.stages.get(name).copied().unwrap_or(0.0);
        let whole: f64 = STAGES.iter().map(|(name, share, _)| share * done(name)).sum();
        let words = STAGES.iter().find(|(name, ..)| *name == stage).map_or(stage, |(_, _, words)| words);
        // Stages run side by side and may start over: what people see never goes back.
        let progress = whole.clamp(state.report.progress, 0.999);
        let remaining = state.remaining(progress);
        let report = Report { stage: stage.to_owned(), progress, message: words.to_owned(), remaining };
        state.changed |= report != state.report;
        state.report = report;
    }

    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::SeqCst) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_never_goes_back_and_is_reported_once() {
        let watch = Watch::default();
        assert_eq!(watch.take(), None);
        watch.stage("anomalies", 1.0);
        watch.stage("anomalies", 0.5);
        watch.stage("unknown", f64::NAN);
        let report = watch.take().expect("it changed");
        assert!((report.progress - 0.28).abs() < 1e-9, "{report:?}");
        assert_eq!(watch.take(), None);
        for (stage, ..) in STAGES {
            watch.stage(stage, 2.0);
        }
        assert!((watch.take().expect("it changed").progress - 0.999).abs() < 1e-9, "only publication is the end");
    }

    #[test]
    fn what_is_left_is_estimated_from_what_is_done() {
        let mut state = State::default();
        assert_eq!(state.remaining(0.5), None, "too early to say");
        state.begun = Instant::now().checked_sub(Duration::from_secs(30)).expect("a while ago");
        assert_eq!(state.remaining(0.01), None, "too little is done");
        assert_eq!(state.remaining(0.75), Some(11.0));
    }

    #[test]
    fn the_shares_make_a_whole() {
        let sum: f64 = STAGES.iter().map(|(_, share, _)| share).sum();
        assert!((sum - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_lost_lease_overrides_other_reasons() {
        let watch = Watch::default();
        watch.stop(Stop::Cancelled);
        watch.stop(Stop::Draining);
        assert_eq!(watch.stopped(), Some(Stop::Cancelled));
        watch.stop(Stop::Lost);
        assert_eq!(watch.stopped(), Some(Stop::Lost));
        assert!(watch.cancelled());
    }
}

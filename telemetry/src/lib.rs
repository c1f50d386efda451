//! What a process tells those who operate it: [`metrics`] that Prometheus reads, and [`traces`] that go to a collector.
//!
//! API and worker use both, each without knowing the other.

pub mod metrics;
mod sender;
pub mod traces;

pub use metrics::{Counter, Gauge, Histogram, MEDIA_TYPE, Snapshot, UpDown, render};
pub use traces::Traces;

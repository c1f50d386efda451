//! The short way from a submission to a worker in the same process.

use std::sync::Arc;

use tokio::sync::Notify;

/// Rung after the commit of a submission. One ring that nobody waits for is remembered.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Wakes the worker of this process, if there is one.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits for a ring.
    pub async fn heard(&self) {
        self.0.notified().await;
    }

    /// The notifier itself, for those who poll.
    #[must_use]
    pub fn notify(&self) -> Arc<Notify> {
        Arc::clone(&self.0)
    }
}

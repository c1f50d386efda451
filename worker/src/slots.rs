//! The hands of a worker: one [`Slot`] for each job at a time, and the [`Gate`] that keeps a worker without a free one from
//! hearing rings, which then wait for others.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::futures::OwnedNotified;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tower_service::Service;

/// The slots of a worker.
#[derive(Clone, Debug)]
pub struct Slots {
    free: Arc<Semaphore>,
    freed: Arc<Notify>,
    all: u32,
}

/// A taken slot; free again when dropped.
#[derive(Debug)]
pub struct Slot {
    permit: Option<OwnedSemaphorePermit>,
    freed: Arc<Notify>,
}

impl Slots {
    /// So many of them.
    #[must_use]
    pub fn new(all: usize) -> Self {
        let all = u32::try_from(all.max(1)).unwrap_or(u32::MAX);
        Self { free: Arc::new(Semaphore::new(all as usize)), freed: Arc::new(Notify::new()), all }
    }

    /// True when none is free.
    #[must_use]
    pub fn full(&self) -> bool {
        self.free.available_permits() == 0
    }

    /// One of them, if one is free.
    #[must_use]
    pub fn try_take(&self) -> Option<Slot> {
        self.slot(Arc::clone(&self.free).try_acquire_owned().ok())
    }

    /// One of them, as soon as one is free.
    pub async fn take(&self) -> Option<Slot> {
        self.slot(Arc::clone(&self.free).acquire_owned().await.ok())
    }

    /// Waits until all are free.
    pub async fn idle(&self) {
        self.free.acquire_many(self.all).await.ok();
    }

    fn slot(&self, permit: Option<OwnedSemaphorePermit>) -> Option<Slot> {
        permit.map(|permit| Slot { permit: Some(permit), freed: Arc::clone(&self.freed) })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        drop(self.permit.take());
        self.freed.notify_one();
    }
}

/// Lets a service be ready only while a slot is free. The library fetches a ring when the service is ready.
///
/// It closes right after a ring was given to the service, at no other time: then no fetch is under way, which would stay
/// half done and keep its transaction open.
pub struct Gate<S> {
    service: S,
    slots: Slots,
    called: bool,
    freed: Pin<Box<OwnedNotified>>,
}

impl<S> Gate<S> {
    /// Around `service`.
    pub fn new(service: S, slots: Slots) -> Self {
        let freed = Box::pin(Arc::clone(&slots.freed).notified_owned());
        Self { service, slots, called: false, freed }
    }
}

impl<S: Service<T>, T> Service<T> for Gate<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        if self.called {
            // First the waker, then the look: a slot that becomes free between them wakes.
            while self.freed.as_mut().poll(cx).is_ready() {
                self.freed = Box::pin(Arc::clone(&self.slots.freed).notified_owned());
            }
            if self.slots.full() {
                return Poll::Pending;
            }
            self.called = false;
        }
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: T) -> S::Future {
        self.called = true;
        self.service.call(request)
    }
}

//! How a worker hears that something is due: rings of its own process, of others through PostgreSQL's notifications, and
//! a look every so often in case both were missed.
//!
//! The library's own strategies can lose their waker and then sleep until its next heartbeat. This one drains all its
//! sources to `Pending` whenever it is polled, and looks again a moment after anything was drained: a fetch that was under
//! way when the ring came may have looked too early.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use apalis::prelude::{PollSnapshot, PollStrategy};
use outlay_entity::queue::{Bell, PASSED, QUEUE};
use outlay_entity::{Db, Pool};
use sqlx::postgres::PgListener;
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;
use tokio::time::{Interval, MissedTickBehavior, Sleep, interval, sleep};

/// Wait before the second look.
const AGAIN: Duration = Duration::from_millis(25);

/// Channel of the queue library's notifications.
const CHANNEL: &str = "apalis::job::insert";

/// The poll strategy of the worker.
pub struct Doorbell {
    bell: Arc<Notify>,
    heard: Pin<Box<OwnedNotified>>,
    tick: Interval,
    again: Option<Pin<Box<Sleep>>>,
}

impl Doorbell {
    /// Listens to `bell`, and looks every `poll`.
    #[must_use]
    pub fn new(bell: &Bell, poll: Duration) -> Self {
        let bell = bell.notify();
        let heard = Box::pin(Arc::clone(&bell).notified_owned());
        let mut tick = interval(poll);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { bell, heard, tick, again: None }
    }
}

impl PollStrategy for Doorbell {
    fn poll_drive(&mut self, cx: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let mut drained = false;
        while self.heard.as_mut().poll(cx).is_ready() {
            self.heard = Box::pin(Arc::clone(&self.bell).notified_owned());
            drained = true;
        }
        while self.tick.poll_tick(cx).is_ready() {
            drained = true;
        }
        if drained {
            self.again = Some(Box::pin(sleep(AGAIN)));
        }
        if let Some(again) = &mut self.again
            && again.as_mut().poll(cx).is_ready()
        {
            self.again = None;
        }
        Poll::Pending
    }
}

/// Turns PostgreSQL's notifications of new rings into rings of `bell`, for ever, and calls `passed` for each ring that
/// another worker could not answer. On SQLite there are none.
pub async fn relay(db: Db, bell: Bell, passed: impl Fn() + Send) {
    let Pool::Postgres(pool) = db.pool() else { return std::future::pending().await };
    loop {
        if let Err(error) = listen(pool, &bell, &passed).await {
            tracing::warn!(%error, "not listening for new jobs; trying again");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn listen(pool: &sqlx::PgPool, bell: &Bell, passed: &(impl Fn() + Send)) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?; // a connection of its own
    listener.listen_all([CHANNEL, PASSED]).await?;
    bell.ring(); // what came while nobody listened
    passed();
    loop {
        let heard = listener.recv().await?;
        if heard.channel() == PASSED {
            passed();
        } else if heard.payload().contains(QUEUE) {
            bell.ring();
        }
    }
}

//! How many uploads a process holds at a time. A file is in memory while it is read and stored, three times over at worst (as
//! it came, as it is kept, on its way into the database), so uploads share a quarter of the memory the process may use: small
//! ones run side by side, large ones one after the other, and who waits too long is told to come again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::memory;
use crate::problem::Problem;

/// Copies of a file that are in memory at worst.
const COPIES: u64 = 3;
/// Longest wait for room.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of a unit of room.
const UNIT: u64 = 1 << 20;

/// Room for uploads.
#[derive(Clone, Debug)]
pub(crate) struct Uploads {
    units: Arc<Semaphore>,
    total: u32,
    patience: Duration,
}

/// Room that an upload holds until it is dropped.
#[derive(Debug)]
pub(crate) struct Room(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

impl Uploads {
    /// Room for so many bytes in all; who waits longer than `patience` is refused.
    pub(crate) fn new(bytes: u64, patience: Duration) -> Self {
        let total = u32::try_from((bytes / UNIT).clamp(1, 1 << 20)).unwrap_or(u32::MAX);
        Self { units: Arc::new(Semaphore::new(total as usize)), total, patience }
    }

    /// A quarter of what the process may use.
    pub(crate) fn of_this_process() -> Self {
        Self::new(memory::limit().unwrap_or(1 << 30) / 4, PATIENCE)
    }

    /// Room for an upload of `bytes`; one that is larger than all the room there is has it alone.
    ///
    /// # Errors
    /// 503 when there is none for a while.
    pub(crate) async fn room(&self, bytes: u64) -> Result<Room, Problem> {
        let units = bytes.saturating_mul(COPIES).div_ceil(UNIT).clamp(1, u64::from(self.total));
        let units = u32::try_from(units).unwrap_or(self.total);
        let room = tokio::time::timeout(self.patience, Arc::clone(&self.units).acquire_many_owned(units)).await;
        match room {
            Ok(Ok(room)) => Ok(Room(room)),
            Ok(Err(closed)) => Err(Problem::internal(&closed)),
            Err(_) => {
                let detail = "Many files are being uploaded at this moment. Wait a little, then send this one again.";
                Err(Problem::unavailable(detail).retry_after(PATIENCE.as_secs()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn large_uploads_take_turns_and_small_ones_do_not() {
        let uploads = Uploads::new(128 * UNIT, Duration::from_millis(20));
        let small = (uploads.room(1).await, uploads.room(10 * UNIT).await);
        assert!(small.0.is_ok() && small.1.is_ok());
        let refused = uploads.room(100 * UNIT).await.expect_err("there is no room for it beside the others");
        assert_eq!((refused.status().as_u16(), refused.retry_after), (503, Some(10)));
        drop(small);
        assert!(uploads.room(100 * UNIT).await.is_ok(), "it has all the room");
    }
}

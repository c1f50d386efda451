//! The body of a request, bounded in size and time, and what became of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use poem::{Body, Request};

/// Longest wait for the next bytes of a body, and for what it is behind [`LEAST_RATE`] by.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes a second that a body must come with: one that trickles holds a connection for ever.
const LEAST_RATE: u64 = 1024;

/// What became of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It was read to its end, or there was none.
    Read,
    /// Somebody has to read it, or has stopped to.
    Unread,
    /// It was larger than it may be.
    TooLarge,
    /// It did not go on coming.
    Stalled,
}

/// Follows one body.
#[derive(Clone, Debug, Default)]
pub(super) struct Follow(Arc<AtomicU8>);

impl Follow {
    pub(super) fn fate(&self) -> Fate {
        match self.0.load(Ordering::Relaxed) {
            0 => Fate::Read,
            1 => Fate::Unread,
            2 => Fate::TooLarge,
            _ => Fate::Stalled,
        }
    }

    fn set(&self, fate: Fate) {
        let number = match fate {
            Fate::Read => 0,
            Fate::Unread => 1,
            Fate::TooLarge => 2,
            Fate::Stalled => 3,
        };
        self.0.store(number, Ordering::Relaxed);
    }

    /// Ends the body of `request` with an error after `most` bytes, and when its next bytes take too long.
    pub(super) fn bound(&self, request: &mut Request, most: u64) {
        let body = request.take_body();
        if body.is_empty() {
            return;
        }
        self.set(Fate::Unread);
        request.set_body(Body::from_bytes_stream(self.bounded(body, most, PATIENCE)));
    }

    fn bounded(
        &self,
        body: Body,
        most: u64,
        patience: Duration,
    ) -> impl futures_util::Stream<Item = std::io::Result<bytes::Bytes>> + Send + 'static {
        let start = (self.clone(), Box::pin(body.into_bytes_stream()), 0);
        let begun = tokio::time::Instant::now();
        stream::unfold(start, move |(follow, mut chunks, read)| async move {
            let failed = |fate, text: &str| {
                follow.set(fate);
                Err(std::io::Error::other(text.to_owned()))
            };
            let overdue = begun + patience + Duration::from_secs(read / LEAST_RATE);
            let late = overdue.min(tokio::time::Instant::now() + patience);
            let chunk = match tokio::time::timeout_at(late, chunks.next()).await {
                Err(_) => failed(Fate::Stalled, "the body does not go on"),
                Ok(None) => {
                    follow.set(Fate::Read);
                    return None;
                }
                Ok(Some(Ok(chunk))) if read + chunk.len() as u64 > most => {
                    failed(Fate::TooLarge, "the body is too large")
                }
                Ok(Some(chunk)) => chunk,
            };
            let read = read + chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
            Some((chunk, (follow, chunks, read)))
        })
    }
}

/// Reads what is left of a refused body and throws it away, for a while: a client that is still sending would otherwise see
/// its connection break instead of the answer. One that waits for `100 Continue` is answered at once. True when nothing
/// is left.
pub(super) async fn drain(mut request: Request) -> bool {
    const MOST: u64 = 256_000_000;
    let body = request.take_body();
    if body.is_empty() {
        return true;
    }
    if request.header("expect").is_some() {
        return false;
    }
    let mut chunks = body.into_bytes_stream();
    let reading = async {
        let mut read = 0;
        while let Some(chunk) = chunks.next().await {
            read += chunk.map_or(MOST, |chunk| chunk.len() as u64);
            if read > MOST {
                return false;
            }
        }
        true
    };
    tokio::time::timeout(Duration::from_secs(5), reading).await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(body: Body, most: u64) -> (usize, bool, Fate) {
        let follow = Follow::default();
        follow.set(Fate::Unread);
        let mut chunks = Box::pin(follow.bounded(body, most, Duration::from_millis(50)));
        let (mut length, mut failed) = (0, false);
        while let Some(chunk) = chunks.next().await {
            match chunk {
                Ok(chunk) => length += chunk.len(),
                Err(_) => {
                    failed = true;
                    break;
                }
            }
        }
        (length, failed, follow.fate())
    }

    #[tokio::test]
    async fn a_body_is_read_to_its_end_its_limit_or_its_silence() {
        assert_eq!(read(Body::from_string("abcdef".to_owned()), 6).await, (6, false, Fate::Read));
        assert_eq!(read(Body::from_string("abcdef".to_owned()), 5).await, (0, true, Fate::TooLarge));
        let halting =
            stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"abc"))]).chain(stream::pending());
        assert_eq!(read(Body::from_bytes_stream(halting), 6).await, (3, true, Fate::Stalled));
        // A byte now and then is not going on.
        let trickle = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Some((Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"a")), ()))
        });
        let (length, failed, fate) = read(Body::from_bytes_stream(trickle), 1_000).await;
        assert!(length < 5 && failed && fate == Fate::Stalled, "{length} bytes");
    }
}

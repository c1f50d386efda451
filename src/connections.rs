//! Connections as a service should take them: so many at a time, and none that keeps its place without using it.
//!
//! A request's head must be there [10 s](Patience) after its first byte, or after the connection was made; a connection on
//! which nothing moves is closed after 75 s, more than any answer waits (`Prefer: wait=60`). When all places are taken, the
//! connection that has been waiting longest for a request gives its place to the new one, so a health check is answered
//! whoever holds the others. Bodies have a time-out of their own in the API. poem has only an idle time-out, and counts
//! nothing.

use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// File descriptors that are not for connections: the database's, files, logs.
const OTHERS: usize = 64;
/// Connections where the system sets no limit.
const MOST: usize = 4096;

/// How long a client may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For the head of a request.
    pub head: Duration,
    /// Without a byte in either direction.
    pub idle: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { head: Duration::from_secs(10), idle: Duration::from_secs(75) }
    }
}

/// An acceptor whose connections are bounded in number and time.
pub struct Bounded<A> {
    inner: A,
    places: Arc<Semaphore>,
    waiting: Arc<Waiting>,
    patience: Patience,
}

impl<A> Bounded<A> {
    /// At most `places` connections of `inner`.
    pub fn new(inner: A, places: usize, patience: Patience) -> Self {
        let places = Arc::new(Semaphore::new(places.max(1)));
        Self { inner, places, waiting: Arc::default(), patience }
    }
}

/// Connections a process may have: its file descriptors, but for some that others need.
#[must_use]
pub fn places() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let soft = files.and_then(|rest| rest.split_whitespace().next()?.parse::<usize>().ok());
    soft.map_or(MOST, |files| files.saturating_sub(OTHERS).clamp(1, MOST))
}

impl<A: Acceptor> Acceptor for Bounded<A> {
    type Io = Guarded<A::Io>;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.inner.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        let (io, local, remote, scheme) = self.inner.accept().await?;
        let place = loop {
            if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
                break place;
            }
            self.waiting.close_oldest();
            let freed = Arc::clone(&self.places).acquire_owned();
            // Later, everybody is being answered still, or the one that was closed has not gone yet: look again.
            if let Ok(place) = tokio::time::timeout(Duration::from_millis(50), freed).await {
                break place.map_err(io::Error::other)?;
            }
        };
        Ok((Guarded::new(io, place, Arc::clone(&self.waiting), self.patience), local, remote, scheme))
    }
}

/// Connections that wait for a request, the oldest first.
#[derive(Default)]
struct Waiting {
    next: AtomicU64,
    tickets: Mutex<BTreeMap<u64, Ticket>>,
}

#[derive(Default)]
struct Ticket {
    closed: bool,
    waker: Option<Waker>,
}

impl Waiting {
    fn enter(&self) -> u64 {
        let ticket = self.next.fetch_add(1, Ordering::Relaxed);
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner).insert(ticket, Ticket::default());
        ticket
    }

    fn leave(&self, ticket: u64) {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner).remove(&ticket);
    }

    /// Whether the connection is to be closed; if not, `waker` is woken when it is.
    fn is_closed(&self, ticket: u64, waker: &Waker) -> bool {
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(ticket) = tickets.get_mut(&ticket) else { return false };
        if !ticket.closed {
            ticket.waker = Some(waker.clone());
        }
        ticket.closed
    }

    fn close_oldest(&self) {
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(oldest) = tickets.values_mut().find(|ticket| !ticket.closed) {
            oldest.closed = true;
            if let Some(waker) = oldest.waker.take() {
                waker.wake();
            }
        }
    }
}

/// Where a connection is in the exchange of requests and answers.
enum Phase {
    /// It waits for a request, or its head is coming: the last bytes of it, and its place in the row.
    Head { seen: [u8; 4], ticket: u64 },
    /// A request is being read or answered.
    Busy,
    /// HTTP/2: heads have no end of their own, only the idle time-out counts.
    Multiplexed,
}

/// A connection that is closed when it waits for too long.
pub struct Guarded<Io> {
    io: Io,
    _place: OwnedSemaphorePermit,
    waiting: Arc<Waiting>,
    patience: Patience,
    phase: Phase,
    /// Bytes of this connection read so far, up to the length of what HTTP/2 begins with.
    read: usize,
    deadline: Pin<Box<Sleep>>,
}

/// What HTTP/2 connections begin with.
const PREFACE: &[u8] = b"PRI ";

impl<Io> Guarded<Io> {
    fn new(io: Io, place: OwnedSemaphorePermit, waiting: Arc<Waiting>, patience: Patience) -> Self {
        let ticket = waiting.enter();
        let deadline = Box::pin(tokio::time::sleep(patience.head));
        let phase = Phase::Head { seen: [0; 4], ticket };
        Self { io, _place: place, waiting, patience, phase, read: 0, deadline }
    }

    /// Notes bytes that came.
    fn came(&mut self, bytes: &[u8]) {
        let begins = self.read == 0;
        self.read += bytes.len().min(PREFACE.len());
        let idle = Instant::now() + self.patience.idle;
        let Phase::Head { seen, ticket } = &mut self.phase else {
            self.deadline.as_mut().reset(idle);
            return;
        };
        if begins && bytes.starts_with(PREFACE) {
            self.waiting.leave(*ticket);
            self.phase = Phase::Multiplexed;
            self.deadline.as_mut().reset(idle);
            return;
        }
        if *seen == [0; 4] {
            // The first byte of a head: the rest has so long.
            self.deadline.as_mut().reset(Instant::now() + self.patience.head);
        }
        for &byte in bytes {
            *seen = [seen[1], seen[2], seen[3], byte];
            if seen == b"\r\n\r\n" {
                self.waiting.leave(*ticket);
                self.phase = Phase::Busy;
                self.deadline.as_mut().reset(idle);
                return;
            }
        }
    }

    /// Notes that an answer, or a part of one, went out: what comes next is another head.
    fn went(&mut self) {
        if let Phase::Busy = self.phase {
            self.phase = Phase::Head { seen: [0; 4], ticket: self.waiting.enter() };
        }
        self.deadline.as_mut().reset(Instant::now() + self.patience.idle);
    }

    /// An error once the connection has waited for too long, or its place is needed.
    fn overdue(&mut self, cx: &mut Context<'_>) -> Option<io::Error> {
        let needed = match self.phase {
            Phase::Head { ticket, .. } => self.waiting.is_closed(ticket, cx.waker()),
            _ => false,
        };
        let late = self.deadline.as_mut().poll(cx).is_ready();
        (needed || late).then(|| io::Error::new(io::ErrorKind::TimedOut, "the client took too long"))
    }
}

impl<Io> Drop for Guarded<Io> {
    fn drop(&mut self) {
        if let Phase::Head { ticket, .. } = self.phase {
            self.waiting.leave(ticket);
        }
    }
}

impl<Io: AsyncRead + Unpin> AsyncRead for Guarded<Io> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        match Pin::new(&mut this.io).poll_read(cx, buf) {
            Poll::Ready(Ok(())) => {
                this.came(&buf.filled()[before..]);
                Poll::Ready(Ok(()))
            }
            Poll::Pending => this.overdue(cx).map_or(Poll::Pending, |error| Poll::Ready(Err(error))),
            failed @ Poll::Ready(Err(_)) => failed,
        }
    }
}

impl<Io: AsyncWrite + Unpin> AsyncWrite for Guarded<Io> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.io).poll_write(cx, bytes) {
            Poll::Ready(Ok(n)) => {
                this.went();
                Poll::Ready(Ok(n))
            }
            // A client that does not read its answer.
            Poll::Pending if this.deadline.as_mut().poll(cx).is_ready() => {
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client does not read")))
            }
            other => other,
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use poem::listener::{Listener, TcpListener};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    use super::*;

    /// The address of a service with `places` places that answers everything after `answer`.
    async fn start(places: usize, patience: Patience, answer: Duration) -> std::net::SocketAddr {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = *acceptor.local_addr()[0].as_socket_addr().unwrap();
        let acceptor = Bounded::new(acceptor, places, patience);
        let endpoint = poem::endpoint::make(move |_| async move {
            tokio::time::sleep(answer).await;
            "ok"
        });
        tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(endpoint));
        address
    }

    async fn ask(stream: &mut TcpStream) -> String {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let mut buffer = vec![0; 1024];
        let n = stream.read(&mut buffer).await.unwrap_or_default();
        String::from_utf8_lossy(&buffer[..n]).into_owned()
    }

    /// Time until the server closes the connection.
    async fn closed(stream: &mut TcpStream) -> Duration {
        let since = Instant::now();
        let mut rest = Vec::new();
        tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await.unwrap().ok();
        since.elapsed()
    }

    #[tokio::test]
    async fn silent_connections_give_their_places_to_who_asks() {
        let address = start(4, Patience::default(), Duration::ZERO).await;
        let mut silent = Vec::new();
        for _ in 0..20 {
            silent.push(TcpStream::connect(address).await.unwrap());
        }
        for _ in 0..5 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let answer = tokio::time::timeout(Duration::from_secs(5), ask(&mut stream)).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer:?}");
        }
        assert!(closed(&mut silent[0]).await < Duration::from_secs(1), "the oldest went first");
    }

    #[tokio::test]
    async fn a_head_must_come_in_time_and_an_answer_may_take_longer() {
        let patience = Patience { head: Duration::from_millis(200), idle: Duration::from_secs(5) };
        let address = start(4, patience, Duration::from_millis(600)).await;
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HT").await.unwrap();
        assert!(closed(&mut slow).await < Duration::from_secs(2));

        let mut stream = TcpStream::connect(address).await.unwrap();
        for _ in 0..2 {
            assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"), "the connection is kept for the next request");
        }
    }

    #[tokio::test]
    async fn a_connection_on_which_nothing_moves_is_closed() {
        let patience = Patience { head: Duration::from_secs(5), idle: Duration::from_millis(300) };
        let address = start(4, patience, Duration::ZERO).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut stream).await.starts_with("HTTP/1.1 200"));
        let idle = closed(&mut stream).await;
        assert!(idle > Duration::from_millis(200) && idle < Duration::from_secs(3), "{idle:?}");
    }
}

//! Passwords: argon2id (19 MiB, 2 passes, 1 lane: OWASP's first choice), off the async threads.
//!
//! A hash takes 19 MiB and tens of milliseconds of a core, and strangers may ask for one. So a process computes only as
//! many at a time as its memory and cores allow ([`at_a_time`]); some more wait a while, and the rest is refused with 503.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::problem::{FieldError, Problem};
use crate::{memory, password_rules};

/// Memory of one hash, in KiB.
const MEMORY_KIB: u32 = 19_456;
/// Requests that may wait for each hash that is computed.
const WAITING: usize = 16;
/// Longest wait for a turn.
const PATIENCE: Duration = Duration::from_secs(5);

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes `password` with a fresh salt, as a PHC string. Takes tens of milliseconds: call it off the async threads.
///
/// # Errors
/// When the system has no randomness.
pub fn hash_blocking(password: &str) -> Result<String, argon2::password_hash::Error> {
    let hash: PasswordHash = argon2().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

/// Hashes that a process computes at a time: one a core, within an eighth of the memory it may use, but at least one.
#[must_use]
pub fn at_a_time() -> usize {
    within(std::thread::available_parallelism().map_or(1, usize::from), memory::limit())
}

fn within(cores: usize, memory: Option<u64>) -> usize {
    let fit =
        memory.map_or(cores, |bytes| usize::try_from(bytes / 8 / (u64::from(MEMORY_KIB) * 1024)).unwrap_or(usize::MAX));
    cores.min(fit).max(1)
}

/// Computes hashes, so many at a time.
#[derive(Clone, Debug)]
pub struct Passwords {
    /// Hashes under way.
    turns: Arc<Semaphore>,
    /// These, and those who wait for a turn.
    places: Arc<Semaphore>,
}

impl Passwords {
    /// `at_a_time` hashes at a time, at least one.
    #[must_use]
    pub fn new(at_a_time: usize) -> Self {
        let turns = at_a_time.clamp(1, 1024);
        Self { turns: Arc::new(Semaphore::new(turns)), places: Arc::new(Semaphore::new(turns * (1 + WAITING))) }
    }

    /// Hashes `password` on a blocking thread.
    ///
    /// # Errors
    /// 503 when too many wait, 500 when the system has no randomness.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        self.compute(move || hash_blocking(&password)).await?.map_err(|e| Problem::internal(&e))
    }

    /// True when `password` is the one that was hashed. Without a hash (no such account) it takes as long and is false.
    ///
    /// # Errors
    /// 503 when too many wait, 500 when the thread is gone.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Problem> {
        static NOBODY: LazyLock<String> =
            LazyLock::new(|| hash_blocking("nobody has this password").unwrap_or_default());
        self.compute(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.clone());
            let parsed = PasswordHash::new(&hash);
            parsed.is_ok_and(|h| argon2().verify_password(password.as_bytes(), &h).is_ok()) && known
        })
        .await
    }

    /// What is wrong with a new password, as `pointer`; `own` are words its owner would think of first.
    ///
    /// # Errors
    /// 503 when too many wait, 500 when the thread is gone.
    pub async fn refuse(
        &self,
        pointer: &'static str,
        password: String,
        own: Vec<String>,
    ) -> Result<Option<FieldError>, Problem> {
        self.compute(move || password_rules::check(pointer, &password, &own)).await
    }

    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let full = || {
            let detail = "Many people are signing in at this moment. Wait a few seconds, then try again.";
            Problem::unavailable(detail).retry_after(PATIENCE.as_secs())
        };
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| full())?;
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| full())?.map_err(|e| Problem::internal(&e))?;
        // The hash goes on when the client has gone: its turn ends with the thread's work, not with the request.
        let computed = tokio::task::spawn_blocking(move || {
            let computed = work();
            drop((turn, place));
            computed
        });
        computed.await.map_err(|e| Problem::internal(&e))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_small_container_computes_few_hashes_at_a_time() {
        assert_eq!(within(8, Some(512_000_000)), 3);
        assert_eq!(within(2, Some(512_000_000)), 2);
        assert_eq!(within(8, Some(64_000_000)), 1);
        assert_eq!(within(8, Some(64_000_000_000)), 8);
        assert_eq!(within(4, None), 4);
        assert!(at_a_time() >= 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn so_many_at_a_time_some_wait_and_the_rest_is_told_to_come_again() {
        let passwords = Passwords::new(2);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let requests: Vec<_> = (0..100)
            .map(|_| {
                let (passwords, now, most) = (passwords.clone(), Arc::clone(&now), Arc::clone(&most));
                tokio::spawn(async move {
                    let work = move || {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(20));
                        now.fetch_sub(1, Ordering::SeqCst);
                    };
                    passwords.compute(work).await
                })
            })
            .collect();
        let mut served = 0;
        for request in requests {
            match request.await.unwrap() {
                Ok(()) => served += 1,
                Err(problem) => {
                    assert_eq!(problem.status().as_u16(), 503);
                    assert_eq!(problem.retry_after, Some(5));
                }
            }
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
        assert_eq!(served, 2 * (1 + WAITING), "those who had a place were served, the others refused at once");
    }
}

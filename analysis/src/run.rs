//! What accompanies a computation: its seed, how far it is, whether it should stop, and how it fails.

/// Receives progress and is asked whether to go on. Called from several threads.
pub trait Progress: Sync {
    /// `stage` is a stable name such as `anomalies`, `fraction` in 0..=1 is how far that stage is.
    fn stage(&self, stage: &'static str, fraction: f64);
    /// True once the computation should stop.
    fn cancelled(&self) -> bool;
}

/// Progress that nobody watches and nobody stops.
pub struct Unwatched;

impl Progress for Unwatched {
    fn stage(&self, _: &'static str, _: f64) {}
    fn cancelled(&self) -> bool {
        false
    }
}

/// The seed and the progress of one computation.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// Seed of everything random below this point.
    pub seed: u64,
    progress: &'a dyn Progress,
}

impl<'a> Run<'a> {
    /// A run of `seed` that reports to `progress`.
    #[must_use]
    pub fn new(seed: u64, progress: &'a dyn Progress) -> Self {
        Self { seed, progress }
    }

    /// A random generator of its own for `purpose`: streams of different purposes never meet.
    #[must_use]
    pub fn rng(&self, purpose: &str) -> rand_chacha::ChaCha8Rng {
        use rand_chacha::rand_core::SeedableRng;
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        hash.update(self.seed.to_le_bytes());
        hash.update(purpose.as_bytes());
        rand_chacha::ChaCha8Rng::from_seed(hash.finalize().into())
    }

    /// Reports how far `stage` is, in 0..=1.
    pub fn stage(&self, stage: &'static str, fraction: f64) {
        self.progress.stage(stage, fraction);
    }

    /// Call inside every long loop.
    ///
    /// # Errors
    /// [`Error::Cancelled`] once the run should stop.
    pub fn check(&self) -> Result<(), Error> {
        if self.progress.cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }
}

/// Why a computation gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It was asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// There are fewer expenses than an analysis can say anything about.
    #[error("{found} expenses in the range; an analysis needs at least {needed}")]
    TooFew {
        /// Expenses in the range.
        found: usize,
        /// Fewest that are enough.
        needed: usize,
    },
    /// The input breaks a rule; the text names the place and the remedy.
    #[error("{0}")]
    Invalid(String),
}

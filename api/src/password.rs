//! Passwords: argon2id (19 MiB, 2 passes, 1 lane: OWASP's first choice), off the async threads.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::problem::Problem;

/// Fewest characters of a password.
pub const MIN_LENGTH: usize = 10;

fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).unwrap_or_default();
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

/// Hashes `password` on a blocking thread.
///
/// # Errors
/// 500 when the system has no randomness.
pub async fn hash(password: String) -> Result<String, Problem> {
    let hashed = tokio::task::spawn_blocking(move || hash_blocking(&password)).await;
    hashed.map_err(|e| Problem::internal(&e))?.map_err(|e| Problem::internal(&e))
}

/// True when `password` is the one that was hashed. Without a hash (no such account) it takes as long and is false.
///
/// # Errors
/// 500 when the thread is gone.
pub async fn verify(password: String, hash: Option<String>) -> Result<bool, Problem> {
    static NOBODY: LazyLock<String> = LazyLock::new(|| hash_blocking("nobody has this password").unwrap_or_default());
    let verified = tokio::task::spawn_blocking(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        let right = PasswordHash::new(&hash).is_ok_and(|h| argon2().verify_password(password.as_bytes(), &h).is_ok());
        right && known
    });
    verified.await.map_err(|e| Problem::internal(&e))
}

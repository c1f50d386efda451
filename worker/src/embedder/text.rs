//! The text that is embedded, and the key its vector is kept under.

use sha2::{Digest, Sha256};

/// Id of the model: its name and the start of the SHA-256 of its graph. Vectors of different ids never mix.
pub const MODEL_ID: &str = "all-MiniLM-L6-v2/8621f480e434";

/// The most characters that are looked at. The model reads 256 tokens and the tokenizer gives up on words above 100
/// characters, so that what lies beyond cannot be seen in ordinary text; the bound keeps hostile text cheap.
const MAX_CHARS: usize = 25_600;

/// `text` with single spaces, trimmed and bounded: equal results have equal vectors.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut out = String::new();
    let mut chars = 0;
    for word in text.split_whitespace() {
        if chars > 0 {
            out.push(' ');
            chars += 1;
        }
        for c in word.chars() {
            if chars >= MAX_CHARS {
                return out;
            }
            out.push(c);
            chars += 1;
        }
    }
    out
}

/// Hex SHA-256 under which the vector of `text` is stored.
#[must_use]
pub fn cache_key(text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(MODEL_ID.as_bytes());
    hash.update([0]);
    hash.update(normalise(text).as_bytes());
    hex::encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_length_are_normalised() {
        assert_eq!(normalise("  a\t\n b  "), "a b");
        assert_eq!(normalise(" \u{a0} "), "");
        assert_eq!(normalise(&"é".repeat(100_000)).chars().count(), MAX_CHARS);
        assert_eq!(normalise(&"word ".repeat(100_000)).len(), MAX_CHARS);
    }

    #[test]
    fn the_key_depends_on_the_normalised_text_only() {
        assert_eq!(cache_key("coffee  shop "), cache_key("coffee shop"));
        assert_ne!(cache_key("coffee shop"), cache_key("coffeeshop"));
        assert_eq!(cache_key("").len(), 64);
    }
}

//! What may be a password: 8 to 128 characters of any kind (NIST SP 800-63B: no rules of composition), but not one that is
//! guessed first: a common one, a keyboard row, a year, or what its owner is called.

use zxcvbn::Score;

use crate::problem::FieldError;

/// Fewest characters.
pub const MIN_LENGTH: usize = 8;
/// Most characters.
pub const MAX_LENGTH: usize = 128;

/// A password that falls within a million guesses (zxcvbn's score 1) is refused.
const ENOUGH: Score = Score::Two;

/// What is wrong with `password`; `own` are words its owner would think of first, such as the address.
#[must_use]
pub fn check(pointer: &str, password: &str, own: &[String]) -> Option<FieldError> {
    let refused = |what: &str, allowed: &str| {
        let allowed = allowed.to_owned();
        Some(FieldError::at(pointer, format!("{pointer}: {what}; allowed are {allowed}")).allowed(allowed))
    };
    let length = password.chars().count();
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        let what = format!("a password of {length} characters");
        return refused(&what, &format!("{MIN_LENGTH} to {MAX_LENGTH} characters"));
    }
    if password.contains('\0') {
        return refused("a NUL character (U+0000)", "other characters");
    }
    // An address, and its parts.
    let words = own.iter().flat_map(|word| {
        let whole = std::iter::once(word.as_str());
        whole.chain(word.split(|c: char| !c.is_alphanumeric())).filter(|word| word.chars().count() > 2)
    });
    let words: Vec<&str> = words.collect();
    if zxcvbn::zxcvbn(password, &words).score() < ENOUGH {
        return refused("easily guessed", "other passwords, such as four words that do not belong together");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_guessed_first_is_refused() {
        let own = ["ann.smith@example.org".to_owned(), "Ann Smith".to_owned()];
        let bad = |password: &str| check("/password", password, &own).is_some();
        for password in [
            "1234567890",
            "password123",
            "Passw0rd1",
            "qwertyuiop",
            "iloveyou1",
            "aaaaaaaaaaaa",
            "ann.smith@example.org",
            "Ann.Smith@Example.org",
            "annsmith1",
        ] {
            assert!(bad(password), "{password}");
        }
        let long = "seven blue bicycles lean on a wall by the harbour while nobody counts the rain";
        for password in ["correct horse", "correct horse battery", "t4Ck!xq9", "трава растёт медленно", long]
        {
            assert!(!bad(password), "{password}: {:?}", check("/password", password, &own));
        }
    }

    #[test]
    fn any_character_counts_and_lengths_are_told() {
        let error = check("/new_password", "short", &[]).unwrap();
        assert_eq!(error.pointer.as_deref(), Some("/new_password"));
        assert_eq!(error.allowed.as_deref(), Some("8 to 128 characters"));
        assert!(!error.detail.contains("`short`"));
        assert!(check("/password", &"x y".repeat(43), &[]).is_some(), "129 characters");
    }
}

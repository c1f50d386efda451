//! What a merchant is shown as: the most common spelling of its key among the descriptions, not the folded key.

use std::collections::BTreeMap;

use super::clean::fold;

/// The words of `description` that make up `key`, spelt as they are there: `McDonald's` for the key `mcdonalds` in
/// `POS McDonald's 00512`. `None` where the key is not written in it.
pub(super) fn spelt(description: &str, key: &str) -> Option<String> {
    let mut wanted: Vec<&str> = key.split(' ').rev().filter(|w| !w.is_empty()).collect();
    if wanted.is_empty() {
        return None;
    }
    let mut shown: Vec<&str> = vec![];
    let of_word = |c: char| c.is_alphanumeric() || "'’&+".contains(c);
    for word in description.split(|c: char| !of_word(c)).filter(|w| !w.is_empty()) {
        let folded: String = fold(word).chars().filter(|c| c.is_alphanumeric()).collect();
        // A word may be several of the key: `GoldenKitchen`.
        let mut rest = folded.as_str();
        let mut matched = 0;
        while let Some(after) = wanted.get(wanted.len().wrapping_sub(matched + 1)).and_then(|w| rest.strip_prefix(*w)) {
            rest = after;
            matched += 1;
        }
        if matched > 0 && rest.is_empty() {
            wanted.truncate(wanted.len() - matched);
            shown.push(word);
        }
        if wanted.is_empty() {
            return Some(shown.join(" "));
        }
    }
    None
}

/// The most common of `spellings` (with their number of charges); of equals one in mixed case, then the first by alphabet.
pub(super) fn most_common(spellings: &BTreeMap<String, usize>) -> Option<&String> {
    let mixed = |text: &str| text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase);
    // `max_by_key` gives the last of equals: in reverse order the first.
    spellings.iter().rev().max_by_key(|(text, n)| (**n, mixed(text))).map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_key_are_shown_as_they_are_written() {
        for (description, key, expected) in [
            ("POS McDonald's 00512", "mcdonalds", Some("McDonald's")),
            ("PAYPAL *SPOTIFY", "spotify", Some("SPOTIFY")),
            ("DEBIT CARD Café Zoë 2024-03-05", "cafe zoe", Some("Café Zoë")),
            ("NETFLIX.COM", "netflix", Some("NETFLIX")),
            ("Café  Noir", "cafe noir", Some("Café Noir")),
            ("GoldenKitchen Lyon", "golden kitchen", Some("GoldenKitchen")),
            ("BEA 12.03 Albert 1234 Heijn", "albert heijn", Some("Albert Heijn")),
            ("株式会社 ローソン", "株式会社 ローソン", Some("株式会社 ローソン")),
            ("Goldn Kitchen", "golden kitchen", None),
            ("", "", None),
        ] {
            assert_eq!(spelt(description, key).as_deref(), expected, "{description}");
        }
    }

    #[test]
    fn the_most_common_spelling_counts_and_mixed_case_of_equals() {
        let of = |list: &[(&str, usize)]| {
            most_common(&list.iter().map(|(t, n)| ((*t).to_owned(), *n)).collect()).cloned().unwrap_or_default()
        };
        assert_eq!(of(&[("SPOTIFY", 3), ("Spotify", 2)]), "SPOTIFY");
        assert_eq!(of(&[("SPOTIFY", 2), ("Spotify", 2), ("spotify", 2)]), "Spotify");
        assert_eq!(of(&[]), "");
    }
}

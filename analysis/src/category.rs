//! Categories under one spelling.
//!
//! People and banks write `Housing`, `housing`, `HOUSING` and `Housing ` for one thing. Two names are the same category
//! when they are equal without regard to case, Unicode compatibility forms and white space; it is shown as it is written
//! most often.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

/// Name given to expenses without a category.
pub const UNCATEGORISED: &str = "Uncategorised";

/// What two spellings of one category have in common.
#[must_use]
pub fn key(name: &str) -> String {
    let name = shown(name);
    name.nfkc().flat_map(char::to_lowercase).nfc().collect()
}

/// `name` with single spaces and none around it; [`UNCATEGORISED`] for nothing.
fn shown(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.is_empty() { UNCATEGORISED.to_owned() } else { words.join(" ") }
}

/// The one spelling of every category.
#[derive(Clone, Debug, Default)]
pub struct Spellings {
    /// Spelling shown by key.
    shown: BTreeMap<String, String>,
    /// Category and the other ways in which it is written.
    several: Vec<(String, Vec<String>)>,
}

impl Spellings {
    /// Of all the names that occur, as often as they do; of two that are equally common the first in order is shown.
    #[must_use]
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut as_entered: BTreeMap<&str, usize> = BTreeMap::new();
        names.for_each(|name| *as_entered.entry(name).or_default() += 1);
        let mut by_key: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for (name, count) in as_entered {
            *by_key.entry(key(name)).or_default().entry(shown(name)).or_default() += count;
        }
        let mut spellings = Self::default();
        for (key, written) in by_key {
            // The last of equal maxima is the first of the reverse order.
            let Some(best) = written.iter().rev().max_by_key(|(_, count)| **count).map(|(name, _)| name.clone()) else {
                continue;
            };
            let others: Vec<String> = written.into_keys().filter(|name| *name != best).collect();
            if !others.is_empty() {
                spellings.several.push((best.clone(), others));
            }
            spellings.shown.insert(key, best);
        }
        spellings
    }

    /// The category that `name` means: the spelling shown, or `name` itself where no expense has it.
    #[must_use]
    pub fn category(&self, name: &str) -> String {
        self.shown.get(&key(name)).cloned().unwrap_or_else(|| shown(name))
    }

    /// Categories that are written in several ways, each with the other ways; differences of white space alone are not
    /// told.
    #[must_use]
    pub fn several(&self) -> &[(String, Vec<String>)] {
        &self.several
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_space_make_no_category() {
        let names = ["Pet care", "pet care", "PET  CARE ", "Pet care", "", " ", "Straße", "Café", "Cafe\u{301}"];
        let spellings = Spellings::of(names.into_iter());
        for name in names[..4].iter() {
            assert_eq!(spellings.category(name), "Pet care");
        }
        assert_eq!(spellings.category(""), UNCATEGORISED);
        assert_eq!(spellings.category("cafe\u{301}"), "Cafe\u{301}");
        assert_eq!(spellings.category(" Unknown  thing"), "Unknown thing");
        assert!(spellings.several().contains(&("Pet care".into(), vec!["PET CARE".into(), "pet care".into()])));
    }

    #[test]
    fn equally_common_spellings_are_shown_as_the_first_in_order() {
        assert_eq!(Spellings::of(["b", "B"].into_iter()).category("b"), "B");
    }
}

//! Whether two descriptions, as two files of one bank write them, tell of the same payment.
//!
//! Exports differ in letter case, spaces, references, what they put at the end and where they cut. Two payments of one day
//! and one amount are compared by what is left: the words.

use std::sync::OnceLock;

use outlay_analysis::merchant;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Characters of a description that are compared.
const MOST_CHARS: usize = 500;
/// Digits from which a word is a reference and no name.
const REFERENCE_DIGITS: usize = 4;
/// Fewest letters a text that was cut must have left.
const CUT_LETTERS: usize = 6;

/// A description, made ready to be compared. Most are only looked up by their [`key`](Self::key), so what comparing two
/// takes is made when they are.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Lower case, without accents.
    plain: Box<str>,
    /// Letters and digits of it, without spaces and punctuation.
    squeezed: Box<str>,
    names: OnceLock<Box<Names>>,
}

/// What a description names.
#[derive(Clone, Debug)]
struct Names {
    /// Its words without references, sorted.
    words: Vec<String>,
    /// The last of its words as they stood, which may have been cut.
    last: String,
    /// What [`merchant::clean`] makes of it.
    merchant: String,
}

impl Text {
    /// Reads a description.
    #[must_use]
    pub fn of(description: &str) -> Self {
        let plain: String = if description.is_ascii() {
            description.chars().take(MOST_CHARS).map(|c| c.to_ascii_lowercase()).collect()
        } else {
            let bare = description.chars().take(MOST_CHARS).nfkd().filter(|c| !is_combining_mark(*c));
            bare.flat_map(char::to_lowercase).collect()
        };
        let squeezed: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
        Self { plain: plain.into(), squeezed: squeezed.into(), names: OnceLock::new() }
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let digits = |word: &str| word.chars().filter(char::is_ascii_digit).count();
            let all = self.plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let mut words: Vec<String> =
                all.filter(|word| digits(word) < REFERENCE_DIGITS).map(str::to_owned).collect();
            let last = words.last().cloned().unwrap_or_default();
            words.sort_unstable();
            words.dedup();
            Box::new(Names { words, last, merchant: merchant::clean(&self.plain) })
        })
    }

    /// Equal texts have equal keys; texts that only differ in case, accents, spaces and punctuation do too.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.squeezed
    }

    /// How alike two texts are, the surest first; `None` when they tell of two things.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Option<Likeness> {
        if self.squeezed == other.squeezed {
            return Some(Likeness::Equal);
        }
        let (names, others) = (self.names(), other.names());
        if names.words.is_empty() || others.words.is_empty() {
            return None;
        }
        if names.words == others.words {
            return Some(Likeness::OtherReference);
        }
        let (short, long) = if self.squeezed.len() <= other.squeezed.len() { (self, other) } else { (other, self) };
        if short.letters() >= CUT_LETTERS && long.squeezed.starts_with(&*short.squeezed) {
            return Some(Likeness::Cut);
        }
        let within = |few: &Self, many: &Self| few.letters() >= CUT_LETTERS && few.within(many);
        if within(self, other) || within(other, self) {
            return Some(Likeness::Longer);
        }
        let named = !names.merchant.is_empty() && names.merchant.chars().any(char::is_alphabetic);
        (named && names.merchant == others.merchant).then_some(Likeness::Merchant)
    }

    fn letters(&self) -> usize {
        self.squeezed.chars().filter(|c| c.is_alphabetic()).count()
    }

    /// Every word of it is a word of `other`; the last may be the beginning of one.
    fn within(&self, other: &Self) -> bool {
        let (names, others) = (self.names(), other.names());
        names.words.iter().all(|word| {
            others.words.binary_search(word).is_ok()
                || (*word == names.last
                    && word.len() >= 3
                    && others.words.iter().any(|long| long.starts_with(word.as_str())))
        })
    }
}

/// Why two texts are taken for the same, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// But for case, spaces, accents and punctuation.
    Equal,
    /// But for references: words with four digits and more.
    OtherReference,
    /// One is the beginning of the other.
    Cut,
    /// One has all words of the other.
    Longer,
    /// They name the same merchant.
    Merchant,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> Option<Likeness> {
        let (there, back) = (Text::of(a).likeness(&Text::of(b)), Text::of(b).likeness(&Text::of(a)));
        assert_eq!(there, back, "{a:?} and {b:?}");
        there
    }

    #[test]
    fn texts_of_one_payment_are_alike() {
        for (a, b, expected) in [
            ("Blue Door Café", "BLUE  DOOR CAFE", Likeness::Equal),
            ("Blue Door 100045", "Blue Door 777120", Likeness::OtherReference),
            ("Northern Water Compa", "Northern Water Company Ltd", Likeness::Cut),
            ("Blue Door", "BLUE DOOR  LDN GB", Likeness::Cut),
            ("Card Blue Door Lon", "Blue Door London card 12345", Likeness::Longer),
            ("", "", Likeness::Equal),
        ] {
            assert_eq!(likeness(a, b), Some(expected), "{a:?} and {b:?}");
        }
    }

    #[test]
    fn texts_of_two_payments_are_not() {
        for (a, b) in [
            ("Transfer to Mia Berg", "Transfer to Jon Dale"),
            ("Blue Door", "Green Door"),
            ("", "Blue Door"),
            ("1234567", "7654321"),
            ("Cash", "Cashmere House"),
        ] {
            assert_eq!(likeness(a, b), None, "{a:?} and {b:?}");
        }
    }
}

//! Rules of a person: which entries, and what is set. The first rule in order that sets a field wins it.

use outlay_entity::entry_kind::Kind;
use outlay_entity::rule;
use regex::{Regex, RegexBuilder};
use uuid::Uuid;

/// Most memory of a compiled pattern, in bytes.
const PATTERN_BYTES: usize = 1 << 20;

/// A rule that can be applied.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Of lower case.
    words: Vec<String>,
    pattern: Option<Regex>,
    range: (Option<i64>, Option<i64>),
    account: Option<Uuid>,
    set: Set,
}

/// What rules set; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// Category.
    pub category: Option<String>,
    /// Merchant.
    pub merchant: Option<String>,
    /// Kind.
    pub kind: Option<Kind>,
}

/// An entry, as far as rules look at it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Description.
    pub description: &'a str,
    /// Minor units.
    pub minor: i64,
    /// Bank account.
    pub account: Option<Uuid>,
}

/// Why a text is no pattern.
///
/// # Errors
/// The regular expression's own words.
pub fn check_pattern(pattern: &str) -> Result<(), String> {
    compile(pattern).map(drop)
}

fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern).case_insensitive(true).size_limit(PATTERN_BYTES).build().map_err(|e| e.to_string())
}

/// Lower-case words, in order.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

impl Rule {
    /// A stored rule; one whose pattern does not compile matches nothing.
    #[must_use]
    pub fn of(row: &rule::Model) -> Option<Self> {
        let pattern = match row.pattern.as_deref() {
            Some(pattern) => Some(compile(pattern).ok()?),
            None => None,
        };
        Some(Self {
            words: row.words.as_deref().map(words).unwrap_or_default(),
            pattern,
            range: (row.min_minor, row.max_minor),
            account: row.account_id,
            set: Set { category: row.category.clone(), merchant: row.merchant.clone(), kind: row.kind },
        })
    }

    /// Whether it is about an entry: its description has a word that begins with each of the rule's, matches the pattern,
    /// its amount, whatever its sign, is within the range, and it belongs to the account.
    #[must_use]
    pub fn is_about(&self, entry: Entry<'_>) -> bool {
        let size = entry.minor.saturating_abs();
        if self.range.0.is_some_and(|min| size < min) || self.range.1.is_some_and(|max| size > max) {
            return false;
        }
        if self.account.is_some() && self.account != entry.account {
            return false;
        }
        if !self.words.is_empty() {
            let there = words(entry.description);
            if !self.words.iter().all(|word| there.iter().any(|other| other.starts_with(word.as_str()))) {
                return false;
            }
        }
        self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(entry.description))
    }
}

/// What `rules`, in order, set of an entry.
#[must_use]
pub fn apply(rules: &[Rule], entry: Entry<'_>) -> Set {
    let mut set = Set::default();
    for rule in rules.iter().filter(|rule| rule.is_about(entry)) {
        set.category = set.category.or_else(|| rule.set.category.clone());
        set.merchant = set.merchant.or_else(|| rule.set.merchant.clone());
        set.kind = set.kind.or(rule.set.kind);
    }
    set
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    fn rule(new: rule::New) -> Rule {
        Rule::of(&new.row(Uuid::nil(), 1, Utc::now())).expect("its pattern compiles")
    }

    fn entry(description: &str, minor: i64) -> Entry<'_> {
        Entry { description, minor, account: None }
    }

    #[test]
    fn words_are_found_in_any_case_and_order_but_not_within_words() {
        let rule = rule(rule::New { words: Some("Door blue".into()), ..Default::default() });
        assert!(rule.is_about(entry("THE BLUE*DOORS 12", 1)));
        assert!(!rule.is_about(entry("Bluedoor", 1)));
        assert!(!rule.is_about(entry("indoor blue", 1)));
    }

    #[test]
    fn amounts_are_compared_without_their_sign() {
        let rule = rule(rule::New { min_minor: Some(100), max_minor: Some(200), ..Default::default() });
        assert!(rule.is_about(entry("", -150)) && rule.is_about(entry("", 100)) && rule.is_about(entry("", 200)));
        assert!(!rule.is_about(entry("", 99)) && !rule.is_about(entry("", -201)));
    }

    #[test]
    fn the_first_rule_that_sets_a_field_wins_it() {
        let new = |category: Option<&str>, kind| rule::New {
            pattern: Some("^mill( |$)".into()),
            category: category.map(str::to_owned),
            kind,
            ..Default::default()
        };
        let rules = [
            rule(new(None, Some(Kind::Refund))),
            rule(new(Some("Food"), Some(Kind::Income))),
            rule(new(Some("X"), None)),
        ];
        let set = apply(&rules, entry("Mill 12", 5));
        assert_eq!(set, Set { category: Some("Food".into()), merchant: None, kind: Some(Kind::Refund) });
        assert_eq!(apply(&rules, entry("Miller", 5)), Set::default());
    }

    #[test]
    fn a_pattern_that_is_none_or_too_large_is_refused() {
        assert!(check_pattern("(").is_err());
        assert!(check_pattern(r"(\w{500}){500}").is_err());
        assert!(check_pattern(r"mill|door").is_ok());
    }
}

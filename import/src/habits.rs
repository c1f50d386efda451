//! Categories by habit: what earlier entries of the same merchant were filed under.
//!
//! The merchant is what [`merchant::keys`] finds over earlier and new descriptions together, so that places and slips of the
//! pen do not hide it. The confidence is the share of the most frequent category with one voice for "something else": one
//! earlier entry of one category gives 1/2, nine of ten give 9/11. Below one half nothing is said.

use std::collections::{BTreeMap, HashMap};

use outlay_analysis::merchant;

/// Confidence from which a category is taken.
pub const SURE: f64 = 0.5;

/// How often earlier entries of one description were filed under one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Description.
    pub description: String,
    /// Category; not empty.
    pub category: String,
    /// Number of entries.
    pub count: u64,
}

/// A category and how sure it is, for each of `descriptions`.
#[must_use]
pub fn categories(past: &[Past], descriptions: &[&str]) -> Vec<Option<(String, f64)>> {
    if past.is_empty() {
        return vec![None; descriptions.len()];
    }
    let mut index: HashMap<&str, usize> = HashMap::new();
    let mut distinct: Vec<String> = Vec::new();
    for text in past.iter().map(|past| past.description.as_str()).chain(descriptions.iter().copied()) {
        index.entry(text).or_insert_with(|| {
            distinct.push(text.to_owned());
            distinct.len() - 1
        });
    }
    let keys = merchant::keys(&distinct);
    let key = |text: &str| index.get(text).and_then(|&at| keys.get(at)).map_or("", String::as_str);
    let mut voices: HashMap<&str, BTreeMap<&str, u64>> = HashMap::new();
    for past in past {
        *voices.entry(key(&past.description)).or_default().entry(&past.category).or_default() += past.count;
    }
    let verdict = |text: &str| {
        let key = Some(key(text)).filter(|key| !key.is_empty())?;
        let voices = voices.get(key)?;
        let total: u64 = voices.values().sum();
        // Of two that are equally frequent the first by name, for the same answer every time.
        let (category, count) = voices.iter().rev().max_by_key(|(_, count)| **count)?;
        let confidence = *count as f64 / (total + 1) as f64;
        (confidence >= SURE).then(|| ((*category).to_owned(), confidence))
    };
    descriptions.iter().map(|text| verdict(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(description: &str, category: &str, count: u64) -> Past {
        Past { description: description.into(), category: category.into(), count }
    }

    #[test]
    fn a_merchant_keeps_its_category_with_the_confidence_of_its_past() {
        let past = [past("Blue Door 1001", "Food", 8), past("BLUE DOOR 2002", "Fun", 1), past("Mill", "Cafe", 1)];
        let found = categories(&past, &["Blue Door 3003", "mill", "Unknown Ltd", ""]);
        assert_eq!(found[0], Some(("Food".to_owned(), 0.8)));
        assert_eq!(found[1], Some(("Cafe".to_owned(), 0.5)));
        assert_eq!(found[2..], [None, None]);
    }

    #[test]
    fn what_is_filed_under_many_is_left_to_its_owner() {
        let past = [past("Market", "Food", 2), past("Market", "Gifts", 2)];
        assert_eq!(categories(&past, &["Market"]), [None]);
    }
}

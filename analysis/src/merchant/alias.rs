//! What people call merchants: aliases from an old key to a merchant, followed through chains.

use rustc_hash::{FxHashMap, FxHashSet};

use super::clean::clean;
use super::rhythm::ByDescription;
use crate::input::Alias;

/// Where each alias leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// From the key of an alias to the end of its chain.
    end: FxHashMap<String, String>,
    /// The merchants that aliases lead to, as they were typed.
    typed: FxHashMap<String, String>,
}

impl Names {
    /// The aliases that hold for descriptions read as `cleaned` and found to be of the merchants `found`, and the keys
    /// of those that do not: a learned one that would join two merchants of different cadence and amount.
    pub(super) fn new(
        aliases: &[Alias],
        cleaned: &[String],
        found: &[String],
        charges: &ByDescription,
    ) -> (Self, Vec<String>) {
        if aliases.is_empty() {
            return (Self::default(), vec![]);
        }
        let mut sorted: Vec<&Alias> = aliases.iter().collect();
        sorted.sort();
        let mut merchant_of: FxHashMap<&str, &str> = FxHashMap::default();
        let mut descriptions: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (d, (text, key)) in cleaned.iter().zip(found).enumerate() {
            merchant_of.insert(text, key);
            descriptions.entry(key).or_default().push(d);
            if text != key {
                descriptions.entry(text).or_default().push(d);
            }
        }
        let rhythm = |name: &str| descriptions.get(name).and_then(|d| charges.rhythm(d));
        let mut refused = vec![];
        let mut step: FxHashMap<String, String> = FxHashMap::default();
        let mut typed: FxHashMap<String, String> = FxHashMap::default();
        for alias in sorted {
            let (key, merchant) = (clean(&alias.key), clean(&alias.merchant));
            if key.is_empty() || merchant.is_empty() || key == merchant {
                continue;
            }
            let known = merchant_of.get(merchant.as_str()).copied().unwrap_or(&merchant);
            let differ = || Some(rhythm(&key)?.differs(rhythm(known)?));
            if alias.learned && differ() == Some(true) {
                refused.push(alias.key.clone());
            } else {
                typed.entry(merchant.clone()).or_insert_with(|| alias.merchant.trim().to_owned());
                step.insert(key, merchant);
            }
        }
        let end = step.keys().map(|key| (key.clone(), end_of(key, &step, &merchant_of))).collect();
        (Self { end, typed }, refused)
    }

    /// The merchant of a description read as `text` and found to be of the merchant `key`: an alias of what is written
    /// counts before one of the merchant.
    pub(super) fn of(&self, text: &str, key: String) -> String {
        self.end.get(text).or_else(|| self.end.get(&key)).cloned().unwrap_or(key)
    }

    /// The merchant `key` as a person typed it in an alias.
    pub(super) fn typed(&self, key: &str) -> Option<&String> {
        self.typed.get(key)
    }

    /// The end of the chain that begins with `key`.
    pub(super) fn follow(&self, key: &str) -> String {
        self.end.get(key).map_or(key, String::as_str).to_owned()
    }
}

/// Follows aliases from `key` to the last name. A name that is written in some description stands for the merchant
/// found behind it. Aliases in a circle all mean the first of its names.
fn end_of(key: &str, step: &FxHashMap<String, String>, merchant_of: &FxHashMap<&str, &str>) -> String {
    let mut path: Vec<&str> = vec![key];
    let mut seen: FxHashSet<&str> = FxHashSet::from_iter([key]);
    loop {
        let at = path[path.len() - 1];
        let (next, said) = match (step.get(at), merchant_of.get(at)) {
            (Some(next), _) => (next.as_str(), true),
            (None, Some(next)) => (*next, false),
            (None, None) => return at.to_owned(),
        };
        if !seen.insert(next) {
            let from = path.iter().position(|name| *name == next).unwrap_or_default();
            let circle = if said { path[from..].iter().min() } else { None };
            return (*circle.unwrap_or(&at)).to_owned();
        }
        path.push(next);
    }
}

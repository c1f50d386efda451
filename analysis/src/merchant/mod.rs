//! The merchant behind a description.
//!
//! [`clean`] reads one description: processor prefixes, references, store numbers, dates, case, accents and legal
//! forms go, what people call the shop stays. [`keys`] looks at all descriptions together, because only the set tells
//! that `lyon` after three different names is a place and `goden kitchen` a slip of the pen for `golden kitchen`.
//! [`assign`] also looks at the charges, because two names that both recur, each in its own rhythm and at its own
//! price, are two merchants however alike they are written ([`rhythm`]); and it takes a person's word for what a merchant is
//! called ([`alias`]). What is shown is no key, but the most common spelling ([`name`]). All are bounded: descriptions are read up to [`MAX_CHARS`] characters and nothing compares all
//! pairs.

mod alias;
mod clean;
mod list;
mod merge;
mod name;
mod rhythm;
#[cfg(test)]
mod tests;
mod tokens;
mod vocabulary;

pub use clean::{MAX_CHARS, clean};
pub use list::{Merchant, list};
pub use rhythm::Charges;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::input::Alias;

/// One merchant key a description, in the order given; variants and typos of the same merchant share one.
///
/// Which key a description gets depends on the set of descriptions, never on their order; `keys(keys(x)) == keys(x)`.
#[must_use]
pub fn keys(descriptions: &[String]) -> Vec<String> {
    let cleaned: Vec<String> = descriptions.par_iter().map(|d| clean(d)).collect();
    merge::settle(&cleaned)
}

/// What is known of the merchants of a set of descriptions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assigned {
    /// Each description as [`clean`] reads it.
    pub cleaned: Vec<String>,
    /// The merchant key of each description.
    pub merchants: Vec<String>,
    /// Keys of the learned aliases that were not applied, because they would join two merchants that both recur,
    /// with different cadence and amount.
    pub refused: Vec<String>,
    names: alias::Names,
}

impl Assigned {
    /// What the owner calls each of `merchants` (keys, sorted): what an alias says, else the most common spelling among
    /// the rows, of which `described` has the index of each one's description.
    pub(crate) fn names(&self, descriptions: &[String], described: &[usize], merchants: &[String]) -> Vec<String> {
        let mut rows = vec![0usize; descriptions.len()];
        described.iter().for_each(|&d| rows[d] += 1);
        let mut spellings: Vec<BTreeMap<String, usize>> = vec![BTreeMap::new(); merchants.len()];
        for (d, key) in self.merchants.iter().enumerate() {
            let Ok(merchant) = merchants.binary_search(key) else { continue };
            if let Some(spelt) = name::spelt(&descriptions[d], key) {
                *spellings[merchant].entry(spelt).or_default() += rows[d];
            }
        }
        let of = |(key, spellings): (&String, &BTreeMap<String, usize>)| {
            self.names.typed(key).or_else(|| name::most_common(spellings)).unwrap_or(key).clone()
        };
        merchants.iter().zip(&spellings).map(of).collect()
    }

    /// What a merchant that was known as `key` in an earlier run is called now.
    #[must_use]
    pub fn now_called(&self, key: &str) -> String {
        self.names.follow(key)
    }
}

/// The merchants of `descriptions`, of which `charges` tell day and amount, as [`keys`] finds them; but never two that
/// both recur with different cadence and amount as one, and called what `aliases` say.
#[must_use]
pub fn assign(descriptions: &[String], charges: &Charges, aliases: &[Alias]) -> Assigned {
    let cleaned: Vec<String> = descriptions.par_iter().map(|d| clean(d)).collect();
    let merged = merge::settle(&cleaned);
    let by_description = rhythm::ByDescription::new(descriptions.len(), charges);
    let found = rhythm::keep_apart(&cleaned, merged, &by_description);
    let (names, refused) = alias::Names::new(aliases, &cleaned, &found, &by_description);
    let merchants = cleaned.iter().zip(found).map(|(text, key)| names.of(text, key)).collect();
    Assigned { cleaned, merchants, refused, names }
}

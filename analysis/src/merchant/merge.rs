//! What only the whole set of descriptions can tell: which last words are places, and which names are misspelt.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::clean::clean;
use super::vocabulary::{is_known_place, is_month};

/// Names under which a word must be seen as a removable ending before it counts as a place.
const PLACE_SUPPORT: usize = 2;
/// Words a place may have (`new york ny`).
const PLACE_WORDS: usize = 3;
/// Shortest name, without spaces, in which one letter may be a slip.
const TYPO_MIN: usize = 8;
/// Longest name compared for slips.
const TYPO_MAX: usize = 64;

/// Names of `cleaned` with places taken off and slips of the pen joined, until nothing changes any more: names that went
/// through it once come out of it as they are. Every round has fewer or shorter names than the one before.
pub(super) fn settle(cleaned: &[String]) -> Vec<String> {
    let mut index: FxHashMap<&str, usize> = FxHashMap::default();
    let mut names: Vec<String> = vec![];
    let mut descriptions: Vec<usize> = vec![];
    let of: Vec<usize> = cleaned
        .iter()
        .map(|name| {
            let at = *index.entry(name).or_insert(names.len());
            if at == names.len() {
                names.push(name.clone());
                descriptions.push(0);
            }
            descriptions[at] += 1;
            at
        })
        .collect();
    loop {
        // What is left of a name without its place may end in a legal form or a store number.
        let read_again = strip_places(names.clone()).iter().map(|name| clean(name)).collect();
        let next = join_typos(read_again, &descriptions);
        if next == names {
            return of.into_iter().map(|at| names[at].clone()).collect();
        }
        names = next;
    }
}

/// Takes trailing places and months off: a last word is one when several different names occur both with and without it,
/// or when it is a known one (a large city, `march`) and the name occurs without it, or with several.
fn strip_places(mut names: Vec<String>) -> Vec<String> {
    for _ in 0..PLACE_WORDS {
        let places = places(&names);
        let is_place = |word: &str| places.contains(word) || is_known_place(word) || is_month(word);
        let known: FxHashSet<&str> = names.iter().map(String::as_str).collect();
        // Names that occur with any place: `blue grill oslo` loses `oslo` when `blue grill lyon` is there as well.
        let mut endings: FxHashMap<&str, BTreeSet<&str>> = FxHashMap::default();
        for (base, last) in known.iter().filter_map(|n| n.rsplit_once(' ')) {
            if is_place(last) {
                endings.entry(base).or_default().insert(last);
            }
        }
        let stripped: Vec<String> = names
            .iter()
            .map(|name| match name.rsplit_once(' ') {
                Some((base, last)) if is_place(last) && base.contains(char::is_alphabetic) => {
                    let several = endings.get(base).map_or(0, BTreeSet::len);
                    // `hotel paris` and `hotel berlin` may be two; a word that is a place in this ledger tells more.
                    let seen = places.contains(last) || base.contains(' ');
                    if (seen && (known.contains(base) || several > 1)) || several > 2 {
                        base.to_owned()
                    } else {
                        name.clone()
                    }
                }
                _ => name.clone(),
            })
            .collect();
        if stripped == names {
            break;
        }
        names = stripped;
    }
    names
}

/// Last words that `PLACE_SUPPORT` names of at least two words have and can do without.
fn places(names: &[String]) -> FxHashSet<String> {
    let known: FxHashSet<&str> = names.iter().map(String::as_str).collect();
    let mut support: FxHashMap<&str, usize> = FxHashMap::default();
    for (base, last) in known.iter().filter_map(|n| n.rsplit_once(' ')) {
        // One-word names prove little: `fresh` and `fresh market` may be two shops.
        if base.contains(' ') && known.contains(base) && last.chars().all(char::is_alphabetic) {
            *support.entry(last).or_default() += 1;
        }
    }
    support.into_iter().filter(|(_, n)| *n >= PLACE_SUPPORT).map(|(word, _)| word.to_owned()).collect()
}

/// Joins names that differ by one dropped, added or swapped letter or by a space.
///
/// Every misspelling is joined to a name that stays itself, so that chains of small steps cannot run together; names
/// with more descriptions, then longer ones, stay. Candidates come from the hashes of all one-letter deletions
/// (SymSpell), so the cost grows with the number of names, not of pairs. `descriptions` has the number of descriptions
/// of each name.
fn join_typos(names: Vec<String>, descriptions: &[usize]) -> Vec<String> {
    let mut count: FxHashMap<&str, usize> = FxHashMap::default();
    for (name, n) in names.iter().zip(descriptions) {
        *count.entry(name).or_default() += n;
    }
    let mut distinct: Vec<(&str, usize)> = count.into_iter().collect();
    distinct.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(b.0.len().cmp(&a.0.len())).then(a.0.cmp(b.0)));

    let compact: Vec<Vec<char>> =
        distinct.iter().map(|(n, _)| n.chars().filter(|c| !c.is_whitespace()).take(TYPO_MAX + 1).collect()).collect();
    let mut stays: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    let mut joined: FxHashMap<&str, &str> = FxHashMap::default();
    for (i, letters) in compact.iter().enumerate() {
        if letters.len() < TYPO_MIN - 1 || letters.len() > TYPO_MAX {
            continue;
        }
        let forms = forms(letters);
        let hub = forms
            .iter()
            .filter_map(|form| stays.get(form))
            .flatten()
            .copied()
            .filter(|&hub| is_slip(&compact[hub], letters))
            .min();
        match hub {
            Some(hub) => {
                joined.insert(distinct[i].0, distinct[hub].0);
            }
            None => {
                for form in forms {
                    let hubs = stays.entry(form).or_default();
                    // A form that very many names share tells nothing; the bound keeps the cost linear.
                    if hubs.len() < 16 {
                        hubs.push(i);
                    }
                }
            }
        }
    }
    let renamed: Vec<Option<String>> = names.iter().map(|n| joined.get(n.as_str()).map(|j| (*j).to_owned())).collect();
    names.into_iter().zip(renamed).map(|(name, new)| new.unwrap_or(name)).collect()
}

/// Hashes of the letters and of every form with one of them deleted.
fn forms(letters: &[char]) -> Vec<u64> {
    let hash = |skip: usize| {
        let mut hasher = FxHasher::default();
        letters.iter().enumerate().filter(|(i, _)| *i != skip).for_each(|(_, c)| c.hash(&mut hasher));
        hasher.finish()
    };
    let mut forms: Vec<u64> = (0..=letters.len()).map(hash).collect();
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// True where one of the two is the other with a letter dropped or two neighbours swapped; digits must agree.
///
/// A replaced letter does not count: `paint store` and `print store` are two shops.
fn is_slip(a: &[char], b: &[char]) -> bool {
    if a == b {
        return true;
    }
    if a.len().max(b.len()) < TYPO_MIN {
        return false;
    }
    let digits = |letters: &[char]| letters.iter().filter(|c| c.is_numeric()).copied().collect::<Vec<_>>();
    if digits(a) != digits(b) {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    match long.len() - short.len() {
        0 => same + 1 < a.len() && a[same] == b[same + 1] && a[same + 1] == b[same] && a[same + 2..] == b[same + 2..],
        1 => long[same + 1..] == short[same..],
        _ => false,
    }
}

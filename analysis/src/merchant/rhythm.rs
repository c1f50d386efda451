//! What the charges say against a merge: two names that both recur, with different cadence and amount, are two merchants.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::calendar::Cadence;
use crate::schedule;

/// Fewest charges that can show a schedule.
const FEWEST: usize = 3;
/// Latest charges of a name that are looked at; a schedule shows in far fewer.
const LATEST: usize = 400;
/// Amounts up to this ratio apart are the same price.
const SAME_PRICE: f64 = 1.05;

/// Charges, column by column, ascending by day.
#[derive(Clone, Copy, Debug)]
pub struct Charges<'a> {
    /// Index of the description.
    pub description: &'a [usize],
    /// Day.
    pub date: &'a [NaiveDate],
    /// Minor units.
    pub minor: &'a [i64],
}

/// The rows of the charges of each description.
pub(super) struct ByDescription<'a> {
    charges: &'a Charges<'a>,
    rows: Vec<u32>,
    /// Rows of description `d` are `rows[start[d]..start[d + 1]]`.
    start: Vec<usize>,
}

impl<'a> ByDescription<'a> {
    pub(super) fn new(descriptions: usize, charges: &'a Charges<'a>) -> Self {
        let mut start = vec![0usize; descriptions + 1];
        charges.description.iter().for_each(|&d| start[d + 1] += 1);
        (0..descriptions).for_each(|d| start[d + 1] += start[d]);
        let mut next = start.clone();
        let mut rows = vec![0u32; charges.description.len()];
        for (row, &d) in charges.description.iter().enumerate() {
            rows[next[d]] = row as u32;
            next[d] += 1;
        }
        Self { charges, rows, start }
    }

    /// Number of charges of these descriptions.
    fn count(&self, descriptions: &[usize]) -> usize {
        descriptions.iter().map(|&d| self.start[d + 1] - self.start[d]).sum()
    }

    /// Cadence and usual amount of the charges of these descriptions, where they recur.
    pub(super) fn rhythm(&self, descriptions: &[usize]) -> Option<Rhythm> {
        if self.count(descriptions) < FEWEST {
            return None;
        }
        let mut rows: Vec<u32> =
            descriptions.iter().flat_map(|&d| &self.rows[self.start[d]..self.start[d + 1]]).copied().collect();
        rows.sort_unstable();
        let latest = &rows[rows.len().saturating_sub(LATEST)..];
        let of = |&row: &u32| (self.charges.date[row as usize], self.charges.minor[row as usize]);
        let (cadence, minor) = schedule::rhythm(latest.iter().map(of))?;
        Some(Rhythm { cadence, minor })
    }
}

/// How often a name is charged, and how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rhythm {
    cadence: Cadence,
    /// Median, minor units.
    minor: i64,
}

impl Rhythm {
    /// True where the two cannot be one merchant's charges under two spellings.
    pub(super) fn differs(self, other: Self) -> bool {
        let (low, high) = (self.minor.min(other.minor) as f64, self.minor.max(other.minor) as f64);
        self.cadence != other.cadence && high > low * SAME_PRICE
    }
}

/// `merged` with those names taken apart again whose charges recur with different cadence and amount: the one the
/// merchant is named after keeps the key, the others go by what is written.
pub(super) fn keep_apart(cleaned: &[String], merged: Vec<String>, charges: &ByDescription) -> Vec<String> {
    let mut variants: FxHashMap<&str, BTreeMap<&str, Vec<usize>>> = FxHashMap::default();
    for (d, key) in merged.iter().enumerate().filter(|(d, key)| cleaned[*d] != **key) {
        variants.entry(key).or_default().entry(&cleaned[d]).or_default().push(d);
    }
    if variants.is_empty() {
        return merged;
    }
    for (d, key) in merged.iter().enumerate().filter(|(d, key)| cleaned[*d] == **key) {
        if let Some(names) = variants.get_mut(key.as_str()) {
            names.entry(key).or_default().push(d);
        }
    }
    let groups: Vec<(&str, BTreeMap<&str, Vec<usize>>)> = variants.into_iter().collect();
    let apart: Vec<(usize, String)> =
        groups.par_iter().flat_map_iter(|(key, names)| parted(key, names, charges)).collect();
    let mut keys = merged;
    apart.into_iter().for_each(|(d, name)| keys[d] = name);
    keys
}

/// The descriptions that leave the merchant `key`, and the names they leave under.
fn parted(key: &str, names: &BTreeMap<&str, Vec<usize>>, charges: &ByDescription) -> Vec<(usize, String)> {
    let mut known: Vec<(&str, &Vec<usize>)> =
        names.iter().filter(|(_, d)| charges.count(d) >= FEWEST).map(|(name, d)| (*name, d)).collect();
    if known.len() < 2 {
        return vec![];
    }
    // The merchant's own name first, then the names with most charges.
    known.sort_by_key(|(name, d)| (*name != key, std::cmp::Reverse(charges.count(d)), *name));
    let mut merchants: Vec<Vec<(&str, Rhythm, &Vec<usize>)>> = vec![];
    for (name, descriptions) in known {
        let Some(rhythm) = charges.rhythm(descriptions) else { continue };
        let fits = |m: &&mut Vec<(&str, Rhythm, _)>| m.iter().all(|(_, other, _)| !rhythm.differs(*other));
        match merchants.iter_mut().find(fits) {
            Some(merchant) => merchant.push((name, rhythm, descriptions)),
            None => merchants.push(vec![(name, rhythm, descriptions)]),
        }
    }
    let leaving = merchants.into_iter().skip(1).flat_map(|merchant| {
        let name = merchant[0].0;
        merchant.into_iter().flat_map(move |(_, _, d)| d.iter().map(move |&d| (d, name.to_owned())))
    });
    leaving.collect()
}

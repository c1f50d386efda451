//! Transfers: money that leaves one bank account of a person and arrives in another, found by pairing.
//!
//! Same amount, opposite sign, days near each other, two accounts. Where neither side says in words that it is a
//! transfer, the two must be the only ones that fit each other: amounts such as 20.00 meet by chance.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

/// Days between leaving and arriving: a weekend and a holiday.
const DAYS: i64 = 5;

/// One side, as far as pairing looks at it.
#[derive(Clone, Debug)]
pub struct Side {
    /// The bank account; without one there is nothing to pair.
    pub account: Option<Uuid>,
    /// Day.
    pub day: NaiveDate,
    /// Minor units; positive leaves.
    pub minor: i64,
    /// It says that it is a transfer, or names the other account.
    pub says_so: bool,
    /// Somebody said that it is none.
    pub is_none: bool,
}

/// Pairs of positions in `sides`, the leaving one first, in the order of the leaving ones. At least one of a pair is among
/// the first `fresh` sides.
#[must_use]
pub fn pairs(sides: &[Side], fresh: usize) -> Vec<(usize, usize)> {
    let fits = |side: &Side| side.account.is_some() && !side.is_none && side.minor != 0;
    let mut arriving: HashMap<(i64, NaiveDate), Vec<usize>> = HashMap::new();
    for (at, side) in sides.iter().enumerate().filter(|(_, side)| fits(side) && side.minor < 0) {
        arriving.entry((-side.minor, side.day)).or_default().push(at);
    }
    let mut candidates = Vec::new();
    let (mut leaving_fits, mut arriving_fits): (HashMap<usize, u32>, HashMap<usize, u32>) = Default::default();
    for (out, side) in sides.iter().enumerate().filter(|(_, side)| fits(side) && side.minor > 0) {
        for days in -DAYS..=DAYS {
            let Some(day) = side.day.checked_add_signed(TimeDelta::days(days)) else { continue };
            for &into in arriving.get(&(side.minor, day)).map(Vec::as_slice).unwrap_or_default() {
                if sides[into].account == side.account || (out >= fresh && into >= fresh) {
                    continue;
                }
                *leaving_fits.entry(out).or_default() += 1;
                *arriving_fits.entry(into).or_default() += 1;
                let silent = !(side.says_so || sides[into].says_so);
                candidates.push((silent, days.abs(), out, into));
            }
        }
    }
    candidates.sort_unstable();
    let mut taken = BTreeSet::new();
    let mut pairs = Vec::new();
    for (silent, _, out, into) in candidates {
        let only = leaving_fits.get(&out) == Some(&1) && arriving_fits.get(&into) == Some(&1);
        if (!silent || only) && !taken.contains(&out) && !taken.contains(&into) {
            taken.extend([out, into]);
            pairs.push((out, into));
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(account: u128, day: u32, minor: i64, says_so: bool) -> Side {
        let day = NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
        Side { account: Some(Uuid::from_u128(account)), day, minor, says_so, is_none: false }
    }

    #[test]
    fn both_sides_of_a_transfer_are_paired() {
        let sides = [side(1, 5, 25_000, true), side(1, 6, 900, false), side(2, 6, -25_000, false)];
        assert_eq!(pairs(&sides, 2), [(0, 2)]);
        assert_eq!(pairs(&sides, 3), [(0, 2)]);
        assert!(pairs(&sides, 0).is_empty(), "both were there before");
    }

    #[test]
    fn silent_sides_are_paired_only_where_nothing_else_fits() {
        assert_eq!(pairs(&[side(1, 5, 25_013, false), side(2, 6, -25_013, false)], 2), [(0, 1)]);
        let two = [side(1, 5, 2_000, false), side(1, 7, 2_000, false), side(2, 6, -2_000, false)];
        assert!(pairs(&two, 3).is_empty());
        let said = [side(1, 5, 2_000, false), side(1, 7, 2_000, true), side(2, 6, -2_000, false)];
        assert_eq!(pairs(&said, 3), [(1, 2)]);
    }

    #[test]
    fn one_account_far_days_and_words_against_it_are_no_pair() {
        assert!(pairs(&[side(1, 5, 25_000, true), side(1, 5, -25_000, true)], 2).is_empty());
        assert!(pairs(&[side(1, 5, 25_000, true), side(2, 12, -25_000, true)], 2).is_empty());
        let mut no = side(2, 5, -25_000, false);
        no.is_none = true;
        assert!(pairs(&[side(1, 5, 25_000, true), no], 2).is_empty());
        let unknown = Side { account: None, ..side(2, 5, -25_000, true) };
        assert!(pairs(&[side(1, 5, 25_000, true), unknown], 2).is_empty());
    }
}

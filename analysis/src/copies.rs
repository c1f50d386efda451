//! Blocks of rows that stand twice, as when a file was entered twice.
//!
//! Equal charges (merchant, amount, day) are twins; a block is a run of days on which nearly every row has one. A merchant
//! that is often paid twice a day says nothing; the others must show several pairs. What is a copy is told as one finding
//! and is read by no schedule, no forecast and no comparison of months.

use chrono::NaiveDate;

/// Pairs that a block has at least: fewer on nearby days are told one by one.
const LEAST_PAIRS: usize = 4;
/// Share of a block's rows that have a twin; a file entered again after one correction still has nearly all.
const PAIRED: f64 = 0.85;

/// Rows of a ledger that stand twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copies {
    /// The blocks, by day.
    pub blocks: Vec<Block>,
    /// Groups of equal charges on one day in the whole ledger.
    pub groups: usize,
    /// All their copies, ascending.
    rows: Vec<usize>,
}

/// One block; rows are those of the ledger, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Originals and copies.
    pub rows: Vec<usize>,
    /// The second of each pair.
    pub copies: Vec<usize>,
    /// Pairs at merchants that have none elsewhere.
    pub surprising: usize,
}

/// The columns of a ledger that say what is equal, all of one length, ascending by day.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a> {
    pub(crate) date: &'a [NaiveDate],
    pub(crate) minor: &'a [i64],
    pub(crate) merchant: &'a [usize],
    pub(crate) row: &'a [usize],
}

impl Copies {
    /// Finds the blocks.
    pub(crate) fn find(of: Columns) -> Self {
        let groups = groups(of);
        let mut twins = Twins {
            twin: vec![false; of.date.len()],
            copy: vec![false; of.date.len()],
            at_merchant: rustc_hash::FxHashMap::default(),
        };
        for rows in &groups {
            rows.iter().for_each(|&i| twins.twin[i] = true);
            rows[rows.len() / 2..].iter().skip(rows.len() % 2).for_each(|&i| twins.copy[i] = true);
            *twins.at_merchant.entry(of.merchant[rows[0]]).or_default() += 1;
        }
        let blocks = if groups.len() < LEAST_PAIRS { vec![] } else { twins.blocks(of) };
        let mut rows: Vec<usize> = blocks.iter().flat_map(|b| b.copies.iter().copied()).collect();
        rows.sort_unstable();
        Self { blocks, groups: groups.len(), rows }
    }

    /// True for the second of two rows of a block.
    #[must_use]
    pub fn contain(&self, row: usize) -> bool {
        self.rows.binary_search(&row).is_ok()
    }

    /// All copies, ascending.
    #[must_use]
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }
}

/// Rows of equal charges on one day, each ascending.
fn groups(of: Columns) -> Vec<Vec<usize>> {
    let mut found = vec![];
    let mut start = 0;
    while start < of.date.len() {
        let end = start + of.date[start..].partition_point(|d| *d == of.date[start]);
        if end - start > 1 {
            let mut day: Vec<usize> = (start..end).filter(|&i| of.minor[i] != 0).collect();
            day.sort_unstable_by_key(|&i| (of.merchant[i], of.minor[i], of.row[i]));
            let same = day.chunk_by(|&a, &b| (of.merchant[a], of.minor[a]) == (of.merchant[b], of.minor[b]));
            found.extend(same.filter(|g| g.len() > 1).map(|g| {
                let mut rows = g.to_vec();
                rows.sort_unstable();
                rows
            }));
        }
        start = end;
    }
    found
}

struct Twins {
    twin: Vec<bool>,
    copy: Vec<bool>,
    /// Groups by merchant.
    at_merchant: rustc_hash::FxHashMap<usize, usize>,
}

impl Twins {
    fn blocks(&self, of: Columns) -> Vec<Block> {
        let all: Vec<usize> = (0..of.date.len()).collect();
        let days: Vec<&[usize]> = all.chunk_by(|&a, &b| of.date[a] == of.date[b]).collect();
        let paired = |day: &[usize]| day.iter().filter(|&&i| self.twin[i]).count();
        let whole = |day: &[usize]| paired(day) as f64 >= PAIRED * day.len() as f64;
        let mut found = vec![];
        let mut start = 0;
        while start < days.len() {
            if !whole(days[start]) {
                start += 1;
                continue;
            }
            // Goes on over a day with an unpaired row while the run as a whole stays paired.
            let (mut end, mut with, mut all) = (start + 1, paired(days[start]), days[start].len());
            for (next, day) in days.iter().enumerate().skip(start + 1) {
                with += paired(day);
                all += day.len();
                if (with as f64) < PAIRED * all as f64 {
                    break;
                }
                if whole(day) {
                    end = next + 1;
                }
            }
            found.extend(self.block(of, &days[start..end]));
            start = end;
        }
        found
    }

    fn block(&self, of: Columns, days: &[&[usize]]) -> Option<Block> {
        let rows: Vec<usize> = days.iter().flat_map(|d| d.iter().copied()).filter(|&i| self.twin[i]).collect();
        let copies: Vec<usize> = rows.iter().copied().filter(|&i| self.copy[i]).collect();
        if copies.len() < LEAST_PAIRS || of.date[*rows.first()?] == of.date[*rows.last()?] {
            return None;
        }
        let mut here = rustc_hash::FxHashMap::<usize, usize>::default();
        copies.iter().for_each(|&i| *here.entry(of.merchant[i]).or_default() += 1);
        let surprises = |i: &&usize| {
            let merchant = of.merchant[**i];
            self.at_merchant.get(&merchant).copied().unwrap_or(0) <= here[&merchant]
        };
        let surprising = copies.iter().filter(surprises).count();
        (surprising >= LEAST_PAIRS).then_some(Block { rows, copies, surprising })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(rows: &[(u32, i64, usize)]) -> Copies {
        let day = |d: u32| NaiveDate::from_ymd_opt(2026, 3, d).expect("a day");
        let date: Vec<NaiveDate> = rows.iter().map(|r| day(r.0)).collect();
        let minor: Vec<i64> = rows.iter().map(|r| r.1).collect();
        let merchant: Vec<usize> = rows.iter().map(|r| r.2).collect();
        let row: Vec<usize> = (0..rows.len()).collect();
        Copies::find(Columns { date: &date, minor: &minor, merchant: &merchant, row: &row })
    }

    #[test]
    fn a_week_entered_twice_is_one_block_and_pairs_apart_are_none() {
        let week = |d: u32| [(d, 100 + i64::from(d), 0), (d, 900, d as usize)];
        let mut twice: Vec<_> = (1..=5).flat_map(|d| [week(d), week(d)].concat()).collect();
        twice.push((9, 700, 50));
        let copies = find(&twice);
        assert_eq!((copies.blocks.len(), copies.rows().len(), copies.groups), (1, 10, 10));
        assert!(copies.contain(2) && !copies.contain(0) && !copies.contain(20));
        // Three equal pairs on days full of other things are no block.
        let apart =
            find(&[(1, 5, 1), (1, 5, 1), (1, 6, 2), (1, 7, 3), (4, 5, 4), (4, 5, 4), (4, 1, 1), (9, 2, 2), (9, 2, 2)]);
        assert!(apart.blocks.is_empty() && apart.rows().is_empty());
    }

    #[test]
    fn two_tickets_a_day_all_year_are_a_custom() {
        let tickets: Vec<_> = (1..=28).flat_map(|d| [(d, 280, 7), (d, 280, 7), (d, 5000 + i64::from(d), 8)]).collect();
        assert!(find(&tickets).blocks.is_empty());
    }
}

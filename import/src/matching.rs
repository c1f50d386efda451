//! Nothing twice, nothing lost: which rows of a file the ledger has already.
//!
//! By the bank's id where it can be relied on, else by occurrence: N equal rows of a file are N payments, and of them as
//! many are there already as the ledger has. Importers that drop rows with equal content lose the second of two coffees;
//! those that go by ids alone enter everything again when a bank numbers each export anew.
//!
//! Every entry of the ledger is matched once at most. Rows are compared within a bank account; an entry or a row without
//! one may be of any.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use crate::text::Text;

/// Days by which two exports may date the booking of one id apart.
const ID_DAYS: i64 = 10;
/// Days between the announcement of a payment and its booking.
const BOOKING_DAYS: i64 = 10;
/// Days by which a person may be out who enters a payment by hand.
const HAND_DAYS: i64 = 3;
/// Entries of one day and amount with which a row is compared; equal ones are counted, however many.
const MOST_COMPARED: usize = 200;

/// A row of the file, or an entry of the ledger, as far as matching looks at it.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// The bank account.
    pub account: Option<Uuid>,
    /// Day.
    pub day: NaiveDate,
    /// Minor units.
    pub minor: i64,
    /// Description.
    pub text: Text,
    /// The bank's id.
    pub bank_id: Option<String>,
    /// Announced and not booked.
    pub pending: bool,
    /// Entered by a person and not from a file.
    pub by_hand: bool,
}

/// What the ledger has of a row; numbers are positions among the entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    #[default]
    Nothing,
    /// The same payment.
    Same(usize),
    /// The announcement of this payment, which books it.
    Announced(usize),
    /// Perhaps the same: a person must say. It counts as nothing until then.
    Perhaps(usize),
}

struct Matcher<'a> {
    rows: &'a [Item],
    entries: &'a [Item],
    found: Vec<Found>,
    taken: Vec<bool>,
    /// Accounts of which an id was found again: their ids are not numbered anew with each export.
    stable: BTreeSet<Option<Uuid>>,
    row_ids: Vec<Option<&'a str>>,
    entry_ids: Vec<Option<&'a str>>,
    /// Entries by amount and day, in order.
    by_day: HashMap<(i64, NaiveDate), Vec<usize>>,
}

/// What the ledger's `entries` have of each of `rows`.
#[must_use]
pub fn matches(rows: &[Item], entries: &[Item]) -> Vec<Found> {
    let mut by_day: HashMap<(i64, NaiveDate), Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        by_day.entry((entry.minor, entry.day)).or_default().push(at);
    }
    let mut matcher = Matcher {
        rows,
        entries,
        found: vec![Found::Nothing; rows.len()],
        taken: vec![false; entries.len()],
        stable: BTreeSet::new(),
        row_ids: reliable(rows),
        entry_ids: reliable(entries),
        by_day,
    };
    matcher.by_id();
    matcher.equal();
    matcher.alike();
    matcher.announced();
    matcher.perhaps();
    matcher.found
}

/// Each item's id, where no other item of its account has the same.
fn reliable(items: &[Item]) -> Vec<Option<&str>> {
    let mut seen: HashMap<(Option<Uuid>, &str), u32> = HashMap::new();
    let ids = items.iter().map(|item| item.bank_id.as_deref().map(str::trim).filter(|id| !id.is_empty()));
    for (item, id) in items.iter().zip(ids.clone()) {
        if let Some(id) = id {
            *seen.entry((item.account, id)).or_default() += 1;
        }
    }
    items.iter().zip(ids).map(|(item, id)| id.filter(|id| seen.get(&(item.account, *id)) == Some(&1))).collect()
}

/// Whether two accounts may be one: where either is not known, it may be any.
fn may_be_one(a: Option<Uuid>, b: Option<Uuid>) -> bool {
    a.is_none() || b.is_none() || a == b
}

fn days_apart(a: &Item, b: &Item) -> i64 {
    (a.day - b.day).num_days()
}

impl Matcher<'_> {
    fn take(&mut self, row: usize, entry: usize) {
        self.taken[entry] = true;
        let books = self.entries[entry].pending && !self.rows[row].pending;
        self.found[row] = if books { Found::Announced(entry) } else { Found::Same(entry) };
    }

    /// Rows that have nothing yet.
    fn open(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|&row| self.found[row] == Found::Nothing).collect()
    }

    /// The same id, and the same amount within days: a number that only counts the rows of an export is no id. The amount of
    /// an announcement may change when it is booked.
    fn by_id(&mut self) {
        let mut entries: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, id) in self.entry_ids.iter().enumerate() {
            if let Some(id) = id {
                entries.entry(id).or_default().push(at);
            }
        }
        for row in 0..self.rows.len() {
            let item = &self.rows[row];
            let Some(candidates) = self.row_ids[row].and_then(|id| entries.get(id)) else { continue };
            let same = candidates.iter().copied().find(|&at| {
                let entry = &self.entries[at];
                let amount = entry.minor == item.minor || (entry.pending && !item.pending);
                let near = days_apart(item, entry).abs() <= ID_DAYS;
                !self.taken[at] && !entry.by_hand && amount && near && may_be_one(entry.account, item.account)
            });
            if let Some(entry) = same {
                self.take(row, entry);
                self.stable.insert(self.rows[row].account);
            }
        }
    }

    /// Whether ids say that these are two payments: both have one, and the bank keeps its ids from export to export.
    fn told_apart(&self, row: usize, entry: usize) -> bool {
        self.stable.contains(&self.rows[row].account)
            && self.row_ids[row].is_some()
            && self.entry_ids[entry].is_some()
            && self.row_ids[row] != self.entry_ids[entry]
    }

    /// Same day, amount and text: as many as both have. Entries of the row's own account go before those of none.
    fn equal(&mut self) {
        let mut entries: HashMap<(i64, NaiveDate, &str), VecDeque<usize>> = HashMap::new();
        for (at, entry) in self.entries.iter().enumerate().filter(|(at, entry)| !self.taken[*at] && !entry.by_hand) {
            entries.entry((entry.minor, entry.day, entry.text.key())).or_default().push_back(at);
        }
        for own in [true, false] {
            for row in self.open() {
                let item = &self.rows[row];
                let Some(candidates) = entries.get_mut(&(item.minor, item.day, item.text.key())) else { continue };
                let same = candidates.iter().position(|&at| {
                    let account = self.entries[at].account;
                    let fits = if own { account == item.account } else { may_be_one(account, item.account) };
                    fits && !self.told_apart(row, at)
                });
                if let Some(entry) = same.and_then(|position| candidates.remove(position)) {
                    self.take(row, entry);
                }
            }
        }
    }

    /// Same day and amount, and texts that are alike; the surest pairs of a day and amount go first.
    fn alike(&mut self) {
        let mut groups: BTreeMap<(NaiveDate, i64), Vec<usize>> = BTreeMap::new();
        for row in self.open() {
            groups.entry((self.rows[row].day, self.rows[row].minor)).or_default().push(row);
        }
        for ((day, minor), rows) in groups {
            let candidates = self.by_day.get(&(minor, day)).map(Vec::as_slice).unwrap_or_default();
            let free = candidates.iter().copied().filter(|&at| !self.taken[at] && !self.entries[at].by_hand);
            let free: Vec<usize> = free.take(MOST_COMPARED).collect();
            let mut pairs = Vec::new();
            for &row in rows.iter().take(MOST_COMPARED) {
                for &entry in &free {
                    let (item, known) = (&self.rows[row], &self.entries[entry]);
                    if !may_be_one(item.account, known.account) || self.told_apart(row, entry) {
                        continue;
                    }
                    if let Some(likeness) = item.text.likeness(&known.text) {
                        pairs.push((likeness, item.account != known.account, row, entry));
                    }
                }
            }
            pairs.sort_unstable();
            for (.., row, entry) in pairs {
                if self.found[row] == Found::Nothing && !self.taken[entry] {
                    self.take(row, entry);
                }
            }
        }
    }

    /// An announcement of the days before, of the same amount and an alike text; or the booking of what a file announces.
    fn announced(&mut self) {
        for row in self.open() {
            let item = &self.rows[row];
            let mut best = None;
            for days in 0..=BOOKING_DAYS {
                let later = TimeDelta::days(if item.pending { days } else { -days });
                let Some(day) = item.day.checked_add_signed(later) else { break };
                let candidates = self.by_day.get(&(item.minor, day)).map(Vec::as_slice).unwrap_or_default();
                best = candidates.iter().copied().take(MOST_COMPARED).find(|&at| {
                    let entry = &self.entries[at];
                    entry.pending != item.pending
                        && !self.taken[at]
                        && !entry.by_hand
                        && may_be_one(entry.account, item.account)
                        && item.text.likeness(&entry.text).is_some()
                });
                if best.is_some() {
                    break;
                }
            }
            if let Some(entry) = best {
                self.take(row, entry);
            }
        }
    }

    /// The same amount in the days around, entered by hand; or on the same day from a file, in other words.
    fn perhaps(&mut self) {
        for row in self.open() {
            let item = &self.rows[row];
            let around = (0..=HAND_DAYS).flat_map(|days| [days, -days]);
            let best = around.into_iter().find_map(|days| {
                let day = item.day.checked_add_signed(TimeDelta::days(days))?;
                let candidates = self.by_day.get(&(item.minor, day))?;
                candidates.iter().copied().take(MOST_COMPARED).find(|&at| {
                    let entry = &self.entries[at];
                    !self.taken[at]
                        && may_be_one(entry.account, item.account)
                        && (entry.by_hand || (days == 0 && !self.told_apart(row, at)))
                })
            });
            if let Some(entry) = best {
                self.taken[entry] = true;
                self.found[row] = Found::Perhaps(entry);
            }
        }
    }
}

#[cfg(test)]
mod tests;

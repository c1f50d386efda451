//! One record: its lines by letter, and the entries it stands for.

use rust_decimal::Decimal;

use super::date;
use crate::options::DateOrder;
use crate::plain::{amount, join, shown, some};
use crate::{Entry, EntryKind, Place, RowRefused};

/// Most parts of one payment.
const MAX_SPLITS: usize = 1000;

/// The lines of a record, as written.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) date: String,
    pub(super) amount: String,
    pub(super) payee: String,
    /// Number or kind of the payment; in an account's record (N) its name.
    pub(super) number: String,
    memo: String,
    category: String,
    splits: Vec<Split>,
}

#[derive(Clone, Debug, Default)]
struct Split {
    category: String,
    memo: String,
    amount: String,
}

impl Record {
    pub(super) fn is_payment(&self) -> bool {
        !self.date.is_empty() || !self.amount.is_empty()
    }

    /// Takes one line.
    pub(super) fn line_of(&mut self, number: u64, line: &str) {
        let line = line.trim_start();
        let mut chars = line.chars();
        let Some(letter) = chars.next() else { return };
        if self.line == 0 {
            self.line = number;
        }
        let value = chars.as_str().trim();
        match letter {
            'D' => value.clone_into(&mut self.date),
            // U is T with more digits, where there is a T.
            'T' => value.clone_into(&mut self.amount),
            'U' if self.amount.is_empty() => value.clone_into(&mut self.amount),
            'P' => value.clone_into(&mut self.payee),
            'N' => value.clone_into(&mut self.number),
            'M' => value.clone_into(&mut self.memo),
            'L' => value.clone_into(&mut self.category),
            'S' if self.splits.len() < MAX_SPLITS => {
                self.splits.push(Split { category: value.to_owned(), ..Split::default() });
            }
            'E' => {
                if let Some(split) = self.splits.last_mut() {
                    value.clone_into(&mut split.memo);
                }
            }
            '$' => {
                if let Some(split) = self.splits.last_mut() {
                    value.clone_into(&mut split.amount);
                }
            }
            _ => {}
        }
    }

    /// The entries of the record: one, and one for each part that goes to another account; none for an opening balance.
    pub(super) fn entries(
        &self,
        order: DateOrder,
        mark: char,
        own_account: Option<&str>,
    ) -> Result<Vec<Entry>, RowRefused> {
        let place = Place { part: String::new(), line: self.line };
        let refused = |column: &str, given: &str, reason: &str| RowRefused {
            place: place.clone(),
            column: column.to_owned(),
            given: shown(given),
            reason: reason.to_owned(),
        };
        let day = date::read(&self.date, order).ok_or_else(|| {
            let order = match order {
                DateOrder::Dmy => "day, month, year",
                DateOrder::Mdy => "month, day, year",
                DateOrder::Ymd => "year, month, day",
            };
            refused("D", &self.date, &format!("this is no day as {order}, the order of the other dates of the file"))
        })?;
        let total = amount(&self.amount, mark)
            .ok_or_else(|| refused("T", &self.amount, "the payment has no amount like 12.34"))?;
        let to_account = transfer_account(&self.category);
        let opening = self.payee.eq_ignore_ascii_case("opening balance");
        if opening && (to_account.is_none() || own_account.is_none() || to_account == own_account) {
            return Ok(Vec::new());
        }
        let parts: Vec<(&Split, Decimal)> =
            self.splits.iter().filter_map(|s| Some((s, amount(&s.amount, mark)?))).collect();
        let moved: Vec<&(&Split, Decimal)> =
            parts.iter().filter(|(s, _)| transfer_account(&s.category).is_some()).collect();
        let spent: Vec<&(&Split, Decimal)> =
            parts.iter().filter(|(s, _)| transfer_account(&s.category).is_none()).collect();
        let number = some(&self.number).filter(|n| n.chars().any(char::is_alphabetic));
        let whole = Entry {
            place,
            day,
            amount: -total,
            description: self.text(None),
            counterparty: some(&self.payee),
            category: plain_category(&self.category),
            hint: number,
            ..Entry::default()
        };
        // The parts are believed where they make up the whole.
        if parts.is_empty() || parts.iter().map(|(_, a)| *a).sum::<Decimal>() != total {
            return Ok(vec![transfer_to(whole, to_account)]);
        }
        let mut entries = Vec::new();
        if let Some((largest, _)) = spent.iter().max_by_key(|(_, a)| a.abs()) {
            let rest: Decimal = spent.iter().map(|(_, a)| *a).sum();
            let memo = if spent.len() == 1 { Some(largest.memo.as_str()) } else { None };
            entries.push(Entry {
                amount: -rest,
                category: plain_category(&largest.category),
                description: self.text(memo),
                ..whole.clone()
            });
        }
        for (split, part) in moved {
            let entry = Entry { amount: -*part, description: self.text(Some(&split.memo)), ..whole.clone() };
            entries.push(transfer_to(entry, transfer_account(&split.category)));
        }
        Ok(entries)
    }

    fn text(&self, more: Option<&str>) -> String {
        let text = join([self.payee.as_str(), &self.memo, more.unwrap_or_default()]);
        if text.is_empty() { join([self.number.as_str()]) } else { text }
    }
}

/// `[Savings]` or `[Savings]/class` names an account of the same person.
fn transfer_account(category: &str) -> Option<&str> {
    let inner = category.trim().strip_prefix('[')?;
    inner.split_once(']').map(|(account, _)| account.trim())
}

fn plain_category(category: &str) -> Option<String> {
    if transfer_account(category).is_some() { None } else { some(category) }
}

fn transfer_to(mut entry: Entry, account: Option<&str>) -> Entry {
    if let Some(account) = account {
        entry.kind = EntryKind::Transfer;
        entry.kind_stated = true;
        entry.counterparty_account = some(account);
        if entry.description.is_empty() {
            entry.description = format!("Transfer: {account}");
        }
    }
    entry
}

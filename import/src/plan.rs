//! What entering a file would do, row by row: decided by the file and by what is known, and by nothing else.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use outlay_entity::account;
use outlay_entity::entry_kind::Kind;
use outlay_statement::{Layout, Question, Reading, Refused, RowRefused};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::answers::Answers;
use crate::known::Known;
use crate::matching::{self, Found, Item};
use crate::row::{Bounds, Row, Source, State};
use crate::text::Text;
use crate::transfers::{self, Side};
use crate::{habits, rules};

/// A bank account of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The stored one, unless entering the file makes it.
    pub id: Option<Uuid>,
    /// Stands for one that is not stored yet.
    key: Uuid,
    /// What it would be called, or is.
    pub name: String,
    /// As files call it.
    pub number: Option<String>,
    /// Kind.
    pub kind: account::Kind,
    /// Balance after the file's rows, in the bank's sign, and its day.
    pub balance: Option<(Decimal, NaiveDate)>,
    /// Payments in the file.
    pub rows: u64,
}

/// What entering a file would do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Stable name of the format.
    pub format: String,
    /// Accounts of the file.
    pub accounts: Vec<Account>,
    /// Payments, in the file's order.
    pub rows: Vec<Row>,
    /// Entries that are the other side of a transfer in the file, and are no transfer yet.
    pub become_transfers: Vec<Uuid>,
    /// Rows that cannot be entered.
    pub refused: Vec<RowRefused>,
    /// Rows left out with good reason.
    pub skipped: Vec<RowRefused>,
    /// What only a person can say; nothing is entered while one is open.
    pub questions: Vec<Question>,
    /// What was concluded and why.
    pub notes: Vec<String>,
    /// How the columns were understood.
    pub layout: Option<Layout>,
    /// First rows of a table, cell by cell.
    pub sample: Vec<Vec<String>>,
}

/// First and last day of a file.
#[must_use]
pub fn days(reading: &Reading) -> Option<(NaiveDate, NaiveDate)> {
    let days = reading.statements.iter().flat_map(|statement| &statement.entries).map(|entry| entry.day);
    days.clone().min().zip(days.max())
}

/// Plans `reading`; `chosen` is the stored account that its owner named for it.
///
/// # Errors
/// `other_currency` where no row is in the ledger's currency.
pub fn plan(
    reading: Reading,
    known: &Known,
    bounds: &Bounds,
    chosen: Option<Uuid>,
    answers: &Answers,
) -> Result<Plan, Refused> {
    let mut plan = Plan {
        format: reading.format,
        refused: reading.refused,
        skipped: reading.skipped,
        questions: reading.questions,
        notes: reading.notes,
        layout: reading.layout,
        sample: reading.sample,
        ..Plan::default()
    };
    let single = reading.statements.len() == 1;
    let (mut number, mut foreign) = (0, BTreeSet::new());
    for statement in reading.statements {
        let chosen = chosen.filter(|_| single || statement.account.is_none());
        let at = plan.account(&statement, known, chosen);
        for mut entry in statement.entries {
            number += 1;
            let currency = entry.currency.take().or_else(|| statement.currency.clone());
            if let Some(currency) = currency.filter(|currency| *currency != bounds.currency) {
                plan.skipped.push(RowRefused {
                    place: entry.place,
                    column: "currency".to_owned(),
                    given: currency.clone(),
                    reason: format!("the ledger is kept in {}, and the file has no rate", bounds.currency),
                });
                foreign.insert(currency);
                continue;
            }
            match Row::of(entry, number, at, bounds) {
                Ok(row) => plan.rows.push(row),
                Err(refused) => plan.refused.push(refused),
            }
        }
    }
    if plan.rows.is_empty() && !foreign.is_empty() {
        let given: Vec<String> = foreign.into_iter().collect();
        let text = format!(
            "The amounts are in {} and the ledger is kept in {}; they cannot be added up without a rate. Export the account in \
             {}, or keep this file in an account of its own currency.",
            given.join(", "),
            bounds.currency,
            bounds.currency
        );
        return Err(Refused::new("other_currency", text));
    }
    plan.file_under(known);
    plan.match_with(known);
    plan.pair(known);
    for row in &mut plan.rows {
        if answers.leave_out.contains(&row.number) && row.is_entered() {
            row.state = State::LeftOut;
        }
        if answers.pending && row.state == State::Pending && row.entry.is_none() {
            row.state = State::New;
        }
    }
    plan.habits(known);
    Ok(plan)
}

impl Plan {
    /// Position of the account of a statement; `None` where neither the file nor a person names one.
    fn account(
        &mut self,
        statement: &outlay_statement::Statement,
        known: &Known,
        chosen: Option<Uuid>,
    ) -> Option<usize> {
        let number = statement.account.as_deref().and_then(account::number);
        let stored = match chosen {
            Some(id) => known.accounts.iter().find(|account| account.id == id),
            None => known.accounts.iter().find(|account| number.is_some() && account.number == number),
        };
        if stored.is_none() && number.is_none() {
            return None;
        }
        let last = statement.entries.iter().map(|entry| entry.day).max();
        let day = statement.period.map(|(_, last)| last).or(last);
        let balance = statement.balances.1.zip(day);
        let rows = statement.entries.len() as u64;
        let same = |other: &Account| match stored {
            Some(stored) => other.id == Some(stored.id),
            None => other.id.is_none() && other.number == number,
        };
        if let Some(at) = self.accounts.iter().position(same) {
            let account = &mut self.accounts[at];
            account.rows += rows;
            account.balance = [account.balance, balance].into_iter().flatten().max_by_key(|(_, day)| *day);
            return Some(at);
        }
        let position = self.accounts.len();
        self.accounts.push(match stored {
            Some(stored) => Account {
                id: Some(stored.id),
                key: stored.id,
                name: stored.name.clone(),
                number: stored.number.clone().or(number),
                kind: stored.kind,
                balance,
                rows,
            },
            None => Account {
                id: None,
                key: Uuid::from_u128(position as u128 + 1),
                name: statement.account.as_deref().unwrap_or_default().trim().chars().take(100).collect(),
                number,
                kind: account_kind(statement.account_kind.as_deref().unwrap_or_default()),
                balance,
                rows,
            },
        });
        Some(position)
    }

    fn key(&self, row: &Row) -> Option<Uuid> {
        row.account.map(|at| self.accounts[at].key)
    }

    /// The category of the file, else that of the rules; kinds and merchants of the rules.
    fn file_under(&mut self, known: &Known) {
        let ids: Vec<Option<Uuid>> =
            self.rows.iter().map(|row| row.account.and_then(|at| self.accounts[at].id)).collect();
        for (row, account) in self.rows.iter_mut().zip(ids) {
            let entry = rules::Entry { description: &row.description, minor: row.minor, account };
            let set = rules::apply(&known.rules, entry);
            if let Some(category) = set.category.filter(|_| row.category.is_empty()) {
                (row.category, row.source) = (category, Some((Source::Rule, 1.0)));
            }
            if let Some(kind) = set.kind {
                (row.kind, row.kind_stated) = (kind, true);
            }
            row.merchant = set.merchant;
        }
    }

    /// Which rows the ledger has.
    fn match_with(&mut self, known: &Known) {
        let item = |row: &Row| Item {
            account: self.key(row),
            day: row.date,
            minor: row.minor,
            text: Text::of(&row.description),
            bank_id: row.bank_id.clone(),
            pending: row.pending,
            by_hand: false,
        };
        let rows: Vec<Item> = self.rows.iter().map(item).collect();
        let entries: Vec<Item> = known.entries.iter().map(|entry| entry.item.clone()).collect();
        for (row, found) in self.rows.iter_mut().zip(matching::matches(&rows, &entries)) {
            let (entry, state) = match found {
                Found::Nothing => continue,
                Found::Same(entry) => (entry, State::Known),
                Found::Announced(entry) => (entry, State::Books),
                Found::Perhaps(entry) => (entry, row.state),
            };
            row.entry = Some(known.entries[entry].id);
            row.state = state;
            row.offered = matches!(found, Found::Perhaps(_));
        }
    }

    /// Transfers between accounts of the same person.
    fn pair(&mut self, known: &Known) {
        let numbers: Vec<String> = known.accounts.iter().filter_map(|account| account.number.clone()).collect();
        let numbers: Vec<String> =
            numbers.into_iter().chain(self.accounts.iter().filter_map(|a| a.number.clone())).collect();
        let names_own = |row: &Row| {
            let own = row.account.and_then(|at| self.accounts[at].number.as_deref());
            let other = row.other_account.as_deref().and_then(account::number);
            let squeezed = account::number(&row.description).unwrap_or_default();
            let named = |number: &String| {
                number.len() >= 6 && (squeezed.contains(number.as_str()) || other.as_deref() == Some(number.as_str()))
            };
            numbers.iter().any(|number| own != Some(number.as_str()) && named(number))
        };
        let fresh: Vec<usize> = (0..self.rows.len()).filter(|&at| self.rows[at].state == State::New).collect();
        let mut sides: Vec<Side> = Vec::with_capacity(fresh.len() + known.entries.len());
        for &at in &fresh {
            let row = &self.rows[at];
            sides.push(Side {
                account: self.key(row),
                day: row.date,
                minor: row.minor,
                says_so: row.kind == Kind::Transfer || names_own(row),
                is_none: row.kind_stated && row.kind != Kind::Transfer,
            });
        }
        sides.extend(known.entries.iter().map(|entry| Side {
            account: entry.item.account,
            day: entry.item.day,
            minor: entry.item.minor,
            says_so: entry.kind == Kind::Transfer,
            is_none: entry.item.pending || entry.item.by_hand,
        }));
        let number = |side: usize| fresh.get(side).map(|&at| self.rows[at].number);
        let pairs: Vec<_> =
            transfers::pairs(&sides, fresh.len()).into_iter().flat_map(|(a, b)| [(a, b), (b, a)]).collect();
        let pairs: Vec<_> = pairs.into_iter().map(|(a, b)| (a, b, number(b))).collect();
        for (side, other, number) in pairs {
            match fresh.get(side) {
                Some(&at) => {
                    let row = &mut self.rows[at];
                    row.kind = Kind::Transfer;
                    row.pair = number;
                    row.pair_entry = number.is_none().then(|| known.entries[other - fresh.len()].id);
                }
                None => {
                    let entry = &known.entries[side - fresh.len()];
                    if entry.kind != Kind::Transfer {
                        self.become_transfers.push(entry.id);
                    }
                }
            }
        }
    }

    /// Categories of earlier entries, for spending that has none.
    fn habits(&mut self, known: &Known) {
        let open: Vec<usize> = (0..self.rows.len())
            .filter(|&at| {
                let row = &self.rows[at];
                row.is_entered() && row.category.is_empty() && matches!(row.kind, Kind::Expense | Kind::Refund)
            })
            .collect();
        if open.is_empty() {
            return;
        }
        let texts: Vec<&str> = open.iter().map(|&at| self.rows[at].description.as_str()).collect();
        let found = habits::categories(&known.past, &texts);
        for (at, found) in open.into_iter().zip(found) {
            if let Some((category, confidence)) = found {
                let row = &mut self.rows[at];
                (row.category, row.source) = (category, Some((Source::Habit, confidence)));
            }
        }
    }
}

/// Kind of an account by the word that its file has for it.
fn account_kind(word: &str) -> account::Kind {
    let word = word.to_ascii_lowercase();
    let has = |part: &str| word.contains(part);
    if has("credit") && has("card") || has("ccard") || word == "card" {
        account::Kind::Card
    } else if has("saving") || has("moneymrkt") || word == "cd" {
        account::Kind::Savings
    } else if has("creditline") || has("loan") {
        account::Kind::Loan
    } else if has("cash") {
        account::Kind::Cash
    } else if word.is_empty() || has("check") || has("current") || word == "bank" {
        account::Kind::Current
    } else {
        account::Kind::Other
    }
}

#[cfg(test)]
mod tests;

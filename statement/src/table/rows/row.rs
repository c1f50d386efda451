//! One row to one entry: its day, amount, texts and state, or why it is none.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::super::money::Moved;
use super::super::words::{self, State};
use super::super::{amount, currency, name, names, shorten};
use super::Table;
use crate::{Direction, Entry, EntryKind, Place, Reading, Role, RowRefused, Standing};

impl Table<'_> {
    pub(super) fn state(&self, row: usize) -> Option<State> {
        let cell = self.cell(row, self.column(Role::State));
        if cell.is_empty() { None } else { words::state(cell) }
    }

    pub(super) fn refuse(&self, row: usize, column: Option<usize>, reason: impl Into<String>) -> RowRefused {
        let given = match column {
            Some(column) => shorten(self.grid.cell(row, column)),
            None => shorten(&self.grid.cells(row).filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")),
        };
        RowRefused {
            place: Place { part: self.part.clone(), line: self.grid.line(row) },
            column: column.map_or_else(String::new, |column| name(&self.section.head, column)),
            given,
            reason: reason.into(),
        }
    }

    pub(super) fn read(
        &self,
        rows: Range<usize>,
        accounts: &mut Vec<(Option<String>, Vec<Entry>)>,
        reading: &mut Reading,
    ) {
        let account = self.column(Role::Account);
        let mut last_day = None;
        let mut index: BTreeMap<Option<String>, usize> =
            accounts.iter().enumerate().map(|(at, (name, _))| (name.clone(), at)).collect();
        for row in rows {
            if self.grid.blank(row) {
                continue;
            }
            match self.row(row, &mut last_day) {
                Ok(entry) => {
                    let name = account
                        .map(|column| self.grid.cell(row, column))
                        .filter(|name| !name.is_empty())
                        .map(str::to_owned);
                    let at = *index.entry(name).or_insert_with_key(|name| {
                        accounts.push((name.clone(), Vec::new()));
                        accounts.len() - 1
                    });
                    accounts[at].1.push(entry);
                }
                Err((true, refused)) => reading.refused.push(refused),
                Err((false, skipped)) => reading.skipped.push(skipped),
            }
        }
    }

    /// The entry of a row; else why there is none, and whether that is an error.
    fn row(&self, row: usize, last_day: &mut Option<NaiveDate>) -> Result<Entry, (bool, RowRefused)> {
        let skip = |reason: &str| Err((false, self.refuse(row, None, reason)));
        if super::super::profile::header_again(self.grid, &self.section.head, row) {
            return skip("The header again.");
        }
        let moved = self.money.moved(self.grid, row);
        let dates = [self.purchase, self.booking, self.value];
        let mut day = self.day(row);
        if day.is_none() {
            let written = dates.into_iter().flatten().find(|&column| !self.grid.cell(row, column).is_empty());
            let looks_like_total = self.grid.cells(row).any(words::total);
            match (written, moved) {
                _ if looks_like_total => return skip("A total or a balance and no payment."),
                (_, Moved::Nothing | Moved::Neutral | Moved::Unreadable(_)) => {
                    return skip("No date and no amount: no payment.");
                }
                (Some(column), _) => {
                    let cell = self.grid.cell(row, column);
                    if row >= self.tail
                        && self.tail > self.section.head.first
                        && !cell.bytes().any(|byte| byte.is_ascii_digit())
                    {
                        return skip("Below the payments and without a date: no payment.");
                    }
                    return Err((true, self.refuse(row, Some(column), "This is no day. Allowed are dates such as 2026-01-31, 31.01.2026 or 31 Jan 2026, in the order of the others.")));
                }
                (None, _) if row >= self.tail => return skip("Below the payments and without a date: no payment."),
                (None, _) if self.fill && last_day.is_some() => day = *last_day,
                (None, _) => {
                    let column = self.purchase.or(self.booking).or(self.value);
                    return Err((true, self.refuse(row, column, "The date is missing.")));
                }
            }
        }
        let Some(day) = day else { return skip("No date: no payment.") };
        *last_day = Some(day);
        let standing = match self.state(row) {
            Some(State::Void) => {
                return skip("The bank says that it was declined, cancelled or taken back: no payment.");
            }
            Some(State::Pending) => Standing::Pending,
            Some(State::Booked) => Standing::Booked,
            None if self.unbooked && self.cell(row, self.booking).is_empty() => Standing::Pending,
            None => Standing::Booked,
        };
        let (net, own_currency, reversal) = match moved {
            Moved::Value(value, ..) if value.is_zero() => return skip("The amount is zero: no payment."),
            Moved::Value(value, currency, reversed) => (value, currency, reversed),
            Moved::Nothing => return skip("No amount: no payment."),
            Moved::Neutral => return skip("The bank says that money went neither in nor out."),
            Moved::Unreadable(column) => {
                if self.grid.cells(row).any(balance_words) {
                    return skip("A balance and no payment.");
                }
                return Err((
                    true,
                    self.refuse(
                        row,
                        Some(column),
                        "This is no amount. Allowed are numbers such as 1234.56, 1.234,56, -12 or (12.00).",
                    ),
                ));
            }
            Moved::Sideless(column) => {
                return Err((
                    true,
                    self.refuse(row, Some(column), "It does not say whether money came in or went out."),
                ));
            }
        };
        let (description, counterparty) = self.describe(row, net.is_sign_positive());
        if balance_words(&description) {
            return skip("A balance and no payment.");
        }
        let code = currency::of_cell(self.cell(row, self.column(Role::Currency)))
            .or(own_currency)
            .map(str::to_owned)
            .or_else(|| self.currency.clone());
        let amount = match self.direction {
            Direction::OutIsNegative => -net,
            Direction::OutIsPositive => net,
        };
        let kind = self.column(Role::Kind).and_then(|column| kind(self.grid.cell(row, column)));
        let text = |role: Role| {
            self.column(role)
                .map(|column| squeeze(self.grid.cell(row, column)).into_owned())
                .filter(|text| !text.is_empty())
        };
        let hints: Vec<Cow<str>> = self
            .columns(Role::Hint)
            .chain(self.columns(Role::Sign))
            .map(|column| squeeze(self.grid.cell(row, column)))
            .filter(|hint| hint.chars().count() > 1)
            .collect();
        let hint = (!hints.is_empty()).then(|| hints.join(" "));
        let value_day =
            self.day_in(row, self.value).or_else(|| self.purchase.and_then(|_| self.day_in(row, self.booking)));
        Ok(Entry {
            place: Place { part: self.part.clone(), line: self.grid.line(row) },
            day,
            value_day: value_day.filter(|&other| other != day),
            amount: amount.normalize(),
            original: self.original(row, code.as_deref(), amount),
            currency: code,
            description: if description.is_empty() { hint.clone().unwrap_or_default() } else { description },
            counterparty,
            counterparty_account: text(Role::CounterpartyAccount),
            category: text(Role::Category),
            bank_id: text(Role::BankId),
            hint,
            reversal,
            standing,
            kind: kind.unwrap_or_default(),
            kind_stated: kind.is_some(),
        })
    }

    /// Payee, memo and purpose, nothing twice; and the other side.
    pub(super) fn describe(&self, row: usize, incoming: bool) -> (String, Option<String>) {
        let side = if incoming { Role::Payer } else { Role::Payee };
        let other: Vec<Cow<str>> = self
            .columns(Role::Counterparty)
            .chain(self.columns(side))
            .map(|column| squeeze(self.grid.cell(row, column)))
            .filter(|text| !text.is_empty())
            .collect();
        let counterparty = other.first().map(|text| text.clone().into_owned());
        let texts = self.columns(Role::Description).map(|column| squeeze(self.grid.cell(row, column)));
        let mut parts: Vec<Cow<str>> = Vec::new();
        for text in other
            .into_iter()
            .chain(texts)
            .filter(|text| !matches!(text.as_ref(), "" | "-" | "--" | "/" | "N/A" | "null"))
        {
            let lower = text.to_lowercase();
            if parts.iter().any(|part| part.to_lowercase().contains(&lower)) {
                continue;
            }
            parts.retain(|part| !lower.contains(&part.to_lowercase()));
            parts.push(text);
        }
        (parts.join(" - "), counterparty)
    }

    /// Amount and currency of the purchase, where they differ from the account's.
    fn original(&self, row: usize, account: Option<&str>, amount: Decimal) -> Option<(Decimal, String)> {
        let column = self.column(Role::OriginalAmount)?;
        let original = amount::scan(self.grid.cell(row, column))?;
        let code = currency::of_cell(self.cell(row, self.column(Role::OriginalCurrency)))
            .or(original.currency)
            .or_else(|| self.section.head.names.get(column).and_then(|name| currency::in_name(name)))?;
        let magnitude = original.magnitude(self.money.decimal[column])?;
        (account != Some(code) && !magnitude.is_zero())
            .then(|| (if amount.is_sign_negative() { -magnitude } else { magnitude }.normalize(), code.to_owned()))
    }
}

/// Whether a text is of a balance, even where the row has a date and an amount: `TOTAL 4211` may be a filling station.
fn balance_words(text: &str) -> bool {
    words::total(text) && {
        let text = names::plain(text);
        [
            "balance",
            "saldo",
            "solde",
            "kontostand",
            "bestand",
            "zustatek",
            "egyenleg",
            "bakiye",
            "остаток",
            "余额",
            "繰越",
            "forward",
            "b f",
            "s a l d o",
            "devir",
        ]
        .iter()
        .any(|word| text.contains(names::plain(word).as_str()))
    }
}

fn kind(cell: &str) -> Option<EntryKind> {
    match cell {
        "expense" => Some(EntryKind::Expense),
        "refund" => Some(EntryKind::Refund),
        "income" => Some(EntryKind::Income),
        "transfer" => Some(EntryKind::Transfer),
        _ => None,
    }
}

/// One space where there are several or a new line.
fn squeeze(text: &str) -> Cow<'_, str> {
    let plain = !text.contains("  ") && !text.contains(['\n', '\r', '\t', '\u{a0}']);
    if plain { Cow::Borrowed(text) } else { Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")) }
}

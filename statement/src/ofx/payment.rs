//! One STMTTRN: from elements to an entry, and what only all payments of a statement tell, their currency and sign.

use rust_decimal::Decimal;

use super::answer::Part;
use crate::plain::{currency, day, join, lone_amount, shown, some};
use crate::{Entry, Place, RowRefused, Standing, Statement};

/// A payment as its elements come in.
#[derive(Default)]
pub(super) struct Payment {
    line: u64,
    pending: bool,
    kind: String,
    posted: String,
    begun: String,
    available: String,
    amount: String,
    id: String,
    name: String,
    payee: String,
    more: String,
    memo: String,
    check: String,
    other_account: String,
    symbol: String,
    rate: String,
    /// The amount is converted already, from the currency that is named.
    pub(super) converted: bool,
}

impl Payment {
    /// One that begins on `line`.
    pub(super) fn new(line: u64, pending: bool) -> Self {
        Self { line, pending, ..Self::default() }
    }

    /// Takes the value of one element, within `part`.
    pub(super) fn leaf(&mut self, part: Option<Part>, name: &str, value: &str) {
        let slot = match (part, name) {
            (Some(Part::Payee), "NAME") => &mut self.payee,
            (Some(Part::Other), "ACCTID") => &mut self.other_account,
            (Some(Part::InCurrency | Part::FromCurrency), "CURSYM") => &mut self.symbol,
            (Some(Part::InCurrency | Part::FromCurrency), "CURRATE") => &mut self.rate,
            (Some(Part::Payee | Part::Other | Part::InCurrency | Part::FromCurrency), _) => return,
            (_, "TRNTYPE") => &mut self.kind,
            (_, "DTPOSTED") => &mut self.posted,
            (_, "DTUSER") => &mut self.begun,
            (_, "DTAVAIL") => &mut self.available,
            (_, "TRNAMT") => &mut self.amount,
            (_, "FITID") => &mut self.id,
            (_, "NAME") => &mut self.name,
            (_, "EXTDNAME") => &mut self.more,
            (_, "MEMO" | "MEMO2") => &mut self.memo,
            (_, "CHECKNUM") => &mut self.check,
            _ => return,
        };
        if !slot.is_empty() {
            slot.push(' ');
        }
        slot.push_str(value);
    }

    /// The entry it stands for.
    pub(super) fn entry(&self) -> Result<Entry, RowRefused> {
        let place = Place { part: String::new(), line: self.line };
        let refused = |column: &str, given: &str, reason: &str| RowRefused {
            place: place.clone(),
            column: column.to_owned(),
            given: shown(given),
            reason: reason.to_owned(),
        };
        let date = |column: &str, given: &str| {
            let missing = "the payment has no day; it is written as YYYYMMDD";
            let wrong = "this is no day of the calendar; it is written as YYYYMMDD";
            day(given).ok_or_else(|| refused(column, given, if given.is_empty() { missing } else { wrong }))
        };
        let posted = date("DTPOSTED", &self.posted);
        // The day the person bought it, where that is before the booking and not of another time altogether.
        let begun = day(&self.begun);
        let day_of = match (begun, &posted) {
            (Some(begun), Ok(posted)) if begun > *posted || (*posted - begun).num_days() > 62 => *posted,
            (Some(begun), _) => begun,
            (None, _) => posted?,
        };
        let amount = lone_amount(&self.amount).ok_or_else(|| {
            let missing = "the payment has no amount";
            refused("TRNAMT", &self.amount, if self.amount.is_empty() { missing } else { "this is no amount" })
        })?;
        let check = if self.check.is_empty() { String::new() } else { format!("Check {}", self.check) };
        let name = if self.name.is_empty() { &self.payee } else { &self.name };
        let mut description = join([name.as_str(), &self.payee, &self.more, &self.memo]);
        if description.is_empty() {
            description = if check.is_empty() { self.kind.clone() } else { check };
        }
        let (currency, original) = match currency(&self.symbol) {
            Some(symbol) if self.converted => {
                (None, self.rate().map(|rate| ((-amount).checked_div(rate).unwrap_or(-amount), symbol)))
            }
            Some(symbol) => (Some(symbol), None),
            None => (None, None),
        };
        Ok(Entry {
            place,
            day: day_of,
            value_day: day(&self.available).filter(|&d| d != day_of),
            amount: -amount,
            currency,
            original: original.map(|(amount, code)| (amount.round_dp(2), code)),
            description,
            counterparty: some(name),
            counterparty_account: some(&self.other_account),
            bank_id: some(&self.id),
            hint: some(&self.kind),
            standing: if self.pending { Standing::Pending } else { Standing::Booked },
            ..Entry::default()
        })
    }

    /// What one unit of its currency is in the account's.
    pub(super) fn rate(&self) -> Option<Decimal> {
        lone_amount(&self.rate).filter(|rate| rate.is_sign_positive() && !rate.is_zero())
    }
}

/// CURRENCY says that a payment is not in the account's currency. Where all are in one other, that is the account's; where
/// some are, they are converted by the rate that stands beside them.
pub(super) fn same_currency(statement: &mut Statement, rates: &[Option<Decimal>]) {
    if let Some(first) = statement.entries.first().and_then(|e| e.currency.clone())
        && statement.entries.iter().all(|e| e.currency.as_ref() == Some(&first))
    {
        statement.currency = Some(first);
    }
    for (entry, rate) in statement.entries.iter_mut().zip(rates) {
        let Some(code) = entry.currency.take() else { continue };
        if Some(&code) == statement.currency.as_ref() {
            continue;
        }
        match rate {
            Some(rate) if statement.currency.is_some() => {
                entry.original = Some((entry.amount, code));
                entry.amount = (entry.amount.checked_mul(*rate).unwrap_or(entry.amount)).round_dp(2);
            }
            _ => entry.currency = Some(code),
        }
    }
}

/// Some banks write amounts without a sign, and TRNTYPE says which way the money went; a few write them the other way round.
pub(super) fn unsigned(statement: &mut Statement) -> Option<String> {
    let kinds = |wanted: &[&str]| -> Vec<Decimal> {
        let is = |hint: &str| wanted.iter().any(|w| hint.eq_ignore_ascii_case(w));
        statement.entries.iter().filter(|e| e.hint.as_deref().is_some_and(is)).map(|e| e.amount).collect()
    };
    let out = kinds(&["DEBIT", "POS", "ATM", "FEE", "SRVCHG", "CHECK", "DIRECTDEBIT", "PAYMENT", "CASH"]);
    let into = kinds(&["CREDIT", "DEP", "DIRECTDEP", "INT", "DIV"]);
    // Outlay's sign by now: money out is positive. All of it negative means that DEBIT was written without a minus.
    if out.is_empty() || !out.iter().all(Decimal::is_sign_negative) {
        return None;
    }
    if !into.is_empty() && into.iter().all(Decimal::is_sign_positive) {
        for entry in &mut statement.entries {
            entry.amount = -entry.amount;
        }
        return Some(
            "Amounts are written the other way round: DEBIT is positive. Money out was told by TRNTYPE.".to_owned(),
        );
    }
    if into.is_empty() || !into.iter().all(Decimal::is_sign_negative) {
        return None;
    }
    for entry in &mut statement.entries {
        let credit = entry.hint.as_deref().is_some_and(|hint| {
            ["CREDIT", "DEP", "DIRECTDEP", "INT", "DIV"].iter().any(|k| hint.eq_ignore_ascii_case(k))
        });
        if !credit {
            entry.amount = -entry.amount;
        }
    }
    Some("Amounts are written without a sign. Money out was told by TRNTYPE.".to_owned())
}

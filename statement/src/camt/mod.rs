//! ISO 20022 CAMT.052, .053 and .054, any version.
//!
//! [`tree`] reads XML piece by piece and keeps the elements that say something, [`booking`] makes entries of a booking. Tried
//! and left: `camt053` 0.4 reads 2 of 6 real files (one detail a booking, no reversals, UTF-8 only).

mod booking;
mod tree;

use rust_decimal::Decimal;

use crate::plain::{currency, day, lone_amount, some};
use crate::text::{decode_declared, head};
use crate::{Options, Reading, Refused, Statement, select};

use tree::Node;

/// Reads CAMT.
///
/// # Errors
/// `damaged` for XML that is none, has entities of its own or is nested without end; `no_entries` where there is no payment.
pub fn read(bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let label = label(bytes);
    let text = decode_declared(bytes, label.as_deref());
    let mut reading = Reading { format: "camt".to_owned(), ..Reading::default() };
    let mut flipped_back = false;
    let mut open: Option<Open> = None;
    tree::read(&text, &mut |part| match part {
        tree::Part::Begin => open = Some(Open::default()),
        tree::Part::Of(node) => {
            if let Some(open) = &mut open {
                open.take(&node, &mut reading);
            }
        }
        tree::Part::End => {
            if let Some(open) = open.take() {
                flipped_back |= open.end(&mut reading);
            }
        }
    })?;
    if flipped_back {
        reading.notes.push("Reversed bookings carry the sign of the reversal, as the balances show.".to_owned());
    }
    if reading.statements.is_empty() && reading.refused.is_empty() {
        return Err(Refused::new(
            "no_entries",
            "The statement holds balances and no payments. Choose a period with payments and download it again.",
        ));
    }
    select::finish(reading, options)
}

/// The encoding that the declaration names.
fn label(bytes: &[u8]) -> Option<String> {
    let head = head(bytes, 256);
    let (_, rest) = head.split_once("encoding=")?;
    let rest = rest.trim_start_matches(['"', '\'']);
    Some(rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect())
}

/// A statement as its elements come.
#[derive(Default)]
struct Open {
    statement: Statement,
    owner: Option<String>,
}

impl Open {
    fn take(&mut self, node: &Node, reading: &mut Reading) {
        let statement = &mut self.statement;
        match node.name {
            "Acct" => {
                let id = node.text("Id/IBAN").or_else(|| node.text("Id/Othr/Id")).or_else(|| node.text("Nm"));
                statement.account = id.and_then(some);
                statement.currency = node.text("Ccy").and_then(currency).or(statement.currency.take());
                statement.account_kind = node.text("Tp/Cd").or_else(|| node.text("Tp/Prtry")).and_then(some);
                self.owner = node.text("Ownr/Nm").or_else(|| node.text("Nm")).and_then(some);
            }
            "FrToDt" => {
                let from = node.text("FrDtTm").or_else(|| node.text("FrDt")).and_then(day);
                let to = node.text("ToDtTm").or_else(|| node.text("ToDt")).and_then(day);
                statement.period = from.zip(to).filter(|(from, to)| from <= to);
            }
            "Bal" => self.balance(node),
            "Ntry" => match booking::entries(node, &self.statement, self.owner.as_deref()) {
                Ok(booking::Booked::Entries(entries)) => self.statement.entries.extend(entries),
                Ok(booking::Booked::Notice(skipped)) => reading.skipped.push(skipped),
                Err(refused) => reading.refused.push(refused),
            },
            _ => {}
        }
    }

    fn balance(&mut self, node: &Node) {
        let Some(amount) = node.text("Amt").and_then(lone_amount) else { return };
        let amount = if node.text("CdtDbtInd") == Some("DBIT") { -amount } else { amount };
        let statement = &mut self.statement;
        statement.currency = statement.currency.take().or_else(|| node.currency_of("Amt"));
        match node.text("Tp/CdOrPrtry/Cd").unwrap_or_default() {
            "OPBD" | "PRCD" => statement.balances.0 = statement.balances.0.or(Some(amount)),
            "CLBD" => statement.balances.1 = Some(amount),
            _ => {}
        }
    }

    /// True where the balances show that a reversed booking is written with the sign of the reversal.
    fn end(mut self, reading: &mut Reading) -> bool {
        let flipped = sign_of_reversals(&mut self.statement);
        if self.statement.entries.is_empty() {
            return false;
        }
        let last = reading.statements.last_mut();
        match last.filter(|l| l.account == self.statement.account && l.currency == self.statement.currency) {
            // The next page, or the next month, of the same account.
            Some(last) => {
                last.entries.append(&mut self.statement.entries);
                last.balances.1 = self.statement.balances.1.or(last.balances.1);
                last.period = match (last.period, self.statement.period) {
                    (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
                    (one, other) => one.or(other),
                };
            }
            None => reading.statements.push(self.statement),
        }
        flipped
    }
}

/// `RvslInd` with `DBIT` is, to some banks, a debit that came back, and to others, as the standard has it, a credit that was
/// taken back. [`booking`] reads it as the former; where only the latter leads from one balance to the other, signs follow.
fn sign_of_reversals(statement: &mut Statement) -> bool {
    let (Some(before), Some(after)) = statement.balances else { return false };
    let booked = |e: &&crate::Entry| e.standing == crate::Standing::Booked;
    let total: Decimal = statement.entries.iter().filter(booked).map(|e| e.amount).sum();
    let reversed: Decimal = statement.entries.iter().filter(booked).filter(|e| e.reversal).map(|e| e.amount).sum();
    if reversed.is_zero() || before - total == after || before - (total - reversed - reversed) != after {
        return false;
    }
    for entry in statement.entries.iter_mut().filter(|e| e.reversal) {
        entry.amount = -entry.amount;
    }
    true
}

#[cfg(test)]
mod tests;

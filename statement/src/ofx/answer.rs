//! From elements to statements: one of STMTRS, CCSTMTRS and INVSTMTRS an account, one STMTTRN a payment.

use rust_decimal::Decimal;

use super::tags::{Piece, Tags};
use crate::plain::{currency, day, join, lone_amount, shown, some};
use crate::{Entry, Place, Reading, Refused, RowRefused, Standing, Statement};

/// Elements that hold others and change what those inside them mean.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Status,
    Own,
    Other,
    Payment,
    Payee,
    InCurrency,
    FromCurrency,
    Ledger,
    Available,
}

impl Part {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "STATUS" => Self::Status,
            "BANKACCTFROM" | "CCACCTFROM" | "INVACCTFROM" => Self::Own,
            "BANKACCTTO" | "CCACCTTO" => Self::Other,
            "STMTTRN" | "STMTTRNP" => Self::Payment,
            "PAYEE" => Self::Payee,
            "CURRENCY" => Self::InCurrency,
            "ORIGCURRENCY" => Self::FromCurrency,
            "LEDGERBAL" => Self::Ledger,
            "AVAILBAL" => Self::Available,
            _ => return None,
        })
    }
}

/// A payment as its elements come in.
#[derive(Default)]
struct Payment {
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
    converted: bool,
}

/// One status that is none of success.
struct Failure {
    code: String,
    message: String,
}

#[derive(Default)]
struct Gathered {
    reading: Reading,
    statement: Option<Statement>,
    period: (String, String),
    /// What one unit of a payment's currency is in the account's, for each payment of the statement.
    rates: Vec<Option<Decimal>>,
    payment: Option<Payment>,
    parts: Vec<Part>,
    status: (String, String, String),
    failures: Vec<Failure>,
    signed_on: bool,
    investments: bool,
}

/// Reads the statements of an answer.
pub(super) fn read(text: &str) -> Result<Reading, Refused> {
    let mut all = Gathered::default();
    for piece in Tags::new(text) {
        match piece {
            Piece::Open { name, value, line } => all.open(&name.to_ascii_uppercase(), &value, line),
            Piece::Close(name) => all.close(&name.to_ascii_uppercase()),
        }
    }
    all.end_statement();
    all.end_status();
    all.answer()
}

impl Gathered {
    fn open(&mut self, name: &str, value: &str, line: u64) {
        match name {
            "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => {
                self.end_statement();
                self.parts.clear();
                let kind = match name {
                    "CCSTMTRS" => Some("CREDITCARD".to_owned()),
                    "INVSTMTRS" => Some("INVESTMENT".to_owned()),
                    _ => None,
                };
                self.investments |= name == "INVSTMTRS";
                self.statement = Some(Statement { account_kind: kind, ..Statement::default() });
                return;
            }
            "SONRS" => self.signed_on = true,
            _ => {}
        }
        if let Some(part) = Part::named(name) {
            match part {
                Part::Payment => {
                    self.end_payment();
                    self.parts.clear();
                    self.payment = Some(Payment { line, pending: name == "STMTTRNP", ..Payment::default() });
                }
                Part::Status => self.end_status(),
                Part::FromCurrency => {
                    if let Some(payment) = &mut self.payment {
                        payment.converted = true;
                    }
                }
                _ => {}
            }
            self.parts.push(part);
        } else if !value.is_empty() {
            self.leaf(name, value);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => self.end_statement(),
            "STMTTRN" | "STMTTRNP" => {
                self.end_payment();
                self.parts.clear();
            }
            "STATUS" => {
                self.end_status();
                self.pop(Part::Status);
            }
            _ => {
                if let Some(part) = Part::named(name) {
                    self.pop(part);
                }
            }
        }
    }

    fn pop(&mut self, part: Part) {
        if let Some(at) = self.parts.iter().rposition(|&p| p == part) {
            self.parts.truncate(at);
        }
    }

    fn leaf(&mut self, name: &str, value: &str) {
        let part = self.parts.last().copied();
        if part == Some(Part::Status) {
            match name {
                "CODE" => self.status.0 = value.to_owned(),
                "SEVERITY" => self.status.1 = value.to_owned(),
                "MESSAGE" | "MESSAGE2" => self.status.2 = value.to_owned(),
                _ => {}
            }
            return;
        }
        if let Some(payment) = &mut self.payment {
            payment.leaf(part, name, value);
            return;
        }
        let Some(statement) = &mut self.statement else { return };
        match (part, name) {
            (_, "CURDEF") => statement.currency = currency(value),
            (Some(Part::Own), "ACCTID") => statement.account = some(value),
            (Some(Part::Own), "ACCTTYPE") => statement.account_kind = some(value),
            (_, "DTSTART") => value.clone_into(&mut self.period.0),
            (_, "DTEND") => value.clone_into(&mut self.period.1),
            (Some(Part::Ledger), "BALAMT") => statement.balances.1 = lone_amount(value),
            _ => {}
        }
    }

    fn end_status(&mut self) {
        let (code, severity, message) = std::mem::take(&mut self.status);
        let good = code.trim_start_matches('0').is_empty() && !severity.eq_ignore_ascii_case("ERROR");
        if !good && !severity.eq_ignore_ascii_case("INFO") && !severity.eq_ignore_ascii_case("WARN") {
            self.failures.push(Failure { code, message });
        }
    }

    fn end_payment(&mut self) {
        let Some(payment) = self.payment.take() else { return };
        // Payments outside of any statement are of a broken file; they are none the worse for it.
        let statement = self.statement.get_or_insert_default();
        match payment.entry() {
            Ok(entry) => {
                self.rates.push(payment.rate());
                statement.entries.push(entry);
            }
            Err(refused) => self.reading.refused.push(refused),
        }
    }

    fn end_statement(&mut self) {
        self.end_payment();
        let Some(mut statement) = self.statement.take() else { return };
        let (from, to) = std::mem::take(&mut self.period);
        statement.period = day(&from).zip(day(&to)).filter(|(from, to)| from <= to);
        same_currency(&mut statement, &std::mem::take(&mut self.rates));
        if let Some(note) = unsigned(&mut statement) {
            self.reading.notes.push(note);
        }
        self.reading.statements.push(statement);
    }

    fn answer(mut self) -> Result<Reading, Refused> {
        let entries: usize = self.reading.statements.iter().map(|s| s.entries.len()).sum();
        let failure = self.failures.first().map(|f| match f.message.as_str() {
            "" => format!("error {}", shown(&f.code)),
            message => format!("error {} ({})", shown(&f.code), shown(message)),
        });
        if entries == 0 && self.reading.refused.is_empty() {
            return Err(match failure {
                Some(failure) => Refused::new(
                    "bank_error",
                    format!(
                        "The bank answered with {failure}; there is no statement in the file. Sign in at the bank and \
                         download it again."
                    ),
                ),
                None => Refused::new("no_entries", self.nothing()),
            });
        }
        if let Some(failure) = failure {
            self.reading
                .notes
                .push(format!("For one of the accounts the bank answered with {failure}; it is missing."));
        }
        self.reading.format = "ofx".to_owned();
        // A statement without payments has nothing to say beside others.
        self.reading.statements.retain(|s| !s.entries.is_empty());
        Ok(self.reading)
    }

    /// What a file without payments is.
    fn nothing(&self) -> String {
        let what = if self.investments {
            "The file is the statement of an investment account without payments: purchases of securities are no spending."
        } else if !self.reading.statements.is_empty() {
            "The file holds a statement without payments."
        } else if self.signed_on {
            "The file is the bank's answer to a sign-on or a list of accounts and holds no statement."
        } else {
            "The file begins as OFX and holds no statement."
        };
        format!("{what} Choose a period with payments and download the statement again.")
    }
}

impl Payment {
    fn leaf(&mut self, part: Option<Part>, name: &str, value: &str) {
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

    fn entry(&self) -> Result<Entry, RowRefused> {
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

    fn rate(&self) -> Option<Decimal> {
        lone_amount(&self.rate).filter(|rate| rate.is_sign_positive() && !rate.is_zero())
    }
}

/// CURRENCY says that a payment is not in the account's currency. Where all are in one other, that is the account's; where
/// some are, they are converted by the rate that stands beside them.
fn same_currency(statement: &mut Statement, rates: &[Option<Decimal>]) {
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
fn unsigned(statement: &mut Statement) -> Option<String> {
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

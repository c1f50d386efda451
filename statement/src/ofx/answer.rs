//! From elements to statements: one of STMTRS, CCSTMTRS and INVSTMTRS an account, one STMTTRN a payment.

use rust_decimal::Decimal;

use super::payment::{Payment, same_currency, unsigned};
use super::tags::{Piece, Tags};
use crate::plain::{currency, day, lone_amount, shown, some};
use crate::{Reading, Refused, Statement};

/// Elements that hold others and change what those inside them mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
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
                    self.payment = Some(Payment::new(line, name == "STMTTRNP"));
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

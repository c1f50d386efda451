//! SWIFT MT940 and MT942: fields of `:NN:`, wrapped at 65 characters.
//!
//! [`field`] undoes the wrapping, [`line61`] reads a payment's line and [`details`] what `:86:` says of it, structured (`?20`
//! to `?33`, `/NAME/`) or not. Tried and left: `mt940` 1.1 reads 1 of 3 real files and one that is damaged.

mod details;
mod field;
mod line61;

use crate::plain::{amount, currency, day, join, shown};
use crate::{Entry, Options, Place, Reading, Refused, RowRefused, Standing, Statement, select, text};

use field::Field;

/// Reads MT940.
///
/// # Errors
/// `damaged` where a line is no field, `no_entries` where there is no payment.
pub fn read(bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let (text, _) = text::decode(bytes);
    let mut all =
        Gathered { reading: Reading { format: "mt940".to_owned(), ..Reading::default() }, ..Gathered::default() };
    for field in field::fields(&text)? {
        all.take(&field);
    }
    all.end_statement();
    let mut reading = all.reading;
    if reading.statements.iter().all(|s| s.entries.is_empty()) && reading.refused.is_empty() {
        return Err(Refused::new(
            "no_entries",
            "The statement holds no payments. Choose a period with payments and download it again.",
        ));
    }
    reading.statements.retain(|s| !s.entries.is_empty());
    select::finish(reading, options)
}

#[derive(Default)]
struct Gathered {
    reading: Reading,
    statement: Option<Statement>,
    /// The last payment, until its `:86:` has come.
    open: Option<Entry>,
}

impl Gathered {
    fn take(&mut self, field: &Field<'_>) {
        if field.tag != "86" && field.tag != "61" {
            self.end_payment();
        }
        match field.tag {
            "20" => self.end_statement(),
            "25" | "25P" => {
                let (account, code) = account(&field.joined());
                let statement = self.statement();
                statement.account = account;
                statement.currency = code.or(statement.currency.take());
            }
            "60F" | "60M" | "62F" | "62M" => self.balance(field),
            "61" => {
                self.end_payment();
                self.payment(field);
            }
            "86" => {
                if let Some(entry) = &mut self.open {
                    details::add(entry, field);
                    self.end_payment();
                }
            }
            "34F" => {
                let text = field.joined();
                let statement = self.statement();
                statement.currency = statement.currency.take().or_else(|| currency(text.get(..3)?));
            }
            _ => {}
        }
    }

    fn statement(&mut self) -> &mut Statement {
        self.statement.get_or_insert_default()
    }

    /// `C260104EUR1000,00`
    fn balance(&mut self, field: &Field<'_>) {
        let text = field.joined();
        let parsed = || {
            let credit = text.starts_with('C');
            let date = day(&format!("20{}", text.get(1..7)?))?;
            let value = amount(text.get(10..)?, ',')?;
            Some((date, currency(text.get(7..10)?)?, if credit { value } else { -value }))
        };
        let Some((date, code, value)) = parsed() else { return };
        let statement = self.statement();
        statement.currency = Some(code);
        if field.tag.starts_with("60") {
            statement.balances.0 = statement.balances.0.or(Some(value));
            statement.period = Some((date, date));
        } else {
            statement.balances.1 = Some(value);
            let from = statement.period.map_or(date, |(from, _)| from);
            statement.period = Some((from.min(date), date));
        }
    }

    fn payment(&mut self, field: &Field<'_>) {
        let place = Place { part: String::new(), line: field.line };
        let Some(line) = line61::parse(field) else {
            self.reading.refused.push(RowRefused {
                place,
                column: ":61:".to_owned(),
                given: shown(&field.joined()),
                reason: "this is no payment: value day, mark (C, D, RC or RD) and amount are missing or wrong"
                    .to_owned(),
            });
            return;
        };
        self.statement();
        self.open = Some(Entry {
            place,
            day: line.booked.unwrap_or(line.value),
            value_day: line.booked.filter(|&booked| booked != line.value).map(|_| line.value),
            amount: if line.into { -line.amount } else { line.amount },
            reversal: line.reversal,
            standing: if line.expected { Standing::Pending } else { Standing::Booked },
            bank_id: line.bank_id,
            hint: Some(line.kind),
            counterparty_account: line.counter_account,
            description: line.supplement,
            ..Entry::default()
        });
    }

    fn end_payment(&mut self) {
        let Some(mut entry) = self.open.take() else { return };
        if entry.description.is_empty() {
            entry.description = join([entry.bank_id.as_deref().or(entry.hint.as_deref()).unwrap_or_default()]);
        }
        self.statement().entries.push(entry);
    }

    /// Statements of one account that follow each other are one.
    fn end_statement(&mut self) {
        self.end_payment();
        let Some(statement) = self.statement.take() else { return };
        let last = self.reading.statements.last_mut();
        match last.filter(|l| l.account == statement.account && l.currency == statement.currency) {
            Some(last) => {
                last.entries.extend(statement.entries);
                last.balances.1 = statement.balances.1.or(last.balances.1);
                last.period = match (last.period, statement.period) {
                    (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
                    (one, other) => one.or(other),
                };
            }
            None => self.reading.statements.push(statement),
        }
    }
}

/// What a SEPA purpose says, without its references.
pub(crate) fn remittance(purpose: &str) -> String {
    let parts = details::sepa(purpose);
    let part = |code: &str| parts.get(code).map(String::as_str).unwrap_or_default();
    join([part(""), part("SVWZ")])
}

/// Account and, where it is glued to it, currency: `NL77INGB0574908765EUR`, `NL34RABO0142623393 EUR`.
fn account(text: &str) -> (Option<String>, Option<String>) {
    let text = text.trim();
    let cut = text.len().saturating_sub(3);
    let code = text.get(cut..).and_then(currency).filter(|code| text.ends_with(code.as_str()));
    let rest = text.get(..cut).unwrap_or_default();
    match code {
        Some(code) if rest.trim_end().ends_with(|c: char| c.is_ascii_digit()) => (crate::plain::some(rest), Some(code)),
        _ => (crate::plain::some(text), None),
    }
}

/// Whether a text, without leading space, holds a field 20, 25 or 60 of MT940 at the start of a line.
pub(crate) fn looks_like(start: &str) -> bool {
    let mut lines = start.lines().map(|line| line.trim_start_matches(['{', '4', '1', ':', '\u{1}']));
    lines.any(|line| line.starts_with("20:") || line.starts_with("25:") || line.starts_with("60F:"))
        && start.contains(":6")
}

#[cfg(test)]
mod tests;

//! `:61:`, the line of a payment: `2601021231DR8,93NTRFNONREF//009600005`.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::field::Field;
use crate::plain::{amount, join, some, ymd};

/// What the line says.
pub(super) struct Line {
    pub(super) value: NaiveDate,
    pub(super) booked: Option<NaiveDate>,
    pub(super) into: bool,
    pub(super) reversal: bool,
    /// Announced (marks EC and ED).
    pub(super) expected: bool,
    pub(super) amount: Decimal,
    /// Kind of payment, such as `NTRF`.
    pub(super) kind: String,
    pub(super) bank_id: Option<String>,
    pub(super) counter_account: Option<String>,
    pub(super) supplement: String,
}

/// Reads it; none where it has no day, mark or amount.
pub(super) fn parse(field: &Field<'_>) -> Option<Line> {
    let first = field.lines.first()?.trim();
    if !first.is_ascii() {
        return None;
    }
    let year = 2000 + first.get(..2)?.parse::<i32>().ok()?;
    // Statements older than 1980 do not exist in this format.
    let year = if year >= 2080 { year - 100 } else { year };
    let value = ymd(year, first.get(2..4)?.parse().ok()?, first.get(4..6)?.parse().ok()?)?;
    let mut rest = first.get(6..)?;
    let mut booked = None;
    if let Some(month_day) = rest.get(..4).filter(|t| t.bytes().all(|b| b.is_ascii_digit())) {
        booked = near(value, month_day.get(..2)?.parse().ok()?, month_day.get(2..)?.parse().ok()?);
        rest = &rest[4..];
    }
    let (mark, after) = ["RC", "RD", "EC", "ED", "C", "D"].iter().find_map(|m| Some((*m, rest.strip_prefix(*m)?)))?;
    // A letter of the currency may follow: CR is a credit in EUR.
    rest = after.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(after);
    let digits = rest.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let (number, rest) = rest.split_at(digits);
    let mark_of = if number.contains(',') { ',' } else { '.' };
    let value_amount = amount(number, mark_of)?;
    let kind: String = rest.chars().take(4).take_while(char::is_ascii_alphanumeric).collect();
    let (_, bank) = rest.get(kind.len()..)?.split_once("//").unwrap_or_default();
    let mut lines = field.lines.iter().skip(1).map(|line| line.trim()).filter(|line| !line.is_empty());
    let supplement = lines.clone().filter(|l| !l.contains('/') && l.len() > 3 && counter(l).is_none());
    Some(Line {
        value,
        booked,
        into: matches!(mark, "C" | "RD" | "EC"),
        reversal: mark.starts_with('R'),
        expected: mark.starts_with('E'),
        amount: value_amount,
        bank_id: some(bank),
        supplement: join(supplement),
        counter_account: lines.find_map(counter),
        kind,
    })
}

/// The account of the other side, which some banks write on a line of its own.
fn counter(line: &str) -> Option<String> {
    let plain = line.len() >= 8 && line.bytes().all(|b| b.is_ascii_alphanumeric());
    (plain && line.bytes().filter(u8::is_ascii_digit).count() >= 6).then(|| line.to_owned())
}

/// The day of this month and day of the month that is nearest to `value`: a booking in December may have its value in January.
fn near(value: NaiveDate, month: u32, day: u32) -> Option<NaiveDate> {
    let days = [value.year() - 1, value.year(), value.year() + 1].into_iter().filter_map(|year| ymd(year, month, day));
    days.min_by_key(|d| (*d - value).num_days().abs())
}

//! Calendar months.

use chrono::{Datelike, NaiveDate};

/// First day of the month of `day`.
#[must_use]
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// First day of the month `n` after `month`.
#[must_use]
pub fn months_after(month: NaiveDate, n: u32) -> NaiveDate {
    month_of(month).checked_add_months(chrono::Months::new(n)).unwrap_or(month)
}

/// Calendar months from the month of `from` to the month of `to`; zero where `to` is earlier.
#[must_use]
pub fn months_between(from: NaiveDate, to: NaiveDate) -> usize {
    let count = |d: NaiveDate| i64::from(d.year()) * 12 + i64::from(d.month0());
    usize::try_from(count(to) - count(from)).unwrap_or(0)
}

/// Last day of the month of `day`.
#[must_use]
pub fn month_end(day: NaiveDate) -> NaiveDate {
    months_after(day, 1).pred_opt().unwrap_or(day)
}

/// True for the last day of a month.
#[must_use]
pub fn is_month_end(day: NaiveDate) -> bool {
    day.succ_opt().is_none_or(|next| next.day() == 1)
}

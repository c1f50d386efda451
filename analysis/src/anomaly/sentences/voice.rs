//! Money, days, names and numbers as people write them.

use chrono::{Datelike, NaiveDate};

use crate::Ledger;
use crate::ledger::UNCATEGORISED;
use crate::money::minor_digits;

/// Writes for one ledger.
pub(in crate::anomaly) struct Voice<'a> {
    pub(super) ledger: &'a Ledger,
}

impl<'a> Voice<'a> {
    pub(in crate::anomaly) fn new(ledger: &'a Ledger) -> Self {
        Self { ledger }
    }

    /// `$1,480.00`, `¥2,400`, `CHF 12.50`.
    pub(in crate::anomaly) fn money(&self, minor: i64) -> String {
        money(minor, &self.ledger.params.currency)
    }

    /// The merchant as its owner knows it, where there is one.
    pub(super) fn merchant(&self, merchant: usize) -> Option<&'a str> {
        Some(self.ledger.merchant_names[merchant].trim()).filter(|name| !name.is_empty())
    }

    /// The category, where there is one.
    pub(super) fn category(&self, category: usize) -> Option<&'a str> {
        Some(self.ledger.categories[category].as_str()).filter(|name| *name != UNCATEGORISED)
    }

    /// ` at X`, ` in Y` or nothing.
    pub(super) fn place(&self, row: usize) -> String {
        match (self.merchant(self.ledger.merchant[row]), self.category(self.ledger.category[row])) {
            (Some(merchant), _) => format!(" at {merchant}"),
            (None, Some(category)) => format!(" in {category}"),
            (None, None) => String::new(),
        }
    }

    /// `$4.60 at Bean House on 3 November 2025`.
    pub(super) fn charge(&self, row: usize) -> String {
        format!("{}{} on {}", self.money(self.ledger.minor[row]), self.place(row), day(self.ledger.date[row]))
    }

    pub(super) fn amount(&self, row: usize) -> String {
        self.money(self.ledger.minor[row])
    }
}

/// Minor units as the currency writes them: its symbol where everybody knows it, its code otherwise.
fn money(minor: i64, currency: &str) -> String {
    let digits = usize::from(minor_digits(currency));
    let scale = 10u64.pow(u32::try_from(digits).unwrap_or_default());
    let (whole, fraction) = (minor.unsigned_abs() / scale, minor.unsigned_abs() % scale);
    let symbol = match currency {
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        "KRW" => "₩",
        code => &format!("{code} "),
    };
    let sign = if minor < 0 { "-" } else { "" };
    let fraction = if digits == 0 { String::new() } else { format!(".{fraction:0digits$}") };
    format!("{sign}{symbol}{}{fraction}", grouped(whole))
}

/// `1,240`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `one charge`, `12 charges`, `1,240 charges`; a plural is the singular with an s, or as given after a bar: `entry|entries`.
pub(in crate::anomaly) fn count(n: usize, noun: &str) -> String {
    let (one, many) = noun.split_once('|').map_or((noun, format!("{noun}s")), |(one, many)| (one, many.to_owned()));
    if n == 1 { format!("one {one}") } else { format!("{} {many}", grouped(n as u64)) }
}

/// `once`, `twice`, `3 times`.
pub(super) fn often(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{} times", grouped(n as u64)),
    }
}

/// `3 November 2025`.
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// `November 2025`.
pub(super) fn month(date: NaiveDate) -> String {
    date.format("%B %Y").to_string()
}

/// `on 4 October 2025`, `on 4 and 5 October 2025`, `from 1 to 20 October 2025`, `from 28 September to 2 October 2025`.
pub(super) fn days(from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        return format!("on {}", day(from));
    }
    let same_month = (from.year(), from.month()) == (to.year(), to.month());
    let first = match (same_month, from.year() == to.year()) {
        (true, _) => from.format("%-d").to_string(),
        (false, true) => from.format("%-d %B").to_string(),
        (false, false) => day(from),
    };
    if (to - from).num_days() == 1 {
        format!("on {first} and {}", day(to))
    } else {
        format!("from {first} to {}", day(to))
    }
}

/// `269 times`, `3.4 times`, `3 times`.
pub(super) fn times(ratio: f64) -> String {
    if ratio >= 9.95 {
        return format!("{} times", grouped(ratio.round().clamp(0.0, 1e15) as u64));
    }
    let text = format!("{ratio:.1}");
    format!("{} times", text.strip_suffix(".0").unwrap_or(&text))
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// A first letter in capitals.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_its_currency_does() {
        for (minor, currency, text) in [
            (148_000, "USD", "$1,480.00"),
            (-5, "EUR", "-€0.05"),
            (2400, "JPY", "¥2,400"),
            (1250, "CHF", "CHF 12.50"),
            (1_234_567, "KWD", "KWD 1,234.567"),
        ] {
            assert_eq!(money(minor, currency), text);
        }
    }

    #[test]
    fn days_and_numbers_are_those_of_people() {
        let date = |text: &str| text.parse().expect("a date");
        assert_eq!(days(date("2025-10-04"), date("2025-10-04")), "on 4 October 2025");
        assert_eq!(days(date("2025-10-04"), date("2025-10-05")), "on 4 and 5 October 2025");
        assert_eq!(days(date("2025-09-28"), date("2025-10-02")), "from 28 September to 2 October 2025");
        assert_eq!(days(date("2024-12-30"), date("2025-01-02")), "from 30 December 2024 to 2 January 2025");
        assert_eq!((times(269.3), times(3.04), times(3.4)), ("269 times".into(), "3 times".into(), "3.4 times".into()));
        assert_eq!((count(1, "charge"), count(1240, "charge")), ("one charge".into(), "1,240 charges".into()));
        assert_eq!(
            (count(2, "category|categories"), often(2), often(3)),
            ("2 categories".into(), "twice".into(), "3 times".into())
        );
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}

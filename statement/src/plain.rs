//! Amounts, days and texts as payment formats write them: no layout has to be found, small liberties are forgiven.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// Longest description, in characters; what is longer is cut.
pub(crate) const MAX_DESCRIPTION: usize = 1000;

/// A day from text that begins with `YYYYMMDD` or `YYYY-MM-DD` (also with dots or slashes). What follows, such as a time
/// and a zone, does not move it.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let mut digits = String::with_capacity(8);
    for (i, c) in text.chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '/' | '.' if i == 4 || i == 7 => {}
            _ => break,
        }
        if digits.len() == 8 {
            break;
        }
    }
    if digits.len() < 8 {
        return None;
    }
    ymd(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?)
}

/// A day of the calendar between 1900 and 2199.
pub(crate) fn ymd(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).filter(|day| (1900..2200).contains(&day.year()))
}

/// A four-digit year for one of two digits: 70 to 99 belong to the last century.
pub(crate) fn full_year(two: u32) -> i32 {
    i32::try_from(two).unwrap_or(0) + if two < 70 { 2000 } else { 1900 }
}

/// What stands before the decimals of `amounts`: of two marks the last; of one that comes more than once, or before
/// exactly three digits, it is the other one. None where nothing tells.
pub(crate) fn decimal_mark<'a>(amounts: impl IntoIterator<Item = &'a str>) -> Option<char> {
    let mut found = None;
    for amount in amounts {
        let marks: Vec<(usize, char)> = amount.char_indices().filter(|(_, c)| matches!(c, '.' | ',')).collect();
        let Some(&(at, mark)) = marks.last() else { continue };
        let other = if mark == '.' { ',' } else { '.' };
        if marks.iter().any(|&(_, m)| m != mark) {
            return Some(mark);
        }
        if marks.len() > 1 {
            return Some(other);
        }
        let after = amount[at + 1..].chars().filter(char::is_ascii_digit).count();
        if after != 3 {
            found = Some(mark);
        }
    }
    found
}

/// An amount whose decimals follow `mark`; spaces, apostrophes, the other mark and a plus sign are dropped. A minus may
/// stand before or behind.
pub(crate) fn amount(text: &str, mark: char) -> Option<Decimal> {
    let mut plain = String::with_capacity(text.len());
    let (mut negative, mut digits, mut decimals) = (false, 0, false);
    for c in text.trim().chars() {
        match c {
            '0'..='9' => {
                digits += 1;
                plain.push(c);
            }
            '-' | '\u{2212}' if !negative => negative = true,
            '+' if digits == 0 => {}
            c if c == mark && !decimals => {
                decimals = true;
                plain.push('.');
            }
            '.' | ',' if !decimals => {}
            '\'' | '\u{2019}' => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    if digits == 0 || digits > 24 {
        return None;
    }
    let plain = plain.trim_end_matches('.');
    let value: Decimal = if plain.starts_with('.') { format!("0{plain}").parse().ok()? } else { plain.parse().ok()? };
    Some(if negative { -value } else { value })
}

/// An amount that stands alone, where a single comma or dot is the decimal mark unless three digits follow a comma.
pub(crate) fn lone_amount(text: &str) -> Option<Decimal> {
    let mark = decimal_mark([text]).unwrap_or('.');
    amount(text, mark)
}

/// `text` on one line: control characters and runs of white space become one space.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The parts as one text in their order, nothing twice: what stands in another part already is left out.
pub(crate) fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut kept: Vec<(String, String)> = Vec::new();
    for part in parts {
        let part = tidy(part);
        if part.is_empty() {
            continue;
        }
        let folded = part.to_lowercase();
        if kept.iter().any(|(_, k)| k.contains(&folded)) {
            continue;
        }
        if let Some(place) = kept.iter().position(|(_, k)| folded.starts_with(k.as_str())) {
            kept[place] = (part, folded);
        } else {
            kept.push((part, folded));
        }
    }
    let joined = kept.into_iter().map(|(part, _)| part).collect::<Vec<_>>().join(" ");
    cut(joined, MAX_DESCRIPTION)
}

/// `text` with at most `most` characters.
pub(crate) fn cut(mut text: String, most: usize) -> String {
    if text.len() > most
        && let Some((at, _)) = text.char_indices().nth(most)
    {
        text.truncate(at);
    }
    text
}

/// `text` as an error shows it: on one line, at most 40 characters.
pub(crate) fn shown(text: &str) -> String {
    let tidied = tidy(&text.chars().take(200).collect::<String>());
    let long = tidied.chars().nth(40).is_some();
    let mut out = cut(tidied, 40);
    if long {
        out.push('…');
    }
    out
}

/// `text` without surrounding space, unless nothing is left.
pub(crate) fn some(text: &str) -> Option<String> {
    let text = tidy(text);
    (!text.is_empty()).then_some(text)
}

/// Three capital letters, as ISO 4217 codes are.
pub(crate) fn currency(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic())).then(|| text.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lone(text: &str) -> Option<String> {
        lone_amount(text).map(|a| a.normalize().to_string())
    }

    #[test]
    fn amounts_with_either_mark() {
        let cases = [
            ("           -172,27", "-172.27"),
            ("-24.17", "-24.17"),
            ("1,650.00", "1650"),
            ("1.650,00", "1650"),
            ("4,650", "4650"),
            ("25.500", "25.5"),
            ("+0000000000100.00000", "100"),
            ("12-", "-12"),
            (".5", "0.5"),
            ("1,", "1"),
            ("1'234.50", "1234.5"),
            ("1 234,5", "1234.5"),
        ];
        for (text, value) in cases {
            assert_eq!(lone(text).as_deref(), Some(value), "{text}");
        }
        for text in ["", "-", ".", "abc", "1e3", "--1", "9999999999999999999999999"] {
            assert_eq!(lone(text), None, "{text}");
        }
    }

    #[test]
    fn days_as_written() {
        let expected = NaiveDate::from_ymd_opt(2026, 3, 2);
        for text in ["20260302", "20260302000000[-3:GMT]", "2026-03-02T23:59:59.9Z", "2026/03/02", " 2026.03.02 "] {
            assert_eq!(day(text), expected, "{text}");
        }
        for text in ["", "2026", "20261302", "00000000", "2026-3-2", "日本"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn joins_without_repeating() {
        assert_eq!(join(["Shop  12", "shop 12", "Order 7"]), "Shop 12 Order 7");
        assert_eq!(join(["SHOP WITH A LON", "SHOP WITH A LONG NAME 12"]), "SHOP WITH A LONG NAME 12");
        assert_eq!(join(["", " \t"]), "");
    }
}

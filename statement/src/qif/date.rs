//! Dates of QIF, whose order no file states: 3/4'26, 03/04/2026, 2026-04-03, 3.4.26.

use chrono::{Datelike, NaiveDate};

use crate::Question;
use crate::options::DateOrder;
use crate::plain::{full_year, shown, ymd};

/// The numbers of a date and whether its first has the four digits of a year.
struct Parts {
    numbers: [u32; 3],
    year_first: bool,
    long_year: bool,
    apostrophe: bool,
}

/// What the dates of a file say about their order.
pub(super) enum Order {
    /// It follows, and why.
    Known(DateOrder, String),
    /// Only a person can say; the order is the one to preview with.
    Unknown(DateOrder, Question),
}

fn parts(text: &str) -> Option<Parts> {
    let apostrophe = text.contains('\'');
    let mut numbers = [0u32; 3];
    let mut lengths = [0usize; 3];
    let mut at = 0;
    let mut inside = false;
    for c in text.trim().chars() {
        match c {
            '0'..='9' => {
                if !inside && lengths[at] > 0 {
                    return None;
                }
                inside = true;
                numbers[at] = numbers[at].checked_mul(10)?.checked_add(c.to_digit(10)?)?;
                lengths[at] += 1;
            }
            '/' | '-' | '.' | '\'' | ',' => {
                if lengths[at] == 0 || at == 2 {
                    return None;
                }
                at += 1;
                inside = false;
            }
            ' ' => inside = false,
            _ => return None,
        }
    }
    if at != 2 || lengths.iter().any(|&l| l == 0 || l > 4) {
        return None;
    }
    Some(Parts { numbers, year_first: lengths[0] == 4, long_year: lengths[2] == 4, apostrophe })
}

/// The day that `text` stands for in this order.
pub(super) fn read(text: &str, order: DateOrder) -> Option<NaiveDate> {
    let parts = parts(text)?;
    let [a, b, c] = parts.numbers;
    let year = |number: u32, long: bool| {
        if long {
            return i32::try_from(number).ok();
        }
        // An apostrophe stands for the century that began in 2000.
        (number < 100)
            .then(|| if parts.apostrophe { 2000 + i32::try_from(number).unwrap_or(0) } else { full_year(number) })
    };
    match order {
        DateOrder::Ymd => ymd(year(a, parts.year_first)?, b, c),
        _ if parts.year_first => ymd(year(a, true)?, b, c),
        DateOrder::Dmy => ymd(year(c, parts.long_year)?, b, a),
        DateOrder::Mdy => ymd(year(c, parts.long_year)?, a, b),
    }
}

/// The order in which most dates are days of the calendar; of two that read all of them, the one that leaves the rows in
/// order.
pub(super) fn order(dates: &[&str]) -> Order {
    let known = |order, why: String| Order::Known(order, why);
    if dates.iter().filter_map(|d| parts(d)).any(|p| p.year_first) {
        return known(DateOrder::Ymd, "Dates are year, month, day.".to_owned());
    }
    let fits = |order| dates.iter().filter(|d| read(d, order).is_some()).count();
    let (dmy, mdy, ymd) = (fits(DateOrder::Dmy), fits(DateOrder::Mdy), fits(DateOrder::Ymd));
    let example = |better, worse| {
        let told = dates.iter().find(|d| read(d, better).is_some() && read(d, worse).is_none());
        told.map(|d| shown(d)).unwrap_or_default()
    };
    if ymd > dmy.max(mdy) {
        return known(
            DateOrder::Ymd,
            format!("Dates are year, month, day: {}.", example(DateOrder::Ymd, DateOrder::Dmy)),
        );
    }
    if dmy > mdy {
        return known(
            DateOrder::Dmy,
            format!("Dates are day, month, year: {}.", example(DateOrder::Dmy, DateOrder::Mdy)),
        );
    }
    if mdy > dmy {
        return known(
            DateOrder::Mdy,
            format!("Dates are month, day, year: {}.", example(DateOrder::Mdy, DateOrder::Dmy)),
        );
    }
    // Every date reads both ways. Where day and month are equal in all, the order changes nothing.
    let both: Vec<(NaiveDate, NaiveDate)> =
        dates.iter().filter_map(|d| Some((read(d, DateOrder::Dmy)?, read(d, DateOrder::Mdy)?))).collect();
    if both.iter().all(|(d, m)| d == m) {
        return known(DateOrder::Dmy, "Day and month are the same in every date.".to_owned());
    }
    let sorted = |days: Vec<NaiveDate>| days.is_sorted() || days.iter().rev().is_sorted();
    let (in_dmy, in_mdy) = (sorted(both.iter().map(|b| b.0).collect()), sorted(both.iter().map(|b| b.1).collect()));
    if both.len() > 3 && in_dmy != in_mdy {
        let (order, words) =
            if in_dmy { (DateOrder::Dmy, "day, month, year") } else { (DateOrder::Mdy, "month, day, year") };
        return known(order, format!("Dates are {words}: only so are the rows in order."));
    }
    let (text, (d, m)) = dates
        .iter()
        .zip(&both)
        .find(|(_, (d, m))| d != m)
        .map_or(("", (NaiveDate::default(), NaiveDate::default())), |(text, days)| (*text, *days));
    let say = |day: NaiveDate| format!("{} {}", day.day(), day.format("%B %Y"));
    Order::Unknown(
        DateOrder::Dmy,
        Question {
            code: "date_order".to_owned(),
            text: format!(
                "Every date reads both ways and the rows are in no order. Does the day or the month come first: is {} the {} \
                 or the {}?",
                shown(text),
                say(d),
                say(m)
            ),
            answers: vec!["dmy".to_owned(), "mdy".to_owned()],
        },
    )
}

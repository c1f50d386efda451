//! The days of some charges as numbers, and the days on which their next ones are expected.

use chrono::{Datelike, NaiveDate};

use super::Charge;
use crate::calendar::{Step, months_after, months_between};

/// Months looked ahead: three periods of a year, and one more to know how long the last is.
const AHEAD: usize = 38;

/// Days and months of charges, ascending.
pub(super) struct Timeline {
    /// Days since the common era began.
    pub(super) day: Vec<i32>,
    /// Index of the month into `starts`.
    month: Vec<usize>,
    /// Day of the month, 1 to 31.
    of_month: Vec<i32>,
    /// First day of every month from that of the first charge on.
    starts: Vec<i32>,
}

/// Days on which a charge is expected; it is on time near any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// The same day of the month, or so many days later.
    pub(super) day: i32,
    /// The last day of the month where the charge before was on one; else as `day`.
    pub(super) month_end: i32,
    /// The same weekday of the month, such as its second Tuesday, and its last where the charge before was on the last.
    pub(super) weekday: [i32; 2],
}

impl Timeline {
    pub(super) fn new(charges: impl Iterator<Item = Charge> + Clone) -> Self {
        let dates = charges.map(|c| c.date);
        let first = dates.clone().next().unwrap_or_default();
        let last = dates.clone().last().unwrap_or_default();
        let months = months_between(first, last) + AHEAD;
        let start = |n: usize| u32::try_from(n).map_or(first, |n| months_after(first, n)).num_days_from_ce();
        Self {
            day: dates.clone().map(|d| d.num_days_from_ce()).collect(),
            month: dates.clone().map(|d| months_between(first, d)).collect(),
            of_month: dates.map(|d: NaiveDate| i32::try_from(d.day()).unwrap_or(1)).collect(),
            starts: (0..=months).map(start).collect(),
        }
    }

    /// When the charge `periods` after charge `i` is expected; days never decrease with `i`.
    pub(super) fn expected(&self, i: usize, step: Step, periods: usize) -> Expected {
        let months = match step {
            Step::Months(n) => n as usize * periods,
            Step::HalfMonth => periods,
            Step::Days(n) => {
                let day = self.day[i] + i32::try_from(n as usize * periods).unwrap_or(i32::MAX / 2);
                return Expected { day, month_end: day, weekday: [day; 2] };
            }
        };
        let to = self.month[i] + months;
        let (start, length) = (self.starts[to], self.starts[to + 1] - self.starts[to]);
        let day = start + self.of_month[i].min(length) - 1;
        let from = self.month[i];
        let at_end = self.day[i] + 1 == self.starts[from + 1];
        let month_end = if at_end { start + length - 1 } else { day };
        let weekday = if months == 1 { self.weekdays(i, start, length) } else { [day; 2] };
        Expected { day, month_end, weekday }
    }

    fn weekdays(&self, i: usize, start: i32, length: i32) -> [i32; 2] {
        let first = start + (self.day[i] - start).rem_euclid(7);
        let last = first + (start + length - 1 - first) / 7 * 7;
        let nth = (first + (self.of_month[i] - 1) / 7 * 7).min(last);
        let was_last = self.day[i] + 7 >= self.starts[self.month[i] + 1];
        [nth, if was_last { last } else { nth }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_month_ends_and_weekdays_follow_the_calendar() {
        let dates = ["2024-01-09", "2024-01-31", "2024-12-31"].map(|d| d.parse::<NaiveDate>().expect("a date"));
        let charges = dates.map(|date| Charge { row: 0, date, minor: 1, description: 0 });
        let timeline = Timeline::new(charges.iter().copied());
        let expected = |i, step, periods| {
            let e = timeline.expected(i, step, periods);
            [e.day, e.month_end, e.weekday[0], e.weekday[1]]
                .map(|d| NaiveDate::from_num_days_from_ce_opt(d).expect("a day").to_string())
        };
        // 9 January 2024 was the second Tuesday.
        assert_eq!(
            expected(0, Step::Months(1), 1),
            ["2024-02-09", "2024-02-09", "2024-02-13", "2024-02-13"],
            "the second Tuesday"
        );
        // 31 January 2024 was the fifth and last Wednesday.
        assert_eq!(expected(1, Step::Months(1), 1), ["2024-02-29", "2024-02-29", "2024-02-28", "2024-02-28"]);
        assert_eq!(expected(1, Step::Days(28), 1)[0], "2024-02-28");
        assert_eq!(expected(2, Step::Months(12), 3)[0], "2027-12-31");
    }
}

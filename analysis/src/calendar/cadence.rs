//! How often a charge comes, and the day on which the next one is expected.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::months::{is_month_end, month_end};

/// How often it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Every 7 days.
    Weekly,
    /// Every 14 days.
    Fortnightly,
    /// On two days of every month, such as the 1st and the 15th.
    TwiceAMonth,
    /// Every 21 days.
    EveryThreeWeeks,
    /// Every 28 days.
    EveryFourWeeks,
    /// Every month: on a day of the month, or on a weekday such as its second Tuesday.
    Monthly,
    /// Every 35 days.
    EveryFiveWeeks,
    /// Every 42 days.
    EverySixWeeks,
    /// Every 56 days.
    EveryEightWeeks,
    /// Every 2 months.
    EveryTwoMonths,
    /// Every 3 months.
    Quarterly,
    /// Every 4 months.
    EveryFourMonths,
    /// Every 6 months.
    HalfYearly,
    /// Every year.
    Yearly,
}

/// What a cadence counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// This many days.
    Days(u32),
    /// This many months.
    Months(u32),
    /// Half a month.
    HalfMonth,
}

impl Cadence {
    /// All cadences, shortest first.
    pub const ALL: [Self; 14] = [
        Self::Weekly,
        Self::Fortnightly,
        Self::TwiceAMonth,
        Self::EveryThreeWeeks,
        Self::EveryFourWeeks,
        Self::Monthly,
        Self::EveryFiveWeeks,
        Self::EverySixWeeks,
        Self::EveryEightWeeks,
        Self::EveryTwoMonths,
        Self::Quarterly,
        Self::EveryFourMonths,
        Self::HalfYearly,
        Self::Yearly,
    ];

    pub(crate) const fn step(self) -> Step {
        match self {
            Self::Weekly => Step::Days(7),
            Self::Fortnightly => Step::Days(14),
            Self::TwiceAMonth => Step::HalfMonth,
            Self::EveryThreeWeeks => Step::Days(21),
            Self::EveryFourWeeks => Step::Days(28),
            Self::Monthly => Step::Months(1),
            Self::EveryFiveWeeks => Step::Days(35),
            Self::EverySixWeeks => Step::Days(42),
            Self::EveryEightWeeks => Step::Days(56),
            Self::EveryTwoMonths => Step::Months(2),
            Self::Quarterly => Step::Months(3),
            Self::EveryFourMonths => Step::Months(4),
            Self::HalfYearly => Step::Months(6),
            Self::Yearly => Step::Months(12),
        }
    }

    /// Mean length of a period in days.
    #[must_use]
    pub fn days(self) -> f64 {
        const MONTH: f64 = 365.25 / 12.0;
        match self.step() {
            Step::Days(n) => f64::from(n),
            Step::Months(n) => MONTH * f64::from(n),
            Step::HalfMonth => MONTH / 2.0,
        }
    }

    /// Charges a month on average.
    #[must_use]
    pub fn per_month(self) -> f64 {
        365.25 / 12.0 / self.days()
    }

    /// Charges a year on average; whole for cadences counted in months.
    #[must_use]
    pub fn per_year(self) -> f64 {
        match self.step() {
            Step::Days(n) => 365.25 / f64::from(n),
            Step::Months(n) => 12.0 / f64::from(n),
            Step::HalfMonth => 24.0,
        }
    }

    /// Days around the expected one that still count as on time: weekends, holidays, slow banks.
    #[must_use]
    pub fn tolerance(self) -> i64 {
        match self {
            Self::Weekly => 2,
            Self::Fortnightly | Self::TwiceAMonth | Self::EveryThreeWeeks | Self::EveryFourWeeks => 3,
            Self::EveryFiveWeeks | Self::EverySixWeeks => 4,
            Self::Monthly | Self::EveryEightWeeks => 5,
            Self::EveryTwoMonths => 7,
            Self::Quarterly | Self::EveryFourMonths => 8,
            Self::HalfYearly => 10,
            Self::Yearly => 14,
        }
    }

    /// True for what is counted in months, so that it has a day of the month.
    #[must_use]
    pub fn is_monthly(self) -> bool {
        matches!(self.step(), Step::Months(_))
    }

    /// The day `periods` (may be negative) after `from`; a 31st becomes the last day of a shorter month.
    ///
    /// Twice a month, the day between two that are a month apart is taken to be 15 days after the first of them: which
    /// day it really is, one date alone cannot tell.
    #[must_use]
    pub fn after(self, from: NaiveDate, periods: i64) -> NaiveDate {
        match self.step() {
            Step::Days(n) => days_later(from, periods * i64::from(n)),
            Step::Months(n) => months_later(from, periods * i64::from(n)),
            Step::HalfMonth if periods % 2 == 0 => months_later(from, periods / 2),
            Step::HalfMonth => {
                let whole = months_later(from, periods.div_euclid(2));
                if whole.day() <= 15 {
                    days_later(whole, 15).min(month_end(whole))
                } else {
                    let half = whole.day() - 15;
                    months_later(whole, 1).with_day(half).unwrap_or(whole)
                }
            }
        }
    }

    /// Days by which `to` is later (earlier: negative) than expected `periods` after `from`.
    ///
    /// A charge on the last day of a month is expected on the last day of other months as well as on the same day: the
    /// nearer of the two counts.
    #[must_use]
    pub fn deviation(self, from: NaiveDate, to: NaiveDate, periods: i64) -> i64 {
        let expected = self.after(from, periods);
        let same_day = (to - expected).num_days();
        if matches!(self.step(), Step::Days(_)) || !is_month_end(from) {
            return same_day;
        }
        let month_end = (to - month_end(expected)).num_days();
        if month_end.abs() < same_day.abs() { month_end } else { same_day }
    }
}

fn days_later(from: NaiveDate, days: i64) -> NaiveDate {
    let count = Days::new(days.unsigned_abs());
    let moved = if days >= 0 { from.checked_add_days(count) } else { from.checked_sub_days(count) };
    moved.unwrap_or(from)
}

fn months_later(from: NaiveDate, months: i64) -> NaiveDate {
    let count = Months::new(u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX));
    let moved = if months >= 0 { from.checked_add_months(count) } else { from.checked_sub_months(count) };
    moved.unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn month_ends_follow_the_calendar() {
        assert_eq!(Cadence::Monthly.after(day("2024-01-31"), 1), day("2024-02-29"));
        assert_eq!(Cadence::Monthly.deviation(day("2024-02-29"), day("2024-03-31"), 1), 0);
        assert_eq!(Cadence::Monthly.deviation(day("2024-02-29"), day("2024-03-29"), 1), 0);
        assert_eq!(Cadence::Weekly.deviation(day("2024-02-26"), day("2024-03-05"), 1), 1);
        assert_eq!(Cadence::Yearly.after(day("2024-02-29"), -1), day("2023-02-28"));
        assert_eq!(Cadence::EveryTwoMonths.after(day("2023-12-31"), 1), day("2024-02-29"));
    }

    #[test]
    fn twice_a_month_is_two_days_of_every_month() {
        let days: Vec<NaiveDate> = (0..5).map(|n| Cadence::TwiceAMonth.after(day("2024-01-15"), n)).collect();
        assert_eq!(days, ["2024-01-15", "2024-01-30", "2024-02-15", "2024-02-29", "2024-03-15"].map(day));
        assert_eq!(Cadence::TwiceAMonth.after(day("2024-01-31"), 1), day("2024-02-16"));
        assert_eq!(Cadence::TwiceAMonth.after(day("2024-02-16"), -1), day("2024-02-01"));
    }

    #[test]
    fn a_year_has_as_many_charges_as_the_calendar_says() {
        for cadence in Cadence::ALL {
            let first = day("2021-01-01");
            let year = (0..).map(|n| cadence.after(first, n)).take_while(|d| *d < day("2022-01-01")).count();
            assert!((year as f64 - cadence.per_year()).abs() <= 1.0, "{cadence:?}: {year}");
            assert!((cadence.per_year() - 12.0 * cadence.per_month()).abs() < 1e-9);
        }
    }
}

//! How often a charge comes: the calendar of each cadence and how far from it a charge may fall.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::report::Cadence;

/// All cadences, shortest first.
pub(super) const ALL: [Cadence; 6] =
    [Cadence::Weekly, Cadence::Fortnightly, Cadence::Monthly, Cadence::Quarterly, Cadence::HalfYearly, Cadence::Yearly];

impl Cadence {
    /// Mean length of a period in days.
    #[must_use]
    pub fn days(self) -> f64 {
        match self {
            Self::Weekly => 7.0,
            Self::Fortnightly => 14.0,
            Self::Monthly => 365.25 / 12.0,
            Self::Quarterly => 365.25 / 4.0,
            Self::HalfYearly => 365.25 / 2.0,
            Self::Yearly => 365.25,
        }
    }

    /// Charges a month on average.
    #[must_use]
    pub fn per_month(self) -> f64 {
        365.25 / 12.0 / self.days()
    }

    /// Days around the expected one that still count as on time: weekends, holidays, slow banks.
    #[must_use]
    pub fn tolerance(self) -> i64 {
        match self {
            Self::Weekly => 2,
            Self::Fortnightly => 3,
            Self::Monthly => 5,
            Self::Quarterly => 8,
            Self::HalfYearly => 10,
            Self::Yearly => 14,
        }
    }

    /// Mean distance in days to the expected day, before anything is known of a series.
    pub(super) fn jitter(self) -> f64 {
        match self {
            Self::Weekly => 0.6,
            Self::Fortnightly => 0.8,
            Self::Monthly => 1.2,
            Self::Quarterly => 2.0,
            Self::HalfYearly => 3.0,
            Self::Yearly => 4.0,
        }
    }

    /// The day `periods` (may be negative) after `from`; a 31st becomes the last day of a shorter month.
    #[must_use]
    pub fn after(self, from: NaiveDate, periods: i64) -> NaiveDate {
        let steps = periods.unsigned_abs();
        let forward = periods >= 0;
        let (months, days) = match self {
            Self::Weekly => (0, 7),
            Self::Fortnightly => (0, 14),
            Self::Monthly => (1, 0),
            Self::Quarterly => (3, 0),
            Self::HalfYearly => (6, 0),
            Self::Yearly => (12, 0),
        };
        let moved = if months == 0 {
            let days = Days::new(steps * days);
            if forward { from.checked_add_days(days) } else { from.checked_sub_days(days) }
        } else {
            let months = Months::new(u32::try_from(steps * months).unwrap_or(u32::MAX));
            if forward { from.checked_add_months(months) } else { from.checked_sub_months(months) }
        };
        moved.unwrap_or(from)
    }

    /// Days by which `to` is later (earlier: negative) than expected `periods` after `from`; a charge on the last day
    /// of a month is expected on the last day of other months as well as on the same day.
    pub(super) fn deviation(self, from: NaiveDate, to: NaiveDate, periods: i64) -> i64 {
        let expected = self.after(from, periods);
        let same_day = (to - expected).num_days();
        if self.days() > 20.0 && is_month_end(from) {
            let month_end = (to - month_end(expected)).num_days();
            if month_end.abs() < same_day.abs() {
                return month_end;
            }
        }
        same_day
    }
}

fn month_end(day: NaiveDate) -> NaiveDate {
    crate::ledger::months_after(day, 1).pred_opt().unwrap_or(day)
}

fn is_month_end(day: NaiveDate) -> bool {
    day.succ_opt().is_none_or(|next| next.day() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn month_ends_follow_the_calendar() {
        let day = |t: &str| t.parse::<NaiveDate>().expect("a date");
        assert_eq!(Cadence::Monthly.after(day("2024-01-31"), 1), day("2024-02-29"));
        assert_eq!(Cadence::Monthly.deviation(day("2024-02-29"), day("2024-03-31"), 1), 0);
        assert_eq!(Cadence::Monthly.deviation(day("2024-02-29"), day("2024-03-29"), 1), 0);
        assert_eq!(Cadence::Weekly.deviation(day("2024-02-26"), day("2024-03-05"), 1), 1);
        assert_eq!(Cadence::Yearly.after(day("2024-02-29"), -1), day("2023-02-28"));
    }
}

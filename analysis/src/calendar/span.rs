//! The days that a ledger covers, whatever a few wrong or future dates say.
//!
//! One row dated 2042, or a deposit booked six weeks ahead, must not become "today": every schedule would look stopped.
//! A few rows at an end of the ledger are put aside when they are cut off from the others by a gap in which, at the rate
//! of the thirty rows before it (and of the whole), many more rows were to be expected.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

/// Shortest gap, in days, that cuts rows off: shorter ones are holidays.
const SHORTEST_GAP: i64 = 10;
/// Rows expected in a gap that cuts rows off. Days without spending come in runs, so this is far more than the 7 at which
/// an empty gap has a chance of 1 in 1,000 when rows come independently.
const EXPECTED: f64 = 10.0;
/// Rows expected in the gap for each row cut off: a new habit after a pause is no slip.
const EXPECTED_PER_ROW: f64 = 10.0;
/// Rows from which the rate next to the gap is measured.
const NEAR: usize = 30;

/// The indices of `dates` (ascending) that belong to the time that the ledger covers; what is before or after it is cut
/// off from it. All of them where there are too few to tell.
#[must_use]
pub fn trusted(dates: &[NaiveDate]) -> Range<usize> {
    let days: Vec<i64> = dates.iter().map(|d| i64::from(d.num_days_from_ce())).collect();
    let end = days.len() - cut_off(&days);
    let backward: Vec<i64> = days[..end].iter().rev().map(|d| -d).collect();
    cut_off(&backward)..end
}

/// How many of the last `days` (ascending) are cut off from the others.
fn cut_off(days: &[i64]) -> usize {
    let n = days.len();
    // More rows than this are no slip, however far away.
    let most = 3.max(n / 200);
    let cut = |k: usize| {
        let body = &days[..n - k];
        let Some(&edge) = body.last() else { return false };
        let gap = days[n - k] - edge;
        if gap < SHORTEST_GAP || body.len() < 2 {
            return false;
        }
        // The rows at the other end may be cut off as well.
        let whole = &body[most.min(body.len() / 4)..];
        let expected = gap as f64 * rate(&body[body.len().saturating_sub(NEAR)..]).min(rate(whole));
        expected >= EXPECTED && expected >= EXPECTED_PER_ROW * k as f64
    };
    (1..=most.min(n.saturating_sub(1))).rev().find(|&k| cut(k)).unwrap_or(0)
}

/// Rows a day that `days` show at the least: their number less two standard errors of a Poisson count.
fn rate(days: &[i64]) -> f64 {
    let n = days.len() as f64 - 1.0;
    let span = (days[days.len() - 1] - days[0]).max(1) as f64;
    (n - 2.0 * n.sqrt()).max(0.0) / span
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// `n` days from `first`, one every `step` days.
    fn every(first: &str, step: u64, n: u64) -> Vec<NaiveDate> {
        (0..n).map(|i| day(first) + chrono::Days::new(i * step)).collect()
    }

    #[test]
    fn a_date_decades_or_weeks_away_is_not_part_of_the_span() {
        for (stray, expected) in [("2042-03-01", 0..400), ("1924-03-01", 1..401), ("2024-06-20", 0..400)] {
            // 400 days to 2024-05-06.
            let mut dates = every("2023-04-02", 1, 400);
            dates.push(day(stray));
            dates.sort_unstable();
            assert_eq!(trusted(&dates), expected, "{stray}");
        }
        let mut both = every("2023-04-02", 1, 400);
        both.extend([day("2042-03-01"), day("2042-04-01"), day("1970-01-01")]);
        both.sort_unstable();
        assert_eq!(trusted(&both), 1..401);
    }

    #[test]
    fn a_pause_a_thin_ledger_and_a_few_rows_are_trusted() {
        // Three weeks of holidays, then as before.
        let mut pause = every("2023-01-01", 1, 300);
        pause.extend(every("2023-11-18", 1, 4));
        assert_eq!(trusted(&pause), 0..304);
        // One charge a month, and one after a year.
        let mut thin = every("2021-01-01", 30, 24);
        thin.push(day("2023-12-01"));
        assert_eq!(trusted(&thin), 0..25);
        // Used much less since: the last rows are what the ledger is now.
        let mut less = every("2020-01-01", 1, 700);
        less.extend(every("2021-12-15", 20, 40));
        assert_eq!(trusted(&less), 0..740);
        let few = [day("2024-01-01"), day("2024-01-02"), day("2024-01-03"), day("2024-01-04"), day("2042-01-01")];
        assert_eq!(trusted(&few), 0..5);
        assert_eq!(trusted(&[]), 0..0);
        assert_eq!(trusted(&[day("2024-01-01"); 8]), 0..8);
    }
}

//! Charges that belong to a schedule although their day or amount is odd: what was paid was not missed.
//!
//! A chain is the clear part of a schedule. An empty period between two of its charges, and the period before its first
//! and after its last, is filled with a charge of the merchant: of the same amount on an odd day; on the expected day of
//! a multiple (arrears collected with it), with a slipped decimal point, or, where the merchant charges little else, of
//! any amount at all (a new price, a fee on top).

use chrono::NaiveDate;

use super::series::{Member, Series};
use crate::anomaly::stats::median;
use crate::schedule::Charge;

/// Unrelated charges expected within the tolerance of an expected day below which a charge there is the missing one.
const UNRELATED: f64 = 0.5;
/// Share of a period by which a charge of the same amount may be off its day, in a gap and beyond an end: there, half a
/// period off it is as well another schedule's.
const ODD_DAY: f64 = 0.6;
const ODD_DAY_AT_END: f64 = 0.4;

/// Equal to the cent, or within half a percent.
pub(super) fn close(a: i64, b: i64) -> bool {
    a == b || (a - b).unsigned_abs() * 200 <= a.unsigned_abs().min(b.unsigned_abs())
}

/// How many times `expected` a charge with a slipped decimal point is: 10, 100, 1,000, 0.1, 0.01 or 0.001.
pub(super) fn slipped(amount: i64, expected: i64) -> Option<f64> {
    let of = |power: i64| [(amount, expected * power, power as f64), (amount * power, expected, 1.0 / power as f64)];
    let bounded = amount.abs() < i64::MAX / 1000 && expected.abs() < i64::MAX / 1000;
    let all = [10, 100, 1000].into_iter().filter(|_| bounded).flat_map(of);
    all.filter(|(a, b, _)| close(*a, *b)).map(|(_, _, factor)| factor).next()
}

impl Series {
    /// Takes in the charges that fill empty periods, and marks them in `used`.
    pub(super) fn complete(&mut self, charges: &[Charge], used: &mut [bool]) {
        self.settle();
        let left = used.iter().filter(|u| !**u).count() as f64;
        let span = (charges[charges.len() - 1].date - charges[0].date).num_days().max(1) as f64;
        let window = (2 * self.cadence.tolerance() + 1) as f64;
        let search = Search { charges, sparse: left / span * window < UNRELATED, spread: self.spread() };
        let mut added = vec![];
        for i in 1..self.members.len() {
            let (before, after) = (self.members[i - 1], self.members[i]);
            for period in before.period + 1..after.period {
                let near = &self.members[(i - 1).saturating_sub(2)..(i + 3).min(self.members.len())];
                let expected = self.expected(period, None);
                let between = (before.charge.date, after.charge.date);
                if let Some(j) = search.find(self, near, (expected, ODD_DAY), between, used) {
                    used[j] = true;
                    added.push(Member { charge: charges[j], period });
                }
            }
        }
        self.members.extend(added);
        self.settle();
        self.extend(&search, used, 1);
        self.extend(&search, used, -1);
        self.settle();
    }

    /// Median step between the logarithms of consecutive amounts.
    fn spread(&self) -> f64 {
        let step = |w: &[Member]| (w[1].charge.minor as f64 / w[0].charge.minor as f64).ln().abs();
        median(&mut self.members.windows(2).map(step).collect::<Vec<_>>())
    }

    /// Goes on after the last charge (`step` 1) or before the first (-1) while there is one for the next period.
    fn extend(&mut self, search: &Search, used: &mut [bool], step: i64) {
        loop {
            let n = self.members.len();
            let edge = if step > 0 { self.members[n - 1] } else { self.members[0] };
            let period = edge.period + step;
            let expected = self.expected(period, None);
            let near = if step > 0 { &self.members[n.saturating_sub(3)..] } else { &self.members[..n.min(3)] };
            let day = edge.charge.date;
            let open = if step > 0 { (day, NaiveDate::MAX) } else { (NaiveDate::MIN, day) };
            let Some(j) = search.find(self, near, (expected, ODD_DAY_AT_END), open, used) else { return };
            // At an end nothing says that the schedule goes on: twice or half the amount is as well something else.
            let (amount, like) = (search.charges[j].minor, edge.charge.minor);
            if slipped(amount, like).is_none() && !(like / 2..=like.saturating_mul(2)).contains(&amount) {
                return;
            }
            used[j] = true;
            let member = Member { charge: search.charges[j], period };
            if step > 0 { self.members.push(member) } else { self.members.insert(0, member) }
        }
    }
}

/// What a missing charge is looked for in.
struct Search<'a> {
    /// All of the merchant, ascending by date.
    charges: &'a [Charge],
    /// The merchant charges little else.
    sparse: bool,
    /// Median step between the logarithms of two amounts of the series in a row.
    spread: f64,
}

impl Search<'_> {
    /// The best unused charge strictly `between` two days for the period expected on a day, give or take a share of a
    /// period: nearest in day, and of two the one of like amount.
    fn find(
        &self,
        series: &Series,
        near: &[Member],
        (expected, share): (NaiveDate, f64),
        between: (NaiveDate, NaiveDate),
        used: &[bool],
    ) -> Option<usize> {
        let reach = ((series.cadence.days() * share) as i64).max(series.cadence.tolerance());
        let (from, to) = (expected - chrono::Duration::days(reach), expected + chrono::Duration::days(reach));
        let start = self.charges.partition_point(|c| c.date < from);
        let within = self.charges[start..].iter().enumerate().take_while(|(_, c)| c.date <= to);
        let open = within
            .map(|(k, c)| (start + k, c))
            .filter(|(j, c)| !used[*j] && (c.date > between.0 && c.date < between.1));
        let off = |c: &Charge| (c.date - expected).num_days().abs();
        let ranked = open.filter_map(|(j, c)| Some((self.fit(series, near, c, off(c))?, off(c), j)));
        ranked.min().map(|(_, _, j)| j)
    }

    /// How well a charge `off` days from the expected one fits among `near`, 0 is best; `None` where it does not.
    fn fit(&self, series: &Series, near: &[Member], c: &Charge, off: i64) -> Option<u8> {
        let on_time = off <= series.cadence.tolerance();
        let any = |test: &dyn Fn(&Charge) -> bool| near.iter().any(|m| test(&m.charge));
        let ratio = |m: &Charge| (c.minor as f64 / m.minor as f64).ln().abs();
        if any(&|m| close(m.minor, c.minor)) {
            return Some(0);
        }
        if on_time && any(&|m| (2..=3).any(|n| close(n * m.minor, c.minor)) || slipped(c.minor, m.minor).is_some()) {
            return Some(1);
        }
        if self.sparse
            && any(&|m| m.description == c.description && ratio(m) <= if off <= 2 { 0.7 } else { self.spread })
        {
            return Some(2);
        }
        (self.sparse && on_time).then_some(3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_a_power_of_ten_to_half_a_percent() {
        assert_eq!(slipped(115_000, 11_500), Some(10.0));
        assert_eq!(slipped(425_100, 4_250), Some(100.0));
        assert_eq!(slipped(999, 9_990), Some(0.1));
        assert_eq!(slipped(23_000, 11_500), None);
        assert_eq!(slipped(i64::MAX / 10, i64::MAX / 100), None, "beyond what is compared");
    }
}

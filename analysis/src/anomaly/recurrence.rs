//! Layer 2: what the recurring charges show, as events with money at stake.
//!
//! What is missing, late, double or slipped is irregular at a charge, and the charge carries it. A new price, a new or
//! doubled subscription and one that stopped are irregular as a whole: none of the charges is. Charges of one schedule
//! that are missing in a row are one event.

use chrono::NaiveDate;

use super::evidence::{Event, Evidence, ScheduleEvidence as What, share};
use super::identity;
use super::members::Members;
use super::stats;
use crate::Ledger;
use crate::report::{AlertKind, AnomalyKind, Cadence, RecurringAlert, RecurringReport, RecurringSeries};

/// Mean yearly rise of prices and its spread between contracts and years, as logarithms: consumer prices of the OECD rose
/// by 3 % a year on average since 2000, and indexed contracts rise by what prices did.
const INDEXED: (f64, f64) = (0.03, 0.03);
/// Probability that a charge falls within a day or two of a period after another by chance, and that it has its amount:
/// three days of thirty, and one pair of charges in fifty (the rate that `recurring` measures and shrinks to).
const ON_ITS_DAY: f64 = 0.1;
const SAME_AMOUNT: f64 = 0.02;
/// Periods for which a stop is news; after that it is history.
const NEWS: f64 = 2.0;
/// No schedule is known better than this.
const SUREST: f64 = 1e-9;

impl From<AlertKind> for AnomalyKind {
    fn from(kind: AlertKind) -> Self {
        match kind {
            AlertKind::PriceRise => Self::PriceRise,
            AlertKind::NewSubscription => Self::NewSubscription,
            AlertKind::Missed | AlertKind::Overdue => Self::Missed,
            AlertKind::Late | AlertKind::Early => Self::OddDay,
            AlertKind::DuplicateSubscription => Self::DuplicateSubscription,
            AlertKind::DoubleCharge => Self::Duplicate,
            AlertKind::Stopped => Self::Stopped,
            AlertKind::DecimalSlip => Self::DecimalSlip,
        }
    }
}

/// One event for each alert; several missed charges in a row are one.
pub(super) fn find(ledger: &Ledger, recurring: &RecurringReport, members: &Members) -> Vec<Event> {
    let mut events = vec![];
    // Moves of one's own money cost nothing and are nobody's slip.
    for series in recurring.series.iter().filter(|s| s.kind.is_spending()) {
        let schedule = Schedule { ledger, series, members };
        let mut missed: Option<Event> = None;
        // Oldest first, so that a run of missed charges grows forwards.
        for alert in series.alerts.iter().rev() {
            let Some(event) = schedule.event(alert) else { continue };
            match (&mut missed, alert.kind) {
                (Some(run), AlertKind::Missed) if run.odd == event.odd => extend(run, &event),
                (_, AlertKind::Missed) => events.extend(missed.replace(event)),
                _ => events.push(event),
            }
        }
        events.extend(missed);
    }
    events
}

/// Adds a missed charge to the run of missed charges before it.
fn extend(run: &mut Event, next: &Event) {
    let Evidence::Schedule { what: What::Missed { last, count, .. }, .. } = &mut run.evidence else { return };
    let Evidence::Schedule { what: What::Missed { last: next_last, count: more, .. }, .. } = &next.evidence else {
        return;
    };
    *last = *next_last;
    *count += more;
    run.days.1 = next.days.1;
    run.impact += next.impact;
    run.amount += next.amount;
    run.ln_p = run.ln_p.min(next.ln_p);
    run.ids.extend(&next.ids);
}

/// One series with its ledger.
struct Schedule<'a> {
    ledger: &'a Ledger,
    series: &'a RecurringSeries,
    members: &'a Members,
}

impl Schedule<'_> {
    fn event(&self, alert: &RecurringAlert) -> Option<Event> {
        let (ledger, series, values) = (self.ledger, self.series, &alert.values);
        let row = alert.row.and_then(|row| self.members.ledger_row(row));
        let amount = values.expected.unwrap_or(series.amount).minor();
        let actual = values.actual.map(|m| m.minor()).or(row.map(|row| ledger.minor[row])).unwrap_or(amount);
        let a_year = |minor: i64| (minor as f64 * series.cadence.per_month() * 12.0).round() as i64;
        let yearly = |minor: i64| values.yearly.map_or_else(|| a_year(minor), |m| m.minor());
        let days = values.days.unwrap_or(0);
        let expected = values.expected_date.unwrap_or(alert.date);
        let mut p = alert.p_value.clamp(SUREST, 1.0);
        // Which rows belong to it, which of them are irregular, what is at stake.
        let (what, rows, odd, impact) = match alert.kind {
            AlertKind::PriceRise => {
                let row = row?;
                let from = values.expected.map_or_else(|| self.before(row), |m| Some(m.minor()))?;
                p = Self::rise(from, actual);
                let what = What::PriceRise { from, to: actual, since: alert.date, yearly: yearly(actual - from) };
                let rows = if values.rows.is_empty() { vec![row] } else { self.rows(&values.rows) };
                (what, rows, vec![], yearly(actual - from))
            }
            AlertKind::NewSubscription => {
                let rows = self.rows(&series.rows);
                let links = rows.len().saturating_sub(1).max(1);
                p = (ON_ITS_DAY * SAME_AMOUNT).powi(i32::try_from(links).unwrap_or(i32::MAX)).max(SUREST);
                let amount = series.amount.minor();
                (What::New { amount, since: alert.date, yearly: yearly(amount) }, rows, vec![], yearly(amount))
            }
            AlertKind::Missed => {
                let missing = usize::try_from(values.missing.unwrap_or(1)).unwrap_or(1);
                let last = self.after(expected, missing.saturating_sub(1));
                let what = What::Missed { amount, first: expected, last, count: missing };
                (what, row.into_iter().collect(), row.into_iter().collect(), amount * missing as i64)
            }
            AlertKind::Overdue => {
                let missing = values.missing.unwrap_or(1).max(1);
                let what = What::Overdue { amount, due: expected, today: ledger.today() };
                (what, vec![], vec![], amount * i64::try_from(missing).unwrap_or(1))
            }
            AlertKind::Stopped => {
                let what = What::Stopped { amount, last: series.last, charges: series.charges };
                (what, vec![], vec![], amount)
            }
            AlertKind::Late | AlertKind::Early => {
                let row = row?;
                let sign = if alert.kind == AlertKind::Early { -1 } else { 1 };
                let days = if days == 0 { (ledger.date[row] - expected).num_days() } else { sign * days.abs() };
                let what = What::OddDay { amount: ledger.minor[row], day: ledger.date[row], days };
                // A charge that came on another day costs nothing.
                (what, vec![row], vec![row], 0)
            }
            AlertKind::DoubleCharge => {
                let row = row?;
                let mut rows = self.rows(&values.rows);
                if rows.len() < 2 {
                    rows = self.nearest(row).into_iter().chain([row]).collect();
                    rows.sort_unstable();
                }
                let (first, second) = (ledger.date[*rows.first()?], ledger.date[*rows.last()?]);
                let amount = ledger.minor[row];
                (What::DoubleCharge { amount, first, second }, rows.clone(), vec![*rows.last()?], amount)
            }
            AlertKind::DuplicateSubscription => {
                let amount = series.amount.minor();
                let other = values.other.clone().unwrap_or_else(|| series.name.clone());
                let other_amount = values.expected.map_or(amount, |m| m.minor());
                let what = What::DuplicateSubscription { amount, other, other_amount, yearly: yearly(amount) };
                let rows = self.rows(&[values.rows.as_slice(), &values.other_rows].concat());
                (what, rows, vec![], yearly(amount))
            }
            AlertKind::DecimalSlip => {
                let row = row?;
                let factor = values.factor.unwrap_or(10.0);
                let (amount, usual) = (ledger.minor[row], amount);
                let what = What::DecimalSlip { amount, day: ledger.date[row], usual, factor };
                (what, vec![row], vec![row], (amount - usual).abs())
            }
        };
        let mut event = self.assemble(alert, what, rows, odd, impact, p);
        if alert.kind == AlertKind::Stopped {
            let days = (NEWS * series.cadence.days()).round() as u64;
            event.news_until = expected.checked_add_days(chrono::Days::new(days));
        }
        Some(event)
    }

    fn assemble(
        &self,
        alert: &RecurringAlert,
        what: What,
        rows: Vec<usize>,
        odd: Vec<usize>,
        impact: i64,
        p: f64,
    ) -> Event {
        let (ledger, series) = (self.ledger, self.series);
        let kind: AnomalyKind = alert.kind.into();
        let days = match (&what, rows.first(), rows.last()) {
            (What::Missed { first, last, .. }, ..) => (*first, *last),
            (What::Overdue { due, .. }, ..) => (*due, *due),
            (What::PriceRise { since, .. } | What::New { since, .. }, ..) => (*since, *since),
            (What::DuplicateSubscription { .. }, ..) => (alert.date, alert.date),
            (_, Some(&first), Some(&last)) => (ledger.date[first], ledger.date[last]),
            _ => (alert.date, alert.date),
        };
        // A layer that speaks of rows shares the error rate with the others; what has no row of its own is a test of its
        // own.
        let share = if odd.is_empty() { 0.0 } else { share::RECURRENCE.ln() };
        let mut ids = vec![identity::of_alert(series, alert)];
        ids.extend(odd.iter().map(|&i| identity::of_expense(ledger, i, kind)));
        let amount = match &what {
            What::Missed { amount, count, .. } => amount * *count as i64,
            What::Overdue { .. } => impact,
            What::DoubleCharge { .. } => rows.iter().map(|&i| ledger.minor[i]).sum(),
            What::DecimalSlip { amount, .. } | What::OddDay { amount, .. } => *amount,
            What::PriceRise { to, .. } => *to,
            What::New { amount, .. } | What::Stopped { amount, .. } | What::DuplicateSubscription { amount, .. } => {
                *amount
            }
        };
        let member = self.rows(&series.rows).first().copied();
        Event {
            kind,
            ln_p: (p.ln() - share).min(0.0),
            rows,
            odd,
            impact: impact.max(0),
            days,
            news_until: None,
            amount,
            merchant: member.map(|i| ledger.merchant[i]),
            category: ledger.categories.binary_search(&series.category).ok(),
            ids,
            evidence: Evidence::Schedule { name: self.name(), cadence: series.cadence, what },
        }
    }

    /// The merchant as its owner knows it; where it has none, its category.
    fn name(&self) -> String {
        let name = if self.series.name.trim().is_empty() { &self.series.merchant } else { &self.series.name };
        if name.trim().is_empty() { self.series.category.clone() } else { name.clone() }
    }

    /// Ledger rows of input rows, ascending.
    fn rows(&self, input: &[u64]) -> Vec<usize> {
        let mut rows: Vec<usize> = input.iter().filter_map(|&row| self.members.ledger_row(row)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Amount of the charge of the series before `row`.
    fn before(&self, row: usize) -> Option<i64> {
        let rows = self.rows(&self.series.rows);
        let at = rows.iter().position(|&r| r == row)?;
        at.checked_sub(1).map(|before| self.ledger.minor[rows[before]])
    }

    /// The charge of the series nearest to `row` in time.
    fn nearest(&self, row: usize) -> Option<usize> {
        let days = |i: usize| (self.ledger.date[i] - self.ledger.date[row]).num_days().abs();
        self.rows(&self.series.rows).into_iter().filter(|&i| i != row).min_by_key(|&i| (days(i), i))
    }

    /// The expected day `periods` later.
    fn after(&self, day: NaiveDate, periods: usize) -> NaiveDate {
        let days = (self.series.cadence.days() * periods as f64).round() as u64;
        match self.series.cadence {
            Cadence::Monthly => day.checked_add_months(chrono::Months::new(u32::try_from(periods).unwrap_or(0))),
            _ => day.checked_add_days(chrono::Days::new(days)),
        }
        .unwrap_or(day)
    }

    /// Probability that a price followed the general rise of prices of a year.
    fn rise(from: i64, to: i64) -> f64 {
        let rise = (to as f64 / from.max(1) as f64).ln();
        stats::ln_normal_tail((rise - INDEXED.0) / INDEXED.1).exp().clamp(SUREST, 1.0)
    }
}

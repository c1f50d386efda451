//! What to look at in the schedules: numbers and names, and the probability that a series as regular as this shows it by
//! chance.

use super::amounts::Amounts;
use super::series::Series;
use crate::anomaly::stats::ln_normal_tail;
use crate::report::{AlertKind, AlertValues, RecurringAlert, RecurringSeries, RecurringState};
use crate::{Ledger, Money};

/// Smallest probability stated: no schedule is known better than this.
const SUREST: f64 = 1e-9;
/// Prices are raised by 3 %, and by 5 % more or less: what subscriptions, insurers and landlords ask for most years.
const USUAL_RISE: (f64, f64) = (0.03, 0.05);
/// Days in which a new series is news, if it is not for longer because of its periods.
const NEWS: i64 = 183;
/// Probability of an isolated charge that is ten or a hundred times the price to half a percent, if nothing slipped.
const SLIP: f64 = 1e-6;

/// Fills in the alerts of `reported`, which has one entry for each of `all`.
pub(super) fn attach(reported: &mut [RecurringSeries], all: &[(Series, Amounts)], ledger: &Ledger) {
    for (report, (series, amounts)) in reported.iter_mut().zip(all) {
        let about = About { series, amounts, ledger, name: &report.name };
        let mut alerts = about.schedule();
        alerts.extend(about.prices());
        alerts.extend(about.slips());
        alerts.extend(about.doubles());
        alerts.extend(about.state(report.state));
        alerts.extend(about.began());
        report.alerts = alerts;
    }
    duplicates(reported);
    for report in reported {
        report.alerts.sort_by(|a, b| b.date.cmp(&a.date).then(a.row.cmp(&b.row)).then(a.kind.cmp(&b.kind)));
    }
}

/// Probability of being `days` off for a series with mean distance `jitter`: Laplace tail, with a floor that a series
/// of few charges cannot go below.
fn chance(days: f64, jitter: f64, charges: usize) -> f64 {
    let floor = if charges < 6 { 0.01 / charges as f64 } else { SUREST };
    (-days / jitter).exp().max(floor).min(1.0)
}

/// One series and what is known of it.
struct About<'a> {
    series: &'a Series,
    amounts: &'a Amounts,
    ledger: &'a Ledger,
    name: &'a str,
}

impl About<'_> {
    fn row(&self, i: usize) -> u64 {
        self.ledger.row[self.series.members[i].charge.row] as u64
    }

    fn money(&self, minor: i64) -> Option<Money> {
        Some(self.ledger.money(minor))
    }

    /// `minor` for each charge of a year.
    fn yearly(&self, minor: f64) -> Option<Money> {
        self.money((minor * self.series.cadence.per_year()).round() as i64)
    }

    fn values(&self) -> AlertValues {
        AlertValues { charges: Some(self.series.members.len() as u64), ..AlertValues::default() }
    }

    /// Missed, late and early charges.
    fn schedule(&self) -> Vec<RecurringAlert> {
        let (series, members) = (self.series, &self.series.members);
        let deviations = series.deviations();
        let jitter = series.jitter(&deviations);
        let tolerance = series.patience() as f64;
        let mut alerts = vec![];
        for (i, member) in members.iter().enumerate() {
            let days = deviations[i];
            let date = member.charge.date;
            if members.len() > 3 && days.abs() > tolerance {
                let (kind, word) = if days > 0.0 { (AlertKind::Late, "later") } else { (AlertKind::Early, "earlier") };
                let text = format!("{:.0} days {word} than usual, over {} charges", days.abs(), members.len());
                let values = AlertValues {
                    expected_date: Some(date - chrono::Duration::days(days as i64)),
                    days: Some(days as i64),
                    actual: self.money(member.charge.minor),
                    rows: vec![self.row(i)],
                    ..self.values()
                };
                let p_value = chance(days.abs(), jitter, members.len());
                alerts.push(RecurringAlert { kind, date, text, row: Some(self.row(i)), p_value, values });
            }
            let Some(before) = i.checked_sub(1).map(|b| members[b]) else { continue };
            let missing = member.period - before.period - 1;
            if missing > 0 {
                let expected = series.expected(before.period + 1, None);
                let days = (date - expected).num_days();
                let amount = self.ledger.money(before.charge.minor);
                let text = match missing {
                    1 => format!("{amount} expected around {expected} did not come; the next one came on {date}"),
                    n => {
                        format!("{n} charges of {amount} did not come from {expected} on; the next one came on {date}")
                    }
                };
                let values = AlertValues {
                    expected: Some(amount),
                    expected_date: Some(expected),
                    days: Some(days),
                    missing: Some(missing.unsigned_abs()),
                    ..self.values()
                };
                let p_value = chance(series.cadence.days() * 0.5, jitter, members.len());
                let (kind, row) = (AlertKind::Missed, Some(self.row(i)));
                alerts.push(RecurringAlert { kind, date: expected, text, row, p_value, values });
            }
        }
        alerts
    }

    /// Rises to a new price, and a last bill far above its season.
    fn prices(&self) -> Vec<RecurringAlert> {
        let members = &self.series.members;
        let mut alerts = vec![];
        for (k, &(at, from)) in self.amounts.steps.iter().enumerate() {
            let rise = (members[at].charge.minor as f64 / from as f64).ln();
            let z = (rise - USUAL_RISE.0) / USUAL_RISE.1;
            // A usual rise is a price step of the series, and nothing to look at.
            if z > 0.0 {
                let rows = self.amounts.at_price(k, members.len());
                alerts.push(self.rise(at, from, rows, ln_normal_tail(z)));
            }
        }
        if let Some((at, usual, ln_p)) = self.amounts.risen {
            alerts.push(self.rise(at, usual, at..members.len(), ln_p));
        }
        alerts
    }

    fn rise(&self, at: usize, from: i64, rows: std::ops::Range<usize>, ln_p: f64) -> RecurringAlert {
        let charge = self.series.members[at].charge;
        let percent = (charge.minor as f64 / from as f64 - 1.0) * 100.0;
        let yearly = self.yearly((charge.minor - from) as f64);
        let (old, new) = (self.ledger.money(from), self.ledger.money(charge.minor));
        let a_year = yearly.map(|y| format!(", {y} more a year")).unwrap_or_default();
        RecurringAlert {
            kind: AlertKind::PriceRise,
            date: charge.date,
            text: format!("From {old} to {new} ({percent:+.1} %){a_year}"),
            row: Some(self.row(at)),
            p_value: ln_p.exp().clamp(1e-6, 1.0),
            values: AlertValues {
                expected: Some(old),
                actual: Some(new),
                yearly,
                rows: rows.map(|i| self.row(i)).collect(),
                ..self.values()
            },
        }
    }

    /// Slips of the decimal point.
    fn slips(&self) -> Vec<RecurringAlert> {
        let alert = |&(at, meant, factor): &(usize, i64, f64)| {
            let charge = self.series.members[at].charge;
            let (meant, charged) = (self.ledger.money(meant), self.ledger.money(charge.minor));
            RecurringAlert {
                kind: AlertKind::DecimalSlip,
                date: charge.date,
                text: format!("{charged} where {meant} is usual: {factor} times as much"),
                row: Some(self.row(at)),
                p_value: SLIP,
                values: AlertValues {
                    expected: Some(meant),
                    actual: Some(charged),
                    factor: Some(factor),
                    rows: vec![self.row(at)],
                    ..self.values()
                },
            }
        };
        self.amounts.slips.iter().map(alert).collect()
    }

    /// Charges with the same amount a few days before or after one of the schedule.
    fn doubles(&self) -> Vec<RecurringAlert> {
        let n = self.series.members.len() as f64;
        let share = self.series.doubles.len() as f64 / n;
        let alert = |&(i, other): &(usize, crate::schedule::Charge)| {
            let member = self.series.members[i].charge;
            let (first, second) = if member.date <= other.date { (member, other) } else { (other, member) };
            let amount = self.ledger.money(second.minor);
            let mut rows = [first.row, second.row].map(|row| self.ledger.row[row] as u64);
            let row = Some(rows[1]);
            rows.sort_unstable();
            let days = (second.date - first.date).num_days();
            let text = match days {
                0 => format!("{amount} twice on the same day"),
                1 => format!("{amount} again after a day"),
                n => format!("{amount} again after {n} days"),
            };
            RecurringAlert {
                kind: AlertKind::DoubleCharge,
                date: second.date,
                text,
                row,
                p_value: (0.02 / n).max(share * 0.1).min(1.0),
                values: AlertValues { actual: Some(amount), days: Some(days), rows: rows.to_vec(), ..self.values() },
            }
        };
        self.series.doubles.iter().map(alert).collect()
    }

    /// Overdue and stopped series. That it ended is news for two periods; then it is history.
    fn state(&self, state: RecurringState) -> Option<RecurringAlert> {
        let series = self.series;
        let today = self.ledger.today();
        let (expected, charges) = (series.expected_after_last(1), series.members.len());
        let days = (today - expected).num_days();
        let missing = (1..).take_while(|n| (today - series.expected_after_last(*n)).num_days() > series.patience());
        let missing = missing.take(100).count() as u64;
        let amount = self.ledger.money(self.amounts.current);
        let values = AlertValues {
            expected: Some(amount),
            expected_date: Some(expected),
            days: Some(days),
            missing: Some(missing),
            ..self.values()
        };
        let p_value = chance(days as f64, series.jitter(&series.deviations()), charges);
        let alert =
            |kind, text, values| Some(RecurringAlert { kind, date: expected, text, row: None, p_value, values });
        match state {
            RecurringState::Active => None,
            RecurringState::Overdue => {
                let text = format!("{amount} expected around {expected} is not there by {today}");
                alert(AlertKind::Overdue, text, values)
            }
            RecurringState::Stopped => {
                let news = series.ends_after() + (2.0 * series.cadence.days()) as i64;
                let last = series.last().charge.date;
                let text = format!("{charges} charges, the last on {last}; none since");
                let yearly = self.yearly(self.amounts.mean);
                (days <= news).then(|| alert(AlertKind::Stopped, text, AlertValues { yearly, ..values })).flatten()
            }
        }
    }

    /// A series that began while the ledger was kept.
    fn began(&self) -> Option<RecurringAlert> {
        let series = self.series;
        let first = series.first().charge;
        let days = series.cadence.days();
        let known_before = (first.date - self.ledger.since()).num_days() as f64 > days.max(30.0);
        let age = (self.ledger.today() - first.date).num_days();
        let news = ((3.5 * days) as i64).max(NEWS);
        if !known_before || age > news || series.members.len() < 3 {
            return None;
        }
        let amount = self.ledger.money(first.minor);
        let yearly = self.yearly(self.amounts.mean);
        let cost = yearly.map(|y| format!(", {y} a year")).unwrap_or_default();
        Some(RecurringAlert {
            kind: AlertKind::NewSubscription,
            date: first.date,
            text: format!("{} since {}: {amount}{cost}", self.name, first.date),
            row: Some(self.row(0)),
            p_value: 0.5,
            values: AlertValues {
                actual: Some(amount),
                yearly,
                rows: (0..series.members.len()).map(|i| self.row(i)).collect(),
                ..self.values()
            },
        })
    }
}

/// Two running series of one merchant with the same cadence and about the same amount.
fn duplicates(reported: &mut [RecurringSeries]) {
    let mut order: Vec<usize> = (0..reported.len()).filter(|&i| reported[i].state == RecurringState::Active).collect();
    order.sort_by(|&a, &b| {
        (&reported[a].merchant, reported[a].first, a).cmp(&(&reported[b].merchant, reported[b].first, b))
    });
    for pair in order.windows(2) {
        let (earlier, later) = (&reported[pair[0]], &reported[pair[1]]);
        let ratio = later.amount.major() / earlier.amount.major().max(f64::MIN_POSITIVE);
        // Policies, taxes and fees that come a few times a year are often several at one payee.
        let often = earlier.cadence.days() < 100.0;
        if earlier.merchant == later.merchant
            && earlier.cadence == later.cadence
            && often
            && (0.8..=1.25).contains(&ratio)
        {
            let yearly = later.amount.minor() as f64 * later.cadence.per_year();
            let values = AlertValues {
                actual: Some(later.amount),
                expected: Some(earlier.amount),
                yearly: Some(Money::new(yearly.round() as i64, later.amount.digits())),
                charges: Some(later.charges),
                rows: later.rows.clone(),
                other: Some(earlier.name.clone()),
                other_rows: earlier.rows.clone(),
                ..AlertValues::default()
            };
            let alert = RecurringAlert {
                kind: AlertKind::DuplicateSubscription,
                date: later.first,
                text: format!("{} runs as well, {} since {}", earlier.name, earlier.amount, earlier.first),
                row: later.rows.first().copied(),
                p_value: 0.05,
                values,
            };
            reported[pair[1]].alerts.push(alert);
        }
    }
}

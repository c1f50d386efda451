//! What to look at in the schedules, each with the probability that a series as regular as this shows it by chance.

use chrono::NaiveDate;

use super::series::Series;
use crate::Ledger;
use crate::report::{AlertKind, AlertValues, RecurringAlert, RecurringSeries, RecurringState};

/// Smallest probability stated: no schedule is known better than this.
const SUREST: f64 = 1e-9;
/// Smallest rise that is a new price, not rounding.
const RISE: f64 = 0.01;

/// Fills in the alerts of `reported`, which has one entry for each of `all`.
pub(super) fn attach(reported: &mut [RecurringSeries], all: &[Series], ledger: &Ledger) {
    for (report, series) in reported.iter_mut().zip(all) {
        let mut alerts = schedule(series, ledger);
        alerts.extend(prices(series, ledger));
        alerts.extend(doubles(series, ledger));
        alerts.extend(state(series, report.state, ledger));
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

/// Missed, late and early charges.
fn schedule(series: &Series, ledger: &Ledger) -> Vec<RecurringAlert> {
    let deviations = series.deviations();
    let jitter = series.jitter(&deviations);
    let members = &series.members;
    let tolerance = (series.cadence.tolerance() as f64).max(3.0 * jitter);
    let mut alerts = vec![];
    for (i, member) in members.iter().enumerate() {
        let row = Some(ledger.row[member.charge.row] as u64);
        let days = deviations[i];
        if members.len() > 3 && days.abs() > tolerance {
            let (kind, word) = if days > 0.0 { (AlertKind::Late, "later") } else { (AlertKind::Early, "earlier") };
            let text = format!("{:.0} days {word} than its usual day over {} charges", days.abs(), members.len());
            alerts.push(alert(kind, member.charge.date, text, row, chance(days.abs(), jitter, members.len())));
        }
        if let Some(before) = i.checked_sub(1).map(|b| members[b]) {
            let missing = member.period - before.period - 1;
            for n in 1..=missing {
                let expected = series.cadence.after(before.charge.date, n);
                let gap = (member.charge.date - before.charge.date).num_days();
                let text = format!("No charge around {expected}; {gap} days between two charges");
                let p = chance(series.cadence.days() * 0.5, jitter, members.len());
                alerts.push(alert(AlertKind::Missed, expected, text, row, p));
            }
        }
    }
    alerts
}

/// Rises to a new plateau.
fn prices(series: &Series, ledger: &Ledger) -> Vec<RecurringAlert> {
    let members = &series.members;
    let mut alerts = vec![];
    for i in 1..members.len() {
        let (before, now) = (members[i - 1].charge.minor as f64, members[i].charge.minor as f64);
        let rise = now / before - 1.0;
        let was_flat = i < 2 || (members[i - 2].charge.minor as f64 / before - 1.0).abs() < RISE;
        let stays = members.get(i + 1).is_none_or(|m| (m.charge.minor as f64 / now - 1.0).abs() < RISE);
        if rise > RISE && was_flat && stays {
            let text = format!(
                "From {} to {} ({:+.1} %)",
                ledger.money(members[i - 1].charge.minor),
                ledger.money(members[i].charge.minor),
                rise * 100.0
            );
            let row = Some(ledger.row[members[i].charge.row] as u64);
            // Prices rise by some percent every year; only a jump is remarkable by itself.
            let p = (-(rise.ln_1p() / 0.1).powi(2) / 4.0).exp().max(1e-6);
            alerts.push(alert(AlertKind::PriceRise, members[i].charge.date, text, row, p));
        }
    }
    alerts
}

/// Charges with the same amount a few days after one of the schedule.
fn doubles(series: &Series, ledger: &Ledger) -> Vec<RecurringAlert> {
    let share = series.doubles.len() as f64 / series.members.len() as f64;
    let doubled = |&row: &usize| {
        let text = format!("{} again within the same period", ledger.money(ledger.minor[row]));
        let p = (0.02 / series.members.len() as f64).max(share * 0.1).min(1.0);
        alert(AlertKind::DoubleCharge, ledger.date[row], text, Some(ledger.row[row] as u64), p)
    };
    series.doubles.iter().map(doubled).collect()
}

/// New, overdue and stopped series.
fn state(series: &Series, state: RecurringState, ledger: &Ledger) -> Vec<RecurringAlert> {
    let (first, last) = (series.members[0].charge, series.last().charge);
    let today = ledger.today();
    let charges = series.members.len();
    let mut alerts = vec![];
    let expected = series.expected_after_last(1);
    let deviations = series.deviations();
    let p = chance((today - expected).num_days() as f64, series.jitter(&deviations), charges);
    match state {
        RecurringState::Active => {}
        RecurringState::Overdue => {
            let text = format!("Expected around {expected}, not there by {today}");
            alerts.push(alert(AlertKind::Missed, expected, text, None, p));
        }
        RecurringState::Stopped => {
            let text = format!("{charges} charges, the last on {}; none since", last.date);
            alerts.push(alert(AlertKind::Stopped, expected, text, None, p));
        }
    }
    let known_before = (first.date - ledger.date[0]).num_days() as f64 > series.cadence.days();
    if known_before && (today - first.date).num_days() as f64 <= 3.5 * series.cadence.days() {
        let text = format!("First charge of {} on {}", ledger.money(first.minor), first.date);
        alerts.push(alert(AlertKind::NewSubscription, first.date, text, Some(ledger.row[first.row] as u64), 0.5));
    }
    alerts
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
        if earlier.merchant == later.merchant && earlier.cadence == later.cadence && (0.8..=1.25).contains(&ratio) {
            let text = format!("{} runs as well, {} since {}", earlier.merchant, earlier.amount, earlier.first);
            let (date, row) = (later.first, later.rows.first().copied());
            reported[pair[1]].alerts.push(alert(AlertKind::DuplicateSubscription, date, text, row, 0.05));
        }
    }
}

fn alert(kind: AlertKind, date: NaiveDate, text: String, row: Option<u64>, p_value: f64) -> RecurringAlert {
    RecurringAlert { kind, date, text, row, p_value, values: AlertValues::default() }
}

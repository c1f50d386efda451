//! Which cases are flagged, which of them are news, and in what order they are told.
//!
//! *Flags.* Every row, every month of a category and every schedule is a hypothesis; a case stands for one of them, and
//! Benjamini-Hochberg over all of them at the stated rate decides (a case of many rows counts once, which can only make
//! the procedure stricter). What passes is flagged where it matters: at least the materiality is at stake, the account
//! has history enough to say so, and the alert budget has room.
//!
//! *Order.* By what a look at it is worth: the money at stake times the probability that it is real, one minus the
//! case's q-value. Among flagged cases that probability is at least 0.95 at the default rate and the money decides; a
//! large amount with weak evidence does not pass a small one that is sure by more than it deserves.
//!
//! *Review.* The flags hold over the whole range; the inbox is what of them happened since `review_from`. A subset of
//! discoveries keeps the rate on average where it is chosen without regard to the p-values, and the calendar has none.
//!
//! *Over runs.* Online control (LORD++, Ramdas and others 2017; ADDIS, Tian and Ramdas 2019) is not used. It spends an error
//! budget on hypotheses that arrive one by one and are never looked at again; here every run decides all hypotheses of the
//! range anew, knows their batch and keeps the rate of the whole list. The list of a later run holds the earlier rows as
//! well, so what was ever flagged is nearly what the last run flags: measured over twelve monthly runs, see
//! `proof::runs`.

use std::cmp::Reverse;

use super::cases::Case;
use super::stats;
use crate::Ledger;
use crate::report::AnomalyKind;
use chrono::NaiveDate;

/// Months of the default review window.
const REVIEW_MONTHS: u32 = 12;
/// Share of a usual month's spending below which nothing is news, and the cap of it: what a usual purchase costs.
const OF_A_MONTH: f64 = 0.01;
/// Days and rows of history that it takes to say what amount is usual. One month of spending knows no other month.
const SUPPORT_DAYS: i64 = 45;
const SUPPORT_ROWS: usize = 20;

/// What was decided of a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Decision {
    pub(super) flagged: bool,
    pub(super) in_review: bool,
    /// Money at stake times the probability that it is real, minor units.
    pub(super) worth: f64,
}

/// First day of the review window.
pub(super) fn review_from(ledger: &Ledger) -> NaiveDate {
    let year_ago = || ledger.today().checked_sub_months(chrono::Months::new(REVIEW_MONTHS)).unwrap_or(ledger.since());
    ledger.params.review_from.unwrap_or_else(year_ago)
}

/// Least money at stake that is flagged: what the account set, else the smaller of its median purchase and 1 % of a
/// median month, to two digits.
pub(super) fn materiality(ledger: &Ledger) -> i64 {
    if let Some(set) = ledger.params.materiality {
        return set;
    }
    let mut purchases: Vec<f64> =
        (0..ledger.len()).filter(|&i| ledger.minor[i] > 0).map(|i| ledger.minor[i] as f64).collect();
    let mut months = vec![0.0; ledger.months.len()];
    (0..ledger.len()).for_each(|i| months[ledger.month[i]] += ledger.minor[i].max(0) as f64);
    let complete = ledger.complete_months();
    let month = if complete.is_empty() {
        let days = (ledger.today() - ledger.since()).num_days().max(30) as f64;
        purchases.iter().sum::<f64>() / days * 30.44
    } else {
        stats::median(&mut months[complete])
    };
    let least = stats::median(&mut purchases).min(OF_A_MONTH * month).max(0.0);
    let unit = 10f64.powf((least.max(1.0).log10().floor() - 1.0).max(0.0));
    ((least / unit).floor() * unit) as i64
}

/// Decides all `cases`, which stand for some of `hypotheses`; `shift` calibrates those of rows.
pub(super) fn decide(ledger: &Ledger, cases: &[Case], shift: f64, hypotheses: usize, least: i64) -> Vec<Decision> {
    let p: Vec<f64> = cases.iter().map(|c| p_value(c, shift)).collect();
    let q = q_values(&p, hypotheses);
    let rate = ledger.params.false_discovery_rate;
    let from = review_from(ledger);
    let (today, supported) = (ledger.today(), supported(ledger));
    let mut decided: Vec<Decision> = cases
        .iter()
        .zip(&q)
        .map(|(case, &q)| {
            let leader = case.leader();
            let is_news = leader.news_until.is_none_or(|until| today <= until);
            // A date that cannot be right is in the ledger now, whenever it says it was.
            let in_review = is_news && (leader.days.1 >= from || leader.kind == AnomalyKind::ImpossibleDate);
            let amounts = matches!(
                leader.kind,
                AnomalyKind::Spike
                    | AnomalyKind::NewMerchant
                    | AnomalyKind::WrongCategory
                    | AnomalyKind::DecimalSlip
                    | AnomalyKind::Unusual
            );
            let matters = leader.impact >= least.max(1) && is_news && (supported || !amounts);
            Decision { flagged: matters && q <= rate, in_review, worth: (1.0 - q) * leader.impact as f64 }
        })
        .collect();
    let budget = ledger.params.alert_budget as usize * ledger.months.len().max(1);
    let mut flagged: Vec<usize> = (0..cases.len()).filter(|&i| decided[i].flagged).collect();
    flagged.sort_by(|&a, &b| decided[b].worth.total_cmp(&decided[a].worth).then(p[a].total_cmp(&p[b])).then(a.cmp(&b)));
    flagged.into_iter().skip(budget).for_each(|i| decided[i].flagged = false);
    decided
}

/// True where the ledger can say what amount is usual.
pub(super) fn supported(ledger: &Ledger) -> bool {
    (ledger.today() - ledger.since()).num_days() >= SUPPORT_DAYS && ledger.len() >= SUPPORT_ROWS
}

/// Probability of a case by chance. Rows are calibrated together; months and schedules have their own.
pub(super) fn p_value(case: &Case, shift: f64) -> f64 {
    let of_rows = case.events.iter().filter(|e| !e.odd.is_empty()).map(|e| e.ln_p + shift);
    let others = case.events.iter().filter(|e| e.odd.is_empty()).map(|e| e.ln_p);
    of_rows.chain(others).fold(0.0, f64::min).exp().clamp(1e-300, 1.0)
}

/// The rate at which each of `p` would just pass Benjamini-Hochberg among `hypotheses` of which only these may be small.
fn q_values(p: &[f64], hypotheses: usize) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let m = hypotheses.max(p.len()) as f64;
    let mut q = vec![1.0; p.len()];
    let mut least = 1f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(p[i] * m / (rank + 1) as f64);
        q[i] = least;
    }
    q
}

/// The order in which cases are told: what is to be looked at now, then what was, then the rest; each by its worth.
pub(super) fn order(cases: &[(Case, Decision)]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let key = |i: usize| {
        let decision = &cases[i].1;
        (Reverse(decision.flagged && decision.in_review), Reverse(decision.flagged), Reverse(decision.in_review))
    };
    order.sort_by(|&a, &b| {
        key(a)
            .cmp(&key(b))
            .then(cases[b].1.worth.total_cmp(&cases[a].1.worth))
            .then(cases[a].0.ln_p.total_cmp(&cases[b].0.ln_p))
            .then_with(|| cases[a].0.leader().ids.cmp(&cases[b].0.leader().ids))
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q_values_are_those_of_benjamini_and_hochberg() {
        // p.adjust(c(0.01, 0.02, 0.03, 0.5), "BH") in R: 0.04 0.04 0.04 0.5
        let q = q_values(&[0.02, 0.5, 0.01, 0.03], 4);
        assert!(q.iter().zip([0.04, 0.5, 0.04, 0.04]).all(|(a, b)| (a - b).abs() < 1e-12), "{q:?}");
        // Among a thousand hypotheses of which only two are small.
        let q = q_values(&[1e-5, 1e-6], 1000);
        assert!((q[0] - 0.005).abs() < 1e-12 && (q[1] - 0.001).abs() < 1e-12, "{q:?}");
    }
}

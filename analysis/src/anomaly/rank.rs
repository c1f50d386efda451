//! One p-value a row from all layers' events, and the score by which rows are ranked.
//!
//! The smallest p-value of a row, each divided by its layer's share of the error rate, is calibrated at the bulk of the
//! rows and keeps the stated rate (weighted Bonferroni). What is told and flagged are cases; see [`decide`](super::decide).

use super::context::Context;
use super::detectors::Detection;
use super::evidence::{Event, Evidence, share};
use super::members::Members;
use super::stats;
use crate::Ledger;
use crate::report::AnomalyKind;

/// Natural-logarithmic width over which the p-values of flagged rows spread, about from 1 in 2,000 to 1 in 6 million:
/// measured on generated ledgers, where their density over it is about even.
const FLAGGED_WIDTH: f64 = 8.0;
/// Bounds of the logarithm of the p-value at which a row is taken to be as likely irregular as not.
const EVEN_ODDS: (f64, f64) = (-12.0, -5.0);
/// The first of a pair of equal charges ranks just after the second: either may be the one too many.
const SECOND_FIRST: f64 = 0.2;
/// Share of the rows that p-values are calibrated at.
const BULK: f64 = 0.2;
/// Rows from which on the bulk can be calibrated at all.
const ENOUGH: usize = 200;
/// Rows from which on the tail of the detectors' scores may be extrapolated beyond what was seen: a tenth of them, fifty,
/// are what the tail is fitted to. Of a hundred rows it was fitted to ten, and 23 of 200 regular ledgers had a flag.
const TAIL_ENOUGH: usize = 500;

/// What every layer says.
pub(super) struct Layers<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) members: &'a Members,
    pub(super) context: Context,
    /// Duplicates and blocks, days and signs, lone refunds.
    pub(super) slips: Vec<Event>,
    pub(super) recurrence: Vec<Event>,
    pub(super) burst: Vec<Event>,
    pub(super) filing: Vec<Event>,
    pub(super) detection: Option<Detection>,
}

/// The rows' places in the list.
pub(super) struct Ranked {
    /// Natural logarithm of the p-value, at most 0.
    ln_p: Vec<f64>,
    /// The same as the score sees it: of two equal charges only one can be too many. May exceed 0.
    pub(super) ln_rank: Vec<f64>,
    /// What to add to the logarithm of an event's p-value so that the bulk of the rows has as many as it should.
    pub(super) shift: f64,
    /// p-values of the multivariate detectors, 1 where there are none.
    pub(super) multivariate: Vec<f64>,
}

impl Layers<'_> {
    fn multivariate(&self) -> Vec<f64> {
        let n = self.ledger.len();
        let Some(detection) = &self.detection else { return vec![1.0; n] };
        let p = stats::tail_probabilities(&detection.combined);
        // A few rows show no tail: what is not seen is not known.
        let floor = if n < TAIL_ENOUGH { 1.0 / (n as f64 + 1.0) } else { 0.0 };
        p.into_iter().map(|p| p.max(floor)).collect()
    }

    /// Events of the layers that speak of few rows.
    pub(super) fn sparse(&self) -> impl Iterator<Item = &Event> {
        self.slips.iter().chain(&self.recurrence).chain(&self.burst).chain(&self.filing)
    }

    /// Logarithm of every row's smallest weighted p-value, with or without duplicates.
    fn own(&self, duplicates: bool, multivariate: &[f64]) -> Vec<f64> {
        let context = &self.context;
        let mut own: Vec<f64> = (0..self.ledger.len())
            .map(|i| {
                let high = context.ln_high[i] - share::HIGH.ln();
                let low = context.ln_low[i] - share::LOW.ln();
                let new = context.ln_new[i] - share::FIRST_CHARGE.ln();
                let new = if context.ln_new[i] < 0.0 { new } else { f64::INFINITY };
                let account = context.ln_account[i] - share::ACCOUNT.ln();
                high.min(account).min(low).min(new).min(multivariate[i].ln() - share::MULTIVARIATE.ln())
            })
            .collect();
        // That a purchase came again makes neither of the two odd by itself: it is told, and moves no row.
        let told_only = |e: &&Event| matches!(e.evidence, Evidence::Again { .. });
        let counted = self.sparse().filter(|e| !told_only(e) && (duplicates || e.kind != AnomalyKind::Duplicate));
        counted.for_each(|e| e.odd.iter().for_each(|&row| own[row] = own[row].min(e.ln_p)));
        own
    }

    pub(super) fn rank(&self) -> Ranked {
        let multivariate = self.multivariate();
        let mut own = self.own(true, &multivariate);
        let mut alone = self.own(false, &multivariate);
        let shift = calibration(&own);
        own.iter_mut().chain(&mut alone).for_each(|ln| *ln += shift);
        let ln_rank = self.ranks(&own, &alone, shift);
        Ranked { ln_p: uniform_bulk(own), ln_rank, shift, multivariate }
    }

    /// What the score goes by. A pair of equal charges is surely odd, but which of the two is the one too many nobody
    /// knows: each has half the odds, so duplicates alone rank where a row is as likely irregular as not.
    ///
    /// That is where the rows that pass Benjamini-Hochberg for another reason, whose p-values lie about evenly over
    /// [`FLAGGED_WIDTH`] on the logarithmic scale, are as dense as ordinary rows, whose p-values are uniform.
    fn ranks(&self, own: &[f64], alone: &[f64], shift: f64) -> Vec<f64> {
        let p: Vec<f64> = own.iter().map(|l| l.exp().min(1.0)).collect();
        let limit = stats::benjamini_hochberg(&p, self.ledger.params.false_discovery_rate).unwrap_or(0.0);
        let passing = alone.iter().filter(|ln| ln.exp() <= limit).count();
        let even = ((passing as f64 + 1.0) / (FLAGGED_WIDTH * alone.len() as f64)).ln();
        let even = even.clamp(EVEN_ODDS.0, EVEN_ODDS.1);
        let mut ranks = alone.to_vec();
        for pair in self.sparse().filter(|e| matches!(e.evidence, Evidence::SameDay { .. })) {
            let ln = (pair.ln_p + shift).max(even);
            for &row in &pair.rows {
                let is_copy = pair.odd.binary_search(&row).is_ok();
                let less = if is_copy { 0.0 } else { SECOND_FIRST };
                ranks[row] = ranks[row].min(ln + less);
            }
        }
        ranks
    }
}

/// What to add to the logarithms of weighted p-values so that the bulk of the rows, which is normal, has as many at
/// [`BULK`] or below as it should. Layers that speak of few rows leave their share of the error rate unused.
fn calibration(ln_p: &[f64]) -> f64 {
    if ln_p.len() < ENOUGH {
        return 0.0;
    }
    let below = ln_p.iter().filter(|l| **l <= BULK.ln()).count() as f64;
    (below / (BULK * ln_p.len() as f64)).clamp(0.25, 4.0).ln()
}

/// Above [`BULK`], where anomalies are few among many, the share of rows with as small a p-value is the p-value.
fn uniform_bulk(mut ln_p: Vec<f64>) -> Vec<f64> {
    let mut sorted = ln_p.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    for ln in &mut ln_p {
        let share = sorted.partition_point(|l| *l <= *ln) as f64 / n;
        if share > BULK {
            *ln = share.ln().max(BULK.ln());
        } else {
            *ln = ln.min(BULK.ln());
        }
    }
    ln_p
}

impl Ranked {
    /// Probability of a row this irregular on normal data.
    pub(super) fn p_value(&self, i: usize) -> f64 {
        self.ln_p[i].exp().clamp(1e-300, 1.0)
    }

    /// Score in 0..=1 of row `i`.
    pub(super) fn score(&self, i: usize) -> f64 {
        score(self.ln_rank[i])
    }
}

/// Score in 0..=1, falling with the logarithm of a p-value and still telling rows apart where that is above 0.
pub(super) fn score(ln: f64) -> f64 {
    let evidence = if ln < -20.0 { -ln } else { (-ln).exp().ln_1p() };
    let evidence = evidence / std::f64::consts::LN_10;
    evidence / (evidence + 4.0)
}

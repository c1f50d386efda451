//! One list of all layers' words: one p-value a row, flags by Benjamini-Hochberg within the alert budget.

use super::context::Context;
use super::detectors::Detection;
use super::evidence::{Finding, weight};
use super::members::Members;
use super::slips::Slips;
use super::stats;
use crate::Ledger;
use crate::report::AnomalyKind;

/// Natural-logarithmic width over which the p-values of flagged rows spread, about from 1 in 2,000 to 1 in 6 million.
const REACH: f64 = 8.0;
/// Bounds of the logarithm of the p-value at which a row is taken to be as likely odd as not.
const EVEN: (f64, f64) = (-12.0, -5.0);
/// The first of the pair ranks just after the second.
const ECHO: f64 = 0.2;
/// Duplicates flagged however few other flags there are.
const PAIRS: usize = 3;
/// Share of the rows that p-values are calibrated at.
const BULK: f64 = 0.2;

/// From this p-value down a row has a reason.
const REASON: f64 = 0.05;

/// All layers' words, by row.
pub(super) struct Layers<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) members: &'a Members,
    pub(super) context: Context,
    pub(super) slips: Slips,
    pub(super) recurrence: Vec<Finding>,
    pub(super) burst: Vec<Finding>,
    pub(super) filing: Vec<Finding>,
    pub(super) detection: Option<Detection>,
}

/// The rows' places in the list.
pub(super) struct Ranked {
    /// Natural logarithm of the weighted p-value; may exceed 0.
    pub(super) ln_p: Vec<f64>,
    /// The same as the score sees it: of two equal charges only one can be too many.
    pub(super) ln_rank: Vec<f64>,
    /// Passed Benjamini-Hochberg and the alert budget.
    pub(super) flagged: Vec<bool>,
    /// Findings with a weight, by row, strongest first; rows in `start[i]..start[i + 1]`.
    findings: Vec<(f64, Finding)>,
    start: Vec<usize>,
}

impl Layers<'_> {
    /// Multivariate p-values, 1 where there are none.
    fn multivariate(&self) -> Vec<f64> {
        self.detection.as_ref().map_or_else(|| vec![1.0; self.ledger.len()], |d| stats::tail_probabilities(&d.combined))
    }

    /// Layers that speak of few rows, with their weights.
    fn sparse(&self) -> [(&Vec<Finding>, f64); 4] {
        [
            (&self.slips.findings, weight::SLIPS),
            (&self.recurrence, weight::RECURRENCE),
            (&self.burst, weight::BURST),
            (&self.filing, weight::FILING),
        ]
    }

    /// Logarithm of every row's smallest weighted p-value, with or without duplicates.
    fn own(&self, duplicates: bool, multivariate: &[f64]) -> Vec<f64> {
        let context = &self.context;
        let mut own: Vec<f64> = (0..self.ledger.len())
            .map(|i| {
                let high = context.ln_high[i] - weight::HIGH.ln();
                let low = context.ln_low[i] - weight::LOW.ln();
                let new = context.ln_new[i] - weight::NEW_MERCHANT.ln();
                let new = if context.ln_new[i] < 0.0 { new } else { f64::INFINITY };
                high.min(low).min(new).min(multivariate[i].ln() - weight::MULTIVARIATE.ln())
            })
            .collect();
        for (findings, share) in self.sparse() {
            let counted = findings.iter().filter(|f| duplicates || f.kind != AnomalyKind::Duplicate);
            counted.for_each(|f| own[f.row] = own[f.row].min(f.ln_p - share.ln()));
        }
        own
    }

    pub(super) fn rank(&self) -> Ranked {
        let n = self.ledger.len();
        let multivariate = self.multivariate();
        let sparse = self.sparse();
        let context = &self.context;
        let mut own = self.own(true, &multivariate);
        let mut alone = self.own(false, &multivariate);
        let shift = calibration(&own);
        own.iter_mut().chain(&mut alone).for_each(|ln| *ln += shift);
        let (flagged, unpaired) = self.flags(&own, &alone);
        let ln_rank = self.ranks(&alone, unpaired, shift);
        let ln_p = uniform_bulk(own);

        let reason = REASON.ln();
        let mut findings: Vec<(f64, Finding)> = vec![];
        for (list, share) in sparse.into_iter().chain([(&self.slips.echoes, weight::SLIPS)]) {
            let strong = list.iter().filter(|f| f.ln_p < reason && ln_rank[f.row] < reason);
            findings.extend(strong.map(|f| (f.ln_p - share.ln(), f.clone())));
        }
        for i in (0..n).filter(|&i| ln_rank[i] < reason) {
            let mut push = |share: f64, finding: Finding| findings.push((finding.ln_p - share.ln(), finding));
            if context.ln_high[i] < reason {
                push(weight::HIGH, context.high(self.ledger, self.members, i));
            }
            if context.ln_low[i] < reason {
                push(weight::LOW, context.low(self.ledger, self.members, i));
            }
            if context.ln_new[i] < reason {
                push(weight::NEW_MERCHANT, context.first(self.ledger, i));
            }
            if multivariate[i] < REASON {
                push(weight::MULTIVARIATE, self.unusual(i, multivariate[i]));
            }
        }
        findings.sort_by(|a, b| (a.1.row.cmp(&b.1.row)).then(a.0.total_cmp(&b.0)).then(a.1.kind.cmp(&b.1.kind)));
        let start = (0..=n).map(|i| findings.partition_point(|f| f.1.row < i)).collect();
        Ranked { ln_p, ln_rank, flagged, findings, start }
    }

    /// What the score goes by. A pair of equal charges is surely odd, but which of the two is the one too many nobody
    /// knows: each has half the odds, so duplicates alone rank where a row is as likely odd as not.
    ///
    /// That is where `flagged` odd rows, whose p-values lie about evenly over [`REACH`] on the logarithmic scale, are as
    /// dense as ordinary rows, whose p-values are uniform.
    fn ranks(&self, alone: &[f64], flagged: usize, shift: f64) -> Vec<f64> {
        let even = ((flagged as f64 + 1.0) / (REACH * alone.len() as f64)).ln().clamp(EVEN.0, EVEN.1);
        let mut ranks = alone.to_vec();
        let pairs = self.slips.findings.iter().filter(|f| f.kind == AnomalyKind::Duplicate).map(|f| (f, 0.0));
        let echoes = self.slips.echoes.iter().map(|f| (f, ECHO));
        for (finding, less) in pairs.chain(echoes) {
            let ln = (finding.ln_p - weight::SLIPS.ln() + shift).max(even) + less;
            ranks[finding.row] = ranks[finding.row].min(ln);
        }
        ranks
    }

    /// Benjamini-Hochberg within the alert budget; and how many rows are flagged for more than being a duplicate.
    ///
    /// Half of the flagged duplicates are the rightful charge, whichever of a pair is flagged. So that the stated rate
    /// of false flags holds for the list as a whole, duplicates beyond the first [`PAIRS`] are flagged, largest amount
    /// first, only as far as their expected half stays within it.
    fn flags(&self, ln_p: &[f64], alone: &[f64]) -> (Vec<bool>, usize) {
        let params = &self.ledger.params;
        let rate = params.false_discovery_rate;
        let mut flagged = vec![false; ln_p.len()];
        let p: Vec<f64> = ln_p.iter().map(|l| l.exp().min(1.0)).collect();
        let Some(limit) = stats::benjamini_hochberg(&p, rate) else { return (flagged, 0) };
        let passing = (0..p.len()).filter(|&i| p[i] <= limit);
        let (mut passing, mut pairs): (Vec<usize>, Vec<usize>) = passing.partition(|&i| alone[i].exp() <= limit);
        let unpaired = passing.len();
        pairs.sort_by_key(|&i| (std::cmp::Reverse(self.ledger.minor[i].unsigned_abs()), i));
        pairs.truncate(PAIRS.max((rate * unpaired as f64 / (0.5 - rate).max(1e-9)) as usize));
        passing.extend(pairs);
        passing.sort_by(|&a, &b| ln_p[a].total_cmp(&ln_p[b]).then(a.cmp(&b)));
        passing.truncate(params.alert_budget as usize * self.ledger.months.len().max(1));
        passing.into_iter().for_each(|i| flagged[i] = true);
        (flagged, unpaired)
    }

    fn unusual(&self, i: usize, p: f64) -> Finding {
        let named: Vec<String> =
            self.shares(i).into_iter().map(|(name, _, value)| format!("{name} ({value:+.1})")).collect();
        let text = format!(
            "An unusual combination among {} expenses, in standard deviations from their mean: {}",
            self.ledger.len(),
            named.join(", ")
        );
        Finding { row: i, kind: AnomalyKind::Unusual, ln_p: p.ln(), text }
    }

    /// The three features that make row `i` odd to the detectors, with their shares, largest first, and how many
    /// standard deviations they are from their means.
    pub(super) fn shares(&self, i: usize) -> Vec<(&'static str, f64, f64)> {
        let Some(detection) = &self.detection else { return vec![] };
        let values: Vec<(usize, f64)> = detection.explainer.standardised(i).collect();
        let value = |column: usize| values.iter().find(|v| v.0 == column).map_or(0.0, |v| v.1);
        let shares = detection.explainer.shares(i).into_iter().take(3);
        shares.map(|(column, share)| (super::features::NAMES[column], share, value(column))).collect()
    }
}

/// What to add to the logarithms of weighted p-values so that the bulk of the rows, which is normal, has as many at
/// [`BULK`] or below as it should. Layers that speak of few rows leave their share of the error rate unused.
fn calibration(ln_p: &[f64]) -> f64 {
    if ln_p.len() < 200 {
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
    /// What speaks against row `i`, strongest first.
    pub(super) fn findings(&self, i: usize) -> impl Iterator<Item = &Finding> {
        self.findings[self.start[i]..self.start[i + 1]].iter().map(|(_, f)| f)
    }

    pub(super) fn main_kind(&self, i: usize) -> Option<AnomalyKind> {
        self.findings(i).next().map(|f| f.kind)
    }

    /// Rows that have a reason at all.
    pub(super) fn with_reason(&self, n: usize) -> impl Iterator<Item = usize> {
        (0..n).filter(|&i| self.start[i + 1] > self.start[i])
    }

    /// Probability of a row this irregular on normal data.
    pub(super) fn p_value(&self, i: usize) -> f64 {
        self.ln_p[i].exp().clamp(1e-300, 1.0)
    }

    /// Score in 0..=1, falling with the p-value and still telling rows apart where that is 1.
    pub(super) fn score(&self, i: usize) -> f64 {
        let ln = self.ln_rank[i];
        let evidence = if ln < -20.0 { -ln } else { (-ln).exp().ln_1p() };
        let evidence = evidence / std::f64::consts::LN_10;
        evidence / (evidence + 4.0)
    }
}

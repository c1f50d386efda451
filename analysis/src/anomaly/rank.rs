//! One list of all layers' words: one p-value a row, flags by Benjamini-Hochberg within the alert budget.

use super::context::Context;
use super::detectors::Detection;
use super::evidence::{Finding, weight};
use super::members::Members;
use super::slips::Slips;
use super::stats;
use crate::Ledger;
use crate::report::AnomalyKind;

/// Duplicates rank no higher than this logarithm of a p-value (1 in 3,000), about where a row is as likely odd as not.
const PAIR: f64 = -8.0;
/// The first of the pair ranks just after the second.
const ECHO: f64 = 0.2;

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
    pub(super) detection: Option<Detection>,
    /// Names of the features of `detection` and the standardised feature values, for the words.
    pub(super) features: super::detectors::Matrix,
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
    fn sparse(&self) -> [(&Vec<Finding>, f64); 3] {
        [(&self.slips.findings, weight::SLIPS), (&self.recurrence, weight::RECURRENCE), (&self.burst, weight::BURST)]
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
        let mut ln_rank = self.ranks(&multivariate);
        let slack = slack(&own);
        own.iter_mut().chain(&mut ln_rank).for_each(|ln| *ln += slack);
        let flagged = self.flags(&own);
        let ln_p = own;

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
                push(weight::LOW, context.low(self.ledger, i));
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
    /// knows: each has half the odds, so duplicates alone never rank above rows that are odd by themselves.
    fn ranks(&self, multivariate: &[f64]) -> Vec<f64> {
        let mut ranks = self.own(false, multivariate);
        let pairs = self.slips.findings.iter().filter(|f| f.kind == AnomalyKind::Duplicate).map(|f| (f, 0.0));
        let echoes = self.slips.echoes.iter().map(|f| (f, ECHO));
        for (finding, less) in pairs.chain(echoes) {
            let ln = (finding.ln_p - weight::SLIPS.ln()).max(PAIR) + less;
            ranks[finding.row] = ranks[finding.row].min(ln);
        }
        ranks
    }

    fn flags(&self, ln_p: &[f64]) -> Vec<bool> {
        let params = &self.ledger.params;
        let p: Vec<f64> = ln_p.iter().map(|l| l.exp().min(1.0)).collect();
        let mut flagged = vec![false; p.len()];
        let Some(limit) = stats::benjamini_hochberg(&p, params.false_discovery_rate) else { return flagged };
        let mut passing: Vec<usize> = (0..p.len()).filter(|&i| p[i] <= limit).collect();
        passing.sort_by(|&a, &b| ln_p[a].total_cmp(&ln_p[b]).then(a.cmp(&b)));
        passing.truncate(params.alert_budget as usize * self.ledger.months.len().max(1));
        passing.into_iter().for_each(|i| flagged[i] = true);
        flagged
    }

    fn unusual(&self, i: usize, p: f64) -> Finding {
        let shares = self.shares(i);
        let named: Vec<&str> = shares.iter().map(|s| s.0).collect();
        let text = format!("An unusual combination of {} among {} expenses", named.join(", "), self.ledger.len());
        Finding { row: i, kind: AnomalyKind::Unusual, ln_p: p.ln(), text }
    }

    /// The three features farthest from their mean with their shares of the squared distance, largest first.
    pub(super) fn shares(&self, i: usize) -> Vec<(&'static str, f64)> {
        let row = self.features.row(i);
        let total: f64 = row.iter().map(|v| v * v).sum::<f64>().max(f64::MIN_POSITIVE);
        let mut shares: Vec<(&str, f64)> =
            super::features::NAMES.iter().zip(row).map(|(name, v)| (*name, v * v / total)).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        shares.truncate(3);
        shares
    }
}

/// Logarithm of what the weighted p-values are too large by. Layers that speak of few rows leave their share of the
/// error rate unused; the bulk of the rows, which is normal, shows how much: a fifth of it should be at 0.2 or below.
fn slack(ln_p: &[f64]) -> f64 {
    const BULK: f64 = 0.2;
    if ln_p.len() < 200 {
        return 0.0;
    }
    let below = ln_p.iter().filter(|l| **l <= BULK.ln()).count() as f64;
    (below / (BULK * ln_p.len() as f64)).clamp(0.25, 1.0).ln()
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

//! What a layer found at a row, and how much each layer's word weighs.

use crate::report::AnomalyKind;

/// One layer's word on one row.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// Row of the ledger.
    pub(super) row: usize,
    pub(super) kind: AnomalyKind,
    /// Natural logarithm of the probability of this or more on normal data.
    pub(super) ln_p: f64,
    /// In words.
    pub(super) text: String,
}

/// Shares of the error rate given to each layer, more where its tail is a judgement of degree (amounts) than where it
/// is all or nothing (schedules, bursts); they add up to 1, so that the smallest weighted p-value keeps the
/// stated rate whatever the dependence between layers (weighted Bonferroni; Genovese, Roeder and Wasserman, 2006).
pub(super) mod weight {
    pub(in crate::anomaly) const HIGH: f64 = 0.40;
    pub(in crate::anomaly) const LOW: f64 = 0.14;
    pub(in crate::anomaly) const NEW_MERCHANT: f64 = 0.13;
    pub(in crate::anomaly) const FILING: f64 = 0.03;
    pub(in crate::anomaly) const SLIPS: f64 = 0.06;
    pub(in crate::anomaly) const RECURRENCE: f64 = 0.10;
    pub(in crate::anomaly) const BURST: f64 = 0.09;
    pub(in crate::anomaly) const MULTIVARIATE: f64 = 0.05;
}

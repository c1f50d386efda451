//! What people said of anomalies of earlier runs, and what follows for this one.

use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::identity;
use super::rank::Ranked;
use crate::Ledger;
use crate::input::Verdict;

/// Amounts within this distance on the logarithmic scale (about a quarter) are the like of an expected one.
const LIKE: f64 = 0.25;

/// Verdicts, ready to be asked for.
pub(super) struct Verdicts<'a> {
    by_id: FxHashMap<Uuid, Verdict>,
    ignored: FxHashSet<&'a str>,
    /// (merchant, logarithm of the amount) of charges that were called expected.
    expected: Vec<(usize, f64)>,
}

impl<'a> Verdicts<'a> {
    pub(super) fn new(ledger: &'a Ledger, ranked: &Ranked) -> Self {
        let by_id: FxHashMap<Uuid, Verdict> = ledger.feedback.iter().map(|f| (f.anomaly_id, f.verdict)).collect();
        let ignored = ledger
            .feedback
            .iter()
            .filter(|f| f.verdict == Verdict::IgnoreMerchant && !f.merchant.is_empty())
            .map(|f| f.merchant.as_str())
            .collect();
        let mut verdicts = Self { by_id, ignored, expected: vec![] };
        if ledger.feedback.iter().any(|f| f.verdict == Verdict::Expected) {
            for i in ranked.with_reason(ledger.len()) {
                let said =
                    ranked.main_kind(i).and_then(|kind| verdicts.by_id.get(&identity::of_expense(ledger, i, kind)));
                if said == Some(&Verdict::Expected) {
                    verdicts.expected.push((ledger.merchant[i], super::context::log_amount(ledger.minor[i])));
                }
            }
        }
        verdicts
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The verdict on the anomaly `id` at `merchant`.
    pub(super) fn on(&self, id: Uuid, merchant: &str) -> Option<Verdict> {
        if self.ignored.contains(merchant) { Some(Verdict::IgnoreMerchant) } else { self.by_id.get(&id).copied() }
    }

    /// The verdict on row `i`: its own, its merchant's, or that of a like charge that was called expected.
    pub(super) fn on_row(&self, ledger: &Ledger, i: usize, id: Uuid) -> Option<Verdict> {
        self.on(id, &ledger.merchants[ledger.merchant[i]]).or_else(|| {
            let log = super::context::log_amount(ledger.minor[i]);
            let like = |e: &(usize, f64)| e.0 == ledger.merchant[i] && (e.1 - log).abs() <= LIKE;
            self.expected.iter().any(like).then_some(Verdict::Expected)
        })
    }
}

/// True where a verdict takes the flag away.
pub(super) fn suppresses(verdict: Verdict) -> bool {
    verdict != Verdict::Confirmed
}

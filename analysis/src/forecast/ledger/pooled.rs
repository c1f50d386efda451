//! The boosting model of all categories: fitted at every origin of the backtest, and once for good, when it is stored.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::candidates::{SEASON, pooled_table};
use super::history::Known;
use crate::Ledger;
use crate::forecast::lags::Table;
use crate::forecast::methods::boosting::Boosting;
use crate::model::{Models, StoredModel};
use crate::report::MethodScore;

/// The model's name in the store.
const KIND: &str = "forecast_boosting";
/// Version of the bytes' layout.
const FORMAT: u32 = 2;

/// A model of what is known; `None` with too little.
pub(super) fn fit(known: &[Known], thorough: &[bool]) -> Option<Boosting> {
    Boosting::fit(&pooled_table(known, thorough))
}

/// The stored model of exactly these residuals, or a new one; `None` with too little to learn from.
pub(super) fn model(
    ledger: &Ledger,
    (known, thorough): (&[Known], &[bool]),
    backtest: &Option<MethodScore>,
    models: &mut Models,
) -> Option<Boosting> {
    let table = pooled_table(known, thorough);
    let decode = |bytes: &[u8]| {
        let (model, rest) = postcard::take_from_bytes(bytes).ok()?;
        rest.is_empty().then_some(model)
    };
    let input_hash = hash(&table);
    models
        .load_or_train(KIND, None, (FORMAT, &input_hash), decode, || {
            let model = Boosting::fit(&table).ok_or(())?;
            let bytes = postcard::to_stdvec(&model).map_err(|_| ())?;
            let range = ledger.complete_months();
            let metrics = backtest.iter().flat_map(|s| {
                [("mae", s.mae), ("mase", s.mase), ("wape", s.wape), ("skill", s.skill)].map(|(k, v)| (k.to_owned(), v))
            });
            let stored = StoredModel {
                kind: KIND.to_owned(),
                category: None,
                format_version: FORMAT,
                input_hash: input_hash.clone(),
                trained_at: None,
                trained_on: trained_on(ledger, range),
                rows: table.rows.len() as u64,
                metrics: metrics.collect::<BTreeMap<_, _>>(),
                bytes,
            };
            Ok::<_, ()>((model, stored))
        })
        .ok()
}

fn trained_on(ledger: &Ledger, range: std::ops::Range<usize>) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
    let first = ledger.months.get(range.start)?.first;
    let last = ledger.months.get(range.end.checked_sub(1)?)?.first;
    Some((first, crate::ledger::months_after(last, 1).pred_opt()?))
}

/// Hash of everything the training reads.
fn hash(table: &Table) -> String {
    let mut hash = Sha256::new();
    hash.update((SEASON as u64).to_le_bytes());
    for value in table.rows.iter().flatten().chain(&table.targets) {
        hash.update(value.to_le_bytes());
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

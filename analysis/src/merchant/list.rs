//! The merchants of a set of expenses, as a person would list them.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::{Charges, assign};
use crate::input::{Alias, Expense, in_order};

/// One merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Its key.
    pub merchant: String,
    /// Number of expenses.
    pub count: u64,
    /// Their sum in minor units, refunds subtracted.
    pub minor: i64,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// Number of distinct descriptions.
    pub descriptions: u64,
    /// The description with most expenses.
    pub example: String,
}

/// The merchants of `expenses`, most expenses first, as an analysis of them would find them; and the keys of the learned
/// `aliases` that it would not apply.
#[must_use]
pub fn list(expenses: &[Expense], aliases: &[Alias]) -> (Vec<Merchant>, Vec<String>) {
    let rows = in_order(expenses, |_| true);
    let mut index: FxHashMap<&str, usize> = FxHashMap::default();
    let mut descriptions: Vec<String> = vec![];
    let described: Vec<usize> = rows
        .iter()
        .map(|&i| {
            let text = &expenses[i].description;
            *index.entry(text).or_insert_with(|| {
                descriptions.push(text.clone());
                descriptions.len() - 1
            })
        })
        .collect();
    let date: Vec<NaiveDate> = rows.iter().map(|&i| expenses[i].date).collect();
    let minor: Vec<i64> = rows.iter().map(|&i| expenses[i].minor).collect();
    let charges = Charges { description: &described, date: &date, minor: &minor };
    let assigned = assign(&descriptions, &charges, aliases);

    let mut uses = vec![0u64; descriptions.len()];
    let mut found: FxHashMap<&str, Merchant> = FxHashMap::default();
    for (row, &d) in described.iter().enumerate() {
        uses[d] += 1;
        let merchant = found.entry(&assigned.merchants[d]).or_insert_with(|| Merchant {
            merchant: assigned.merchants[d].clone(),
            count: 0,
            minor: 0,
            days: (date[row], date[row]),
            descriptions: 0,
            example: String::new(),
        });
        merchant.count += 1;
        merchant.minor = merchant.minor.saturating_add(minor[row]);
        merchant.days.1 = date[row];
    }
    let mut most: FxHashMap<&str, (u64, usize)> = FxHashMap::default();
    for (d, key) in assigned.merchants.iter().enumerate() {
        let best = most.entry(key).or_insert((0, d));
        if uses[d] > best.0 || (uses[d] == best.0 && descriptions[d] < descriptions[best.1]) {
            *best = (uses[d], d);
        }
        if let Some(merchant) = found.get_mut(key.as_str()) {
            merchant.descriptions += 1;
        }
    }
    let mut merchants: Vec<Merchant> = found.into_values().collect();
    for merchant in &mut merchants {
        merchant.example = most.get(merchant.merchant.as_str()).map(|m| descriptions[m.1].clone()).unwrap_or_default();
    }
    merchants.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.merchant.cmp(&b.merchant)));
    (merchants, assigned.refused)
}

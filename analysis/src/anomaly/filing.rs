//! Layer 1: a charge filed under another category than its merchant's charges are.
//!
//! Every merchant has a probability for each category: its other charges', shrunk to how often charges of this account
//! are filed apart from their merchant's category at all. Where people split a shop's purchases by hand, splitting is
//! the custom and nothing is odd; where a shop has had one category for years, the one exception is.

use rustc_hash::FxHashMap;

use super::evidence::{Event, Evidence, share};
use crate::Ledger;
use crate::report::AnomalyKind;

/// Charges, this one included, from which a merchant has a usual category.
const LEAST: usize = 6;
/// Share of the merchant's other charges that its usual category must have.
const USUAL: f64 = 0.8;
/// Charges that the account's habit counts for beside the merchant's own.
const PRIOR: f64 = 2.0;

/// Every row filed apart from its merchant's usual category.
pub(super) fn find(ledger: &Ledger) -> Vec<Event> {
    let mut count: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    let mut of_merchant = vec![0usize; ledger.merchants.len()];
    for i in 0..ledger.len() {
        *count.entry((ledger.merchant[i], ledger.category[i])).or_default() += 1;
        of_merchant[ledger.merchant[i]] += 1;
    }
    // The most frequent category of each merchant; of equally frequent ones the first by name's order.
    let mut usual = vec![(0usize, usize::MAX); ledger.merchants.len()];
    for (&(merchant, category), &n) in &count {
        let best = &mut usual[merchant];
        if n > best.0 || (n == best.0 && category < best.1) {
            *best = (n, category);
        }
    }
    let known = |merchant: usize| of_merchant[merchant] >= LEAST && !ledger.merchants[merchant].is_empty();
    let total: usize = (0..of_merchant.len()).filter(|&m| known(m)).map(|m| of_merchant[m]).sum();
    let kept: usize = (0..of_merchant.len()).filter(|&m| known(m)).map(|m| usual[m].0).sum();
    let apart = (total - kept) as f64;

    let odd = |i: usize| {
        let (merchant, category) = (ledger.merchant[i], ledger.category[i]);
        let (most, main) = usual[merchant];
        let others = of_merchant[merchant] - 1;
        if !known(merchant) || ledger.minor[i] <= 0 || category == main || (most as f64) < USUAL * others as f64 {
            return None;
        }
        // Without this charge itself: it is not its own evidence.
        let here = (count[&(merchant, category)] - 1) as f64;
        let habit = (apart - 1.0 + 0.5) / total as f64;
        let ln_p = ((here + PRIOR * habit) / (others as f64 + PRIOR)).ln();
        let evidence = Evidence::FiledApart { row: i, usual: main, there: most, others };
        let ln_p = ln_p - share::FILING.ln();
        Some(Event::of_row(ledger, i, AnomalyKind::WrongCategory, ln_p, evidence, ledger.minor[i]))
    };
    (0..ledger.len()).filter_map(odd).collect()
}

/// Charges at merchants that have enough of them to have a usual category.
pub(super) fn looked_at(ledger: &Ledger) -> usize {
    let mut count = vec![0usize; ledger.merchants.len()];
    ledger.merchant.iter().for_each(|&m| count[m] += 1);
    let known = |m: &usize| count[*m] >= LEAST && !ledger.merchants[*m].is_empty();
    ledger.merchant.iter().filter(|m| known(m)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Expense, Input, Params};

    fn found(expenses: &[(&str, &str)]) -> Vec<(usize, f64)> {
        let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a date");
        let expense = |(n, (category, description)): (usize, &(&str, &str))| Expense {
            id: None,
            date: first + chrono::Days::new(n as u64),
            minor: 1000 + n as i64,
            category: (*category).into(),
            description: (*description).into(),
            ..Expense::default()
        };
        let input = Input { expenses: expenses.iter().enumerate().map(expense).collect(), ..Input::default() };
        let ledger = Ledger::new(&input, &Params::default()).expect("enough expenses");
        find(&ledger).into_iter().map(|e| (e.rows[0], (e.ln_p + share::FILING.ln()).exp())).collect()
    }

    #[test]
    fn one_exception_in_years_is_odd_and_a_custom_is_not() {
        let mut rows = vec![("Groceries", "Fresh Market"); 40];
        rows[25].0 = "Travel";
        let odd = found(&rows);
        assert_eq!(odd.len(), 1);
        assert!(odd[0].0 == 25 && odd[0].1 < 0.005, "{odd:?}");

        let split: Vec<_> = (0..40).map(|n| (["Groceries", "Household"][n % 2], "Fresh Market")).collect();
        assert!(found(&split).is_empty());
        let often: Vec<_> =
            (0..40).map(|n| (if n % 8 == 0 { "Household" } else { "Groceries" }, "Fresh Market")).collect();
        // The weighted probability ends at 1: what is left of it then is the share of the layer.
        assert!(found(&often).iter().all(|(_, p)| *p > 0.99 * share::FILING));
        assert!(found(&rows[22..27]).is_empty(), "too few charges to have a usual category");
    }
}

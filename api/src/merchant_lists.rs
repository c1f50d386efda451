//! Lists of merchants that were made, so that the next page of one does not read the whole ledger again.
//!
//! A list is good as long as the expenses and aliases it was made from are as they were ([`Made`]); the database says so
//! from an index. Each process keeps its own, the most recently asked for, up to a number of merchants.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use outlay_analysis::merchant::Merchant;
use outlay_entity::expense_state::State;
use uuid::Uuid;

/// Most merchants kept, of all accounts together: some 20 MB.
const MOST: usize = 100_000;
/// Longest life of a list. Two processes whose clocks differ could hide a change from the state for no longer.
const LIFE: Duration = Duration::from_secs(600);

/// What a list was made from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Made {
    /// The expenses.
    pub(crate) expenses: State,
    /// Hash of the aliases that hold.
    pub(crate) aliases: String,
}

/// The lists of this process.
#[derive(Debug, Default)]
pub(crate) struct MerchantLists(Mutex<HashMap<Uuid, Kept>>);

#[derive(Debug)]
struct Kept {
    made: Made,
    at: Instant,
    asked: Instant,
    merchants: Arc<Vec<Merchant>>,
}

impl MerchantLists {
    /// The list of an account, if it is of `made`.
    pub(crate) fn get(&self, user_id: Uuid, made: &Made) -> Option<Arc<Vec<Merchant>>> {
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = lists.get_mut(&user_id).filter(|kept| kept.made == *made && kept.at.elapsed() < LIFE)?;
        kept.asked = Instant::now();
        Some(Arc::clone(&kept.merchants))
    }

    /// Keeps a list, and lets go of those that were not asked for longest when there are too many merchants.
    pub(crate) fn keep(&self, user_id: Uuid, made: Made, merchants: &Arc<Vec<Merchant>>) {
        let now = Instant::now();
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lists.insert(user_id, Kept { made, at: now, asked: now, merchants: Arc::clone(merchants) });
        // An account without merchants takes room too.
        let size = |kept: &Kept| kept.merchants.len() + 10;
        let mut total: usize = lists.values().map(size).sum();
        while total > MOST {
            let Some(oldest) = lists.iter().min_by_key(|(_, kept)| kept.asked).map(|(id, _)| *id) else { break };
            total -= lists.remove(&oldest).map_or(0, |kept| size(&kept));
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn made(count: i64) -> Made {
        Made { expenses: State { count, changed_at: None }, aliases: String::new() }
    }

    fn merchants(n: usize) -> Arc<Vec<Merchant>> {
        let one = Merchant {
            merchant: "m".to_owned(),
            count: 1,
            minor: 1,
            days: (NaiveDate::MIN, NaiveDate::MIN),
            descriptions: 1,
            example: String::new(),
        };
        Arc::new(vec![one; n])
    }

    #[test]
    fn a_list_is_good_while_nothing_changed_and_old_ones_make_room() {
        let lists = MerchantLists::default();
        let (a, b) = (Uuid::now_v7(), Uuid::now_v7());
        lists.keep(a, made(1), &merchants(3));
        assert_eq!(lists.get(a, &made(1)).map(|list| list.len()), Some(3));
        assert_eq!(lists.get(a, &made(2)), None, "an expense was added");
        assert_eq!(lists.get(b, &made(1)), None, "of another account");
        lists.keep(b, made(1), &merchants(MOST - 20));
        assert_eq!(lists.get(a, &made(1)), None, "there is not enough room for both");
        assert!(lists.get(b, &made(1)).is_some());
    }
}

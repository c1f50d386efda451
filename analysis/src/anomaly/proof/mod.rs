//! What the anomaly part claims, measured on generated households: p-values are uniform where nothing is irregular
//! ([`calibration`]), few rows are not taken for many ([`few`]), what was put in is found and named ([`reasons`]), and a year
//! of monthly runs flags hardly more than one ([`runs`]).

mod calibration;
mod few;
mod household;
mod reasons;
mod runs;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::input::{Expense, Input, Params};
use crate::model::Models;
use crate::report::{AnomalyReport, ScoredExpense};
use crate::run::Unwatched;
use crate::{Ledger, Run};

fn analyse(expenses: Vec<Expense>, seed: u64) -> (AnomalyReport, Vec<ScoredExpense>) {
    let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &Params::default()).expect("enough expenses");
    let run = Run::new(seed, &Unwatched);
    let recurring = crate::recurring::find(&ledger, &run).expect("not cancelled");
    super::find(&ledger, &recurring, None, &mut Models::default(), &run).expect("not cancelled")
}

/// `of(seed)` for every seed, in their order.
fn each_seed<T: Send>(seeds: u64, of: impl Fn(u64, &mut ChaCha8Rng) -> T + Sync) -> Vec<T> {
    (0..seeds).into_par_iter().map(|seed| of(seed, &mut ChaCha8Rng::seed_from_u64(seed))).collect()
}

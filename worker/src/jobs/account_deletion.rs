//! The job `account_deletion`: everything an account has, then the account itself, which takes the job along.
//!
//! Large tables go first and piece by piece, so that no transaction holds locks for long; a new attempt goes on where the
//! last one stopped. What is left goes with the account, in the transaction that ends the job.

use outlay_analysis::Progress as _;
use outlay_entity::expense;
use outlay_entity::queue::{Besides, Published};

use crate::execute::{Failure, Work};

/// Expenses deleted at a time.
const PIECE: u64 = 5_000;

pub(super) fn run(work: &Work) -> Result<Published, Failure> {
    let mine = expense::of(work.job.user_id);
    loop {
        if work.watch.cancelled() {
            return Err(Failure::Stopped);
        }
        if work.wait(mine.remove_some(work.db.orm(), PIECE))? == 0 {
            return Ok(Published { besides: Some(Besides::DeleteAccount), ..Published::default() });
        }
    }
}

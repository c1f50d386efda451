//! What an entry is: an expense, a refund, income or a transfer.

use crate::{EntryKind, Reading};

/// Sets the kind of each entry whose file does not state it.
pub fn classify(reading: &mut Reading) {
    for entry in reading.statements.iter_mut().flat_map(|statement| &mut statement.entries) {
        if !entry.kind_stated {
            entry.kind = if entry.amount.is_sign_negative() { EntryKind::Income } else { EntryKind::Expense };
        }
    }
}

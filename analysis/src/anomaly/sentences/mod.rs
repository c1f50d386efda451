//! The one place where evidence becomes words, for JSON, workbook and page alike.
//!
//! The first sentence of a finding says what, how much, and compared with what, so that its owner can check it in ten
//! seconds: [`charges`] speaks of charges, [`schedules`] of what recurs, [`audits`] of what auditors look for, and
//! [`voice`] writes money as its currency does, days as people do, and merchants as their owner knows them.

mod audits;
mod charges;
mod schedules;
mod voice;

use std::collections::BTreeMap;

use super::evidence::Evidence;
use crate::Ledger;
use crate::report::Reason;
pub(super) use voice::{Voice, count};

/// A sentence on its way: its code, its words, and the values in them.
pub(super) struct Draft {
    code: &'static str,
    text: String,
    values: BTreeMap<String, String>,
}

impl Draft {
    fn new(code: &'static str, text: String) -> Self {
        Self { code, text, values: BTreeMap::new() }
    }

    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }
}

/// `evidence` in words.
pub(super) fn reason(ledger: &Ledger, evidence: &Evidence) -> Reason {
    let voice = Voice::new(ledger);
    let draft = match evidence {
        Evidence::Schedule { name, cadence, what } => schedules::say(&voice, name, *cadence, what),
        Evidence::Audit(what) => audits::say(&voice, what),
        other => charges::say(&voice, other),
    };
    Reason { code: draft.code.to_owned(), text: draft.text, values: draft.values }
}

#[cfg(test)]
mod tests;

//! Money in: a refund, or income.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::words::{Signal, Signals, Text};
use crate::{Entry, EntryKind, Statement};

/// Hints by which files name a refund, and income.
const REFUND_HINTS: [&str; 8] = ["refund", "return", "returned", "reversal", "rtrn", "chargeback", "retoure", "storno"];
const INCOME_HINTS: [&str; 12] =
    ["sala", "salary", "directdep", "int", "div", "inte", "divi", "pens", "bene", "payroll", "interest", "dividend"];

/// What one statement tells about whom money was paid to and came from.
#[derive(Default)]
pub(super) struct History {
    /// Paid to each merchant: what, and on which days at the earliest.
    paid: HashMap<String, (Decimal, chrono::NaiveDate)>,
    /// How often each paid.
    received: HashMap<String, u32>,
    /// What went out and came in under each category that the file names, folded.
    categories: HashMap<String, (Decimal, Decimal)>,
    /// Largest single payment out.
    largest_out: Decimal,
    /// Largest single payment in.
    largest_in: Decimal,
}

/// Who is on the other side: the first words of the name that are no numbers, prefixes or words of the kind.
pub(super) fn merchant(text: &Text) -> String {
    let mut key = String::new();
    let mut taken = 0;
    for (word, s) in text.each() {
        let empty = s.any(&[Signal::Refund, Signal::Credit, Signal::Payment, Signal::Move, Signal::Noise]);
        if word.len() < 2 || empty || word.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        if matches!(
            word,
            "card" | "purchase" | "debit" | "credit" | "visa" | "pos" | "lastschrift" | "karte" | "kartenzahlung"
        ) {
            continue;
        }
        if taken > 0 {
            key.push(' ');
        }
        key.push_str(word);
        taken += 1;
        if taken == 2 {
            break;
        }
    }
    key
}

impl History {
    /// Of all payments of one person's statements; `texts` in their order, `moved` where a payment is a transfer.
    pub(super) fn of(statements: &[Statement], keys: &[String], moved: &[bool]) -> Self {
        let mut all = Self::default();
        let entries = statements.iter().flat_map(|s| &s.entries);
        for ((entry, key), moved) in entries.zip(keys).zip(moved) {
            if *moved {
                continue;
            }
            let amount = entry.amount;
            if let Some(category) = &entry.category {
                let sums = all.categories.entry(folded(category)).or_default();
                let side = if amount.is_sign_negative() { &mut sums.1 } else { &mut sums.0 };
                *side = side.saturating_add(amount.abs());
            }
            if amount.is_sign_negative() {
                *all.received.entry(key.clone()).or_default() += 1;
                all.largest_in = all.largest_in.max(-amount);
            } else {
                let paid = all.paid.entry(key.clone()).or_insert((Decimal::ZERO, entry.day));
                paid.0 = paid.0.saturating_add(amount);
                paid.1 = paid.1.min(entry.day);
                all.largest_out = all.largest_out.max(amount);
            }
        }
        all
    }

    /// Whether more is spent than comes in under the category of a file.
    fn spends_in(&self, category: Option<&str>) -> bool {
        let sums = category.and_then(|name| self.categories.get(&folded(name)));
        sums.is_some_and(|(out, back)| out >= back && *out > Decimal::ZERO)
    }
}

fn folded(category: &str) -> String {
    category.trim().to_lowercase()
}

/// Refund, income, or nothing that words alone can tell.
pub(super) fn by_words(text: &Text, hint: &str) -> Option<EntryKind> {
    let s = text.signals;
    let hinted =
        |words: &[&str]| hint.split([' ', '_', '-', '/']).any(|h| words.iter().any(|w| h.eq_ignore_ascii_case(w)));
    let income = s.any(&[Signal::Income, Signal::Interest]);
    if s.has(Signal::Refund) {
        // A tax that comes back is no merchant's refund.
        let tax = text.words().any(|w| matches!(w, "tax" | "treas" | "finanzamt" | "impots" | "hmrc" | "irs"));
        return Some(if tax { EntryKind::Income } else { EntryKind::Refund });
    }
    if hinted(&REFUND_HINTS) && !income {
        return Some(EntryKind::Refund);
    }
    (income || hinted(&INCOME_HINTS)).then_some(EntryKind::Income)
}

/// What money in without telling words is, by who paid it and how much.
pub(super) fn by_history(text: &Text, key: &str, entry: &Entry, card: bool, history: &History) -> EntryKind {
    let (amount, day) = (-entry.amount, entry.day);
    // A card has no other credits than refunds, once its payments are told.
    if card {
        return EntryKind::Refund;
    }
    let paid = history.paid.get(key).filter(|_| !key.is_empty());
    if paid.is_some_and(|(sum, since)| *sum >= amount && *since <= day) {
        return EntryKind::Refund;
    }
    let s: Signals = text.signals;
    let person = s.any(&[Signal::GivenName, Signal::FromPeople]) || s.has(Signal::Move);
    let ordinary = amount <= history.largest_out.max(Decimal::ZERO);
    let seller = s.has(Signal::Shop) || s.has(Signal::Credit) && !person;
    // Filed where money is spent: it came back.
    let filed = !person && history.spends_in(entry.category.as_deref());
    if (seller || filed) && ordinary {
        return EntryKind::Refund;
    }
    let again = history.received.get(key).is_some_and(|times| *times > 1);
    let little = amount.checked_mul(Decimal::TEN).is_some_and(|ten| ten <= history.largest_in);
    if person || again || key.is_empty() || !ordinary || !little {
        return EntryKind::Income;
    }
    // Companies pay salaries or give money back, and this is too little for the former.
    EntryKind::Refund
}

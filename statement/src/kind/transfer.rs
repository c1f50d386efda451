//! Whether words say that money stays with the same person.
//!
//! A word like *transfer* alone says nothing: rent is transferred too. It takes a word for the own side of it (savings, an
//! own or everyday account, the bill of a card), and none for a fee, interest, rent or an insurance.

use super::words::{Signal, Text};

/// Whether the text describes a transfer between accounts of one person, or the payment of a card's bill.
pub(super) fn says(text: &Text, raw: &str) -> bool {
    let s = text.signals;
    if s.any(&[Signal::Fee, Signal::Interest, Signal::Cash]) {
        return false;
    }
    if s.has(Signal::CardBill) || s.has(Signal::Issuer) && s.has(Signal::Payment) {
        return true;
    }
    if s.has(Signal::Internal) {
        // An own account that rent is paid from is still named in full.
        return !s.has(Signal::Bill) || s.has(Signal::Savings);
    }
    if s.has(Signal::Bill) {
        return false;
    }
    let own = s.has(Signal::Own) && foreign_own(text);
    if s.has(Signal::SavingsAccount)
        || own && s.any(&[Signal::Savings, Signal::Account])
        || s.has(Signal::Move) && moved_to_own(text)
        || toward(text, &[Signal::Savings])
        || only_savings(text)
    {
        return true;
    }
    s.has(Signal::Move) && toward(text, &[Signal::AccountType, Signal::Savings]) || masked(text, raw)
}

/// `own` in English needs what it belongs to beside it (`own account`), which `Signal::Internal` knows.
fn foreign_own(text: &Text) -> bool {
    text.each().any(|(word, s)| s.has(Signal::Own) && !matches!(word, "own" | "self"))
}

/// Words by which a text says where money goes or comes from.
const TOWARD: [&str; 37] = [
    "to", "from", "into", "auf", "an", "vom", "von", "zum", "zu", "aufs", "vers", "depuis", "sur", "a", "desde",
    "hacia", "su", "da", "verso", "al", "dal", "sul", "naar", "van", "op", "na", "z", "do", "till", "fran", "til",
    "fra", "para", "de", "of", "pro", "ze",
];

/// Whether one of `signals` follows such a word, with at most two words between.
fn toward(text: &Text, signals: &[Signal]) -> bool {
    let words: Vec<_> = text.each().collect();
    words.iter().enumerate().any(|(i, (_, s))| {
        s.any(signals) && words[i.saturating_sub(2)..i].iter().any(|(before, _)| TOWARD.contains(before))
    })
}

/// A moving word right beside savings or an everyday account: `SAVINGS TRANSFER`, `XFER CHK`.
fn moved_to_own(text: &Text) -> bool {
    let words: Vec<_> = text.each().filter(|(_, s)| !s.has(Signal::Noise) || s.has(Signal::Move)).collect();
    words.windows(2).any(|pair| {
        let own = |s: super::words::Signals| s.any(&[Signal::Savings, Signal::AccountType]);
        pair[0].1.has(Signal::Move) && own(pair[1].1) || own(pair[0].1) && pair[1].1.has(Signal::Move)
    })
}

/// Nothing but savings: `Monthly savings`, `Sparen 2026`.
fn only_savings(text: &Text) -> bool {
    let digits = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    text.signals.has(Signal::Savings)
        && text
            .each()
            .all(|(word, s)| s.any(&[Signal::Savings, Signal::Noise, Signal::Move, Signal::Account]) || digits(word))
}

/// Moved to or from an account whose number is masked (`...4411`, `XX4411`), with nobody named.
fn masked(text: &Text, raw: &str) -> bool {
    if !text.signals.has(Signal::Move) || !has_mask(raw) {
        return false;
    }
    let mut toward = false;
    for (word, s) in text.each() {
        if matches!(word, "to" | "from") {
            toward = true;
        } else if !(s.any(&[Signal::Move, Signal::Account, Signal::AccountType, Signal::Savings, Signal::Noise])
            || word.bytes().any(|b| b.is_ascii_digit())
            || word.bytes().all(|b| b == b'x')
            || matches!(word, "ending" | "in" | "ach" | "funds" | "bank" | "confirmation" | "conf"))
        {
            return false;
        }
    }
    toward
}

/// Moved, and no name at all: `ONLINE TRANSFER 1234`.
pub(super) fn names_nobody(text: &Text) -> bool {
    let plain =
        ["withdrawal", "deposit", "debit", "credit", "funds", "bank", "in", "out", "conf", "confirmation", "ach"];
    text.signals.has(Signal::Move)
        && text.each().all(|(word, s)| {
            s.any(&[Signal::Move, Signal::Account, Signal::AccountType, Signal::Savings, Signal::Noise])
                || word.bytes().any(|b| b.is_ascii_digit())
                || plain.contains(&word)
        })
}

fn has_mask(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let mark = |b: u8| matches!(b, b'.' | b'x' | b'X' | b'*' | b'#');
    (2..bytes.len()).any(|i| bytes[i].is_ascii_digit() && mark(bytes[i - 1]) && bytes[i - 1] == bytes[i - 2])
        || raw.contains('…')
}

/// Words that could be of a transfer: enough where another account shows the other side.
pub(super) fn may(text: &Text) -> bool {
    let s = text.signals;
    !s.any(&[Signal::Fee, Signal::Interest])
        && s.any(&[Signal::Move, Signal::Payment, Signal::Savings, Signal::Internal, Signal::CardBill])
        || s.has(Signal::FromPeople) && text.words().any(|w| w == "deposit")
}

/// Whether a category that says *transfer* is contradicted: a fee, rent, or somebody who is named as the other side.
pub(super) fn contradicted(text: &Text) -> bool {
    let s = text.signals;
    if s.any(&[Signal::Fee, Signal::Bill]) && !s.any(&[Signal::Internal, Signal::CardBill]) {
        return true;
    }
    if says(text, text.plain()) {
        return false;
    }
    let between_people =
        ["zelle", "venmo", "cashapp", "bizum", "twint", "blik", "swish", "mobilepay", "vipps", "tikkie"];
    s.has(Signal::GivenName) && s.any(&[Signal::Move, Signal::FromPeople])
        || to_somebody(text)
        || text.words().any(|w| between_people.contains(&w))
}

/// `To Maria Lopez`: a given name after a word for the other side.
fn to_somebody(text: &Text) -> bool {
    let words: Vec<_> = text.each().collect();
    words.windows(2).any(|pair| TOWARD.contains(&pair[0].0) && pair[1].1.has(Signal::GivenName))
}

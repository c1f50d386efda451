//! What an entry is: an expense, a refund, income or a transfer.
//!
//! In this order: what the file states (a `kind` column, a reversal's mark); words that say that money stays with its owner
//! ([`transfer`]); for money in, words and the file's own codes, then who paid it ([`money_in`]); and the same amount with
//! the other sign in another account ([`pair`]). [`words`] knows what words say in the languages banks use ([`lexicon`],
//! [`category`]). An entry that nothing is known of is an expense or income by its sign.

mod category;
mod lexicon;
mod money_in;
mod pairing;
mod transfer;
mod words;

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::{Entry, EntryKind, Reading, Statement};
use words::{Signal, Text};

pub use pairing::pair;

/// Sets the kind of each entry whose file does not state it, and pairs the accounts of the file.
pub fn classify(reading: &mut Reading) {
    let texts = Texts::of(entries(&reading.statements).map(|e| e.description.as_str()));
    let cards: Vec<bool> =
        reading.statements.iter().flat_map(|s| std::iter::repeat_n(is_card(s), s.entries.len())).collect();
    let moved: Vec<bool> = entries(&reading.statements)
        .zip(texts.iter())
        .zip(&cards)
        .map(|((entry, text), card)| !entry.kind_stated && is_transfer(entry, text, *card))
        .collect();
    let keys: Vec<String> = entries(&reading.statements)
        .zip(texts.iter())
        .map(|(entry, text)| match entry.counterparty.as_deref() {
            Some(name) if name != entry.description => money_in::merchant(&Text::new(name)),
            _ => money_in::merchant(text),
        })
        .collect();
    let history = money_in::History::of(&reading.statements, &keys, &moved);
    let mut kinds: Vec<EntryKind> = Vec::with_capacity(cards.len());
    for (i, entry) in entries(&reading.statements).enumerate() {
        kinds.push(if entry.kind_stated {
            entry.kind
        } else if moved[i] {
            EntryKind::Transfer
        } else if entry.amount.is_sign_negative() {
            into(entry, texts.get(i), &keys[i], cards[i], &history)
        } else {
            EntryKind::Expense
        });
    }
    for (entry, kind) in reading.statements.iter_mut().flat_map(|s| &mut s.entries).zip(kinds) {
        entry.kind = kind;
    }
    for statement in &mut reading.statements {
        undo_reversed(statement);
    }
    pair(std::slice::from_mut(reading));
}

/// What descriptions say, each distinct one read once: most payments go to the same few merchants.
struct Texts {
    distinct: Vec<Text>,
    of: Vec<u32>,
}

impl Texts {
    fn of<'a>(descriptions: impl Iterator<Item = &'a str>) -> Self {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut distinct = Vec::new();
        let of = descriptions
            .map(|description| {
                *seen.entry(description).or_insert_with(|| {
                    distinct.push(Text::new(description));
                    u32::try_from(distinct.len() - 1).unwrap_or_default()
                })
            })
            .collect();
        Self { distinct, of }
    }

    fn get(&self, entry: usize) -> &Text {
        &self.distinct[self.of[entry] as usize]
    }

    fn iter(&self) -> impl Iterator<Item = &Text> {
        self.of.iter().map(|&at| &self.distinct[at as usize])
    }
}

fn entries(statements: &[Statement]) -> impl Iterator<Item = &Entry> {
    statements.iter().flat_map(|s| &s.entries)
}

/// The kind that category and description alone tell, as of a row that somebody types in; none where they tell nothing.
/// `money_in` is whether the row's sign says that money came in; a ledger without signs may call salaries by their category.
#[must_use]
pub fn of_text(category: &str, description: &str, money_in: bool) -> Option<EntryKind> {
    let text = Text::new(description);
    let named = category::kind(category);
    match named {
        Some(EntryKind::Transfer) if !transfer::contradicted(&text) => return named,
        Some(EntryKind::Income) if !text.signals.has(Signal::Refund) => return named,
        Some(EntryKind::Refund) if money_in => return named,
        _ => {}
    }
    if transfer::says(&text, description) {
        return Some(EntryKind::Transfer);
    }
    if money_in { money_in::by_words(&text, "") } else { None }
}

/// Whether a statement is of a credit card, by its kind or name.
fn is_card(statement: &Statement) -> bool {
    let kind = statement.account_kind.as_deref().unwrap_or_default();
    if !kind.is_empty() {
        let plain = words::plain(kind);
        let card = ["creditcard", "credit", "ccard", "card", "kreditkarte", "charge"];
        return plain.split(' ').any(|word| card.contains(&word)) && !plain.contains("debit");
    }
    let name = words::plain(statement.account.as_deref().unwrap_or_default());
    let card = |word: &str| {
        matches!(word, "card" | "visa" | "mastercard" | "amex" | "kreditkarte" | "creditcard" | "mastercards")
            || word.ends_with("kreditkarte")
    };
    name.split(' ').any(card) && !name.contains("debit")
        || statement.entries.iter().filter(|e| hint_is(e, &["sale"])).count() * 2 > statement.entries.len()
}

fn hint_is(entry: &Entry, words: &[&str]) -> bool {
    entry.hint.as_deref().is_some_and(|hint| words.iter().any(|word| hint.trim().eq_ignore_ascii_case(word)))
}

fn is_transfer(entry: &Entry, text: &Text, card: bool) -> bool {
    let money_in = entry.amount.is_sign_negative();
    // A booking that came back is what the first one was; see `undo_reversed`.
    if money_in && text.signals.has(Signal::Refund) && !transfer::says(text, &entry.description) {
        return false;
    }
    if card && money_in && (hint_is(entry, &["payment", "pmt", "pymt"]) || received(text)) {
        return true;
    }
    let named = entry.category.as_deref().and_then(category::kind);
    if named == Some(EntryKind::Transfer) && !transfer::contradicted(text) {
        return true;
    }
    if transfer::says(text, &entry.description) {
        return true;
    }
    let Some(hint) = entry.hint.as_deref() else { return false };
    // The purpose "savings" of ISO 20022 (CCRD there is any payment by card), and OFX's XFER, which some banks use for
    // credit transfers too: then somebody is named.
    hint.split(' ').any(|code| code == "SAVG")
        || hint == "XFER" && transfer::names_nobody(text)
        || hint.len() > 6 && !text.signals.has(Signal::Bill) && Text::new(hint).signals.has(Signal::Internal)
}

/// Words that stand beside a payment to a card, and say nothing of a merchant.
const RECEIVED: [&str; 23] = [
    "received",
    "thank",
    "you",
    "thanks",
    "erhalten",
    "eingang",
    "recu",
    "recibido",
    "ricevuto",
    "recebido",
    "direct",
    "debit",
    "lastschrift",
    "bankeinzug",
    "einzahlung",
    "sepa",
    "ausgleich",
    "prelevement",
    "domiciliacion",
    "incasso",
    "autogiro",
    "deposit",
    "bank",
];

/// A payment to a card: `PAYMENT RECEIVED`, `Zahlung erhalten`, `LASTSCHRIFT`, with nothing that names a merchant.
fn received(text: &Text) -> bool {
    let signal = |s: words::Signals| s.any(&[Signal::Payment, Signal::Noise, Signal::Move, Signal::CardBill]);
    let number = |word: &str| word.bytes().any(|b| b.is_ascii_digit());
    text.each().all(|(w, s)| signal(s) || RECEIVED.contains(&w) || number(w)) && text.words().any(|w| !number(w))
}

fn into(entry: &Entry, text: &Text, key: &str, card: bool, history: &money_in::History) -> EntryKind {
    if entry.reversal {
        return EntryKind::Refund;
    }
    let hint = entry.hint.as_deref().unwrap_or_default();
    if let Some(kind) = money_in::by_words(text, hint) {
        return kind;
    }
    match entry.category.as_deref().and_then(category::kind) {
        Some(kind @ (EntryKind::Income | EntryKind::Refund)) => kind,
        _ => money_in::by_history(text, key, entry, card, history),
    }
}

/// A reversal takes back what was booked before: it is of the same kind, except that a purchase becomes a refund.
fn undo_reversed(statement: &mut Statement) {
    let reversals: Vec<usize> = (0..statement.entries.len()).filter(|&i| statement.entries[i].reversal).collect();
    for i in reversals.into_iter().take(10_000) {
        let entry = &statement.entries[i];
        if entry.kind_stated {
            continue;
        }
        let (amount, day): (Decimal, _) = (entry.amount, entry.day);
        let first = statement.entries.iter().find(|e| !e.reversal && e.amount == -amount && e.day <= day);
        let kind = match (first.map(|e| e.kind), amount.is_sign_negative()) {
            (Some(kind @ (EntryKind::Transfer | EntryKind::Income)), _) => kind,
            (_, true) => EntryKind::Refund,
            (_, false) => EntryKind::Expense,
        };
        statement.entries[i].kind = kind;
    }
}

#[cfg(test)]
mod tests;

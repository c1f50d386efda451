//! `:86:`, what a payment was for: German `105?00LASTSCHRIFT?20...?32Name`, Dutch `/EREF/../NAME/../REMI/..`, or prose.

use std::collections::BTreeMap;

use super::field::Field;
use crate::Entry;
use crate::gvc;
use crate::plain::{join, some};

/// Longest part of a purpose; one that is as long goes on in the middle of a word.
const PART: usize = 27;

/// Codes that begin a part of a SEPA purpose, each followed by `+`.
const SEPA: [&str; 14] =
    ["EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC", "PURP", "ANAM"];

/// Codes between slashes.
const SLASHED: [&str; 35] = [
    "EREF", "PREF", "IREF", "MARF", "MREF", "CSID", "CNTP", "REMI", "PURP", "ULTC", "ULTD", "ULTB", "EXCH", "CHGS",
    "RTRN", "ORDP", "BENM", "NAME", "ADDR", "ISDT", "ID", "IBAN", "BIC", "TRTP", "TRCD", "CREF", "ACCW", "CHK", "PSTD",
    "SUM", "OCMT", "CHG", "KREF", "BTCH", "SVCL",
];

/// Adds what the field says.
pub(super) fn add(entry: &mut Entry, field: &Field<'_>) {
    let text = field.joined();
    let separator = text.chars().nth(3).filter(|c| !c.is_alphanumeric() && !c.is_whitespace());
    let code = text.get(..3).filter(|code| code.bytes().all(|b| b.is_ascii_digit()));
    match (code, separator) {
        (Some(code), Some(separator)) => german(entry, code, &text[3..], separator),
        _ if text.trim_start().starts_with('/') && slashed(entry, &text) => {}
        _ => prose(entry, &field.prose()),
    }
}

fn prose(entry: &mut Entry, text: &str) {
    entry.description = join([text, entry.description.as_str()]);
}

fn german(entry: &mut Entry, code: &str, text: &str, separator: char) {
    let mut parts: BTreeMap<u8, String> = BTreeMap::new();
    let mut purpose = String::new();
    for piece in text.split(separator) {
        let Some((number, value)) = piece.split_at_checked(2).and_then(|(n, v)| Some((n.parse::<u8>().ok()?, v)))
        else {
            continue;
        };
        match number {
            20..=29 | 60..=63 => {
                purpose.push_str(value);
                if value.chars().count() < PART {
                    purpose.push(' ');
                }
            }
            _ => {
                parts.entry(number).or_default().push_str(value);
            }
        }
    }
    let part = |number: u8| parts.get(&number).map(String::as_str).unwrap_or_default();
    let name = format!("{}{}", part(32), part(33));
    let sepa = sepa(&purpose);
    let remittance = sepa.get("SVWZ").map(String::as_str).unwrap_or_default();
    let free = sepa.get("").map(String::as_str).unwrap_or_default();
    let other = sepa.get("ABWA").or_else(|| sepa.get("ABWE")).map(String::as_str).unwrap_or_default();
    let what = if free.is_empty() && remittance.is_empty() && name.trim().is_empty() { part(0) } else { "" };
    entry.description = join([name.as_str(), other, free, remittance, what]);
    entry.counterparty = some(&name);
    entry.counterparty_account = some(part(31)).or(entry.counterparty_account.take());
    let hint = join([part(0), gvc::meaning(code)]);
    entry.hint = some(&hint).or(entry.hint.take());
}

/// The purpose by SEPA code; under the empty one what stands before the first.
pub(crate) fn sepa(purpose: &str) -> BTreeMap<&'static str, String> {
    let mut marks: Vec<(usize, &'static str)> = SEPA
        .iter()
        .flat_map(|code| {
            let mark = format!("{code}+");
            purpose.match_indices(&mark).map(|(at, _)| (at, *code)).collect::<Vec<_>>()
        })
        .collect();
    marks.sort_unstable();
    let mut parts = BTreeMap::new();
    let mut take = |code: &'static str, from: usize, to: usize| {
        let value = purpose.get(from..to).unwrap_or_default().trim();
        if !value.is_empty() {
            parts.entry(code).or_insert_with(|| value.to_owned());
        }
    };
    take("", 0, marks.first().map_or(purpose.len(), |m| m.0));
    for (i, &(at, code)) in marks.iter().enumerate() {
        let end = marks.get(i + 1).map_or(purpose.len(), |next| next.0);
        take(code, at + code.len() + 1, end);
    }
    parts
}

/// `/EREF/x//CNTP/account/bank/name///REMI/USTD//text/`; false where no code is known.
fn slashed(entry: &mut Entry, text: &str) -> bool {
    let mut parts: Vec<(&str, &str)> = Vec::new();
    let mut rest = text;
    let mut open: Option<&str> = None;
    let mut from = text;
    // Goes from slash to slash; a known code between two of them ends the part before.
    while let Some(at) = rest.find('/') {
        let after = &rest[at + 1..];
        let code = after.find('/').map(|end| &after[..end]).and_then(|word| SLASHED.iter().find(|c| **c == word));
        if let Some(code) = code {
            let done = from.len() - rest.len() + at;
            if let Some(open) = open {
                parts.push((open, &from[..done]));
            }
            open = Some(code);
            rest = &after[code.len() + 1..];
            from = rest;
        } else {
            rest = after;
        }
    }
    if let Some(open) = open {
        parts.push((open, from));
    }
    if parts.is_empty() {
        return false;
    }
    let value = |code: &str| parts.iter().find(|(c, _)| *c == code).map(|(_, v)| v.trim_matches(['/', ' ']));
    let other: Vec<&str> = value("CNTP").map(|v| v.split('/').collect()).unwrap_or_default();
    let name = value("NAME").or(other.get(2).copied()).unwrap_or_default();
    let remittance = value("REMI").unwrap_or_default();
    let remittance = remittance.trim_start_matches("USTD/").trim_start_matches("STRD/CUR/").trim_matches('/');
    let account = value("IBAN").or(other.first().copied()).unwrap_or_default();
    let returned = if parts.iter().any(|(c, _)| *c == "RTRN") { "RTRN" } else { "" };
    let kind = value("TRTP").unwrap_or_default();
    entry.description = join([name, remittance]);
    if entry.description.is_empty() {
        entry.description = join([kind, value("EREF").or(value("PREF")).unwrap_or_default()]);
    }
    entry.counterparty = some(name);
    entry.counterparty_account = some(account).or(entry.counterparty_account.take());
    let hint = join([kind, returned, value("PURP").unwrap_or_default(), entry.hint.as_deref().unwrap_or_default()]);
    entry.hint = some(&hint);
    true
}

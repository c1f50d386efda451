//! Two entries that are one movement of money: the same amount with opposite signs, on near days, in two accounts.
//!
//! Chance makes such pairs too. Either side must say something of a transfer, or name the other's account; without a word
//! from either, both accounts must be known and no other entry may fit.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;

use super::transfer;
use super::words::{Signal, Text};
use crate::{Entry, EntryKind, Reading, Standing};

/// Most days between the two sides: a weekend and a holiday.
const MAX_DAYS: i64 = 5;
/// Without a word from either side they are nearer.
const MAX_SILENT_DAYS: i64 = 3;
/// Candidates looked at for one entry; only files of equal rows have more.
const MAX_CANDIDATES: usize = 64;

#[derive(Clone, Copy)]
struct At {
    reading: usize,
    statement: usize,
    entry: usize,
}

/// One possible pair, best first by its order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    evidence: u8,
    days: i64,
    out: usize,
    into: usize,
}

/// Marks the two sides of transfers between accounts, within a file and across files.
pub fn pair(readings: &mut [Reading]) {
    let mut groups: BTreeMap<(Decimal, String), (Vec<At>, Vec<At>)> = BTreeMap::new();
    for (reading, r) in readings.iter().enumerate() {
        for (statement, s) in r.statements.iter().enumerate() {
            for (entry, e) in s.entries.iter().enumerate() {
                if e.amount.is_zero() || e.standing == Standing::Pending || e.reversal {
                    continue;
                }
                let code = e.currency.as_ref().or(s.currency.as_ref()).cloned().unwrap_or_default();
                let group = groups.entry((e.amount.abs().normalize(), code)).or_default();
                let at = At { reading, statement, entry };
                if e.amount.is_sign_negative() { group.1.push(at) } else { group.0.push(at) }
            }
        }
    }
    let mut moved: Vec<At> = Vec::new();
    for (outs, ins) in groups.values().filter(|(outs, ins)| !outs.is_empty() && !ins.is_empty()) {
        moved.extend(matches(readings, outs, ins));
    }
    for at in moved {
        let entry = &mut readings[at.reading].statements[at.statement].entries[at.entry];
        if !entry.kind_stated {
            entry.kind = EntryKind::Transfer;
        }
    }
}

fn entry(readings: &[Reading], at: At) -> &Entry {
    &readings[at.reading].statements[at.statement].entries[at.entry]
}

fn account(readings: &[Reading], at: At) -> Option<&str> {
    readings[at.reading].statements[at.statement].account.as_deref()
}

fn matches(readings: &[Reading], outs: &[At], ins: &[At]) -> Vec<At> {
    let texts =
        |all: &[At]| -> Vec<Text> { all.iter().map(|&at| Text::new(&entry(readings, at).description)).collect() };
    let (out_texts, in_texts) = (texts(outs), texts(ins));
    let mut by_day: Vec<usize> = (0..ins.len()).collect();
    by_day.sort_by_key(|&i| (entry(readings, ins[i]).day, i));
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut of_in = vec![0u32; ins.len()];
    let mut of_out = vec![0u32; outs.len()];
    for (o, &out) in outs.iter().enumerate() {
        let day = entry(readings, out).day;
        let from = by_day.partition_point(|&i| (entry(readings, ins[i]).day - day).num_days() < -MAX_DAYS);
        let near = by_day[from..].iter().take_while(|&&i| (entry(readings, ins[i]).day - day).num_days() <= MAX_DAYS);
        for &i in near.take(MAX_CANDIDATES) {
            let days = (entry(readings, ins[i]).day - day).num_days().abs();
            if let Some(evidence) = evidence(readings, (out, &out_texts[o]), (ins[i], &in_texts[i]), days) {
                candidates.push(Candidate { evidence, days, out: o, into: i });
                of_in[i] += 1;
                of_out[o] += 1;
            }
        }
    }
    candidates.sort_unstable();
    let (mut used_out, mut used_in) = (HashSet::new(), HashSet::new());
    let mut moved = Vec::new();
    for c in candidates {
        let only = of_in[c.into] == 1 && of_out[c.out] == 1;
        if used_out.contains(&c.out) || used_in.contains(&c.into) || c.evidence >= SILENT && !only {
            continue;
        }
        used_out.insert(c.out);
        used_in.insert(c.into);
        moved.extend([outs[c.out], ins[c.into]]);
    }
    moved
}

/// Evidence of a pair without a word from either side.
const SILENT: u8 = 4;

/// How good a pair is, 0 the best; none where it is none.
fn evidence(readings: &[Reading], out: (At, &Text), into: (At, &Text), days: i64) -> Option<u8> {
    let (a, b) = (entry(readings, out.0), entry(readings, into.0));
    if a.kind_stated && a.kind != EntryKind::Transfer || b.kind_stated && b.kind != EntryKind::Transfer {
        return None;
    }
    let same_statement = (out.0.reading, out.0.statement) == (into.0.reading, into.0.statement);
    let (mine, theirs) = (account(readings, out.0), account(readings, into.0));
    let two_known = mine.is_some() && theirs.is_some() && mine != theirs;
    // Files without a name for their account may be months of one.
    let two = two_known || (mine.is_none() || theirs.is_none()) && out.0.reading != into.0.reading;
    if same_statement || !two {
        return None;
    }
    if names(a, theirs) || names(b, mine) {
        return Some(0);
    }
    let said = [a, b].iter().filter(|e| e.kind == EntryKind::Transfer).count();
    if said == 2 {
        return Some(1);
    }
    // What is told apart by its own words is none, whatever the amount.
    let refund_or_income =
        |text: &Text| text.signals.any(&[Signal::Refund, Signal::Income, Signal::Interest, Signal::Fee]);
    if refund_or_income(into.1) || refund_or_income(out.1) || out.1.signals.has(Signal::Bill) {
        return None;
    }
    if said == 1 {
        return Some(2);
    }
    let bought = a.hint.as_deref().is_some_and(|hint| {
        let hint = hint.to_ascii_lowercase();
        ["pos", "sale", "purchase"].iter().any(|word| hint.split([' ', '_']).any(|h| h == *word))
            || hint.contains("card")
    });
    if bought || b.kind == EntryKind::Refund && !transfer::may(into.1) {
        return None;
    }
    if transfer::may(out.1) && transfer::may(into.1) {
        return Some(3);
    }
    let silent =
        two_known && days <= MAX_SILENT_DAYS && b.kind == EntryKind::Income && !out.1.signals.has(Signal::Shop);
    silent.then_some(SILENT)
}

/// Whether the entry names the other account, by number or within its text.
fn names(entry: &Entry, account: Option<&str>) -> bool {
    let Some(account) = account else { return false };
    let bare =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>();
    let number = bare(account);
    if number.len() < 6 || number.bytes().filter(u8::is_ascii_digit).count() < 6 {
        return false;
    }
    entry.counterparty_account.as_deref().is_some_and(|other| bare(other) == number)
        || bare(&entry.description).contains(&number)
}

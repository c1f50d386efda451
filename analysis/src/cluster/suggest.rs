//! Better categories: what the same text, and texts that mean nearly the same, are filed under.
//!
//! Every expense that has a category is first asked as if it had none; how often the answer was right at which strength
//! of the voices is the [`calibration`](super::calibration) of the confidence that is reported.

use std::collections::BTreeMap;

use super::calibration::Calibration;
use super::vectors::Vectors;
use crate::Ledger;
use crate::ledger::UNCATEGORISED;
use crate::report::CategorySuggestion;

/// Neighbouring texts that are asked.
const NEIGHBOURS: usize = 10;
/// Least cosine of a neighbour.
const NEAREST: f32 = 0.5;
/// A neighbour's voice falls to 1/e over this distance.
const REACH: f64 = 0.12;
/// Most voices that the other expenses of the same text have together.
const SAME_TEXT: f64 = 3.0;
/// The voice of not knowing: keeps single distant neighbours from being sure.
const DOUBT: f64 = 0.1;
/// Confidence from which an expense without a category gets a suggestion.
const SURE: f64 = 0.5;
/// Confidence from which an expense with another category does.
const VERY_SURE: f64 = 0.9;
/// Voices that an expense with another category takes at least.
const WELL_SUPPORTED: f64 = 1.5;
/// Texts among which neighbours are looked for.
const MOST_TEXTS: usize = 12_000;

/// Voices by category.
type Voices = BTreeMap<usize, f64>;

/// Suggestions for single expenses, surest first; `rows` are the unit vectors of the ledger's texts.
pub(super) fn suggest(ledger: &Ledger, rows: &Vectors) -> Vec<CategorySuggestion> {
    let unfiled = ledger.categories.iter().position(|c| c == UNCATEGORISED);
    let mut filed: Vec<BTreeMap<usize, u32>> = vec![BTreeMap::new(); ledger.texts.len()];
    for i in 0..ledger.len() {
        if Some(ledger.category[i]) != unfiled {
            *filed[ledger.text[i]].entry(ledger.category[i]).or_default() += 1;
        }
    }
    let known: Vec<usize> =
        (0..filed.len()).filter(|&t| !filed[t].is_empty() && !ledger.texts[t].is_empty()).take(MOST_TEXTS).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let around = neighbours(rows, &known, &filed);

    let own = |i: usize| Some(ledger.category[i]).filter(|c| Some(*c) != unfiled);
    let asked = |i: usize| {
        let text = ledger.text[i];
        if ledger.texts[text].is_empty() { None } else { verdict(&around[text], &filed[text], own(i)) }
    };
    let verdicts: Vec<Option<Verdict>> = (0..ledger.len()).map(asked).collect();
    let again = verdicts.iter().enumerate().filter_map(|(i, verdict)| {
        let verdict = verdict.as_ref().filter(|v| v.same)?;
        Some((verdict.strength, verdict.category == own(i)?))
    });
    // Texts that were seen before and texts that only resemble others are sure in different ways.
    let by_text: Vec<(f64, bool)> = filed
        .iter()
        .zip(&around)
        .filter_map(|(filed, around)| {
            let (&most, _) = filed.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)))?;
            let verdict = verdict(around, &BTreeMap::new(), None)?;
            Some((verdict.strength, verdict.category == most))
        })
        .collect();
    let (same, alike) = (Calibration::new(again), Calibration::new(by_text.into_iter()));

    let mut found: Vec<CategorySuggestion> = verdicts
        .iter()
        .enumerate()
        .filter_map(|(i, verdict)| {
            let verdict = verdict.as_ref()?;
            let confidence = if verdict.same { &same } else { &alike }.confidence(verdict.strength);
            let enough = match own(i) {
                None => confidence >= SURE,
                Some(own) => verdict.category != own && confidence >= VERY_SURE && verdict.voices >= WELL_SUPPORTED,
            };
            enough.then(|| CategorySuggestion {
                expense_id: ledger.id[i],
                row: ledger.row[i] as u64,
                date: ledger.date[i],
                description: ledger.description[i].clone(),
                current: own(i).map_or_else(String::new, |c| ledger.categories[c].clone()),
                suggested: ledger.categories[verdict.category].clone(),
                confidence,
            })
        })
        .collect();
    found.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.row.cmp(&b.row)));
    found
}

/// What the voices say of one expense.
#[derive(Clone, Debug, PartialEq)]
struct Verdict {
    category: usize,
    /// Share of the voices, doubt included, before calibration.
    strength: f64,
    /// Voices of the category.
    voices: f64,
    /// Other expenses of the same text spoke.
    same: bool,
}

/// The voices of the texts nearest to each text, itself excluded.
fn neighbours(rows: &Vectors, known: &[usize], filed: &[BTreeMap<usize, u32>]) -> Vec<Voices> {
    rows.products(&rows.select(known), |text, cosines| {
        let mut near: Vec<usize> = (0..known.len()).filter(|&j| cosines[j] >= NEAREST && known[j] != text).collect();
        near.sort_by(|&a, &b| cosines[b].total_cmp(&cosines[a]).then(a.cmp(&b)));
        let mut voices = Voices::new();
        for &j in near.iter().take(NEIGHBOURS) {
            let weight = ((f64::from(cosines[j]) - 1.0) / REACH).exp().min(1.0);
            let all = f64::from(filed[known[j]].values().sum::<u32>());
            for (&category, &n) in &filed[known[j]] {
                *voices.entry(category).or_default() += weight * f64::from(n) / all;
            }
        }
        voices
    })
}

/// The likeliest category of an expense of a text filed as `same` (the expense included) under `own`.
fn verdict(around: &Voices, same: &BTreeMap<usize, u32>, own: Option<usize>) -> Option<Verdict> {
    let mut voices = around.clone();
    let others = |category: usize, n: u32| f64::from(n) - f64::from(u8::from(Some(category) == own));
    let all: f64 = same.iter().map(|(&c, &n)| others(c, n)).sum();
    if all > 0.0 {
        for (&category, &n) in same {
            *voices.entry(category).or_default() += others(category, n) * (SAME_TEXT / all).min(1.0);
        }
    }
    let total: f64 = voices.values().sum();
    let (&category, &most) = voices.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))?;
    Some(Verdict { category, strength: most / (total + DOUBT), voices: most, same: all > 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_stray_among_many_is_outvoted_and_a_lone_voice_is_weak() {
        let same = BTreeMap::from([(1, 9), (2, 1)]);
        let asked = |around: &Voices, same: &BTreeMap<usize, u32>, own| verdict(around, same, own);
        assert_eq!(asked(&Voices::new(), &same, Some(2)).map(|v| (v.category, v.same)), Some((1, true)));
        let lone = asked(&Voices::from([(1, 0.05)]), &BTreeMap::new(), None).expect("a voice");
        assert!(lone.strength < SURE && !lone.same);
        assert!(asked(&Voices::from([(1, 0.6)]), &BTreeMap::new(), None).is_some_and(|v| v.strength > SURE));
        assert_eq!(asked(&Voices::new(), &BTreeMap::new(), None), None);
    }
}

//! Ledgers with made-up meanings: a text's vector points where its first letter says.

use super::*;
use crate::run::Unwatched;
use crate::{Expense, Input, Params};

/// One direction a first letter, a little noise from the rest.
fn embed(texts: &[String]) -> Embeddings {
    let dim = 16;
    let vector = |text: &String| {
        let mut v = vec![0.01f32; dim];
        let letter = text.bytes().next().unwrap_or(0);
        v[usize::from(letter) % dim] = 1.0;
        for (i, b) in text.bytes().enumerate() {
            v[(i * 7 + usize::from(b)) % dim] += 0.02 * f32::from(b % 11);
        }
        v
    };
    Embeddings { model: "letters".into(), dim, values: texts.iter().flat_map(vector).collect() }
}

fn ledger(rows: &[(&str, &str)]) -> Ledger {
    let expenses = rows.iter().enumerate().map(|(i, (description, category))| Expense {
        id: None,
        date: chrono::NaiveDate::from_ymd_opt(2024, 1 + (i as u32 % 12), 3).expect("a day"),
        minor: 1000 + i as i64,
        category: (*category).into(),
        description: (*description).into(),
        ..Expense::default()
    });
    Ledger::new(&Input { expenses: expenses.collect(), ..Input::default() }, &Params::default()).expect("a ledger")
}

fn report(ledger: &Ledger, previous: Option<&ClusterReport>) -> ClusterReport {
    group(ledger, Ok(&embed(&ledger.texts)), previous, &Run::new(7, &Unwatched)).expect("a report")
}

fn shops() -> Vec<(&'static str, &'static str)> {
    let mut rows = Vec::new();
    for text in ["aroma one", "aroma two", "aroma ten", "aroma six", "aroma red"] {
        rows.push((text, "Coffee"));
    }
    for text in ["gym north", "gym south", "gym east", "gym west", "gym hill"] {
        rows.push((text, "Sport"));
    }
    for text in ["rent may", "rent june", "rent july", "rent april"] {
        rows.push((text, "Home"));
    }
    rows
}

#[test]
fn groups_by_meaning_and_names_the_groups() {
    let found = report(&ledger(&shops()), None);
    assert_eq!(found.k, 3, "{:?}", found.tried);
    assert!(found.silhouette > 0.5);
    let mut named: Vec<(&str, &str)> =
        found.clusters.iter().map(|c| (c.terms[0].as_str(), c.main_category.as_str())).collect();
    named.sort_unstable();
    assert_eq!(named, [("aroma", "Coffee"), ("gym", "Sport"), ("rent", "Home")]);
    assert_eq!(found.clusters.iter().map(|c| c.texts).sum::<u64>(), 14);
    assert_eq!(found.clusters.iter().map(|c| c.id).collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn ids_stay_with_their_texts() {
    let mut rows = shops();
    let first = report(&ledger(&rows), None);
    rows.truncate(10); // rent is gone...
    rows.extend((0..5).map(|_| ("zoo ticket", "Fun"))); // ...and something new has come
    rows.push(("zoo annual", "Fun"));
    let second = report(&ledger(&rows), Some(&first));
    let id = |r: &ClusterReport, text: &str| r.members.iter().find(|m| m.text == text).map(|m| m.cluster);
    assert_eq!(id(&first, "aroma one"), id(&second, "aroma one"));
    assert_eq!(id(&first, "gym hill"), id(&second, "gym hill"));
    assert_eq!(id(&second, "zoo ticket"), Some(3), "a new id, not that of rent");
}

#[test]
fn suggests_categories_where_there_are_none_or_a_wrong_one() {
    let mut rows = shops();
    rows.extend([("aroma two", ""), ("gym south", "Coffee"), ("gym south", "Sport"), ("gym south", "Sport")]);
    rows.extend([("gym south", "Sport"); 9]);
    let found = report(&ledger(&rows), None);
    let by_row = |row: u64| found.suggestions.iter().find(|s| s.row == row);
    let none = by_row(14).expect("a suggestion");
    assert_eq!((none.current.as_str(), none.suggested.as_str()), ("", "Coffee"));
    assert_eq!(by_row(15).map(|s| s.suggested.as_str()), Some("Sport"));
    assert_eq!(found.suggestions.len(), 2);
    assert!(found.suggestions.iter().all(|s| (0.5..=1.0).contains(&s.confidence)));
}

#[test]
fn strange_ledgers_have_a_report_too() {
    let one = ledger(&[("same", "A"); 5]);
    assert_eq!(report(&one, None).clusters.len(), 1);
    let two = ledger(&[("☕", ""), ("☕", ""), ("قهوة", "ب"), ("☕", ""), ("☕", "")]);
    assert_eq!(report(&two, None).members.len(), 2);
    let empty = report(&ledger(&[("", "A"); 5]), None);
    assert_eq!((empty.k, empty.members[0].cluster), (0, -1));
    assert!(empty.notes.iter().any(|n| n.code == "no_description"));

    let long = "coffee ".repeat(15_000);
    let odd = ledger(&[(long.as_str(), "A"), ("مقهى المدينة", "B"), ("👩‍👩‍👧", "B"), ("\u{202e}abc", "A"), ("", "A")]);
    assert_eq!(report(&odd, None).members.len(), odd.texts.len());

    let missing = group(&one, Err("install it"), None, &Run::new(7, &Unwatched)).expect("a report");
    assert_eq!((missing.k, missing.notes[0].code.as_str()), (0, "model_missing"));
    assert_eq!(missing.notes[0].text, "install it");
    let wrong = Embeddings { model: String::new(), dim: 3, values: vec![1.0; 4] };
    assert!(matches!(group(&one, Ok(&wrong), None, &Run::new(7, &Unwatched)), Err(Error::Invalid(_))));
}

#[test]
fn threads_change_nothing() {
    let texts: Vec<String> = (0..400).map(|i| format!("{} place {i}", ["aa", "gg", "rr", "zz"][i % 4])).collect();
    let vectors = embed(&texts);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| super::texts(&texts, &vectors, Some(9), &Run::new(7, &Unwatched)).expect("groups"))
    };
    assert_eq!(with(1), with(3));
    assert!(with(1).iter().all(|p| p.cluster >= 0), "k was given: everyone has a place");
    let run = Run::new(7, &Unwatched);
    assert!(matches!(super::texts(&texts[..3], &vectors, Some(4), &run), Err(Error::Invalid(_))));
}

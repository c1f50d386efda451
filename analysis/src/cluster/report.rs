//! The ledger's clusters as a report.

use std::collections::BTreeMap;

use super::ids::stable_ids;
use super::partition::{Partition, partition};
use super::projection::project;
use super::suggest::suggest;
use super::{Embeddings, labels};
use crate::ledger::UNCATEGORISED;
use crate::report::{Cluster, ClusterMember, ClusterReport, Note};
use crate::{Error, Ledger, Run};

/// Most suggestions a report holds.
const MOST_SUGGESTIONS: usize = 5_000;

/// The report where there are no embeddings, and `why`.
pub(super) fn without_embeddings(ledger: &Ledger, why: &str) -> ClusterReport {
    ClusterReport {
        model: String::new(),
        texts: ledger.texts.len() as u64,
        k: 0,
        silhouette: 0.0,
        tried: Vec::new(),
        clusters: Vec::new(),
        members: Vec::new(),
        suggestions: Vec::new(),
        notes: vec![Note::new("model_missing", why)],
    }
}

pub(super) fn report(
    ledger: &Ledger,
    embeddings: &Embeddings,
    previous: Option<&ClusterReport>,
    run: &Run,
) -> Result<ClusterReport, Error> {
    let found = partition(&ledger.texts, embeddings, None, run)?;
    run.stage("clusters", 0.7);
    let mut by_text: Vec<Vec<usize>> = vec![Vec::new(); ledger.texts.len()];
    for (row, &text) in ledger.text.iter().enumerate() {
        by_text[text].push(row);
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); found.k];
    for (text, label) in found.labels.iter().enumerate() {
        if let Some(cluster) = label {
            groups[*cluster].push(text);
        }
    }
    groups.retain(|g| !g.is_empty());
    let spent = |group: &[usize]| -> i64 {
        let rows = group.iter().flat_map(|&t| &by_text[t]);
        rows.fold(0, |sum, &row| sum.saturating_add(ledger.minor[row]))
    };
    groups.sort_by_key(|g| (std::cmp::Reverse(spent(g)), g[0]));

    let words: Vec<Vec<&str>> = groups.iter().map(|g| g.iter().map(|&t| ledger.texts[t].as_str()).collect()).collect();
    let ids = stable_ids(&words, previous);
    let mut cluster_of = vec![-1i32; ledger.texts.len()];
    let mut clusters = Vec::new();
    for ((group, terms), id) in groups.iter().zip(labels::terms(&words)).zip(ids) {
        for &text in group {
            cluster_of[text] = i32::try_from(id).unwrap_or(i32::MAX);
        }
        let nearest = group.iter().min_by(|&&a, &&b| found.distance[a].total_cmp(&found.distance[b]));
        let medoid = nearest.map(|&t| ledger.texts[t].clone()).unwrap_or_default();
        let rows: Vec<usize> = group.iter().flat_map(|&t| by_text[t].iter().copied()).collect();
        clusters.push(Cluster {
            id,
            label: labels::label(&terms, &medoid),
            terms,
            medoid,
            texts: group.len() as u64,
            expenses: rows.len() as u64,
            total: ledger.money(spent(group)),
            main_category: main_category(ledger, &rows),
        });
    }

    run.check()?;
    let places = project(&found.rows, run);
    let members = (0..ledger.texts.len())
        .map(|text| ClusterMember {
            text: ledger.texts[text].clone(),
            cluster: cluster_of[text],
            distance: found.distance[text],
            x: places[text][0],
            y: places[text][1],
            expenses: by_text[text].len() as u64,
        })
        .collect();
    run.check()?;
    let mut suggestions = suggest(ledger, &found.rows);
    let notes = notes(ledger, &found, suggestions.len());
    suggestions.truncate(MOST_SUGGESTIONS);
    run.stage("clusters", 1.0);
    Ok(ClusterReport {
        model: embeddings.model.clone(),
        texts: ledger.texts.len() as u64,
        k: u32::try_from(clusters.len()).unwrap_or(u32::MAX),
        silhouette: found.silhouette,
        tried: found.tried,
        clusters,
        members,
        suggestions,
        notes,
    })
}

/// The category most of `rows` have; having none counts only where all have none.
fn main_category(ledger: &Ledger, rows: &[usize]) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for &row in rows {
        *counts.entry(&ledger.categories[ledger.category[row]]).or_default() += 1;
    }
    let most = counts.iter().max_by_key(|(name, n)| (**name != UNCATEGORISED, **n, std::cmp::Reverse(**name)));
    most.map_or_else(String::new, |(name, _)| (*name).to_owned())
}

fn notes(ledger: &Ledger, found: &Partition, suggestions: usize) -> Vec<Note> {
    let mut notes = Vec::new();
    let empty = ledger.texts.iter().filter(|t| t.is_empty()).count();
    if empty > 0 {
        let expenses = ledger.text.iter().filter(|&&t| ledger.texts[t].is_empty()).count();
        notes.push(Note::new(
            "no_description",
            format!("{expenses} expenses have no description; they are in no cluster"),
        ));
    }
    let stray = found.labels.iter().filter(|l| l.is_none()).count() - empty.min(found.labels.len());
    if stray > 0 {
        notes
            .push(Note::new("belongs_nowhere", format!("{stray} texts are far from every cluster and belong to none")));
    }
    if found.k == 1 {
        let text = format!("{} distinct texts do not fall into groups; they are one cluster", ledger.texts.len());
        notes.push(Note::new("one_cluster", text));
    }
    if suggestions > MOST_SUGGESTIONS {
        let text = format!("the {MOST_SUGGESTIONS} surest of {suggestions} category suggestions are listed");
        notes.push(Note::new("suggestions_cut", text));
    }
    notes
}

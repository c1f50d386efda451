//! Cluster ids that stay: a cluster keeps the id of the earlier one most of whose texts it shares.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::ClusterReport;

/// Least share of the texts of both together that makes two clusters the same.
const SAME: f64 = 0.3;

/// An id for each of `groups` of texts; new ones count up from the first id that `previous` does not have.
pub(super) fn stable_ids(groups: &[Vec<&str>], previous: Option<&ClusterReport>) -> Vec<u32> {
    let mut before: BTreeMap<&str, u32> = BTreeMap::new();
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for member in previous.iter().flat_map(|p| &p.members) {
        if let Ok(id) = u32::try_from(member.cluster) {
            before.insert(&member.text, id);
            *sizes.entry(id).or_default() += 1;
        }
    }
    let mut matches: Vec<(f64, usize, u32)> = Vec::new();
    for (group, texts) in groups.iter().enumerate() {
        let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
        for id in texts.iter().filter_map(|t| before.get(t)) {
            *shared.entry(*id).or_default() += 1;
        }
        for (id, both) in shared {
            let either = texts.len() + sizes.get(&id).copied().unwrap_or(0) - both;
            matches.push((both as f64 / either.max(1) as f64, group, id));
        }
    }
    matches.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));

    let mut ids: Vec<Option<u32>> = vec![None; groups.len()];
    let mut taken = BTreeSet::new();
    for (overlap, group, id) in matches {
        if overlap >= SAME && ids[group].is_none() && taken.insert(id) {
            ids[group] = Some(id);
        }
    }
    let known: BTreeSet<u32> = previous.iter().flat_map(|p| p.clusters.iter().map(|c| c.id)).collect();
    let mut fresh = (0..).filter(|id| !known.contains(id) && !sizes.contains_key(id));
    ids.into_iter().map(|id| id.or_else(|| fresh.next()).unwrap_or(u32::MAX)).collect()
}

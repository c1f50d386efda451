//! Plain texts, grouped on their own.

use super::partition::partition;
use super::{Embeddings, labels};
use crate::{Error, Run};

/// Where one text belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// Cluster, largest first from 0; -1 belongs nowhere.
    pub cluster: i32,
    /// Terms that tell the cluster from the others; empty at -1.
    pub label: String,
    /// Cosine distance to the cluster's centre, 0..=2.
    pub distance: f64,
}

/// Groups distinct `texts`, one row of `embeddings` each, into `k` clusters, or as many as fit best. With `k` given
/// every text that has a character gets a cluster.
///
/// # Errors
/// [`Error::Invalid`] for a `k` that is zero or above the number of texts, [`Error::Cancelled`].
pub fn texts(texts: &[String], embeddings: &Embeddings, k: Option<usize>, run: &Run) -> Result<Vec<Placed>, Error> {
    if let Some(k) = k.filter(|&k| k == 0 || k > texts.len()) {
        return Err(Error::Invalid(format!("k is {k}; there are {0} distinct texts, give 1 to {0}", texts.len())));
    }
    let found = partition(texts, embeddings, k, run)?;
    let mut groups = vec![Vec::new(); found.k];
    for (i, label) in found.labels.iter().enumerate() {
        if let Some(cluster) = label {
            groups[*cluster].push(i);
        }
    }
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|&g| (std::cmp::Reverse(groups[g].len()), groups[g].first().copied()));

    let words: Vec<Vec<&str>> = order.iter().map(|&g| groups[g].iter().map(|&i| texts[i].as_str()).collect()).collect();
    let terms = labels::terms(&words);
    let mut placed: Vec<Placed> =
        found.distance.iter().map(|&distance| Placed { cluster: -1, label: String::new(), distance }).collect();
    for ((cluster, &g), terms) in order.iter().enumerate().zip(&terms) {
        let medoid = groups[g].iter().min_by(|&&a, &&b| found.distance[a].total_cmp(&found.distance[b]));
        let label = labels::label(terms, medoid.map_or("", |&m| &texts[m]));
        for &i in &groups[g] {
            placed[i].cluster = i32::try_from(cluster).unwrap_or(i32::MAX);
            placed[i].label.clone_from(&label);
        }
    }
    Ok(placed)
}

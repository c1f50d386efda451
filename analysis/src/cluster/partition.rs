//! Texts to clusters: how many, which, and who belongs to none.

use super::Embeddings;
use super::kmeans::{Points, kmeans, nearest};
use super::silhouette::silhouette;
use super::smooth::smoothed;
use super::vectors::{Vectors, centres, dot, members, normalise};
use crate::report::TriedK;
use crate::stats::median_mad;
use crate::{Error, Run};

/// Most texts that are smoothed and partitioned together; beyond, a seeded sample is, and the rest join its clusters.
const MOST_FITTED: usize = 12_000;
/// Texts on which numbers of clusters are tried.
const MOST_TRIED: usize = 2_000;
/// Largest number of clusters chosen by itself.
const LARGEST_K: f64 = 150.0;
/// A larger k is preferred while its silhouette is this near the best: as well separated, it says more.
const AS_GOOD: f64 = 0.01;
/// A text further than this from its centre may belong nowhere...
const FAR: f64 = 0.4;
/// ...if it is also so many robust standard deviations further than its cluster's median text.
const FAR_DEVIATIONS: f64 = 3.0;

/// Every text's place.
#[derive(Clone, Debug)]
pub(super) struct Partition {
    /// Unit vectors of the texts.
    pub(super) rows: Vectors,
    /// Cluster of each text; `None` belongs nowhere.
    pub(super) labels: Vec<Option<usize>>,
    /// Cosine distance of each text to the centre of the nearest cluster, 0..=2.
    pub(super) distance: Vec<f64>,
    /// Number of clusters, none of them empty.
    pub(super) k: usize,
    /// Mean silhouette of the placed texts.
    pub(super) silhouette: f64,
    /// What was tried, by k.
    pub(super) tried: Vec<TriedK>,
}

/// Partitions `texts` into `k` clusters, or as many as the silhouette prefers. Texts without a character belong nowhere;
/// where `k` was not given, neither do those far from every centre.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn partition(
    texts: &[String],
    embeddings: &Embeddings,
    k: Option<usize>,
    run: &Run,
) -> Result<Partition, Error> {
    let mut rows = Vectors::new(embeddings.dim, embeddings.values.clone());
    rows.values.chunks_mut(embeddings.dim.max(1)).for_each(normalise);
    let finite = |i: usize| rows.row(i).iter().all(|v| v.is_finite());
    let usable: Vec<usize> = (0..texts.len()).filter(|&i| !texts[i].trim().is_empty() && finite(i)).collect();
    if usable.is_empty() {
        let (n, distance) = (texts.len(), vec![0.0; texts.len()]);
        return Ok(Partition { rows, labels: vec![None; n], distance, k: 0, silhouette: 0.0, tried: Vec::new() });
    }

    let fitted = sample(&usable, MOST_FITTED, "fit", run);
    let originals = rows.select(&fitted);
    let smooth = Points::new(smoothed(&originals, run)?);
    let (k, tried) = match k {
        Some(k) => (k.clamp(1, fitted.len()), Vec::new()),
        None => choose(&originals, &smooth, run)?,
    };
    let fit = kmeans(&smooth, k, starts(fitted.len()), "fit", run)?;

    // Distances are those of the meaning itself, so centres are taken again from the vectors as they were.
    let (groups, k) = compact(&fit.labels, k);
    let means = centres(&originals, &groups);
    let mut labels = vec![None; texts.len()];
    for (cluster, group) in groups.iter().enumerate() {
        for &i in group {
            labels[fitted[i]] = Some(cluster);
        }
    }
    if fitted.len() < usable.len() {
        let rest: Vec<usize> = usable.iter().copied().filter(|&i| labels[i].is_none()).collect();
        for (&i, (cluster, _)) in rest.iter().zip(nearest(&rows.select(&rest), &means)) {
            labels[i] = Some(cluster);
        }
    }
    let distance: Vec<f64> = (0..texts.len())
        .map(|i| labels[i].map_or(0.0, |c| (1.0 - dot(rows.row(i), means.row(c))).clamp(0.0, 2.0)))
        .collect();
    let quality = silhouette(&originals, &relabel(&groups, fitted.len()), k);
    if !tried.is_empty() {
        drop_far(&mut labels, &distance, k);
    }
    Ok(Partition { rows, labels, distance, k, silhouette: quality, tried })
}

fn starts(n: usize) -> usize {
    if n <= 3_000 { 8 } else { 6 }
}

/// Starts of each number of clusters that is tried. Few texts are divided differently by every other start, so they get
/// as many as the last partition, and with them the same one.
fn starts_tried(n: usize) -> usize {
    (1_200 / n.max(1)).clamp(2, starts(n))
}

/// At most `most` of `indices`, in order.
fn sample(indices: &[usize], most: usize, purpose: &str, run: &Run) -> Vec<usize> {
    if indices.len() <= most {
        return indices.to_vec();
    }
    let mut rng = run.rng(&format!("cluster sample {purpose}"));
    let mut at = rand::seq::index::sample(&mut rng, indices.len(), most).into_vec();
    at.sort_unstable();
    at.into_iter().map(|i| indices[i]).collect()
}

/// The largest number of clusters whose silhouette is as good as the best; one where no partition is better than none.
/// (The smallest was tried: with short texts of everyday spending the silhouette is nearly level from two clusters to
/// ten, and two say nothing.)
fn choose(originals: &Vectors, smooth: &Points, run: &Run) -> Result<(usize, Vec<TriedK>), Error> {
    let all: Vec<usize> = (0..originals.len()).collect();
    let some = sample(&all, MOST_TRIED, "choose", run);
    let sampled = (some.len() < all.len()).then(|| (originals.select(&some), smooth.select(&some)));
    let (originals, smooth) = sampled.as_ref().map_or((originals, smooth), |(o, s)| (o, s));
    let mut tried = vec![TriedK { k: 1, silhouette: 0.0 }];
    for k in candidates(all.len(), some.len()) {
        run.check()?;
        let fit = kmeans(smooth, k, starts_tried(some.len()), "fit", run)?;
        let k32 = u32::try_from(k).unwrap_or(u32::MAX);
        tried.push(TriedK { k: k32, silhouette: silhouette(originals, &fit.labels, k) });
    }
    let best = tried.iter().map(|t| t.silhouette).fold(0.0, f64::max);
    let as_good = |t: &&TriedK| best > AS_GOOD && t.silhouette >= best - AS_GOOD;
    let k = tried.iter().rev().find(as_good).map_or(1, |t| t.k as usize);
    Ok((k, tried))
}

/// About a dozen numbers from 2 to twice the root of `n`, evenly spaced by ratio.
fn candidates(n: usize, fitted: usize) -> Vec<usize> {
    let largest = (2.0 * (n as f64).sqrt()).min(LARGEST_K).min(fitted as f64 - 1.0);
    let steps = 12;
    let mut all: Vec<usize> = (0..=steps)
        .map(|s| (2.0 * (largest / 2.0).max(1.0).powf(f64::from(s) / f64::from(steps))).round() as usize)
        .filter(|&k| k as f64 <= largest)
        .collect();
    all.dedup();
    all
}

/// Members of the clusters that have any, and how many those are.
fn compact(labels: &[usize], k: usize) -> (Vec<Vec<usize>>, usize) {
    let groups: Vec<Vec<usize>> = members(labels, k).into_iter().filter(|g| !g.is_empty()).collect();
    let k = groups.len();
    (groups, k)
}

fn relabel(groups: &[Vec<usize>], n: usize) -> Vec<usize> {
    let mut labels = vec![0; n];
    for (cluster, group) in groups.iter().enumerate() {
        for &i in group {
            labels[i] = cluster;
        }
    }
    labels
}

fn drop_far(labels: &mut [Option<usize>], distance: &[f64], k: usize) {
    for cluster in 0..k {
        let group: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == Some(cluster)).collect();
        let (middle, deviation) = median_mad(&mut group.iter().map(|&i| distance[i]).collect::<Vec<f64>>());
        for i in group {
            if distance[i] > FAR && distance[i] > middle + FAR_DEVIATIONS * deviation.max(0.01) {
                labels[i] = None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_k_grows_with_the_texts() {
        assert!(candidates(1, 1).is_empty() && candidates(2, 2).is_empty());
        assert_eq!(candidates(3, 3), [2]);
        assert_eq!(candidates(100, 100).last(), Some(&20));
        assert_eq!(candidates(10_000, 2_000).last(), Some(&150));
    }
}

//! What belongs together: how large the groups are and where their texts lie.

use std::collections::BTreeMap;

use super::empty;
use super::plot::{Bar, Frame, Labels, bars};
use super::scene::{BLUE, Colour, GREY, INK, SERIES, Scene, Type};
use crate::report::{Contents, words};

/// Most texts drawn.
const MOST_TEXTS: usize = 6000;

/// Spending of the largest groups.
pub(super) fn sizes(c: &Contents) -> Scene {
    let title = "Groups of descriptions";
    if c.clusters.clusters.is_empty() {
        return empty(title, "texts were not grouped", &c.clusters.notes);
    }
    let subtitle = format!(
        "Spending in {} and number of expenses; {} groups of {} distinct texts",
        c.summary.currency,
        c.clusters.clusters.len(),
        c.clusters.texts
    );
    let mut scene = Scene::new(title, &subtitle);
    let rows: Vec<Bar> = c
        .clusters
        .clusters
        .iter()
        .take(16)
        .map(|x| Bar {
            name: x.label.clone(),
            value: x.total.major(),
            text: format!("{}  ({} expenses)", words::grouped(x.total.major(), 0), x.expenses),
            colour: BLUE,
        })
        .collect();
    bars(&mut scene, &rows);
    scene
}

/// Every text at its place in the two-dimensional projection.
pub(super) fn map(c: &Contents) -> Scene {
    let title = "Map of descriptions";
    let members: Vec<_> = c.clusters.members.iter().filter(|m| m.x.is_finite() && m.y.is_finite()).collect();
    if members.len() < 3 {
        return empty(title, "texts were not grouped", &c.clusters.notes);
    }
    let subtitle =
        "Each dot is a distinct text, near those of similar meaning; the groups with most spending are coloured";
    let mut scene = Scene::new(title, subtitle);
    let range = |value: fn(&outlay_analysis::report::ClusterMember) -> f64| {
        let low = members.iter().map(|m| value(m)).fold(f64::INFINITY, f64::min);
        let high = members.iter().map(|m| value(m)).fold(f64::NEG_INFINITY, f64::max);
        let margin = ((high - low) * 0.04).max(1e-6);
        (low - margin, high + margin)
    };
    let mut frame = Frame::new(40.0, range(|m| m.x), range(|m| m.y));
    (frame.top, frame.bottom) = (92.0, 692.0);
    let colours: BTreeMap<i32, Colour> = c
        .clusters
        .clusters
        .iter()
        .zip(SERIES)
        .filter_map(|(x, colour)| Some((i32::try_from(x.id).ok()?, colour)))
        .collect();
    let every = members.len().div_ceil(MOST_TEXTS).max(1);
    for coloured in [false, true] {
        for m in members.iter().step_by(every).filter(|m| colours.contains_key(&m.cluster) == coloured) {
            let radius = 3.0 + (m.expenses as f64).ln_1p().min(5.0);
            let colour = colours.get(&m.cluster).copied().unwrap_or(GREY.fade(0.6));
            scene.dot(frame.at(m.x, m.y), radius, colour.fade(if coloured { 0.8 } else { 0.45 }));
        }
    }
    let mut labels = Labels::new(&frame);
    for x in c.clusters.clusters.iter().take(14) {
        let mine: Vec<_> = members.iter().filter(|m| u32::try_from(m.cluster) == Ok(x.id)).collect();
        if !mine.is_empty() {
            let n = mine.len() as f64;
            let centre = (mine.iter().map(|m| m.x).sum::<f64>() / n, mine.iter().map(|m| m.y).sum::<f64>() / n);
            let at = frame.at(centre.0, centre.1);
            labels.place(&mut scene, at, &words::shortened(&x.label, 28), Type::new(15.0, INK).bold());
        }
    }
    scene
}

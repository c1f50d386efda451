//! The charts, each as SVG and PNG of 1200 × 720 pixels.
//!
//! A chart is a function from [`Contents`] to a [`scene::Scene`]: shapes and text in pixels, laid out with the widths of
//! the bundled font, so that nothing overlaps. [`render`] draws a scene through plotters. [`plot`] has scales, axes and
//! legends. Colours are those of Okabe and Ito, which people of every colour vision can tell apart. A chart whose part
//! has too little data says so instead of being left out.

mod anomalies;
mod clusters;
mod drift;
mod font;
mod forecast;
mod plot;
mod render;
mod scene;
mod spending;

use outlay_analysis::report::Note;
use outlay_analysis::{Error, Run};

pub use render::{DrawError, Picture};

use super::Contents;
use scene::Scene;

/// How one chart is laid out.
type Layout = fn(&Contents) -> Scene;

/// Names and layouts of all charts, in the order in which they are shown.
const CHARTS: [(&str, Layout); 15] = [
    ("spending_by_category", spending::by_category),
    ("monthly_trends", spending::monthly_trends),
    ("category_breakdown", spending::breakdown),
    ("budget_against_actual", spending::budgets),
    ("heat_map", spending::heat_map),
    ("anomaly_scatter", anomalies::scatter),
    ("anomaly_timeline", anomalies::timeline),
    ("predictions", forecast::predictions),
    ("prediction_intervals", forecast::intervals),
    ("model_performance", forecast::performance),
    ("cluster_sizes", clusters::sizes),
    ("cluster_map", clusters::map),
    ("drift_timeline", drift::timeline),
    ("drift_contributors", drift::contributors),
    ("distribution_shift", drift::distribution),
];

/// Names of all charts, in the order in which they are shown.
pub fn names() -> impl Iterator<Item = &'static str> {
    CHARTS.iter().map(|(name, _)| *name)
}

/// Each chart's name with its picture, or why it could not be drawn.
pub type Drawn = Vec<(&'static str, Result<Picture, DrawError>)>;

/// Every chart by name; one that cannot be drawn does not stop the others.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn draw(contents: &Contents, run: &Run) -> Result<Drawn, Error> {
    use rayon::prelude::*;
    CHARTS
        .par_iter()
        .map(|(name, layout)| {
            run.check()?;
            Ok((*name, render::render(&layout(contents))))
        })
        .collect()
}

/// The chart that stands for one with too little data: its title and why.
fn empty(title: &str, why: &str, notes: &[Note]) -> Scene {
    let mut scene = Scene::new(title, "");
    let note = notes.iter().map(|n| n.text.as_str()).find(|t| !t.is_empty()).unwrap_or_default();
    scene.message(&format!("Not enough data: {why}"), note);
    scene
}

//! Whether habits changed: month by month, by category, and in the amounts.

use chrono::NaiveDate;

use super::empty;
use super::plot::{Frame, legend, name_width, short};
use super::scene::{BLUE, GREEN, GREY, INK, LABEL, ORANGE, Scene, VERMILLION, fit};
use super::spending::month_frame;
use crate::report::{Contents, words};

/// Distance of each month's mix to the months before it, with its 95 % point without drift.
pub(super) fn timeline(c: &Contents) -> Scene {
    let title = "Drift of the category mix";
    let history = &c.drift.history[c.drift.history.len().saturating_sub(60)..];
    if history.is_empty() {
        return empty(title, "there are too few complete months to compare", &c.drift.notes);
    }
    let drifted = history.iter().filter(|m| m.drift).count();
    let subtitle = format!(
        "Jensen-Shannon distance of each month to those before it; {drifted} of {} months drifted",
        history.len()
    );
    let mut scene = Scene::new(title, &subtitle);
    let all: Vec<f64> = history.iter().flat_map(|m| [m.js, m.js_null95]).filter(|v| v.is_finite()).collect();
    let mut frame = month_frame(history.len(), &all);
    frame.y_axis(&mut scene, |v| format!("{v:.2}"));
    let series = |value: fn(&outlay_analysis::report::DriftMonth) -> f64| -> Vec<(f64, f64)> {
        history.iter().enumerate().map(|(i, m)| frame.at(i as f64, value(m))).collect()
    };
    scene.dashed(&series(|m| m.js_null95), 2.5, ORANGE);
    scene.path(series(|m| m.js), 3.0, BLUE);
    for (i, month) in history.iter().enumerate() {
        let (radius, colour) = if month.drift { (7.0, VERMILLION) } else { (4.0, BLUE) };
        scene.dot(frame.at(i as f64, month.js), radius, colour);
    }
    frame.month_axis(&mut scene, &history.iter().map(|m| m.month).collect::<Vec<NaiveDate>>());
    let entries = [("Distance", BLUE), ("95 % point without drift", ORANGE), ("Drift", VERMILLION)];
    legend(&mut scene, frame.left, &entries);
    scene
}

/// Change of each category's share with its bootstrap interval.
pub(super) fn contributors(c: &Contents) -> Scene {
    let title = "What changed in the mix";
    let mut rows: Vec<_> = c.drift.contributors.iter().filter(|x| x.change.is_finite()).collect();
    if rows.is_empty() {
        return empty(title, "there are too few complete months to compare", &c.drift.notes);
    }
    rows.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()).then_with(|| a.category.cmp(&b.category)));
    rows.truncate(14);
    let period = c.drift.current_from.map_or(String::new(), |d| format!(" in {}", words::month(d)));
    let subtitle = format!(
        "Change of each category's share of spending{period}, in percentage points, with 95 % bootstrap intervals"
    );
    let mut scene = Scene::new(title, &subtitle);
    let left = name_width(rows.iter().map(|x| x.category.as_str()), 240.0);
    let bounds = || rows.iter().flat_map(|x| [x.change, x.lo95, x.hi95]).filter(|v| v.is_finite()).map(|v| 100.0 * v);
    let (low, high) = (bounds().fold(-1.0, f64::min), bounds().fold(1.0, f64::max));
    let mut frame = Frame::new(left, (low, high), (0.0, 1.0));
    frame.x_axis(&mut scene, |v| if v == 0.0 { "0".to_owned() } else { format!("{v:+}") });
    let pitch = ((frame.bottom - frame.top) / rows.len() as f64).min(64.0);
    for (i, x) in rows.iter().enumerate() {
        let y = frame.top + pitch * (i as f64 + 0.5);
        let half = (pitch * 0.32).min(16.0);
        let colour = if x.change >= 0.0 { VERMILLION } else { GREEN };
        scene.rect((frame.x(0.0), y - half), (frame.x(100.0 * x.change), y + half), colour.tint(0.75));
        if x.lo95.is_finite() && x.hi95.is_finite() {
            scene.line((frame.x(100.0 * x.lo95), y), (frame.x(100.0 * x.hi95), y), 2.0, INK);
            for end in [x.lo95, x.hi95] {
                let at = frame.x(100.0 * end);
                scene.line((at, y - 5.0), (at, y + 5.0), 2.0, INK);
            }
        }
        scene.label((left - 12.0, y), &fit(&x.category, left - 48.0, 15.0), LABEL.right());
    }
    let entries =
        [("Larger share", VERMILLION.tint(0.75)), ("Smaller share", GREEN.tint(0.75)), ("95 % interval", INK)];
    legend(&mut scene, left, &entries);
    scene
}

/// Amounts of the current period beside those of the reference, as shares of a logarithmic histogram.
pub(super) fn distribution(c: &Contents) -> Scene {
    let title = "Distribution of amounts";
    let d = c.drift;
    let (Some(from), Some(to), Some(old_from), Some(old_to)) =
        (d.current_from, d.current_to, d.reference_from, d.reference_to)
    else {
        return empty(title, "there are too few complete months to compare", &d.notes);
    };
    let logs = |from: NaiveDate, to: NaiveDate| -> Vec<f64> {
        (0..c.ledger.len())
            .filter(|&i| c.ledger.minor[i] > 0 && (from..=to).contains(&c.ledger.date[i]))
            .map(|i| c.ledger.major(i).log10())
            .collect()
    };
    let (current, reference) = (logs(from, to), logs(old_from, old_to));
    if current.is_empty() || reference.is_empty() {
        return empty(title, "one of the two periods has no expenses", &d.notes);
    }
    let subtitle = format!(
        "Share of expenses by amount in {} (logarithmic): {from} to {to} ({}) against {old_from} to {old_to} ({})",
        c.summary.currency,
        current.len(),
        reference.len()
    );
    let mut scene = Scene::new(title, &subtitle);
    let all = || current.iter().chain(&reference).copied();
    let low = (all().fold(f64::INFINITY, f64::min) * 4.0).floor() / 4.0;
    let high = ((all().fold(f64::NEG_INFINITY, f64::max) * 4.0).floor() + 1.0) / 4.0;
    let bins = (((high - low) * 4.0).round().clamp(2.0, 60.0)) as usize;
    let wide = (high - low) / bins as f64;
    let shares = |values: &[f64]| {
        let mut counts = vec![0.0; bins];
        for v in values {
            counts[(((v - low) / wide).max(0.0) as usize).min(bins - 1)] += 1.0;
        }
        counts.iter().map(|n| 100.0 * n / values.len() as f64).collect::<Vec<f64>>()
    };
    let (now, before) = (shares(&current), shares(&reference));
    let top = now.iter().chain(&before).copied().fold(1.0, f64::max);
    let mut frame = Frame::new(96.0, (low, high), (0.0, top));
    frame.y_axis(&mut scene, |v| format!("{v} %"));
    for (i, share) in before.iter().enumerate() {
        let x = low + i as f64 * wide;
        scene.rect(frame.at(x, 0.0), frame.at(x + wide, *share), GREY.tint(0.6));
    }
    let mut steps = vec![frame.at(low, 0.0)];
    for (i, share) in now.iter().enumerate() {
        let x = low + i as f64 * wide;
        steps.extend([frame.at(x, *share), frame.at(x + wide, *share)]);
    }
    steps.push(frame.at(high, 0.0));
    scene.path(steps, 3.0, BLUE);
    let mut power = low.ceil();
    while power <= high {
        let x = frame.x(power);
        scene.line((x, frame.bottom), (x, frame.bottom + 5.0), 1.0, INK);
        scene.text((x, frame.bottom + 22.0), &short(10f64.powf(power)), super::scene::SMALL.centred());
        power += 1.0;
    }
    legend(&mut scene, frame.left, &[("Reference", GREY.tint(0.6)), ("Current", BLUE)]);
    scene
}

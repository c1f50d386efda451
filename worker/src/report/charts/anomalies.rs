//! Irregular spending: every expense over time, and how much of it a month.

use chrono::NaiveDate;

use super::empty;
use super::plot::{Frame, Labels, legend, short};
use super::scene::{BLUE, Colour, GREY, INK, SERIES, Scene, Type, VERMILLION};
use super::spending::{column, month_frame};
use crate::report::{Contents, words};

/// Most unflagged expenses drawn: more would only thicken the cloud and the file.
const MOST_POINTS: usize = 4000;

/// Amounts over time, logarithmic; the flagged ones are marked and the strongest named.
pub(super) fn scatter(c: &Contents) -> Scene {
    let title = "Irregular expenses";
    let rows: Vec<_> = c.rows().filter(|r| r.expense.minor > 0 && r.expense.kind.is_spending()).collect();
    if c.anomalies.scored == 0 || rows.is_empty() {
        return empty(title, "no expense was scored", &c.anomalies.notes);
    }
    let usual = rows.iter().filter(|r| !r.scored.flagged).count();
    let keep = usual.div_ceil(MOST_POINTS).max(1);
    let sampled = if keep > 1 { format!("; one in {keep} of the others is drawn") } else { String::new() };
    let subtitle = format!(
        "Each expense by day and amount in {} (logarithmic); {} flagged{sampled}",
        c.summary.currency, c.anomalies.flagged_expenses
    );
    let mut scene = Scene::new(title, &subtitle);
    let amounts = rows.iter().map(|r| r.amount.major().log10());
    let low = amounts.clone().fold(f64::INFINITY, f64::min).floor();
    let high = amounts.fold(f64::NEG_INFINITY, f64::max).ceil().max(low + 1.0);
    let days = |d: NaiveDate| (d - c.summary.from).num_days() as f64;
    let last = days(c.summary.to).max(1.0);
    let frame = Frame::new(96.0, (-last * 0.01, last * 1.01), (low, high));
    let mut power = low;
    while power <= high {
        let y = frame.y(power);
        scene.line((frame.left, y), (frame.right, y), 1.0, super::scene::GRID);
        scene.label((frame.left - 10.0, y), &short(10f64.powf(power)), super::scene::SMALL.right());
        power += 1.0;
    }
    time_axis(&mut scene, &frame, c);
    for row in rows.iter().filter(|r| !r.scored.flagged).step_by(keep) {
        scene.dot(frame.at(days(row.expense.date), row.amount.major().log10()), 2.2, GREY.fade(0.55));
    }
    for row in rows.iter().filter(|r| r.scored.flagged) {
        let at = frame.at(days(row.expense.date), row.amount.major().log10());
        scene.dot(at, 4.0 + 3.0 * row.scored.score, VERMILLION.fade(0.85));
    }
    let mut labels = Labels::new(&frame);
    let by_row: std::collections::HashMap<u64, (NaiveDate, f64)> =
        rows.iter().map(|r| (r.scored.row as u64, (r.expense.date, r.amount.major()))).collect();
    for finding in c.anomalies.findings.iter().filter(|f| f.flagged).take(8) {
        // Of several rows the largest carries the name.
        let points = finding.rows.iter().filter_map(|row| by_row.get(row));
        let Some((date, amount)) = points.max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        let at = frame.at(days(*date), amount.log10());
        let name = if finding.merchant.is_empty() { &finding.category } else { &finding.merchant };
        let text = format!("{}: {}", words::shortened(name, 22), words::kind(finding.kind).to_lowercase());
        labels.place(&mut scene, at, &text, Type::new(13.0, INK));
    }
    legend(&mut scene, frame.left, &[("Flagged", VERMILLION), ("Other expenses", GREY)]);
    scene
}

/// Month labels on an axis of days.
fn time_axis(scene: &mut Scene, frame: &Frame, c: &Contents) {
    let months: Vec<NaiveDate> = c.summary.months.iter().map(|m| m.month).collect();
    let day = |i: f64| -> f64 { i * 30.436_875 };
    let first = months.first().map_or(0.0, |m| (*m - c.summary.from).num_days() as f64);
    // The same axis in months: a month is a 12th of a mean year, which is less than two days off.
    let span = (frame.x.0 - first) / day(1.0);
    let to = (frame.x.1 - first) / day(1.0);
    let by_month = Frame { x: (span, to), ..*frame };
    let inside: Vec<NaiveDate> = months;
    let skip = usize::from(span > 0.01);
    if skip == 0 {
        by_month.month_axis(scene, &inside);
    } else {
        let shifted = Frame { x: (span - 1.0, to - 1.0), ..*frame };
        shifted.month_axis(scene, inside.get(1..).unwrap_or_default());
    }
}

/// Flagged expenses a month, stacked by kind.
pub(super) fn timeline(c: &Contents) -> Scene {
    let title = "Irregular expenses over time";
    if c.anomalies.scored == 0 {
        return empty(title, "no expense was scored", &c.anomalies.notes);
    }
    let mut kinds: Vec<(String, usize)> = Vec::new();
    let flagged: Vec<_> = c.rows().filter(|r| r.scored.flagged).collect();
    for row in &flagged {
        let name = kind_name(row.scored.kind);
        match kinds.iter_mut().find(|(k, _)| *k == name) {
            Some((_, n)) => *n += 1,
            None => kinds.push((name, 1)),
        }
    }
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let months: Vec<NaiveDate> = c.summary.months.iter().map(|m| m.month).collect();
    let named = kinds.len().min(5);
    let mut stacks = vec![vec![0.0; named + 1]; months.len()];
    for row in &flagged {
        let name = kind_name(row.scored.kind);
        let kind = kinds[..named].iter().position(|(k, _)| *k == name).unwrap_or(named);
        let month = months.partition_point(|first| *first <= row.expense.date).saturating_sub(1);
        if let Some(stack) = stacks.get_mut(month) {
            stack[kind] += 1.0;
        }
    }
    let subtitle = format!("{} flagged of {} expenses, by month and kind", flagged.len(), c.anomalies.scored);
    let mut scene = Scene::new(title, &subtitle);
    let totals: Vec<f64> = stacks.iter().map(|s| s.iter().sum::<f64>()).chain([4.0]).collect();
    let mut frame = month_frame(months.len(), &totals);
    frame.y_axis(&mut scene, |v| if (v - v.round()).abs() < 1e-9 { words::grouped(v, 0) } else { String::new() });
    let colour = |k: usize| if k == named { GREY } else { SERIES[k] };
    for (m, stack) in stacks.iter().enumerate() {
        let mut base = 0.0;
        for (k, n) in stack.iter().enumerate().filter(|(_, n)| **n > 0.0) {
            column(&mut scene, &frame, m, (base, base + n), colour(k));
            base += n;
        }
    }
    frame.month_axis(&mut scene, &months);
    let mut entries: Vec<(&str, Colour)> =
        kinds[..named].iter().enumerate().map(|(k, (name, _))| (name.as_str(), colour(k))).collect();
    if kinds.len() > named {
        entries.push(("Others", GREY));
    }
    if entries.is_empty() {
        entries.push(("Nothing was flagged", BLUE));
    }
    legend(&mut scene, frame.left, &entries);
    scene
}

fn kind_name(kind: Option<outlay_analysis::report::AnomalyKind>) -> String {
    kind.map_or_else(|| "Unusual".to_owned(), words::kind)
}

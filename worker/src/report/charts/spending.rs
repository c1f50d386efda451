//! What was spent: by category, by month, both, and against budgets.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::empty;
use super::font;
use super::plot::{Bar, Frame, amounts, bars, legend, name_width, short};
use super::scene::{
    BLUE, Colour, GREY, INK, LABEL, MUTED, ORANGE, SERIES, SKY, SMALL, Scene, Type, VERMILLION, WHITE, fit,
};
use crate::report::{Contents, words};

/// Most months a chart of months shows.
const MONTHS: usize = 60;

/// Horizontal bars of the largest categories.
pub(super) fn by_category(c: &Contents) -> Scene {
    let subtitle = format!(
        "{} {} from {} to {}, refunds subtracted",
        words::grouped(c.summary.total.major(), usize::from(c.digits())),
        c.summary.currency,
        c.summary.from,
        c.summary.to
    );
    let mut scene = Scene::new("Spending by category", &subtitle);
    let most = 15;
    let (shown, rest) = c.summary.categories.split_at(c.summary.categories.len().min(most));
    let amount = |value: f64| words::grouped(value, 0);
    let mut rows: Vec<Bar> = shown
        .iter()
        .map(|t| Bar {
            name: t.category.clone(),
            value: t.total.major(),
            text: format!("{}  ({:.1} %)", amount(t.total.major()), 100.0 * t.share),
            colour: BLUE,
        })
        .collect();
    if !rest.is_empty() {
        let total: f64 = rest.iter().map(|t| t.total.major()).sum();
        let share: f64 = rest.iter().map(|t| t.share).sum();
        let text = format!("{}  ({:.1} %)", amount(total), 100.0 * share);
        rows.push(Bar { name: format!("{} others", rest.len()), value: total, text, colour: GREY });
    }
    bars(&mut scene, &rows);
    scene
}

/// Columns a month and their moving average of three.
pub(super) fn monthly_trends(c: &Contents) -> Scene {
    let months = &c.summary.months[c.summary.months.len().saturating_sub(MONTHS)..];
    let subtitle = format!("{} a month; paler months are not complete", c.summary.currency);
    let mut scene = Scene::new("Monthly spending", &subtitle);
    let values: Vec<f64> = months.iter().map(|m| m.total.major()).collect();
    let mut frame = month_frame(values.len(), &values);
    let most = frame.y.1;
    frame.y_axis(&mut scene, amounts(most));
    for (i, (month, &value)) in months.iter().zip(&values).enumerate() {
        column(&mut scene, &frame, i, (0.0, value), if month.complete { BLUE } else { BLUE.tint(0.45) });
    }
    let average = |i: usize| values[i - 2..=i].iter().sum::<f64>() / 3.0;
    let line: Vec<_> = (2..values.len()).map(|i| frame.at(i as f64, average(i))).collect();
    scene.path(line, 3.0, ORANGE);
    frame.month_axis(&mut scene, &months.iter().map(|m| m.month).collect::<Vec<_>>());
    legend(&mut scene, frame.left, &[("Spending", BLUE), ("Mean of three months", ORANGE)]);
    scene
}

/// A frame whose horizontal axis has one step a month.
pub(super) fn month_frame(months: usize, values: &[f64]) -> Frame {
    let low = values.iter().copied().fold(0.0, f64::min);
    let high = values.iter().copied().fold(0.0, f64::max);
    let high = if high > low { high } else { low + 1.0 };
    Frame::new(96.0, (-0.6, (months as f64 - 0.4).max(0.6)), (low, high))
}

/// A column over month `i` from one value to another.
pub(super) fn column(scene: &mut Scene, frame: &Frame, i: usize, (from, to): (f64, f64), colour: Colour) {
    let width = (frame.x(1.0) - frame.x(0.0)) * 0.78;
    let middle = frame.x(i as f64);
    let half = width.min(90.0) / 2.0;
    scene.rect((middle - half, frame.y(from)), (middle + half, frame.y(to)), colour);
}

/// Columns a month, stacked by category.
pub(super) fn breakdown(c: &Contents) -> Scene {
    let title = "Monthly spending by category";
    let months = &c.summary.months[c.summary.months.len().saturating_sub(MONTHS)..];
    let named = c.summary.categories.len().min(6);
    let subtitle = format!("{} a month; the {named} largest categories, sums below zero left out", c.summary.currency);
    let mut scene = Scene::new(title, &subtitle);
    let place: HashMap<&str, usize> =
        c.summary.categories.iter().enumerate().map(|(i, t)| (t.category.as_str(), i.min(named))).collect();
    let first = months.first().map(|m| m.month);
    let index: HashMap<NaiveDate, usize> = months.iter().enumerate().map(|(i, m)| (m.month, i)).collect();
    let mut stacks = vec![vec![0.0; named + 1]; months.len()];
    for cell in c.summary.category_months.iter().filter(|cell| Some(cell.month) >= first) {
        if let (Some(&m), Some(&k)) = (index.get(&cell.month), place.get(cell.category.as_str())) {
            stacks[m][k] += cell.total.major().max(0.0);
        }
    }
    let totals: Vec<f64> = stacks.iter().map(|s| s.iter().sum()).collect();
    let mut frame = month_frame(months.len(), &totals);
    let most = frame.y.1;
    frame.y_axis(&mut scene, amounts(most));
    let colour = |k: usize| if k == named { GREY } else { SERIES[k] };
    for (m, stack) in stacks.iter().enumerate() {
        let mut base = 0.0;
        for (k, value) in stack.iter().enumerate() {
            column(&mut scene, &frame, m, (base, base + value), colour(k));
            base += value;
        }
    }
    frame.month_axis(&mut scene, &months.iter().map(|m| m.month).collect::<Vec<_>>());
    let mut names: Vec<(&str, Colour)> =
        c.summary.categories[..named].iter().zip(SERIES).map(|(t, colour)| (t.category.as_str(), colour)).collect();
    if c.summary.categories.len() > named {
        names.push(("Others", GREY));
    }
    let shortened: Vec<(String, Colour)> = names.iter().map(|(n, col)| (fit(n, 118.0, 14.0), *col)).collect();
    legend(&mut scene, frame.left, &shortened.iter().map(|(n, col)| (n.as_str(), *col)).collect::<Vec<_>>());
    scene
}

/// Last complete month and average month against each budget.
pub(super) fn budgets(c: &Contents) -> Scene {
    let title = "Budget against actual";
    if c.summary.budgets.is_empty() {
        return empty(title, "no budgets are set", &[]);
    }
    let mut rows: Vec<_> = c.summary.budgets.iter().collect();
    rows.sort_by_key(|b| std::cmp::Reverse(b.budget.max(b.last_month)));
    let count = rows.len();
    rows.truncate(12);
    let over = c.summary.budgets.iter().filter(|b| b.last_month > b.budget).count();
    let subtitle =
        format!("{} a month; {over} of {count} budgets were exceeded in the last complete month", c.summary.currency);
    let mut scene = Scene::new(title, &subtitle);
    let left = name_width(rows.iter().map(|b| b.category.as_str()), 260.0);
    let high = rows.iter().flat_map(|b| [b.budget, b.last_month, b.average]).map(|m| m.major()).fold(0.0, f64::max);
    let mut frame = Frame::new(left, (0.0, if high > 0.0 { high } else { 1.0 }), (0.0, 1.0));
    let most = frame.x.1;
    frame.x_axis(&mut scene, amounts(most));
    let pitch = ((frame.bottom - frame.top) / rows.len() as f64).min(90.0);
    for (i, b) in rows.iter().enumerate() {
        let middle = frame.top + pitch * (i as f64 + 0.5);
        let half = pitch * 0.34;
        let last = if b.last_month > b.budget { VERMILLION } else { BLUE };
        scene.rect((frame.x(0.0), middle - half), (frame.x(b.last_month.major().max(0.0)), middle), last);
        scene.rect((frame.x(0.0), middle), (frame.x(b.average.major().max(0.0)), middle + half), SKY.tint(0.7));
        let at = frame.x(b.budget.major());
        scene.line((at, middle - half - 3.0), (at, middle + half + 3.0), 4.0, INK);
        scene.label((left - 12.0, middle), &fit(&b.category, left - 48.0, 15.0), LABEL.right());
    }
    let entries = [
        ("Last month, within", BLUE),
        ("Last month, over", VERMILLION),
        ("Average month", SKY.tint(0.7)),
        ("Budget", INK),
    ];
    legend(&mut scene, left, &entries);
    scene
}

/// Categories by months, darker where more was spent.
pub(super) fn heat_map(c: &Contents) -> Scene {
    let months = &c.summary.months[c.summary.months.len().saturating_sub(24)..];
    let categories = &c.summary.categories[..c.summary.categories.len().min(20)];
    let subtitle = format!(
        "{} a month; the {} largest categories, last {} months; shaded by square root",
        c.summary.currency,
        categories.len(),
        months.len()
    );
    let mut scene = Scene::new("Spending by category and month", &subtitle);
    let left = name_width(categories.iter().map(|t| t.category.as_str()), 220.0);
    let mut frame = Frame::new(left, (-0.5, months.len() as f64 - 0.5), (0.0, 1.0));
    frame.top = 96.0;
    let cells: HashMap<_, _> =
        c.summary.category_months.iter().map(|x| ((x.category.as_str(), x.month), x.total.major())).collect();
    let value = |category: &str, month: NaiveDate| cells.get(&(category, month)).copied().unwrap_or(0.0);
    let pairs = categories.iter().flat_map(|t| months.iter().map(|m| value(&t.category, m.month)));
    let largest = pairs.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let pitch = ((frame.bottom - frame.top) / categories.len().max(1) as f64).min(60.0);
    frame.bottom = frame.top + pitch * categories.len() as f64;
    let wide = (frame.x(1.0) - frame.x(0.0)).min(140.0);
    for (i, t) in categories.iter().enumerate() {
        let middle = frame.top + pitch * (i as f64 + 0.5);
        scene.label((left - 12.0, middle), &fit(&t.category, left - 48.0, 15.0), LABEL.right());
        for (j, month) in months.iter().enumerate() {
            let spent = value(&t.category, month.month);
            let share = (spent.max(0.0) / largest).sqrt();
            let x = frame.x(j as f64);
            let half = frame.x(0.5) - frame.x(0.0);
            let colour = if spent < 0.0 { ORANGE.tint(0.5) } else { BLUE.tint(0.03 + 0.97 * share) };
            scene.rect(
                (x - half + 1.0, middle - pitch / 2.0 + 1.0),
                (x + half - 1.0, middle + pitch / 2.0 - 1.0),
                colour,
            );
            let text = if spent.abs() >= 100.0 { short(spent.round()) } else { words::grouped(spent, 0) };
            let size = 12.0;
            if spent != 0.0 && font::width(&text, size, false) < wide - 4.0 && pitch > 16.0 {
                let ink = if share > 0.55 { WHITE } else { INK };
                scene.label((x, middle), &text, Type::new(size, ink).centred());
            }
        }
    }
    frame.month_axis(&mut scene, &months.iter().map(|m| m.month).collect::<Vec<_>>());
    if categories.is_empty() {
        scene.label((600.0, 360.0), "Not enough data", SMALL.centred());
    }
    scene.line((left, frame.bottom), (frame.right, frame.bottom), 1.0, MUTED);
    scene
}

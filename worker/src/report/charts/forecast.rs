//! What comes next, how sure it is, and how good the methods were.

use chrono::NaiveDate;

use super::empty;
use super::plot::{Bar, Frame, amounts, bars, legend, name_width};
use super::scene::{BLUE, GREEN, GREY, INK, LABEL, ORANGE, SKY, Scene, WHITE, fit};
use super::spending::month_frame;
use crate::report::{Contents, words};

/// The total: history, forecast and both intervals.
pub(super) fn predictions(c: &Contents) -> Scene {
    let title = "Forecast of the total";
    let Some(total) = c.forecasts.total.as_ref().filter(|t| !t.steps.is_empty()) else {
        return empty(title, "no forecast could be made", &c.forecasts.notes);
    };
    let history = &total.history[total.history.len().saturating_sub(36)..];
    let subtitle = format!("{} a month; {}; {}", c.summary.currency, words::method(&total.method), total.rests_on);
    let mut scene = Scene::new(title, &subtitle);
    let n = history.len();
    let months: Vec<NaiveDate> = history.iter().map(|m| m.month).chain(total.steps.iter().map(|s| s.month)).collect();
    let actual: Vec<f64> = history.iter().map(|m| m.amount.major()).collect();
    let bounds = total.steps.iter().flat_map(|s| [s.lo95.major(), s.hi95.major()]);
    let all: Vec<f64> = actual.iter().copied().chain(bounds).collect();
    let mut frame = month_frame(months.len(), &all);
    let most = frame.y.1;
    frame.y_axis(&mut scene, amounts(most));
    // The bands open from the last actual month, if there is one.
    let anchor = actual.last().map(|&v| (n as f64 - 1.0, v));
    let steps = || total.steps.iter().zip(n..).map(|(s, i)| (s, i as f64));
    let band = |low: fn(&outlay_analysis::report::ForecastStep) -> f64,
                high: fn(&outlay_analysis::report::ForecastStep) -> f64| {
        let upper = anchor.into_iter().chain(steps().map(|(s, i)| (i, high(s))));
        let mut lower: Vec<_> = steps().map(|(s, i)| (i, low(s))).collect();
        lower.reverse();
        upper.chain(lower).map(|(x, y)| frame.at(x, y)).collect::<Vec<_>>()
    };
    if n == 0 && total.steps.len() == 1 {
        let step = &total.steps[0];
        scene.line(frame.at(0.0, step.lo95.major()), frame.at(0.0, step.hi95.major()), 3.0, SKY);
    }
    scene.area(band(|s| s.lo95.major(), |s| s.hi95.major()), SKY.tint(0.35));
    scene.area(band(|s| s.lo80.major(), |s| s.hi80.major()), SKY.tint(0.7));
    scene.path(actual.iter().enumerate().map(|(i, &v)| frame.at(i as f64, v)).collect(), 3.0, BLUE);
    let line: Vec<_> =
        anchor.into_iter().chain(steps().map(|(s, i)| (i, s.mean.major()))).map(|(x, y)| frame.at(x, y)).collect();
    scene.dashed(&line, 3.0, ORANGE);
    for (i, &v) in actual.iter().enumerate() {
        scene.dot(frame.at(i as f64, v), 3.5, BLUE);
    }
    for (step, i) in steps() {
        scene.dot(frame.at(i, step.mean.major()), 5.0, ORANGE);
    }
    frame.month_axis(&mut scene, &months);
    let entries =
        [("Actual", BLUE), ("Forecast", ORANGE), ("80 % interval", SKY.tint(0.7)), ("95 % interval", SKY.tint(0.35))];
    legend(&mut scene, frame.left, &entries);
    scene
}

/// Next month of each category with both intervals.
pub(super) fn intervals(c: &Contents) -> Scene {
    let title = "Next month by category";
    let mut rows: Vec<_> = c.forecasts.categories.iter().filter_map(|f| Some((f, f.steps.first()?))).collect();
    if rows.is_empty() {
        return empty(title, "no category could be forecast", &c.forecasts.notes);
    }
    rows.sort_by(|a, b| b.1.mean.cmp(&a.1.mean).then_with(|| a.0.category.cmp(&b.0.category)));
    rows.truncate(15);
    let month = words::month(rows[0].1.month);
    let subtitle = format!("{} in {month}, with 80 % and 95 % prediction intervals", c.summary.currency);
    let mut scene = Scene::new(title, &subtitle);
    let name = |f: &outlay_analysis::report::SeriesForecast| f.category.clone().unwrap_or_default();
    let names: Vec<String> = rows.iter().map(|(f, _)| name(f)).collect();
    let left = name_width(names.iter().map(String::as_str), 240.0);
    let high = rows.iter().flat_map(|(_, s)| [Some(s.hi95), s.budget]).flatten().map(|m| m.major()).fold(0.0, f64::max);
    let low = rows.iter().map(|(_, s)| s.lo95.major()).fold(0.0, f64::min);
    let mut frame = Frame::new(left, (low, high.max(low + 1.0)), (0.0, 1.0));
    let most = frame.x.1;
    frame.x_axis(&mut scene, amounts(most));
    let pitch = ((frame.bottom - frame.top) / rows.len() as f64).min(70.0);
    for (i, ((_, step), name)) in rows.iter().zip(&names).enumerate() {
        let y = frame.top + pitch * (i as f64 + 0.5);
        let at = |m: outlay_analysis::Money| frame.x(m.major());
        let half = (pitch * 0.2).min(8.0);
        scene.line((at(step.lo95), y), (at(step.hi95), y), 2.5, BLUE);
        scene.rect((at(step.lo80), y - half), (at(step.hi80), y + half), SKY);
        scene.dot((at(step.mean), y), half + 1.5, INK);
        scene.dot((at(step.mean), y), half - 0.5, WHITE);
        if let Some(budget) = step.budget {
            scene.line((at(budget), y - 2.0 * half), (at(budget), y + 2.0 * half), 4.0, ORANGE);
        }
        scene.label((left - 12.0, y), &fit(name, left - 48.0, 15.0), LABEL.right());
    }
    legend(&mut scene, left, &[("Expected", INK), ("80 % interval", SKY), ("95 % interval", BLUE), ("Budget", ORANGE)]);
    scene
}

/// Scaled errors of every method in the rolling-origin backtest.
pub(super) fn performance(c: &Contents) -> Scene {
    let title = "How the methods would have done";
    if c.forecasts.backtest.is_empty() {
        return empty(title, "there are too few months for a rolling-origin backtest", &c.forecasts.notes);
    }
    let mut scene = Scene::new(
        title,
        "Mean absolute scaled error over all categories in a rolling-origin backtest: lower is better",
    );
    let mut methods: Vec<_> = c.forecasts.backtest.iter().filter(|m| m.mase.is_finite()).collect();
    methods.sort_by(|a, b| a.mase.total_cmp(&b.mase).then_with(|| a.method.cmp(&b.method)));
    let rows: Vec<Bar> = methods
        .iter()
        .take(16)
        .map(|m| Bar {
            name: words::method(&m.method),
            value: m.mase,
            text: format!("{:.3}  (skill {:+.1} %)", m.mase, 100.0 * m.skill),
            colour: if m.chosen { GREEN } else { GREY },
        })
        .collect();
    bars(&mut scene, &rows);
    legend_right(&mut scene);
    scene
}

fn legend_right(scene: &mut Scene) {
    legend(scene, 820.0, &[("Chosen for a series", GREEN), ("Not chosen", GREY)]);
}

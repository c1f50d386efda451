//! Scales, axes, legends and bars.

use chrono::{Datelike, NaiveDate};

use super::font;
use super::scene::{Align, Colour, GRID, HEIGHT, INK, LABEL, MUTED, SMALL, Scene, Type, WHITE, WIDTH, fit};
use crate::report::words;

/// A rectangle of the canvas with a linear scale in each direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

impl Frame {
    /// The usual place below the titles, with `left` pixels for the labels of the vertical axis.
    pub(super) fn new(left: f64, x: (f64, f64), y: (f64, f64)) -> Self {
        Self { left, top: 112.0, right: WIDTH - 40.0, bottom: HEIGHT - 56.0, x, y }
    }

    pub(super) fn x(&self, value: f64) -> f64 {
        self.left + (value - self.x.0) / (self.x.1 - self.x.0) * (self.right - self.left)
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        self.bottom - (value - self.y.0) / (self.y.1 - self.y.0) * (self.bottom - self.top)
    }

    pub(super) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.x(x), self.y(y))
    }

    /// Grid lines and labels of the vertical axis, which is widened to whole ticks; zero is drawn darker.
    pub(super) fn y_axis(&mut self, scene: &mut Scene, text: impl Fn(f64) -> String) {
        let ticks = ticks(self.y, 6);
        self.y = (ticks[0], ticks[ticks.len() - 1]);
        for &tick in &ticks {
            let y = self.y(tick);
            let colour = if tick == 0.0 { MUTED } else { GRID };
            scene.line((self.left, y), (self.right, y), 1.0, colour);
            scene.label((self.left - 10.0, y), &text(tick), SMALL.right());
        }
    }

    /// Grid lines and labels of the horizontal axis, which is widened to whole ticks.
    pub(super) fn x_axis(&mut self, scene: &mut Scene, text: impl Fn(f64) -> String) {
        let ticks = ticks(self.x, 7);
        self.x = (ticks[0], ticks[ticks.len() - 1]);
        for &tick in &ticks {
            let x = self.x(tick);
            let colour = if tick == 0.0 { MUTED } else { GRID };
            scene.line((x, self.top), (x, self.bottom), 1.0, colour);
            scene.text((x, self.bottom + 22.0), &text(tick), SMALL.centred());
        }
    }

    /// Month labels below the frame: month `i` is centred on `i`; as many as fit.
    pub(super) fn month_axis(&self, scene: &mut Scene, months: &[NaiveDate]) {
        let step = (self.right - self.left) / (self.x.1 - self.x.0);
        let stride =
            [1usize, 2, 3, 6, 12, 24, 60, 120, 240].into_iter().find(|&n| n as f64 * step >= 66.0).unwrap_or(480);
        for (i, month) in months.iter().enumerate() {
            // Strides of months are counted in the calendar, so that long ranges are labelled by January.
            let calendar = usize::try_from(month.year()).unwrap_or(0) * 12 + month.month0() as usize;
            if calendar.is_multiple_of(stride) || months.len() < stride {
                let x = self.x(i as f64);
                scene.line((x, self.bottom), (x, self.bottom + 5.0), 1.0, MUTED);
                scene.text((x, self.bottom + 22.0), &words::month(*month), SMALL.centred());
            }
        }
    }
}

/// Four to `most` + 1 round numbers that cover `range`, evenly spaced, zero written as zero.
pub(super) fn ticks((low, high): (f64, f64), most: u32) -> Vec<f64> {
    let (low, high) = if low.is_finite() && high.is_finite() && high > low { (low, high) } else { (0.0, 1.0) };
    let raw = (high - low) / f64::from(most);
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|m| m * power).find(|&s| s >= raw * 0.999).unwrap_or(raw);
    let first = (low / step).floor();
    let count = ((high / step).ceil() - first).max(1.0);
    let mut ticks = Vec::new();
    let mut i = 0.0;
    while i <= count {
        ticks.push((first + i) * step);
        i += 1.0;
    }
    ticks
}

/// An amount as short as an axis needs: `950`, `12.5k`, `3.4M`.
pub(super) fn short(value: f64) -> String {
    let (scaled, unit) = match value.abs() {
        v if v >= 1e9 => (value / 1e9, "B"),
        v if v >= 1e6 => (value / 1e6, "M"),
        v if v >= 1e4 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let digits = match scaled.abs() {
        v if unit.is_empty() && v >= 100.0 => 0,
        v if v >= 100.0 || (v - v.round()).abs() < 0.005 => 0,
        v if unit.is_empty() && v < 10.0 => 2,
        _ => 1,
    };
    format!("{}{unit}", words::grouped(scaled, digits))
}

/// Amounts of an axis that reaches `most`, all in the same unit: plain, thousands or millions.
pub(super) fn amounts(most: f64) -> impl Fn(f64) -> String {
    let (unit, name) = match most.abs() {
        m if m >= 1e10 => (1e9, "B"),
        m if m >= 1e7 => (1e6, "M"),
        m if m >= 1e4 => (1e3, "k"),
        _ => (1.0, ""),
    };
    move |value| {
        let scaled = value / unit;
        let digits = (0..=2).find(|&d| (scaled * 10f64.powi(d) - (scaled * 10f64.powi(d)).round()).abs() < 1e-6);
        let name = if value == 0.0 { "" } else { name };
        format!("{}{name}", words::grouped(scaled, digits.map_or(2, |d| d as usize)))
    }
}

/// Names of series in a row at the top, from the left edge of `frame`.
pub(super) fn legend(scene: &mut Scene, left: f64, entries: &[(&str, Colour)]) {
    let mut x = left;
    for (name, colour) in entries {
        let name = fit(name, 190.0, 14.0);
        scene.rect((x, 88.0), (x + 14.0, 102.0), *colour);
        scene.label((x + 20.0, 95.0), &name, Type { colour: INK, ..SMALL });
        x += 20.0 + font::width(&name, 14.0, false) + 22.0;
    }
}

/// One horizontal bar.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) value: f64,
    pub(super) text: String,
    pub(super) colour: Colour,
}

/// Horizontal bars from zero, names at the left and texts behind the bars.
pub(super) fn bars(scene: &mut Scene, bars: &[Bar]) {
    let space = bars.iter().map(|b| font::width(&b.text, 14.0, false)).fold(0.0, f64::max) + 14.0;
    let left = name_width(bars.iter().map(|b| b.name.as_str()), 300.0);
    let largest = bars.iter().map(|b| b.value.max(0.0)).fold(0.0, f64::max);
    let smallest = bars.iter().map(|b| b.value.min(0.0)).fold(0.0, f64::min);
    let range = if largest > smallest { (smallest, largest) } else { (0.0, 1.0) };
    let mut frame = Frame::new(left, range, (0.0, 1.0));
    frame.top = 100.0;
    frame.right = WIDTH - 36.0 - space;
    frame.bottom = HEIGHT - 36.0;
    let pitch = ((frame.bottom - frame.top) / bars.len().max(1) as f64).min(56.0);
    scene.line((frame.x(0.0), frame.top), (frame.x(0.0), frame.top + pitch * bars.len() as f64), 1.0, MUTED);
    for (i, bar) in bars.iter().enumerate() {
        let middle = frame.top + pitch * (i as f64 + 0.5);
        let half = (pitch * 0.36).min(18.0);
        scene.rect((frame.x(0.0), middle - half), (frame.x(bar.value), middle + half), bar.colour);
        scene.label((left - 12.0, middle), &fit(&bar.name, left - 48.0, 15.0), LABEL.right());
        scene.label((frame.x(bar.value.max(0.0)) + 8.0, middle), &bar.text, SMALL);
    }
}

/// Pixels for names at the left of a chart, at most `most`.
pub(super) fn name_width<'a>(names: impl Iterator<Item = &'a str>, most: f64) -> f64 {
    names.map(|n| font::width(n, 15.0, false)).fold(60.0, f64::max).min(most) + 52.0
}

/// Places labels beside points so that none covers another: each is tried right, left, above and below.
pub(super) struct Labels {
    taken: Vec<[f64; 4]>,
    within: [f64; 4],
}

impl Labels {
    pub(super) fn new(frame: &Frame) -> Self {
        Self { taken: Vec::new(), within: [frame.left, frame.top - 8.0, frame.right + 30.0, frame.bottom] }
    }

    /// Writes `text` near `at`, unless there is no room.
    pub(super) fn place(&mut self, scene: &mut Scene, at: (f64, f64), text: &str, look: Type) {
        let (width, half) = (font::width(text, look.size, look.bold), look.size * 0.6);
        let offsets = [
            (10.0, 0.0, Align::Left),
            (-10.0, 0.0, Align::Right),
            (0.0, -16.0, Align::Centre),
            (0.0, 17.0, Align::Centre),
            (10.0, -14.0, Align::Left),
            (10.0, 14.0, Align::Left),
            (-10.0, -14.0, Align::Right),
            (-10.0, 14.0, Align::Right),
        ];
        for (dx, dy, align) in offsets {
            let (x, y) = (at.0 + dx, at.1 + dy);
            let left = match align {
                Align::Left => x,
                Align::Centre => x - width / 2.0,
                Align::Right => x - width,
            };
            let place = [left, y - half, left + width, y + half];
            let [l, t, r, b] = self.within;
            let inside = place[0] >= l && place[1] >= t && place[2] <= r && place[3] <= b;
            let free = |o: &[f64; 4]| place[2] < o[0] || place[0] > o[2] || place[3] < o[1] || place[1] > o[3];
            if inside && self.taken.iter().all(free) {
                self.taken.push(place);
                scene.rect((left - 3.0, y - half), (left + width + 3.0, y + half), WHITE.fade(0.72));
                scene.label((x, y), text, Type { align, ..look });
                return;
            }
        }
    }
}

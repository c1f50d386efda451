//! A picture as a list of shapes, in pixels of a 1200 × 720 canvas.

use super::{font, render};

/// Width of every chart in pixels.
pub(super) const WIDTH: f64 = 1200.0;
/// Height of every chart in pixels.
pub(super) const HEIGHT: f64 = 720.0;

/// Red, green, blue and opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour(pub(super) u8, pub(super) u8, pub(super) u8, pub(super) f64);

impl Colour {
    /// The same colour with opacity `alpha`.
    pub(super) const fn fade(self, alpha: f64) -> Self {
        Self(self.0, self.1, self.2, alpha)
    }

    /// `share` of the way from white to this colour.
    pub(super) fn tint(self, share: f64) -> Self {
        let mix = |c: u8| render::byte(255.0 + (f64::from(c) - 255.0) * share.clamp(0.0, 1.0));
        Self(mix(self.0), mix(self.1), mix(self.2), 1.0)
    }
}

pub(super) const BLUE: Colour = Colour(0x00, 0x72, 0xB2, 1.0);
pub(super) const ORANGE: Colour = Colour(0xE6, 0x9F, 0x00, 1.0);
pub(super) const GREEN: Colour = Colour(0x00, 0x9E, 0x73, 1.0);
pub(super) const VERMILLION: Colour = Colour(0xD5, 0x5E, 0x00, 1.0);
pub(super) const SKY: Colour = Colour(0x56, 0xB4, 0xE9, 1.0);
pub(super) const PURPLE: Colour = Colour(0xCC, 0x79, 0xA7, 1.0);
pub(super) const YELLOW: Colour = Colour(0xF0, 0xE4, 0x42, 1.0);
pub(super) const INK: Colour = Colour(0x22, 0x2B, 0x33, 1.0);
pub(super) const MUTED: Colour = Colour(0x5B, 0x67, 0x70, 1.0);
pub(super) const GREY: Colour = Colour(0x9A, 0xA3, 0xAA, 1.0);
pub(super) const GRID: Colour = Colour(0xE3, 0xE7, 0xEA, 1.0);
pub(super) const WHITE: Colour = Colour(0xFF, 0xFF, 0xFF, 1.0);

/// Colours of series, in the order in which they are used.
pub(super) const SERIES: [Colour; 7] = [BLUE, ORANGE, GREEN, VERMILLION, SKY, PURPLE, YELLOW];

/// Where a text stands in relation to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Type {
    /// Size of the em in pixels.
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) colour: Colour,
    pub(super) align: Align,
}

impl Type {
    pub(super) const fn new(size: f64, colour: Colour) -> Self {
        Self { size, bold: false, colour, align: Align::Left }
    }

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn centred(self) -> Self {
        Self { align: Align::Centre, ..self }
    }

    pub(super) const fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }
}

/// Labels of axes and bars.
pub(super) const LABEL: Type = Type::new(15.0, INK);
/// What explains: subtitles, ticks.
pub(super) const SMALL: Type = Type::new(14.0, MUTED);

pub(super) enum Shape {
    Rect { from: (f64, f64), to: (f64, f64), colour: Colour },
    Path { points: Vec<(f64, f64)>, width: f64, colour: Colour },
    Area { points: Vec<(f64, f64)>, colour: Colour },
    Dot { centre: (f64, f64), radius: f64, colour: Colour },
    Text { at: (f64, f64), text: String, look: Type },
}

/// A titled picture.
pub(super) struct Scene {
    pub(super) title: String,
    pub(super) shapes: Vec<Shape>,
}

impl Scene {
    pub(super) fn new(title: &str, subtitle: &str) -> Self {
        let mut scene = Self { title: title.to_owned(), shapes: Vec::new() };
        scene.rect((0.0, 0.0), (WIDTH, HEIGHT), WHITE);
        scene.text((36.0, 46.0), &fit(title, WIDTH - 72.0, 26.0), Type::new(26.0, INK).bold());
        scene.text((36.0, 74.0), &fit(subtitle, WIDTH - 72.0, 16.0), Type::new(16.0, MUTED));
        scene
    }

    /// A message in the middle, with smaller text below it.
    pub(super) fn message(&mut self, text: &str, more: &str) {
        let mut y = HEIGHT / 2.0 - 20.0;
        for line in wrapped(text, WIDTH - 240.0, 22.0) {
            self.text((WIDTH / 2.0, y), &line, Type::new(22.0, MUTED).centred());
            y += 30.0;
        }
        y += 10.0;
        for line in wrapped(more, WIDTH - 240.0, 16.0).into_iter().take(6) {
            self.text((WIDTH / 2.0, y), &line, Type::new(16.0, GREY).centred());
            y += 23.0;
        }
    }

    pub(super) fn rect(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour) {
        self.shapes.push(Shape::Rect { from, to, colour });
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, colour: Colour) {
        self.path(vec![from, to], width, colour);
    }

    pub(super) fn path(&mut self, points: Vec<(f64, f64)>, width: f64, colour: Colour) {
        if points.len() > 1 {
            self.shapes.push(Shape::Path { points, width, colour });
        }
    }

    /// A line of dashes of 7 pixels with gaps of 5.
    pub(super) fn dashed(&mut self, points: &[(f64, f64)], width: f64, colour: Colour) {
        let (mut drawn, mut left) = (true, 7.0_f64);
        for pair in points.windows(2) {
            let ((mut x, mut y), (x1, y1)) = (pair[0], pair[1]);
            loop {
                let rest = (x1 - x).hypot(y1 - y);
                if rest < 1e-9 {
                    break;
                }
                let step = left.min(rest);
                let to = (x + (x1 - x) * step / rest, y + (y1 - y) * step / rest);
                if drawn {
                    self.line((x, y), to, width, colour);
                }
                (x, y) = to;
                left -= step;
                if left <= 1e-9 {
                    drawn = !drawn;
                    left = if drawn { 7.0 } else { 5.0 };
                }
            }
        }
    }

    pub(super) fn area(&mut self, points: Vec<(f64, f64)>, colour: Colour) {
        if points.len() > 2 {
            self.shapes.push(Shape::Area { points, colour });
        }
    }

    pub(super) fn dot(&mut self, centre: (f64, f64), radius: f64, colour: Colour) {
        self.shapes.push(Shape::Dot { centre, radius, colour });
    }

    /// Text whose baseline begins, centres or ends at `at`.
    pub(super) fn text(&mut self, at: (f64, f64), text: &str, look: Type) {
        if !text.is_empty() {
            self.shapes.push(Shape::Text { at, text: text.to_owned(), look });
        }
    }

    /// Text whose capitals are centred on the height of `at`.
    pub(super) fn label(&mut self, at: (f64, f64), text: &str, look: Type) {
        self.text((at.0, at.1 + 0.36 * look.size), text, look);
    }
}

/// `text` cut with an ellipsis to at most `width` pixels at `size`.
pub(super) fn fit(text: &str, width: f64, size: f64) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if font::width(&text, size, false) <= width {
        return text;
    }
    let chars: Vec<char> = text.chars().collect();
    let cut = |n: usize| format!("{}…", chars[..n].iter().collect::<String>().trim_end());
    let n = (0..chars.len()).collect::<Vec<_>>().partition_point(|&n| font::width(&cut(n), size, false) <= width);
    cut(n.saturating_sub(1))
}

/// `text` in lines of at most `width` pixels at `size`.
fn wrapped(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if font::width(&format!("{line} {word}"), size, false) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

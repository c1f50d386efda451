//! Scenes drawn through plotters: SVG at a tenth of a pixel, PNG at twice the size and averaged down.

use std::sync::OnceLock;

use image::ImageEncoder;
use plotters::prelude::{BitMapBackend, DrawingBackend, FontStyle, IntoFont, RGBAColor, SVGBackend, ShapeStyle};
use plotters::style::TextStyle;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::scene::{Align, Colour, HEIGHT, Scene, Shape, Type, WIDTH};

/// The bundled font and what a browser may use instead; plotters looks the font up by the same name.
const FAMILY: &str = "Liberation Sans, Arial, Helvetica, sans-serif";
const REGULAR: &[u8] = include_bytes!("../../../assets/LiberationSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/LiberationSans-Bold.ttf");

/// Units of the SVG a pixel: plotters has whole coordinates only.
const SVG_SCALE: f64 = 10.0;
/// Pixels drawn a pixel kept, in each direction.
const PNG_SCALE: u32 = 2;

/// A chart in both forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// SVG text.
    pub svg: String,
    /// PNG bytes.
    pub png: Vec<u8>,
}

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The drawing backend refused.
    #[error("drawing failed: {0}")]
    Backend(String),
    /// The picture could not be written as PNG.
    #[error("the picture cannot be written as PNG: {0}")]
    Encode(#[from] image::ImageError),
}

/// Draws `scene`.
pub(super) fn render(scene: &Scene) -> Result<Picture, DrawError> {
    fonts();
    Ok(Picture { svg: svg(scene)?, png: png(scene)? })
}

fn svg(scene: &Scene) -> Result<String, DrawError> {
    let (width, height) = (pixels(WIDTH * SVG_SCALE), pixels(HEIGHT * SVG_SCALE));
    let mut text = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut text, (width, height));
        // plotters divides the size of SVG text by 1.24 and puts its baseline 0.76 em below the point.
        let surface = Surface { scale: SVG_SCALE, font: 1.24, baseline: 0.76, bitmap: false };
        surface.draw(scene, &mut backend)?;
        backend.present().map_err(|e| DrawError::Backend(e.to_string()))?;
    }
    let size = format!("width=\"{width}\" height=\"{height}\"");
    let text = text.replacen(&size, &format!("width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\""), 1);
    let title = scene.title.replace('&', "&amp;").replace('<', "&lt;");
    Ok(text.replacen('>', &format!(">\n<title>{title}</title>"), 1))
}

fn png(scene: &Scene) -> Result<Vec<u8>, DrawError> {
    let (width, height) = (pixels(WIDTH), pixels(HEIGHT));
    let (large_width, large_height) = (width * PNG_SCALE, height * PNG_SCALE);
    let mut large = vec![255u8; (large_width * large_height * 3) as usize];
    {
        let mut backend = BitMapBackend::with_buffer(&mut large, (large_width, large_height));
        // In a bitmap, text of plotters' size s has an em of s / 1.117 and its baseline half its size below the point.
        let surface = Surface { scale: f64::from(PNG_SCALE), font: 1.117, baseline: 0.5 * 1.117, bitmap: true };
        surface.draw(scene, &mut backend)?;
        backend.present().map_err(|e| DrawError::Backend(e.to_string()))?;
    }
    let small = halved(&large, width as usize, height as usize);
    let mut bytes = Vec::new();
    image::codecs::png::PngEncoder::new(&mut bytes).write_image(&small, width, height, image::ColorType::Rgb8)?;
    Ok(bytes)
}

/// The mean of every 2 × 2 pixels.
fn halved(large: &[u8], width: usize, height: usize) -> Vec<u8> {
    let line = width * 2 * 3;
    let mut small = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        let (upper, lower) = (&large[2 * y * line..][..line], &large[(2 * y + 1) * line..][..line]);
        for x in 0..width {
            for channel in 0..3 {
                let i = 6 * x + channel;
                let sum = [upper[i], upper[i + 3], lower[i], lower[i + 3]].into_iter().map(u16::from).sum::<u16>();
                small.push(u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX));
            }
        }
    }
    small
}

/// How a backend places things.
struct Surface {
    /// Units a pixel.
    scale: f64,
    /// plotters' font size over the em.
    font: f64,
    /// Distance from plotters' point to the baseline, in em.
    baseline: f64,
    /// Whether only the bundled font's characters can be drawn.
    bitmap: bool,
}

impl Surface {
    fn point(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (whole(x * self.scale), whole(y * self.scale))
    }

    fn draw<B: DrawingBackend>(&self, scene: &Scene, backend: &mut B) -> Result<(), DrawError> {
        scene.shapes.iter().try_for_each(|shape| self.shape(shape, backend))
    }

    fn shape<B: DrawingBackend>(&self, shape: &Shape, backend: &mut B) -> Result<(), DrawError> {
        let drawn = match shape {
            Shape::Rect { from, to, colour } => {
                let (a, b) = (self.point(*from), self.point(*to));
                // plotters' bitmaps include the far edge.
                let edge = i32::from(self.bitmap);
                let (low, high) = ((a.0.min(b.0), a.1.min(b.1)), (a.0.max(b.0), a.1.max(b.1)));
                let high = ((high.0 - edge).max(low.0), (high.1 - edge).max(low.1));
                backend.draw_rect(low, high, &style(*colour, 1), true)
            }
            Shape::Path { points, width, colour } => {
                let width = pixels((width * self.scale).max(1.0));
                backend.draw_path(points.iter().map(|&p| self.point(p)), &style(*colour, width))
            }
            Shape::Area { points, colour } => {
                backend.fill_polygon(points.iter().map(|&p| self.point(p)), &style(*colour, 1))
            }
            Shape::Dot { centre, radius, colour } => {
                backend.draw_circle(self.point(*centre), pixels(radius * self.scale), &style(*colour, 1), true)
            }
            Shape::Text { at, text, look } => {
                let text = if self.bitmap { drawable(text) } else { legal(text) };
                let at = self.point((at.0, at.1 - self.baseline * look.size));
                backend.draw_text(&text, &text_style(*look, look.size * self.font * self.scale), at)
            }
        };
        drawn.map_err(|e| DrawError::Backend(e.to_string()))
    }
}

fn style(colour: Colour, width: u32) -> ShapeStyle {
    ShapeStyle { color: RGBAColor(colour.0, colour.1, colour.2, colour.3), filled: true, stroke_width: width }
}

fn text_style(look: Type, size: f64) -> TextStyle<'static> {
    let weight = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
    let horizontal = match look.align {
        Align::Left => HPos::Left,
        Align::Centre => HPos::Center,
        Align::Right => HPos::Right,
    };
    let colour = RGBAColor(look.colour.0, look.colour.1, look.colour.2, look.colour.3);
    let style = TextStyle::from((FAMILY, size).into_font().style(weight)).pos(Pos::new(horizontal, VPos::Top));
    TextStyle { color: plotters::style::Color::to_backend_color(&colour), ..style }
}

/// Width of `text` in pixels at `size`.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    fonts();
    let weight = if bold { FontStyle::Bold } else { FontStyle::Normal };
    // Measured large, because plotters measures in whole pixels.
    let font = (FAMILY, 1117.0).into_font().style(weight);
    let measured = font.box_size(&drawable(text)).map_or(600.0 * text.chars().count() as f64, |(w, _)| f64::from(w));
    measured / 1000.0 * size
}

fn fonts() {
    static REGISTERED: OnceLock<()> = OnceLock::new();
    REGISTERED.get_or_init(|| {
        for (weight, bytes) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, BOLD)] {
            // Fails for broken font files only, and these are compiled in.
            let _ = plotters::style::register_font(FAMILY, weight, bytes);
        }
    });
}

/// `text` without control characters, which SVG cannot hold.
fn legal(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

/// `text` in characters the bundled font has; one without any is written as code points.
fn drawable(text: &str) -> String {
    let kept: String = text.chars().filter(|&c| has_glyph(c)).collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    if !kept.is_empty() || text.trim().is_empty() {
        return kept;
    }
    text.chars()
        .filter(|c| !c.is_control())
        .take(4)
        .map(|c| format!("U+{:04X}", u32::from(c)))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Latin, Greek, Cyrillic, punctuation, currency signs.
fn has_glyph(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{4ff}' | '\u{1e00}'..='\u{1eff}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203a}' | '\u{20a0}'..='\u{20bf}' | '\u{2122}' | '\u{2212}' | '\u{2260}'..='\u{2265}')
}

/// Rounds to a whole coordinate.
#[expect(clippy::cast_possible_truncation, reason = "saturates, which is what is wanted")]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

/// Rounds to a number of pixels.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, which is what is wanted")]
fn pixels(value: f64) -> u32 {
    value.round() as u32
}

/// Rounds to a channel of a colour.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, which is what is wanted")]
pub(super) fn byte(value: f64) -> u8 {
    value.round() as u8
}

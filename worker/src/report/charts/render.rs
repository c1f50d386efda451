//! Scenes drawn through plotters: SVG at a tenth of a pixel, PNG at twice the size and averaged down.

use image::ImageEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use plotters::prelude::{BitMapBackend, DrawingBackend, FontStyle, IntoFont, RGBAColor, SVGBackend, ShapeStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, TextStyle};

use super::font::{self, FAMILY};
use super::scene::{Align, Colour, HEIGHT, Scene, Shape, Type, WIDTH};

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
    font::register();
    Ok(Picture { svg: svg(scene)?, png: png(scene)? })
}

fn svg(scene: &Scene) -> Result<String, DrawError> {
    let (width, height) = (pixels(WIDTH * SVG_SCALE), pixels(HEIGHT * SVG_SCALE));
    let mut text = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut text, (width, height));
        let surface = Surface { scale: SVG_SCALE, bitmap: false };
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
        let surface = Surface { scale: f64::from(PNG_SCALE), bitmap: true };
        surface.draw(scene, &mut backend)?;
        backend.present().map_err(|e| DrawError::Backend(e.to_string()))?;
    }
    let small = halved(&large, width as usize, height as usize);
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::NoFilter);
    encoder.write_image(&small, width, height, image::ColorType::Rgb8)?;
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
    /// Pixels instead of vectors.
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
            // plotters places the glyphs of a bitmap at whole pixels and leaves out their bearings: letters would
            // stand unevenly.
            Shape::Text { at, text, look } if self.bitmap => {
                let dots = font::dots(text, (at.0 * self.scale, at.1 * self.scale), *look, self.scale);
                let mut dots = dots.into_iter();
                dots.try_for_each(|(at, cover)| {
                    backend.draw_pixel(at, paint(look.colour.fade(cover)).to_backend_color())
                })
            }
            Shape::Text { at, text, look } => {
                // plotters divides the size of SVG text by 1.24 and puts its baseline 0.76 em below the point.
                let at = self.point((at.0, at.1 - 0.76 * look.size));
                backend.draw_text(&font::legal(text), &text_style(*look, look.size * 1.24 * self.scale), at)
            }
        };
        drawn.map_err(|e| DrawError::Backend(e.to_string()))
    }
}

fn style(colour: Colour, width: u32) -> ShapeStyle {
    ShapeStyle { color: paint(colour), filled: true, stroke_width: width }
}

fn paint(colour: Colour) -> RGBAColor {
    RGBAColor(colour.0, colour.1, colour.2, colour.3)
}

fn text_style(look: Type, size: f64) -> TextStyle<'static> {
    let weight = if look.bold { FontStyle::Bold } else { FontStyle::Normal };
    let horizontal = match look.align {
        Align::Left => HPos::Left,
        Align::Centre => HPos::Center,
        Align::Right => HPos::Right,
    };
    let style = TextStyle::from((FAMILY, size, weight).into_font()).pos(Pos::new(horizontal, VPos::Top));
    TextStyle { color: paint(look.colour).to_backend_color(), ..style }
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

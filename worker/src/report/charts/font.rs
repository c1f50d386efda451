//! The bundled font: how wide a text is, and its pixels.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use plotters::prelude::FontStyle;

use super::scene::{Align, Type};

/// The bundled font and what a browser may use instead; plotters looks the font up by the same name.
pub(super) const FAMILY: &str = "Liberation Sans, Arial, Helvetica, sans-serif";
const REGULAR: &[u8] = include_bytes!("../../../assets/LiberationSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/LiberationSans-Bold.ttf");

/// Tells plotters of the font; more than once does no harm.
pub(super) fn register() {
    static REGISTERED: OnceLock<()> = OnceLock::new();
    REGISTERED.get_or_init(|| {
        for (weight, bytes) in [(FontStyle::Normal, REGULAR), (FontStyle::Bold, BOLD)] {
            // Fails for broken font files only, and these are compiled in.
            let _ = plotters::style::register_font(FAMILY, weight, bytes);
        }
    });
}

fn font(bold: bool) -> &'static FontRef<'static> {
    static FONTS: OnceLock<[FontRef<'static>; 2]> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        [REGULAR, BOLD].map(|bytes| FontRef::try_from_slice(bytes).expect("the font compiled in can be parsed"))
    });
    &fonts[usize::from(bold)]
}

/// The scale at which the em has `size` pixels: ab_glyph counts in heights of the font.
fn scale(font: &FontRef, size: f64) -> PxScale {
    let em = font.units_per_em().unwrap_or(2048.0);
    PxScale::from(size as f32 * font.height_unscaled() / em)
}

/// Width of `text` in pixels at `size`.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let font = font(bold);
    let scaled = font.as_scaled(scale(font, size));
    let mut width = 0.0;
    let mut before = None;
    for c in drawable(text).chars() {
        let glyph = scaled.glyph_id(c);
        width += before.map_or(0.0, |b| scaled.kern(b, glyph)) + scaled.h_advance(glyph);
        before = Some(glyph);
    }
    f64::from(width)
}

/// The pixels of `text` and how much of each is covered, at `zoom` pixels a pixel; `at` is on the baseline.
pub(super) fn dots(text: &str, at: (f64, f64), look: Type, zoom: f64) -> Vec<((i32, i32), f64)> {
    let size = look.size * zoom;
    let left = match look.align {
        Align::Left => at.0,
        Align::Centre => at.0 - width(text, size, look.bold) / 2.0,
        Align::Right => at.0 - width(text, size, look.bold),
    };
    let font = font(look.bold);
    let scaled = font.as_scaled(scale(font, size));
    let mut pen = left as f32;
    let mut before = None;
    let mut dots = Vec::new();
    for c in drawable(text).chars() {
        let glyph = scaled.glyph_id(c);
        pen += before.map_or(0.0, |b| scaled.kern(b, glyph));
        let placed = glyph.with_scale_and_position(scaled.scale(), point(pen, at.1 as f32));
        if let Some(outline) = font.outline_glyph(placed) {
            let corner = outline.px_bounds().min;
            outline.draw(|x, y, cover| {
                dots.push(((corner.x as i32 + x as i32, corner.y as i32 + y as i32), f64::from(cover)))
            });
        }
        pen += scaled.h_advance(glyph);
        before = Some(glyph);
    }
    dots
}

/// `text` without control characters, which SVG cannot hold.
pub(super) fn legal(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect()
}

/// `text` in characters the font has; one without any is written as code points.
fn drawable(text: &str) -> String {
    let kept: String = text.chars().filter(|&c| !c.is_control() && font(false).glyph_id(c).0 != 0).collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    if !kept.is_empty() || text.trim().is_empty() {
        return kept;
    }
    let points = text.chars().filter(|c| !c.is_control()).take(4).map(|c| format!("U+{:04X}", u32::from(c)));
    points.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_as_wide_as_the_font_says() {
        // Advances of Liberation Sans in 1/2048 em: H 1479, i 455.
        assert!((width("Hi", 2048.0, false) - 1934.0).abs() < 1.0);
        assert!(width("Hi", 20.0, true) > width("Hi", 20.0, false));
    }

    #[test]
    fn characters_without_a_glyph_are_left_out_or_named() {
        assert_eq!(drawable("\u{2615} Coffee\u{7} €"), "Coffee €");
        assert_eq!(drawable("\u{1f355}"), "U+1F355");
        assert_eq!(drawable(""), "");
    }
}

//! Text that a spreadsheet would run as a formula is made harmless.

use std::borrow::Cow;

/// `text` as a CSV cell that no spreadsheet takes for a formula: with `'` in front where it begins, after white space
/// and invisible characters, with `=`, `+`, `-` or `@` (also in full width), or with a tab, a carriage return or a
/// line feed. Numbers the product writes itself do not go through here and stay numbers.
#[must_use]
pub fn formula_safe(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn is_risky(text: &str) -> bool {
    let skipped = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
    let first = text.chars().find(|&c| !skipped(c));
    matches!(text.chars().next(), Some('\t' | '\r' | '\n'))
        || matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹢' | '﹣' | '﹦' | '﹫' | '−'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_a_formula_is_quoted() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\rx",
            " =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "＝1",
            " ＋1",
            "－2",
            "＠x",
        ] {
            assert_eq!(formula_safe(text), format!("'{text}"), "{text:?}");
        }
    }

    #[test]
    fn everything_else_is_left_alone() {
        for text in ["", " ", "Rent", "a=b", "7-Eleven", "'=1", "☕ coffee", "(-1)"] {
            assert!(matches!(formula_safe(text), Cow::Borrowed(t) if t == text), "{text:?}");
        }
    }
}

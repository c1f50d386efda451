//! Fields of a message, with the lines they were wrapped into.

use crate::Refused;
use crate::plain::shown;

/// Longest line of a `:86:`; one that is as long goes on in the middle of a word.
const WIDTH: usize = 65;

/// One field.
pub(super) struct Field<'a> {
    /// Without colons, such as `61` or `60F`.
    pub(super) tag: &'a str,
    /// 1-based line where it begins.
    pub(super) line: u64,
    /// As they stand in the file, the first without its tag.
    pub(super) lines: Vec<&'a str>,
}

impl Field<'_> {
    /// The lines as they were before they were wrapped.
    pub(super) fn joined(&self) -> String {
        self.lines.concat()
    }

    /// The lines of free text: a word goes on only where the line is full.
    pub(super) fn prose(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            out.push_str(line);
            if line.chars().count() < WIDTH {
                out.push(' ');
            }
        }
        out
    }
}

/// The tag at the start of `line`: `:61:` and the like.
fn tag(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix(':')?;
    let (tag, value) = rest.split_at_checked(rest.find(':')?)?;
    let good = matches!(tag.len(), 2 | 3)
        && tag.bytes().take(2).all(|b| b.is_ascii_digit())
        && tag.bytes().skip(2).all(|b| b.is_ascii_uppercase());
    good.then_some((tag, &value[1..]))
}

/// All fields of all messages.
///
/// # Errors
/// `damaged` where the file begins with something that is none.
pub(super) fn fields(text: &str) -> Result<Vec<Field<'_>>, Refused> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    for (number, line) in (1u64..).zip(text.lines()) {
        let line = line.trim_end_matches(['\r', '\u{3}']).trim_start_matches(['\u{1}', '\u{feff}']);
        // The envelope of a message, and its end.
        if line.starts_with('{') || matches!(line, "-" | "-}" | "--") {
            if let Some((tag, value)) = line.rfind("{4:").and_then(|at| tag(&line[at + 3..])) {
                fields.push(Field { tag, line: number, lines: vec![value] });
            }
            continue;
        }
        if let Some((tag, value)) = tag(line) {
            fields.push(Field { tag, line: number, lines: vec![value] });
            continue;
        }
        match fields.last_mut() {
            Some(field) => field.lines.push(line),
            None if line.trim().is_empty() || matches!(line.trim(), ":940:" | ":942:" | "940" | "942") => {}
            None => {
                return Err(Refused::new(
                    "damaged",
                    format!(
                        "Line {number}: `{}` is no field of MT940, which are `:20:`, `:25:`, `:60F:`, `:61:`, `:86:`. The file \
                         is damaged: download it again.",
                        shown(line)
                    ),
                ));
            }
        }
    }
    Ok(fields)
}

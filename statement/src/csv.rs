//! Tables of text: which encoding, which delimiter, then cells.
//!
//! The delimiter is the one with which most of the first rows have a date and an amount; a text whose rows are quoted as a
//! whole (as Excel saves a table it did not divide) is divided again.

use crate::table::grid::{Grid, attempt, divide};
use crate::table::{self, Origin};
use crate::{Limits, Options, Reading, Refused, text};

/// What banks put between cells.
const DELIMITERS: &[u8] = b";,\t|";

/// Rows with which delimiters are tried.
const TRIED: usize = 300;

/// Reads a table of text.
///
/// # Errors
/// `damaged` (with the line: a quotation mark that is never closed, NUL bytes), `too_large`, `mixed_dates` (both rows),
/// `no_entries`, `unknown_format`: each says what to do.
pub fn read(bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let (decoded, encoding) = text::decode(bytes);
    if let Some(at) = memchr::memchr(0, decoded.as_bytes()) {
        let line = 1 + memchr::memchr_iter(b'\n', &decoded.as_bytes()[..at]).count();
        return Err(Refused::new(
            "damaged",
            format!("Line {line} holds a NUL byte: the file is no text, or is damaged. Export it again as CSV."),
        ));
    }
    let controls =
        decoded.chars().take(4096).filter(|&c| c == '\u{fffd}' || c.is_control() && !c.is_whitespace()).count();
    if controls * 20 > decoded.chars().take(4096).count() {
        return Err(Refused::new(
            "unknown_format",
            "This is neither text nor any file that banks give. CSV, OFX, QIF, CAMT.053, MT940 and Excel workbooks are read.",
        ));
    }
    let mut text = decoded.into_owned();
    let mut told = None;
    // Excel's own way to say which delimiter is meant.
    if let Some(rest) = text.strip_prefix("sep=").or_else(|| text.strip_prefix("SEP="))
        && let Some(delimiter) = rest.bytes().next().filter(u8::is_ascii)
        && rest[1..].trim_start_matches('"').starts_with(['\r', '\n'])
    {
        told = Some(delimiter);
        // The line stays as a blank one, so that lines keep their numbers.
        let end = text.find('\n').unwrap_or(text.len());
        text.replace_range(..end, "");
    }
    let (grid, delimiter) = grid(text, told, &options.limits)?;
    let origin = Origin {
        format: String::from("csv"),
        delimiter: Some(char::from(delimiter)),
        encoding: Some(encoding.name().to_owned()),
        sheet: None,
    };
    let mut reading = table::read(&grid, &origin, options)?;
    if encoding != encoding_rs::UTF_8 {
        reading.notes.push(format!("The text is encoded in {}.", encoding.name()));
    }
    Ok(reading)
}

/// Divides a text by the delimiter that makes most sense.
fn grid(mut text: String, told: Option<u8>, limits: &Limits) -> Result<(Grid, u8), Refused> {
    let head = head(&text);
    let delimiter = match told {
        Some(delimiter) => delimiter,
        None => {
            let promise = |delimiter: u8| table::promise(&attempt(head.to_owned(), delimiter, limits, TRIED));
            let best = DELIMITERS.iter().copied().max_by_key(|&delimiter| {
                let (entries, known, width) = promise(delimiter);
                (entries, known, width, std::cmp::Reverse(DELIMITERS.iter().position(|&other| other == delimiter)))
            });
            best.unwrap_or(b',')
        }
    };
    if let Some(unquoted) = quoted_rows(&text, limits) {
        text = unquoted;
        return grid(text, told, limits);
    }
    Ok((divide(text, delimiter, limits)?, delimiter))
}

/// The first rows of a text, for trying delimiters.
fn head(text: &str) -> &str {
    let end = memchr::memchr_iter(b'\n', text.as_bytes()).nth(TRIED).unwrap_or(text.len()).min(1 << 20);
    let end = (0..=end).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..end]
}

/// The text without the quotation marks around each whole row, where all rows have them: `"a,""b"",c"`.
fn quoted_rows(text: &str, limits: &Limits) -> Option<String> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(20).peekable();
    lines.peek()?;
    let whole = |line: &str| {
        let line = line.trim_end_matches([';', ',', '\r']);
        line.len() > 2 && line.starts_with('"') && line.ends_with('"') && {
            let inner = &line[1..line.len() - 1];
            inner.replace("\"\"", "").find('"').is_none() && inner.contains([',', ';', '\t'])
        }
    };
    if !lines.all(whole) {
        return None;
    }
    // Divided by what no text holds, each row is one cell.
    let grid = divide(text.to_owned(), 0x1f, limits).ok()?;
    let rows = (0..grid.len()).map(|row| grid.cell(row, 0));
    Some(rows.collect::<Vec<_>>().join("\n"))
}

//! A table of cells, however it was written: one text with the places of its cells.
//!
//! A cell takes eight bytes and its text, so that a file of nothing but delimiters stays bounded.

use crate::{Limits, Refused};

/// What the program that wrote the cell knew of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// Characters only: a text file, or a text cell of a workbook.
    Text,
    /// A number of a workbook, written with a decimal point.
    Number,
    /// A date of a workbook, written as ISO 8601.
    Date,
}

/// Start in the text; length and, in the two upper bits, what it was written as.
#[derive(Clone, Copy, Debug)]
struct Cell(u32, u32);

const LENGTH: u32 = (1 << 30) - 1;

/// Rows of cells.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    text: String,
    cells: Vec<Cell>,
    /// Line of the file and first cell.
    rows: Vec<(u32, u32)>,
}

impl Grid {
    /// A table over a text: its cells are slices of it, or are added.
    pub(crate) fn over(text: String) -> Self {
        Self { text, cells: Vec::new(), rows: Vec::new() }
    }

    /// Begins a row.
    pub(crate) fn row(&mut self, line: u32) {
        self.rows.push((line, self.cells.len() as u32));
    }

    /// Adds a cell that stands in the text.
    pub(crate) fn slice(&mut self, start: usize, end: usize) {
        self.cells.push(Cell(start as u32, (end - start) as u32));
    }

    /// Adds a cell of its own text.
    pub(crate) fn add(&mut self, text: &str, written: Written) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.cells.push(Cell(start, text.len() as u32 & LENGTH | (written as u32) << 30));
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The line of the file where a row begins.
    pub(crate) fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |&(line, _)| u64::from(line))
    }

    fn range(&self, row: usize) -> &[Cell] {
        let Some(&(_, start)) = self.rows.get(row) else { return &[] };
        let end = self.rows.get(row + 1).map_or(self.cells.len(), |&(_, next)| next as usize);
        &self.cells[start as usize..end]
    }

    /// Number of cells of a row.
    pub(crate) fn width(&self, row: usize) -> usize {
        self.range(row).len()
    }

    /// A cell without the space around it; empty where there is none.
    pub(crate) fn cell(&self, row: usize, column: usize) -> &str {
        self.range(row).get(column).map_or("", |cell| self.content(*cell))
    }

    /// What a cell was written as.
    pub(crate) fn written(&self, row: usize, column: usize) -> Written {
        match self.range(row).get(column).map_or(0, |cell| cell.1 >> 30) {
            1 => Written::Number,
            2 => Written::Date,
            _ => Written::Text,
        }
    }

    /// The cells of a row.
    pub(crate) fn cells(&self, row: usize) -> impl Iterator<Item = &str> {
        self.range(row).iter().map(|cell| self.content(*cell))
    }

    fn content(&self, cell: Cell) -> &str {
        let start = cell.0 as usize;
        trim(self.text.get(start..start + (cell.1 & LENGTH) as usize).unwrap_or(""))
    }

    /// Whether a row has no content.
    pub(crate) fn blank(&self, row: usize) -> bool {
        self.cells(row).all(str::is_empty)
    }
}

/// Without space, marks of direction, quotation that protects a number from Excel (`="0012"`, `'0012`).
fn trim(text: &str) -> &str {
    let edge = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let text = text.trim_matches(edge);
    match text.strip_prefix("=\"").and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) => inner.trim_matches(edge),
        None => text,
    }
}

/// Divides a text by `delimiter`.
///
/// Own, because the crate `csv` neither says where a quotation mark was opened that is never closed nor keeps the line of
/// a record, and because banks leave quotation marks inside of quoted cells as they are.
pub(crate) fn divide(text: String, delimiter: u8, limits: &Limits) -> Result<Grid, Refused> {
    let mut grid = Grid::over(text);
    fill(&mut grid, delimiter, limits, usize::MAX)?;
    Ok(grid)
}

/// As much of the first `most` records as can be divided, for finding out which delimiter is the right one.
pub(crate) fn attempt(text: String, delimiter: u8, limits: &Limits, most: usize) -> Grid {
    let mut grid = Grid::over(text);
    // What cannot be divided is said when it is divided for good.
    let _ = fill(&mut grid, delimiter, limits, most);
    grid
}

fn fill(grid: &mut Grid, delimiter: u8, limits: &Limits, most: usize) -> Result<(), Refused> {
    let mut unescaped = String::new();
    let length = grid.text.len();
    let (mut at, mut line) = (0, 1u32);
    while at < length && grid.rows.len() < most {
        if grid.rows.len() >= limits.lines() {
            return Err(Refused::new(
                "too_large",
                format!("Line {line}: the file has more than {} rows. Export a shorter period.", limits.rows),
            ));
        }
        grid.row(line);
        let mut column = 1;
        loop {
            if column > limits.columns {
                return Err(Refused::new(
                    "too_large",
                    format!(
                        "Line {line} has more than {} columns. Is it a bank's export? Delete the columns that are not needed.",
                        limits.columns
                    ),
                ));
            }
            let bytes = grid.text.as_bytes();
            let mut start = at;
            while start < length && bytes[start] == b' ' && delimiter != b' ' {
                start += 1;
            }
            let opened = line;
            let long = |bytes: usize| {
                (bytes > limits.cell).then(|| {
                    Refused::new(
                        "too_large",
                        format!(
                            "Line {opened}, column {column}: the cell has more than {} bytes. Is a quotation mark opened there \
                             and never closed? Shorten it, or close it.",
                            limits.cell
                        ),
                    )
                })
            };
            if start < length && bytes[start] == b'"' {
                let (mut end, mut doubled) = (start + 1, false);
                loop {
                    let Some(found) = memchr::memchr2(b'"', b'\n', &bytes[end..]).map(|offset| end + offset) else {
                        if let Some(refused) = long(length - start) {
                            return Err(refused);
                        }
                        return Err(Refused::new(
                            "damaged",
                            format!(
                                "Line {opened}, column {column}: a quotation mark is opened and never closed. Close it, or \
                                 export the file again: it may have been cut off."
                            ),
                        ));
                    };
                    if let Some(refused) = long(found - start) {
                        return Err(refused);
                    }
                    end = found + 1;
                    if bytes[found] == b'\n' {
                        line += 1;
                        continue;
                    }
                    match bytes.get(end) {
                        Some(b'"') => {
                            doubled = true;
                            end += 1;
                        }
                        None | Some(b'\n' | b'\r') => break,
                        Some(&next) if next == delimiter => break,
                        Some(b' ') => {
                            let rest =
                                bytes[end..].iter().position(|&byte| byte != b' ').map(|offset| bytes[end + offset]);
                            if matches!(rest, None | Some(b'\n' | b'\r')) || rest == Some(delimiter) {
                                break;
                            }
                        }
                        Some(_) => {}
                    }
                }
                let inner = (start + 1, end - 1);
                at = end;
                while at < length && grid.text.as_bytes()[at] == b' ' {
                    at += 1;
                }
                if doubled {
                    unescaped.clear();
                    unescaped.push_str(&grid.text[inner.0..inner.1]);
                    let plain = unescaped.replace("\"\"", "\"");
                    grid.add(&plain, Written::Text);
                } else {
                    grid.slice(inner.0, inner.1);
                }
            } else {
                let end = memchr::memchr3(delimiter, b'\n', b'\r', &bytes[at..]).map_or(length, |offset| at + offset);
                if let Some(refused) = long(end - at) {
                    return Err(refused);
                }
                let begin = at;
                at = end;
                grid.slice(begin, end);
            }
            match grid.text.as_bytes().get(at) {
                Some(&byte) if byte == delimiter && at < length => {
                    at += 1;
                    column += 1;
                }
                Some(b'\r') => {
                    at += if grid.text.as_bytes().get(at + 1) == Some(&b'\n') { 2 } else { 1 };
                    line += 1;
                    break;
                }
                Some(b'\n') => {
                    at += 1;
                    line += 1;
                    break;
                }
                _ => break,
            }
        }
    }
    Ok(())
}

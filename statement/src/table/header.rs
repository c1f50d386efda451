//! Where a table begins: below a preamble or a summary, under a header of one line or two, or without one.

use super::grid::Grid;
use super::names::{self, Meaning};
use super::{amount, date};

/// Rows that are looked at for where the table begins.
const SAMPLE: usize = 400;

/// The beginning of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    /// Names of the columns; empty where there is no header.
    pub(crate) names: Vec<String>,
    /// First row of the header, or of the table where there is none.
    pub(crate) begin: usize,
    /// First row behind the header.
    pub(crate) first: usize,
    /// Rows of the sample that hold a date and an amount.
    pub(crate) entries: usize,
    /// Columns of the table.
    pub(crate) width: usize,
    /// Whether the names are known, not only there.
    pub(crate) known: bool,
}

/// What a row is made of.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    filled: usize,
    dates: usize,
    numbers: usize,
    /// Column of the first date.
    date: usize,
    width: usize,
}

fn shape(grid: &Grid, row: usize) -> Shape {
    let mut shape = Shape::default();
    for (column, cell) in grid.cells(row).enumerate() {
        if cell.is_empty() {
            continue;
        }
        shape.filled += 1;
        shape.width = column + 1;
        if date::scan(cell).is_some() {
            shape.date = if shape.dates == 0 { column } else { shape.date };
            shape.dates += 1;
        } else if amount::scan(cell).is_some() {
            shape.numbers += 1;
        }
    }
    shape
}

/// How many different things the names mean, and whether a date and an amount are among them.
fn score<'a>(cells: impl Iterator<Item = &'a str>) -> (usize, bool) {
    let mut meanings: Vec<Meaning> = Vec::new();
    let (mut date, mut amount) = (false, false);
    for cell in cells.filter(|cell| !cell.is_empty() && cell.len() <= 80) {
        let Some(&(meaning, weight)) = names::meanings(cell).first() else { continue };
        // A sentence with a known word in it is no name.
        if weight < 3 && cell.split_whitespace().count() > 5 {
            continue;
        }
        date |= super::is_date(meaning);
        amount |= super::is_amount(meaning);
        if !meanings.contains(&meaning) {
            meanings.push(meaning);
        }
    }
    (meanings.len(), date && amount)
}

/// Whether a row within a table is the header of another table, or of the same again.
pub(crate) fn is_header(grid: &Grid, row: usize) -> bool {
    let shape = shape(grid, row);
    shape.filled >= 2 && shape.dates == 0 && shape.numbers == 0 && {
        let (score, whole) = score(grid.cells(row));
        score >= 2 && whole
    }
}

/// Finds the table that begins at `from` or below; none where there is neither a header nor a row with a date and an amount.
pub(crate) fn find(grid: &Grid, from: usize) -> Option<Head> {
    let end = grid.len().min(from + SAMPLE);
    let shapes: Vec<Shape> = (from..end).map(|row| shape(grid, row)).collect();
    let entry = |shape: &Shape| shape.dates > 0 && shape.numbers > 0;
    // Most entries have their first date in the same column; what has it elsewhere is a preamble or a summary.
    let mut columns: Vec<usize> = shapes.iter().filter(|shape| entry(shape)).map(|shape| shape.date).collect();
    columns.sort_unstable();
    let usual = columns.chunk_by(|a, b| a == b).max_by_key(|run| run.len()).and_then(|run| run.first().copied());
    let data = usual.and_then(|column| shapes.iter().position(|shape| entry(shape) && shape.date == column));
    let entries = shapes.iter().filter(|shape| entry(shape) && Some(shape.date) == usual).count();
    let above = data.unwrap_or(shapes.len());

    let texts = |offset: usize| {
        let shape = &shapes[offset];
        shape.filled >= 2 && shape.dates == 0 && shape.numbers == 0
    };
    let mut best: Option<(usize, usize)> = None;
    for offset in (0..above).filter(|&offset| texts(offset)) {
        let (score, whole) = score(grid.cells(from + offset));
        if score >= 2 && (data.is_some() || whole) && best.is_none_or(|(_, known)| score >= known) {
            best = Some((offset, score));
        }
    }
    let known = best.is_some();
    let header = best.map(|(offset, _)| offset).or_else(|| {
        // Names in no language that is known: the nearest row of texts that fills most columns.
        let filled = shapes.get(data?)?.filled;
        (0..above)
            .rev()
            .find(|&offset| texts(offset) && shapes[offset].filled * 5 >= filled * 3 && shapes[offset].filled > 2)
    });
    let width = |rows: std::ops::Range<usize>| shapes[rows].iter().map(|shape| shape.width).max().unwrap_or(0);
    let Some(header) = header else {
        let data = data?;
        return Some(Head {
            names: Vec::new(),
            begin: from + data,
            first: from + data,
            entries,
            width: width(data..shapes.len()),
            known: false,
        });
    };
    // A header of two lines, whose names only make sense together.
    let single: Vec<String> = grid.cells(from + header).map(str::to_owned).collect();
    let (alone, _) = score(single.iter().map(String::as_str));
    let mut result = (header, header + 1, single);
    for (upper, lower) in
        [(header.checked_sub(1), Some(header)), (Some(header), (header + 1 < above).then_some(header + 1))]
    {
        let (Some(upper), Some(lower)) = (upper, lower) else { continue };
        let both = [upper, lower]
            .iter()
            .all(|&offset| shapes[offset].filled >= 2 && shapes[offset].dates == 0 && shapes[offset].numbers == 0);
        if !both || shapes[upper].width * 5 < shapes[lower].width * 3 {
            continue;
        }
        let names = together(grid, from + upper, from + lower);
        let (score, _) = score(names.iter().map(String::as_str));
        if score > alone {
            result = (upper, lower + 1, names);
            break;
        }
    }
    let (begin, first, mut names) = result;
    let wide = width(first..shapes.len()).max(names.iter().rposition(|name| !name.is_empty()).map_or(0, |at| at + 1));
    names.resize(wide, String::new());
    Some(Head { names, begin: from + begin, first: from + first, entries, width: wide, known })
}

/// Names of two lines: what stands above goes with all that stand below it.
fn together(grid: &Grid, upper: usize, lower: usize) -> Vec<String> {
    let width = grid.width(upper).max(grid.width(lower));
    let mut above = "";
    (0..width)
        .map(|column| {
            let (own, below) = (grid.cell(upper, column), grid.cell(lower, column));
            if !own.is_empty() {
                above = own;
            } else if below.is_empty() {
                above = "";
            }
            match (own.is_empty(), below.is_empty()) {
                (_, false) => format!("{above} {below}").trim().to_owned(),
                _ => own.to_owned(),
            }
        })
        .collect()
}

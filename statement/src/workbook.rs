//! XLSX, XLSB, XLS and ODS, by `calamine`: each sheet is a table as a text is.
//!
//! Cells of XLSX and XLSB are read one by one, because calamine's whole sheets are as large as their furthest corner; what
//! a workbook unpacks to is counted before calamine sees it. Dates become ISO 8601, numbers keep a decimal point. Of
//! several sheets the one with the most payments is read, and those with the same columns.

use std::io::{Cursor, Read};

use calamine::{
    Data, DataRef, Ods, OdsError, Reader, SheetVisible, Xls, XlsError, Xlsb, Xlsx, XlsxError, open_workbook_from_rs,
};

use crate::table::grid::{Grid, Written};
use crate::table::{self, Origin};
use crate::{Limits, Options, Reading, Refused};

type Bytes<'a> = Cursor<&'a [u8]>;

/// Tables by the names of their sheets.
type Sheets = Vec<(String, Grid)>;

/// Reads a workbook.
///
/// # Errors
/// `password`, `damaged`, `too_large`, `no_entries`, `mixed_dates`: each says what to do.
pub fn read(bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let limits = &options.limits;
    let (format, sheets) = sheets(bytes, limits)?;
    let mut readings: Vec<(String, usize, Reading)> = Vec::new();
    let mut refused: Option<Refused> = None;
    let several = sheets.len() > 1;
    for (name, grid) in sheets {
        let (entries, known, _) = table::promise(&grid);
        if entries == 0 && !known {
            continue;
        }
        let origin = Origin { format: format.to_owned(), sheet: several.then(|| name.clone()), ..Origin::default() };
        match table::read(&grid, &origin, options) {
            Ok(reading) => {
                let count = reading.statements.iter().map(|statement| statement.entries.len()).sum();
                readings.push((name, count, reading));
            }
            // The reason of the sheet that came nearest to a table.
            Err(error) if refused.is_none() || entries > 0 => refused = Some(error),
            Err(_) => {}
        }
    }
    let best = readings
        .iter()
        .enumerate()
        .max_by_key(|(at, (_, count, _))| (*count, std::cmp::Reverse(*at)))
        .map(|(at, _)| at);
    let Some(best) = best else {
        return Err(refused.unwrap_or_else(|| {
            Refused::new(
                "no_entries",
                "No sheet of the workbook has a table of payments: a column of dates and one of amounts. Export the payments of \
                 your account.",
            )
        }));
    };
    let (name, _, mut whole) = readings.remove(best);
    let print = whole.layout.as_ref().map(|layout| layout.fingerprint.clone());
    let mut left: Vec<String> = Vec::new();
    for (other, count, reading) in readings {
        if reading.layout.as_ref().map(|layout| &layout.fingerprint) == print.as_ref() {
            whole.notes.push(format!("The sheet {other:?} has the same columns as {name:?}: both are read."));
            whole.statements.extend(reading.statements);
            whole.refused.extend(reading.refused);
            whole.skipped.extend(reading.skipped);
            for question in reading.questions {
                if !whole.questions.iter().any(|known| known.code == question.code) {
                    whole.questions.push(question);
                }
            }
        } else if count > 0 {
            left.push(format!("{other:?} ({count} rows)"));
        }
    }
    if several {
        whole.notes.push(format!("The sheet {name:?} is read."));
    }
    if !left.is_empty() {
        whole.notes.push(format!("Sheets with other columns are left out: {}.", left.join(", ")));
    }
    Ok(whole)
}

/// The format and the visible sheets with their names.
fn sheets(bytes: &[u8], limits: &Limits) -> Result<(&'static str, Sheets), Refused> {
    if bytes.starts_with(b"PK") {
        bounded(bytes, limits)?;
        if memchr::memmem::find(bytes, b"opendocument.spreadsheet").is_some() {
            let mut book: Ods<Bytes> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| match error {
                OdsError::Password => password(),
                error => damaged(&error),
            })?;
            return Ok(("ods", ranges(&mut book, limits)?));
        }
        if memchr::memmem::find(bytes, b"xl/workbook.bin").is_some() {
            let mut book: Xlsb<Bytes> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
            let mut sheets = Vec::new();
            for name in visible(&book) {
                let mut cells = book.worksheet_cells_reader(&name).map_err(|error| damaged(&error))?;
                let mut filler = Filler::new(&name, limits);
                while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
                    filler.see(cell.get_position(), cell.get_value())?;
                }
                let grid = filler.grid;
                sheets.push((name, grid));
            }
            return Ok(("xlsb", sheets));
        }
        let mut book: Xlsx<Bytes> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => password(),
            error => damaged(&error),
        })?;
        let mut sheets = Vec::new();
        for name in visible(&book) {
            // A chart has no cells.
            let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
            let mut filler = Filler::new(&name, limits);
            while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
                filler.see(cell.get_position(), cell.get_value())?;
            }
            let grid = filler.grid;
            sheets.push((name, grid));
        }
        return Ok(("xlsx", sheets));
    }
    // A workbook with a password is wrapped into the container that old workbooks are.
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(bytes, &wide).is_some() || memchr::memmem::find(bytes, b"EncryptedPackage").is_some() {
        return Err(password());
    }
    let mut book: Xls<Bytes> = open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => password(),
        error => damaged(&error),
    })?;
    Ok(("xls", ranges(&mut book, limits)?))
}

/// The names of the sheets that are shown; of all where none is.
fn visible<'a, R: Reader<Bytes<'a>>>(book: &R) -> Vec<String> {
    let shown: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    if shown.is_empty() { book.sheet_names() } else { shown }
}

/// Sheets that calamine has whole.
fn ranges<'a, R: Reader<Bytes<'a>>>(book: &mut R, limits: &Limits) -> Result<Sheets, Refused>
where
    R::Error: std::fmt::Display,
{
    let mut sheets = Vec::new();
    for name in visible(book) {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (top, left) = range.start().unwrap_or_default();
        let mut filler = Filler::new(&name, limits);
        for (row, column, value) in range.used_cells() {
            let at = (top + row as u32, left + column as u32);
            match value {
                Data::String(text) => filler.see(at, &DataRef::SharedString(text))?,
                Data::Int(value) => filler.see(at, &DataRef::Int(*value))?,
                Data::Float(value) => filler.see(at, &DataRef::Float(*value))?,
                Data::DateTime(value) => filler.see(at, &DataRef::DateTime(*value))?,
                Data::DateTimeIso(text) => filler.see(at, &DataRef::DateTimeIso(text.clone()))?,
                _ => {}
            }
        }
        let grid = filler.grid;
        sheets.push((name, grid));
    }
    Ok(sheets)
}

/// Puts cells, as they come, into a table.
struct Filler<'a> {
    grid: Grid,
    sheet: &'a str,
    limits: &'a Limits,
    row: Option<u32>,
    column: u32,
}

impl<'a> Filler<'a> {
    fn new(sheet: &'a str, limits: &'a Limits) -> Self {
        Self { grid: Grid::default(), sheet, limits, row: None, column: 0 }
    }

    fn see(&mut self, (row, column): (u32, u32), value: &DataRef) -> Result<(), Refused> {
        let (text, written) = match value {
            DataRef::String(text) => (text.clone(), Written::Text),
            DataRef::SharedString(text) => ((*text).to_owned(), Written::Text),
            DataRef::Int(value) => (value.to_string(), Written::Number),
            DataRef::Float(value) => (number(*value), Written::Number),
            DataRef::DateTime(value) if value.is_datetime() => {
                let (year, month, day, ..) = value.to_ymd_hms_milli();
                (format!("{year:04}-{month:02}-{day:02}"), Written::Date)
            }
            DataRef::DateTimeIso(text) => (text.get(..10).unwrap_or(text).to_owned(), Written::Date),
            _ => return Ok(()),
        };
        if text.is_empty() {
            return Ok(());
        }
        let place = || format!("Sheet {:?}, row {}, column {}", self.sheet, row + 1, column + 1);
        if column as usize >= self.limits.columns {
            return Err(Refused::new(
                "too_large",
                format!(
                    "{}: the sheet has more than {} columns. Delete those that are not needed.",
                    place(),
                    self.limits.columns
                ),
            ));
        }
        if text.len() > self.limits.cell {
            return Err(Refused::new(
                "too_large",
                format!("{}: the cell has more than {} bytes. Shorten it.", place(), self.limits.cell),
            ));
        }
        if self.row != Some(row) {
            if self.row.is_some_and(|last| row < last) {
                return Err(Refused::new(
                    "damaged",
                    format!("{}: the rows are in no order. Save the workbook again.", place()),
                ));
            }
            if self.grid.len() >= self.limits.lines() {
                return Err(Refused::new(
                    "too_large",
                    format!("{}: the sheet has more than {} rows.", place(), self.limits.rows),
                ));
            }
            self.grid.row(row + 1);
            self.row = Some(row);
            self.column = 0;
        }
        while self.column < column {
            self.grid.add("", Written::Text);
            self.column += 1;
        }
        self.grid.add(&text, written);
        self.column += 1;
        Ok(())
    }
}

/// A number with at most four decimals, and never with three, so that no point is taken for one that groups.
fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let text = format!("{value:.4}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short.len() + 1 == text.len() { text } else { short.to_owned() }
}

/// Refuses what unpacks to more than is taken. Sizes that an archive states are not believed.
fn bounded(bytes: &[u8], limits: &Limits) -> Result<(), Refused> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut left = limits.bytes as u64;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => password(),
            error => damaged(&error),
        })?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|error| damaged(&error))?;
        left = left.checked_sub(read).ok_or_else(|| {
            Refused::new(
                "too_large",
                format!("The workbook unpacks to more than {} bytes. Export a shorter period.", limits.bytes),
            )
        })?;
    }
    Ok(())
}

fn password() -> Refused {
    Refused::new(
        "password",
        "The workbook is protected by a password. Open it, save it without one, and give it again.",
    )
}

fn damaged(error: &dyn std::fmt::Display) -> Refused {
    let error: String = error.to_string().chars().take(200).collect();
    Refused::new("damaged", format!("The workbook is damaged: {error}. Open it and save it again, or export CSV."))
}

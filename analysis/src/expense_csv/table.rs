//! The part of reading that is the same for every CSV: header by name, bounded records, cells checked as text.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use csv::ByteRecord;

use super::error::{Problems, RowError, shown};

/// Most bytes of one record: a quote that is never closed must not swallow a whole file into memory.
const MAX_RECORD: u64 = 1 << 20;

/// A CSV whose columns have been found by name.
pub(crate) struct Table<R> {
    reader: csv::Reader<Bounded<R>>,
    used: Rc<Cell<u64>>,
    header: Vec<String>,
    row: u64,
}

/// One record and where it stands.
pub(crate) struct Place {
    pub(crate) row: u64,
    pub(crate) line: u64,
}

impl<R: Read> Table<R> {
    /// Reads the header of `source`.
    pub(crate) fn open(source: R) -> Result<Self, RowError> {
        let used = Rc::new(Cell::new(0));
        let bounded = Bounded { inner: source, used: Rc::clone(&used) };
        let mut reader = csv::ReaderBuilder::new().flexible(true).buffer_capacity(1 << 16).from_reader(bounded);
        let bytes = reader.byte_headers().map_err(|e| io_error(&e, 1))?.clone();
        used.set(0);
        if bytes.get(0).is_some_and(|c| c.starts_with(&[0xff, 0xfe]) || c.starts_with(&[0xfe, 0xff])) {
            return Err(RowError::file("encoding", "the file is UTF-16", "save it as CSV in UTF-8"));
        }
        let mut header = Vec::with_capacity(bytes.len());
        for cell in &bytes {
            let Ok(name) = std::str::from_utf8(cell) else {
                let given = format!("{} is not UTF-8", shown(&String::from_utf8_lossy(cell)));
                return Err(RowError { line: Some(1), ..RowError::file("encoding", given, "save the file as UTF-8") });
            };
            header.push(name.trim_start_matches('\u{feff}').trim().to_owned());
        }
        if header.iter().all(String::is_empty) {
            return Err(RowError::file("empty", "the file is empty", "give a header line and at least one row"));
        }
        Ok(Self { reader, used, header, row: 0 })
    }

    /// Indices of the columns called `names`, in any case.
    pub(crate) fn columns<const N: usize>(&self, names: [&str; N]) -> Result<[usize; N], RowError> {
        let mut found = [0; N];
        for (slot, name) in found.iter_mut().zip(names) {
            let mut places = (0..self.header.len()).filter(|&i| self.header[i].eq_ignore_ascii_case(name));
            let Some(place) = places.next() else { return Err(self.missing(name, &names)) };
            if let Some(again) = places.next() {
                let given = format!("the header has it twice, as column {} and column {}", place + 1, again + 1);
                return Err(RowError {
                    line: Some(1),
                    column: Some(name.to_owned()),
                    ..RowError::file("repeated_column", given, "keep one and rename or remove the other")
                });
            }
            *slot = place;
        }
        Ok(found)
    }

    /// Index of the column called `name`, in any case, where there is one.
    pub(crate) fn optional(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| h.eq_ignore_ascii_case(name))
    }

    fn missing(&self, name: &str, names: &[&str]) -> RowError {
        let present: Vec<String> = self.header.iter().take(20).map(|h| shown(h)).collect();
        let more = if self.header.len() > present.len() { ", …" } else { "" };
        let given = format!("there is no such column; the header has {}{more}", present.join(", "));
        let other = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
        let separated = other.iter().find(|(c, _)| self.header.len() == 1 && self.header[0].contains(*c));
        let allowed = match separated {
            Some((_, what)) => format!("the cells are separated by {what}: save the file with commas"),
            None => format!("name the columns {} in any order; others are ignored", names.join(", ")),
        };
        RowError { line: Some(1), column: Some(name.to_owned()), ..RowError::file("missing_column", given, allowed) }
    }

    /// The next record, if there is one; a record with a wrong number of cells is reported and skipped.
    pub(crate) fn next(&mut self, record: &mut ByteRecord, problems: &mut Problems) -> Option<Place> {
        loop {
            let before = self.reader.position().line();
            match self.reader.read_byte_record(record) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    problems.push(io_error(&error, before));
                    return None;
                }
            }
            self.used.set(0);
            self.row += 1;
            let place = Place { row: self.row, line: record.position().map_or(before, csv::Position::line) };
            if record.len() == self.header.len() {
                return Some(place);
            }
            let cells = |n: usize| if n == 1 { "1 cell".to_owned() } else { format!("{n} cells") };
            problems.push(RowError {
                row: Some(place.row),
                line: Some(place.line),
                ..RowError::file(
                    "cells",
                    cells(record.len()),
                    format!("the header has {}; put cells that contain a comma in double quotes", self.header.len()),
                )
            });
        }
    }

    /// Data rows read so far.
    pub(crate) fn rows(&self) -> u64 {
        self.row
    }
}

/// `cell` as text: UTF-8, at most `max` characters, no control characters (line breaks and tabs only where
/// `multiline`), trimmed.
pub(crate) fn text(cell: &[u8], max: usize, multiline: bool) -> Result<&str, (String, String)> {
    let text = std::str::from_utf8(cell).map_err(|_| {
        let given = format!("{} is not UTF-8", shown(&String::from_utf8_lossy(cell)));
        (given, "save the file as UTF-8".to_owned())
    })?;
    let text = text.trim();
    let allowed = |c: char| !c.is_control() || (multiline && matches!(c, '\t' | '\n' | '\r'));
    if let Some(bad) = text.chars().find(|&c| !allowed(c)) {
        let name = if bad == '\0' { "a NUL byte".to_owned() } else { format!("the control character {}", code(bad)) };
        return Err((format!("{} contains {name}", shown(text)), "remove it: only visible text is allowed".to_owned()));
    }
    // Bytes bound characters from above, so that most cells need no counting.
    if text.len() > max && text.chars().count() > max {
        let given = format!("{} is {} characters long", shown(text), text.chars().count());
        return Err((given, format!("at most {max} are allowed; is a double quote not closed?")));
    }
    Ok(text)
}

fn code(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

fn io_error(error: &csv::Error, line: u64) -> RowError {
    let too_long = matches!(error.kind(), csv::ErrorKind::Io(e) if e.kind() == io::ErrorKind::FileTooLarge);
    if too_long {
        let given = format!("the row is longer than {MAX_RECORD} bytes");
        let allowed = "close every double quote, and double those inside a cell";
        return RowError { line: Some(line), ..RowError::file("record_too_long", given, allowed) };
    }
    RowError { line: Some(line), ..RowError::file("io", format!("the file cannot be read: {error}"), "try again") }
}

/// A reader that fails once it has given more than [`MAX_RECORD`] bytes without `used` being reset.
struct Bounded<R> {
    inner: R,
    used: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.used.get() > MAX_RECORD {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let n = self.inner.read(buffer)?;
        self.used.set(self.used.get() + n as u64);
        Ok(n)
    }
}

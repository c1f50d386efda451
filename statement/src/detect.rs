//! What a file is, by its content and never by its name: a PDF named `.csv` is a PDF.

use crate::{Options, Reading, Refused, archive, camt, csv, html, mt940, ofx, qif, text, workbook};

/// What bytes turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table of text.
    Csv,
    /// OFX 1 (SGML), OFX 2 (XML) or QFX.
    Ofx,
    /// Quicken Interchange Format.
    Qif,
    /// ISO 20022 CAMT.052, .053 or .054.
    Camt,
    /// SWIFT MT940 or MT942.
    Mt940,
    /// XLSX, XLS, XLSB or ODS.
    Workbook,
    /// A table of HTML, or an XML spreadsheet.
    Html,
    /// Gzip.
    Gzip,
    /// A zip that is no workbook.
    Zip,
}

/// Signatures of files that people take for bank files, with what to say.
const STRANGERS: &[(&[u8], &str, &str)] = &[
    (b"%PDF", "a PDF", "PDF statements cannot be read reliably"),
    (b"\x89PNG", "a PNG image", "images hold no text"),
    (b"\xff\xd8\xff", "a JPEG image", "images hold no text"),
    (b"GIF8", "a GIF image", "images hold no text"),
    (b"RIFF", "an image, sound or film", "it holds no text"),
    (b"II*\0", "a TIFF image", "images hold no text"),
    (b"MM\0*", "a TIFF image", "images hold no text"),
    (b"{\\rtf", "a text document (RTF)", "it is no table"),
    (b"Rar!", "a RAR archive", "only .zip and .gz are unpacked"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "only .zip and .gz are unpacked"),
    (b"BZh", "a bzip2 archive", "only .zip and .gz are unpacked"),
    (b"\xfd7zXZ", "an XZ archive", "only .zip and .gz are unpacked"),
    (b"(\xb5/\xfd", "a Zstandard archive", "only .zip and .gz are unpacked"),
    (b"SQLite format 3", "an SQLite database", "it is no bank file"),
    (b"\x7fELF", "a program", "it is no bank file"),
    (b"MZ", "a program", "it is no bank file"),
];

/// Whether `part` stands in `whole`.
fn holds(whole: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(whole, part).is_some()
}

/// What the bytes are.
///
/// # Errors
/// `empty`, or `unknown_format` with what the file is instead and what to do.
pub fn format(bytes: &[u8]) -> Result<Format, Refused> {
    if bytes.iter().all(u8::is_ascii_whitespace) || bytes == b"\xef\xbb\xbf" {
        return Err(Refused::new("empty", "The file is empty. Export it again and choose a period with payments."));
    }
    if bytes.starts_with(b"\x1f\x8b") {
        return Ok(Format::Gzip);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let workbook = holds(bytes, b"xl/workbook") || holds(bytes, b"opendocument.spreadsheet");
        return Ok(if workbook { Format::Workbook } else { Format::Zip });
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Format::Workbook);
    }
    for (start, what, why) in STRANGERS {
        // A text may begin with MZ or BZh; a program or an archive has bytes that no text has.
        if bytes.starts_with(start) && (start.len() > 3 || bytes.iter().take(512).any(|&byte| byte == 0 || byte > 0xf7))
        {
            return Err(Refused::new(
                "unknown_format",
                format!(
                    "This is {what}: {why}. Ask your bank for CSV, OFX, QIF, CAMT.053, MT940 or an Excel workbook."
                ),
            ));
        }
    }
    let head = text::head(bytes, 16 << 10);
    let start = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let lower = start.to_ascii_lowercase();
    if lower.starts_with("ofxheader") || lower.contains("<ofx>") || lower.contains("<?ofx") {
        return Ok(Format::Ofx);
    }
    if lower.contains("urn:iso:std:iso:20022") && lower.contains("camt.0") || lower.contains("bktocstmr") {
        return Ok(Format::Camt);
    }
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") || lower.contains("<head>") {
        let table = [&b"<td"[..], b"<TD"].iter().any(|tag| holds(bytes, tag));
        return if table { Ok(Format::Html) } else { Err(html::page()) };
    }
    if lower.starts_with("<table") && lower.contains("<td")
        || lower.contains("urn:schemas-microsoft-com:office:spreadsheet")
    {
        return Ok(Format::Html);
    }
    if lower.starts_with("<?xml") || lower.starts_with("<!doctype") {
        return Err(Refused::new(
            "unknown_format",
            "This is XML of a kind that is not known. CAMT.052, .053, .054 and OFX are read.",
        ));
    }
    if qif::looks_like(start) {
        return Ok(Format::Qif);
    }
    if mt940::looks_like(start) {
        return Ok(Format::Mt940);
    }
    if lower.starts_with('{') && lower.contains("\":") {
        return Err(Refused::new(
            "unknown_format",
            "This is JSON. Export CSV, OFX, QIF, CAMT.053, MT940 or Excel instead.",
        ));
    }
    Ok(Format::Csv)
}

/// Reads one file that is no archive.
pub(crate) fn read_part(name: &str, bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    match format(bytes)? {
        Format::Csv => csv::read(bytes, options),
        Format::Ofx => ofx::read(bytes, options),
        Format::Qif => qif::read(bytes, options),
        Format::Camt => camt::read(bytes, options),
        Format::Mt940 => mt940::read(bytes, options),
        Format::Workbook => workbook::read(bytes, options),
        Format::Html => html::read(bytes, options),
        Format::Gzip | Format::Zip => Err(Refused::new(
            "unknown_format",
            format!("{name} is an archive within an archive. Unpack it and give its files."),
        )),
    }
}

/// Reads one file, unpacking it where it is an archive.
pub(crate) fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    if bytes.len() > options.limits.bytes {
        return Err(Refused::new(
            "too_large",
            format!(
                "The file has {} bytes; at most {} are taken. Export a shorter period.",
                bytes.len(),
                options.limits.bytes
            ),
        ));
    }
    match format(bytes)? {
        Format::Gzip | Format::Zip => archive::read(name, bytes, options),
        _ => read_part(name, bytes, options),
    }
}

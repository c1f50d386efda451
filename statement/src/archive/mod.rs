//! Gzip and zip, each file within read on its own.
//!
//! Nothing is written anywhere, so no name within an archive is a path; sizes are counted while unpacking, never believed.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use crate::detect::read_part;
use crate::plain::tidy;
use crate::{Options, Reading, Refused, RowRefused};

/// An archive may unpack to this many times its size; statements come to 5 to 60.
const MAX_RATIO: usize = 400;
/// Below it the ratio does not matter.
const SMALL: usize = 8 << 20;
/// Starts of files that banks put beside statements.
const ENCLOSED: [(&[u8], &str); 4] =
    [(b"%PDF", "a PDF"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image")];

/// Reads the files of an archive.
///
/// # Errors
/// Where the archive is damaged, protected or unpacks to too much, or nothing in it can be read.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    if bytes.starts_with(b"\x1f\x8b") { gzip(name, bytes, options) } else { zip(bytes, options) }
}

fn damaged(what: &str) -> Refused {
    Refused::new(
        "damaged",
        format!("The archive cannot be unpacked: {what}. Download it again, or unpack it and give its files."),
    )
}

/// Unpacks at most what is allowed of `packed` bytes, of which `used` are spent already.
fn unpack(source: impl Read, packed: usize, used: usize, options: &Options) -> Result<Vec<u8>, Refused> {
    let most = options.limits.bytes.min(SMALL.max(packed.saturating_mul(MAX_RATIO))).saturating_sub(used);
    let mut out = Vec::new();
    let read = source.take(most as u64 + 1).read_to_end(&mut out).map_err(|e| damaged(&e.to_string()))?;
    if read > most {
        return Err(Refused::new(
            "too_large",
            format!(
                "The archive of {packed} bytes unpacks to more than {} bytes, which no statement does. Unpack it and give \
                 its files.",
                used + most
            ),
        ));
    }
    Ok(out)
}

fn gzip(name: &str, bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let inner = unpack(MultiGzDecoder::new(bytes), bytes.len(), 0, options)?;
    if inner.get(257..262) == Some(b"ustar") {
        return Err(Refused::new("unknown_format", "This is a tar archive. Unpack it and give its files."));
    }
    read_part(name.strip_suffix(".gz").unwrap_or(name), &inner, options)
}

fn zip(bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e.to_string()))?;
    if archive.len() > options.limits.parts {
        let text = format!(
            "The archive holds {} files; at most {} are taken. Unpack it and give the statements.",
            archive.len(),
            options.limits.parts
        );
        return Err(Refused::new("too_large", text));
    }
    let mut all: Option<Reading> = None;
    let mut left_out: Vec<RowRefused> = Vec::new();
    let mut first: Option<Refused> = None;
    let mut used = 0;
    for i in 0..archive.len() {
        let file = match archive.by_index(i) {
            Ok(file) => file,
            Err(zip::result::ZipError::UnsupportedArchive(what)) if what.contains("assword") => {
                return Err(Refused::new(
                    "password",
                    "The archive is protected by a password. Unpack it with the password and give its files.",
                ));
            }
            Err(error) => return Err(damaged(&error.to_string())),
        };
        let path = tidy(&String::from_utf8_lossy(file.name_raw()));
        let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
        if file.is_dir() || path.starts_with("__MACOSX") || last.starts_with('.') || last.is_empty() {
            continue;
        }
        let inner = unpack(file, bytes.len(), used, options)?;
        used += inner.len();
        let aside = |reason: String| {
            let mut row =
                RowRefused { place: crate::Place::default(), column: String::new(), given: path.clone(), reason };
            row.place.part.clone_from(&path);
            row
        };
        if let Some((_, what)) = ENCLOSED.iter().find(|(start, _)| inner.starts_with(start)) {
            left_out.push(aside(format!("{what} beside the statements")));
            continue;
        }
        match read_part(&path, &inner, options) {
            Ok(reading) => all = Some(merge(all, reading, &path)),
            Err(refused) if matches!(refused.code.as_str(), "no_entries" | "empty") => {
                left_out.push(aside(refused.text.clone()));
                first = first.or(Some(refused));
            }
            Err(refused) => {
                return Err(Refused { text: format!("{path}: {}", refused.text), ..refused });
            }
        }
    }
    let Some(mut all) = all else {
        return Err(first.unwrap_or_else(|| {
            let what = left_out.first().map_or_else(String::new, |row| format!(", only {}", row.reason));
            Refused::new(
                "no_entries",
                format!("The archive holds no statement{what}. Ask the bank for CSV, OFX, CAMT.053 or MT940."),
            )
        }));
    };
    all.skipped.extend(left_out);
    Ok(all)
}

/// Adds the reading of one file; everything in it says which file it came from.
fn merge(all: Option<Reading>, mut part: Reading, path: &str) -> Reading {
    let name = |inner: &mut String| {
        *inner = if inner.is_empty() { path.to_owned() } else { format!("{path}: {inner}") };
    };
    part.statements.iter_mut().flat_map(|s| &mut s.entries).for_each(|e| name(&mut e.place.part));
    part.refused.iter_mut().chain(&mut part.skipped).for_each(|r| name(&mut r.place.part));
    for note in &mut part.notes {
        *note = format!("{path}: {note}");
    }
    let Some(mut all) = all else { return part };
    if all.format != part.format {
        "zip".clone_into(&mut all.format);
    }
    all.statements.append(&mut part.statements);
    all.refused.append(&mut part.refused);
    all.skipped.append(&mut part.skipped);
    all.notes.append(&mut part.notes);
    for question in part.questions {
        // One answer serves all files.
        if all.questions.iter().all(|q| q.code != question.code) {
            all.questions.push(question);
        }
    }
    // Tables of different shapes have no layout in common.
    if all.layout.as_ref().map(|l| &l.fingerprint) != part.layout.as_ref().map(|l| &l.fingerprint) {
        all.layout = None;
        all.sample.clear();
    }
    all
}

#[cfg(test)]
mod tests;

//! Bank files on the command line: what a person says about them, reading them, and telling what is wrong.
//!
//! [`rows`] turns entries into rows of the product at one place; [`own`] knows Outlay's own layout, which `outlay analyze`
//! reads strictly.

pub mod own;
pub mod rows;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use outlay_statement::{DateOrder, Direction, Layout, Options, Question, Reading, RowRefused, kind};

/// Most refused rows that a message lists; the others are counted.
const LISTED: usize = 20;

/// What a person may say about files, the same for all commands that read them.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Saying {
    /// Name of the account of a file that names none; of a file with several accounts, the one to take
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// How the columns of a table are read: JSON as exported from the product
    #[arg(long, value_name = "FILE")]
    pub layout: Option<PathBuf>,
    /// Order of the dates, where a file does not tell
    #[arg(long, value_name = "ORDER", value_parser = ["dmy", "mdy", "ymd"])]
    pub date_order: Option<String>,
    /// ISO 4217 code of amounts whose file names none; of a file with several currencies, the one to take
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// Turn the signs round: what would be read as spending came in
    #[arg(long)]
    pub flip: bool,
    /// Which sign spending has, where a file does not tell
    #[arg(long, value_name = "SIGN", value_parser = ["negative", "positive"], conflicts_with = "flip")]
    pub spending: Option<String>,
    /// Leave out rows that cannot be read instead of refusing the file
    #[arg(long)]
    pub skip_bad: bool,
}

/// One file as it was understood.
#[derive(Debug)]
pub struct ReadFile {
    /// Name to show: the file's own, or its path where two are called the same.
    pub name: String,
    /// Its entries.
    pub reading: Reading,
}

impl Saying {
    /// As the reader takes it.
    ///
    /// # Errors
    /// For a layout that cannot be read and a currency that is none.
    pub fn options(&self) -> Result<Options> {
        if let Some(code) = &self.currency {
            ensure!(
                code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()),
                "--currency is `{code}`; give an ISO 4217 code of three capital letters, such as USD"
            );
        }
        let layout = self.layout.as_deref().map(layout).transpose()?;
        let date_order: Option<DateOrder> =
            self.date_order.as_deref().map(str::parse).transpose().map_err(anyhow::Error::msg)?;
        Ok(Options {
            date_order,
            currency: self.currency.clone(),
            direction: self.spending.as_deref().map(|sign| match sign {
                "positive" => Direction::OutIsPositive,
                _ => Direction::OutIsNegative,
            }),
            flip: self.flip,
            account: self.account.clone(),
            layout,
            ..Options::default()
        })
    }
}

fn layout(path: &Path) -> Result<Layout> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{}: cannot open", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{}: no layout as the product exports it", path.display()))
}

/// The bytes of `path`, or of standard input for `-`; at most `most`.
///
/// # Errors
/// Names the file that cannot be read or is larger.
pub fn bytes(path: &Path, most: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = most as u64 + 1;
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).context("standard input: cannot read")?;
    } else {
        let file = File::open(path).with_context(|| format!("{}: cannot open", path.display()))?;
        file.take(limit).read_to_end(&mut bytes).with_context(|| format!("{}: cannot read", path.display()))?;
    }
    ensure!(bytes.len() <= most, "{}: larger than {most} bytes; export a shorter period", path.display());
    Ok(bytes)
}

/// Names to show for `paths`: the last part, or all of it where two files are called the same.
#[must_use]
pub fn names(paths: &[PathBuf]) -> Vec<String> {
    let last = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let short: Vec<String> = paths.iter().map(|p| last(p)).collect();
    paths
        .iter()
        .zip(&short)
        .map(|(path, name)| {
            let alone = short.iter().filter(|other| *other == name).count() == 1;
            if alone { name.clone() } else { path.display().to_string() }
        })
        .collect()
}

/// Reads all files and pairs their accounts. One without payments is told of on standard error, unless it is the only one.
///
/// # Errors
/// The first file that is refused, holds rows that cannot be read, or leaves a question open, with the remedy.
pub fn read_all(paths: &[PathBuf], saying: &Saying) -> Result<Vec<ReadFile>> {
    let options = saying.options()?;
    let mut read = Vec::with_capacity(paths.len());
    let mut empty = Vec::new();
    for (path, name) in paths.iter().zip(names(paths)) {
        let bytes = bytes(path, options.limits.bytes)?;
        match outlay_statement::read(&name, &bytes, &options) {
            Ok(reading) => read.push(settled(&path.display().to_string(), name, reading, saying)?),
            Err(refused) if refused.code == "no_entries" && paths.len() > 1 => {
                empty.push(format!("{}: {refused}", path.display()));
                read.push(ReadFile { name, reading: Reading::default() });
            }
            Err(refused) => bail!("{}: {refused}", path.display()),
        }
    }
    if empty.len() == paths.len() {
        bail!("{}", empty.join("\n"));
    }
    for line in empty {
        eprintln!("outlay: {line}");
    }
    pair(&mut read);
    Ok(read)
}

/// Looks for transfers between the accounts of all files.
pub fn pair(read: &mut [ReadFile]) {
    let mut readings: Vec<Reading> = read.iter_mut().map(|r| std::mem::take(&mut r.reading)).collect();
    kind::pair(&mut readings);
    for (slot, reading) in read.iter_mut().zip(readings) {
        slot.reading = reading;
    }
}

/// The reading, where nothing of it is open.
fn settled(path: &str, name: String, mut reading: Reading, saying: &Saying) -> Result<ReadFile> {
    if !reading.questions.is_empty() {
        let questions: Vec<String> =
            reading.questions.iter().map(|q| format!("{path}: {} {}", q.text, remedy(q))).collect();
        bail!("{}", questions.join("\n"));
    }
    if !reading.refused.is_empty() && !saying.skip_bad {
        bail!("{}", refused_rows(path, &reading.refused));
    }
    reading.refused.clear();
    Ok(ReadFile { name, reading })
}

/// The option that answers a question.
#[must_use]
pub fn remedy(question: &Question) -> String {
    let flags =
        |flag: &str, values: &[&str]| values.iter().map(|v| format!("{flag} {v}")).collect::<Vec<_>>().join(" or ");
    let given: Vec<&str> = question.answers.iter().map(String::as_str).collect();
    match question.code.as_str() {
        "date_order" => {
            format!("Answer with {}.", flags("--date-order", if given.is_empty() { &["dmy", "mdy"] } else { &given }))
        }
        "currency" if given.is_empty() => "Answer with --currency CODE.".to_owned(),
        "currency" => format!("Answer with {}.", flags("--currency", &given)),
        "direction" => format!("Answer with {}.", flags("--spending", &["negative", "positive"])),
        "account" => "Answer with --account NAME.".to_owned(),
        _ => "Answer with --layout FILE, which says what each column is.".to_owned(),
    }
}

/// Rows that could not be read, one a line.
fn refused_rows(path: &str, rows: &[RowRefused]) -> String {
    let mut lines: Vec<String> = rows.iter().take(LISTED).map(|row| format!("{path}: {}", row_text(row))).collect();
    if rows.len() > LISTED {
        lines.push(format!("{path}: and {} more of the kind", rows.len() - LISTED));
    }
    lines.push("Mend the rows, or leave them out with --skip-bad.".to_owned());
    lines.join("\n")
}

/// One refused or skipped row for people: place, column, what was given and why.
#[must_use]
pub fn row_text(row: &RowRefused) -> String {
    let mut text = String::new();
    if !row.place.part.is_empty() {
        text.push_str(&row.place.part);
        text.push_str(", ");
    }
    if row.place.line > 0 {
        text.push_str(&format!("line {}", row.place.line));
    }
    if !row.column.is_empty() {
        text.push_str(&format!(", column `{}`", row.column));
    }
    let given = if row.given.is_empty() { String::new() } else { format!(" `{}`", row.given) };
    visible(&format!("{text}:{given} {}", row.reason))
}

/// `text` on one line without what a terminal would obey.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

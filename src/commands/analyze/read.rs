//! The expenses of all files, numbered on from one to the next, and what they were understood to be.

use std::path::PathBuf;

use anyhow::{Result, bail};
use outlay_analysis::{EntryKind, Expense};
use outlay_statement::{Reading, Standing};

use crate::bank_files::rows::{expenses, of_file};
use crate::bank_files::{ReadFile, Saying, own, read_all, visible};

/// What the files hold.
pub(super) struct Read {
    /// In the order of the files and their rows.
    pub(super) expenses: Vec<Expense>,
    /// ISO 4217 code: as said, else the files' own, else USD.
    pub(super) currency: String,
    /// A line for each thing that was concluded.
    pub(super) understood: Vec<String>,
}

/// Reads `paths`: Outlay's own layout strictly, anything else as a bank's file.
///
/// # Errors
/// Everything that was wrong, with file, line and column, or the question that an option answers.
pub(super) fn files(paths: &[PathBuf], saying: &Saying) -> Result<Read> {
    saying.options()?;
    let headers = paths.iter().map(|path| own::header(path)).collect::<Result<Vec<_>>>()?;
    let theirs: Vec<PathBuf> =
        paths.iter().zip(&headers).filter(|(_, h)| h.is_none()).map(|(p, _)| p.clone()).collect();
    let read = if theirs.is_empty() { Vec::new() } else { read_all(&theirs, saying)? };
    let mut understood: Vec<String> = read.iter().flat_map(told).collect();
    let mut rows = Vec::new();
    let mut starts = Vec::new();
    for file in &read {
        starts.push(rows.len());
        rows.extend(of_file(file)?);
    }
    let (mut banks, found) = expenses(rows)?;
    own::one_currency(headers.iter().any(Option::is_some), found.as_deref(), saying.currency.as_deref())?;
    let currency = saying.currency.clone().or(found).unwrap_or_else(|| "USD".to_owned());
    if theirs.len() == paths.len() {
        return checked(Read { expenses: banks, currency, understood });
    }
    // Own files among them: each keeps its place.
    let mut all = Vec::new();
    let mut ends: Vec<usize> = starts.into_iter().skip(1).collect();
    ends.push(banks.len());
    let mut taken = 0;
    let mut next = 0;
    for (path, header) in paths.iter().zip(&headers) {
        if let Some(header) = header {
            let digits = own::digits(Some(&currency));
            let (expenses, notes) = own::read(path, header, digits, saying.flip)?;
            understood.extend(notes.into_iter().map(|note| format!("{}: {note}", path.display())));
            all.extend(expenses);
        } else if next < ends.len() {
            let end = ends[next];
            all.extend(banks.drain(..end - taken));
            taken = end;
            next += 1;
        }
    }
    checked(Read { expenses: all, currency, understood })
}

fn checked(read: Read) -> Result<Read> {
    let spending = read.expenses.iter().filter(|e| e.kind.is_spending()).count();
    if spending == 0 && !read.expenses.is_empty() {
        let income = read.expenses.iter().filter(|e| e.kind == EntryKind::Income).count();
        let transfers = read.expenses.len() - income;
        bail!(
            "The files hold no spending: {income} rows are income and {transfers} are transfers. If that is wrong, turn the \
             signs round with --flip, or look at them with `outlay inspect`."
        );
    }
    Ok(read)
}

/// What a file was understood to be, in a few lines.
fn told(file: &ReadFile) -> Vec<String> {
    let reading: &Reading = &file.reading;
    let entries = || reading.statements.iter().flat_map(|s| &s.entries);
    let count = |kind| entries().filter(|e| e.standing == Standing::Booked && e.kind == kind).count();
    use outlay_statement::EntryKind as Kind;
    let mut line = format!(
        "{}: {}, {} expenses, {} refunds, {} income, {} transfers",
        visible(&file.name),
        reading.format,
        count(Kind::Expense),
        count(Kind::Refund),
        count(Kind::Income),
        count(Kind::Transfer)
    );
    let pending = entries().filter(|e| e.standing == Standing::Pending).count();
    if pending > 0 {
        line.push_str(&format!(", {pending} pending left out"));
    }
    if !reading.skipped.is_empty() {
        line.push_str(&format!(", {} rows left out", reading.skipped.len()));
    }
    let mut lines = vec![line];
    lines.extend(reading.notes.iter().take(6).map(|note| format!("  {}", visible(note))));
    lines
}

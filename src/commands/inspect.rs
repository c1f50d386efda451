//! `outlay inspect`: what a bank file is understood to be, as a table on the terminal, before anything is done with it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use outlay_analysis::{EntryKind, Money, money};
use outlay_statement::{Question, Reading, Role, Standing};

use crate::bank_files::rows::{Row, kind_name, of_file};
use crate::bank_files::{ReadFile, Saying, bytes, names, remedy, row_text, visible};

/// Rows and reasons shown, unless asked for more.
const SHOWN: usize = 10;

/// Arguments of `outlay inspect`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// A bank file: CSV, OFX, QFX, QIF, CAMT, MT940, Excel, ODS, also in .gz or .zip; - is standard input
    pub file: PathBuf,
    /// Rows to show
    #[arg(long, default_value_t = SHOWN)]
    pub rows: usize,
    #[command(flatten)]
    saying: Saying,
}

/// Runs it.
///
/// # Errors
/// Says why the file is refused, or which option answers an open question.
pub fn run(args: &Args) -> Result<()> {
    let options = args.saying.options()?;
    let name = names(std::slice::from_ref(&args.file)).remove(0);
    let bytes = bytes(&args.file, options.limits.bytes)?;
    let reading = match outlay_statement::read(&name, &bytes, &options) {
        Ok(reading) => reading,
        Err(refused) => bail!("{}: {refused}", args.file.display()),
    };
    let read = ReadFile { name, reading };
    let rows = of_file(&read)?;
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = tell(&mut text, &read, &rows, args.rows);
    print!("{text}");
    let questions: Vec<String> = read.reading.questions.iter().map(ask).collect();
    if !questions.is_empty() {
        bail!("{}", questions.join("\n"));
    }
    Ok(())
}

fn ask(question: &Question) -> String {
    format!("{} {}", question.text, remedy(question))
}

fn tell(text: &mut String, read: &ReadFile, rows: &[Row], shown: usize) -> std::fmt::Result {
    let reading = &read.reading;
    writeln!(text, "{}: {}", visible(&read.name), reading.format)?;
    for note in &reading.notes {
        writeln!(text, "  {}", visible(note))?;
    }
    columns(text, reading)?;
    accounts(text, reading)?;
    kinds(text, rows)?;
    let pending =
        reading.statements.iter().flat_map(|s| &s.entries).filter(|e| e.standing == Standing::Pending).count();
    if pending > 0 {
        writeln!(text, "Pending: {pending}, left out until they are booked")?;
    }
    if !rows.is_empty() && shown > 0 {
        writeln!(text, "{:>5}  {:10}  {:>12}  {:8}  {:16}  Description", "Row", "Date", "Amount", "Kind", "Category")?;
        for row in rows.iter().take(shown) {
            writeln!(
                text,
                "{:>5}  {}  {:>12}  {:8}  {:16}  {}",
                row.number,
                row.date,
                amount(row),
                kind_name(row.kind),
                short(&row.category, 16),
                short(&row.description, 60)
            )?;
        }
        if rows.len() > shown {
            writeln!(text, "       and {} more", rows.len() - shown)?;
        }
    }
    for (name, list) in [("Refused", &reading.refused), ("Left out", &reading.skipped)] {
        if list.is_empty() {
            continue;
        }
        writeln!(text, "{name}: {}", list.len())?;
        for row in list.iter().take(SHOWN) {
            writeln!(text, "  {}", row_text(row))?;
        }
        if list.len() > SHOWN {
            writeln!(text, "  and {} more", list.len() - SHOWN)?;
        }
    }
    Ok(())
}

/// What each column of a table is taken for.
fn columns(text: &mut String, reading: &Reading) -> std::fmt::Result {
    let Some(layout) = &reading.layout else { return Ok(()) };
    let used: Vec<String> = layout
        .columns
        .iter()
        .filter(|c| c.role != Role::Ignore)
        .map(|c| format!("{} = {}", visible(&c.name), role(c.role)))
        .collect();
    if used.is_empty() { Ok(()) } else { writeln!(text, "Columns: {}", used.join(", ")) }
}

fn role(role: Role) -> String {
    serde_json::to_value(role).ok().and_then(|v| v.as_str().map(|s| s.replace('_', " "))).unwrap_or_default()
}

fn accounts(text: &mut String, reading: &Reading) -> std::fmt::Result {
    for s in &reading.statements {
        let name = s.account.as_deref().unwrap_or("not named");
        let kind = s.account_kind.as_deref().map(|k| format!(" ({k})")).unwrap_or_default();
        let currency = s.currency.as_deref().unwrap_or("currency not named");
        let days = s.entries.iter().map(|e| e.day);
        let period = s.period.or_else(|| days.clone().min().zip(days.max()));
        let period = period.map(|(from, to)| format!(", {from} to {to}")).unwrap_or_default();
        writeln!(
            text,
            "Account: {}{}, {currency}, {} entries{period}",
            visible(name),
            visible(&kind),
            s.entries.len()
        )?;
    }
    Ok(())
}

fn kinds(text: &mut String, rows: &[Row]) -> std::fmt::Result {
    let mut sums: BTreeMap<(EntryKind, &str), (usize, i64)> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry((row.kind, row.currency.as_str())).or_default();
        sum.0 += 1;
        sum.1 = sum.1.saturating_add(row.minor);
    }
    for ((kind, currency), (count, minor)) in sums {
        let sum = Money::new(minor, money::minor_digits(currency)).to_string();
        writeln!(text, "{:9} {count:>6}  {sum:>14} {currency}", kind_name(kind))?;
    }
    Ok(())
}

fn amount(row: &Row) -> String {
    Money::new(row.minor, money::minor_digits(&row.currency)).to_string()
}

/// `text` in at most `most` characters.
fn short(text: &str, most: usize) -> String {
    let text = visible(text);
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

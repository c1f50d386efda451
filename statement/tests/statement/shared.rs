//! The lists of real and synthetic bank files beside the repository (`../shared`, or `OUTLAY_SHARED`): each file's rows,
//! days, amounts, kinds and descriptions, or its refusal. Without them these tests pass.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use outlay_statement::{DateOrder, Entry, EntryKind, Options, Reading, Refused, Standing, read};
use rust_decimal::Decimal;

fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("OUTLAY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let found = root.join(path);
    if !found.exists() {
        eprintln!("{} is not there: skipped", found.display());
        return None;
    }
    Some(found)
}

/// The booked entries in the order of the file, whatever account they are of.
fn entries(reading: &Reading) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = reading
        .statements
        .iter()
        .flat_map(|statement| &statement.entries)
        .filter(|entry| entry.standing == Standing::Booked)
        .collect();
    entries.sort_by(|a, b| (&a.place.part, a.place.line).cmp(&(&b.place.part, b.place.line)));
    entries
}

fn read_file(path: &Path, options: &Options) -> Result<Reading, Refused> {
    read(&path.file_name().unwrap().to_string_lossy(), &std::fs::read(path).unwrap(), options)
}

/// What was understood of a file, for messages.
fn understood(reading: &Reading) -> String {
    let columns = reading.layout.as_ref().map(|layout| {
        layout.columns.iter().map(|column| format!("{}={:?}", column.name, column.role)).collect::<Vec<_>>().join(" | ")
    });
    format!(
        "\n    columns {}\n    notes {:?}\n    questions {:?}\n    refused {:?}",
        columns.unwrap_or_default(),
        reading.notes,
        reading.questions.iter().map(|question| &question.text).collect::<Vec<_>>(),
        reading.refused.iter().take(3).collect::<Vec<_>>()
    )
}

fn kind(name: &str) -> EntryKind {
    match name {
        "expense" => EntryKind::Expense,
        "refund" => EntryKind::Refund,
        "income" => EntryKind::Income,
        "transfer" => EntryKind::Transfer,
        other => panic!("{other} is no kind"),
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[test]
fn each_case_gives_its_entries_or_its_refusal() {
    let Some(folder) = shared("cases/import") else { return };
    let table = std::fs::read(folder.join("EXPECTED.csv")).unwrap();
    let mut cases: BTreeMap<String, Vec<csv::StringRecord>> = BTreeMap::new();
    for record in csv::Reader::from_reader(table.as_slice()).into_records() {
        let record = record.unwrap();
        cases.entry(record[0].to_owned()).or_default().push(record);
    }
    let mut failures = Vec::new();
    for (case, expected) in &cases {
        let (file, answer) = case.split_once('#').map_or((case.as_str(), None), |(file, answer)| (file, Some(answer)));
        if file.contains('+') {
            // What is stored after two files is for the store.
            continue;
        }
        let mut options = Options::default();
        match answer {
            Some("day_first") => options.date_order = Some(DateOrder::Dmy),
            Some("month_first") => options.date_order = Some(DateOrder::Mdy),
            Some(other) => options.currency = Some(other.strip_prefix("currency=").unwrap().to_owned()),
            None => {}
        }
        let reading = read_file(&folder.join(file), &options);
        if &expected[0][1] == "REFUSED" {
            match reading {
                Err(refused) => println!("{case}: refused: {refused}"),
                Ok(reading) if !reading.questions.is_empty() => {
                    println!("{case}: asked: {}", reading.questions[0].text)
                }
                Ok(reading) => failures.push(format!("{case}: neither refused nor asked{}", understood(&reading))),
            }
            continue;
        }
        let reading = match reading {
            Ok(reading) => reading,
            Err(refused) => {
                failures.push(format!("{case}: refused: {refused}"));
                continue;
            }
        };
        let found = entries(&reading);
        let mut wrong: Vec<String> = Vec::new();
        if !reading.questions.is_empty() {
            wrong.push(format!("asked: {}", reading.questions[0].text));
        }
        if found.len() != expected.len() {
            wrong.push(format!("{} entries instead of {}", found.len(), expected.len()));
        }
        for (entry, row) in found.iter().zip(expected) {
            let day: NaiveDate = row[2].parse().unwrap();
            let amount: Decimal = row[3].parse().unwrap();
            if entry.day != day || entry.amount != amount || !plain(&entry.description).contains(&plain(&row[5])) {
                wrong.push(format!(
                    "row {}: {} {} {:?} instead of {day} {amount} {:?}",
                    &row[1], entry.day, entry.amount, entry.description, &row[5]
                ));
            } else if entry.kind != kind(&row[4]) {
                wrong.push(format!(
                    "row {}: kind {:?} instead of {} ({:?}, {amount})",
                    &row[1], entry.kind, &row[4], entry.description
                ));
            }
        }
        if !wrong.is_empty() {
            failures.push(format!(
                "{case}: {} wrong: {}{}",
                wrong.len(),
                wrong[..wrong.len().min(4)].join("; "),
                understood(&reading)
            ));
        }
    }
    println!("{} cases, {} wrong", cases.len(), failures.len());
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), cases.len(), failures.join("\n"));
}

#[test]
fn real_tables_are_read_or_asked_about() {
    let Some(folder) = shared("data/import_cases") else { return };
    for part in ["csv_bank2ynab", "csv_oca", "xlsx"] {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder.join(part)).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        for file in files {
            match read_file(&file, &Options::default()) {
                Ok(reading) => {
                    let found = entries(&reading);
                    let sum: Decimal = found.iter().map(|entry| entry.amount).sum();
                    println!(
                        "{}: {} entries, {sum}{}",
                        file.file_name().unwrap().display(),
                        found.len(),
                        understood(&reading)
                    );
                    for entry in found.iter().take(3) {
                        println!("      {} {} {:?} {:?}", entry.day, entry.amount, entry.currency, entry.description);
                    }
                }
                Err(refused) => println!("{}: {refused}", file.file_name().unwrap().display()),
            }
        }
    }
}

#[test]
fn three_exports_of_one_household_agree() {
    let Some(folder) = shared("data/finance_history") else { return };
    let mut first: Option<Vec<(NaiveDate, Decimal, EntryKind)>> = None;
    for file in [
        "personal_transactions_clean.csv",
        "personal_transactions_raw_ddmmyyyy_trailing_commas.csv",
        "personal_transactions_raw_mixed_dates_no_category.csv",
    ] {
        let reading = read_file(&folder.join(file), &Options::default()).unwrap();
        let found = entries(&reading);
        assert_eq!(found.len(), 806, "{file}{}", understood(&reading));
        assert_eq!(
            found.iter().filter(|entry| entry.amount.is_sign_positive()).count(),
            688,
            "{file}{}",
            understood(&reading)
        );
        let rows: Vec<_> = found.iter().map(|entry| (entry.day, entry.amount, entry.kind)).collect();
        assert!(
            first.as_ref().is_none_or(|first| first.iter().zip(&rows).all(|(a, b)| a.0 == b.0 && a.1 == b.1)),
            "{file}"
        );
        first = first.or(Some(rows));
    }
}

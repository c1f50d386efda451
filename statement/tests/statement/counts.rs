//! Real files of payment formats beside the repository: as many entries, and as much money, as regular expressions count.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use outlay_statement::{Options, read};
use rust_decimal::Decimal;

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("OUTLAY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    Some(root.join("data/import_cases")).filter(|folder| folder.exists())
}

#[test]
fn real_files_have_the_entries_and_sums_that_were_counted() {
    let Some(folder) = folder() else { return };
    let mut table = csv::Reader::from_path(folder.join("EXPECTED_counts.csv")).unwrap();
    let mut wrong = Vec::new();
    let mut files = 0;
    for record in table.records() {
        let record = record.unwrap();
        let (file, expected): (&str, usize) = (&record[0], record[2].parse().unwrap());
        let bytes = std::fs::read(folder.join(file)).unwrap();
        files += 1;
        let reading = match read(file, &bytes, &Options::default()) {
            Ok(reading) => reading,
            Err(refused) => {
                // Nothing in it, or damaged on purpose (the first tag is none): refusal is right.
                println!("{file}: refused ({}): {refused}", refused.code);
                if expected > 0 && refused.code != "damaged" {
                    wrong.push(format!("{file}: {expected} entries, refused: {refused}"));
                }
                continue;
            }
        };
        let entries: Vec<_> = reading.statements.iter().flat_map(|s| &s.entries).collect();
        // A batch is one booking and several entries; it stands on one line.
        let lines = entries.iter().map(|e| e.place.line).collect::<BTreeSet<_>>().len();
        let bookings = if reading.format == "camt" { lines } else { entries.len() } + reading.refused.len();
        let sum: Decimal = entries.iter().map(|e| -e.amount).sum();
        println!(
            "{file}: {} entries, {bookings} bookings, {} refused, sum {sum}",
            entries.len(),
            reading.refused.len()
        );
        if bookings != expected {
            wrong.push(format!("{file}: {bookings} bookings instead of {expected}"));
        }
        // Reversals have the sign of the first booking in the count.
        let plain = !entries.iter().any(|e| e.reversal) && reading.refused.is_empty();
        if let (Ok(counted), true) = (record[3].parse::<Decimal>(), plain)
            && counted != sum
        {
            wrong.push(format!("{file}: {sum} instead of {counted}"));
        }
        for statement in &reading.statements {
            if let (Some(before), Some(after)) = statement.balances
                && record[1].starts_with("mt940")
            {
                let sum: Decimal = statement.entries.iter().map(|e| -e.amount).sum();
                if before + sum != after {
                    wrong.push(format!("{file}: {before} and {sum} are not {after}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {files}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_zip_of_two_statements_has_both() {
    let Some(folder) = folder() else { return };
    let bytes = std::fs::read(folder.join("camt053/test-camt053.zip")).unwrap();
    let reading = read("x.zip", &bytes, &Options::default()).unwrap();
    let parts: BTreeSet<&str> =
        reading.statements.iter().flat_map(|s| &s.entries).map(|e| e.place.part.as_str()).collect();
    assert_eq!(parts.into_iter().collect::<Vec<_>>(), ["test-camt053_02.xml", "test-camt053_03.xml"]);
}

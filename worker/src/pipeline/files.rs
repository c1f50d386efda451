//! The files of an outcome: workbook, table of transactions, charts.

use outlay_analysis::{Error, Input, Ledger, Run};

use super::failed;
use crate::outcome::{Artifact, Outcome};
use crate::report::{Contents, charts, transactions, workbook};

/// Writes every file into `outcome.artifacts`; one that fails leaves a note in the summary.
pub(super) fn write(input: &Input, ledger: &Ledger, outcome: &mut Outcome, run: &Run) -> Result<(), Error> {
    run.check()?;
    run.stage("report", 0.0);
    let contents = Contents::new(input, ledger, outcome);
    let (workbook, (table, pictures)) =
        rayon::join(|| workbook::write(&contents), || (transactions::write(&contents), charts::draw(&contents, run)));
    let mut artifacts = Vec::new();
    let mut notes = Vec::new();
    match workbook {
        Ok(bytes) => {
            let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            artifacts.push(Artifact { name: "report.xlsx".to_owned(), media_type, bytes });
        }
        Err(error) => notes.push(failed("report.xlsx", &error.to_string())),
    }
    match table {
        Ok(bytes) => {
            let media_type = "text/csv; charset=utf-8";
            artifacts.push(Artifact { name: "transactions.csv".to_owned(), media_type, bytes });
        }
        Err(error) => notes.push(failed("transactions.csv", &error.to_string())),
    }
    for (name, drawn) in pictures? {
        match drawn {
            Ok(picture) => {
                let svg = (format!("charts/{name}.svg"), "image/svg+xml", picture.svg.into_bytes());
                let png = (format!("charts/{name}.png"), "image/png", picture.png);
                artifacts.extend([svg, png].map(|(name, media_type, bytes)| Artifact { name, media_type, bytes }));
            }
            Err(error) => notes.push(failed(&format!("charts/{name}"), &error.to_string())),
        }
    }
    outcome.artifacts = artifacts;
    outcome.summary.notes.extend(notes);
    run.stage("report", 1.0);
    Ok(())
}

//! The anomalies, ranked, with reasons and links to their rows.

use outlay_analysis::report::{Anomaly, Subject};
use rust_xlsxwriter::{ConditionalFormatDataBar, ConditionalFormatFormula, Format, Workbook, XlsxError};

use super::sheet::{self, Cell, Column, Styles, VERMILLION};
use super::table;
use super::transactions;
use crate::report::{Contents, words};

const COLUMNS: [Column; 13] = [
    ("Rank", 6.0),
    ("Date", 11.0),
    ("Amount", 12.0),
    ("Category", 20.0),
    ("Description", 30.0),
    ("Kind", 20.0),
    ("Reason", 70.0),
    ("Score", 9.0),
    ("p-value", 10.0),
    ("Flagged", 9.0),
    ("Votes", 7.0),
    ("Row", 16.0),
    ("Your verdict", 30.0),
];

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let title = format!("{} irregular expenses of {}", c.anomalies.flagged, c.anomalies.scored);
    let sheet = sheet::add(workbook, s, "Anomalies", &title)?;
    sheet::widths(sheet, &COLUMNS)?;
    let header = sheet::notes(sheet, s, 1, &c.anomalies.notes)? + 1;
    let rows = c.anomalies.anomalies.iter().map(|a| cells(a, c));
    let last = table::table(sheet, s, (header, "Anomalies"), &COLUMNS, rows)?;
    if last > header {
        let bar = ConditionalFormatDataBar::new().set_fill_color(VERMILLION).set_solid_fill(true);
        sheet.add_conditional_format(header + 1, 7, last, 7, &bar)?;
        let flagged = ConditionalFormatFormula::new()
            .set_rule(format!("=$J{}=\"yes\"", header + 2).as_str())
            .set_format(Format::new().set_bold());
        sheet.add_conditional_format(header + 1, 0, last, 5, &flagged)?;
        kinds(sheet, s, c, last + 3)?;
    }
    sheet::freeze(sheet, header, 3)
}

fn cells<'a>(a: &'a Anomaly, c: &Contents) -> Vec<Cell<'a>> {
    let reasons: Vec<&str> = a.reasons.iter().map(|r| r.text.as_str()).collect();
    let place = a.row.and_then(|row| Some((row, transactions::place(c, row)?)));
    let link = place.map(|(row, place)| Cell::Link(format!("row {}", row + 1), place));
    vec![
        Cell::Whole(u64::from(a.rank)),
        if a.subject == Subject::CategoryMonth { Cell::Month(a.date) } else { Cell::Date(a.date) },
        Cell::Money(a.amount),
        Cell::text(a.category.as_str()),
        Cell::text(a.description.as_str()),
        Cell::text(words::kind(a.kind)),
        Cell::long(reasons.join("; ")),
        Cell::Decimal(a.score),
        Cell::Small(a.p_value),
        Cell::YesNo(a.flagged),
        Cell::Whole(u64::from(a.votes)),
        link.unwrap_or(Cell::Nothing),
        Cell::or_nothing(a.verdict, |verdict| Cell::text(words::verdict(verdict, a.suppressed))),
    ]
}

/// How many of each kind, and what each detector found.
fn kinds(sheet: &mut rust_xlsxwriter::Worksheet, s: &Styles, c: &Contents, row: u32) -> Result<(), XlsxError> {
    let mut counts: Vec<(String, u64)> = Vec::new();
    for anomaly in c.anomalies.anomalies.iter().filter(|a| a.flagged) {
        let kind = words::kind(anomaly.kind);
        match counts.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, n)) => *n += 1,
            None => counts.push((kind, 1)),
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    sheet::section(sheet, s, row, "Flagged by kind, and the votes of each detector")?;
    let mut line = row + 1;
    for (kind, n) in &counts {
        Cell::Whole(*n).write(sheet, line, 2, s)?;
        Cell::text(kind.as_str()).write(sheet, line, 3, s)?;
        line += 1;
    }
    for (line, detector) in (row + 1..).zip(&c.anomalies.detectors) {
        Cell::text(words::method(&detector.name)).write(sheet, line, 4, s)?;
        Cell::Whole(detector.votes).write(sheet, line, 5, s)?;
    }
    if !counts.is_empty() {
        let column = |c: u16| ("Anomalies", row + 1, c, line - 1, c);
        let chart = sheet::bars((column(3), column(2)), VERMILLION, "Flagged expenses by kind", (620, 300));
        sheet.insert_chart(row + 1, 6, &chart)?;
    }
    Ok(())
}

//! The findings, those to look at first on top, with reasons and links to their rows; below them what was checked.

use outlay_analysis::report::Finding;
use rust_xlsxwriter::{ConditionalFormatDataBar, ConditionalFormatFormula, Format, Workbook, XlsxError};

use super::sheet::{self, Cell, Column, Styles, VERMILLION};
use super::table;
use super::transactions;
use crate::report::{Contents, words};

const COLUMNS: [Column; 15] = [
    ("Rank", 6.0),
    ("From", 11.0),
    ("To", 11.0),
    ("At stake", 12.0),
    ("Finding", 70.0),
    ("Kind", 20.0),
    ("Merchant", 24.0),
    ("Category", 20.0),
    ("Amount", 12.0),
    ("Flagged", 9.0),
    ("In review", 9.0),
    ("Why", 70.0),
    ("Score", 9.0),
    ("First row", 16.0),
    ("Your verdict", 30.0),
];

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let title = words::findings(c.anomalies);
    let sheet = sheet::add(workbook, s, "Findings", &title)?;
    sheet::widths(sheet, &COLUMNS)?;
    let header = sheet::notes(sheet, s, 1, &c.anomalies.notes)? + 1;
    let rows = c.anomalies.findings.iter().map(|f| cells(f, c));
    let last = table::table(sheet, s, (header, "Findings"), &COLUMNS, rows)?;
    if last > header {
        let bar = ConditionalFormatDataBar::new().set_fill_color(VERMILLION).set_solid_fill(true);
        sheet.add_conditional_format(header + 1, 12, last, 12, &bar)?;
        let flagged = ConditionalFormatFormula::new()
            .set_rule(format!("=$J{}=\"yes\"", header + 2).as_str())
            .set_format(Format::new().set_bold());
        sheet.add_conditional_format(header + 1, 0, last, 8, &flagged)?;
    }
    let below = checks(sheet, s, c, last + 3)?;
    if last > header {
        kinds(sheet, s, c, below + 2)?;
    }
    sheet::freeze(sheet, header, 5)
}

fn cells<'a>(f: &'a Finding, c: &Contents) -> Vec<Cell<'a>> {
    // The first reason is the finding itself; what else speaks for it follows.
    let reasons: Vec<&str> = f.reasons.iter().skip(1).map(|r| r.text.as_str()).collect();
    let place = f.rows.first().and_then(|&row| Some((row, transactions::place(c, row)?)));
    let link = place.map(|(row, place)| Cell::Link(format!("row {}", row + 1), place));
    vec![
        Cell::Whole(u64::from(f.rank)),
        Cell::Date(f.from),
        Cell::Date(f.to),
        Cell::Money(f.impact),
        Cell::long(f.title.as_str()),
        Cell::text(words::kind(f.kind)),
        Cell::text(f.merchant.as_str()),
        Cell::text(f.category.as_str()),
        Cell::Money(f.amount),
        Cell::YesNo(f.flagged),
        Cell::YesNo(f.in_review),
        Cell::long(reasons.join(" ")),
        Cell::Decimal(f.score),
        link.unwrap_or(Cell::Nothing),
        Cell::or_nothing(f.verdict, |verdict| Cell::text(words::verdict(verdict, f.suppressed))),
    ]
}

/// What was looked at, also where nothing was found; the row below.
fn checks(sheet: &mut rust_xlsxwriter::Worksheet, s: &Styles, c: &Contents, row: u32) -> Result<u32, XlsxError> {
    sheet::section(sheet, s, row, "What was checked")?;
    let mut line = row + 1;
    for check in &c.anomalies.checks {
        Cell::Whole(check.flagged).write(sheet, line, 3, s)?;
        Cell::long(check.text.as_str()).write(sheet, line, 4, s)?;
        line += 1;
    }
    Ok(line)
}

/// How many of each kind, and what each detector found.
fn kinds(sheet: &mut rust_xlsxwriter::Worksheet, s: &Styles, c: &Contents, row: u32) -> Result<(), XlsxError> {
    let mut counts: Vec<(String, u64)> = Vec::new();
    for finding in c.anomalies.findings.iter().filter(|f| f.flagged) {
        let kind = words::kind(finding.kind);
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
        let column = |c: u16| ("Findings", row + 1, c, line - 1, c);
        let chart = sheet::bars((column(3), column(2)), VERMILLION, "Flagged findings by kind", (620, 300));
        sheet.insert_chart(row + 1, 6, &chart)?;
    }
    Ok(())
}

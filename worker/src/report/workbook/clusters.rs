//! Groups of descriptions, suggested categories, and every text with its group.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::sheet::{self, Cell, Column, SKY, Styles};
use super::table;
use super::transactions;
use crate::report::Contents;

/// Most texts listed; the document has all of them.
const MAX_TEXTS: usize = 20_000;

const CLUSTERS: [Column; 8] = [
    ("Group", 40.0),
    ("Number", 18.0),
    ("Texts", 22.0),
    ("Expenses", 12.0),
    ("Spending", 14.0),
    ("Main category", 24.0),
    ("Typical text", 36.0),
    ("Terms", 50.0),
];

const SUGGESTIONS: [Column; 4] = [("Expense", 40.0), ("Category now", 18.0), ("Suggested", 22.0), ("Confidence", 12.0)];

const TEXTS: [Column; 4] = [("Text", 40.0), ("In group", 18.0), ("Distance to centre", 22.0), ("Times", 12.0)];

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let title = format!("{} groups of {} distinct texts", c.clusters.clusters.len(), c.clusters.texts);
    let sheet = sheet::add(workbook, s, "Clusters", &title)?;
    sheet::widths(sheet, &CLUSTERS)?;
    let header = sheet::notes(sheet, s, 1, &c.clusters.notes)? + 1;
    let rows = c.clusters.clusters.iter().map(|x| {
        vec![
            Cell::text(x.label.as_str()),
            Cell::Whole(u64::from(x.id)),
            Cell::Whole(x.texts),
            Cell::Whole(x.expenses),
            Cell::Money(x.total),
            Cell::text(x.main_category.as_str()),
            Cell::text(x.medoid.as_str()),
            Cell::text(x.terms.join(", ")),
        ]
    });
    let last = table::table(sheet, s, (header, "Clusters"), &CLUSTERS, rows)?;
    let mut row = last + 2;
    if last > header {
        let column = |c: u16| ("Clusters", header + 1, c, last.min(header + 15), c);
        let title = format!("Spending by group in {}", c.summary.currency);
        let chart = sheet::bars((column(0), column(4)), SKY, &title, (860, 400));
        sheet.insert_chart(row, 0, &chart)?;
        row += 22;
    }
    sheet::section(sheet, s, row, "Categories that would fit better")?;
    let rows = c.clusters.suggestions.iter().map(|x| {
        let description = usize::try_from(x.row).ok().and_then(|row| c.input.expenses.get(row));
        let text = description.map_or(String::new(), |e| format!("{} {}", e.date, e.description));
        let expense = match transactions::place(c, x.row) {
            Some(place) => Cell::Link(text, place),
            None => Cell::text(text),
        };
        vec![expense, Cell::text(x.current.as_str()), Cell::text(x.suggested.as_str()), Cell::Percent(x.confidence)]
    });
    let last = table::table(sheet, s, (row + 1, "Suggestions"), &SUGGESTIONS, rows.take(1000))?;
    sheet::section(sheet, s, last + 2, "Every text and its group (-1: none)")?;
    let rows = c.clusters.members.iter().take(MAX_TEXTS).map(|m| {
        vec![
            Cell::text(m.text.as_str()),
            Cell::Signed(i64::from(m.cluster)),
            Cell::Decimal(m.distance),
            Cell::Whole(m.expenses),
        ]
    });
    table::table(sheet, s, (last + 3, "Texts"), &TEXTS, rows)?;
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

//! Charges that come again, and what to look at.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::sheet::{self, BLUE, Cell, Column, Styles};
use super::table;
use crate::report::{Contents, words};

const COLUMNS: [Column; 11] = [
    ("Merchant", 30.0),
    ("Category", 20.0),
    ("Cadence", 13.0),
    ("Amount", 12.0),
    ("State", 10.0),
    ("Charges", 9.0),
    ("First", 11.0),
    ("Last", 11.0),
    ("Next expected", 13.0),
    ("Regularity", 10.0),
    ("To look at", 60.0),
];

const ALERTS: [Column; 4] = [("About", 30.0), ("Alert", 20.0), ("Day", 13.0), ("In words", 12.0)];

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let title = format!("Recurring charges: {} {} a month", c.recurring.monthly_cost, c.summary.currency);
    let sheet = sheet::add(workbook, s, "Recurring", &title)?;
    sheet::widths(sheet, &COLUMNS)?;
    let header = sheet::notes(sheet, s, 1, &c.recurring.notes)? + 1;
    let rows = c.recurring.series.iter().map(|r| {
        vec![
            Cell::text(if r.name.is_empty() { r.merchant.as_str() } else { r.name.as_str() }),
            Cell::text(r.category.as_str()),
            Cell::text(words::cadence(r.cadence)),
            Cell::Money(r.amount),
            Cell::text(words::state(r.state)),
            Cell::Whole(r.charges),
            Cell::Date(r.first),
            Cell::Date(r.last),
            Cell::or_nothing(r.next_date, Cell::Date),
            Cell::Percent(r.regularity),
            Cell::or_nothing(r.alerts.first(), |a| Cell::long(a.text.as_str())),
        ]
    });
    let last = table::table(sheet, s, (header, "Recurring"), &COLUMNS, rows)?;
    sheet::section(sheet, s, last + 2, "Everything to look at")?;
    let alerts: Vec<_> = c
        .recurring
        .series
        .iter()
        .flat_map(|r| r.alerts.iter().map(move |a| (r, a)))
        .map(|(r, a)| {
            vec![
                Cell::text(if r.name.is_empty() { r.merchant.as_str() } else { r.name.as_str() }),
                Cell::text(words::alert(a.kind)),
                Cell::Date(a.date),
                Cell::text(a.text.as_str()),
            ]
        })
        .collect();
    let end = table::table(sheet, s, (last + 3, "RecurringAlerts"), &ALERTS, alerts.into_iter())?;
    if last > header {
        let column = |c: u16| ("Recurring", header + 1, c, last.min(header + 15), c);
        let title = format!("Amount of the costliest recurring charges in {}", c.summary.currency);
        let chart = sheet::bars((column(0), column(3)), BLUE, &title, (760, 380));
        sheet.insert_chart(end + 2, 0, &chart)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

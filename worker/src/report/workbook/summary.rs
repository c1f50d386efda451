//! The first sheet: what was analysed, what was found, what the reader must know.

use outlay_analysis::report::Note;
use rust_xlsxwriter::{Chart, ChartType, Workbook, XlsxError};

use super::category_month;
use super::sheet::{self, BLUE, Cell, GREEN, Styles};
use crate::report::{Contents, words};

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let title = format!("Expense analysis, {} to {}", c.summary.from, c.summary.to);
    let sheet = sheet::add(workbook, s, "Summary", &title)?;
    sheet.set_column_width(0, 30)?.set_column_width(1, 18)?.set_column_width(2, 60)?;
    let mut row = 2;
    for (key, cell, remark) in figures(c) {
        Cell::Key(key).write(sheet, row, 0, s)?;
        cell.write(sheet, row, 1, s)?;
        Cell::Remark(remark).write(sheet, row, 2, s)?;
        row += 1;
    }

    row += 1;
    sheet::section(sheet, s, row, "To look at first")?;
    let inbox = || c.anomalies.findings.iter().filter(|f| f.flagged && f.in_review);
    for finding in inbox().take(5) {
        row += 1;
        Cell::text(words::shortened(&words::kind(finding.kind), 32)).write(sheet, row, 0, s)?;
        Cell::Money(finding.impact).write(sheet, row, 1, s)?;
        let title = finding.title.as_str();
        Cell::long(title).write(sheet, row, 2, s)?;
        sheet.set_row_height(row, 13.5 * (1 + title.chars().count() / 62) as f64)?;
    }
    if inbox().next().is_none() {
        row += 1;
        Cell::text("Nothing to look at.").write(sheet, row, 0, s)?;
    }

    row += 2;
    sheet::section(sheet, s, row, "What the reader must know")?;
    let parts: [(&str, &[Note]); 6] = [
        ("Summary", &c.summary.notes),
        ("Findings", &c.anomalies.notes),
        ("Recurring", &c.recurring.notes),
        ("Forecast", &c.forecasts.notes),
        ("Drift", &c.drift.notes),
        ("Clusters", &c.clusters.notes),
    ];
    for (part, notes) in parts {
        for note in notes.iter().filter(|n| !n.text.is_empty()) {
            row += 1;
            Cell::Key(part).write(sheet, row, 0, s)?;
            sheet.merge_range(row, 1, row, 2, "", &s.wrapped)?;
            Cell::long(note.text.as_str()).write(sheet, row, 1, s)?;
            sheet.set_row_height(row, 13.5 * (1 + note.text.chars().count() / 80) as f64)?;
        }
    }
    charts(sheet, s, c)
}

fn figures<'a>(c: &'a Contents) -> Vec<(&'static str, Cell<'a>, String)> {
    let complete: Vec<_> = c.summary.months.iter().filter(|m| m.complete).collect();
    let mut rows = vec![
        ("Expenses", Cell::Whole(c.summary.expenses), format!("at {} merchants", c.summary.merchants)),
        ("Total spending", Cell::Money(c.summary.total), format!("{}, refunds subtracted", c.summary.currency)),
        ("Months", Cell::Whole(c.summary.months.len() as u64), format!("{} of them complete", complete.len())),
        (
            "Categories",
            Cell::Whole(c.summary.categories.len() as u64),
            c.summary.categories.first().map_or(String::new(), |t| {
                format!("the largest is {} with {:.0} % of spending", t.category, 100.0 * t.share)
            }),
        ),
        (
            "Findings to look at",
            Cell::Whole(c.anomalies.in_review),
            format!(
                "since {}; {} flagged in the whole range, at a false discovery rate of {} %",
                c.anomalies.review_from,
                c.anomalies.flagged,
                100.0 * c.anomalies.false_discovery_rate
            ),
        ),
        (
            "Recurring charges a month",
            Cell::Money(c.recurring.monthly_cost),
            format!("{} series found", c.recurring.series.len()),
        ),
    ];
    if let Some(step) = c.forecasts.total.as_ref().and_then(|t| t.steps.first()) {
        let range = format!("in {}; 80 % interval {} to {}", words::month(step.month), step.lo80, step.hi80);
        rows.push(("Next month's forecast", Cell::Money(step.mean), range));
    }
    let changes = c.drift.changes();
    let drift = if c.drift.tests.is_empty() {
        "not tested"
    } else if c.drift.drift {
        "yes"
    } else {
        "no"
    };
    let which = if changes.is_empty() { String::new() } else { format!("changed: {}", changes.join(", ")) };
    rows.push(("Spending habits changed", Cell::text(drift), which));
    rows.push((
        "Groups of descriptions",
        Cell::Whole(c.clusters.clusters.len() as u64),
        format!("of {} distinct texts", c.clusters.texts),
    ));
    rows
}

fn charts(sheet: &mut rust_xlsxwriter::Worksheet, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let grid = category_month::Grid::of(c);
    let mut trend = Chart::new(ChartType::Column);
    trend
        .add_series()
        .set_name("Spending")
        .set_categories((category_month::NAME, category_month::HEADER, 1, category_month::HEADER, grid.last_month))
        .set_values((category_month::NAME, grid.total_row, 1, grid.total_row, grid.last_month))
        .set_format(&mut sheet::fill(BLUE))
        .set_gap(40);
    sheet::dress(&mut trend, "Spending a month", (760, 320), ("", &c.summary.currency));
    trend.legend().set_hidden();
    trend.x_axis().set_num_format("mmm yy");
    trend.y_axis().set_num_format(&s.money_code);
    sheet.insert_chart(1, 4, &trend)?;

    let last = category_month::FIRST + grid.categories.min(15) - 1;
    let column = |c: u16| (category_month::NAME, category_month::FIRST, c, last, c);
    let title = "Spending by category";
    let totals = sheet::bars((column(0), column(grid.last_month + 1)), GREEN, title, (760, 420));
    sheet.insert_chart(18, 4, &totals)?;
    Ok(())
}

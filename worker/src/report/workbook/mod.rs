//! `report.xlsx`: one sheet a file, in the order in which an analyst reads them.
//!
//! [`sheet`] holds what all sheets share: styles, the typed [`sheet::Cell`] (text is always written as a string, so it
//! never becomes a formula), tables with autofilter and print set-up. Charts are native and refer to the cells beside
//! them, so they can be edited. Totals and checks are formulas with their results stored.

mod backtest;
mod budget;
mod category_month;
mod checks;
mod clusters;
mod drift;
mod findings;
mod forecast;
mod parameters;
mod recurring;
mod sheet;
mod summary;
mod table;
mod transactions;

use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

use super::Contents;
use sheet::Styles;

/// The workbook as bytes of an Office Open XML file; the same contents give the same bytes.
///
/// # Errors
/// Those of the writer; a range beyond the limits of a sheet is cut with a note instead.
pub fn write(contents: &Contents) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The day of the report stands for the clock.
    let properties = DocProperties::new()
        .set_title(format!("Expense analysis {} to {}", contents.summary.from, contents.summary.to))
        .set_author("Outlay")
        .set_creation_datetime(&contents.day().and_time(chrono::NaiveTime::MIN));
    workbook.set_properties(&properties);

    let styles = Styles::new(contents.digits());
    if contents.scored.len() > transactions::LARGE {
        // A little larger, twice as fast.
        workbook.set_zip_compression_level(3);
    }
    summary::write(&mut workbook, &styles, contents)?;
    findings::write(&mut workbook, &styles, contents)?;
    transactions::write(&mut workbook, &styles, contents)?;
    recurring::write(&mut workbook, &styles, contents)?;
    budget::write(&mut workbook, &styles, contents)?;
    forecast::write(&mut workbook, &styles, contents)?;
    backtest::write(&mut workbook, &styles, contents)?;
    drift::write(&mut workbook, &styles, contents)?;
    clusters::write(&mut workbook, &styles, contents)?;
    category_month::write(&mut workbook, &styles, contents)?;
    parameters::write(&mut workbook, &styles, contents)?;
    parameters::dictionary(&mut workbook, &styles)?;
    checks::write(&mut workbook, &styles, contents)?;
    workbook.save_to_buffer()
}

//! Spending by category and month as a heat map, with totals that add up by formula.

use std::collections::HashMap;

use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{ConditionalFormat3ColorScale, Workbook, XlsxError};

use super::sheet::{self, Cell, Styles};
use crate::report::Contents;

/// Name of the sheet.
pub(super) const NAME: &str = "Category × month";
/// Row of the header.
pub(super) const HEADER: u32 = 2;
/// First row of categories.
pub(super) const FIRST: u32 = HEADER + 1;

/// Where things are on the sheet, for charts and checks of other sheets.
pub(super) struct Grid {
    /// Number of categories: rows from [`FIRST`] on.
    pub(super) categories: u32,
    /// Column of the last month; months begin in column 1, the totals stand one further.
    pub(super) last_month: u16,
    /// Row of the monthly totals.
    pub(super) total_row: u32,
}

impl Grid {
    pub(super) fn of(c: &Contents) -> Self {
        let categories = u32::try_from(c.summary.categories.len()).unwrap_or(u32::MAX);
        // Dates are limited to 300 years, far below the 16,384 columns of a sheet.
        let last_month = u16::try_from(c.summary.months.len()).unwrap_or(u16::MAX);
        Self { categories, last_month, total_row: FIRST + categories }
    }
}

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let title = format!("Spending by category and month in {}", c.summary.currency);
    let sheet = sheet::add(workbook, s, NAME, &title)?;
    let grid = Grid::of(c);
    let (total_column, last_category) = (grid.last_month + 1, grid.total_row - 1);
    sheet.set_column_width(0, 28)?;
    sheet.set_column_range_width(1, total_column, 11)?;
    sheet.write_string_with_format(HEADER, 0, "Category", &s.header)?;
    for (column, month) in (1u16..).zip(&c.summary.months) {
        sheet.write_date_with_format(HEADER, column, month.month, &s.month_header)?;
    }
    sheet.write_string_with_format(HEADER, total_column, "Total", &s.header)?;

    let cells: HashMap<_, _> =
        c.summary.category_months.iter().map(|cell| ((cell.category.as_str(), cell.month), cell.total)).collect();
    let zero = outlay_analysis::Money::new(0, c.digits());
    for (row, category) in (FIRST..).zip(&c.summary.categories) {
        Cell::text(category.category.as_str()).write(sheet, row, 0, s)?;
        for (column, month) in (1u16..).zip(&c.summary.months) {
            let spent = cells.get(&(category.category.as_str(), month.month)).copied().unwrap_or(zero);
            Cell::Money(spent).write(sheet, row, column, s)?;
        }
        sum(sheet, s, (row, total_column), ((row, 1), (row, grid.last_month)), category.total)?;
    }
    Cell::Key("Total").write(sheet, grid.total_row, 0, s)?;
    for (column, month) in (1u16..).zip(&c.summary.months) {
        sum(sheet, s, (grid.total_row, column), ((FIRST, column), (last_category, column)), month.total)?;
    }
    let all = ((FIRST, total_column), (last_category, total_column));
    sum(sheet, s, (grid.total_row, total_column), all, c.summary.total)?;
    let heat = ConditionalFormat3ColorScale::new()
        .set_minimum_color(0xFFFFFF)
        .set_midpoint_color(0xA9D3EE)
        .set_maximum_color(0x0072B2);
    sheet.add_conditional_format(FIRST, 1, last_category, grid.last_month, &heat)?;
    sheet::freeze(sheet, HEADER, 1)?;
    Ok(())
}

type Place = (u32, u16);

fn sum(
    sheet: &mut rust_xlsxwriter::Worksheet,
    s: &Styles,
    at: Place,
    (from, to): (Place, Place),
    result: outlay_analysis::Money,
) -> Result<(), XlsxError> {
    let range = format!("{}:{}", row_col_to_cell(from.0, from.1), row_col_to_cell(to.0, to.1));
    Cell::Sum(format!("=SUM({range})"), result).write(sheet, at.0, at.1, s)
}

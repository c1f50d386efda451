//! Rows of cells under headers: a table of the file format, or a filtered range where there are too many for one.

use rust_xlsxwriter::{Format, Table, TableColumn, TableStyle, Worksheet, XlsxError};

use super::sheet::{Cell, Column, Styles};

/// Writes a table with autofilter from `row` on; returns its last row. Where there are no rows, says so instead.
pub(super) fn table<'a>(
    sheet: &mut Worksheet,
    styles: &Styles,
    (row, name): (u32, &str),
    columns: &[Column],
    rows: impl ExactSizeIterator<Item = Vec<Cell<'a>>>,
) -> Result<u32, XlsxError> {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    if count == 0 {
        sheet.write_string_with_format(row, 0, "Nothing to show.", &styles.plain)?;
        return Ok(row);
    }
    let headers: Vec<TableColumn> = columns
        .iter()
        .map(|(title, _)| TableColumn::new().set_header(*title).set_header_format(&styles.header))
        .collect();
    let table = Table::new().set_name(name).set_style(TableStyle::Light1).set_columns(&headers);
    sheet.add_table(row, 0, row + count, last_column(columns), &table)?;
    sheet.set_row_height(row, 30)?;
    for (line, cells) in (row + 1..).zip(rows) {
        let lines = cells.iter().zip(columns).map(|(cell, (_, width))| cell.lines(*width)).fold(1.0, f64::max);
        if lines > 1.0 {
            sheet.set_row_height(line, 13.5 * lines)?;
        }
        for (column, cell) in (0u16..).zip(&cells) {
            cell.write(sheet, line, column, styles)?;
        }
    }
    Ok(row + count)
}

/// As [`table`] for any number of rows, at least one: a range with headers and a filter. A table of the file format costs
/// its writer 30 bytes of memory a cell, and naming a format at every cell as much time as all the rest; here the columns
/// have `formats`.
pub(super) fn range<'a>(
    sheet: &mut Worksheet,
    styles: &Styles,
    row: u32,
    columns: &[(Column, &Format)],
    rows: impl ExactSizeIterator<Item = Vec<Cell<'a>>>,
) -> Result<u32, XlsxError> {
    let last = row + u32::try_from(rows.len()).unwrap_or(u32::MAX - row);
    sheet.set_row_height(row, 30)?;
    for (column, ((title, _), format)) in (0u16..).zip(columns) {
        sheet.set_column_format(column, format)?;
        sheet.write_string_with_format(row, column, *title, &styles.header)?;
    }
    sheet.autofilter(row, 0, last, last_column(columns))?;
    for (line, cells) in (row + 1..).zip(rows) {
        for (column, cell) in (0u16..).zip(&cells) {
            cell.write_plainly(sheet, line, column, styles)?;
        }
    }
    Ok(last)
}

fn last_column<T>(columns: &[T]) -> u16 {
    u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use chrono::NaiveDate;
    use outlay_analysis::Money;
    use rust_xlsxwriter::Workbook;

    use super::*;

    const COLUMNS: [Column; 7] = [
        ("Row", 8.0),
        ("Date", 11.0),
        ("Amount", 12.0),
        ("Text", 20.0),
        ("Score", 8.0),
        ("p-value", 10.0),
        ("Flagged", 9.0),
    ];

    fn rows() -> Vec<Vec<Cell<'static>>> {
        let row = |n: u8| {
            vec![
                Cell::Whole(n.into()),
                Cell::Date(NaiveDate::from_ymd_opt(2026, 1, n.into()).expect("a day")),
                Cell::Money(Money::parse("12.34", 2).expect("an amount")),
                Cell::text("=1+1"),
                Cell::Decimal(0.5),
                Cell::Small(0.001),
                Cell::YesNo(n > 1),
            ]
        };
        (1..4).map(row).collect()
    }

    #[test]
    fn a_range_shows_its_rows_as_a_table_does() {
        let s = Styles::new(2);
        let mut workbook = Workbook::new();
        let last = table(workbook.add_worksheet(), &s, (0, "Rows"), &COLUMNS, rows().into_iter()).expect("written");
        let formats = [&s.whole, &s.date, &s.money, &s.plain, &s.decimal, &s.small, &s.plain];
        let columns: Vec<_> = COLUMNS.into_iter().zip(formats).collect();
        assert_eq!(range(workbook.add_worksheet(), &s, 0, &columns, rows().into_iter()).expect("written"), last);
        let bytes = workbook.save_to_buffer().expect("saved");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let mut sheet = |n: usize| {
            let mut text = String::new();
            let mut file = archive.by_name(&format!("xl/worksheets/sheet{n}.xml")).expect("a sheet");
            file.read_to_string(&mut text).expect("text");
            let data = text.split_once("<sheetData>").expect("cells").1.split_once("</sheetData>").expect("an end").0;
            (data.to_owned(), text.contains("<autoFilter ref=\"A1:G4\"/>"))
        };
        let ((as_table, _), (as_range, filtered)) = (sheet(1), sheet(2));
        assert!(as_table.contains("<row") && filtered);
        assert_eq!(as_table, as_range);
    }
}

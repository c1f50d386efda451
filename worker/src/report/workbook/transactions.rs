//! Every expense of the range with its scores, in input order.

use rust_xlsxwriter::{ConditionalFormatFormula, Format, Workbook, Worksheet, XlsxError};

use super::sheet::{self, Cell, Column, Styles};
use super::table;
use crate::report::{Contents, Row, words};

/// Row of the header.
const HEADER: u32 = 2;
/// First row of expenses.
pub(super) const FIRST: u32 = HEADER + 1;
/// Most expenses a sheet can take.
pub(super) const MAX_ROWS: usize = 1_048_576 - FIRST as usize;
/// From here on rows go to disk as they are written instead of staying in memory, as a filtered range, not a table.
pub(super) const LARGE: usize = 20_000;

const COLUMNS: [Column; 17] = [
    ("Row", 8.0),
    ("Date", 11.0),
    ("Amount", 12.0),
    ("Category", 20.0),
    ("Description", 36.0),
    ("Merchant", 24.0),
    ("Score", 8.0),
    ("p-value", 10.0),
    ("Flagged", 9.0),
    ("Votes", 7.0),
    ("LOF", 8.0),
    ("One-class SVM", 10.0),
    ("Autoencoder", 11.0),
    ("Isolation forest", 10.0),
    ("Kind", 20.0),
    ("Reason", 60.0),
    ("Entry", 10.0),
];

/// Where the sheet has the expense of input row `row`, as `Sheet!A1`.
pub(super) fn place(c: &Contents, row: u64) -> Option<String> {
    let index = c.scored.binary_search_by_key(&row, |s| s.row as u64).ok().filter(|i| *i < MAX_ROWS)?;
    Some(format!("Transactions!A{}", index + FIRST as usize + 1))
}

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let title = if c.scored.len() > MAX_ROWS {
        format!("The first {MAX_ROWS} of {} expenses; transactions.csv has all of them", c.scored.len())
    } else {
        format!("{} expenses", c.scored.len())
    };
    let large = c.scored.len() > LARGE;
    let sheet = if large { workbook.add_worksheet_with_constant_memory()? } else { workbook.add_worksheet() };
    sheet::prepare(sheet, s, "Transactions", &title)?;
    sheet::widths(sheet, &COLUMNS)?;
    let rows = Rows { rows: c.rows(), left: c.scored.len().min(MAX_ROWS) };
    let last = if large {
        let columns: Vec<_> = COLUMNS.into_iter().zip(formats(s)).collect();
        table::range(sheet, s, HEADER, &columns, rows)?
    } else {
        table::table(sheet, s, (HEADER, "Transactions"), &COLUMNS, rows)?
    };
    highlight(sheet, last)?;
    sheet::freeze(sheet, HEADER, 2)
}

/// Format of each column.
fn formats(s: &Styles) -> [&Format; 17] {
    let (text, whole, decimal) = (&s.plain, &s.whole, &s.decimal);
    [
        whole, &s.date, &s.money, text, text, text, decimal, &s.small, text, whole, decimal, decimal, decimal, decimal,
        text, text, text,
    ]
}

fn highlight(sheet: &mut Worksheet, last: u32) -> Result<(), XlsxError> {
    let flagged = ConditionalFormatFormula::new()
        .set_rule(format!("=$I{}=\"yes\"", FIRST + 1).as_str())
        .set_format(Format::new().set_background_color(0xFCE4D6));
    sheet.add_conditional_format(FIRST, 0, last.max(FIRST), 16, &flagged)?;
    Ok(())
}

/// The rows as cells, with their number known beforehand.
struct Rows<I> {
    rows: I,
    left: usize,
}

impl<'a, I: Iterator<Item = Row<'a>>> Iterator for Rows<I> {
    type Item = Vec<Cell<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        self.rows.next().map(cells)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<'a, I: Iterator<Item = Row<'a>>> ExactSizeIterator for Rows<I> {}

fn cells(row: Row<'_>) -> Vec<Cell<'_>> {
    let (e, scored) = (row.expense, row.scored);
    vec![
        Cell::Whole(scored.row as u64 + 1),
        Cell::Date(e.date),
        Cell::Money(row.amount),
        Cell::text(row.category),
        Cell::text(e.description.as_str()),
        Cell::text(row.merchant),
        Cell::Decimal(scored.score),
        Cell::Small(scored.p_value),
        Cell::YesNo(scored.flagged),
        Cell::Whole(u64::from(scored.votes)),
        Cell::Decimal(scored.scores.lof),
        Cell::Decimal(scored.scores.ocsvm),
        Cell::Decimal(scored.scores.autoencoder),
        Cell::Decimal(scored.scores.isolation_forest),
        Cell::or_nothing(scored.kind, |k| Cell::text(words::kind(k))),
        Cell::text(scored.reason.as_str()),
        Cell::text(words::title(&words::code(e.kind))),
    ]
}

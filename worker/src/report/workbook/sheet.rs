//! What all sheets share: styles, typed cells, tables, titles and print set-up.

use std::borrow::Cow;

use chrono::NaiveDate;
use outlay_analysis::Money;
use outlay_analysis::report::Note;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType, Color,
    Format, FormatAlign, FormatBorder, Formula, Url, Workbook, Worksheet, XlsxError,
};

/// Colours of the Okabe-Ito palette.
pub(super) const BLUE: u32 = 0x0072B2;
pub(super) const ORANGE: u32 = 0xE69F00;
pub(super) const GREEN: u32 = 0x009E73;
pub(super) const VERMILLION: u32 = 0xD55E00;
pub(super) const SKY: u32 = 0x56B4E9;
pub(super) const GREY: u32 = 0x808080;
const GRID: u32 = 0xE3E7EA;

/// Longest text of a cell.
const MAX_TEXT: usize = 32_767;

/// Formats of every kind of cell.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) section: Format,
    pub(super) header: Format,
    pub(super) plain: Format,
    pub(super) wrapped: Format,
    pub(super) key: Format,
    pub(super) remark: Format,
    pub(super) money: Format,
    pub(super) money_total: Format,
    pub(super) whole: Format,
    pub(super) decimal: Format,
    pub(super) small: Format,
    pub(super) percent: Format,
    pub(super) date: Format,
    pub(super) month: Format,
    pub(super) month_header: Format,
    pub(super) link: Format,
    /// Number format of amounts, for chart axes.
    pub(super) money_code: String,
}

impl Styles {
    pub(super) fn new(digits: u8) -> Self {
        let body = || Format::new().set_font_name("Calibri").set_font_size(10).set_align(FormatAlign::Top);
        let places = "0".repeat(usize::from(digits));
        let number = if digits == 0 { "#,##0".to_owned() } else { format!("#,##0.{places}") };
        let money_code = format!("{number};[Red]-{number}");
        let header = body()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(Color::RGB(0x1F3A4D))
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        Self {
            title: body().set_bold().set_font_size(16).set_font_color(Color::RGB(0x1F3A4D)),
            section: body().set_bold().set_font_size(12).set_font_color(Color::RGB(BLUE)),
            key: body().set_bold(),
            remark: body().set_indent(1),
            wrapped: body().set_text_wrap().set_indent(1),
            money: body().set_num_format(&money_code),
            money_total: body().set_num_format(&money_code).set_bold().set_border_top(FormatBorder::Thin),
            whole: body().set_num_format("#,##0"),
            decimal: body().set_num_format("0.000"),
            small: body().set_num_format("[<0.0001]0.0E+00;0.0000"),
            percent: body().set_num_format("0.0%"),
            date: body().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            month: body().set_num_format("mmm yyyy").set_align(FormatAlign::Left),
            month_header: header.clone().set_num_format("mmm yy").set_align(FormatAlign::Right),
            link: body().set_font_color(Color::RGB(BLUE)).set_underline(rust_xlsxwriter::FormatUnderline::Single),
            plain: body().set_indent(1),
            header,
            money_code,
        }
    }
}

/// A typed cell.
pub(super) enum Cell<'a> {
    Text(Cow<'a, str>),
    /// Text over several lines.
    Long(Cow<'a, str>),
    /// Text beside a figure.
    Remark(String),
    Key(&'a str),
    Money(Money),
    Whole(u64),
    Signed(i64),
    Decimal(f64),
    /// A p-value: digits as it needs.
    Small(f64),
    Percent(f64),
    Date(NaiveDate),
    Month(NaiveDate),
    YesNo(bool),
    /// Text that leads to a cell of another sheet: text and `Sheet!A1`.
    Link(String, String),
    /// A formula of our own and its result as money.
    Sum(String, Money),
    Nothing,
}

impl<'a> Cell<'a> {
    pub(super) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn long(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Long(text.into())
    }

    pub(super) fn or_nothing<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Nothing, cell)
    }

    /// Lines it takes in a column of `width` characters.
    pub(super) fn lines(&self, width: f64) -> f64 {
        match self {
            Self::Long(text) => (text.chars().count() as f64 / (width * 1.05)).ceil().clamp(1.0, 12.0),
            _ => 1.0,
        }
    }

    pub(super) fn write(&self, sheet: &mut Worksheet, row: u32, column: u16, s: &Styles) -> Result<(), XlsxError> {
        match self {
            Self::Text(text) => sheet.write_string_with_format(row, column, legal(text), &s.plain)?,
            Self::Long(text) => sheet.write_string_with_format(row, column, legal(text), &s.wrapped)?,
            Self::Remark(text) => sheet.write_string_with_format(row, column, legal(text), &s.remark)?,
            Self::Key(text) => sheet.write_string_with_format(row, column, *text, &s.key)?,
            Self::Money(money) => sheet.write_number_with_format(row, column, money.major(), &s.money)?,
            Self::Whole(n) => sheet.write_number_with_format(row, column, *n as f64, &s.whole)?,
            Self::Signed(n) => sheet.write_number_with_format(row, column, *n as f64, &s.whole)?,
            Self::Decimal(x) if x.is_finite() => sheet.write_number_with_format(row, column, *x, &s.decimal)?,
            Self::Small(x) if x.is_finite() => sheet.write_number_with_format(row, column, *x, &s.small)?,
            Self::Percent(x) if x.is_finite() => sheet.write_number_with_format(row, column, *x, &s.percent)?,
            Self::Decimal(_) | Self::Small(_) | Self::Percent(_) | Self::Nothing => {
                sheet.write_blank(row, column, &s.plain)?
            }
            Self::Date(day) => sheet.write_date_with_format(row, column, day, &s.date)?,
            Self::Month(day) => sheet.write_date_with_format(row, column, day, &s.month)?,
            Self::YesNo(yes) => {
                sheet.write_string_with_format(row, column, if *yes { "yes" } else { "no" }, &s.plain)?
            }
            Self::Link(text, place) => {
                let url = Url::new(format!("internal:{place}")).set_text(legal(text));
                sheet.write_url_with_format(row, column, url, &s.link)?
            }
            Self::Sum(formula, result) => {
                let formula = Formula::new(formula).set_result(result.to_string());
                sheet.write_formula_with_format(row, column, formula, &s.money_total)?
            }
        };
        Ok(())
    }
}

impl Cell<'_> {
    /// As [`Cell::write`], in a column that has the format already.
    pub(super) fn write_plainly(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        s: &Styles,
    ) -> Result<(), XlsxError> {
        match self {
            Self::Text(text) => sheet.write_string(row, column, legal(text))?,
            Self::Money(money) => sheet.write_number(row, column, money.major())?,
            Self::Whole(n) => sheet.write_number(row, column, *n as f64)?,
            Self::Decimal(x) | Self::Small(x) if x.is_finite() => sheet.write_number(row, column, *x)?,
            Self::Date(day) => sheet.write_datetime(row, column, day)?,
            Self::YesNo(yes) => sheet.write_string(row, column, if *yes { "yes" } else { "no" })?,
            Self::Decimal(_) | Self::Small(_) | Self::Nothing => return Ok(()),
            _ => return self.write(sheet, row, column, s),
        };
        Ok(())
    }
}

/// `text` without what XML cannot hold, within the limit of a cell.
fn legal(text: &str) -> Cow<'_, str> {
    let illegal = |c: char| (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.len() <= MAX_TEXT && !text.contains(illegal) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(MAX_TEXT).map(|c| if illegal(c) { '\u{fffd}' } else { c }).collect())
}

/// A new sheet with a title in A1 and the print set-up all sheets have.
pub(super) fn add<'w>(
    workbook: &'w mut Workbook,
    styles: &Styles,
    name: &str,
    title: &str,
) -> Result<&'w mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet();
    prepare(sheet, styles, name, title)?;
    Ok(sheet)
}

/// Names `sheet`, writes its title and sets up its print.
pub(super) fn prepare(sheet: &mut Worksheet, styles: &Styles, name: &str, title: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    sheet.set_footer("&L&8Outlay&C&8&A&R&8Page &P of &N");
    sheet.set_screen_gridlines(false);
    sheet.set_row_height(0, 24)?;
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    Ok(())
}

/// Title and width in characters of a column.
pub(super) type Column = (&'static str, f64);

/// Sets the widths of `columns` from the first column on.
pub(super) fn widths(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    for (i, (_, width)) in (0u16..).zip(columns) {
        sheet.set_column_width(i, *width)?;
    }
    Ok(())
}

/// Writes a section's heading.
pub(super) fn section(sheet: &mut Worksheet, styles: &Styles, row: u32, text: &str) -> Result<(), XlsxError> {
    sheet.set_row_height(row, 20)?;
    sheet.write_string_with_format(row, 0, text, &styles.section)?;
    Ok(())
}

/// Writes notes, one a row; returns the next free row.
pub(super) fn notes(sheet: &mut Worksheet, styles: &Styles, row: u32, notes: &[Note]) -> Result<u32, XlsxError> {
    let mut next = row;
    for note in notes.iter().filter(|n| !n.text.is_empty()) {
        Cell::text(format!("Note: {}", note.text)).write(sheet, next, 0, styles)?;
        next += 1;
    }
    Ok(next)
}

/// Keeps the rows down to the header at `row` in view and on every printed page.
pub(super) fn freeze(sheet: &mut Worksheet, row: u32, columns: u16) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(row + 1, columns)?;
    sheet.set_repeat_rows(0, row)?;
    Ok(())
}

/// What all charts share: title, size in pixels, names of the axes, a legend below.
pub(super) fn dress(chart: &mut Chart, title: &str, (width, height): (u32, u32), axes: (&str, &str)) {
    chart.title().set_name(title);
    chart.set_width(width).set_height(height);
    if !axes.0.is_empty() {
        chart.x_axis().set_name(axes.0);
    }
    if !axes.1.is_empty() {
        chart.y_axis().set_name(axes.1);
    }
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.y_axis().set_major_gridlines_line(ChartLine::new().set_color(GRID).set_width(0.75));
    chart.set_alt_text(title);
}

/// Sheet, first row, first column, last row, last column.
pub(super) type Range<'a> = (&'a str, u32, u16, u32, u16);

/// A chart of horizontal bars in one colour, the first row at the top; `values` and `categories` are ranges of a
/// sheet: name, first row, first column, last row, last column.
pub(super) fn bars((categories, values): (Range, Range), colour: u32, title: &str, size: (u32, u32)) -> Chart {
    let mut chart = Chart::new(ChartType::Bar);
    chart
        .add_series()
        .set_name(title)
        .set_categories(categories)
        .set_values(values)
        .set_format(&mut fill(colour))
        .set_gap(35);
    dress(&mut chart, title, size, ("", ""));
    // The categories of a bar chart stand on its vertical axis.
    chart.y_axis().set_reverse().set_major_gridlines(false);
    chart.x_axis().set_num_format("#,##0.##").set_label_position(ChartAxisLabelPosition::High);
    chart.x_axis().set_major_gridlines(true).set_major_gridlines_line(ChartLine::new().set_color(GRID).set_width(0.75));
    chart.legend().set_hidden();
    chart
}

/// A plain fill of `colour`.
pub(super) fn fill(colour: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(colour));
    format
}

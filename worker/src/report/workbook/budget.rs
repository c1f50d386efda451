//! Budgets against what was spent and what is expected.

use outlay_analysis::report::ForecastStep;
use rust_xlsxwriter::{Chart, ChartType, ConditionalFormatFormula, Format, Workbook, XlsxError};

use super::sheet::{self, BLUE, Cell, Column, GREY, ORANGE, SKY, Styles};
use super::table;
use crate::report::Contents;

const COLUMNS: [Column; 9] = [
    ("Category", 28.0),
    ("Budget a month", 14.0),
    ("Last complete month", 14.0),
    ("Average month", 14.0),
    ("Next month's forecast", 14.0),
    ("Left last month", 14.0),
    ("Months over", 10.0),
    ("Complete months", 10.0),
    ("Chance to exceed it next month", 16.0),
];

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let sheet = sheet::add(workbook, s, "Budget", "Budgets against actual spending")?;
    sheet::widths(sheet, &COLUMNS)?;
    if c.summary.budgets.is_empty() {
        let text = "No budgets are set. Set one for a category to see it here against the actual spending.";
        Cell::text(text).write(sheet, 2, 0, s)?;
        return Ok(());
    }
    let header = 2;
    let next = |category: &str| -> Option<&ForecastStep> {
        c.forecasts.categories.iter().find(|f| f.category.as_deref() == Some(category))?.steps.first()
    };
    let rows = c.summary.budgets.iter().map(|b| {
        let step = next(&b.category);
        let left = outlay_analysis::Money::new(b.budget.minor() - b.last_month.minor(), c.digits());
        vec![
            Cell::text(b.category.as_str()),
            Cell::Money(b.budget),
            Cell::Money(b.last_month),
            Cell::Money(b.average),
            Cell::or_nothing(step, |f| Cell::Money(f.mean)),
            Cell::Money(left),
            Cell::Whole(b.months_over),
            Cell::Whole(b.months),
            Cell::or_nothing(step.and_then(|f| f.over_budget), Cell::Percent),
        ]
    });
    let last = table::table(sheet, s, (header, "Budgets"), &COLUMNS, rows)?;
    let over = ConditionalFormatFormula::new()
        .set_rule(format!("=$C{0}>$B{0}", header + 2).as_str())
        .set_format(Format::new().set_background_color(0xFCE4D6));
    sheet.add_conditional_format(header + 1, 0, last, 8, &over)?;
    let mut chart = Chart::new(ChartType::Column);
    for (column, name, colour) in
        [(1, "Budget", GREY), (2, "Last complete month", BLUE), (3, "Average month", SKY), (4, "Forecast", ORANGE)]
    {
        chart
            .add_series()
            .set_name(name)
            .set_categories(("Budget", header + 1, 0, last, 0))
            .set_values(("Budget", header + 1, column, last, column))
            .set_format(&mut sheet::fill(colour));
    }
    sheet::dress(&mut chart, "Budget against actual", (980, 400), ("", &c.summary.currency));
    chart.y_axis().set_num_format("#,##0");
    sheet.insert_chart(last + 2, 0, &chart)?;
    sheet::freeze(sheet, header, 1)
}

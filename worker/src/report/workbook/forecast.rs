//! The total's history and forecast with a chart, then every category's steps.

use outlay_analysis::report::{ForecastStep, SeriesForecast};
use rust_xlsxwriter::{Chart, ChartFormat, ChartLine, ChartLineDashType, ChartType, Workbook, Worksheet, XlsxError};

use super::sheet::{self, BLUE, Cell, Column, GREY, ORANGE, SKY, Styles};
use super::table;
use crate::report::Contents;

const NAME: &str = "Forecast";

const TOTAL: [Column; 7] = [
    ("Month", 26.0),
    ("Actual", 13.0),
    ("Forecast", 13.0),
    ("80 % from", 13.0),
    ("80 % to", 13.0),
    ("95 % from", 13.0),
    ("95 % to", 13.0),
];

const STEPS: [Column; 11] = [
    ("Category", 26.0),
    ("In month", 13.0),
    ("Expected", 13.0),
    ("80 % low", 13.0),
    ("80 % high", 13.0),
    ("95 % low", 13.0),
    ("95 % high", 13.0),
    ("Recurring part", 13.0),
    ("Budget", 13.0),
    ("Chance over budget", 13.0),
    ("Method and what it rests on", 60.0),
];

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let title = format!("Forecast of the next {} months in {}", c.forecasts.horizon, c.summary.currency);
    let sheet = sheet::add(workbook, s, NAME, &title)?;
    sheet::widths(sheet, &STEPS)?;
    let mut row = sheet::notes(sheet, s, 1, &c.forecasts.notes)? + 1;
    // Without a complete month there is neither history nor a step, and a chart of no rows is refused.
    if let Some(total) = c.forecasts.total.as_ref().filter(|t| !t.history.is_empty() || !t.steps.is_empty()) {
        sheet::section(sheet, s, row, "All categories together")?;
        let rows: Vec<_> = history(total).chain(total.steps.iter().map(future)).collect();
        let last = table::table(sheet, s, (row + 1, "ForecastTotal"), &TOTAL, rows.into_iter())?;
        chart(sheet, c, (row + 2, last), row)?;
        row = last.max(row + 22) + 2;
    }
    sheet::section(sheet, s, row, "By category and month")?;
    let series = c.forecasts.total.iter().chain(&c.forecasts.categories);
    let rows: Vec<_> = series.flat_map(|f| f.steps.iter().map(move |step| cells(f, step))).collect();
    table::table(sheet, s, (row + 1, "ForecastSteps"), &STEPS, rows.into_iter())?;
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn history(total: &SeriesForecast) -> impl Iterator<Item = Vec<Cell<'_>>> {
    total.history.iter().map(|m| {
        let blank = || Cell::Nothing;
        vec![Cell::Month(m.month), Cell::Money(m.amount), blank(), blank(), blank(), blank(), blank()]
    })
}

fn future(step: &ForecastStep) -> Vec<Cell<'_>> {
    let amounts = [step.mean, step.lo80, step.hi80, step.lo95, step.hi95].map(Cell::Money);
    [Cell::Month(step.month), Cell::Nothing].into_iter().chain(amounts).collect()
}

fn cells<'a>(series: &'a SeriesForecast, step: &ForecastStep) -> Vec<Cell<'a>> {
    vec![
        Cell::text(series.category.as_deref().unwrap_or("All categories")),
        Cell::Month(step.month),
        Cell::Money(step.mean),
        Cell::Money(step.lo80),
        Cell::Money(step.hi80),
        Cell::Money(step.lo95),
        Cell::Money(step.hi95),
        Cell::Money(step.recurring),
        Cell::or_nothing(step.budget, Cell::Money),
        Cell::or_nothing(step.over_budget, Cell::Percent),
        Cell::text(format!("{}; {}", crate::report::words::method(&series.method), series.rests_on)),
    ]
}

fn chart(sheet: &mut Worksheet, c: &Contents, (first, last): (u32, u32), row: u32) -> Result<(), XlsxError> {
    let mut chart = Chart::new(ChartType::Line);
    let solid = ChartLineDashType::Solid;
    let dashed = ChartLineDashType::Dash;
    let lines = [
        (1, "Actual", BLUE, 2.25, solid),
        (2, "Forecast", ORANGE, 2.25, solid),
        (3, "80 % from", SKY, 1.25, dashed),
        (4, "80 % to", SKY, 1.25, dashed),
        (5, "95 % from", GREY, 1.0, dashed),
        (6, "95 % to", GREY, 1.0, dashed),
    ];
    for (column, name, colour, width, dash) in lines {
        let mut format = ChartFormat::new();
        format.set_line(ChartLine::new().set_color(colour).set_width(width).set_dash_type(dash));
        chart
            .add_series()
            .set_name(name)
            .set_categories((NAME, first, 0, last, 0))
            .set_values((NAME, first, column, last, column))
            .set_format(&mut format);
    }
    sheet::dress(&mut chart, "Spending a month: actual and forecast", (860, 420), ("", &c.summary.currency));
    chart.x_axis().set_num_format("mmm yy");
    chart.y_axis().set_num_format("#,##0");
    sheet.insert_chart(row, 8, &chart)?;
    Ok(())
}

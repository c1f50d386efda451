//! How well the forecasts would have done: every candidate, pooled and by series.

use outlay_analysis::report::MethodScore;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::sheet::{self, Cell, Column, GREEN, Styles};
use super::table;
use crate::report::{Contents, words};

const POOLED: [Column; 6] =
    [("Method", 28.0), ("MAE", 14.0), ("MASE", 14.0), ("WAPE", 14.0), ("Skill against naive", 14.0), ("Chosen", 14.0)];

const INTERVALS: [Column; 5] =
    [("Interval", 28.0), ("Share inside", 14.0), ("Interval score", 14.0), ("Months measured", 14.0), ("In use", 14.0)];

const SERIES: [Column; 11] = [
    ("Category", 28.0),
    ("Chosen method", 14.0),
    ("MASE of it", 14.0),
    ("RMSSE", 14.0),
    ("WAPE of it", 14.0),
    ("Bias", 14.0),
    ("80 % coverage", 12.0),
    ("95 % coverage", 12.0),
    ("Skill", 12.0),
    ("Points", 10.0),
    ("Rests on", 60.0),
];

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let sheet = sheet::add(workbook, s, "Backtest", "How the forecasts would have done (rolling origin)")?;
    sheet::widths(sheet, &SERIES)?;
    sheet::section(sheet, s, 2, "Every method, pooled over the categories")?;
    let rows = c.forecasts.backtest.iter().map(method);
    let last = table::table(sheet, s, (3, "BacktestMethods"), &POOLED, rows)?;
    let mut row = last + 2;
    if last > 3 {
        let column = |c: u16| ("Backtest", 4, c, last, c);
        let title = "Mean absolute scaled error (MASE): lower is better";
        // High enough for the name of every method; rows are twenty pixels high.
        let height = (120 + 24 * (last - 3)).max(380);
        let chart = sheet::bars((column(0), column(2)), GREEN, title, (620, height));
        sheet.insert_chart(2, 7, &chart)?;
        row = row.max(4 + height.div_ceil(20));
    }
    if !c.forecasts.intervals.is_empty() {
        sheet::section(sheet, s, row, "Kinds of 80 % interval on the same months (score: lower is better)")?;
        let rows = c.forecasts.intervals.iter().map(|x| {
            vec![
                Cell::text(words::method(&x.method)),
                Cell::Percent(x.coverage80),
                Cell::Decimal(x.score),
                Cell::Whole(x.points),
                Cell::YesNo(x.chosen),
            ]
        });
        row = table::table(sheet, s, (row + 1, "BacktestIntervals"), &INTERVALS, rows)? + 2;
    }
    sheet::section(sheet, s, row, "The chosen method of each series")?;
    let series = c.forecasts.total.iter().chain(&c.forecasts.categories);
    let rows: Vec<_> = series
        .map(|f| {
            let figures = f.backtest.as_ref();
            let decimal = |x: Option<f64>| Cell::or_nothing(x, Cell::Decimal);
            let percent = |x: Option<f64>| Cell::or_nothing(x, Cell::Percent);
            vec![
                Cell::text(f.category.as_deref().unwrap_or("All categories")),
                Cell::text(words::method(&f.method)),
                decimal(figures.map(|b| b.mase)),
                decimal(figures.map(|b| b.rmsse)),
                percent(figures.map(|b| b.wape)),
                percent(figures.map(|b| b.bias)),
                percent(figures.and_then(|b| b.coverage80)),
                percent(figures.and_then(|b| b.coverage95)),
                percent(figures.map(|b| b.skill)),
                Cell::or_nothing(figures, |b| Cell::Whole(b.points)),
                Cell::text(f.rests_on.as_str()),
            ]
        })
        .collect();
    table::table(sheet, s, (row + 1, "BacktestSeries"), &SERIES, rows.into_iter())?;
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn method(m: &MethodScore) -> Vec<Cell<'_>> {
    vec![
        Cell::text(words::method(&m.method)),
        Cell::Decimal(m.mae),
        Cell::Decimal(m.mase),
        Cell::Percent(m.wape),
        Cell::Percent(m.skill),
        Cell::YesNo(m.chosen),
    ]
}

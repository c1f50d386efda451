//! Whether habits changed, what contributed, and month by month.

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartLineDashType, ChartType, ConditionalFormatFormula, Format, Workbook, Worksheet,
    XlsxError,
};

use super::sheet::{self, BLUE, Cell, Column, ORANGE, Styles};
use super::table;
use crate::report::{Contents, words};

const NAME: &str = "Drift";

const TESTS: [Column; 13] = [
    ("Aspect", 28.0),
    ("Kind", 13.0),
    ("Statistic", 13.0),
    ("p-value", 13.0),
    ("q-value", 13.0),
    ("Effect", 13.0),
    ("JS distance", 13.0),
    ("JS 95 % without drift", 13.0),
    ("PSI", 10.0),
    ("PSI 95 % without drift", 13.0),
    ("KL (bits)", 10.0),
    ("KL 95 % without drift", 13.0),
    ("Drift", 10.0),
];

const SHIFTS: [Column; 11] = [
    ("Category moved", 28.0),
    ("What of it", 13.0),
    ("Since", 13.0),
    ("Level before", 13.0),
    ("Level now", 13.0),
    ("Ratio", 13.0),
    ("Ratio 95 % from", 13.0),
    ("Ratio 95 % to", 13.0),
    ("p of the shift", 10.0),
    ("q of the shift", 13.0),
    ("Shifted", 10.0),
];

const CONTRIBUTORS: [Column; 8] = [
    ("Category", 28.0),
    ("Reference share", 13.0),
    ("Current share", 13.0),
    ("Change", 13.0),
    ("95 % from", 13.0),
    ("95 % to", 13.0),
    ("Reference month", 13.0),
    ("Current month", 13.0),
];

const HISTORY: [Column; 5] =
    [("Month", 28.0), ("JS of the month", 13.0), ("95 % point", 13.0), ("p of the month", 13.0), ("Drift there", 13.0)];

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let d = c.drift;
    let title = match (d.tests.is_empty(), d.drift) {
        (true, _) => "Drift could not be tested",
        (false, true) => "Spending habits have changed",
        (false, false) => "No change of spending habits beyond chance",
    };
    let sheet = sheet::add(workbook, s, NAME, title)?;
    sheet::widths(sheet, &TESTS)?;
    let mut row = sheet::notes(sheet, s, 1, &d.notes)?;
    for line in facts(c) {
        Cell::text(line).write(sheet, row, 0, s)?;
        row += 1;
    }
    row += 1;
    sheet::section(sheet, s, row, "Tests (permutation, Benjamini-Hochberg adjusted)")?;
    let tests = d.tests.iter().map(|t| {
        let distances = [t.js, t.js_null95, t.psi, t.psi_null95, t.kl, t.kl_null95];
        let figures = [t.statistic, t.p_value, t.q_value, t.effect].into_iter().chain(distances);
        let mut cells = vec![Cell::text(words::title(&t.name)), Cell::text(t.kind.as_str())];
        cells.extend(figures.map(Cell::Decimal));
        cells.push(Cell::YesNo(t.drift));
        cells
    });
    let last = table::table(sheet, s, (row + 1, "DriftTests"), &TESTS, tests)?;
    if last > row + 1 {
        let rule = ConditionalFormatFormula::new()
            .set_rule(format!("=$M{}=\"yes\"", row + 3).as_str())
            .set_format(Format::new().set_background_color(0xFCE4D6));
        sheet.add_conditional_format(row + 2, 0, last, 12, &rule)?;
    }

    row = last + 2;
    let title = "Categories' number of occasions a month, and typical amount of one, against the year before";
    sheet::section(sheet, s, row, title)?;
    let shifts = d.shifts.iter().map(|x| {
        let aspect = if x.aspect == "count" { "Number" } else { "Amount" };
        let mut cells = vec![Cell::text(x.category.as_str()), Cell::text(aspect), Cell::Month(x.since)];
        cells.extend([x.before, x.now, x.ratio, x.lo95, x.hi95, x.p_value, x.q_value].map(Cell::Decimal));
        cells.push(Cell::YesNo(x.drift));
        cells
    });
    let last = table::table(sheet, s, (row + 1, "DriftShifts"), &SHIFTS, shifts)?;
    if last > row + 1 {
        let rule = ConditionalFormatFormula::new()
            .set_rule(format!("=$K{}=\"yes\"", row + 3).as_str())
            .set_format(Format::new().set_background_color(0xFCE4D6));
        sheet.add_conditional_format(row + 2, 0, last, 10, &rule)?;
    }

    row = last + 2;
    sheet::section(sheet, s, row, "Categories by their contribution to the change of the mix")?;
    let contributors = d.contributors.iter().map(|x| {
        let shares = [x.reference_share, x.current_share, x.change, x.lo95, x.hi95].map(Cell::Percent);
        let spends = [x.reference_spend, x.current_spend].map(Cell::Money);
        std::iter::once(Cell::text(x.category.as_str())).chain(shares).chain(spends).collect()
    });
    let last = table::table(sheet, s, (row + 1, "DriftContributors"), &CONTRIBUTORS, contributors)?;
    if last > row + 1 {
        contributors_chart(sheet, (row + 2, last.min(row + 13)), row)?;
    }

    row = last.max(row + 21) + 2;
    sheet::section(sheet, s, row, "Each month against those before it")?;
    let history = d.history.iter().map(|m| {
        let mut cells = vec![Cell::Month(m.month)];
        cells.extend([m.js, m.js_null95, m.p_value].map(Cell::Decimal));
        cells.push(Cell::YesNo(m.drift));
        cells
    });
    let last = table::table(sheet, s, (row + 1, "DriftHistory"), &HISTORY, history)?;
    if last > row + 1 {
        history_chart(sheet, (row + 2, last), row)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

/// What was compared and what came of it, in sentences.
fn facts(c: &Contents) -> Vec<String> {
    let d = c.drift;
    let mut lines = Vec::new();
    if let (Some(a), Some(b), Some(x), Some(y)) = (d.current_from, d.current_to, d.reference_from, d.reference_to) {
        lines.push(format!("Current period {a} to {b} against {x} to {y}."));
    }
    for (names, what) in [(&d.new_categories, "New"), (&d.vanished_categories, "Vanished")] {
        if !names.is_empty() {
            lines.push(format!("{what} categories: {}.", names.join(", ")));
        }
    }
    if let Some(p) = &d.change_point {
        let month = words::month(p.month);
        lines.push(format!(
            "The level changed in {month}: from {} to {} a month (p = {:.3}).",
            p.before, p.after, p.p_value
        ));
    }
    if let Some(x) = &d.decomposition {
        lines.push(format!(
            "Difference to the average reference month {}: price {}, volume {}, mix {}.",
            x.difference, x.price, x.volume, x.mix
        ));
    }
    lines
}

fn contributors_chart(sheet: &mut Worksheet, (first, last): (u32, u32), row: u32) -> Result<(), XlsxError> {
    let mut chart = Chart::new(ChartType::Bar);
    for (column, name, colour) in [(1, "Reference", BLUE), (2, "Current", ORANGE)] {
        chart
            .add_series()
            .set_name(name)
            .set_categories((NAME, first, 0, last, 0))
            .set_values((NAME, first, column, last, column))
            .set_format(&mut sheet::fill(colour));
    }
    sheet::dress(&mut chart, "Share of each category", (640, 400), ("", ""));
    chart.y_axis().set_reverse();
    chart.x_axis().set_num_format("0%").set_label_position(rust_xlsxwriter::ChartAxisLabelPosition::High);
    sheet.insert_chart(row, 9, &chart)?;
    Ok(())
}

fn history_chart(sheet: &mut Worksheet, (first, last): (u32, u32), row: u32) -> Result<(), XlsxError> {
    let mut chart = Chart::new(ChartType::Line);
    let lines = [
        (1, "Distance to the months before", BLUE, ChartLineDashType::Solid),
        (2, "95 % point without drift", ORANGE, ChartLineDashType::Dash),
    ];
    for (column, name, colour, dash) in lines {
        let mut format = ChartFormat::new();
        format.set_line(ChartLine::new().set_color(colour).set_width(2.0).set_dash_type(dash));
        chart
            .add_series()
            .set_name(name)
            .set_categories((NAME, first, 0, last, 0))
            .set_values((NAME, first, column, last, column))
            .set_format(&mut format);
    }
    sheet::dress(&mut chart, "Drift of the category mix", (760, 380), ("", "Jensen-Shannon distance"));
    chart.x_axis().set_num_format("mmm yy");
    sheet.insert_chart(row, 6, &chart)?;
    Ok(())
}

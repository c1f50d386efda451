//! Formulas that tie the sheets together, and the hash of the input.

use outlay_analysis::Money;
use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{ConditionalFormatText, ConditionalFormatTextRule, Format, Formula, Workbook, XlsxError};

use super::category_month::{self, Grid};
use super::sheet::{self, Cell, Styles};
use super::transactions;
use crate::report::Contents;

/// A figure two sheets must agree on.
struct Check {
    what: &'static str,
    /// Formula of one side and its result.
    left: (String, f64),
    /// Formula or number of the other side and its result.
    right: (String, f64),
}

pub(super) fn write(workbook: &mut Workbook, s: &Styles, c: &Contents) -> Result<(), XlsxError> {
    let sheet = sheet::add(workbook, s, "Checks", "Checks")?;
    for (column, (title, width)) in
        (0u16..).zip([("Check", 56.0), ("One side", 18.0), ("Other side", 18.0), ("Result", 12.0)])
    {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(2, column, title, &s.header)?;
    }
    let mut row = 3;
    for check in checks(c) {
        Cell::Key(check.what).write(sheet, row, 0, s)?;
        for (column, (formula, result)) in [(1, &check.left), (2, &check.right)] {
            let formula = Formula::new(formula).set_result(result.to_string());
            sheet.write_formula_with_format(row, column, formula, &s.money)?;
        }
        let agree = (check.left.1 - check.right.1).abs() < 0.005;
        let (a, b) = (row_col_to_cell(row, 1), row_col_to_cell(row, 2));
        let formula = Formula::new(format!("=IF(ABS({a}-{b})<0.005,\"OK\",\"DIFFERS\")")).set_result(if agree {
            "OK"
        } else {
            "DIFFERS"
        });
        sheet.write_formula_with_format(row, 3, formula, &s.key)?;
        row += 1;
    }
    let differs = ConditionalFormatText::new()
        .set_rule(ConditionalFormatTextRule::Contains("DIFFERS".to_owned()))
        .set_format(Format::new().set_background_color(0xFCE4D6));
    sheet.add_conditional_format(3, 3, row, 3, &differs)?;
    row += 1;
    Cell::Key("SHA-256 of the expenses (date, minor units, category, description)").write(sheet, row, 0, s)?;
    Cell::text(c.input_hash()).write(sheet, row, 1, s)?;
    sheet::freeze(sheet, 2, 0)
}

fn checks(c: &Contents) -> Vec<Check> {
    let grid = Grid::of(c);
    let shown = c.scored.len().min(transactions::MAX_ROWS);
    let last = transactions::FIRST as usize + shown; // 1-based number of the last row
    let column = |letter: char| format!("Transactions!{letter}{}:{letter}{last}", transactions::FIRST + 1);
    let total = c.summary.total.major();
    // Income and transfers are shown and belong to no figure.
    let spending = || c.rows().take(shown).filter(|r| r.expense.kind.is_spending());
    let sum: i64 = spending().map(|r| r.expense.minor).sum();
    let number = spending().count() as f64;
    let without = |function: &str, amounts: &str| -> String {
        ["Income", "Transfer"].map(|kind| format!("-{function}({},\"{kind}\"{amounts})", column('Q'))).concat()
    };
    let amounts = format!(",{}", column('C'));
    let flagged = c.scored.iter().take(shown).filter(|r| r.flagged).count() as f64;
    let corner = row_col_to_cell(grid.total_row, grid.last_month + 1);
    let months: i64 = c.summary.months.iter().map(|m| m.total.minor()).sum();
    let month_cells = format!(
        "'{0}'!{1}:{2}",
        category_month::NAME,
        row_col_to_cell(grid.total_row, 1),
        row_col_to_cell(grid.total_row, grid.last_month)
    );
    let money = |minor: i64| Money::new(minor, c.digits()).major();
    vec![
        Check {
            what: "Sum of the transactions = total spending",
            left: (format!("=SUM({}){}", column('C'), without("SUMIF", &amounts)), money(sum)),
            right: (format!("={}", c.summary.total), total),
        },
        Check {
            what: "Category × month adds up to total spending",
            left: (format!("='{}'!{corner}", category_month::NAME), total),
            right: (format!("={}", c.summary.total), total),
        },
        Check {
            what: "Months add up to total spending",
            left: (format!("=SUM({month_cells})"), money(months)),
            right: (format!("={}", c.summary.total), total),
        },
        Check {
            what: "Number of transactions = expenses in the range",
            left: (format!("=COUNT({}){}", column('C'), without("COUNTIF", "")), number),
            right: (format!("={}", c.summary.expenses), c.summary.expenses as f64),
        },
        Check {
            what: "Transactions flagged = expenses of flagged findings",
            left: (format!("=COUNTIF({},\"yes\")", column('I')), flagged),
            right: (format!("={}", c.anomalies.flagged_expenses), c.anomalies.flagged_expenses as f64),
        },
    ]
}

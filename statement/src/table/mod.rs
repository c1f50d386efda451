//! Tables of cells to entries, whether they were text or a workbook.
//!
//! `header` finds where the table begins and what its columns are called; `columns` gives each a role, by its name (`names`),
//! its cells (`profile`, which reads them with `date`, `amount`, `currency` and `words`) and how it runs with the others
//! (`run`); `order` finds the one order of all dates, `money` where the sign of an amount is, `direction` which sign spending has; `rows` makes entries. What was
//! concluded is a [`Layout`], what cannot be known a question.

mod amount;
mod columns;
mod currency;
mod date;
mod direction;
pub(crate) mod grid;
mod header;
mod money;
mod names;
mod order;
mod profile;
mod rows;
mod run;
mod words;

use names::Meaning;

use crate::layout::{Column, Layout, fingerprint};
use crate::table::grid::Grid;
use crate::{Options, Reading, Refused, Role};

/// Whether a name means a date.
fn is_date(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Is(Role::PurchaseDay | Role::BookingDay | Role::ValueDay))
}

/// Whether a name means an amount of some kind.
fn is_amount(meaning: Meaning) -> bool {
    matches!(
        meaning,
        Meaning::Settled
            | Meaning::Gross
            | Meaning::Net
            | Meaning::Is(Role::Amount | Role::OriginalAmount | Role::Debit | Role::Credit | Role::Fee | Role::Balance)
    )
}

/// Where a table came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// `csv`, `xlsx` ...
    pub(crate) format: String,
    /// Delimiter of a text.
    pub(crate) delimiter: Option<char>,
    /// Encoding of a text.
    pub(crate) encoding: Option<String>,
    /// Sheet of a workbook that has several.
    pub(crate) sheet: Option<String>,
}

/// How many rows hold a date and an amount, of the first of a table: what tells a delimiter or a sheet from the wrong one.
/// Then how many columns there are, if there is a table at all.
pub(crate) fn promise(grid: &Grid) -> (usize, bool, usize) {
    header::find(grid, 0).map_or((0, false, 0), |head| (head.entries, head.known, head.width))
}

/// One table of the file, with the roles of its columns.
struct Section {
    head: header::Head,
    end: usize,
    roles: Vec<Role>,
    fingerprint: String,
}

/// Reads a table.
pub(crate) fn read(grid: &Grid, origin: &Origin, options: &Options) -> Result<Reading, Refused> {
    let mut notes = Vec::new();
    let sections = sections(grid, options, &mut notes);
    let Some(main) =
        sections.iter().max_by_key(|section| (section.head.entries, std::cmp::Reverse(section.head.begin)))
    else {
        return Err(Refused::new(
            "no_entries",
            format!(
                "No table of payments was found: no row has a date and an amount, and no line names them{}. Export CSV, OFX, QIF, \
                 CAMT.053, MT940 or Excel from your bank, with a column for the date and one for the amount.",
                first_line(grid)
            ),
        ));
    };
    let mut reading = Reading { format: origin.format.clone(), notes, ..Reading::default() };
    if sections.iter().all(|section| section.end <= section.head.first) {
        return Err(Refused::new(
            "no_entries",
            "The file has a header and no payments. Export it again and choose a period with payments.",
        ));
    }
    let found = rows::read(grid, origin, options, &sections, &mut reading)?;
    reading.sample = (main.head.first..main.end)
        .filter(|&row| !grid.blank(row))
        .take(3)
        .map(|row| (0..main.head.width).map(|column| shorten(grid.cell(row, column))).collect())
        .collect();
    reading.layout = Some(Layout {
        fingerprint: main.fingerprint.clone(),
        columns: (0..main.head.width)
            .map(|column| Column { name: name(&main.head, column), role: main.roles[column] })
            .collect(),
        delimiter: origin.delimiter,
        encoding: origin.encoding.clone(),
        sheet: origin.sheet.clone(),
        ..found
    });
    let nothing = reading.statements.iter().all(|statement| statement.entries.is_empty());
    if nothing && reading.questions.is_empty() {
        let why = reading.refused.first().or(reading.skipped.first()).map_or_else(String::new, |row| {
            let column = if row.column.is_empty() { String::new() } else { format!(", column {:?}", row.column) };
            format!(" Line {}{column}, {:?}: {}", row.place.line, row.given, row.reason)
        });
        return Err(Refused::new("no_entries", format!("No payment of the file could be read.{why}")));
    }
    Ok(reading)
}

/// The tables of the file: a header within it that names other columns begins another one.
fn sections(grid: &Grid, options: &Options, notes: &mut Vec<String>) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut from = 0;
    while let Some(head) = header::find(grid, from) {
        let end = (head.first..grid.len())
            .find(|&row| {
                grid.width(row) > 1
                    && !grid.cells(row).any(|cell| cell.bytes().any(|byte| byte.is_ascii_digit()))
                    && header::is_header(grid, row)
                    && !profile::header_again(grid, &head, row)
            })
            .unwrap_or(grid.len());
        let profiles = profile::profiles(grid, &head, end);
        let found = if head.names.is_empty() {
            // Without names the shape is that of the cells.
            let kinds = profiles.iter().map(|profile| match profile {
                _ if profile.filled == 0 => "empty",
                _ if profile.dates * 2 > profile.filled => "date",
                _ if profile.numbers * 2 > profile.filled => "number",
                _ => "text",
            });
            fingerprint(kinds)
        } else {
            fingerprint(head.names.iter().map(String::as_str))
        };
        let given =
            options.layout.as_ref().filter(|layout| layout.fingerprint == found && layout.columns.len() == head.width);
        let roles = match given {
            Some(layout) => layout.columns.iter().map(|column| column.role).collect(),
            None => columns::roles(grid, &head, &profiles, end),
        };
        from = end;
        sections.push(Section { head, end, roles, fingerprint: found });
        if from >= grid.len() {
            break;
        }
    }
    // What has no payments beside what has some is a summary.
    if sections.iter().any(|section| section.head.entries > 0) {
        sections.retain(|section| section.head.entries > 0);
    }
    if let Some(layout) = &options.layout
        && !sections.iter().any(|section| section.fingerprint == layout.fingerprint)
    {
        notes.push(String::from("The layout is of a file with other columns and was not used."));
    }
    sections
}

/// The name of a column, or its number.
fn name(head: &header::Head, column: usize) -> String {
    match head.names.get(column) {
        Some(name) if !name.is_empty() => shorten(name),
        _ => format!("column {}", column + 1),
    }
}

/// At most 80 characters of a cell.
fn shorten(cell: &str) -> String {
    if cell.chars().count() <= 80 {
        return cell.to_owned();
    }
    cell.chars().take(79).chain(['…']).collect()
}

/// The beginning of a text that holds no table, for the message.
fn first_line(grid: &Grid) -> String {
    (0..grid.len())
        .find(|&row| !grid.blank(row))
        .map(|row| {
            let cells: Vec<&str> = grid.cells(row).filter(|cell| !cell.is_empty()).take(4).collect();
            format!("; the file begins {:?}", shorten(&cells.join(" ")))
        })
        .unwrap_or_default()
}

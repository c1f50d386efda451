//! Rows to entries: the last step, once each column has its role.

mod row;

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::date;
use super::direction::{self, Signs};
use super::grid::{Grid, Written};
use super::money::{self, Money, Moved};
use super::order;
use super::words::State;
use super::{Origin, Section, amount, currency, shorten};
use crate::layout::Layout;
use crate::{DateOrder, Direction, Entry, Options, Question, Reading, Refused, Role, RowRefused, Statement};

/// A table with all that is known of it.
struct Table<'a> {
    grid: &'a Grid,
    section: &'a Section,
    part: String,
    money: Money,
    order: DateOrder,
    direction: Direction,
    /// Rows behind the last one with a date are footers.
    tail: usize,
    /// Dates stand only where they change.
    fill: bool,
    /// A missing booking day says that the row is pending.
    unbooked: bool,
    /// Currency of the whole table.
    currency: Option<String>,
    /// Columns by role.
    purchase: Option<usize>,
    booking: Option<usize>,
    value: Option<usize>,
}

/// Reads the rows of all sections into `reading`; what was concluded comes back as a layout without columns.
pub(crate) fn read(
    grid: &Grid,
    origin: &Origin,
    options: &Options,
    sections: &[Section],
    reading: &mut Reading,
) -> Result<Layout, Refused> {
    let given = options
        .layout
        .as_ref()
        .filter(|layout| sections.iter().any(|section| section.fingerprint == layout.fingerprint));
    let wanted = options.date_order.or(given.and_then(|layout| layout.date_order));
    let (order, asked) = order::of_sections(grid, sections, wanted, reading)?;
    let mut layout = Layout { date_order: (!asked).then_some(order), ..Layout::default() };
    let mut accounts: Vec<(Option<String>, Vec<Entry>)> = Vec::new();
    let mut balances = (None, None);
    for section in sections {
        let rows = section.head.first..section.end;
        let mut notes = Vec::new();
        let decimal = money::decimals(grid, &section.roles, rows.clone(), given.and_then(|layout| layout.decimal));
        let Some(money) = Money::of(grid, &section.roles, rows.clone(), decimal, &mut notes) else {
            if sections.len() > 1 {
                continue;
            }
            return Err(no_column(section, "amount"));
        };
        let column = |role: Role| section.roles.iter().position(|&found| found == role);
        let (purchase, booking, value) = (column(Role::PurchaseDay), column(Role::BookingDay), column(Role::ValueDay));
        if purchase.or(booking).or(value).is_none() {
            if sections.len() > 1 {
                continue;
            }
            return Err(no_column(section, "date"));
        }
        let mut table = Table {
            grid,
            section,
            part: origin.sheet.clone().unwrap_or_default(),
            money,
            order,
            direction: Direction::OutIsNegative,
            tail: 0,
            fill: false,
            unbooked: false,
            currency: None,
            purchase,
            booking,
            value,
        };
        layout.decimal = table.money.columns().first().map(|&column| char::from(table.money.decimal[column]));
        table.look(rows.clone());
        table.currency = table.whole_currency(options, given);
        layout.currency = layout.currency.or_else(|| table.currency.clone());
        table.direction = table.find_direction(rows.clone(), options, given, &mut notes, &mut reading.questions);
        layout.direction = Some(table.direction);
        for note in notes {
            if !reading.notes.contains(&note) {
                reading.notes.push(note);
            }
        }
        table.read(rows.clone(), &mut accounts, reading);
        if let Some(column) = column(Role::Balance).filter(|_| sections.len() == 1) {
            balances = table.balances(rows, column);
        }
    }
    one_currency(&mut accounts, options, reading);
    let default = preamble_account(grid, sections);
    let several = accounts.len() > 1;
    if several
        && let Some(wanted) = &options.account
        && accounts.iter().any(|(account, _)| account.as_ref() == Some(wanted))
    {
        accounts.retain(|(account, _)| account.as_ref() == Some(wanted));
        reading.notes.push(format!("Only the account {wanted:?} is taken."));
    }
    let single = accounts.len() == 1;
    for (account, entries) in accounts {
        let account = if several { account } else { options.account.clone().or(account).or_else(|| default.clone()) };
        let mut currencies: Vec<&String> = entries.iter().filter_map(|entry| entry.currency.as_ref()).collect();
        currencies.dedup();
        let currency = currencies
            .first()
            .filter(|first| currencies.iter().all(|other| other == *first))
            .map(|code| (*code).clone());
        reading.statements.push(Statement {
            account,
            currency,
            balances: if single { balances } else { (None, None) },
            entries,
            ..Statement::default()
        });
    }
    Ok(layout)
}

fn no_column(section: &Section, what: &str) -> Refused {
    let names: Vec<&str> =
        section.head.names.iter().map(String::as_str).filter(|name| !name.is_empty()).take(12).collect();
    let seen = if names.is_empty() {
        String::from("The table has no header")
    } else {
        format!("The columns are {}", names.join(", "))
    };
    Refused::new(
        "no_entries",
        format!(
            "No column holds the {what} of each payment. {seen}. Say which column it is, or export again with one."
        ),
    )
}

/// The account that a preamble names: an IBAN, or what follows a word for account.
fn preamble_account(grid: &Grid, sections: &[Section]) -> Option<String> {
    let end = sections.first()?.head.begin.min(40);
    for row in 0..end {
        let cells: Vec<&str> = grid.cells(row).collect();
        for (at, cell) in cells.iter().enumerate() {
            for word in cell.split(|c: char| !c.is_ascii_alphanumeric() && c != ' ') {
                let compact: String = word.split_whitespace().collect();
                if (15..=34).contains(&compact.len())
                    && compact.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
                    && compact.bytes().skip(2).take(2).all(|byte| byte.is_ascii_digit())
                    && compact.bytes().skip(4).filter(u8::is_ascii_digit).count() >= 8
                {
                    return Some(compact);
                }
            }
            let label = cell.trim_end_matches(':');
            let value = cells.get(at + 1).copied().unwrap_or("");
            if super::names::meanings(label).first() == Some(&(super::Meaning::AnyAccount, 3))
                && value.bytes().any(|byte| byte.is_ascii_digit())
            {
                return Some(value.to_owned());
            }
        }
    }
    None
}

/// Several currencies are never added up: one is taken, or it is asked which.
fn one_currency(accounts: &mut [(Option<String>, Vec<Entry>)], options: &Options, reading: &mut Reading) {
    for (account, entries) in accounts {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for code in entries.iter().filter_map(|entry| entry.currency.as_ref()) {
            *counts.entry(code.clone()).or_default() += 1;
        }
        if counts.len() < 2
            && !(counts.len() == 1 && options.currency.as_ref().is_some_and(|wanted| !counts.contains_key(wanted)))
        {
            continue;
        }
        let codes: Vec<String> = counts.keys().cloned().collect();
        if let Some(wanted) = &options.currency {
            let dropped: Vec<Entry> =
                entries.extract_if(.., |entry| entry.currency.as_ref().is_some_and(|code| code != wanted)).collect();
            for entry in dropped {
                reading.skipped.push(RowRefused {
                    place: entry.place,
                    column: String::new(),
                    given: format!("{} {}", entry.amount, entry.currency.unwrap_or_default()),
                    reason: format!("It is not in {wanted}, which is to be taken."),
                });
            }
        } else if !reading.questions.iter().any(|question| question.code == "currency") {
            let said = counts.iter().map(|(code, count)| format!("{count} in {code}")).collect::<Vec<_>>().join(", ");
            let of = account.as_ref().map_or_else(String::new, |account| format!(" of {account}"));
            reading.questions.push(Question {
                code: String::from("currency"),
                text: format!("The payments{of} are in several currencies ({said}) and the file has no rate between them. Which one is to be taken?"),
                answers: codes,
            });
        }
    }
}

impl<'a> Table<'a> {
    fn cell(&self, row: usize, column: Option<usize>) -> &'a str {
        column.map_or("", |column| self.grid.cell(row, column))
    }

    fn columns(&self, role: Role) -> impl Iterator<Item = usize> + '_ {
        self.section.roles.iter().enumerate().filter(move |(_, found)| **found == role).map(|(column, _)| column)
    }

    fn column(&self, role: Role) -> Option<usize> {
        self.columns(role).next()
    }

    /// The day in a cell.
    fn day_in(&self, row: usize, column: Option<usize>) -> Option<NaiveDate> {
        let cell = self.cell(row, column);
        if cell.is_empty() {
            return None;
        }
        match date::scan(cell) {
            Some(date) => date.day(self.order),
            None => date::serial(cell),
        }
    }

    /// The day of the purchase, else of the booking, else the value day.
    fn day(&self, row: usize) -> Option<NaiveDate> {
        [self.purchase, self.booking, self.value].into_iter().find_map(|column| self.day_in(row, column))
    }

    /// What the whole table says: where it ends, whether dates are left out, whether missing days mean pending.
    fn look(&mut self, rows: Range<usize>) {
        let (mut dated, mut undated, mut booked, mut unbooked) = (0, 0, 0, 0);
        self.tail = rows.start;
        for row in rows.clone() {
            if self.day(row).is_some() {
                self.tail = row + 1;
                dated += 1;
                if self.purchase.is_some() && self.booking.is_some() {
                    if self.cell(row, self.booking).is_empty() { unbooked += 1 } else { booked += 1 }
                }
            }
        }
        for row in rows.start..self.tail {
            let empty = [self.purchase, self.booking, self.value]
                .into_iter()
                .flatten()
                .all(|column| self.grid.cell(row, column).is_empty());
            undated += usize::from(empty && matches!(self.money.moved(self.grid, row), Moved::Value(..)));
        }
        self.fill = undated > 0
            && (undated * 10 >= dated
                || self.grid.written(rows.start, self.purchase.or(self.booking).unwrap_or(0)) == Written::Date);
        self.unbooked = unbooked > 0 && booked >= unbooked * 4;
    }

    /// The currency of a table whose rows do not say theirs: of a column's name, of the preamble, of the person.
    fn whole_currency(&self, options: &Options, given: Option<&Layout>) -> Option<String> {
        let named = self
            .money
            .columns()
            .into_iter()
            .find_map(|column| self.section.head.names.get(column).and_then(|name| currency::in_name(name)));
        let preamble = || {
            let mut found: Vec<&str> = Vec::new();
            for row in 0..self.section.head.begin.min(40) {
                for cell in self.grid.cells(row) {
                    let alone = currency::code(cell).filter(|_| cell.bytes().all(|byte| byte.is_ascii_uppercase()));
                    let code = alone.or_else(|| amount::scan(cell).and_then(|amount| amount.currency));
                    found.extend(code);
                }
            }
            found.dedup();
            (found.len() == 1).then(|| found[0])
        };
        let balance = || {
            let column = self.column(Role::Balance)?;
            self.section.head.names.get(column).and_then(|name| currency::in_name(name))
        };
        named
            .or_else(preamble)
            .or_else(balance)
            .map(str::to_owned)
            .or_else(|| options.currency.clone())
            .or_else(|| given.and_then(|layout| layout.currency.clone()))
    }

    /// Which sign spending has.
    fn find_direction(
        &self,
        rows: Range<usize>,
        options: &Options,
        given: Option<&Layout>,
        notes: &mut Vec<String>,
        questions: &mut Vec<Question>,
    ) -> Direction {
        let turn = |direction| match direction {
            Direction::OutIsNegative => Direction::OutIsPositive,
            Direction::OutIsPositive => Direction::OutIsNegative,
        };
        let told = options.direction.or(given.and_then(|layout| layout.direction));
        let found = if let Some(told) = told {
            Some((told, String::new()))
        } else if !self.money.own_sign() {
            Some((Direction::OutIsNegative, String::new()))
        } else {
            let mut signs = Signs::default();
            let mut text = String::new();
            for row in rows.clone() {
                let Moved::Value(value, ..) = self.money.moved(self.grid, row) else { continue };
                if self.day(row).is_none() || self.state(row) == Some(State::Void) {
                    continue;
                }
                signs.plus += usize::from(
                    self.money.columns().first().is_some_and(|&column| self.grid.cell(row, column).starts_with('+')),
                );
                text.clear();
                let roles: &[Role] = if signs.listening() { &self.section.roles } else { &[] };
                for (column, role) in roles.iter().enumerate() {
                    if matches!(
                        role,
                        Role::Description
                            | Role::Hint
                            | Role::Category
                            | Role::Counterparty
                            | Role::Payer
                            | Role::Payee
                            | Role::Sign
                            | Role::Kind
                    ) {
                        text.push_str(self.grid.cell(row, column));
                        text.push_str(" | ");
                    }
                }
                signs.see(value, &text);
            }
            let run = self.column(Role::Balance).map(|column| self.money.run(self.grid, rows, column));
            if signs.negative + signs.positive == 0 {
                Some((Direction::OutIsNegative, String::new()))
            } else {
                direction::direction(&signs, direction::own_layout(&self.section.head.names), run)
            }
        };
        let (direction, note) = found.unwrap_or_else(|| {
            if !options.flip && !questions.iter().any(|question| question.code == "direction") {
                questions.push(Question {
                    code: String::from("direction"),
                    text: format!(
                        "Is a negative or a positive amount money that was spent?{} Nothing in the file tells.",
                        self.example().map_or_else(String::new, |(line, text, value)| format!(
                            " Line {line}, {text:?}, has {value}."
                        ))
                    ),
                    answers: vec![String::from("out_is_negative"), String::from("out_is_positive")],
                });
            }
            (Direction::OutIsNegative, String::new())
        });
        if !note.is_empty() {
            notes.push(note);
        }
        if options.flip {
            notes.push(String::from("The sign was turned round, as told."));
            return turn(direction);
        }
        direction
    }

    fn example(&self) -> Option<(u64, String, String)> {
        let row = (self.section.head.first..self.section.end).find(|&row| self.day(row).is_some())?;
        let text = self.describe(row, true).0;
        Some((self.grid.line(row), shorten(&text), self.cell(row, self.money.columns().first().copied()).to_owned()))
    }

    /// The balances before and after, where the balance runs with the amounts.
    fn balances(&self, rows: Range<usize>, column: usize) -> (Option<Decimal>, Option<Decimal>) {
        let run = self.money.run(self.grid, rows.clone(), column);
        if !run.holds() {
            return (None, None);
        }
        let known: Vec<(Decimal, Decimal)> = rows
            .filter_map(|row| {
                let Moved::Value(value, ..) = self.money.moved(self.grid, row) else { return None };
                let balance = self.money.signed(&amount::scan(self.grid.cell(row, column))?, column)?;
                Some((if run.minus > run.plus { -value } else { value }, balance))
            })
            .collect();
        let (Some(first), Some(last)) = (known.first(), known.last()) else { return (None, None) };
        let (old, new) = if run.newest_first { (last, first) } else { (first, last) };
        (Some(old.1 - old.0), Some(new.1))
    }
}

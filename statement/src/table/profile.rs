//! What the cells of each column are: counted once, asked for many roles.

use std::collections::BTreeSet;

use super::amount::Flow;
use super::grid::{Grid, Written};
use super::header::Head;
use super::names::Meaning;
use super::words::{self, Side};
use super::{amount, currency, date, is_amount, is_date};
use crate::Role;

/// Rows from which the roles of the columns are concluded.
const SAMPLE: usize = 1000;

/// What the cells of a column are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profile {
    pub(crate) filled: usize,
    pub(crate) dates: usize,
    pub(super) serials: usize,
    pub(crate) numbers: usize,
    pub(super) money: usize,
    pub(super) negative: usize,
    pub(super) long: usize,
    pub(super) codes: usize,
    pub(super) sides: usize,
    pub(super) flows: (usize, usize),
    pub(super) states: usize,
    pub(super) letters: usize,
    pub(super) words: usize,
    pub(super) length: usize,
    pub(super) distinct: BTreeSet<String>,
}

impl Profile {
    fn see(&mut self, cell: &str, written: Written) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        self.length += cell.len();
        if self.distinct.len() < 200 {
            self.distinct.insert(cell.to_owned());
        }
        let dated = date::scan(cell).is_some();
        self.dates += usize::from(dated);
        self.serials += usize::from(date::serial(cell).is_some());
        if let Some(amount) = amount::scan(cell) {
            self.numbers += 1;
            self.money += usize::from(!dated && (amount.looks_like_money() || written == Written::Number));
            self.negative += usize::from(amount.negative);
            self.long += usize::from(amount.looks_like_number());
        } else if cell.chars().any(char::is_alphabetic) {
            self.letters += 1;
            self.words += usize::from(!cell.chars().any(|c| c.is_ascii_digit()));
        }
        self.codes += usize::from(currency::of_cell(cell).is_some());
        if let Some(side) = words::side(cell) {
            self.sides += 1;
            match side {
                Side::Flow(Flow::Out) => self.flows.0 += 1,
                Side::Flow(Flow::In) => self.flows.1 += 1,
                Side::Neutral => {}
            }
        }
        self.states += usize::from(words::state(cell).is_some());
    }

    pub(super) fn most(&self, count: usize, tenths: usize) -> bool {
        self.filled > 0 && count * 10 >= self.filled * tenths
    }

    /// Whether the cells can be what the name says.
    pub(super) fn allows(&self, meaning: Meaning, weight: u8) -> bool {
        if self.filled == 0 {
            return true;
        }
        match meaning {
            Meaning::Is(Role::Sign) => self.most(self.sides, 9),
            Meaning::Is(Role::State) => self.most(self.states, 5),
            Meaning::Is(Role::Currency | Role::OriginalCurrency) => self.most(self.codes, 8),
            // `2.000` is a date's name only by half; a name that says date lets serial numbers be dates.
            _ if is_date(meaning) => {
                self.most(self.dates, if weight == 3 { 4 } else { 7 }) || weight == 3 && self.most(self.serials, 9)
            }
            _ if is_amount(meaning) => {
                self.most(self.numbers, if weight == 3 { 4 } else { 7 })
                    && !(self.most(self.dates, 9) && self.money == 0)
            }
            Meaning::Is(Role::Description | Role::Counterparty | Role::Payer | Role::Payee | Role::Category) => {
                !(self.most(self.dates, 9) || self.most(self.money, 9) && weight < 3)
            }
            _ => true,
        }
    }

    /// Money by its looks: decimals, signs, currencies.
    pub(super) fn monetary(&self) -> bool {
        self.most(self.numbers, 8) && self.most(self.money, 5) && !self.most(self.long, 3)
    }

    pub(super) fn textual(&self) -> bool {
        self.most(self.letters, 5) && !self.most(self.codes, 9) && !self.most(self.dates, 5)
    }

    pub(super) fn constant(&self) -> bool {
        self.distinct.len() <= 1
    }
}

/// Profiles of the columns over the first rows that hold a date, or over all where none does.
pub(crate) fn profiles(grid: &Grid, head: &Head, end: usize) -> Vec<Profile> {
    let mut dated = vec![Profile::default(); head.width];
    let mut any = vec![Profile::default(); head.width];
    let (mut seen, mut seen_any) = (0, 0);
    for row in head.first..end {
        if seen >= SAMPLE || seen_any >= 4 * SAMPLE {
            break;
        }
        let has_date = grid.cells(row).any(|cell| date::scan(cell).is_some());
        if has_date {
            seen += 1;
        }
        seen_any += 1;
        for column in 0..head.width {
            let (cell, written) = (grid.cell(row, column), grid.written(row, column));
            if has_date {
                dated[column].see(cell, written);
            } else if seen == 0 && !header_again(grid, head, row) {
                any[column].see(cell, written);
            }
        }
    }
    if seen > 0 { dated } else { any }
}

/// Whether a row repeats the header.
pub(crate) fn header_again(grid: &Grid, head: &Head, row: usize) -> bool {
    head.begin < head.first && grid.width(row) > 1 && {
        let mut filled = 0;
        grid.cells(row).enumerate().all(|(column, cell)| {
            filled += usize::from(!cell.is_empty());
            (head.begin..head.first).any(|header| grid.cell(header, column) == cell)
        }) && filled > 1
    }
}

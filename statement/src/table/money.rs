//! What moved in a row, in the bank's sign as far as the file has one: from one column, from one and a column that says in or
//! out, from two.

use rust_decimal::Decimal;

use super::amount::{self, Amount, Flow, Separators};
use super::grid::{Grid, Written};
use super::run::{self, Run};
use super::words::{self, Side};
use crate::Role;

/// How the amounts of a table are read.
#[derive(Clone, Debug)]
pub(crate) struct Money {
    source: Source,
    fee: Option<usize>,
    /// Separator before the decimals, by column.
    pub(crate) decimal: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    Single { column: usize, sign: Sign },
    Pair { debit: Option<usize>, credit: Option<usize>, negative: (bool, bool), swapped: bool },
}

/// Where the sign of a single amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// On the amount.
    Own,
    /// In a column that says in or out; whether a minus turns it round.
    Column(usize, bool),
    /// CR and DR behind it; what has neither is this.
    Mark(Flow),
}

/// What moved in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moved {
    /// Nothing stands there.
    Nothing,
    /// Neither in nor out, as the file says.
    Neutral,
    /// The change of the balance, were the file in the bank's sign; the currency at the amount; whether it was taken back.
    Value(Decimal, Option<&'static str>, bool),
    /// What stands in this column is no amount.
    Unreadable(usize),
    /// What stands in this column says neither in nor out.
    Sideless(usize),
}

/// The separator before the decimals, by column: what the column says, else what the others say, else what is likely.
pub(crate) fn decimals(grid: &Grid, roles: &[Role], rows: std::ops::Range<usize>, wanted: Option<char>) -> Vec<u8> {
    let amounts = [Role::Amount, Role::Debit, Role::Credit, Role::Fee, Role::Balance, Role::OriginalAmount];
    let columns: Vec<Separators> = roles
        .iter()
        .enumerate()
        .map(|(column, role)| {
            let mut separators = Separators::default();
            if amounts.contains(role) {
                for row in rows.clone().filter(|&row| grid.written(row, column) == Written::Text) {
                    if let Some(amount) = amount::scan(grid.cell(row, column)) {
                        separators.see(&amount);
                    }
                }
            }
            separators
        })
        .collect();
    let mut all = Separators::default();
    columns.iter().for_each(|column| all.join(column));
    let wanted = wanted.filter(|c| matches!(c, '.' | ',')).map(|c| c as u8);
    columns
        .iter()
        .map(|column| wanted.or(column.decimal()).or(all.decimal()).unwrap_or_else(|| all.fallback()))
        .collect()
}

fn at(grid: &Grid, row: usize, column: usize) -> Option<Amount> {
    amount::scan(grid.cell(row, column))
}

impl Money {
    /// How to read the amounts of these columns; none where no column holds any. Says, in `notes`, what was concluded.
    pub(crate) fn of(
        grid: &Grid,
        roles: &[Role],
        rows: std::ops::Range<usize>,
        decimal: Vec<u8>,
        notes: &mut Vec<String>,
    ) -> Option<Self> {
        let column = |role: Role| roles.iter().position(|&found| found == role);
        let balance = column(Role::Balance);
        let fee = column(Role::Fee);
        if let Some(amount) = column(Role::Amount) {
            let sign = sign_of(grid, amount, column(Role::Sign), rows.clone());
            let plain = Self { source: Source::Single { column: amount, sign }, fee: None, decimal };
            return Some(plain.with_fee(grid, rows, fee, balance, notes));
        }
        let (debit, credit) = (column(Role::Debit), column(Role::Credit));
        if debit.is_none() && credit.is_none() {
            return None;
        }
        let mostly_negative = |column: Option<usize>| {
            let Some(column) = column else { return false };
            let (mut negative, mut positive) = (0, 0);
            for amount in rows
                .clone()
                .filter_map(|row| at(grid, row, column))
                .filter(|amount| amount.magnitude(b'.').is_none_or(|value| !value.is_zero()))
            {
                if amount.negative { negative += 1 } else { positive += 1 }
            }
            negative > positive
        };
        let source =
            Source::Pair { debit, credit, negative: (mostly_negative(debit), mostly_negative(credit)), swapped: false };
        let mut money = Self { source, fee: None, decimal };
        if let (Some(balance), Source::Pair { negative, .. }) = (balance, source) {
            let run = money.run(grid, rows.clone(), balance);
            if run.holds() && run.minus > run.plus {
                money.source = Source::Pair { debit, credit, negative, swapped: true };
                notes.push(String::from(
                    "The balance grows with the debit column: it is read as money in, the credit column as money out.",
                ));
            }
        }
        Some(money.with_fee(grid, rows, fee, balance, notes))
    }

    /// With the fee on top, unless the balance says that the amount has it already.
    fn with_fee(
        self,
        grid: &Grid,
        rows: std::ops::Range<usize>,
        fee: Option<usize>,
        balance: Option<usize>,
        notes: &mut Vec<String>,
    ) -> Self {
        let Some(column) = fee else { return self };
        let costs = rows.clone().any(|row| {
            at(grid, row, column)
                .is_some_and(|fee| fee.magnitude(self.decimal[column]).is_some_and(|value| !value.is_zero()))
        });
        if !costs {
            return self;
        }
        let with = Self { fee: Some(column), ..self.clone() };
        if let Some(balance) = balance {
            let (without, on_top) = (self.run(grid, rows.clone(), balance), with.run(grid, rows, balance));
            if without.plus.max(without.minus) > on_top.plus.max(on_top.minus) {
                notes.push(String::from("The amounts include their fees, as the balance shows."));
                return self;
            }
        }
        notes.push(String::from("Fees come on top of the amounts."));
        with
    }

    /// How a balance runs with what moved.
    pub(crate) fn run(&self, grid: &Grid, rows: std::ops::Range<usize>, balance: usize) -> Run {
        let (amounts, balances): (Vec<_>, Vec<_>) = rows
            .filter_map(|row| {
                let moved = match self.moved(grid, row) {
                    Moved::Value(value, ..) => Some(value),
                    _ => None,
                };
                let balance = at(grid, row, balance).and_then(|amount| self.signed(&amount, balance));
                (moved.is_some() || balance.is_some()).then_some((moved, balance))
            })
            .take(2000)
            .unzip();
        run::run(&amounts, &balances)
    }

    /// An amount with its own sign, be it a minus or a mark.
    pub(crate) fn signed(&self, amount: &Amount, column: usize) -> Option<Decimal> {
        let value = amount.value(self.decimal[column])?;
        Some(if amount.mark == Some(Flow::Out) { -value } else { value })
    }

    /// The column an amount is in, for messages; the first of two.
    pub(crate) fn columns(&self) -> Vec<usize> {
        match self.source {
            Source::Single { column, .. } => vec![column],
            Source::Pair { debit, credit, .. } => debit.into_iter().chain(credit).collect(),
        }
    }

    /// Whether the sign is on the amount itself, so that it must be concluded what it means.
    pub(crate) fn own_sign(&self) -> bool {
        matches!(self.source, Source::Single { sign: Sign::Own, .. })
    }

    /// What moved in a row.
    pub(crate) fn moved(&self, grid: &Grid, row: usize) -> Moved {
        let moved = match self.source {
            Source::Single { column, sign } => self.single(grid, row, column, sign),
            Source::Pair { debit, credit, negative, swapped } => self.pair(grid, row, debit, credit, negative, swapped),
        };
        let (Moved::Value(value, currency, reversed), Some(fee)) = (moved, self.fee) else { return moved };
        match at(grid, row, fee).and_then(|amount| amount.magnitude(self.decimal[fee])) {
            Some(fee) => Moved::Value(value - fee, currency, reversed),
            None if grid.cell(row, fee).is_empty() => moved,
            None => Moved::Unreadable(fee),
        }
    }

    fn single(&self, grid: &Grid, row: usize, column: usize, sign: Sign) -> Moved {
        let cell = grid.cell(row, column);
        if empty(cell) {
            return Moved::Nothing;
        }
        let Some(amount) = amount::scan(cell) else { return Moved::Unreadable(column) };
        let Some(magnitude) = amount.magnitude(self.decimal[column]) else { return Moved::Unreadable(column) };
        let own = if amount.negative { -magnitude } else { magnitude };
        let value = match sign {
            Sign::Own => own,
            Sign::Column(side, turns) => {
                let magnitude = if turns { own } else { magnitude };
                match words::side(grid.cell(row, side)) {
                    Some(Side::Flow(Flow::In)) => magnitude,
                    Some(Side::Flow(Flow::Out)) => -magnitude,
                    Some(Side::Neutral) => return Moved::Neutral,
                    // No word and a sign of its own.
                    None if amount.signed => own,
                    None => match words::flow(grid.cell(row, side)) {
                        Some(Flow::In) => magnitude,
                        Some(Flow::Out) => -magnitude,
                        None => return Moved::Sideless(side),
                    },
                }
            }
            Sign::Mark(unmarked) => match amount.mark.unwrap_or(unmarked) {
                Flow::In => own,
                Flow::Out if amount.mark.is_none() && amount.signed => own,
                // A minus and DR say the same.
                Flow::Out => -magnitude,
            },
        };
        Moved::Value(value, amount.currency, amount.reversed)
    }

    fn pair(
        &self,
        grid: &Grid,
        row: usize,
        debit: Option<usize>,
        credit: Option<usize>,
        negative: (bool, bool),
        swapped: bool,
    ) -> Moved {
        let mut total = Decimal::ZERO;
        let (mut any, mut currency) = (false, None);
        for (column, negative, out) in [(debit, negative.0, true), (credit, negative.1, false)] {
            let Some(column) = column else { continue };
            let cell = grid.cell(row, column);
            if empty(cell) {
                continue;
            }
            let Some(amount) = amount::scan(cell) else { return Moved::Unreadable(column) };
            let Some(magnitude) = amount.magnitude(self.decimal[column]) else { return Moved::Unreadable(column) };
            any = true;
            currency = currency.or(amount.currency);
            // With a balance that contradicts the names, amounts count whatever their sign; else the rarer sign takes back.
            let value = if !swapped && amount.negative != negative { -magnitude } else { magnitude };
            total += if out != swapped { -value } else { value };
        }
        if any { Moved::Value(total, currency, false) } else { Moved::Nothing }
    }
}

/// Whether a cell of an amount stands for nothing.
fn empty(cell: &str) -> bool {
    matches!(cell, "" | "-" | "–" | "—" | "--" | "N/A" | "n/a" | "null" | "NULL" | "*")
}

/// Where the sign of a single amount is.
fn sign_of(grid: &Grid, column: usize, side: Option<usize>, rows: std::ops::Range<usize>) -> Sign {
    let (mut negative, mut agree, mut compared, mut credits, mut debits) = (0usize, 0usize, 0usize, 0usize, 0usize);
    for row in rows {
        let Some(amount) = at(grid, row, column) else { continue };
        negative += usize::from(amount.negative);
        match amount.mark {
            Some(Flow::In) => credits += 1,
            Some(Flow::Out) => debits += 1,
            None => {}
        }
        if let Some(Some(Side::Flow(flow))) = side.map(|side| words::side(grid.cell(row, side))) {
            compared += 1;
            agree += usize::from(amount.negative == (flow == Flow::Out));
        }
    }
    if credits + debits > 0 {
        // Where only one of the two is written, what has no mark is the other.
        return Sign::Mark(if credits == 0 {
            Flow::In
        } else if debits == 0 {
            Flow::Out
        } else {
            Flow::In
        });
    }
    let Some(side) = side else { return Sign::Own };
    if negative == 0 {
        return Sign::Column(side, false);
    }
    if compared > 0 && (agree * 10 >= compared * 9 || agree * 10 <= compared) {
        // The amounts say the same, or throughout the contrary, as a card does.
        return Sign::Own;
    }
    // A few minuses among amounts without a sign take back.
    Sign::Column(side, negative * 10 <= compared)
}

//! How columns of numbers run with each other: a balance changes by the amount of each row.

use rust_decimal::Decimal;

use super::amount::{self, Separators};
use super::grid::Grid;
use super::header::Head;
use super::profile::Profile;

/// Rows over which columns are compared.
const SAMPLE: usize = 400;

/// Which way and with which sign a balance runs with amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// Rows whose balance is that of the row above and the amount.
    pub(crate) plus: usize,
    /// The same with the amount taken away.
    pub(crate) minus: usize,
    /// Whether the newest row is the first.
    pub(crate) newest_first: bool,
    /// Rows that were compared.
    pub(crate) pairs: usize,
}

impl Run {
    /// Whether the balance runs with the amounts at all.
    pub(crate) fn holds(&self) -> bool {
        let best = self.plus.max(self.minus);
        best >= 2 && best * 10 >= self.pairs * 6
    }
}

/// How `balance` runs with `amount`, row by row.
pub(crate) fn run(amount: &[Option<Decimal>], balance: &[Option<Decimal>]) -> Run {
    let mut best = Run::default();
    for newest_first in [false, true] {
        let mut found = Run { newest_first, ..Run::default() };
        for row in 1..balance.len().min(amount.len()) {
            let (now, before) = if newest_first { (row - 1, row) } else { (row, row - 1) };
            let (Some(moved), Some(now), Some(before)) = (amount[now], balance[now], balance[before]) else { continue };
            if moved.is_zero() {
                continue;
            }
            found.pairs += 1;
            let difference = now - before;
            found.plus += usize::from(difference == moved);
            found.minus += usize::from(difference == -moved);
        }
        if found.plus.max(found.minus) > best.plus.max(best.minus) || best.pairs == 0 {
            best = found;
        }
    }
    best
}

/// The columns that run with another one as a balance does, or hold the balances before and after each row.
pub(crate) fn balances(grid: &Grid, head: &Head, profiles: &[Profile], end: usize) -> Vec<usize> {
    let numeric: Vec<usize> = (0..head.width)
        .filter(|&column| {
            profiles[column].filled >= 3
                && profiles[column].numbers * 10 >= profiles[column].filled * 8
                && profiles[column].dates * 2 < profiles[column].filled
        })
        .collect();
    if !(2..=12).contains(&numeric.len()) {
        return Vec::new();
    }
    let rows: Vec<usize> = (head.first..end)
        .filter(|&row| numeric.iter().any(|&column| !grid.cell(row, column).is_empty()))
        .take(SAMPLE)
        .collect();
    let values: Vec<Vec<Option<Decimal>>> = numeric.iter().map(|&column| values(grid, &rows, column)).collect();
    let mut found: Vec<usize> = Vec::new();
    for (b, balance) in values.iter().enumerate() {
        for (a, amount) in values.iter().enumerate() {
            if a == b {
                continue;
            }
            let run = run(amount, balance);
            if run.holds() && run.pairs >= 2 {
                found.push(numeric[b]);
            }
        }
    }
    // Before and after: their difference is the amount, and one row ends where another begins.
    for (a, amount) in values.iter().enumerate() {
        for (x, before) in values.iter().enumerate() {
            for (y, after) in values.iter().enumerate() {
                if a == x || a == y || x >= y {
                    continue;
                }
                let mut rows = 0;
                let whole = (0..amount.len()).all(|row| match (amount[row], before[row], after[row]) {
                    (Some(amount), Some(before), Some(after)) => {
                        rows += 1;
                        !amount.is_zero() && (after - before).abs() == amount.abs()
                    }
                    _ => true,
                });
                let chained = (1..amount.len())
                    .filter(|&row| before[row] == after[row - 1] || after[row] == before[row - 1])
                    .count();
                if whole && rows >= 2 && chained * 2 >= rows - 1 {
                    found.extend([numeric[x], numeric[y]]);
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The values of a column as written.
fn values(grid: &Grid, rows: &[usize], column: usize) -> Vec<Option<Decimal>> {
    let amounts: Vec<_> = rows.iter().map(|&row| amount::scan(grid.cell(row, column))).collect();
    let mut separators = Separators::default();
    amounts.iter().flatten().for_each(|amount| separators.see(amount));
    let decimal = separators.decimal().unwrap_or_else(|| separators.fallback());
    amounts.iter().map(|amount| amount.as_ref().and_then(|amount| amount.value(decimal))).collect()
}

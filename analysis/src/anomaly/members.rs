//! Which rows belong to which recurring charge.

use rustc_hash::FxHashMap;

use crate::Ledger;
use crate::report::RecurringReport;

/// Ledger rows by recurring series, in time order, and back.
pub(super) struct Members {
    pub(super) rows: Vec<Vec<usize>>,
    /// How often each series comes.
    pub(super) cadence: Vec<crate::report::Cadence>,
    of: FxHashMap<usize, (usize, usize)>,
    by_input: FxHashMap<usize, usize>,
}

impl Members {
    pub(super) fn new(ledger: &Ledger, recurring: &RecurringReport) -> Self {
        let wanted: rustc_hash::FxHashSet<usize> = recurring
            .series
            .iter()
            .flat_map(|s| s.rows.iter().copied().chain(s.alerts.iter().filter_map(|a| a.row)))
            .filter_map(|row| usize::try_from(row).ok())
            .collect();
        let by_input: FxHashMap<usize, usize> =
            (0..ledger.len()).filter(|&i| wanted.contains(&ledger.row[i])).map(|i| (ledger.row[i], i)).collect();
        let find = |row: &u64| by_input.get(&usize::try_from(*row).ok()?).copied();
        let rows: Vec<Vec<usize>> = recurring.series.iter().map(|s| s.rows.iter().filter_map(find).collect()).collect();
        let mut of = FxHashMap::default();
        for (series, rows) in rows.iter().enumerate() {
            for (at, &row) in rows.iter().enumerate() {
                of.insert(row, (series, at));
            }
        }
        let cadence = recurring.series.iter().map(|s| s.cadence).collect();
        Self { rows, cadence, of, by_input }
    }

    /// Series of ledger row `i` and its place in it.
    pub(super) fn series_of(&self, i: usize) -> Option<(usize, usize)> {
        self.of.get(&i).copied()
    }

    /// Ledger row of an input row that a series or one of its alerts names.
    pub(super) fn ledger_row(&self, input_row: u64) -> Option<usize> {
        self.by_input.get(&usize::try_from(input_row).ok()?).copied()
    }
}

//! What the amount layer says of a row, with the comparison set.

use super::Context;
use crate::Ledger;
use crate::anomaly::evidence::Finding;
use crate::anomaly::members::Members;
use crate::anomaly::stats;
use crate::report::AnomalyKind;

/// A slipped decimal point leaves the amount this close (in spreads) to a usual one.
const SLIP_FIT: f64 = 1.0;
/// An amount fits another category within this many of its spreads.
const CATEGORY_FIT: f64 = 1.5;

impl Context {
    /// The high side of row `i`.
    pub(in crate::anomaly) fn high(&self, ledger: &Ledger, members: &Members, i: usize) -> Finding {
        let amount = ledger.money(ledger.minor[i]);
        let series = members.series_of(i).map(|(series, _)| &members.rows[series]);
        let text = match series {
            Some(rows) => {
                let mut others: Vec<f64> =
                    rows.iter().filter(|row| **row != i).map(|&row| ledger.minor[row] as f64).collect();
                let usual = stats::median(&mut others).max(1.0);
                let ratio = times((ledger.minor[i].max(1) as f64 / usual).ln());
                let (usual, others) = (ledger.money(usual.round() as i64), others.len());
                format!("{amount} is {ratio} the usual {usual} of this recurring charge over {others} other charges")
            }
            None => self.compared(ledger, i),
        };
        let tenfold = [10f64, 100.0].into_iter().find(|by| {
            let slipped = self.levels.log[i] - by.ln() - self.levels.expected[i];
            self.levels.spread[i] < 0.6
                && self.levels.others[i] >= 5
                && (slipped / self.levels.spread[i]).abs() < SLIP_FIT
        });
        // A charge of a schedule is where it belongs.
        let other = if series.is_none() { self.other_category(ledger, i) } else { None };
        let (kind, text) = match (tenfold, other) {
            (Some(by), _) => (AnomalyKind::DecimalSlip, format!("{text}; divided by {by:.0} it would be usual")),
            (None, Some(other)) if self.usual_in_account(i) => {
                (AnomalyKind::WrongCategory, format!("{text}; it would fit {other}"))
            }
            _ => (AnomalyKind::Spike, text),
        };
        Finding { row: i, kind, ln_p: self.ln_high[i], text }
    }

    /// The low side of row `i`.
    pub(in crate::anomaly) fn low(&self, ledger: &Ledger, members: &Members, i: usize) -> Finding {
        let text = self.compared(ledger, i);
        let other = if members.series_of(i).is_none() { self.other_category(ledger, i) } else { None };
        let (kind, text) = match other {
            Some(other) => (AnomalyKind::WrongCategory, format!("{text}; it would fit {other}")),
            None => (AnomalyKind::Unusual, text),
        };
        Finding { row: i, kind, ln_p: self.ln_low[i], text }
    }

    /// A merchant's first charge.
    pub(in crate::anomaly) fn first(&self, ledger: &Ledger, i: usize) -> Finding {
        let (centre, _, count) = self.levels.category[ledger.category[i]];
        let text = format!(
            "First charge at {}, {} your median in {} over {count} charges",
            ledger.merchants[ledger.merchant[i]],
            times(self.levels.log[i] - centre),
            ledger.categories[ledger.category[i]]
        );
        Finding { row: i, kind: AnomalyKind::NewMerchant, ln_p: self.ln_new[i], text }
    }

    /// "3.4 × your median at X over 41 charges".
    fn compared(&self, ledger: &Ledger, i: usize) -> String {
        let others = self.levels.others[i];
        if others >= 5 {
            let ratio = times(self.levels.log[i] - self.levels.expected[i]);
            format!(
                "{ratio} what is usual for you at {} over {others} other charges",
                ledger.merchants[ledger.merchant[i]]
            )
        } else {
            let (centre, _, count) = self.levels.category[ledger.category[i]];
            let ratio = times(self.levels.log[i] - centre);
            format!("{ratio} your median in {} over {count} charges", ledger.categories[ledger.category[i]])
        }
    }

    /// The category, not its own, of at least five rows whose amounts this one fits best, if it fits any.
    fn other_category(&self, ledger: &Ledger, i: usize) -> Option<String> {
        let fit = |c: usize| {
            let (centre, spread, count) = self.levels.category[c];
            let z = ((self.levels.log[i] - centre) / spread).abs();
            (c != ledger.category[i] && count >= 5 && z < CATEGORY_FIT).then_some((z, c))
        };
        let best = (0..ledger.categories.len()).filter_map(fit).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        best.map(|(_, c)| ledger.categories[c].clone())
    }

    /// Within what the categories' middles span: nothing that would be high everywhere.
    fn usual_in_account(&self, i: usize) -> bool {
        let above = self.levels.category.iter().filter(|c| c.2 >= 5 && c.0 + c.1 >= self.levels.log[i]).count();
        above * 10 >= self.levels.category.len()
    }
}

/// "3.4 ×", "only 12 % of".
fn times(log_ratio: f64) -> String {
    let ratio = log_ratio.exp();
    if ratio >= 100.0 {
        format!("{ratio:.0} ×")
    } else if ratio >= 0.95 {
        format!("{ratio:.1} ×")
    } else if ratio >= 0.01 {
        format!("only {:.0} % of", 100.0 * ratio)
    } else {
        "less than 1 % of".to_owned()
    }
}

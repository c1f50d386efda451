//! What amount was to be expected of every row, and how far amounts usually are from it.

use crate::Ledger;
use crate::anomaly::members::Members;
use crate::anomaly::stats::{median, median_mad};

/// Rows that the account's median counts for beside a category's own.
const CATEGORY_PRIOR: f64 = 2.0;
/// Rows that the category's spread counts for beside a merchant's own, at least and at most.
const SPREAD_PRIOR: [f64; 2] = [2.0, 200.0];
/// Variance of the logarithm of a median absolute deviation of normal values, times n.
const MAD_VARIANCE: f64 = 1.36;
/// A category with fewer purchases beside its scheduled charges is measured with these.
pub(super) const LEAST_FREE: usize = 5;
/// No spread of amounts is believed to be smaller.
const LEAST_SPREAD: f64 = 0.05;
/// Variance of a median of normal values, times n.
const MEDIAN_VARIANCE: f64 = 1.57;

/// Expectations on the scale of natural logarithms of minor units.
pub(in crate::anomaly) struct Levels {
    /// Logarithm of each row's amount without its sign.
    pub(in crate::anomaly) log: Vec<f64>,
    /// What was to be expected of it without itself.
    pub(in crate::anomaly) expected: Vec<f64>,
    /// Spread around it.
    pub(in crate::anomaly) spread: Vec<f64>,
    /// Other charges of the same merchant in the same category.
    pub(in crate::anomaly) others: Vec<u32>,
    /// By row: logarithm of the median of its merchant's charges in its category.
    pub(in crate::anomaly) merchant_centre: Vec<f64>,
    /// By category: median, spread of all its rows, number of rows.
    pub(in crate::anomaly) category: Vec<(f64, f64, usize)>,
    /// By category: degrees of freedom with which its spread is known.
    pub(in crate::anomaly) freedom: Vec<f64>,
}

/// Logarithm of the amount without its sign; zero counts as half a minor unit.
pub(in crate::anomaly) fn log_amount(minor: i64) -> f64 {
    (minor.unsigned_abs() as f64).max(0.5).ln()
}

impl Levels {
    pub(in crate::anomaly) fn new(ledger: &Ledger, members: &Members) -> Self {
        let n = ledger.len();
        let log: Vec<f64> = ledger.minor.iter().map(|&m| log_amount(m)).collect();
        let (account, account_mad) = median_mad(&mut log.clone());
        let account_spread = account_mad.max(LEAST_SPREAD);

        let free: Vec<bool> = (0..n).map(|i| members.series_of(i).is_none()).collect();
        let values_of = |rows: &[usize], values: &[f64]| -> Vec<f64> {
            rows.iter().filter(|&&i| free[i]).map(|&i| values[i]).collect()
        };

        let everything = vec![true; n];
        // Categories: leave-one-out medians, shrunk to the account's.
        let by_category = groups(ledger.categories.len(), &ledger.category);
        let mut centre = vec![0.0; n];
        let mut category = vec![];
        for rows in &by_category {
            let mut values = values_of(rows, &log);
            let enough = values.len() >= LEAST_FREE;
            if !enough {
                values = rows.iter().map(|&i| log[i]).collect();
            }
            let (middle, mad) = median_mad(&mut values);
            let medians = medians_of_others(rows, &log, if enough { &free } else { &everything });
            for (i, (others, without)) in rows.iter().zip(medians) {
                centre[*i] = (others * without + CATEGORY_PRIOR * account) / (others + CATEGORY_PRIOR);
            }
            let spread = shrunk(mad, values.len() as f64 - 1.0, account_spread, CATEGORY_PRIOR);
            category.push((middle, spread.max(LEAST_SPREAD), rows.len()));
        }
        let mut residual: Vec<f64> = (0..n).map(|i| log[i] - centre[i]).collect();

        // Merchants within categories: offsets shrunk by how much merchants differ at all.
        let by_merchant = merchant_groups(ledger);
        let between = between_variance(&by_merchant, &residual, &free, &category, ledger);
        let mut offset = vec![0.0; n];
        let mut others = vec![0u32; n];
        let mut merchant_centre = vec![0.0; n];
        for rows in &by_merchant {
            let middle = median(&mut rows.iter().map(|&i| log[i]).collect::<Vec<_>>());
            rows.iter().for_each(|&i| merchant_centre[i] = middle);
            let within = category[ledger.category[rows[0]]].1.powi(2);
            let prior = (within / between).clamp(0.5, 50.0);
            for (i, (count, without)) in rows.iter().zip(medians_of_others(rows, &residual, &free)) {
                offset[*i] = count * without / (count + prior);
                others[*i] = count as u32;
            }
        }
        (0..n).for_each(|i| residual[i] -= offset[i]);

        // The category's level in the months around: prices and habits move.
        let level = month_levels(ledger, members, &by_category, &residual);
        (0..n).for_each(|i| residual[i] -= level[i]);

        // Spreads of what is left, by category and then by merchant.
        let mut left = vec![LEAST_SPREAD; by_category.len()];
        let mut freedom = vec![CATEGORY_PRIOR; by_category.len()];
        for (c, rows) in by_category.iter().enumerate() {
            let mut values = values_of(rows, &residual);
            let mad = median_mad(&mut values).1;
            left[c] = shrunk(mad, values.len() as f64, category[c].1, CATEGORY_PRIOR).max(LEAST_SPREAD);
            // A standard deviation with f degrees of freedom has a logarithm of variance 1 / 2f.
            freedom[c] += values.len() as f64 / (2.0 * MAD_VARIANCE);
        }
        let mut spread = vec![0.0; n];
        let own: Vec<(f64, f64)> = by_merchant
            .iter()
            .map(|rows| {
                let mut values = values_of(rows, &residual);
                (median_mad(&mut values).1, values.len() as f64)
            })
            .collect();
        let base_of = |rows: &[usize]| left[ledger.category[rows[0]]];
        let spread_prior = spread_prior(by_merchant.iter().zip(&own).map(|(rows, &(mad, n))| (mad / base_of(rows), n)));
        for (rows, (mad, count)) in by_merchant.iter().zip(own) {
            let base = base_of(rows);
            let own = shrunk(mad, count, base, spread_prior).max(LEAST_SPREAD);
            let prior = (base * base / between).clamp(0.5, 50.0);
            for &i in rows {
                let unknown = between * prior / (prior + f64::from(others[i]));
                spread[i] = (own * own + unknown).sqrt();
            }
        }
        let expected = (0..n).map(|i| centre[i] + offset[i] + level[i]).collect();
        Self { log, expected, spread, others, merchant_centre, category, freedom }
    }

    /// Degrees of freedom of the tail at row `i`, when the shape of the account's amounts has `shape`: the spread is
    /// an estimate as well.
    pub(in crate::anomaly) fn tail_freedom(&self, ledger: &Ledger, i: usize, shape: f64) -> f64 {
        1.0 / (1.0 / shape + 1.0 / self.freedom[ledger.category[i]])
    }

    /// Share of charges like row `i` that have its very amount, were they spread as amounts there are: 2e-5 to 0.5.
    pub(in crate::anomaly) fn density(&self, i: usize) -> f64 {
        let z = (self.log[i] - self.expected[i]) / self.spread[i];
        let density = f64::exp(-0.5 * z * z) / (self.spread[i] * 2.506_628) / self.log[i].exp().max(1.0);
        density.clamp(2e-5, 0.5)
    }

    /// Distance of row `i` from its category alone.
    pub(in crate::anomaly) fn category_z(&self, ledger: &Ledger, i: usize) -> f64 {
        let (centre, spread, _) = self.category[ledger.category[i]];
        (self.log[i] - centre) / spread
    }
}

/// Root of the weighted mean of two squared spreads.
fn shrunk(own: f64, weight: f64, parent: f64, prior: f64) -> f64 {
    ((weight * own * own + prior * parent * parent) / (weight + prior)).sqrt()
}

/// Rows that a category's spread counts for: as many as make a merchant's own spread, measured on so many rows, differ
/// from the category's by chance as much as merchants truly differ. `merchants` are ratios of spreads with rows.
fn spread_prior(merchants: impl Iterator<Item = (f64, f64)>) -> f64 {
    let measured: Vec<(f64, f64)> = merchants.filter(|&(ratio, n)| n >= 5.0 && ratio > 0.0).collect();
    if measured.len() < 5 {
        return 8.0;
    }
    let excess =
        measured.iter().map(|(ratio, n)| (n / 20.0).min(1.0) * (ratio.ln().powi(2) - MAD_VARIANCE / n)).sum::<f64>();
    let weight: f64 = measured.iter().map(|(_, n)| (n / 20.0).min(1.0)).sum();
    (MAD_VARIANCE / (excess / weight).max(1e-6)).clamp(SPREAD_PRIOR[0], SPREAD_PRIOR[1])
}

/// Rows of each group, ascending.
fn groups(count: usize, of: &[usize]) -> Vec<Vec<usize>> {
    let mut groups = vec![vec![]; count];
    of.iter().enumerate().for_each(|(i, &g)| groups[g].push(i));
    groups
}

/// Rows of each merchant in each category.
fn merchant_groups(ledger: &Ledger) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..ledger.len()).collect();
    let key = |i: usize| (ledger.category[i], ledger.merchant[i]);
    order.sort_by_key(|&i| (key(i), i));
    order.chunk_by(|&a, &b| key(a) == key(b)).map(<[usize]>::to_vec).collect()
}

/// For each of `rows`, how many of the others are free, and the median of their values; 0 where there are none.
///
/// Scheduled charges are compared with their schedule and set no standard for purchases at the same place.
fn medians_of_others(rows: &[usize], values: &[f64], free: &[bool]) -> Vec<(f64, f64)> {
    let mut order: Vec<usize> = rows.iter().copied().filter(|&i| free[i]).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let n = order.len();
    let middle = |count: usize, at: &dyn Fn(usize) -> f64| match count {
        0 => 0.0,
        _ => 0.5 * (at((count - 1) / 2) + at(count / 2)),
    };
    let all = middle(n, &|rank| values[order[rank]]);
    let mut medians = rustc_hash::FxHashMap::default();
    for (rank, &i) in order.iter().enumerate() {
        let without = |r: usize| values[order[if r >= rank { r + 1 } else { r }]];
        medians.insert(i, middle(n - 1, &without));
    }
    rows.iter().map(|i| medians.get(i).map_or((n as f64, all), |m| ((n - 1) as f64, *m))).collect()
}

/// Variance between merchants of a category beyond what chance makes; 0.05 where too few merchants tell.
fn between_variance(
    merchants: &[Vec<usize>],
    residual: &[f64],
    free: &[bool],
    category: &[(f64, f64, usize)],
    ledger: &Ledger,
) -> f64 {
    let mut excess: Vec<f64> = merchants
        .iter()
        .filter_map(|rows| {
            let mut values: Vec<f64> = rows.iter().filter(|&&i| free[i]).map(|&i| residual[i]).collect();
            let noise = MEDIAN_VARIANCE * category[ledger.category[rows[0]]].1.powi(2) / values.len() as f64;
            (values.len() >= 4).then(|| median(&mut values).powi(2) - noise)
        })
        .collect();
    if excess.len() < 5 {
        return 0.05;
    }
    // Trimmed, so that single odd merchants do not make all differ.
    excess.sort_unstable_by(f64::total_cmp);
    let kept = &excess[..excess.len() - excess.len() / 20];
    (kept.iter().sum::<f64>() / kept.len() as f64).clamp(0.005, 4.0)
}

/// Each row's category level in the months around it (a month to either side), shrunk by how much levels move at all.
fn month_levels(ledger: &Ledger, members: &Members, by_category: &[Vec<usize>], residual: &[f64]) -> Vec<f64> {
    let mut windows: Vec<(usize, usize, f64, f64)> = vec![];
    let mut noise = vec![];
    for (c, rows) in by_category.iter().enumerate() {
        let free: Vec<usize> = rows.iter().copied().filter(|&i| members.series_of(i).is_none()).collect();
        let mut all: Vec<f64> = free.iter().map(|&i| residual[i]).collect();
        let (middle, spread) = median_mad(&mut all);
        noise.push(MEDIAN_VARIANCE * spread * spread);
        for month in free.chunk_by(|&a, &b| ledger.month[a] == ledger.month[b]).map(|m| ledger.month[m[0]]) {
            let from = free.partition_point(|&i| ledger.month[i] + 1 < month);
            let to = free.partition_point(|&i| ledger.month[i] <= month + 1);
            let mut values: Vec<f64> = free[from..to].iter().map(|&i| residual[i]).collect();
            if values.len() >= 6 {
                windows.push((c, month, median(&mut values) - middle, values.len() as f64));
            }
        }
    }
    let mut level = vec![0.0; ledger.len()];
    if windows.is_empty() {
        return level;
    }
    let moved: f64 = windows.iter().map(|(c, _, m, n)| m * m - noise[*c] / n).sum::<f64>() / windows.len() as f64;
    if moved <= 0.0 {
        return level;
    }
    for (c, month, middle, n) in windows {
        let rows = &by_category[c];
        let from = rows.partition_point(|&i| ledger.month[i] < month);
        let to = rows.partition_point(|&i| ledger.month[i] <= month);
        let value = middle * moved / (moved + noise[c] / n);
        rows[from..to].iter().for_each(|&i| level[i] = value);
    }
    level
}

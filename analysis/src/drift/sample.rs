//! One aspect of two samples, ready to be tested: every value is a code, counts by code say all there is to say.

use rand_chacha::ChaCha8Rng;

use super::divergence::{cramers_v, jensen_shannon, mix_rank, stability_and_divergence, weighted_jensen_shannon};
use super::permutation::{Null, PERMUTATIONS, Scores, permute};
use super::significance::{SMALLEST_KS, SMALLEST_V};
use crate::report::DriftTest;
use crate::{Error, Run};

/// Bins of equal pooled frequency in which numbers are compared by JS, PSI and KL.
const BINS: usize = 10;

/// Two samples of one variable, pooled: the reference rows first, then the current ones.
pub(super) struct Sample {
    codes: Vec<u32>,
    reference: usize,
    /// Cell of each code in which JS, PSI and KL are computed.
    bin: Vec<usize>,
    bins: usize,
    /// Codes are in the order of the numbers they stand for.
    ordered: bool,
}

/// A finished test, before the p-values of all tests are adjusted together.
pub(super) struct Outcome {
    pub(super) test: DriftTest,
    pub(super) null: Null,
    pub(super) large_enough: bool,
}

impl Sample {
    /// Of names or other things without an order; equal means equal.
    pub(super) fn categorical<T: Ord + Clone>(reference: &[T], current: &[T]) -> Self {
        let mut distinct: Vec<T> = reference.iter().chain(current).cloned().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let code = |v: &T| code_of(distinct.binary_search(v));
        let codes = reference.iter().chain(current).map(code).collect();
        let bins = distinct.len();
        Self { codes, reference: reference.len(), bin: (0..bins).collect(), bins, ordered: false }
    }

    /// Of numbers; what is NaN is missing and left out.
    pub(super) fn numeric(reference: &[f64], current: &[f64]) -> Self {
        // Adding zero makes one of the two zeros.
        let known = |side: &[f64]| side.iter().filter(|v| !v.is_nan()).map(|v| v + 0.0).collect::<Vec<f64>>();
        let mut pooled = known(reference);
        let reference = pooled.len();
        pooled.append(&mut known(current));
        let mut sorted = pooled.clone();
        sorted.sort_by(f64::total_cmp);
        let mut distinct = sorted.clone();
        distinct.dedup();
        let mut edges: Vec<f64> = (1..BINS).filter_map(|b| sorted.get(sorted.len() * b / BINS).copied()).collect();
        edges.dedup();
        let bin = distinct.iter().map(|v| edges.partition_point(|e| e <= v)).collect();
        let codes = pooled.iter().map(|v| code_of(distinct.binary_search_by(|d| d.total_cmp(v)))).collect();
        Self { codes, reference, bin, bins: edges.len() + 1, ordered: true }
    }

    /// Counts by code of the whole pool.
    fn totals(&self) -> Vec<u32> {
        let mut totals = vec![0; self.bin.len()];
        for &code in &self.codes {
            totals[code as usize] += 1;
        }
        totals
    }

    /// Tests the two sides; `name` goes into the result.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub(super) fn test(&self, name: &str, rng: &mut ChaCha8Rng, run: &Run) -> Result<Outcome, Error> {
        self.test_with(name, PERMUTATIONS, rng, run)
    }

    /// The same with at most so many permutations.
    pub(super) fn test_with(&self, name: &str, most: usize, rng: &mut ChaCha8Rng, run: &Run) -> Result<Outcome, Error> {
        let totals = self.totals();
        let mut current = vec![0u32; totals.len()];
        for &code in &self.codes[self.reference..] {
            current[code as usize] += 1;
        }
        let mut cells = Cells::new(self.bins);
        let observed = cells.scores(self, &totals, &current);
        let v = cramers_v(&cells.reference, &cells.current);

        let mut dealt = vec![0u32; totals.len()];
        let sizes = (self.codes.len(), self.codes.len() - self.reference);
        let null = permute(sizes, observed.rank, most, rng, run, |rows| {
            dealt.fill(0);
            for &row in rows {
                dealt[self.codes[row as usize] as usize] += 1;
            }
            cells.scores(self, &totals, &dealt)
        })?;
        let (kind, effect, large_enough) = if self.ordered {
            ("numeric", cliffs_delta(&totals, &current).abs(), observed.statistic >= SMALLEST_KS)
        } else {
            ("categorical", v, v >= SMALLEST_V)
        };
        let test = DriftTest {
            name: name.to_owned(),
            kind: kind.to_owned(),
            statistic: observed.statistic,
            p_value: null.p_value,
            p_value_year: None,
            q_value: null.p_value,
            effect,
            js: observed.js,
            psi: observed.psi,
            kl: observed.kl,
            js_null95: null.js95,
            psi_null95: null.psi95,
            kl_null95: null.kl95,
            drift: false,
        };
        Ok(Outcome { test, null, large_enough })
    }
}

/// Every value was put among the distinct ones, so it is found.
fn code_of(found: Result<usize, usize>) -> u32 {
    let (Ok(at) | Err(at)) = found;
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Counts by cell, reused from one dealing to the next.
struct Cells {
    reference: Vec<f64>,
    current: Vec<f64>,
}

impl Cells {
    fn new(cells: usize) -> Self {
        Self { reference: vec![0.0; cells], current: vec![0.0; cells] }
    }

    fn scores(&mut self, sample: &Sample, totals: &[u32], current: &[u32]) -> Scores {
        self.reference.fill(0.0);
        self.current.fill(0.0);
        for ((&bin, &all), &now) in sample.bin.iter().zip(totals).zip(current) {
            self.reference[bin] += f64::from(all - now);
            self.current[bin] += f64::from(now);
        }
        let statistic = if sample.ordered {
            kolmogorov_smirnov(totals, current)
        } else {
            weighted_jensen_shannon(&self.reference, &self.current)
        };
        let js = jensen_shannon(&self.reference, &self.current);
        let (psi, kl) = stability_and_divergence(&self.reference, &self.current);
        let rank = if sample.ordered { statistic } else { mix_rank(&self.reference, &self.current, statistic) };
        Scores { rank, statistic, js, psi, kl }
    }
}

/// Largest distance of the two empirical distribution functions, as `scipy.stats.ks_2samp`; codes are in order.
fn kolmogorov_smirnov(totals: &[u32], current: &[u32]) -> f64 {
    let n: u64 = totals.iter().map(|&t| u64::from(t)).sum();
    let c: u64 = current.iter().map(|&t| u64::from(t)).sum();
    if c == 0 || c == n {
        return 0.0;
    }
    // |F_reference - F_current| = |below c - below_current n| / (c (n - c)), in whole numbers until the end.
    let (mut below, mut below_current, mut largest) = (0u64, 0u64, 0u64);
    for (&all, &now) in totals.iter().zip(current) {
        below += u64::from(all);
        below_current += u64::from(now);
        largest = largest.max((below * c).abs_diff(below_current * n));
    }
    largest as f64 / (c as f64 * (n - c) as f64)
}

/// P(current > reference) - P(current < reference), -1..=1.
fn cliffs_delta(totals: &[u32], current: &[u32]) -> f64 {
    let (mut below_reference, mut reference, mut now_all, mut sum) = (0.0, 0.0, 0.0, 0.0);
    for (&all, &now) in totals.iter().zip(current) {
        reference += f64::from(all - now);
        now_all += f64::from(now);
    }
    for (&all, &now) in totals.iter().zip(current) {
        let same = f64::from(all - now);
        sum += f64::from(now) * (below_reference - (reference - below_reference - same));
        below_reference += same;
    }
    if reference * now_all == 0.0 { 0.0 } else { sum / (reference * now_all) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Unwatched;

    /// scipy `ks_2samp(a, b).statistic`; Cliff's delta is the mean sign of all differences (NumPy).
    #[test]
    fn agrees_with_scipy() {
        let sample = Sample::numeric(&[1.0, 2.0, 2.0, 3.0, 7.5, 9.0], &[2.0, 3.0, 3.0, 8.0]);
        let run = Run::new(1, &Unwatched);
        let outcome = sample.test("x", &mut run.rng("x"), &run).expect("a test");
        assert!((outcome.test.statistic - 0.25).abs() < 1e-12);
        assert!((outcome.test.effect - 1.0 / 6.0).abs() < 1e-12);
        assert!(outcome.test.p_value > 0.5);
    }

    #[test]
    fn survives_constants_missing_values_and_single_rows() {
        let run = Run::new(1, &Unwatched);
        for (a, b) in [(vec![1.0; 5], vec![1.0; 3]), (vec![f64::NAN; 4], vec![f64::NAN]), (vec![-0.0], vec![0.0])] {
            let outcome = Sample::numeric(&a, &b).test("x", &mut run.rng("x"), &run).expect("a test");
            assert_eq!((outcome.test.statistic, outcome.test.p_value), (0.0, 1.0));
        }
        let ids: Vec<usize> = (0..50).collect();
        let outcome = Sample::categorical(&ids[..30], &ids[30..]).test("id", &mut run.rng("x"), &run).expect("a test");
        assert_eq!(outcome.test.p_value, 1.0, "ids that are all different say nothing");
    }
}

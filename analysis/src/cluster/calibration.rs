//! From the strength of an answer to how often answers of that strength are right.
//!
//! Isotonic regression by pooling adjacent violators (B. Zadrozny, C. Elkan, "Transforming classifier scores into accurate
//! multiclass probability estimates", 2002), every block shrunk towards the strength itself by a few imagined cases, so
//! that three known expenses promise no certainty.

/// Imagined cases a block.
const PRIOR: f64 = 4.0;

/// A step function from strength to confidence, both 0..=1.
#[derive(Clone, Debug, Default)]
pub(super) struct Calibration {
    /// Largest strength of each block, ascending, and the confidence there; never falling.
    blocks: Vec<(f64, f64)>,
}

#[derive(Clone, Copy)]
struct Block {
    last: f64,
    cases: f64,
    right: f64,
    strength: f64,
}

impl Calibration {
    /// Learns from the strength of known answers and whether they were right.
    pub(super) fn new(cases: impl Iterator<Item = (f64, bool)>) -> Self {
        let mut cases: Vec<(f64, bool)> = cases.collect();
        cases.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut blocks: Vec<Block> = Vec::new();
        for equal in cases.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
            let right = equal.iter().filter(|c| c.1).count() as f64;
            let (cases, last) = (equal.len() as f64, equal[0].0);
            let mut block = Block { last, cases, right, strength: cases * last };
            // A stronger block that is not right more often joins the one before.
            while let Some(before) = blocks.pop_if(|b| b.right / b.cases >= block.right / block.cases) {
                block.cases += before.cases;
                block.right += before.right;
                block.strength += before.strength;
            }
            blocks.push(block);
        }
        let mut least = 0.0f64;
        let shrunk = blocks.iter().map(|b| {
            least = least.max((b.right + PRIOR * b.strength / b.cases) / (b.cases + PRIOR));
            (b.last, least)
        });
        Self { blocks: shrunk.collect() }
    }

    /// How often answers of this strength are right; the strength itself where nothing is known.
    pub(super) fn confidence(&self, strength: f64) -> f64 {
        let at = self.blocks.partition_point(|b| b.0 < strength).min(self.blocks.len().saturating_sub(1));
        self.blocks.get(at).map_or(strength, |b| b.1).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_often_answers_were_right() {
        // Strengths of 0.9 are right three times in four, those of 0.5 half the time.
        let known = (0..400).map(|i| if i % 2 == 0 { (0.9, i % 8 != 0) } else { (0.5, i % 4 == 1) });
        let calibration = Calibration::new(known);
        assert!((calibration.confidence(0.9) - 0.75).abs() < 0.01);
        assert!((calibration.confidence(0.95) - 0.75).abs() < 0.01);
        assert!((calibration.confidence(0.3) - 0.5).abs() < 0.01);
        let few = Calibration::new([(0.95, true)].into_iter());
        assert!(few.confidence(0.95) < 0.97 && Calibration::default().confidence(0.4) == 0.4);
    }

    #[test]
    fn never_falls() {
        let cases = (0..200).map(|i| (f64::from(i) / 200.0, i * 7919 % 200 < i));
        let calibration = Calibration::new(cases);
        let all: Vec<f64> = (0..=100).map(|s| calibration.confidence(f64::from(s) / 100.0)).collect();
        assert!(all.windows(2).all(|w| w[0] <= w[1]) && all[0] < 0.2 && all[100] > 0.8);
    }
}

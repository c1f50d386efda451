//! Layer 4 in words that a person can check: what is plainly special about a charge that the multivariate detectors find
//! unlike all others. They speak only where no other layer does.

use super::evidence::{Event, Evidence, Fact, Standing, share};
use super::features;
use super::rank::Layers;
use crate::report::AnomalyKind;

/// Charges up to which a merchant or a category is rare.
const RARE: usize = 3;
/// Facts told.
const MOST: usize = 3;

/// How often merchants and categories occur, and when first.
pub(super) struct Occurrences {
    merchant: Vec<(usize, usize)>,
    category: Vec<(usize, usize)>,
}

impl Occurrences {
    pub(super) fn new(layers: &Layers) -> Self {
        let ledger = layers.ledger;
        let count = |of: &[usize], n: usize| {
            let mut seen = vec![(0, usize::MAX); n];
            for (i, &x) in of.iter().enumerate() {
                seen[x] = (seen[x].0 + 1, seen[x].1.min(i));
            }
            seen
        };
        Self {
            merchant: count(&ledger.merchant, ledger.merchants.len()),
            category: count(&ledger.category, ledger.categories.len()),
        }
    }

    /// The event of row `i`, to which the detectors give the p-value `p`.
    pub(super) fn event(&self, layers: &Layers, i: usize, p: f64) -> Event {
        let ledger = layers.ledger;
        let (merchant, category) = (ledger.merchant[i], ledger.category[i]);
        let mut facts = vec![];
        match self.merchant[merchant] {
            (_, first) if first == i => facts.push(Fact::FirstAtMerchant(merchant)),
            (charges, _) if charges <= RARE => facts.push(Fact::RareMerchant { merchant, charges }),
            _ => {}
        }
        match self.category[category] {
            (_, first) if first == i => facts.push(Fact::FirstInCategory(category)),
            (charges, _) if charges <= RARE => facts.push(Fact::RareCategory { category, charges }),
            _ => {}
        }
        match layers.context.standing(ledger, i) {
            Standing::Usual => {}
            standing => facts.push(Fact::Larger(standing)),
        }
        if let Some(&budget) = ledger.budgets.get(&category)
            && ledger.minor[i] > budget
        {
            facts.push(Fact::OverBudget { category });
        }
        // What the detectors weigh most, where it can be seen.
        for column in layers.strongest(i) {
            match features::NAMES[column] {
                "deviation from its schedule" => facts.push(Fact::OffSchedule),
                "charges at the merchant that day" => {
                    let day = |j: &usize| ledger.merchant[*j] == merchant && ledger.date[*j] == ledger.date[i];
                    let from = ledger.date.partition_point(|d| *d < ledger.date[i]);
                    let to = ledger.date.partition_point(|d| *d <= ledger.date[i]);
                    let charges = (from..to).filter(day).count();
                    if charges > 1 {
                        facts.push(Fact::ManyThatDay(charges));
                    }
                }
                _ => {}
            }
        }
        facts.truncate(MOST);
        let ln_p = p.ln() - share::MULTIVARIATE.ln();
        let impact = ledger.minor[i].max(0);
        Event::of_row(ledger, i, AnomalyKind::Unusual, ln_p, Evidence::Unlike { row: i, facts }, impact)
    }
}

impl Layers<'_> {
    /// The three features that make row `i` irregular to the detectors, strongest first.
    fn strongest(&self, i: usize) -> Vec<usize> {
        let Some(detection) = &self.detection else { return vec![] };
        detection.explainer.shares(i).into_iter().take(3).map(|(column, _)| column).collect()
    }
}

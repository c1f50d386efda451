//! Why a month costs more or less than an average one: price, volume and mix, exact to the cent.

use super::contributors::divide_rounded;
use crate::Money;
use crate::report::Decomposition;

/// Charges and their sum in one category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) count: u64,
    pub(super) minor: i64,
}

/// `current` month against the average of `months` reference months, by category. With n charges, shares s and prices p
/// a category: volume = (n₁ - n₀) p̄₀, mix = n₁ Σ (s₁ - s₀) p₀, price = n₁ Σ s₁ (p₁ - p₀). A category the reference does
/// not have is a matter of mix: its price there is taken as the current one. The price takes the rounding.
///
/// `None` where either side has no charge.
pub(super) fn decompose(reference: &[Cell], current: &[Cell], months: usize, digits: u8) -> Option<Decomposition> {
    let count = |cells: &[Cell]| cells.iter().map(|c| c.count as f64).sum::<f64>();
    let sum = |cells: &[Cell]| cells.iter().fold(0i64, |all, c| all.saturating_add(c.minor));
    let (all_before, all_now) = (count(reference), count(current));
    if all_before == 0.0 || all_now == 0.0 || months == 0 {
        return None;
    }
    let average_price = sum(reference) as f64 / all_before;
    let volume = (all_now - all_before / months as f64) * average_price;
    let at_old_prices: f64 = reference
        .iter()
        .zip(current)
        .filter(|(_, now)| now.count > 0)
        .map(|(before, now)| {
            let known = before.count > 0;
            if known { now.count as f64 * before.minor as f64 / before.count as f64 } else { now.minor as f64 }
        })
        .sum();
    let mix = at_old_prices - all_now * average_price;

    let difference = sum(current).saturating_sub(divide_rounded(sum(reference), months));
    let (volume, mix) = (volume.round() as i64, mix.round() as i64);
    let price = difference.saturating_sub(volume).saturating_sub(mix);
    let money = |minor| Money::new(minor, digits);
    Some(Decomposition { difference: money(difference), price: money(price), volume: money(volume), mix: money(mix) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(pairs: &[(u64, i64)]) -> Vec<Cell> {
        pairs.iter().map(|&(count, minor)| Cell { count, minor }).collect()
    }

    fn parts(reference: &[(u64, i64)], current: &[(u64, i64)], months: usize) -> (i64, i64, i64) {
        let d = decompose(&cells(reference), &cells(current), months, 2).expect("charges on both sides");
        (d.price.minor(), d.volume.minor(), d.mix.minor())
    }

    #[test]
    fn pure_changes_are_told_apart() {
        let two_months = [(20, 20_000), (4, 40_000)];
        assert_eq!(parts(&two_months, &[(10, 10_000), (2, 20_000)], 2), (0, 0, 0));
        assert_eq!(parts(&two_months, &[(10, 11_000), (2, 20_000)], 2), (1_000, 0, 0));
        assert_eq!(parts(&two_months, &[(20, 20_000), (4, 40_000)], 2), (0, 30_000, 0));
        assert_eq!(parts(&two_months, &[(9, 9_000), (3, 30_000)], 2), (0, 0, 9_000));
        assert_eq!(parts(&[(1, 100), (0, 0)], &[(0, 0), (1, 500)], 1), (0, 0, 400), "a new category is mix");
        assert!(decompose(&cells(&[(0, 0)]), &cells(&[(1, 5)]), 3, 2).is_none());
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_cent(
            pairs in prop::collection::vec(((0u64..50, -100_000i64..1_000_000_000), (0u64..50, -100_000i64..1_000_000_000)), 1..12),
            months in 1usize..13,
        ) {
            type Pair = ((u64, i64), (u64, i64));
            let side = |pick: fn(&Pair) -> (u64, i64)| -> Vec<Cell> {
                let cell = |(count, minor): (u64, i64)| Cell { count, minor: if count == 0 { 0 } else { minor } };
                pairs.iter().map(pick).map(cell).collect()
            };
            let (before, now) = (side(|p| p.0), side(|p| p.1));
            if let Some(d) = decompose(&before, &now, months, 2) {
                prop_assert_eq!(d.price.minor() + d.volume.minor() + d.mix.minor(), d.difference.minor());
                let spent: i64 = now.iter().map(|c| c.minor).sum();
                let average = divide_rounded(before.iter().map(|c| c.minor).sum(), months);
                prop_assert_eq!(d.difference.minor(), spent - average);
            }
        }
    }
}

//! The merchant behind a description.
//!
//! [`clean`] reads one description: processor prefixes, references, store numbers, dates, case, accents and legal
//! forms go, what people call the shop stays. [`keys`] looks at all descriptions together, because only the set tells
//! that `lyon` after three different names is a place and `goden kitchen` a slip of the pen for `golden kitchen`.
//! Both are bounded: descriptions are read up to [`MAX_CHARS`] characters and nothing compares all pairs.

mod clean;
mod merge;

pub use clean::{MAX_CHARS, clean};

use rayon::prelude::*;

/// One merchant key a description, in the order given; variants and typos of the same merchant share one.
///
/// Which key a description gets depends on the set of descriptions, never on their order.
#[must_use]
pub fn keys(descriptions: &[String]) -> Vec<String> {
    let cleaned: Vec<String> = descriptions.par_iter().map(|d| clean(d)).collect();
    let without_places = merge::strip_places(cleaned);
    merge::join_typos(without_places)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keyed(descriptions: &[&str]) -> Vec<String> {
        keys(&descriptions.iter().map(|d| (*d).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn variants_of_one_merchant_share_a_key() {
        let names = [
            "Golden Kitchen",
            "GOLDEN KITCHEN",
            "SQ *Golden Kitchen",
            "UPI/Golden Kitchen",
            "Golden Kitchen #0412",
            "golden kitchen lyon store 17",
            "Goldn Kitchen",
            "GoldenKitchen",
            "Golden Kitchen Lyon",
        ];
        let others = ["Blue Grill", "Blue Grill Lyon", "Star Gas", "Star Gas Lyon", "Lyon Zoo"];
        let keys = keyed(&[&names[..], &others[..]].concat());
        assert!(keys[..names.len()].iter().all(|k| k == "golden kitchen"), "{keys:?}");
        assert_eq!(&keys[names.len()..], ["blue grill", "blue grill", "star gas", "star gas", "lyon zoo"]);
    }

    #[test]
    fn different_merchants_stay_apart() {
        let names = ["Metro Rail", "Metro Bus", "Motel 6", "Motel 8", "Cat Food", "Car Food", "Fresh", "Fresh Market"];
        let keys = keyed(&names);
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{keys:?}");
    }

    #[test]
    fn the_order_of_descriptions_changes_nothing() {
        let names =
            ["Golden Kitchen", "Goldn Kitchen", "Golden Kitchens", "Golden Kichens", "Blue Grill Oslo", "Blue Grill"];
        let forward = keyed(&names);
        let mut backward = keyed(&names.iter().rev().copied().collect::<Vec<_>>());
        backward.reverse();
        assert_eq!(forward, backward);
    }

    #[test]
    fn many_and_long_descriptions_are_bounded() {
        let long = "x y z ".repeat(1700);
        let many: Vec<String> = (0..20_000)
            .map(|i| format!("{long}{i}"))
            .chain((0..20_000).map(|i| format!("Shop {i:05} Of Things")))
            .collect();
        let start = std::time::Instant::now();
        assert_eq!(keys(&many).len(), 40_000);
        assert!(start.elapsed().as_secs() < 20);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC{0,60}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn cleaning_words_twice_changes_nothing(text in "(sq \\*|pos |card |ref |no |#|café |inc |12/03 |0042 |store |shop |[a-z]{1,6} ){0,9}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }
    }
}

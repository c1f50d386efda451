//! Names for clusters: the terms that tell one from the others, by class-based TF-IDF (M. Grootendorst, "BERTopic",
//! 2022).

use std::collections::BTreeMap;

/// Terms of a name.
const TERMS: usize = 3;

/// The most telling terms of each group of texts, best first. A group without a word has none.
#[must_use]
pub(super) fn terms(groups: &[Vec<&str>]) -> Vec<Vec<String>> {
    let counts: Vec<BTreeMap<String, f64>> = groups.iter().map(|texts| count(texts)).collect();
    let mut overall: BTreeMap<&str, f64> = BTreeMap::new();
    for (term, n) in counts.iter().flatten() {
        *overall.entry(term).or_default() += n;
    }
    let average = overall.values().sum::<f64>() / groups.len().max(1) as f64;
    counts
        .iter()
        .map(|counts| {
            let weight = |term: &str, n: f64| n * (1.0 + average / overall.get(term).copied().unwrap_or(n)).ln();
            let mut weighted: Vec<(&String, f64)> = counts.iter().map(|(t, &n)| (t, weight(t, n))).collect();
            weighted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
            weighted.into_iter().take(TERMS).map(|(term, _)| term.clone()).collect()
        })
        .collect()
}

/// The label made of `terms`, or `medoid` where there are none.
#[must_use]
pub(super) fn label(terms: &[String], medoid: &str) -> String {
    if terms.is_empty() { medoid.chars().take(40).collect() } else { terms.join(", ") }
}

/// How often each word occurs: at least two letters or digits, not all digits, lower case.
fn count(texts: &[&str]) -> BTreeMap<String, f64> {
    let mut counts = BTreeMap::new();
    for text in texts {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|w| w.trim_matches('\''));
        for word in words.filter(|w| w.chars().nth(1).is_some() && !w.chars().all(char::is_numeric)) {
            *counts.entry(word.to_lowercase()).or_default() += 1.0;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_tell_the_groups_apart() {
        let found = terms(&[
            vec!["coffee shop 12", "coffee bar", "the coffee shop"],
            vec!["rent payment", "the rent"],
            vec!["☕", "42"],
            vec!["قهوة المدينة"],
        ]);
        assert_eq!(found[0][0], "coffee");
        assert_eq!(found[1][0], "rent");
        assert!(found[2].is_empty());
        assert_eq!(label(&found[2], "☕"), "☕");
        assert_eq!(found[3].len(), 2);
    }
}

//! Properties of merchant keys.

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
fn known_cities_and_months_go_where_the_ledger_shows_the_name_without_them() {
    let names =
        ["Bean House", "Bean House Amsterdam", "Flat Rent March", "Flat Rent April", "Hotel Paris", "Hotel Berlin"];
    let keys = keyed(&names);
    assert_eq!(keys, ["bean house", "bean house", "flat rent", "flat rent", "hotel paris", "hotel berlin"]);
    assert_eq!(keyed(&["Swift Paris", "Swift Berlin", "Swift Oslo"]), ["swift", "swift", "swift"]);
    assert_eq!(keyed(&["Air Berlin", "Bank of London"]), ["air berlin", "bank of london"]);
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

#[test]
fn a_place_that_was_taken_off_leaves_a_name_that_is_read_again() {
    let known = ["Blue Grill", "Blue Grill Lyon", "Blue Grill Oslo", "Star Gas", "Star Gas Lyon", "Star Gas Oslo"];
    let keys = keyed(&[&["Acme Ltd Lyon", "Acme Ltd Oslo"], &known[..]].concat());
    assert_eq!(keys[..3], ["acme", "acme", "blue grill"]);
}

/// The merchants of charges `(description, days between, minor units, number)`, in the order given.
fn merchants(series: &[(&str, u64, i64, u64)], aliases: &[Alias]) -> Assigned {
    let first = chrono::NaiveDate::from_ymd_opt(2023, 1, 2).expect("a day");
    let mut rows: Vec<(chrono::NaiveDate, usize, i64)> = vec![];
    for (d, &(_, every, minor, number)) in series.iter().enumerate() {
        rows.extend((0..number).map(|n| (first + chrono::Days::new(n * every), d, minor)));
    }
    rows.sort_unstable();
    let (description, minor): (Vec<usize>, Vec<i64>) = rows.iter().map(|r| (r.1, r.2)).unzip();
    let date: Vec<_> = rows.iter().map(|r| r.0).collect();
    let texts: Vec<String> = series.iter().map(|s| s.0.to_owned()).collect();
    assign(&texts, &Charges { description: &description, date: &date, minor: &minor }, aliases)
}

fn alias(key: &str, merchant: &str) -> Alias {
    Alias { key: key.into(), merchant: merchant.into(), learned: false }
}

#[test]
fn two_spellings_of_one_subscription_are_joined_and_two_subscriptions_are_not() {
    let of = |minor, every| merchants(&[("Golden Kitchen", 7, 1000, 30), ("Goldn Kitchen", every, minor, 12)], &[]);
    assert_eq!(of(1000, 7).merchants, ["golden kitchen", "golden kitchen"], "same cadence and amount");
    assert_eq!(of(4500, 7).merchants, ["golden kitchen", "golden kitchen"], "same cadence");
    assert_eq!(of(4500, 14).merchants, ["golden kitchen", "goldn kitchen"], "both differ");
}

#[test]
fn aliases_are_followed_through_chains_and_circles() {
    let series = [("AMZN MKTP", 3, 1234, 2), ("Amazon", 5, 999, 2), ("River Books", 9, 77, 2), ("Shop", 2, 5, 2)];
    let called = |aliases: &[Alias]| merchants(&series, aliases).merchants;
    assert_eq!(called(&[alias("amzn mktp", "Amazon")])[..2], ["amazon", "amazon"]);
    let chain = [alias("amzn mktp", "amazon"), alias("amazon", "The River")];
    assert_eq!(called(&chain), ["the river", "the river", "river books", "shop"]);
    let circle = [alias("amzn mktp", "amazon"), alias("amazon", "river books"), alias("river books", "amzn mktp")];
    assert_eq!(called(&circle), ["amazon", "amazon", "amazon", "shop"]);
    let nothing = [alias("", "x"), alias("shop", "  "), alias("amazon", "Amazon #12"), alias("nowhere", "else")];
    assert_eq!(called(&nothing), called(&[]));
    let assigned = merchants(&series, &chain);
    assert_eq!((assigned.now_called("amzn mktp"), assigned.now_called("shop")), ("the river".into(), "shop".into()));
    let mut turned = circle.to_vec();
    turned.reverse();
    assert_eq!(called(&turned), called(&circle), "the order of aliases changes nothing");
}

#[test]
fn an_alias_takes_every_spelling_of_its_merchant_along() {
    let series = [("Golden Kitchen", 3, 1200, 4), ("Goldn Kitchen", 5, 900, 2), ("SQ *GOLDEN KITCHEN 00412", 4, 7, 2)];
    let all = merchants(&series, &[alias("golden kitchen", "Canteen")]);
    assert_eq!(all.merchants, ["canteen", "canteen", "canteen"]);
    let one = merchants(&series, &[alias("goldn kitchen", "Canteen")]);
    assert_eq!(one.merchants, ["golden kitchen", "canteen", "golden kitchen"], "what is written counts first");
}

#[test]
fn a_learned_alias_gives_way_to_two_schedules_and_a_stated_one_does_not() {
    let series = [("Gym North", 7, 1000, 30), ("Gym South", 30, 4500, 14)];
    let learned = Alias { learned: true, ..alias("gym north", "gym south") };
    let given_way = merchants(&series, std::slice::from_ref(&learned));
    assert_eq!(
        (given_way.merchants, given_way.refused),
        (vec!["gym north".into(), "gym south".into()], vec!["gym north".to_owned()])
    );
    assert_eq!(merchants(&series, &[alias("gym north", "gym south")]).merchants, ["gym south", "gym south"]);
    let (same, aliases) = ([("Gym North", 7, 1000, 30), ("Gym South", 7, 4500, 14)], [learned]);
    assert_eq!(merchants(&same, &aliases).merchants, ["gym south", "gym south"]);
}

#[test]
fn a_merchant_of_ten_thousand_letters_is_read_up_to_the_bound() {
    let long = "é".repeat(10_000);
    let key = clean(&long);
    assert_eq!(key.chars().count(), MAX_CHARS);
    assert_eq!(keyed(&[&long, "Shop"]), [key, "shop".to_owned()]);
}

#[test]
fn a_million_identical_descriptions_are_one_merchant_at_once() {
    let start = std::time::Instant::now();
    let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
    let expense = crate::Expense {
        id: None,
        date: day,
        minor: 5,
        category: "A".into(),
        description: "Shop".into(),
        ..crate::Expense::default()
    };
    let input = crate::Input { expenses: vec![expense; 1_000_000], ..crate::Input::default() };
    let ledger = crate::Ledger::new(&input, &crate::Params::default()).expect("enough");
    assert_eq!((ledger.merchants.as_slice(), ledger.len()), (["shop".to_owned()].as_slice(), 1_000_000));
    assert_eq!(keys(&vec!["Shop 00412".to_owned(); 1_000_000]).len(), 1_000_000);
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

/// A processor's prefix, a store number, a date, a legal form, case and accents around a name.
fn dressed() -> impl Strategy<Value = (String, String)> {
    let name = "(blue|golden|river|north)( (bakery|kitchen|garage|books)){1,2}";
    let before = "(SQ \\*|TST\\* |PAYPAL \\*|POS |UPI/|Debit Card |)";
    let after = "( #0412| 00512| Store 17| 2024-03-05| Inc| GmbH| Ref 88123|)";
    (name, before, after, 0..4u8).prop_map(|(name, before, after, form)| {
        let shown = match form {
            0 => name.to_uppercase(),
            1 => name.replace('e', "é"),
            2 => name.replace(' ', "   "),
            _ => name.clone(),
        };
        (name, format!("{before}{shown}{after}"))
    })
}

proptest! {
    #[test]
    fn dress_changes_nothing((name, dressed) in dressed()) {
        prop_assert_eq!(clean(&dressed), name);
    }

    #[test]
    fn keys_are_keys_of_themselves(
        names in prop::collection::vec("(sq \\*|pos |)(acme|blue|blu|golden|goldn|star)( (grill|gril|kitchen|ltd|no 7))?( (lyon|oslo|no 5x|inc)){0,3}", 1..40)
    ) {
        let once = keys(&names);
        prop_assert_eq!(keys(&once), once);
    }

    #[test]
    fn two_recurring_merchants_of_different_cadence_and_amount_stay_two(
        name in "[a-f]{4} [a-f]{5}",
        slip in 0..10usize,
        place in any::<bool>(),
        cadences in prop::sample::subsequence(vec![(7u64, 60u64), (14, 40), (91, 12), (365, 6)], 2).prop_shuffle(),
        amount in 500..20_000i64,
        factor in 110..400i64,
    ) {
        let other = if place {
            format!("{name} lyon")
        } else {
            let mut letters: Vec<char> = name.chars().collect();
            letters.remove(slip.min(letters.len() - 1));
            letters.into_iter().collect()
        };
        // Places are known from other names.
        let mut series = vec![(name.as_str(), cadences[0].0, amount, cadences[0].1)];
        series.push((other.as_str(), cadences[1].0, amount * factor / 100, cadences[1].1));
        for known in ["blue grill", "blue grill lyon", "star gas", "star gas lyon"] {
            series.push((known, 1, 5, 1));
        }
        let merchants = merchants(&series, &[]).merchants;
        prop_assert_ne!(&merchants[0], &merchants[1]);
        let same: Vec<_> = series.iter().map(|s| (s.0, 7, 1000, 20)).collect();
        let merchants = self::merchants(&same, &[]).merchants;
        prop_assert_eq!(&merchants[0], &merchants[1], "the names alone are joined");
    }
}

/// What banks write around a name: how it was paid, numbers made at random, what follows. `0` stands for a digit, `A` for
/// a letter of a reference, `@` for the name.
const STYLES: [&str; 28] = [
    "POS @ 0000 00/00",
    "POS W/D @ 000000XXXX0000 AUTH 000000",
    "CARD PAYMENT TO @,00.00 GBP ON 00-00-2025",
    "PURCHASE AUTHORIZED ON 00/00 @ 000-000-0000 S000000000 CARD 0000",
    "CHECKCARD 0000 @ 0000000000",
    "DEBIT CARD PURCHASE XXXXX0000 @ 00/00 #000000",
    "@ DES:BILL ID:A000000 INDN:SOMEBODY CO ID:0000000 PPD",
    "@ PPD ID: 0000000000",
    "ACH DEBIT @ 0000000",
    "Direct Debit @ Ref 00000-00",
    "BACS @ 0000000",
    "EFTPOS 00/00 00:00 @ CARD 0000",
    "Kartenzahlung @ 2025-00-00T00:00:00 KFN 0 VJ 0000",
    "SEPA-Lastschrift @ Mandat 00000000 Ref. 0000000000",
    "SEPA Basislastschrift @ EREF+0000 MREF+A000 SVWZ+Abo",
    "CB @ 00/00/25",
    "PAIEMENT PAR CARTE X0000 @ 00/00",
    "PRLV SEPA @ RUM A000A000A0",
    "COMPRA P000000000 @ NRR:0000000 SUC 00",
    "COMPRA TARJ. 0000XXXXXXXX0000 @",
    "PAGAMENTO POS 00/00 00.00 CARTA 0000 @",
    "BEA NR:A00A00 00.00.25/00.00 @ PAS000",
    "KORTKÖP 2025-00-00 @",
    "UPI/000000000000/PAYMENT/@",
    "SQ *@",
    "PAYPAL *@ 0000000000",
    "Zelle payment to @ Conf# A0A0A0A0",
    "Оплата товаров и услуг @ 000000",
];

fn noise() -> impl Strategy<Value = (usize, Vec<u8>)> {
    (0..STYLES.len(), prop::collection::vec(any::<u8>(), 64))
}

/// `name` as the bank writes it with random numbers.
fn written(name: &str, (style, random): &(usize, Vec<u8>)) -> String {
    let mut random = random.iter().cycle();
    let mut next = |n: u8| random.next().map_or(0, |r| r % n);
    let fill = |c: char| match c {
        '0' => char::from(b'1' + next(9)).to_string(),
        'A' => char::from(b'A' + next(23)).to_string(),
        '@' => name.to_owned(),
        other => other.to_string(),
    };
    // The style's own letters stay: only A before or after a digit is a place for one.
    let chars: Vec<char> = STYLES[*style].chars().collect();
    let place = |i: usize| {
        chars[i] != 'A'
            || chars.get(i + 1).is_some_and(|c| *c == '0')
            || i.checked_sub(1).is_some_and(|b| chars[b] == '0')
    };
    let (mut text, mut fill) = (String::new(), fill);
    (0..chars.len()).for_each(|i| text += &if place(i) { fill(chars[i]) } else { chars[i].to_string() });
    text
}

/// Names of any script, of one to three words of letters that no bank uses.
fn brand() -> impl Strategy<Value = String> {
    prop_oneof![
        "[B-DF-HJ-NP-TV-Z][aeiou][bdfgklmnprstvz][aeiou]{1,2}[klmnrst]{1,2}( [BDFGKLMNPRSTVZ][aeiou][bdfgklmnprstvz][aeiou]x){0,2}",
        "[БВГДЖЗ][аеио][лмнрст][аеио][кмнр]( [БВГДЖЗ][аеио][лмнрст]ь){0,1}",
        "[αβγδ]ρ[αεο]κ[αο]λ",
        "[北南東西中][山川田村本][屋堂軒亭]",
        "[ابتثج][نمل][ابتثج]ر",
    ]
}

proptest! {
    #[test]
    fn what_banks_write_around_a_name_is_no_part_of_it(name in brand(), noise in noise()) {
        let text = written(&name, &noise);
        prop_assert_eq!(clean(&text), clean(&name), "{}", text);
        prop_assert_eq!(clean(&clean(&text)), clean(&text));
    }

    #[test]
    fn one_merchant_behind_many_strings_is_one_and_shown_by_its_name(
        name in brand(),
        noises in prop::collection::vec(noise(), 2..12),
    ) {
        let texts: Vec<String> = noises.iter().map(|n| written(&name, n)).collect();
        let series: Vec<_> = texts.iter().map(|t| (t.as_str(), 30, 999, 1)).collect();
        let assigned = merchants(&series, &[]);
        let described: Vec<usize> = (0..texts.len()).collect();
        let keys = [assigned.merchants[0].clone()];
        prop_assert!(assigned.merchants.iter().all(|m| *m == keys[0]), "{:?}", assigned.merchants);
        let shown = assigned.names(&texts, &described, &keys);
        prop_assert_eq!(&shown[0], &name);
    }
}

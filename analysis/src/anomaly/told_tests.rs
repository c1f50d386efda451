//! What the owner of a ledger is told: whole ledgers in, the first findings out.

use chrono::{Datelike, Days, Months, NaiveDate};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::input::{EntryKind, Expense, Feedback, Input, Params, Verdict};
use crate::report::{AnomalyKind as Kind, Finding};
use crate::run::Unwatched;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn expense(date: NaiveDate, minor: i64, category: &str, description: &str) -> Expense {
    Expense { date, minor, category: category.into(), description: description.into(), ..Expense::default() }
}

/// Kinds of shops: category, names, median in minor units, spread of the logarithm, purchases a month.
const SHOPS: [(&str, [&str; 2], f64, f64, u32); 4] = [
    ("Food", ["Mill Lane Grocer", "Orchard Foods"], 3600.0, 0.45, 10),
    ("Eating out", ["Blue Door Cafe", "Tin Roof"], 1900.0, 0.4, 6),
    ("Petrol", ["Crossroads Garage", "Hill Pumps"], 5200.0, 0.2, 3),
    ("Tea", ["Leaf Room", "Kettle"], 390.0, 0.2, 5),
];

/// Two years of a household, 2023 and 2024, without anything irregular: the rent of 950.00 on the 1st and what it buys.
fn household(seed: u64) -> Vec<Expense> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut expenses = vec![];
    for month in 0..24 {
        let first = day("2023-01-01") + Months::new(month);
        expenses.push(expense(first, 95_000, "Home", "Weaver Street Rent"));
        for (category, names, median, spread, purchases) in SHOPS {
            for _ in 0..purchases {
                // The sum of uniforms is close enough to normal.
                let z: f64 = (0..6).map(|_| rng.random_range(-1.0..1.0)).sum::<f64>() / 1.414;
                let date = first + Days::new(rng.random_range(0..28));
                let amount = (median * (spread * z).exp()) as i64;
                expenses.push(expense(date, amount, category, names[rng.random_range(0..2)]));
            }
        }
    }
    expenses.sort_by_key(|e| e.date);
    // The ledger ends with its last year whatever the dice say.
    expenses.push(expense(day("2024-12-31"), 3_600, "Food", "Mill Lane Grocer"));
    expenses
}

struct Told {
    report: AnomalyReport,
    scored: Vec<ScoredExpense>,
}

impl Told {
    fn with(input: Input, params: Params) -> Self {
        let ledger = Ledger::new(&input, &params).expect("enough expenses");
        let run = Run::new(42, &Unwatched);
        let recurring = crate::recurring::find(&ledger, &run).expect("not cancelled");
        let (report, scored) = find(&ledger, &recurring, None, &mut Models::default(), &run).expect("a result");
        Self { report, scored }
    }

    fn of(expenses: &[Expense]) -> Self {
        Self::with(Input { expenses: expenses.to_vec(), ..Input::default() }, Params::default())
    }

    /// What is to be looked at, in its order.
    fn inbox(&self) -> Vec<&Finding> {
        self.report.findings.iter().filter(|f| f.flagged && f.in_review).collect()
    }

    /// What is to be looked at of these rows.
    fn about(&self, rows: &[usize]) -> Vec<&Finding> {
        self.inbox().into_iter().filter(|f| f.rows.iter().any(|r| rows.contains(&(*r as usize)))).collect()
    }

    fn titles(&self) -> Vec<&str> {
        self.report.findings.iter().take(10).map(|f| f.title.as_str()).collect()
    }
}

#[test]
fn two_plain_years_are_quiet() {
    let flags: Vec<usize> = (0..6).map(|seed| Told::of(&household(seed)).inbox().len()).collect();
    assert!(flags.iter().all(|n| *n <= 1) && flags.iter().sum::<usize>() <= 2, "{flags:?}");
}

#[test]
fn the_only_charge_of_its_category_is_compared_with_the_account() {
    let mut expenses = household(1);
    expenses.push(expense(day("2024-08-20"), 1_620_000, "Boats", "Harbour Yachts"));
    let told = Told::of(&expenses);
    let first = told.inbox()[0];
    assert_eq!(first.rows, [expenses.len() as u64 - 1], "{:?}", told.titles());
    assert!(first.impact.minor() > 1_600_000);
    assert!(first.title.starts_with("$16,200.00 at Harbour Yachts on 20 August 2024:"), "{}", first.title);
    assert!(first.title.contains("larger than all your"), "{}", first.title);
}

#[test]
fn a_slip_is_told_as_a_slip_with_the_right_amount_and_nothing_else() {
    let mut expenses = household(2);
    let rent = expenses.iter().position(|e| e.minor == 95_000 && e.date == day("2024-09-01")).expect("the rent");
    expenses[rent].minor = 950_000;
    expenses.push(expense(day("2024-10-10"), 39_000, "Tea", "Leaf Room"));
    let told = Told::of(&expenses);
    for (row, right) in [(rent, "$950.00"), (expenses.len() - 1, "$3.90")] {
        let about = told.about(&[row]);
        assert_eq!(about.len(), 1, "{:?}", told.titles());
        assert!(about[0].kind == Kind::DecimalSlip && about[0].title.contains(right), "{:?}", about[0].title);
    }
    let rent = |f: &&Finding| f.merchant.contains("Weaver") && f.flagged;
    assert_eq!(told.report.findings.iter().filter(rent).count(), 1, "{:?}", told.titles());
}

#[test]
fn a_double_is_one_finding_with_both_rows_and_a_habit_is_none() {
    let mut expenses = household(3);
    for n in (0..700).filter(|n| n % 7 < 5) {
        let date = day("2023-01-02") + Days::new(n);
        (0..2).for_each(|_| expenses.push(expense(date, 310, "Tram", "City Tram")));
    }
    let first = expenses.len();
    (0..2).for_each(|_| expenses.push(expense(day("2024-11-05"), 17_450, "Home", "Lantern House")));
    let told = Told::of(&expenses);
    let about = told.about(&[first, first + 1]);
    assert_eq!(about.len(), 1, "{:?}", told.titles());
    assert_eq!((about[0].rows.as_slice(), about[0].impact.minor()), (&[first as u64, first as u64 + 1][..], 17_450));
    assert!(!told.inbox().iter().any(|f| f.merchant.contains("Tram")), "{:?}", told.titles());
}

#[test]
fn a_file_entered_twice_is_one_finding_with_its_sum() {
    let mut expenses = household(4);
    let block: Vec<Expense> =
        expenses.iter().filter(|e| (e.date.year(), e.date.month()) == (2024, 5)).cloned().collect();
    let first = expenses.len();
    expenses.extend(block.iter().cloned());
    let told = Told::of(&expenses);
    let rows: Vec<usize> = (first..expenses.len()).collect();
    let about = told.about(&rows);
    assert_eq!(about.len(), 1, "{:?}", told.titles());
    assert_eq!(about[0].kind, Kind::EnteredTwice);
    assert_eq!(about[0].impact.minor(), block.iter().map(|e| e.minor).sum::<i64>());
    assert_eq!(about[0].rows.len(), 2 * block.len());
}

#[test]
fn a_burst_is_one_finding_with_all_its_charges_whatever_their_sizes() {
    let mut expenses = household(5);
    let first = expenses.len();
    for n in 0..11 {
        let amount = [299, 499, 999, 2499][n % 4];
        expenses.push(expense(day("2024-10-18") + Days::new(n as u64 % 2), amount, "Games", "Gem Quest Store"));
    }
    let told = Told::of(&expenses);
    let rows: Vec<usize> = (first..expenses.len()).collect();
    let about = told.about(&rows);
    assert_eq!(about.len(), 1, "{:?}", told.titles());
    assert_eq!((about[0].kind, about[0].rows.len()), (Kind::Burst, 11));
    assert_eq!(about[0].impact.minor(), expenses[first..].iter().map(|e| e.minor).sum::<i64>());
}

#[test]
fn refunds_find_their_purchases() {
    let mut expenses = household(6);
    let shop = |date: &str, minor: i64, name: &str| expense(day(date), minor, "Clothes", name);
    for month in 0..20 {
        expenses.push(expense(
            day("2023-01-09") + Months::new(month),
            6_000 + 211 * i64::from(month),
            "Clothes",
            "Thread & Hem",
        ));
    }
    let first = expenses.len();
    expenses.push(shop("2024-08-01", 38_000, "Thread & Hem"));
    expenses.push(shop("2024-08-20", -38_000, "Thread & Hem"));
    expenses.push(shop("2024-09-01", 31_500, "Thread & Hem"));
    expenses.push(shop("2024-09-15", -29_000, "Thread & Hem REFUND"));
    let lone = expenses.len();
    expenses.push(expense(day("2024-10-02"), -7_700, "Other", "Unknown Traders"));
    for month in 0..12 {
        expenses.push(expense(day("2024-01-15") + Months::new(month), -25_000, "Home", "Flatmate Rent Share"));
    }
    let told = Told::of(&expenses);
    let rows: Vec<usize> = (first..lone).collect();
    assert!(told.about(&rows).is_empty(), "{:?}", told.titles());
    let refunds: Vec<&Finding> = told.report.findings.iter().filter(|f| f.kind == Kind::Refund).collect();
    assert_eq!(refunds.len(), 1, "{:?}", told.titles());
    assert_eq!(refunds[0].rows, [lone as u64]);
    assert!(refunds[0].title.starts_with("$77.00 came back from Unknown Traders"), "{}", refunds[0].title);
}

#[test]
fn small_change_is_listed_at_most() {
    let mut expenses = household(7);
    expenses.push(expense(day("2024-12-12"), 1_090, "Tea", "Kettle"));
    let told = Told::of(&expenses);
    assert!(told.about(&[expenses.len() - 1]).is_empty(), "{:?}", told.titles());
    assert!(told.report.materiality.minor() > 500, "{:?}", told.report.materiality);
    let params = Params { materiality: Some(5_000_000), ..Params::default() };
    expenses.push(expense(day("2024-08-20"), 1_620_000, "Boats", "Harbour Yachts"));
    let told = Told::with(Input { expenses, ..Input::default() }, params);
    assert_eq!((told.report.flagged, told.report.materiality.minor()), (0, 5_000_000));
    assert!(told.titles()[0].contains("Harbour Yachts"), "it is listed: {:?}", told.titles());
}

#[test]
fn what_is_older_than_the_review_window_is_history() {
    let mut expenses = household(8);
    expenses.push(expense(day("2023-08-20"), 1_620_000, "Boats", "Harbour Yachts"));
    let input = Input { expenses, ..Input::default() };
    let of_boat = |params: Params| {
        let told = Told::with(input.clone(), params);
        let boat = told.report.findings.iter().find(|f| f.merchant == "Harbour Yachts").expect("listed").clone();
        (boat.flagged, boat.in_review, told.report.flagged - told.report.in_review)
    };
    assert!(of_boat(Params::default()).0);
    assert!(!of_boat(Params::default()).1);
    assert!(of_boat(Params::default()).2 >= 1);
    let since = Params { review_from: Some(day("2023-06-01")), ..Params::default() };
    assert!(of_boat(since).1);
}

#[test]
fn no_sentence_has_a_hole_and_money_is_that_of_the_currency() {
    let mut expenses: Vec<Expense> = household(9)
        .into_iter()
        .map(|e| Expense { description: String::new(), category: String::new(), ..e })
        .collect();
    expenses.push(expense(day("2024-12-03"), 26_000_000, "", ""));
    let params = Params { currency: "JPY".into(), ..Params::default() };
    let told = Told::with(Input { expenses: expenses.clone(), ..Input::default() }, params);
    assert_eq!(told.inbox()[0].rows, [expenses.len() as u64 - 1], "{:?}", told.titles());
    for finding in &told.report.findings {
        for text in finding.reasons.iter().map(|r| &r.text) {
            let holes = ["  ", ": :", "\"\"", " ,", " :", " at on", " in on"];
            assert!(!holes.iter().any(|hole| text.contains(hole)) && !text.contains(".00"), "{text}");
        }
    }
}

#[test]
fn income_and_transfers_are_shown_and_judged_by_nobody() {
    let mut expenses = household(10);
    for month in 0..24 {
        let date = day("2023-01-25") + Months::new(month);
        expenses.push(Expense { kind: EntryKind::Income, ..expense(date, 310_000, "Salary", "Employer") });
        expenses.push(Expense { kind: EntryKind::Transfer, ..expense(date, 50_000, "Savings", "Own savings") });
    }
    let told = Told::of(&expenses);
    assert_eq!(told.scored.len(), expenses.len());
    assert!(told.scored.iter().map(|s| s.row).eq(0..expenses.len()));
    let aside = expenses.len() - 48;
    assert!(told.scored[aside..].iter().all(|s| s.score == 0.0 && !s.flagged && s.kind.is_none()));
    assert_eq!(told.report.scored, aside as u64);
}

#[test]
fn turned_signs_are_said_at_once() {
    let expenses: Vec<Expense> = household(11).into_iter().map(|e| Expense { minor: -e.minor, ..e }).collect();
    let told = Told::of(&expenses);
    assert_eq!(told.report.notes[0].code, "signs_reversed");
}

#[test]
fn a_date_decades_off_is_a_finding_of_its_own() {
    let mut expenses = household(12);
    expenses.push(expense(day("2044-05-03"), 4_120, "Food", "Orchard Foods"));
    let told = Told::of(&expenses);
    let about = told.about(&[expenses.len() - 1]);
    assert_eq!(about.len(), 1, "{:?}", told.titles());
    assert_eq!(about[0].kind, Kind::ImpossibleDate);
    assert!(!told.inbox().iter().any(|f| f.merchant.contains("Weaver")), "{:?}", told.titles());
    assert!(told.report.review_from < day("2024-06-01"), "{}", told.report.review_from);
}

#[test]
fn verdicts_on_one_charge_of_a_burst_hold_for_the_finding() {
    let mut expenses = household(13);
    let first = expenses.len();
    for n in 0..9 {
        expenses.push(expense(day("2024-10-18"), 900 + n, "Games", "Gem Quest Store"));
    }
    let told = Told::of(&expenses);
    let rows: Vec<usize> = (first..expenses.len()).collect();
    assert_eq!(told.about(&rows).len(), 1);
    // As an earlier version named the burst at one of its charges.
    let ledger =
        Ledger::new(&Input { expenses: expenses.clone(), ..Input::default() }, &Params::default()).expect("enough");
    let at = ledger.row.iter().position(|&row| row == first + 4).expect("in the ledger");
    let feedback = vec![Feedback {
        anomaly_id: identity::of_expense(&ledger, at, Kind::Burst),
        merchant: String::new(),
        verdict: Verdict::OneOff,
    }];
    let told = Told::with(Input { expenses, feedback, ..Input::default() }, Params::default());
    assert!(told.about(&rows).is_empty());
    let burst = told.report.findings.iter().find(|f| f.kind == Kind::Burst).expect("it is listed");
    assert_eq!((burst.suppressed, burst.verdict), (true, Some(Verdict::OneOff)));
}

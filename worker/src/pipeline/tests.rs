//! Whole analyses of ledgers that are small, odd or hostile.

use std::io::Read;
use std::sync::Mutex;

use chrono::{Days, NaiveDate};
use outlay_analysis::run::Unwatched;
use outlay_analysis::{Budget, Expense};

use super::*;

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day") + Days::new(n)
}

fn expense(n: u64, minor: i64, category: &str, description: &str) -> Expense {
    Expense {
        id: None,
        date: day(n),
        minor,
        category: category.into(),
        description: description.into(),
        ..Expense::default()
    }
}

/// A year and more: rent, a subscription, groceries, coffee, some refunds, one spike.
fn household() -> Input {
    let mut expenses = Vec::new();
    for n in 0..430u64 {
        let wave = i64::try_from(n * 7919 % 97).expect("small");
        if n % 30 == 0 {
            expenses.push(expense(n, 120_000, "Rent", "Lakeside Homes"));
            expenses.push(expense(n + 3, 1299, "Streaming", "STREAMBOX #1234"));
        }
        if n % 3 == 0 {
            expenses.push(expense(n, 2500 + 40 * wave, "Groceries", "Fresh Market 22"));
        }
        if n % 2 == 0 {
            expenses.push(expense(n, 380 + wave, "Coffee ☕", "Corner Roast"));
        }
        if n % 61 == 0 {
            expenses.push(expense(n, -1500, "Groceries", "Fresh Market refund"));
        }
    }
    expenses.push(expense(300, 480_000, "Groceries", "Fresh Market 22"));
    let budget = |category: &str, minor| Budget { category: category.into(), minor };
    let budgets = vec![budget("Groceries", 40_000), budget("Rent", 0), budget("Idle", 100)];
    Input { expenses, budgets, ..Input::default() }
}

fn no_model(_: &[String]) -> Result<Embeddings, String> {
    Err("no model here; install one".to_owned())
}

fn analyse_input(input: &Input) -> Outcome {
    let request = Request { input: input.clone(), ..Request::default() };
    analyse(request, &mut no_model, &Unwatched, &|_, _| {}).expect("an analysis never fails as a whole")
}

fn artifact<'a>(outcome: &'a Outcome, name: &str) -> &'a [u8] {
    &outcome.artifacts.iter().find(|a| a.name == name).unwrap_or_else(|| panic!("{name} was written")).bytes
}

fn sheets(outcome: &Outcome) -> Vec<(String, String)> {
    let bytes = std::io::Cursor::new(artifact(outcome, "report.xlsx"));
    let mut archive = zip::ZipArchive::new(bytes).expect("a zip file");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("UTF-8").into_owned()).collect();
    let mut files = Vec::new();
    for name in names.into_iter().filter(|n| n.ends_with(".xml")) {
        let mut text = String::new();
        archive.by_name(&name).expect("listed").read_to_string(&mut text).expect("UTF-8");
        files.push((name, text));
    }
    files
}

#[test]
fn odd_ledgers_are_analysed_whole() {
    let flat = |minor: &[i64], category: &str| -> Vec<Expense> {
        (0u64..).zip(minor).map(|(i, &m)| expense(i * 9, m, category, "Shop")).collect()
    };
    let long = "ä".repeat(100);
    let gap = || [flat(&[500; 6], "A"), (0..6).map(|i| expense(300 + i, 700, "B", "Other")).collect()].concat();
    let weird: Vec<Expense> = ["a/b", "..", "../../etc", "🍕", long.as_str(), "", "=1+1", "A & <B>\u{1}"]
        .iter()
        .enumerate()
        .flat_map(|(i, c)| (0..4u64).map(move |n| expense(n * 20 + i as u64, 900 + i as i64, c, "=cmd|' /C calc'!A0")))
        .collect();
    let cases: [(&str, Vec<Expense>); 7] = [
        ("five rows", flat(&[100, 200, 300, 400, 500], "One")),
        ("all equal", flat(&[1000; 40], "One")),
        ("extremes", flat(&[1, 999_999_999, 1, 999_999_999, 50, 60, 70], "One")),
        ("refunds only", flat(&[-100; 8], "One")),
        ("months without expenses", gap()),
        ("strange categories", weird),
        ("one day", (0..9).map(|i| expense(5, 100 + i, "", "")).collect()),
    ];
    for (name, expenses) in cases {
        let input = Input { expenses, ..Input::default() };
        let outcome = analyse_input(&input);
        let total: i64 = input.expenses.iter().map(|e| e.minor).sum();
        assert_eq!(outcome.summary.total.minor(), total, "{name}");
        assert_eq!(outcome.artifacts.len(), 32, "{name}: {:?}", outcome.summary.notes);
        let failed = |n: &Note| n.code == "part_failed";
        assert!(!outcome.summary.notes.iter().any(failed), "{name}: {:?}", outcome.summary.notes);
        let parts =
            [&outcome.anomalies.notes, &outcome.forecasts.notes, &outcome.drift.notes, &outcome.recurring.notes];
        assert!(!parts.iter().any(|notes| notes.iter().any(failed)), "{name}: {parts:?}");
        let mut table = csv::Reader::from_reader(artifact(&outcome, "transactions.csv"));
        assert_eq!(table.records().flatten().count(), input.expenses.len(), "{name}");
        for artifact in outcome.artifacts.iter().filter(|a| a.name.ends_with(".png")) {
            assert!(artifact.bytes.starts_with(b"\x89PNG"), "{name}: {}", artifact.name);
        }
    }
}

#[test]
fn text_never_becomes_a_formula_and_totals_tie() {
    let mut input = household();
    for text in ["=HYPERLINK(\"http://x\")", "+1", "-2", "@SUM(A1)", " =1", "＝1", "\t=1", "bell\u{7}"] {
        input.expenses.push(expense(200, 777, text, text));
    }
    let outcome = analyse_input(&input);

    let csv = String::from_utf8(artifact(&outcome, "transactions.csv").to_vec()).expect("UTF-8");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let text_columns = [3, 4, 5, 14, 15];
    let risky = |cell: &str| cell.trim_start().starts_with(['=', '+', '-', '@', '＝']) || cell.starts_with('\t');
    let mut sum = 0.0;
    for (row, record) in reader.records().map(|r| r.expect("a row")).enumerate() {
        assert_eq!(record[0], row.to_string());
        assert!(text_columns.iter().all(|&c| !risky(&record[c])), "{record:?}");
        sum += record[2].parse::<f64>().expect("an amount");
    }
    assert!((sum - outcome.summary.total.major()).abs() < 0.005);

    let files = sheets(&outcome);
    let mut formulas = 0;
    for (name, xml) in files.iter().filter(|(name, _)| name.starts_with("xl/worksheets/")) {
        for formula in xml.split("<f>").skip(1).map(|rest| rest.split("</f>").next().unwrap_or_default()) {
            formulas += 1;
            let own = ["SUM(", "COUNT(", "COUNTIF(", "IF(ABS(", "'Category"].iter().any(|p| formula.starts_with(p));
            assert!(own || formula.parse::<f64>().is_ok(), "{name}: {formula}");
        }
        assert!(!xml.contains('\u{7}'), "{name}");
    }
    assert!(formulas > 20);
    let checks = files.iter().find(|(name, _)| name == "xl/worksheets/sheet13.xml").expect("the last sheet");
    assert_eq!((checks.1.matches("<v>OK</v>").count(), checks.1.matches("<v>DIFFERS</v>").count()), (5, 0));
}

#[test]
fn same_input_same_bytes_on_any_number_of_threads() {
    let input = household();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| analyse_input(&input))
    };
    let (one, two) = (on(1), on(2));
    assert_eq!(one.artifacts.len(), two.artifacts.len());
    for (a, b) in one.artifacts.iter().zip(&two.artifacts) {
        assert!(a == b, "{} differs", a.name);
    }
    assert_eq!(serde_json::to_string(&one.forecasts).ok(), serde_json::to_string(&two.forecasts).ok());
    assert_eq!(serde_json::to_string(&one.anomalies).ok(), serde_json::to_string(&two.anomalies).ok());
}

#[test]
fn parts_are_published_once_each_and_a_missing_model_is_told() {
    let names = Mutex::new(Vec::new());
    let request = Request { input: household(), ..Request::default() };
    let outcome = analyse(request, &mut no_model, &Unwatched, &|name, json| {
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
        names.lock().expect("not poisoned").push(name);
    })
    .expect("an analysis");
    let mut names = names.into_inner().expect("not poisoned");
    names.sort_unstable();
    assert_eq!(names, ["anomalies", "clusters", "drift", "forecasts", "recurring", "summary"]);
    assert!(outcome.clusters.notes.iter().any(|n| n.text.contains("no model here")), "{:?}", outcome.clusters.notes);
    let svg = String::from_utf8(artifact(&outcome, "charts/cluster_map.svg").to_vec()).expect("UTF-8");
    assert!(svg.contains("Not enough data"));
}

#[test]
fn a_later_attempt_takes_finished_parts_as_they_are_and_gives_the_same_result() {
    let kept = Mutex::new(std::collections::BTreeMap::new());
    let request = Request { input: household(), checkpoints: true, ..Request::default() };
    let first = analyse(request.clone(), &mut no_model, &Unwatched, &|name, json| {
        kept.lock().expect("not poisoned").insert(name, json);
    })
    .expect("an analysis");
    let kept = kept.into_inner().expect("not poisoned");
    let checkpoint = |name: &str| Checkpoint::parse(&kept[name]).expect("a checkpoint");
    let finished = Finished {
        anomalies: Some((
            serde_json::from_str(&kept["anomalies"]).expect("anomalies"),
            checkpoint("anomalies.checkpoint"),
        )),
        forecasts: Some((
            serde_json::from_str(&kept["forecasts"]).expect("forecasts"),
            checkpoint("forecasts.checkpoint"),
        )),
        ..Finished::default()
    };
    let again = Mutex::new(Vec::new());
    let second = analyse(Request { finished, ..request }, &mut no_model, &Unwatched, &|name, _| {
        again.lock().expect("not poisoned").push(name);
    })
    .expect("an analysis");
    let mut again = again.into_inner().expect("not poisoned");
    again.sort_unstable();
    assert_eq!(again, ["clusters", "drift", "recurring", "summary"], "the others were not computed again");
    assert_eq!((first.anomalies, first.scored), (second.anomalies, second.scored));
    assert_eq!((first.summary, first.models), (second.summary, second.models));
    assert_eq!(first.forecasts, second.forecasts);
    for (a, b) in first.artifacts.iter().zip(&second.artifacts) {
        assert!(a == b, "{} differs", a.name);
    }
}

#[test]
fn a_panicking_model_loses_only_its_parts() {
    let request = Request { input: household(), ..Request::default() };
    let mut panics = |_: &[String]| -> Result<Embeddings, String> { panic!("the model broke") };
    let outcome = analyse(request, &mut panics, &Unwatched, &|_, _| {}).expect("an analysis");
    assert!(outcome.clusters.notes.iter().any(|n| n.text.contains("failed unexpectedly")));
    assert!(outcome.forecasts.total.is_some());
}

#[test]
fn cancelled_and_too_small_are_the_only_ways_to_get_nothing() {
    struct Stop;
    impl Progress for Stop {
        fn stage(&self, _: &'static str, _: f64) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let request = Request { input: household(), ..Request::default() };
    assert_eq!(analyse(request, &mut no_model, &Stop, &|_, _| {}).err(), Some(Error::Cancelled));
    let request = Request::default();
    let few = analyse(request, &mut no_model, &Unwatched, &|_, _| {}).err();
    assert_eq!(few, Some(Error::TooFew { found: 0, needed: 5 }));
}

use chrono::NaiveDate;

use super::*;
use crate::input::{Expense, Feedback, Input, Params, Verdict};
use crate::report::{AnomalyKind, Finding};
use crate::run::Unwatched;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn expense(date: NaiveDate, minor: i64, category: &str, description: &str) -> Expense {
    Expense { id: None, date, minor, category: category.into(), description: description.into(), ..Expense::default() }
}

/// Two years of ordinary spending: groceries every third day, a gym on the 5th.
fn ordinary() -> Vec<Expense> {
    let mut expenses: Vec<Expense> = (0..240u64)
        .map(|n| {
            let date = day("2022-01-01") + chrono::Days::new(n * 3 + n % 2);
            let minor = (4000.0 * (0.4 * (n as f64 * 12.9898).sin() + 0.3 * (n as f64 * 4.1).cos()).exp()) as i64;
            expense(date, minor, "Groceries", ["Fresh Market", "Corner Shop"][n as usize % 2])
        })
        .collect();
    expenses.extend((0..23).map(|n| {
        expense(
            day("2022-01-05").checked_add_months(chrono::Months::new(n)).expect("a date"),
            3000,
            "Fitness",
            "City Gym",
        )
    }));
    expenses
}

fn analyse(expenses: &[Expense], feedback: &[Feedback]) -> (AnomalyReport, Vec<ScoredExpense>) {
    let input = Input { expenses: expenses.to_vec(), feedback: feedback.to_vec(), ..Input::default() };
    let ledger = Ledger::new(&input, &Params::default()).expect("enough expenses");
    let run = Run::new(42, &Unwatched);
    let recurring = crate::recurring::find(&ledger, &run).expect("not cancelled");
    find(&ledger, &recurring, None, &mut Models::default(), &run).expect("not cancelled")
}

fn at(report: &crate::report::AnomalyReport, row: usize) -> &Finding {
    report.findings.iter().find(|f| f.rows.contains(&(row as u64))).expect("the row is listed")
}

/// One charge of a pair.
fn double_of(expense: &Expense) -> crate::Money {
    crate::Money::new(expense.minor, 2)
}

#[test]
fn each_kind_is_flagged_with_its_reason() {
    let mut expenses = ordinary();
    let n = expenses.len();
    expenses.push(expense(day("2023-03-10"), 250_000, "Groceries", "Fresh Market"));
    let copy = expenses[100].clone();
    expenses.push(copy);
    let burst = n + 2..n + 9;
    expenses.extend(burst.clone().map(|i| expense(day("2023-05-11"), 150 + i as i64, "Groceries", "Corner Shop")));
    expenses.push(expense(day("2023-06-03"), 90_000, "Groceries", "Zyx Trading"));
    expenses.push(expense(day("2099-01-01"), 4000, "Groceries", "Corner Shop"));
    let (report, scored) = analyse(&expenses, &[]);
    assert_eq!(scored.iter().map(|s| s.row).collect::<Vec<_>>(), (0..expenses.len()).collect::<Vec<_>>());
    let codes =
        [(n, "above_usual"), (n + 1, "same_day"), (n + 3, "burst"), (n + 9, "first_charge"), (n + 10, "far_date")];
    for (row, code) in codes {
        assert!(scored[row].flagged, "{code}: {:?}", scored[row]);
        let about = at(&report, row);
        assert!(about.reasons.iter().any(|r| r.code == code), "{code}: {:?}", about.reasons);
        assert_eq!(about.title, about.reasons[0].text);
    }
    let double = at(&report, n + 1);
    assert_eq!((double.rows.as_slice(), double.impact), (&[100, n as u64 + 1][..], double_of(&expenses[100])));
    let burst_found = at(&report, n + 3);
    assert_eq!(burst_found.rows.len(), burst.len(), "a burst is one finding with all its charges");
    assert!(scored[n].reason.starts_with("$2,500.00 at Fresh Market on 10 March 2023:"), "{}", scored[n].reason);
    assert!(!scored[100].flagged, "only the second of two equal charges is one too many");
    assert!(scored[..n].iter().filter(|s| s.flagged).count() <= 3, "ordinary spending stays unflagged");
    assert_eq!(report.flagged_expenses, scored.iter().filter(|s| s.flagged).count() as u64);
    assert_eq!(report.flagged, report.findings.iter().filter(|f| f.flagged).count() as u64);
    assert_eq!(report.in_review, report.findings.iter().filter(|f| f.flagged && f.in_review).count() as u64);
    assert!(report.findings.iter().all(|a| !a.reasons.is_empty()));
    // The gym of December has not come; its price never changed.
    let check = |code: &str| report.checks.iter().find(|c| c.code == code).expect("every check is told");
    assert!(check("missed").flagged == 1 && check("missed").text.ends_with(": 1 flagged"), "{}", check("missed").text);
    assert!(check("prices").flagged == 0 && check("prices").text.ends_with(": none"), "{}", check("prices").text);
    assert_eq!(
        report.findings.iter().map(|a| a.rank).collect::<Vec<_>>(),
        (1..=report.findings.len() as u32).collect::<Vec<_>>()
    );
}

#[test]
fn a_missed_charge_is_told_at_the_next_one() {
    let mut expenses = ordinary();
    expenses.remove(240 + 10);
    let (_, scored) = analyse(&expenses, &[]);
    assert_eq!((scored[250].kind, scored[250].flagged), (Some(AnomalyKind::Missed), true), "{:?}", scored[250]);
}

#[test]
fn ids_stay_when_other_amounts_change_and_feedback_is_respected() {
    let mut expenses = ordinary();
    let n = expenses.len();
    expenses.push(expense(day("2023-03-10"), 250_000, "Groceries", "Fresh Market"));
    let (before, _) = analyse(&expenses, &[]);
    let id = at(&before, n).id;
    expenses[7].minor += 1;
    let (after, scored) = analyse(&expenses, &[]);
    assert_eq!(at(&after, n).id, id);
    assert!(scored[n].flagged);

    for (verdict, flagged) in [
        (Verdict::Expected, false),
        (Verdict::OneOff, false),
        (Verdict::IgnoreMerchant, false),
        (Verdict::Confirmed, true),
    ] {
        let feedback = Feedback { anomaly_id: id, merchant: "fresh market".into(), verdict };
        let (report, scored) = analyse(&expenses, &[feedback]);
        assert_eq!(scored[n].flagged, flagged, "{verdict:?}");
        assert_eq!(at(&report, n).verdict, Some(verdict));
        assert_eq!(report.notes.iter().any(|note| note.code == "suppressed_by_feedback"), !flagged);
    }

    // A merchant that is ignored stays so under its new name.
    let merchant = "fresh market".to_owned();
    let feedback = vec![Feedback { anomaly_id: uuid::Uuid::nil(), merchant, verdict: Verdict::IgnoreMerchant }];
    let aliases = vec![crate::Alias { key: "Fresh Market".into(), merchant: "Greens".into(), learned: true }];
    let input = Input { expenses, feedback, aliases, ..Input::default() };
    let ledger = Ledger::new(&input, &Params::default()).expect("enough expenses");
    assert!(ledger.merchants.iter().any(|m| m == "greens") && ledger.feedback[0].merchant == "greens");
}

#[test]
fn a_muted_kind_is_listed_without_its_flag_and_verdicts_are_told() {
    let mut expenses = ordinary();
    let n = expenses.len();
    expenses.push(expense(day("2023-03-10"), 250_000, "Groceries", "Fresh Market"));
    expenses.push(expenses[100].clone());
    let run = Run::new(42, &Unwatched);
    let muted = |muted_kinds: Vec<AnomalyKind>, feedback: Vec<Feedback>| {
        let input = Input { expenses: expenses.clone(), feedback, ..Input::default() };
        let params = Params { muted_kinds, ..Params::default() };
        let ledger = Ledger::new(&input, &params).expect("enough expenses");
        let recurring = crate::recurring::find(&ledger, &run).expect("not cancelled");
        find(&ledger, &recurring, None, &mut Models::default(), &run).expect("not cancelled")
    };
    let (loud, scored_loud) = muted(vec![], vec![]);
    assert!(at(&loud, n).flagged && at(&loud, n + 1).flagged);
    let (report, scored) = muted(vec![at(&loud, n).kind], vec![]);
    assert!(!at(&report, n).flagged && !scored[n].flagged && at(&report, n + 1).flagged);
    assert_eq!(scored[n].p_value, scored_loud[n].p_value);
    assert!(
        report.notes.iter().any(|note| note.code == "muted_kinds" && note.text.contains('1')),
        "{:?}",
        report.notes
    );
    assert_eq!(report.flagged_expenses, scored.iter().filter(|s| s.flagged).count() as u64);
    assert!(report.findings.is_sorted_by_key(|a| !a.flagged));
    assert!(report.findings.iter().map(|a| a.rank).eq(1..=report.findings.len() as u32));

    let said =
        |anomaly: &Finding, verdict| Feedback { anomaly_id: anomaly.id, merchant: anomaly.merchant.clone(), verdict };
    let quiet = loud.findings.iter().find(|a| !a.flagged && !a.rows.is_empty()).map(|a| said(a, Verdict::Confirmed));
    let feedback = [Some(said(at(&loud, n), Verdict::OneOff)), quiet.clone()].into_iter().flatten().collect();
    let (report, _) = muted(vec![], feedback);
    assert!(at(&report, n).suppressed && !at(&report, n + 1).suppressed);
    let note = report.notes.iter().find(|note| note.code == "feedback_respected").expect("a trace");
    assert!(note.text.contains("1 one-off") && note.text.contains("1 would be flagged"), "{}", note.text);
    if let Some(quiet) = quiet {
        let confirmed = report.findings.iter().find(|a| a.id == quiet.anomaly_id).expect("listed");
        assert!(confirmed.flagged && !confirmed.suppressed, "what is confirmed stays flagged");
    }
}

#[test]
fn a_month_far_above_its_history_is_an_anomaly_of_its_own() {
    let mut expenses = ordinary();
    expenses.extend((0..60).map(|n| {
        expense(
            day("2023-08-01") + chrono::Days::new(n % 28),
            5000 + n as i64 * 37,
            "Groceries",
            ["Other Market", "Far Market", "Old Mill"][n as usize % 3],
        )
    }));
    let (report, _) = analyse(&expenses, &[]);
    let month = report.findings.iter().find(|a| a.kind == AnomalyKind::CategoryMonth).expect("the month");
    assert_eq!((month.from, month.flagged), (day("2023-08-01"), true));
    assert!(!month.rows.is_empty() && month.title.contains("August 2023"), "{}", month.title);
}

#[test]
fn little_and_extreme_input_gives_a_result() {
    let date = day("2024-02-29");
    let cases: Vec<Vec<Expense>> = vec![
        vec![expense(date, 100, "", ""); 5],
        (1..=5).map(|n| expense(date, n, "A", "☕")).collect(),
        vec![
            expense(date, 1, "A", "a"),
            expense(date, 999_999_999, "A", "a"),
            expense(date, 0, "B", ""),
            expense(date, -5, "C", "x"),
            expense(date, i64::MAX / 4, "C", "x"),
        ],
        (0..60).map(|n| expense(date + chrono::Days::new(n), -100, "Refunds/..", "=cmd")).collect(),
        (0..40).map(|n| expense(if n == 0 { day("0001-01-01") } else { date }, 100 + n, "A", "a")).collect(),
    ];
    for expenses in cases {
        let (report, scored) = analyse(&expenses, &[]);
        assert_eq!(scored.len(), expenses.len());
        assert!(!report.notes.is_empty());
        for s in &scored {
            let numbers =
                [s.score, s.p_value, s.scores.lof, s.scores.ocsvm, s.scores.autoencoder, s.scores.isolation_forest];
            assert!(numbers.iter().all(|v| (0.0..=1.0).contains(v)), "{s:?}");
        }
    }
}

#[test]
fn the_number_of_threads_and_stored_models_change_nothing() {
    let input = Input { expenses: ordinary(), ..Input::default() };
    let once = |models: &mut Models| {
        let ledger = Ledger::new(&input, &Params::default()).expect("enough expenses");
        let run = Run::new(42, &Unwatched);
        let recurring = crate::recurring::find(&ledger, &run).expect("not cancelled");
        let (report, scored) = find(&ledger, &recurring, None, models, &run).expect("not cancelled");
        (report.findings, scored)
    };
    let mut models = Models::default();
    let first = once(&mut models);
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        assert_eq!(first, pool.install(|| once(&mut Models::default())));
    }
    let mut again = Models::new(models.into_trained());
    assert_eq!(first, once(&mut again));
    assert!(again.used().iter().all(|m| m.reused));
}

use chrono::Utc;
use outlay_entity::rule;
use outlay_statement::{Entry, EntryKind, Standing, Statement};

use super::*;
use crate::habits::Past;
use crate::known;
use crate::rules::Rule;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).expect("a day")
}

fn entry(day: u32, cents: i64, description: &str) -> Entry {
    let kind = if cents < 0 { EntryKind::Income } else { EntryKind::Expense };
    Entry {
        day: self::day(day),
        amount: Decimal::new(cents, 2),
        description: description.into(),
        kind,
        ..Entry::default()
    }
}

fn file(account: Option<&str>, entries: Vec<Entry>) -> Reading {
    let statement = Statement { account: account.map(str::to_owned), entries, ..Statement::default() };
    Reading { format: "csv".into(), statements: vec![statement], ..Reading::default() }
}

fn bounds() -> Bounds {
    Bounds::of("EUR", 1_000_000)
}

fn planned(reading: Reading, known: &Known) -> Plan {
    plan(reading, known, &bounds(), None, &Answers::default()).expect("it is planned")
}

fn stored(n: u128, account: u128, day: u32, minor: i64, text: &str, kind: Kind) -> known::Entry {
    let account = Some(Uuid::from_u128(account));
    let item = Item { account, day: self::day(day), minor, text: Text::of(text), ..Item::default() };
    known::Entry { id: Uuid::from_u128(n), item, kind, description: text.into() }
}

fn account(n: u128, number: &str) -> account::Model {
    account::Model {
        id: Uuid::from_u128(n),
        user_id: Uuid::nil(),
        name: format!("Account {n}"),
        currency: "EUR".into(),
        kind: account::Kind::Current,
        number: account::number(number),
        balance_minor: None,
        balance_date: None,
        version: 1,
        created_at: Utc::now(),
        updated_at: Utc::now(),
    }
}

#[test]
fn both_sides_of_a_transfer_become_one_where_the_other_account_is_there() {
    let known = Known {
        accounts: vec![account(7, "DE44 5566")],
        entries: vec![stored(70, 7, 4, -30_000, "Received", Kind::Income)],
        ..Known::default()
    };
    let plan = planned(file(Some("DE99 1122"), vec![entry(3, 30_000, "Sent"), entry(4, 450, "Mill")]), &known);
    assert_eq!(plan.rows.iter().map(|row| row.kind).collect::<Vec<_>>(), [Kind::Transfer, Kind::Expense]);
    assert_eq!(plan.rows[0].pair_entry, Some(Uuid::from_u128(70)));
    assert_eq!(plan.become_transfers, [Uuid::from_u128(70)]);
    assert_eq!((plan.accounts.len(), plan.accounts[0].id, plan.accounts[0].rows), (1, None, 2));
}

#[test]
fn two_accounts_in_one_file_are_paired_with_each_other() {
    let mut reading = file(Some("1111222"), vec![entry(3, 9_900, "Card payment")]);
    let mut card = file(Some("3333444"), vec![entry(4, -9_900, "Payment received")]);
    reading.statements.append(&mut card.statements);
    let plan = planned(reading, &Known::default());
    assert_eq!(
        plan.rows.iter().map(|row| (row.kind, row.pair)).collect::<Vec<_>>(),
        [(Kind::Transfer, Some(2)), (Kind::Transfer, Some(1))]
    );
}

#[test]
fn a_category_is_the_files_else_a_rules_else_a_habits() {
    let new = rule::New { words: Some("mill".into()), category: Some("Rule".into()), ..rule::New::default() };
    let rules = Rule::of(&new.row(Uuid::nil(), 1, Utc::now())).into_iter().collect();
    let past = vec![Past { description: "Door".into(), category: "Habit".into(), count: 3 }];
    let known = Known { rules, past, ..Known::default() };
    let own = Entry { category: Some("File".into()), ..entry(3, 100, "Mill") };
    let rows = vec![own, entry(3, 200, "Mill"), entry(3, 300, "Door"), entry(3, 400, "Gate"), entry(3, -500, "Door")];
    let plan = planned(file(None, rows), &known);
    let found: Vec<_> =
        plan.rows.iter().map(|row| (row.category.as_str(), row.source.map(|(source, _)| source))).collect();
    assert_eq!(
        found,
        [
            ("File", Some(Source::File)),
            ("Rule", Some(Source::Rule)),
            ("Habit", Some(Source::Habit)),
            ("", None),
            ("", None)
        ]
    );
}

#[test]
fn what_the_ledger_cannot_take_is_refused_or_left_out_with_the_reason() {
    let yen = Entry { currency: Some("JPY".into()), ..entry(3, 100, "Tokyo") };
    let fine = Entry { amount: Decimal::new(12_345, 3), ..entry(4, 0, "Fuel") };
    let plan = planned(file(None, vec![yen.clone(), fine, entry(5, 100, "Mill")]), &Known::default());
    assert_eq!(
        (plan.rows.len(), plan.refused[0].column.as_str(), plan.skipped[0].given.as_str()),
        (1, "amount", "JPY")
    );
    assert_eq!(plan.rows[0].number, 3, "rows keep their numbers");
    let refused = super::plan(file(None, vec![yen]), &Known::default(), &bounds(), None, &Answers::default());
    assert_eq!(refused.expect_err("nothing is left").code, "other_currency");
}

#[test]
fn pending_rows_are_left_out_unless_asked_for() {
    let pending = Entry { standing: Standing::Pending, ..entry(3, 100, "Mill") };
    let reading = file(None, vec![pending]);
    assert_eq!(planned(reading.clone(), &Known::default()).rows[0].state, State::Pending);
    let answers = Answers { pending: true, ..Answers::default() };
    let plan = plan(reading, &Known::default(), &bounds(), None, &answers).expect("it is planned");
    assert_eq!((plan.rows[0].state, plan.rows[0].pending), (State::New, true));
}

#[test]
fn the_same_file_and_ledger_give_the_same_plan() {
    let rows: Vec<Entry> = (1..28).map(|n| entry(n, i64::from(n) * 37 % 500 + 1, "Corner Mill 4711")).collect();
    let known = Known {
        entries: (1..28)
            .map(|n| stored(u128::from(n), 7, n, i64::from(n) * 37 % 500 + 1, "CORNER MILL", Kind::Expense))
            .collect(),
        ..Known::default()
    };
    let shown = |plan: &Plan| plan.rows.iter().map(|row| (row.number, row.state, row.entry)).collect::<Vec<_>>();
    let plans = [planned(file(None, rows.clone()), &known), planned(file(None, rows), &known)];
    assert_eq!(shown(&plans[0]), shown(&plans[1]));
    assert!(plans[0].rows.iter().all(|row| row.state == State::Known));
}

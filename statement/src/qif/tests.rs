use super::*;
use crate::{DateOrder, EntryKind};

fn read_ok(text: &str) -> Reading {
    read(text.as_bytes(), &Options::default()).expect("payments")
}

fn rows(reading: &Reading) -> Vec<(String, String, String)> {
    let entries = reading.statements.iter().flat_map(|s| &s.entries);
    entries.map(|e| (e.day.to_string(), e.amount.to_string(), e.description.clone())).collect()
}

fn of(dates: &[&str]) -> String {
    dates.iter().fold("!Type:Bank\n".to_owned(), |text, date| format!("{text}D{date}\nT-1.00\nPShop\n^\n"))
}

#[test]
fn dates_of_every_order() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["1/ 2'26", "1/31'26"], &["2026-01-02", "2026-01-31"]),
        (&["3/3/13", "15/8/13"], &["2013-03-03", "2013-08-15"]),
        (&["12/31/99", "1/ 5' 0"], &["1999-12-31", "2000-01-05"]),
        (&["2026-02-01", "2026/3/2"], &["2026-02-01", "2026-03-02"]),
        (&["31.12.2025", "1.1.2026"], &["2025-12-31", "2026-01-01"]),
        (
            &["01/02/26", "02/02/26", "05/02/26", "01/03/26", "04/03/26"],
            &["2026-02-01", "2026-02-02", "2026-02-05", "2026-03-01", "2026-03-04"],
        ),
    ];
    for (dates, days) in cases {
        let reading = read_ok(&of(dates));
        assert_eq!(rows(&reading).iter().map(|r| r.0.as_str()).collect::<Vec<_>>(), *days, "{dates:?}");
        assert!(reading.questions.is_empty(), "{dates:?}");
    }
}

#[test]
fn an_order_that_nothing_tells_is_asked_and_answered() {
    let text = of(&["07/08/2025", "03/11/2025", "09/05/2025", "04/08/2025"]);
    let reading = read_ok(&text);
    assert_eq!(reading.questions[0].code, "date_order");
    assert!(
        reading.questions[0].text.contains("07/08/2025 the 7 August 2025 or the 8 July 2025"),
        "{:?}",
        reading.questions
    );
    let answered = Options { date_order: Some(DateOrder::Mdy), ..Options::default() };
    let reading = read(text.as_bytes(), &answered).expect("payments");
    assert!(reading.questions.is_empty());
    assert_eq!(rows(&reading)[0].0, "2025-07-08");
}

#[test]
fn a_date_that_does_not_fit_the_others_is_refused() {
    let reading = read_ok(&of(&["13/01/2026", "14/01/2026", "01/15/2026", "x"]));
    assert_eq!(rows(&reading).len(), 2);
    assert_eq!(reading.refused.iter().map(|r| r.place.line).collect::<Vec<_>>(), [10, 14]);
    assert!(reading.refused[0].reason.contains("day, month, year"));
}

#[test]
fn amounts_and_accounts() {
    let text = "!Account\nNMain\nTBank\n^\n!Type:Bank\nD13/1/2026\nT-1.234,50\nPShop\nMTools\n^\nD14/1/2026\nU2.000,00\nT2.000,00\nPWork\n^\n\
                !Account\nNCard\nTCCard\n^\n!Type:CCard \nD15/1/2026\nT-3,10\nPCafe";
    let reading = read_ok(text);
    assert_eq!(
        rows(&reading).iter().map(|r| format!("{} {}", r.1, r.2)).collect::<Vec<_>>(),
        ["1234.50 Shop Tools", "-2000.00 Work", "3.10 Cafe"]
    );
    let accounts: Vec<_> =
        reading.statements.iter().map(|s| (s.account.as_deref(), s.account_kind.as_deref())).collect();
    assert_eq!(accounts, [(Some("Main"), Some("BANK")), (Some("Card"), Some("CREDITCARD"))]);
}

#[test]
fn a_split_is_one_payment_and_its_part_to_an_account_a_transfer() {
    let text = "!Type:Bank\nD13/1/2026\nT-100.00\nPMarket\nSFood\n$-60.00\nSHome\nETowels\n$-40.00\n^\n\
                D14/1/2026\nT-100.00\nPMarket\nSFood\n$-60.00\nS[Savings]\n$-40.00\n^\nD15/1/2026\nT-9.00\nL[Card]\n^\n\
                D01/1/2026\nT50.00\nPOpening Balance\nL[Main]\n^\n";
    let reading = read_ok(text);
    let entries = &reading.statements[0].entries;
    let told: Vec<_> = entries
        .iter()
        .map(|e| (e.amount.to_string(), e.category.as_deref().unwrap_or_default(), e.kind == EntryKind::Transfer))
        .collect();
    assert_eq!(
        told,
        [
            ("100.00".into(), "Food", false),
            ("60.00".into(), "Food", false),
            ("40.00".into(), "", true),
            ("9.00".into(), "", true)
        ]
    );
    assert_eq!(reading.skipped.len(), 1);
}

#[test]
fn what_is_no_payment_is_left_out_and_told() {
    let text = "!Type:Cat\nNFood\nDGroceries\nE\n^\n!Type:Invst\nD1/31/26\nNBuy\nYFund\nT100\n^\n";
    let refused = read(text.as_bytes(), &Options::default()).expect_err("refused");
    assert!(refused.text.contains("securities"), "{refused}");
    assert_eq!(read(b"!Type:Bank\n^\n", &Options::default()).expect_err("refused").code, "no_entries");
}

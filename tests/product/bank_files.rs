//! Bank files at the command line: `convert`, `inspect` and `analyze` on what people download.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::{outlay, stderr};

const CURRENT: &str = "Account,Date,Description,Amount\n111222333,05/01/2026,Green Grocer,-12.50\n111222333,15/01/2026,To 444555666,-250.00\n\
    111222333,25/01/2026,Northlight Ltd Salary,2410.00\n111222333,27/01/2026,=Paper Shop,-8.00\n";
const SAVINGS: &str = "Account,Date,Description,Amount\n444555666,16/01/2026,From 111222333,250.00\n444555666,31/01/2026,Gross interest,2.14\n";
const OFX: &str = "OFXHEADER:100\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>77</BANKACCTFROM>\
    <BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260105<TRNAMT>-12,50<FITID>1<NAME>Shop</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS>\
    </BANKMSGSRSV1></OFX>";

fn write(dir: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        std::fs::write(dir.join(name), text).expect("written");
    }
}

/// The rows of a CSV, each with its cells joined.
fn rows(path: &Path) -> Vec<String> {
    let mut table = csv::Reader::from_path(path).expect("a table");
    table.records().map(|r| r.expect("a row").iter().collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn convert_reads_several_files_and_pairs_them() {
    let dir = tempfile::tempdir().expect("a directory");
    write(dir.path(), &[("current.csv", CURRENT), ("savings.csv", SAVINGS)]);
    let done = outlay(&["convert", "current.csv", "savings.csv", "--out", "all.csv"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let all = dir.path().join("all.csv");
    assert_eq!(crate::cli::header(&all), "file,row,date,amount,kind,category,description,account,currency");
    assert_eq!(
        rows(&all),
        [
            "current.csv|1|2026-01-05|12.50|expense||Green Grocer|111222333|",
            "current.csv|2|2026-01-15|250.00|transfer||To 444555666|111222333|",
            "current.csv|3|2026-01-25|-2410.00|income||Northlight Ltd Salary|111222333|",
            "current.csv|4|2026-01-27|8.00|expense||'=Paper Shop|111222333|",
            "savings.csv|1|2026-01-16|-250.00|transfer||From 111222333|444555666|",
            "savings.csv|2|2026-01-31|-2.14|income||Gross interest|444555666|",
        ]
    );
}

#[test]
fn convert_reads_standard_input_and_its_own_output() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut child = Command::new(env!("CARGO_BIN_EXE_outlay"))
        .args(["convert", "-"])
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("a pipe").write_all(OFX.as_bytes()).expect("written");
    let done = child.wait_with_output().expect("it ends");
    let text = String::from_utf8(done.stdout).expect("text");
    assert!(done.status.success() && text.ends_with("-,1,2026-01-05,12.50,expense,,Shop,77,EUR\n"), "{text}");
    write(dir.path(), &[("first.csv", &text)]);
    let done = outlay(&["convert", "first.csv", "--out", "second.csv"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    assert_eq!(rows(&dir.path().join("second.csv")), ["first.csv|1|2026-01-05|12.50|expense||Shop|77|EUR"]);
}

#[test]
fn an_open_question_ends_with_the_option_that_answers_it() {
    let dir = tempfile::tempdir().expect("a directory");
    let qif = ["07/08/2025", "03/11/2025", "09/05/2025", "04/08/2025"]
        .iter()
        .fold("!Type:Bank\n".to_owned(), |text, date| format!("{text}D{date}\nT-1.00\nPShop\n^\n"));
    write(dir.path(), &[("a.qif", &qif)]);
    for command in ["convert", "inspect", "analyze"] {
        let out: &[&str] = if command == "inspect" { &[] } else { &["--out", "out"] };
        let done = outlay(&[&[command, "a.qif"], out].concat(), dir.path());
        assert_eq!(done.status.code(), Some(1), "{command}");
        let said = stderr(&done);
        assert!(said.contains("--date-order dmy or --date-order mdy") && said.contains("07/08/2025"), "{said}");
        assert!(!dir.path().join("out").exists(), "{command} left files behind");
    }
    let done = outlay(&["convert", "a.qif", "--date-order", "mdy", "--out", "a.csv"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    assert!(rows(&dir.path().join("a.csv"))[0].contains("2025-07-08"));
    assert_eq!(outlay(&["convert", "a.qif", "--date-order", "ydm"], dir.path()).status.code(), Some(2));
}

#[test]
fn inspect_shows_what_a_file_is_understood_to_be() {
    let dir = tempfile::tempdir().expect("a directory");
    write(dir.path(), &[("current.csv", CURRENT)]);
    let done = outlay(&["inspect", "current.csv", "--currency", "GBP"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let said = String::from_utf8(done.stdout).expect("text");
    for words in [
        "current.csv: csv",
        "Account: 111222333, GBP, 4 entries",
        "income         1        -2410.00 GBP",
        "Green Grocer",
    ] {
        assert!(said.contains(words), "{words} is not in\n{said}");
    }
}

#[test]
fn analyze_takes_bank_files_and_leaves_out_what_is_no_spending() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut text = String::from("Date;Payee;Amount;Currency\n");
    for month in 1..=6 {
        for day in [3, 9, 17, 26] {
            text += &format!("{day:02}.{month:02}.2026;Green Grocer;-{}.50;EUR\n", 10 + day);
        }
        text += &format!(
            "25.{month:02}.2026;Northlight Salary;2410.00;EUR\n28.{month:02}.2026;Transfer to savings;-200.00;EUR\n"
        );
    }
    write(dir.path(), &[("bank.csv", &text)]);
    let done = outlay(&["analyze", "bank.csv", "--out", "out"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(said.contains("bank.csv: csv, 24 expenses, 0 refunds, 6 income, 6 transfers"), "{said}");
    let result = std::fs::read_to_string(dir.path().join("out/result.json")).expect("a file");
    let result: serde_json::Value = serde_json::from_str(&result).expect("JSON");
    assert_eq!(result["parameters"]["currency"], "EUR");
}

#[test]
fn what_cannot_be_known_is_refused_with_place_and_remedy() {
    let dir = tempfile::tempdir().expect("a directory");
    let two = OFX.replace(
        "</OFX>",
        "<CCSTMTRS><CURDEF>USD<STMTTRN><DTPOSTED>20260106<TRNAMT>-1<NAME>X</STMTTRN></CCSTMTRS></OFX>",
    );
    let bad = OFX.replace(
        "<FITID>1",
        "</STMTTRN>\n<STMTTRN><DTPOSTED>20269999<TRNAMT>-1</STMTTRN><STMTTRN><DTPOSTED>20260107<TRNAMT>-2",
    );
    let income = "Date,Description,Amount\n2026-01-25,Salary ACME,2410.00\n2026-02-25,Salary ACME,2410.00\n";
    write(
        dir.path(),
        &[
            ("two.ofx", &two),
            ("bad.ofx", &bad),
            ("page.csv", "<!DOCTYPE html><html>"),
            ("income.csv", income),
            ("cut.xml", "<Document><BkToCstmrStmt><Stmt>"),
        ],
    );
    for (name, words) in [
        ("two.ofx", "--currency EUR or --currency USD"),
        ("bad.ofx", "bad.ofx: line 5, column `DTPOSTED`: `20269999`"),
        ("page.csv", "web page"),
        ("income.csv", "--flip"),
        ("cut.xml", "ends in the middle"),
        ("none.ofx", "cannot open"),
    ] {
        let done = outlay(&["analyze", name, "--out", "out"], dir.path());
        assert_eq!(done.status.code(), Some(1), "{name}");
        assert!(stderr(&done).contains(words), "{name}: {}", stderr(&done));
    }
    let done = outlay(&["convert", "bad.ofx", "--skip-bad", "--out", "bad.csv"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    assert_eq!(rows(&dir.path().join("bad.csv")).len(), 2);
}

#[test]
fn a_ledger_with_the_banks_signs_is_read_as_it_is_meant() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut text = String::from("date,amount,category,description\n");
    for month in 1..=6 {
        text += &format!(
            "2026-{month:02}-01,-850.00,Housing,Rent\n2026-{month:02}-07,-40.00,Food,Grocer\n2026-{month:02}-25,2400.00,Income,Salary\n"
        );
    }
    write(dir.path(), &[("e.csv", &text)]);
    let done = outlay(&["analyze", "e.csv", "--out", "out"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(said.contains("spending is taken to be negative"), "{said}");
    let scored = rows(&dir.path().join("out/transactions.csv"));
    assert!(scored.iter().any(|r| r.contains("|850.00|")), "{:?}", scored.first());
}

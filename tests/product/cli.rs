//! The commands that need no server: fixed columns, exit statuses, errors that name the place.

use std::path::Path;
use std::process::{Command, Output};

use crate::sample;

pub(crate) fn outlay(args: &[&str], dir: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_outlay"))
        .args(args)
        .current_dir(dir)
        .env("OUTLAY_MODEL_DIR", crate::model_dir())
        .output()
        .expect("the binary runs")
}

pub(crate) fn header(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a file").lines().next().unwrap_or_default().to_owned()
}

pub(crate) fn lines(path: &Path) -> usize {
    std::fs::read_to_string(path).expect("a file").lines().count() - 1
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn analyze_writes_every_file_and_the_same_bytes_on_any_number_of_threads() {
    let dir = tempfile::tempdir().expect("a directory");
    let rows = sample::rows(15, 1);
    std::fs::write(dir.path().join("e.csv"), sample::csv(&rows)).expect("written");
    for (threads, out) in [("1", "one"), ("2", "two")] {
        let done = outlay(&["--threads", threads, "analyze", "e.csv", "--out", out], dir.path());
        assert!(done.status.success(), "{}", stderr(&done));
    }
    let one = dir.path().join("one");
    assert_eq!(
        header(&one.join("transactions.csv")),
        "row,date,amount,category,description,merchant,score,p_value,flagged,votes,lof,ocsvm,autoencoder,\
         isolation_forest,kind,reason,cluster"
    );
    assert_eq!(lines(&one.join("transactions.csv")), rows.len());
    for file in ["result.json", "transactions.csv", "report.xlsx"] {
        let read = |d: &str| std::fs::read(dir.path().join(d).join(file)).expect("a file");
        assert!(read("one") == read("two"), "{file} differs between 1 and 2 threads");
    }
    let charts: Vec<_> = std::fs::read_dir(one.join("charts")).expect("charts").filter_map(Result::ok).collect();
    assert_eq!(charts.len(), 30, "15 charts as SVG and PNG");
}

#[test]
fn analyze_finds_the_double_charge_and_the_spike() {
    let dir = tempfile::tempdir().expect("a directory");
    let rows = sample::rows(15, 2);
    std::fs::write(dir.path().join("e.csv"), sample::csv(&rows)).expect("written");
    let done = outlay(&["analyze", "e.csv", "--out", "out"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let mut scored = csv::Reader::from_path(dir.path().join("out/transactions.csv")).expect("a table");
    let mut ranked: Vec<(f64, usize, String)> = scored
        .records()
        .map(|r| r.expect("a row"))
        .map(|r| (r[6].parse().expect("a score"), r[0].parse().expect("a row number"), r[14].to_owned()))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let spike = rows.len() - 4;
    let top: Vec<usize> = ranked.iter().take(4).map(|r| r.1).collect();
    assert!(top.contains(&spike), "the spike in row {spike} is not among {ranked:?}");
    let double = [rows.len() - 3, rows.len() - 2];
    assert!(ranked.iter().take(4).any(|r| double.contains(&r.1) && r.2 == "duplicate"), "{:?}", &ranked[..6]);
}

#[test]
fn bad_input_names_line_and_column_and_writes_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let good = "2024-01-01,1.00,a,b\n".repeat(5);
    let cases = [
        ("missing column", "date,amount,category\n2024-01-01,1,a\n".to_owned(), "description"),
        ("impossible date", format!("date,amount,category,description\n{good}2026-02-30,1,a,b\n"), "2026-02-30"),
        ("malformed amount", format!("date,amount,category,description\n{good}2026-02-03,\"12,3a\",a,b\n"), "12,3a"),
        ("NUL byte", format!("date,amount,category,description\n{good}2026-02-03,1,a,b\0c\n"), "NUL"),
        ("empty", String::new(), "empty"),
        ("header only", "date,amount,category,description\n".to_owned(), "no "),
        ("too few", "date,amount,category,description\n2024-01-01,1,a,b\n".to_owned(), "at least 5"),
    ];
    for (name, text, named) in cases {
        std::fs::write(dir.path().join("bad.csv"), text).expect("written");
        let done = outlay(&["analyze", "bad.csv", "--out", "out"], dir.path());
        assert_eq!(done.status.code(), Some(1), "{name}");
        assert!(stderr(&done).contains(named), "{name}: {}", stderr(&done));
        assert!(!dir.path().join("out").exists(), "{name} left files behind");
    }
}

#[test]
fn usage_errors_exit_with_2() {
    let dir = tempfile::tempdir().expect("a directory");
    assert_eq!(outlay(&["analyze"], dir.path()).status.code(), Some(2));
    assert_eq!(outlay(&["no-such-command"], dir.path()).status.code(), Some(2));
}

#[test]
fn detect_forecast_and_drift_write_their_fixed_columns() {
    let dir = tempfile::tempdir().expect("a directory");
    let table: String = (0..60).map(|i| format!("{},{}\n", (i * 37) % 60, (i * 17) % 60)).collect();
    std::fs::write(dir.path().join("t.csv"), format!("a,b\n{table}900,-900\n")).expect("written");
    let done = outlay(&["detect", "t.csv", "--out", "s.csv"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let scores = dir.path().join("s.csv");
    assert_eq!(header(&scores), "row,lof,ocsvm,autoencoder,isolation_forest,score,p_value,flagged");
    assert_eq!(lines(&scores), 61);
    let mut best = (f64::MIN, 0);
    for r in csv::Reader::from_path(&scores).expect("a table").records().map(|r| r.expect("a row")) {
        let score: f64 = r[5].parse().expect("a score");
        if score > best.0 {
            best = (score, r[0].parse().expect("a row number"));
        }
    }
    assert_eq!(best.1, 60, "the row far from all others has the highest score");

    let series: String = (0..36).map(|i| format!("s,{i},{}\n", 100 + 10 * (i % 12) + i)).collect();
    std::fs::write(dir.path().join("m.csv"), format!("series,period,value\n{series}")).expect("written");
    let done = outlay(&["forecast", "m.csv", "--horizon", "6", "--season", "12", "--out", "f.csv"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let forecast = dir.path().join("f.csv");
    assert_eq!(header(&forecast), "series,step,mean,lo80,hi80,lo95,hi95,model");
    assert_eq!(lines(&forecast), 6);

    let done = outlay(&["drift", "t.csv", "t.csv", "--out", "d.json"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let text = std::fs::read_to_string(dir.path().join("d.json")).expect("a file");
    let found: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(found["drift"], false, "a table does not drift from itself");
    assert_eq!(found["columns"].as_array().map(Vec::len), Some(2));
}

#[test]
fn detect_names_the_cell_that_is_not_a_number() {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("t.csv"), "a,b\n1,2\n3,NaN\n").expect("written");
    let done = outlay(&["detect", "t.csv", "--out", "s.csv"], dir.path());
    assert_eq!(done.status.code(), Some(1));
    let message = stderr(&done);
    assert!(message.contains("line 3") && message.contains("`b`") && message.contains("NaN"), "{message}");
}

#[test]
fn the_committed_openapi_document_is_the_one_the_binary_serves() {
    let done = outlay(&["openapi", "--check"], Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(done.status.success(), "{}", stderr(&done));
}

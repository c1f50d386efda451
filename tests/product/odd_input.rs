//! Forecasts, drift and clusters of input that is odd: an answer that states its limits, or an error that says what is
//! allowed.

use std::fmt::Write as _;

use crate::cli::{header, lines, outlay, stderr};

/// Series of zeros, of one value, of one value again and again, with three empty years, of 10¹², and very short.
fn odd_series() -> String {
    let gap: Vec<f64> =
        (0..14).map(|i| 100.0 + f64::from(i)).chain([0.0; 36]).chain((0..10).map(|i| 120.0 + f64::from(i))).collect();
    let series: [(&str, Vec<f64>); 6] = [
        ("zeros", vec![0.0; 30]),
        ("one", vec![7.5]),
        ("same", vec![5.0; 40]),
        ("gap", gap),
        ("vast", (0..30).map(|i| 1e12 + f64::from(i * 37 % 11) * 1e10).collect()),
        ("short", vec![1.0, 2.0, 3.0, 4.0, 5.0]),
    ];
    let mut text = String::from("series,period,value\n");
    for (name, values) in series {
        for (i, value) in values.iter().enumerate() {
            writeln!(text, "{name},{i},{value}").expect("written");
        }
    }
    text
}

#[test]
fn forecasts_of_odd_series_are_finite_ordered_and_never_below_zero() {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("s.csv"), odd_series()).expect("written");
    for (horizon, season) in [("1", "1"), ("18", "12"), ("18", "168"), ("1000", "12"), ("3", "1000")] {
        let args = ["forecast", "s.csv", "--horizon", horizon, "--season", season, "--out", "f.csv"];
        let done = outlay(&args, dir.path());
        assert!(done.status.success(), "{}", stderr(&done));
        if season == "168" {
            assert!(stderr(&done).contains("fewer than two seasons of 168"), "{}", stderr(&done));
        }
        let out = dir.path().join("f.csv");
        assert_eq!(lines(&out), 6 * horizon.parse::<usize>().expect("a number"));
        for row in csv::Reader::from_path(&out).expect("a table").records().map(|r| r.expect("a row")) {
            let number = |i: usize| row[i].parse::<f64>().expect("a number");
            let [mean, lo80, hi80, lo95, hi95] = [2, 3, 4, 5, 6].map(number);
            assert!([lo95, lo80, mean, hi80, hi95].iter().all(|v| v.is_finite() && *v >= 0.0), "{row:?}");
            assert!(lo95 <= lo80 && lo80 <= mean && mean <= hi80 && hi80 <= hi95, "{row:?}");
            match &row[0] {
                "zeros" => assert!(hi95 == 0.0, "{row:?}"),
                "same" => assert!((mean - 5.0).abs() < 1e-6, "{row:?}"),
                _ => {}
            }
        }
    }
}

#[test]
fn forecasts_say_what_is_allowed_and_write_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let table = |rows: &str| format!("series,period,value\n{rows}");
    let cases = [
        (table("a,1,5\n"), "0", "1", "horizon is 0; give 1 to 1000"),
        (table("a,1,5\n"), "1001", "1", "horizon is 1001; give 1 to 1000"),
        (table("a,1,5\n"), "3", "0", "season is 0; give 1"),
        (table("a,1,5\n"), "3", "1001", "season is 1001; give 1"),
        (table("a,1,5\na,2,five\n"), "3", "1", "line 3, column `value`"),
        (table("a,1,inf\n"), "3", "1", "finite"),
        (table(""), "3", "1", "at least one value"),
        ("series,period\na,1\n".to_owned(), "3", "1", "no column `value`"),
    ];
    for (text, horizon, season, message) in cases {
        std::fs::write(dir.path().join("s.csv"), &text).expect("written");
        let args = ["forecast", "s.csv", "--horizon", horizon, "--season", season, "--out", "f.csv"];
        let done = outlay(&args, dir.path());
        assert_eq!(done.status.code(), Some(1), "{text}");
        assert!(stderr(&done).contains(message), "{message}: {}", stderr(&done));
        assert!(!dir.path().join("f.csv").exists(), "{message} left a file behind");
    }
}

#[test]
fn drift_answers_tables_of_one_row_and_refuses_those_of_none() {
    let dir = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).expect("written");
    write("a.csv", "x,c\n1e12,ü\n,☕\n3,مقهى\n");
    write("one.csv", "x,c\n-1e12,\n");
    write("none.csv", "x,c\n");
    write("other.csv", "x,d\n1,2\n");
    write("twice.csv", "x,x\n1,2\n");
    let done = outlay(&["drift", "a.csv", "one.csv", "--out", "d.json"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let text = std::fs::read_to_string(dir.path().join("d.json")).expect("a file");
    let found: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(found["drift"], false, "one row proves nothing");
    for (other, message) in
        [("none.csv", "at least one"), ("other.csv", "no column `d`"), ("twice.csv", "two columns `x`")]
    {
        let done = outlay(&["drift", "a.csv", other, "--out", "never.json"], dir.path());
        assert_eq!(done.status.code(), Some(1), "{other}");
        assert!(stderr(&done).contains(message), "{other}: {}", stderr(&done));
    }
    assert!(!dir.path().join("never.json").exists());
}

#[test]
fn strange_texts_are_embedded_and_grouped() {
    let dir = tempfile::tempdir().expect("a directory");
    let long = "coffee ".repeat(15_000);
    let texts = [long.as_str(), "", "☕🍕", "👩‍👩‍👧", "مقهى المدينة", "\u{202e}abc", "=1+1", "coffee shop", "rent"];
    let rows: String = texts.iter().map(|t| format!("\"{t}\"\n")).collect();
    std::fs::write(dir.path().join("t.csv"), format!("text\n{rows}")).expect("written");
    let done = outlay(&["embed", "t.csv", "--column", "text", "--out", "v.npy"], dir.path());
    if stderr(&done).contains("setup-model") {
        eprintln!("skipped: {}", stderr(&done));
        return;
    }
    assert!(done.status.success(), "{}", stderr(&done));
    let done = outlay(&["cluster", "t.csv", "--column", "text", "--out", "c.csv"], dir.path());
    assert!(done.status.success(), "{}", stderr(&done));
    let clusters = dir.path().join("c.csv");
    assert_eq!(header(&clusters), "row,cluster,label,distance");
    let found: Vec<csv::StringRecord> =
        csv::Reader::from_path(&clusters).expect("a table").records().map(|r| r.expect("a row")).collect();
    assert_eq!(found.len(), texts.len());
    assert_eq!((&found[1][1], &found[1][2]), ("-1", ""), "nothing belongs nowhere");
    assert!(found.iter().all(|r| !r[2].starts_with('=')), "a label must not be a formula");
    for k in ["0", "10"] {
        let done = outlay(&["cluster", "t.csv", "--column", "text", "--k", k, "--out", "never.csv"], dir.path());
        assert_eq!(done.status.code(), Some(1));
        assert!(stderr(&done).contains("9 distinct texts, give 1 to 9"), "{}", stderr(&done));
    }
    assert!(!dir.path().join("never.csv").exists());
}

#[test]
fn ledgers_that_are_odd_say_what_their_forecasts_rest_on() {
    let dir = tempfile::tempdir().expect("a directory");
    let mut month = String::from("date,amount,category,description\n");
    for day in 1..=31 {
        writeln!(month, "2024-03-{day:02},{day}.50,Food,Corner Shop").expect("written");
    }
    let long = "coffee ".repeat(140);
    let strange = format!(
        "{month}2024-03-05,9.99,Once,only ever\n2024-03-06,3.00,☕,{long}\n2024-03-07,3.00,☕,\n2024-03-08,2.00,مقهى,قهوة\n"
    );
    let gap: String = (1..=9)
        .flat_map(|m| ["2020", "2024"].map(|y| format!("{y}-{m:02}-28,10000000000.00,Vast,Works\n")))
        .chain((1..=9).map(|m| format!("2024-{m:02}-03,0.01,Tiny,Penny\n")))
        .collect();
    let cases = [
        ("one month", strange, 1, "no_backtest"),
        ("three years of nothing", format!("date,amount,category,description\n{gap}"), 56, "interval_evidence"),
    ];
    for (name, text, months, note) in cases {
        std::fs::write(dir.path().join("e.csv"), text).expect("written");
        let done = outlay(&["analyze", "e.csv", "--horizon", "12", "--out", "out"], dir.path());
        assert!(done.status.success(), "{name}: {}", stderr(&done));
        let text = std::fs::read_to_string(dir.path().join("out/result.json")).expect("a file");
        let found: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let forecasts = &found["forecasts"];
        assert_eq!(forecasts["months"], months, "{name}");
        assert_eq!(forecasts["total"]["steps"].as_array().map(Vec::len), Some(12), "{name}");
        assert!(forecasts["notes"].to_string().contains(note), "{name}: {}", forecasts["notes"]);
        assert!(!text.contains("part_failed"), "{name}");
    }
    std::fs::write(dir.path().join("vast.csv"), format!("{month}2024-04-01,1000000000000.00,Vast,Works\n"))
        .expect("written");
    let done = outlay(&["analyze", "vast.csv", "--out", "never"], dir.path());
    assert!(stderr(&done).contains("at most 10000000000.00 is allowed"), "{}", stderr(&done));
    let endless = format!("{month}2024-04-01,3.00,Food,{}\n", "coffee ".repeat(15_000));
    std::fs::write(dir.path().join("long.csv"), endless).expect("written");
    let done = outlay(&["analyze", "long.csv", "--out", "never"], dir.path());
    assert_eq!(done.status.code(), Some(1));
    assert!(stderr(&done).contains("at most 1000 are allowed"), "{}", stderr(&done));
    for horizon in ["0", "13", "1000"] {
        let done = outlay(&["analyze", "e.csv", "--horizon", horizon, "--out", "never"], dir.path());
        assert_eq!(done.status.code(), Some(2), "{}", stderr(&done));
        assert!(stderr(&done).contains("1..=12"), "{}", stderr(&done));
    }
    assert!(!dir.path().join("never").exists());
}

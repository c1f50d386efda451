use super::*;
use crate::Budget;

fn read_text(text: &str) -> Result<Vec<Expense>, ReadError> {
    read(text.as_bytes(), 2, &Limits::default())
}

fn first_error(bytes: &[u8]) -> RowError {
    let limits = Limits { max_rows: 3, ..Limits::default() };
    read(bytes, 2, &limits).expect_err("refused").errors.remove(0)
}

#[test]
fn reads_columns_by_name() {
    let text = "\u{feff}Note,AMOUNT, Category ,description,date\r\nx,12.5,Food,\"Shop, the\",2024-02-29\r\n\r\n\
                y,-0.01,,\"two\nlines\",2024-03-01\r\n";
    let expenses = read_text(text).expect("fine");
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
    assert_eq!(
        expenses,
        [
            Expense {
                id: None,
                date: day(2024, 2, 29),
                minor: 1250,
                category: "Food".into(),
                description: "Shop, the".into(),
                ..Expense::default()
            },
            Expense {
                id: None,
                date: day(2024, 3, 1),
                minor: -1,
                category: String::new(),
                description: "two\nlines".into(),
                ..Expense::default()
            },
        ]
    );
}

#[test]
fn names_row_column_given_and_allowed() {
    let head = "date,amount,category,description\n";
    // (cells of the second data row, code, part of what was given, part of what is allowed)
    let cases: &[(&str, &str, &str, &str)] = &[
        ("2026-02-30,1,a,b", "date", "`2026-02-30` is not a day of the calendar", "YYYY-MM-DD"),
        ("30.02.2026,1,a,b", "date", "`30.02.2026` is not a date", "YYYY-MM-DD"),
        ("2026-2-3,1,a,b", "date", "`2026-2-3`", "YYYY-MM-DD"),
        ("+026-02-03,1,a,b", "date", "`+026-02-03`", "YYYY-MM-DD"),
        ("0024-02-03,1,a,b", "date", "out of range", "1900 to 2199"),
        (",1,a,b", "date", "empty", "YYYY-MM-DD"),
        ("2026-02-28,\"12,3a\",a,b", "amount", "`12,3a`", "decimal point"),
        ("2026-02-28,1e3,a,b", "amount", "`1e3`", "decimal point"),
        ("2026-02-28,$5,a,b", "amount", "`$5`", "currency signs"),
        ("2026-02-28,NaN,a,b", "amount", "`NaN`", "decimal point"),
        ("2026-02-28,,a,b", "amount", "empty", "decimal point"),
        ("2026-02-28,1.234,a,b", "amount", "too many decimals", "2"),
        ("2026-02-28,10000000000.01,a,b", "amount", "too large", "10000000000.00"),
        ("2026-02-28,99999999999999999999,a,b", "amount", "too large", "10000000000.00"),
        ("2026-02-28,1,a\0c,b", "category", "a NUL byte", "remove"),
        ("2026-02-28,1,\"a\nc\",b", "category", "U+000A", "remove"),
        ("2026-02-28,1,a,b\u{1b}[31m", "description", "U+001B", "remove"),
    ];
    for (cells, code, given, allowed) in cases {
        let error = first_error(format!("{head}2026-01-01,1,a,b\n{cells}\n").as_bytes());
        assert_eq!((error.code, error.row, error.line), (*code, Some(2), Some(3)), "{error}");
        assert_eq!(error.column.as_deref(), Some(*code), "{error}");
        assert!(error.given.contains(given) && error.allowed.contains(allowed), "{cells:?}: {error}");
    }
}

#[test]
fn refuses_files_that_are_not_tables_of_expenses() {
    let head = "date,amount,category,description";
    let long = format!("{head}\n2026-01-01,1,{},b", "ä".repeat(101));
    let unclosed = format!("{head}\n2026-01-01,1,a,\"{}", "x".repeat(3 << 20));
    let many = format!("{head}\n{}", "2026-01-01,1,a,b\n".repeat(4));
    let cases: &[(&[u8], &str, &str)] = &[
        (b"", "empty", "the file is empty"),
        (b"\xef\xbb\xbf", "empty", "the file is empty"),
        (b"date,amount,category,description\n", "empty", "a header and no rows"),
        (b"day,amount,category,description\n1,2,3,4", "missing_column", "the header has `day`, `amount`"),
        (b"date;amount;category;description\n1;2;3;4", "missing_column", "semicolons"),
        (b"date,amount,category,description,Date\n1,2,3,4,5", "repeated_column", "column 1 and column 5"),
        (b"date,amount,category,description\n2026-01-01,1,a", "cells", "3 cells"),
        (b"date,amount,category,description\n2026-01-01,1,2,a,b", "cells", "5 cells"),
        (b"date,amount,category,description\n2026-01-01,1,caf\xe9,b", "category", "is not UTF-8"),
        (b"\xff\xfed\0a\0t\0e\0", "encoding", "UTF-16"),
        (long.as_bytes(), "category", "101 characters"),
        (unclosed.as_bytes(), "record_too_long", "double quote"),
        (many.as_bytes(), "too_many_rows", "more than 3 rows"),
    ];
    for (bytes, code, words) in cases {
        let error = first_error(bytes);
        assert_eq!(error.code, *code, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn lists_the_first_problems_and_counts_the_others() {
    let text = format!("date,amount,category,description\n{}", "x,1,a,b\n".repeat(30));
    let error = read_text(&text).expect_err("refused");
    assert_eq!((error.errors.len(), error.total), (20, 30));
    let shown = error.to_string();
    assert!(shown.starts_with("line 2 (row 1), column `date`: `x` is not a date; write the day as"), "{shown}");
    assert!(shown.ends_with("and 10 more of the kind"), "{shown}");
}

#[test]
fn an_error_shows_no_more_than_forty_characters() {
    let text = format!("date,amount,category,description\n{},1,a,b", "é".repeat(99));
    let error = read_text(&text).expect_err("refused");
    assert_eq!(error.errors[0].given, format!("`{}…` is not a date", "é".repeat(40)));
}

#[test]
fn reads_budgets_from_json_and_csv() {
    let expected = [
        Budget { category: "Rent".into(), minor: 120_050 },
        Budget { category: "Food / drink".into(), minor: 0 },
        Budget { category: "Fun".into(), minor: 4000 },
    ];
    let json = br#" [{"category":"Rent","amount":1200.5},{"category":"Food / drink","amount":"0"},
                     {"amount":40,"category":"Fun"}]"#;
    let csv = b"amount,category\r\n1200.50,Rent\r\n0,Food / drink\r\n40.0,Fun\r\n";
    assert_eq!(read_budgets(json, 2, &Limits::default()).expect("fine"), expected);
    assert_eq!(read_budgets(csv, 2, &Limits::default()).expect("fine"), expected);
    assert_eq!(read_budgets(b"[]", 2, &Limits::default()).expect("fine"), []);
}

#[test]
fn refuses_budgets_that_make_no_sense() {
    let cases: &[(&[u8], &str, &str)] = &[
        (b"[{\"category\":\"a\"}]", "json", "amount"),
        (b"{}", "json", "line 1"),
        (b"[{\"category\":\"a\",\"amount\":-1}]", "amount", "entry 1, column `amount`: `-1` is negative"),
        (b"[{\"category\":\"a\",\"amount\":1.005}]", "amount", "too many decimals"),
        (b"[{\"category\":\"a\",\"amount\":null}]", "amount", "`null` is not an amount"),
        (b"category,amount\na,1\n a ,2\n", "repeated_category", "line 3 (row 2), column `category`"),
        (b"category,amount\n,1\n", "category", "empty"),
        (b"category\na\n", "missing_column", "column `amount`"),
    ];
    for (bytes, code, words) in cases {
        let error = read_budgets(bytes, 2, &Limits::default()).expect_err("refused");
        assert_eq!(error.errors[0].code, *code, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn kinds_and_accounts_where_there_are_columns_for_them() {
    let text = "date,amount,category,description,Kind,account\n2026-01-01,5,a,b,Transfer,Main\n2026-01-02,5,a,b,,\n";
    let (expenses, stated) = read_stated(text.as_bytes(), 2, &Limits::default()).expect("fine");
    let told: Vec<_> = expenses.iter().map(|e| (e.kind, e.account.as_str())).collect();
    assert_eq!(told, [(EntryKind::Transfer, "Main"), (EntryKind::Expense, "")]);
    assert_eq!(stated, [true, false]);
    let error = first_error(text.replace("Transfer", "Gift").as_bytes());
    assert_eq!((error.code, error.row), ("kind", Some(1)), "{error}");
    let scored = text.replace("description,Kind,account", "description,kind,p_value").replace("Transfer", "spike");
    assert_eq!(read_text(&scored).expect("fine").len(), 2);
}

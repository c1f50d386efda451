use super::*;

fn read_ok(text: &str) -> Reading {
    read(text.as_bytes(), &Options::default()).expect("payments")
}

fn statement(fields: &str) -> String {
    format!(
        ":20:START\r\n:25:10020030/77\r\n:28C:1/1\r\n:60F:C260101EUR100,00\r\n{fields}:62F:C260131EUR50,00\r\n-\r\n"
    )
}

#[test]
fn marks_and_the_letter_of_the_currency() {
    let lines = [
        ("2601050105D28,62NTRFNONREF//1", "2026-01-05", "28.62", false),
        ("2601050105CR28,NTRFNONREF//1", "2026-01-05", "-28", false),
        ("2601050105RDR45,99NTRFNONREF", "2026-01-05", "-45.99", true),
        ("2601050105RC45,99NTRFNONREF", "2026-01-05", "45.99", true),
        ("2601021231DR8,93NTRFNONREF", "2025-12-31", "8.93", false),
        ("2512310102D8,93NTRFNONREF", "2026-01-02", "8.93", false),
        ("260105C000000000400,00N541NONREF", "2026-01-05", "-400.00", false),
    ];
    for (line, day, amount, reversal) in lines {
        let reading = read_ok(&statement(&format!(":61:{line}\r\n:86:Shop\r\n")));
        let entry = &reading.statements[0].entries[0];
        assert_eq!((entry.day.to_string().as_str(), entry.amount.to_string().as_str()), (day, amount), "{line}");
        assert_eq!(entry.reversal, reversal, "{line}");
    }
    assert_eq!(
        read_ok(&statement(":61:2601050105D1,00NTRF\r\n")).statements[0].balances.0.map(|b| b.to_string()),
        Some("100.00".into())
    );
}

#[test]
fn structured_details_wrapped_in_the_middle_of_words() {
    let text = ":61:2601050105D28,62NTRFNONREF//1\r\n:86:105?00LASTSCHRIFT?109248?20Karte EREF+009500001 SVWZ+K?21arte vom\r\n \
                05.01.?30BANKDEXX?31DE0012?32Hausve\r\nrwaltung Krueger?33 GmbH\r\n";
    let reading = read_ok(&statement(text));
    let entry = &reading.statements[0].entries[0];
    assert_eq!(entry.counterparty.as_deref(), Some("Hausverwaltung Krueger GmbH"));
    assert_eq!(entry.description, "Hausverwaltung Krueger GmbH Karte vom 05.01.");
    assert_eq!(entry.counterparty_account.as_deref(), Some("DE0012"));
    assert_eq!(entry.hint.as_deref(), Some("LASTSCHRIFT"));
}

#[test]
fn slashed_and_free_details() {
    let text = ":61:1402200220C1,56NTRFEREF//00000000001\n005\n/TRCD/00100/\n\
                :86:/EREF/EV12341REP1231456T1234//CNTP/NL32INGB0000012345/INGBNL2\nA/ING BANK NV INZAKE WEB///REMI/USTD//EV10001 Bill/\n\
                :61:140102C000000000400,00N541NONREF\nNL66RABO0160878799\n:86:/ORDP//NAME/R. SMITH/ADDR/Green market 74/REMI/Test money\n\
                :61:2601050105D5,00NMSC\n:86:CARD PAYMENT TO\nCORNER CAFE\n";
    let reading = read_ok(&statement(text));
    let told: Vec<_> = reading.statements[0]
        .entries
        .iter()
        .map(|e| (e.description.as_str(), e.counterparty_account.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            ("ING BANK NV INZAKE WEB EV10001 Bill", "NL32INGB0000012345"),
            ("R. SMITH Test money", "NL66RABO0160878799"),
            ("CARD PAYMENT TO CORNER CAFE", ""),
        ]
    );
}

#[test]
fn several_statements_and_the_envelope() {
    let one = |account: &str, day: &str| {
        format!(
            "{{1:F01X}}{{2:I940X}}{{4:\r\n:20:A\r\n:25:{account}\r\n:60F:C260101EUR1,00\r\n:61:26{day}D1,00NTRF\r\n:62F:C260102EUR0,00\r\n-}}\r\n"
        )
    };
    let text = one("NL77INGB0574908765EUR", "0105") + &one("NL77INGB0574908765EUR", "0205") + &one("88", "0106");
    let reading = read_ok(&text);
    let told: Vec<_> =
        reading.statements.iter().map(|s| (s.account.as_deref().unwrap_or_default(), s.entries.len())).collect();
    assert_eq!(told, [("NL77INGB0574908765", 2), ("88", 1)]);
}

#[test]
fn what_is_no_field_is_refused_with_its_line() {
    let refused = read(b":9401:\n:20:A\n:25:1\n:61:140102C4,00N541NONREF\n", &Options::default()).expect_err("refused");
    assert_eq!(refused.code, "damaged");
    assert!(refused.text.starts_with("Line 1: `:9401:`"), "{refused}");
    let reading = read_ok(&statement(":61:269999D1,00NTRF\r\n:61:2601050105D1,00NTRF\r\n"));
    assert_eq!((reading.refused.len(), reading.refused[0].place.line), (1, 5));
    assert_eq!(read(statement("").as_bytes(), &Options::default()).expect_err("refused").code, "no_entries");
}

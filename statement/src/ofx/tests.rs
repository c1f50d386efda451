use super::*;

const HEAD: &str = "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n<OFX><SIGNONMSGSRSV1>\
    <SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS></SONRS></SIGNONMSGSRSV1>";

fn bank(payments: &str) -> String {
    format!(
        "{HEAD}<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>77 1<ACCTTYPE>CHECKING\
         </BANKACCTFROM><BANKTRANLIST><DTSTART>20260101<DTEND>20260131\n{payments}</BANKTRANLIST><LEDGERBAL><BALAMT>9.50\
         </LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )
}

fn payment(inner: &str) -> String {
    format!("<STMTTRN>\n<TRNTYPE>DEBIT\n<DTPOSTED>20260105\n<TRNAMT>-5.00\n<FITID>1\n{inner}</STMTTRN>\n")
}

fn read_ok(text: &[u8]) -> Reading {
    read(text, &Options::default()).expect("a statement")
}

#[test]
fn a_statement_and_its_payments() {
    let text = bank(&payment("<NAME>Shop & Son\n<MEMO>SHOP & SON Order 7\n"));
    let reading = read_ok(text.as_bytes());
    let statement = &reading.statements[0];
    assert_eq!(statement.account.as_deref(), Some("77 1"));
    assert_eq!((statement.account_kind.as_deref(), statement.currency.as_deref()), (Some("CHECKING"), Some("EUR")));
    assert_eq!(statement.balances.1.map(|b| b.to_string()).as_deref(), Some("9.50"));
    let entry = &statement.entries[0];
    assert_eq!((entry.day.to_string().as_str(), entry.amount.to_string().as_str()), ("2026-01-05", "5.00"));
    assert_eq!(entry.description, "SHOP & SON Order 7");
    assert_eq!(entry.counterparty.as_deref(), Some("Shop & Son"));
    assert_eq!((entry.bank_id.as_deref(), entry.hint.as_deref(), entry.place.line), (Some("1"), Some("DEBIT"), 8));
}

#[test]
fn the_body_decides_whatever_charset_the_header_names() {
    let text = bank(&payment("<NAME>Café Öl\n"));
    assert_eq!(read_ok(text.as_bytes()).statements[0].entries[0].description, "Café Öl");
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin")).collect();
    assert_eq!(read_ok(&latin).statements[0].entries[0].description, "Café Öl");
    let wrong = String::from_utf8_lossy(&latin).into_owned();
    assert!(wrong.contains('\u{fffd}'));
}

#[test]
fn the_day_of_the_purchase_as_it_is_written() {
    let day = |inner: &str| read_ok(bank(&payment(inner)).as_bytes()).statements[0].entries[0].day.to_string();
    assert_eq!(day("<DTUSER>20260103235959[-3:BRT]"), "2026-01-03");
    assert_eq!(day("<DTUSER>20260108"), "2026-01-05", "a purchase after its booking is none");
    assert_eq!(day("<DTUSER>20240105"), "2026-01-05");
}

#[test]
fn errors_of_the_bank_are_told() {
    let text = HEAD.replace("<CODE>0<SEVERITY>INFO", "<CODE>15500<SEVERITY>ERROR<MESSAGE>Signon invalid");
    let refused = read(text.as_bytes(), &Options::default()).expect_err("refused");
    assert_eq!(refused.code, "bank_error");
    assert!(refused.text.contains("error 15500 (Signon invalid); there is no statement"), "{refused}");
    let refused = read(HEAD.as_bytes(), &Options::default()).expect_err("refused");
    assert_eq!(refused.code, "no_entries");
}

#[test]
fn a_payment_without_day_or_amount_is_refused_with_its_line() {
    let text = bank(
        &(payment("") + "<STMTTRN><TRNTYPE>POS<NAME>Half\n</STMTTRN><STMTTRN><DTPOSTED>20269905<TRNAMT>1</STMTTRN>"),
    );
    let reading = read_ok(text.as_bytes());
    assert_eq!(reading.statements[0].entries.len(), 1);
    let columns: Vec<&str> = reading.refused.iter().map(|r| r.column.as_str()).collect();
    assert_eq!((columns, reading.refused[0].place.line), (vec!["DTPOSTED", "DTPOSTED"], 14));
}

#[test]
fn several_accounts_and_currencies() {
    let card = "<CCSTMTRS><CURDEF>USD<CCACCTFROM><ACCTID>4000</CCACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT\
                <DTPOSTED>20260107<TRNAMT>12<NAME>Thanks</STMTTRN></BANKTRANLIST></CCSTMTRS></OFX>";
    let text = bank(&payment("")).replace("</OFX>", card);
    let reading = read_ok(text.as_bytes());
    let kinds: Vec<_> = reading.statements.iter().map(|s| s.account_kind.as_deref().unwrap_or_default()).collect();
    assert_eq!(kinds, ["CHECKING", "CREDITCARD"]);
    assert!(reading.questions.is_empty(), "each account may have a currency of its own");
    let only = Options { account: Some("4000".into()), ..Options::default() };
    assert_eq!(read(text.as_bytes(), &only).expect("fine").statements.len(), 1);
    let none = Options { currency: Some("JPY".into()), ..Options::default() };
    assert!(read(text.as_bytes(), &none).expect_err("refused").text.contains("EUR, USD"));
}

#[test]
fn foreign_payments_are_converted_by_their_rate() {
    let foreign = payment("<CURRENCY><CURRATE>1.5<CURSYM>USD</CURRENCY>");
    let reading = read_ok(bank(&(payment("") + &foreign)).as_bytes());
    let entry = &reading.statements[0].entries[1];
    assert_eq!((entry.amount.to_string().as_str(), entry.currency.as_deref()), ("7.50", None));
    assert_eq!(entry.original.as_ref().map(|(a, c)| format!("{a} {c}")).as_deref(), Some("5.00 USD"));
    let reading = read_ok(bank(&foreign).as_bytes());
    assert_eq!(reading.statements[0].currency.as_deref(), Some("USD"));
    assert_eq!(reading.statements[0].entries[0].amount.to_string(), "5.00");
}

#[test]
fn amounts_without_a_sign() {
    let row =
        |kind: &str, amount: &str| format!("<STMTTRN><TRNTYPE>{kind}<DTPOSTED>20260105<TRNAMT>{amount}</STMTTRN>");
    let amounts = |rows: &[(&str, &str)]| -> Vec<String> {
        let rows: String = rows.iter().map(|(k, a)| row(k, a)).collect();
        read_ok(bank(&rows).as_bytes()).statements[0].entries.iter().map(|e| e.amount.to_string()).collect()
    };
    assert_eq!(amounts(&[("DEBIT", "5"), ("CREDIT", "7"), ("POS", "2")]), ["5", "-7", "2"]);
    assert_eq!(amounts(&[("DEBIT", "5"), ("CREDIT", "-7")]), ["5", "-7"]);
    assert_eq!(amounts(&[("DEBIT", "-5"), ("CREDIT", "7"), ("DEBIT", "1")]), ["5", "-7", "-1"]);
}

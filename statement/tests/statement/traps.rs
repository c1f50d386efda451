//! One trap a test: what a file does not say is asked, what is damaged is refused with place and remedy, what is no payment
//! is left out, and the sign of spending is found.

use outlay_statement::{DateOrder, Direction, EntryKind, Limits, Options, Refused, Role, Standing, read};

use super::banks::{booked, plain};

fn refused(bytes: &[u8]) -> Refused {
    read("file.csv", bytes, &Options::default()).unwrap_err()
}

fn amounts(text: &str) -> Vec<String> {
    booked(&plain(text)).iter().map(|entry| entry.amount.normalize().to_string()).collect()
}

fn days(text: &str) -> Vec<String> {
    booked(&plain(text)).iter().map(|entry| entry.day.to_string()).collect()
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_refused_with_its_line() {
    let error = refused(b"date,amount,description\n2026-01-01,-1.00,a\n2026-01-02,-2.00,\"b\n2026-01-03,-3.00,c\n");
    assert_eq!(error.code, "damaged");
    assert!(error.text.contains("Line 3, column 3") && error.text.contains("never closed"), "{error}");
}

#[test]
fn a_cell_without_end_is_refused_with_its_place() {
    let text = format!("date,amount,description\n2026-01-01,-1.00,{}\n", "x".repeat(10 << 20));
    let error = refused(text.as_bytes());
    assert!(error.code == "too_large" && error.text.contains("Line 2, column 3"), "{error}");
}

#[test]
fn nul_bytes_columns_rows_and_bytes_are_bounded() {
    assert!(refused(b"date,amount\n2026-01-01,\0-1.00,a\n2026-01-01,1,1\n").text.contains("Line 2"));
    let wide = format!("date,amount{}\n", ",x".repeat(400));
    assert!(refused(wide.as_bytes()).text.contains("more than 256 columns"));
    let limits = Limits { rows: 3, bytes: 100, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let rows = "date,amount\n".to_owned() + &"2026-01-01,1\n".repeat(4);
    assert_eq!(read("a", rows.as_bytes(), &options).unwrap_err().code, "too_large");
    let (as_many, _) = rows.rsplit_once("2026").unwrap();
    assert!(read("a", as_many.as_bytes(), &options).is_ok(), "the heading is no row");
    assert_eq!(read("a", &[b'1'; 101], &options).unwrap_err().code, "too_large");
}

#[test]
fn two_hundred_columns_are_read() {
    let names: String = (0..198).map(|column| format!(",extra {column}")).collect();
    let cells = ",".repeat(198);
    let text = format!("Date,Amount,Payee{names}\n2026-01-14,-1.50,Baker{cells}\n2026-01-15,-2.50,Grocer{cells}\n");
    assert_eq!(amounts(&text), ["1.5", "2.5"]);
}

#[test]
fn strangers_are_told_what_they_are() {
    for (bytes, word) in [
        (&b"%PDF-1.4\n%\xe2\xe3"[..], "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"<?xml version=\"1.0\"?><note/>", "XML"),
        (b"{\"transactions\": []}", "JSON"),
        (b"", "empty"),
        (b" \r\n\n", "empty"),
        (b"hello world\nthis is a letter\n", "No table of payments"),
        (b"\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f", "neither text nor any file"),
    ] {
        let error = refused(bytes);
        assert!(error.text.contains(word), "{word}: {error}");
    }
}

#[test]
fn a_header_alone_is_refused() {
    let error = refused(b"Date,Description,Amount\n");
    assert!(error.code == "no_entries" && error.text.contains("no payments"), "{error}");
}

#[test]
fn dates_in_two_orders_are_refused_with_both_rows() {
    let error = refused(b"Date,Payee,Amount\n13/01/2026,a,-1.00\n01/02/2026,b,-2.00\n01/31/2026,c,-3.00\n");
    assert_eq!(error.code, "mixed_dates");
    assert!(error.text.contains("line 2") && error.text.contains("line 4"), "{error}");
}

#[test]
fn dates_that_read_both_ways_are_asked_and_the_answer_is_used() {
    let text = "Date,Payee,Amount\n03/04/2026,a,-1.00\n01/02/2026,b,-2.00\n05/03/2026,c,-3.00\n02/06/2026,d,-3.00\n";
    let reading = read("a", text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(reading.questions[0].code, "date_order");
    assert!(reading.questions[0].text.contains("03/04/2026"));
    for (order, day) in [(DateOrder::Dmy, "2026-04-03"), (DateOrder::Mdy, "2026-03-04")] {
        let options = Options { date_order: Some(order), ..Options::default() };
        let reading = read("a", text.as_bytes(), &options).unwrap();
        assert!(reading.questions.is_empty());
        assert_eq!(booked(&reading)[0].day.to_string(), day);
    }
}

#[test]
fn dates_are_decided_by_order_in_time_by_each_other_and_by_language() {
    let sorted = "Date,Payee,Amount\n01/02/2026,a,-1.00\n01/05/2026,b,-2.00\n02/03/2026,c,-3.00\n03/01/2026,d,-4.00\n04/02/2026,e,-4.00\n";
    assert_eq!(days(sorted)[0], "2026-01-02");
    let pairs = "Transaction Date,Posted Date,Payee,Amount\n02/01/2026,03/01/2026,a,-1.00\n05/02/2026,06/02/2026,b,-2.00\n03/01/2026,04/01/2026,c,-3.00\n";
    assert_eq!(days(pairs), ["2026-01-02", "2026-02-05", "2026-01-03"]);
    assert_eq!(days("Fecha;Concepto;Importe\n03/04/2026;a;-1,00\n01/02/2026;b;-2,00\n")[0], "2026-04-03");
    assert_eq!(days("Date;Text;Amount\n03.04.2026;a;-1,00\n01.02.2026;b;-2,00\n")[0], "2026-04-03");
}

#[test]
fn dates_in_all_their_forms() {
    for (cell, day) in [
        ("2026-01-05", "2026-01-05"),
        ("2026-01-05T23:59:59Z", "2026-01-05"),
        ("2026-01-05 23:59:59 +0000", "2026-01-05"),
        ("2026/1/5 8:05", "2026-01-05"),
        ("20260105", "2026-01-05"),
        ("20260105123456", "2026-01-05"),
        ("05.01.26", "2026-01-05"),
        ("5. Januar 2026", "2026-01-05"),
        ("5 janv. 2026", "2026-01-05"),
        ("5 de enero de 2026", "2026-01-05"),
        ("Mon 5 Jan 2026", "2026-01-05"),
        ("Jan 5, 2026", "2026-01-05"),
        ("\"January 5th, 2026\"", "2026-01-05"),
        ("05-JAN-2026", "2026-01-05"),
        ("05JAN26", "2026-01-05"),
        ("5 stycznia 2026", "2026-01-05"),
        ("5 января 2026", "2026-01-05"),
        ("2026年1月5日", "2026-01-05"),
        ("2026. 01. 05.", "2026-01-05"),
        ("46027", "2026-01-05"),
        ("46027.75", "2026-01-05"),
    ] {
        let text = format!("Date;Payee;Amount\n{};a;-1.00\n{};b;-2.00\n", cell, cell);
        assert_eq!(days(&text), [day, day], "{cell}");
    }
}

#[test]
fn amounts_in_all_their_forms() {
    for (cell, amount) in [
        ("-1.234,56", "1234.56"),
        ("-1,234.56", "1234.56"),
        ("-1 234,56", "1234.56"),
        ("-1\u{a0}234,56", "1234.56"),
        ("\u{2212}1\u{202f}234,56 €", "1234.56"),
        ("-1'234.56", "1234.56"),
        ("-1\u{2019}234.56", "1234.56"),
        ("-1,23,456.50", "123456.5"),
        ("1.234,56-", "1234.56"),
        ("(1,234.56)", "1234.56"),
        ("($1,234.56)", "1234.56"),
        ("-$1,234.56", "1234.56"),
        ("$-1,234.56", "1234.56"),
        ("EUR -12,50", "12.5"),
        ("-12.50 EUR", "12.5"),
        ("-R$ 12,50", "12.5"),
        ("12.50 Dr", "12.5"),
        ("12.50DR", "12.5"),
        ("-250,00 Kč", "250"),
        ("-12,50 zł", "12.5"),
        ("- 12,50", "12.5"),
        ("-12", "12"),
        ("-1.234.567", "1234567"),
        ("–12,50", "12.5"),
        ("-12.-", "12"),
    ] {
        let text = format!("Date;Payee;Amount\n2026-01-14;Purchase a;{cell}\n2026-01-15;Purchase b;{cell}\n");
        assert_eq!(amounts(&text), [amount, amount], "{cell}");
    }
}

#[test]
fn whole_thousands_are_told_by_their_column() {
    assert_eq!(amounts("Datum;Name;Betrag\n02.03.2026;a;-3.000\n14.03.2026;b;-12,50\n"), ["3000", "12.5"]);
    assert_eq!(amounts("Date;Payee;Amount\n2026-03-02;a;\"-3,000\"\n2026-03-04;b;-12.50\n"), ["3000", "12.5"]);
    // Nothing tells, and no bank writes three decimals.
    assert_eq!(amounts("Datum;Name;Betrag\n02.03.2026;a;-3.000\n14.03.2026;b;-1.250\n"), ["3000", "1250"]);
}

#[test]
fn what_is_no_payment_is_left_out_and_named() {
    let reading = plain(
        "Date,Description,Amount,Balance\n2026-01-01,Opening balance,,100.00\n2026-01-02,Baker,-1.00,99.00\n2026-01-03,Notice,0.00,99.00\nDate,Description,Amount,Balance\n2026-01-04,Grocer,-2.00,97.00\n\n,Total,-3.00,\n***END***\n",
    );
    assert_eq!(booked(&reading).len(), 2);
    assert_eq!(reading.skipped.len(), 5, "{:?}", reading.skipped);
    assert!(reading.refused.is_empty(), "{:?}", reading.refused);
    assert_eq!(reading.statements[0].balances, (Some("100".parse().unwrap()), Some("97".parse().unwrap())));
}

#[test]
fn a_bad_row_is_refused_with_line_column_and_value() {
    let reading = plain(
        "Date,Description,Amount\n2026-01-02,Baker,-1.00\n2026-02-31,Grocer,-2.00\n2026-03-01,Tailor,twelve\n2026-03-02,Smith,-4.00\n",
    );
    let places: Vec<_> =
        reading.refused.iter().map(|row| (row.place.line, row.column.as_str(), row.given.as_str())).collect();
    assert_eq!(places, [(3, "Date", "2026-02-31"), (4, "Amount", "twelve")]);
}

#[test]
fn declined_is_no_payment_and_pending_is_kept_apart() {
    let reading = plain(
        "Date,Payee,Amount,Status\n2026-01-13,a,-1.00,Completed\n2026-01-14,b,-2.00,Pending\n2026-01-15,c,-3.00,Declined\n",
    );
    let all: Vec<_> =
        reading.statements[0].entries.iter().map(|entry| (entry.description.as_str(), entry.standing)).collect();
    assert_eq!(all, [("a", Standing::Booked), ("b", Standing::Pending)]);
    let late = plain(
        "Transaction Date,Post Date,Payee,Amount\n2026-01-11,2026-01-12,a,-1.00\n2026-01-12,2026-01-13,b,-1.00\n2026-01-13,2026-01-14,c,-1.00\n2026-01-13,2026-01-14,d,-1.00\n2026-01-14,,e,-2.00\n",
    );
    assert_eq!(late.statements[0].entries[4].standing, Standing::Pending);
}

#[test]
fn the_sign_of_spending_is_found() {
    // Words.
    assert_eq!(
        amounts(
            "Date,Payee,Amount\n2026-01-14,Coffee,4.00\n2026-01-15,Payment received - thank you,-100.00\n2026-01-16,Books,12.00\n"
        ),
        ["4", "-100", "12"]
    );
    assert_eq!(
        amounts("Date,Payee,Amount\n2026-01-14,Salary,2000.00\n2026-01-31,Interest paid,1.00\n"),
        ["-2000", "-1"]
    );
    // A balance.
    assert_eq!(
        amounts(
            "Date,Payee,Amount,Balance\n2026-01-14,a,5.00,95.00\n2026-01-15,b,7.00,88.00\n2026-01-16,c,3.00,85.00\n"
        ),
        ["5", "7", "3"]
    );
    // A column that says it.
    assert_eq!(amounts("Date,Payee,Amount,Dr/Cr\n2026-01-14,a,5.00,DR\n2026-01-15,b,7.00,CR\n"), ["5", "-7"]);
    // CR alone is a mark; what has none is a debit.
    assert_eq!(amounts("Date,Payee,Amount\n2026-01-14,a,5.00\n2026-01-15,b,7.00 CR\n"), ["5", "-7"]);
    // Marks of debits that are taken back.
    assert_eq!(
        amounts(
            "Date,Payee,Debit,Credit\n2026-01-14,a,5.00,\n2026-01-15,b,7.00,\n2026-01-16,c,-7.00,\n2026-01-17,d,,9.00\n"
        ),
        ["5", "7", "-7", "-9"]
    );
}

#[test]
fn a_sign_that_cannot_be_told_is_asked() {
    let text = "Date,Payee,Amount\n2026-01-14,a,5.00\n2026-01-15,b,7.00\n";
    let reading = read("a", text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(reading.questions[0].code, "direction");
    let options = Options { direction: Some(Direction::OutIsPositive), ..Options::default() };
    let reading = read("a", text.as_bytes(), &options).unwrap();
    assert!(reading.questions.is_empty() && booked(&reading)[0].amount.to_string() == "5");
}

#[test]
fn the_own_layout_has_spending_positive_unless_nearly_all_is_negative() {
    let own = plain("date,amount,category,description\n2026-01-14,5.00,Food,a\n2026-01-15,-2.00,Food,b\n");
    assert_eq!(booked(&own).iter().map(|entry| entry.amount.to_string()).collect::<Vec<_>>(), ["5", "-2"]);
    let turned = plain(
        "date,amount,category,description\n2026-01-14,-850.00,Rent,Rent\n2026-01-15,-2.00,Food,b\n2026-01-16,-4.00,Food,c\n2026-01-30,2400.00,Income,Salary\n",
    );
    assert_eq!(booked(&turned)[0].amount.to_string(), "850");
    assert!(turned.notes.iter().any(|note| note.contains("Most amounts are negative")), "{:?}", turned.notes);
    let kinds = plain(
        "date,amount,category,description,kind\n2026-01-14,5.00,Food,a,expense\n2026-01-15,-900.00,Pay,b,income\n",
    );
    assert!(booked(&kinds)[1].kind == EntryKind::Income && booked(&kinds)[1].kind_stated);
}

#[test]
fn encodings() {
    let text = "Datum;Empfänger;Betrag\n14.01.2026;Bäckerei Müller & Söhne;-1,50\n15.01.2026;Café Größe;-2,50\n";
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let with_mark: Vec<u8> = b"\xef\xbb\xbf".iter().copied().chain(text.bytes()).collect();
    for bytes in [text.as_bytes(), &windows, &wide, &marked, &with_mark] {
        let reading = read("a", bytes, &Options::default()).unwrap();
        assert_eq!(booked(&reading)[0].description, "Bäckerei Müller & Söhne");
    }
    let text = "日付,内容,出金,入金,残高\n2026/1/14,家賃の支払い,85000,,15000\n2026/1/25,給与,,250000,265000\n";
    let (shift, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let reading = read("a", &shift, &Options::default()).unwrap();
    assert_eq!(booked(&reading)[1].description, "給与");
}

#[test]
fn a_corrected_layout_is_used_for_the_next_file_of_its_shape() {
    let text = "Date,Shop,Note,Amount\n2026-01-14,Baker,for Anna,5.00\n2026-01-15,Grocer,for Ben,-7.00\n";
    let first = read("a", text.as_bytes(), &Options::default()).unwrap();
    let mut layout = first.layout.unwrap();
    layout.direction = Some(Direction::OutIsPositive);
    layout.columns[2].role = Role::Category;
    let stored: outlay_statement::Layout = serde_json::from_str(&serde_json::to_string(&layout).unwrap()).unwrap();
    let options = Options { layout: Some(stored), ..Options::default() };
    let again = read("b", "Date,Shop,Note,Amount\n2026-02-14,Baker,for Cid,6.00\n".as_bytes(), &options).unwrap();
    assert_eq!(booked(&again)[0].category.as_deref(), Some("for Cid"));
    assert_eq!(booked(&again)[0].amount.to_string(), "6");
    let other = read("c", "Date,Payee,Amount\n2026-02-14,Baker,-6.00\n".as_bytes(), &options).unwrap();
    assert!(other.notes.iter().any(|note| note.contains("not used")), "{:?}", other.notes);
}

#[test]
fn oddities_of_writing() {
    // Excel's line that says the delimiter; rows quoted as a whole; a protected number; two tables in one file.
    assert_eq!(amounts("sep=;\nDate;Payee;Amount\n2026-01-14;a, b;-5.00\n"), ["5"]);
    assert_eq!(
        amounts("\"Date,Payee,Amount\"\n\"2026-01-14,\"\"a, b\"\",-5.00\"\n\"2026-01-15,c,-6.00\"\n"),
        ["5", "6"]
    );
    assert_eq!(
        amounts(
            "Date,Payee,Amount,Ref\n2026-01-14,a,-5.00,=\"0012\"\n2026-01-15,\"the \"best\" shop\",-6.00,=\"0013\"\n"
        ),
        ["5", "6"]
    );
    assert_eq!(
        amounts(
            "Account A\nDate,Payee,Amount\n2026-01-14,a,-5.00\n\nAccount B\nDate,Description,Debit,Credit\n2026-01-15,b,6.00,\n2026-01-16,c,,7.00\n"
        ),
        ["5", "6", "-7"]
    );
}

#[test]
fn several_accounts_and_several_currencies() {
    let text = "Account Name,Date,Description,Amount\nGiro,2026-01-14,a,-5.00\nCard,2026-01-15,b,-6.00\nGiro,2026-01-16,c,-7.00\nCard,2026-01-17,d,-1.00\n";
    let reading = plain(text);
    assert_eq!(
        reading.statements.iter().map(|statement| statement.account.as_deref()).collect::<Vec<_>>(),
        [Some("Giro"), Some("Card")]
    );
    let text = "Date,Payee,Amount,Currency\n2026-01-14,a,-5.00,EUR\n2026-01-15,b,-600,JPY\n";
    let asked = read("a", text.as_bytes(), &Options::default()).unwrap();
    assert_eq!((asked.questions[0].code.as_str(), asked.questions[0].answers.len()), ("currency", 2));
    let options = Options { currency: Some(String::from("EUR")), ..Options::default() };
    let taken = read("a", text.as_bytes(), &options).unwrap();
    assert!(booked(&taken).len() == 1 && taken.skipped.len() == 1 && taken.questions.is_empty());
}

#[test]
fn tables_of_pages_and_of_xml_spreadsheets_are_read() {
    let page = "<html><head><style>td { color: red }</style></head><body><h1>Extracto</h1><table><tr><td colspan=4>Cuenta 1234</td></tr>\
        <tr><th>Fecha</th><th>Concepto</th><th>Importe</th><th>Saldo</th></tr><tr><td>14/01/2026</td><td>Panader&iacute;a&nbsp;Sol</td>\
        <td align=right>-12,30&euro;</td><td>87,70</td></tr><tr><td>15/01/2026<td>N&#243;mina<td>1.000,00<td>1.087,70</table></body></html>";
    let reading = plain(page);
    assert_eq!(reading.format, "html");
    let rows: Vec<_> = booked(&reading)
        .iter()
        .map(|entry| (entry.description.as_str(), entry.amount.normalize().to_string()))
        .collect();
    assert_eq!(rows, [("Panadería Sol", String::from("12.3")), ("Nómina", String::from("-1000"))]);
    let sheet = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
        <Worksheet ss:Name=\"a\"><Table><Row><Cell><Data ss:Type=\"String\">Date</Data></Cell><Cell><Data>Details</Data></Cell><Cell ss:Index=\"4\"><Data>Amount</Data></Cell></Row>\
        <Row><Cell><Data ss:Type=\"DateTime\">2026-01-14T00:00:00.000</Data></Cell><Cell><Data>Baker &amp; Son</Data></Cell><Cell ss:Index=\"4\"><Data ss:Type=\"Number\">-5.5</Data></Cell></Row></Table></Worksheet></Workbook>";
    assert_eq!(amounts(sheet), ["5.5"]);
}

#[test]
fn workbooks_that_are_none_are_refused() {
    for bytes in [&b"PK\x03\x04xl/workbook.xml"[..], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing more"] {
        let error = refused(bytes);
        assert!(error.code == "damaged" && error.text.contains("save it again"), "{error}");
    }
}

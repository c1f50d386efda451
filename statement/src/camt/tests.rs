use super::*;

fn document(inner: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\
         <BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>{inner}</BkToCstmrStmt></Document>"
    )
}

fn statement(inner: &str) -> String {
    document(&format!(
        "<Stmt><Acct><Id><IBAN>DE00</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>A Holder</Nm></Ownr></Acct>{inner}</Stmt>"
    ))
}

fn booking(amount: &str, direction: &str, inner: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-01-05</Dt>\
         </BookgDt><ValDt><Dt>2026-01-06</Dt></ValDt>{inner}</Ntry>"
    )
}

fn details(inner: &str) -> String {
    format!("<NtryDtls><TxDtls>{inner}</TxDtls></NtryDtls>")
}

fn read_ok(text: &str) -> Reading {
    read(text.as_bytes(), &Options::default()).expect("payments")
}

fn told(reading: &Reading) -> Vec<String> {
    let entries = reading.statements.iter().flat_map(|s| &s.entries);
    entries.map(|e| format!("{} {} {}", e.day, e.amount, e.description)).collect()
}

#[test]
fn a_booking_and_its_other_side() {
    let shop = "<RltdPties><Dbtr><Pty><Nm>A Holder</Nm></Pty></Dbtr><Cdtr><Pty><Nm>Shop &amp; Son</Nm></Pty></Cdtr><CdtrAcct><Id>\
                <IBAN>DE11</IBAN></Id></CdtrAcct></RltdPties><RmtInf><Ustrd>EREF+7 SVWZ+Order</Ustrd><Ustrd>12</Ustrd></RmtInf>\
                <RltdDts><TxDtTm>2026-01-03T23:50:00+01:00</TxDtTm></RltdDts>";
    let back = format!("<RvslInd>true</RvslInd>{}", details(shop));
    let reading = read_ok(&statement(
        &(booking("12.50", "DBIT", &details(shop))
            + &booking("3", "CRDT", &details(shop))
            + &booking("9", "DBIT", &back)),
    ));
    assert_eq!(
        told(&reading),
        [
            "2026-01-03 12.50 Shop & Son Order 12",
            "2026-01-03 -3 Shop & Son Order 12",
            "2026-01-03 -9 Shop & Son Order 12"
        ]
    );
    let entry = &reading.statements[0].entries[2];
    assert!(entry.reversal);
    assert_eq!(entry.counterparty_account.as_deref(), Some("DE11"));
    assert_eq!(entry.value_day.map(|d| d.to_string()).as_deref(), Some("2026-01-06"));
}

#[test]
fn a_batch_falls_into_its_payments_where_they_make_it_up() {
    let part = |amount: &str, name: &str| {
        format!(
            "<TxDtls><Refs/><AmtDtls><TxAmt><Amt Ccy=\"EUR\">{amount}</Amt></TxAmt></AmtDtls><RltdPties><Cdtr><Nm>{name}</Nm></Cdtr></RltdPties></TxDtls>"
        )
    };
    let batch = |parts: &str| {
        let inner =
            format!("<AcctSvcrRef>R</AcctSvcrRef><NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>{parts}</NtryDtls>");
        read_ok(&statement(&booking("30.00", "DBIT", &inner)))
    };
    let reading = batch(&(part("20.00", "One") + &part("10.00", "Two")));
    assert_eq!(told(&reading), ["2026-01-05 20.00 One", "2026-01-05 10.00 Two"]);
    assert_eq!(reading.statements[0].entries[1].bank_id.as_deref(), Some("R#2"));
    let reading = batch(&(part("20.00", "One") + &part("11.00", "Two")));
    assert_eq!(told(&reading), ["2026-01-05 30.00 One Two"]);
}

#[test]
fn balances_decide_what_a_reversal_is() {
    let balance = |kind: &str, amount: &str| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>"
        )
    };
    let reversed = booking("10", "DBIT", "<RvslInd>true</RvslInd>") + &booking("5", "DBIT", "");
    let amounts = |after: &str| {
        let reading = read_ok(&statement(&(balance("OPBD", "100") + &balance("CLBD", after) + &reversed)));
        reading.statements[0].entries.iter().map(|e| e.amount.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(amounts("105"), ["-10", "5"]);
    assert_eq!(amounts("85"), ["10", "5"]);
    assert_eq!(amounts("1"), ["-10", "5"], "balances that say nothing change nothing");
}

#[test]
fn states_and_statements() {
    let pending = booking("1", "DBIT", "").replace("<Sts>BOOK</Sts>", "<Sts><Cd>PDNG</Cd></Sts>");
    let info = booking("2", "DBIT", "").replace("BOOK", "INFO");
    let reading = read_ok(&statement(&(pending + &info)));
    assert_eq!(reading.statements[0].entries[0].standing, crate::Standing::Pending);
    assert_eq!(reading.skipped.len(), 1);
    let two =
        |id: &str| format!("<Rpt><Acct><Id><Othr><Id>{id}</Id></Othr></Id></Acct>{}</Rpt>", booking("1", "DBIT", ""));
    let reading = read_ok(&document(&(two("A") + &two("A") + &two("B"))));
    assert_eq!(reading.statements.iter().map(|s| s.entries.len()).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn foreign_purchases_keep_their_amount() {
    let usd = details("<AmtDtls><InstdAmt><Amt Ccy=\"USD\">11.00</Amt></InstdAmt></AmtDtls>");
    let reading = read_ok(&statement(&booking("10", "DBIT", &usd)));
    let original = reading.statements[0].entries[0].original.as_ref();
    assert_eq!(original.map(|(a, c)| format!("{a} {c}")).as_deref(), Some("11.00 USD"));
}

#[test]
fn latin_letters_by_the_declaration() {
    let text = statement(&booking("1", "DBIT", &details("<RmtInf><Ustrd>Café</Ustrd></RmtInf>")));
    let latin: Vec<u8> =
        text.replace("UTF-8", "ISO-8859-1").chars().map(|c| u8::try_from(u32::from(c)).expect("Latin")).collect();
    assert_eq!(told(&read(&latin, &Options::default()).expect("payments")), ["2026-01-05 1 Café"]);
}

#[test]
fn what_grows_or_is_cut_off_is_refused() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><Document xmlns=\"camt.053\">&b;</Document>";
    let deep = format!("<Document><Stmt>{}", "<Ntry>".repeat(5_000_000));
    let cases: [(&str, &str); 5] = [
        (bomb, "DOCTYPE"),
        (&deep, "deeper than 64"),
        (&document("<Stmt><Ntry><Amt>1</Amt>&boom;"), "&boom;"),
        ("<Document><BkToCstmrStmt><Stmt>", "ends in the middle"),
        ("<Document><BkToCstmrStmt><Stmt></Ntry>", "Line 1"),
    ];
    for (text, words) in cases {
        let refused = read(text.as_bytes(), &Options::default()).expect_err("refused");
        assert_eq!(refused.code, "damaged", "{refused}");
        assert!(refused.text.contains(words), "{refused}");
    }
    let half = statement("<Ntry><Amt Ccy=\"EUR\">x</Amt></Ntry><Ntry><Amt Ccy=\"EUR\">1</Amt></Ntry>");
    let reading = read(half.as_bytes(), &Options::default()).expect("rows");
    assert_eq!(reading.refused.iter().map(|r| r.column.as_str()).collect::<Vec<_>>(), ["Amt", "CdtDbtInd"]);
    assert_eq!(read(statement("").as_bytes(), &Options::default()).expect_err("refused").code, "no_entries");
}

//! Readers of payment formats on bytes that no bank wrote: random ones behind a format's first line, and files of each format
//! with bytes lost, doubled, turned or put elsewhere. Nothing may panic, and what is read obeys the types' own rules.
//!
//! `PROPTEST_CASES=200000` runs it for long. What it found once is in [`found_before`].

use chrono::Datelike;
use outlay_statement::{EntryKind, Options, Reading, Refused, kind, read};
use proptest::prelude::*;

const OFX: &str = "OFXHEADER:100\nDATA:OFXSGML\nCHARSET:1252\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS></SONRS>\
    </SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>77<ACCTTYPE>CHECKING</BANKACCTFROM>\
    <BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260105120000[-3:BRT]<TRNAMT>-1.234,56<FITID>1<NAME>Caf\u{e9} & <Bar<MEMO>x\n\
    </STMTTRN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260106<TRNAMT>7<NAME>Work<CURRENCY><CURRATE>1.5<CURSYM>USD</CURRENCY></STMTTRN>\
    </BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";
const QIF: &str = "!Account\nNMain\nTBank\n^\n!Type:Bank\nD1/ 2'26\nT-1,650.00\nPRent\nMJan\nLHousing:Rent\n^\nD13/1/26\nU-5\nPShop\nSFood\n$-3\n\
    S[Savings]\n$-2\n^\n!Type:CCard\nD2/1/26\nT9.99\n^\n";
const CAMT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>\
    <Stmt><Acct><Id><IBAN>DE00</IBAN></Id><Ccy>EUR</Ccy></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1.00</Amt>\
    <CdtDbtInd>CRDT</CdtDbtInd></Bal><Ntry><Amt Ccy=\"EUR\">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts>\
    <BookgDt><Dt>2026-01-05</Dt></BookgDt><ValDt><DtTm>2026-01-06T00:00:00Z</DtTm></ValDt><NtryDtls><TxDtls><AmtDtls><TxAmt>\
    <Amt Ccy=\"EUR\">1.00</Amt></TxAmt></AmtDtls><RltdPties><Cdtr><Nm>A &amp; B</Nm></Cdtr></RltdPties></TxDtls><TxDtls><AmtDtls><TxAmt>\
    <Amt Ccy=\"EUR\">2.00</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>EREF+1 SVWZ+x</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt>\
    </BkToCstmrStmt></Document>";
const MT940: &str = "{1:F01X}{2:I940X}{4:\r\n:20:START\r\n:25:NL77INGB0574908765EUR\r\n:28C:1/1\r\n:60F:C260101EUR100,00\r\n\
    :61:2601021231DR8,93NTRFNONREF//96\r\n:86:105?00LASTSCHRIFT?20Karte EREF+7 SVWZ+K?21arte?32Hausve\r\nrwaltung?33 GmbH\r\n\
    :61:2601040104RD45,99NTRFNONREF//X\r\n/TRCD/1/\r\n:86:/EREF/1//CNTP/NL32INGB0000012345/INGBNL2A/NAME///REMI/USTD//text/\r\n\
    :62F:C260106EUR181,52\r\n-}\r\n";
const CSV: &str = "Buchungstag;Valuta;Name;Verwendungszweck;Betrag;W\u{e4}hrung;Saldo\n02.01.2026;02.01.2026;Krüger;Miete;-1.940,00;EUR;60,00\n\
    \"03.01.2026\";;\"Caf\u{e9};\"\"L\u{f6}we\"\"\";Karte;-3,71;EUR;56,29\n30.01.26;30.01.26;Work;Gehalt;3.120,00;EUR;3176,29\n";

const ALL: [&str; 5] = [OFX, QIF, CAMT, MT940, CSV];

/// One way to damage a file.
#[derive(Clone, Debug)]
enum Damage {
    Turn(usize, u8),
    Lose(usize, usize),
    Double(usize, usize),
    Move(usize, usize, usize),
    Insert(usize, Vec<u8>),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || any::<usize>();
    let length = || 1usize..40;
    let bits = prop_oneof![
        Just(b"<".to_vec()),
        Just(b">".to_vec()),
        Just(b"&".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"'".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"</".to_vec()),
        Just(b"<!--".to_vec()),
        Just(b"<![CDATA[".to_vec()),
        Just(b"&#x110000;".to_vec()),
        Just(b":61:".to_vec()),
        Just(b"?20".to_vec()),
        Just(b"^".to_vec()),
        Just(b"99999999999999999999999999999".to_vec()),
        Just(b"-".to_vec()),
        Just(b",".to_vec()),
        Just("\u{feff}\u{202e}é日".as_bytes().to_vec()),
        Just(vec![0]),
        Just(vec![0xff, 0xfe]),
    ];
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(a, b)| Damage::Turn(a, b)),
        (at(), length()).prop_map(|(a, n)| Damage::Lose(a, n)),
        (at(), length()).prop_map(|(a, n)| Damage::Double(a, n)),
        (at(), at(), length()).prop_map(|(a, b, n)| Damage::Move(a, b, n)),
        (at(), bits).prop_map(|(a, bits)| Damage::Insert(a, bits)),
    ]
}

fn damaged(text: &str, damages: &[Damage]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for one in damages {
        let length = bytes.len().max(1);
        let part = |at: usize, n: usize| (at % length, (at % length + n).min(bytes.len()));
        match one {
            Damage::Turn(at, to) => {
                if let Some(byte) = bytes.get_mut(at % length) {
                    *byte = *to;
                }
            }
            Damage::Lose(at, n) => {
                let (from, to) = part(*at, *n);
                bytes.drain(from..to);
            }
            Damage::Double(at, n) => {
                let (from, to) = part(*at, *n);
                let copy = bytes[from..to].to_vec();
                bytes.splice(to..to, copy);
            }
            Damage::Move(at, into, n) => {
                let (from, to) = part(*at, *n);
                let cut: Vec<u8> = bytes.drain(from..to).collect();
                let place = into % (bytes.len() + 1);
                bytes.splice(place..place, cut);
            }
            Damage::Insert(at, bits) => {
                let place = at % (bytes.len() + 1);
                bytes.splice(place..place, bits.iter().copied());
            }
        }
    }
    bytes
}

/// What is true of whatever was read.
fn check(result: Result<Reading, Refused>, size: usize) {
    let mut reading = match result {
        Ok(reading) => reading,
        Err(refused) => {
            assert!(!refused.text.is_empty() && refused.text.len() < 4000, "{refused:?}");
            return;
        }
    };
    let entries: usize = reading.statements.iter().map(|s| s.entries.len()).sum();
    assert!(entries <= size, "more entries than bytes");
    for entry in reading.statements.iter().flat_map(|s| &s.entries) {
        assert!(!entry.amount.is_zero());
        // Tables are taken at their word, whatever the year.
        assert!(reading.format == "csv" || (1900..2200).contains(&entry.day.year()), "{entry:?}");
        assert!(
            entry.description.chars().count() <= 1000 && !entry.description.contains(['\n', '\r', '\0']),
            "{entry:?}"
        );
        let money_in = entry.amount.is_sign_negative();
        let fits = entry.kind_stated
            || entry.reversal
            || match entry.kind {
                EntryKind::Expense => !money_in,
                EntryKind::Refund | EntryKind::Income => money_in,
                EntryKind::Transfer => true,
            };
        assert!(fits, "{entry:?}");
    }
    // Looking for pairs once more changes nothing.
    let before = reading.clone();
    kind::pair(std::slice::from_mut(&mut reading));
    assert_eq!(before, reading);
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn damaged_files_are_read_or_refused(which in 0..ALL.len(), damages in prop::collection::vec(damage(), 1..8)) {
        let bytes = damaged(ALL[which], &damages);
        check(read("x", &bytes, &Options::default()), bytes.len());
    }

    #[test]
    fn random_bytes_behind_a_first_line(which in 0..6usize, tail in prop::collection::vec(any::<u8>(), 0..600)) {
        let heads: [&[u8]; 6] = [b"OFXHEADER:100\n<OFX><STMTTRN>", b"!Type:Bank\nD", b"<Document xmlns='urn:iso:std:iso:20022:camt.053'><Stmt><Ntry>", b":20:1\n:61:2601010101D", b"\x1f\x8b\x08\0", b"PK\x03\x04"];
        let bytes = [heads[which], &tail].concat();
        check(read("x", &bytes, &Options::default()), bytes.len() * 1100);
    }

    #[test]
    fn any_text_has_a_kind(category in ".{0,40}", description in ".{0,80}", money_in: bool) {
        let _ = kind::of_text(&category, &description, money_in);
    }
}

/// Inputs that once broke something.
#[test]
fn found_before() {
    let cases: [&[u8]; 4] =
        [b"<OFX><A", b":20:1\n:61:26\xc3\xa9", b"!Type:Bank\nD1'1'1\nT-\n^", b"<Document bktocstmr><Stmt><"];
    for bytes in cases {
        check(read("x", bytes, &Options::default()), bytes.len());
    }
}

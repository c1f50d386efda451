use chrono::NaiveDate;

use super::*;

/// What an entry of this text is, alone in its account; money in is negative.
fn alone(amount: i64, description: &str) -> EntryKind {
    let mut reading = reading(None, &[(amount, 5, description)]);
    classify(&mut reading);
    reading.statements[0].entries[0].kind
}

fn reading(account: Option<&str>, rows: &[(i64, u32, &str)]) -> Reading {
    let entries = rows
        .iter()
        .map(|(cents, day, description)| Entry {
            day: NaiveDate::from_ymd_opt(2026, 1, *day).expect("a day"),
            amount: Decimal::new(*cents, 2),
            description: (*description).to_owned(),
            ..Entry::default()
        })
        .collect();
    Reading {
        statements: vec![Statement { account: account.map(str::to_owned), entries, ..Statement::default() }],
        ..Reading::default()
    }
}

fn kinds(reading: &Reading) -> Vec<EntryKind> {
    entries(&reading.statements).map(|e| e.kind).collect()
}

#[test]
fn own_money_that_moves_is_no_spending() {
    for text in [
        "Transfer to savings",
        "ONLINE TRANSFER TO SAV ...1234",
        "Online Transfer to CHK ...9876 transaction#: 1",
        "XFER TO SVGS",
        "Transfer from current 12345678",
        "INTERNAL TRANSFER",
        "STANDING ORDER TO OWN SAVINGS",
        "TRANSFER TO OWN SB A/C-SELF",
        "Monthly savings",
        "Transfer from Easy Saver",
        "VIR PERM LIVRET BLEU",
        "Save As You Go Transfer Debit to XXXXX1234",
        "To savings pot",
        "Transfer to XX4411",
        "SAVINGS TRANSFER 12",
        "Übertrag eigenes Tagesgeldkonto",
        "Uebertrag auf eigenes Sparkonto",
        "Umbuchung",
        "Sparen",
        "Dauerauftrag Sparkonto",
        "Virement vers livret personnel",
        "VIREMENT INTERNE",
        "Épargne",
        "Virement vers Livret A",
        "Traspaso a cuenta propia",
        "Traspaso a cuenta de ahorro",
        "Giroconto su conto deposito proprio",
        "APLICAÇÃO POUPANÇA PRÓPRIA",
        "TRANSF MESMA TITULARIDADE",
        "Naar eigen spaarrekening",
        "Naar spaarrekening",
        "Przelew na własne konto oszczędnościowe",
        "Przelew własny",
        "Převod na spořicí účet",
        "Převod mezi vlastními účty",
        "Átvezetés saját számlára",
        "Överföring eget sparkonto",
        "Overførsel til opsparing",
        "Overføring til sparekonto",
        "Siirto säästötilille",
        "Kendi hesabıma havale",
        "Перевод между своими счетами",
        "定期預金 振替",
        "本人转账",
    ] {
        assert_eq!(alone(20000, text), EntryKind::Transfer, "{text}");
        assert_eq!(alone(-20000, text), EntryKind::Transfer, "{text} (in)");
    }
}

#[test]
fn the_bill_of_a_card_is_no_spending() {
    for text in [
        "PAYMENT THANK YOU - WEB",
        "Credit Card Payment",
        "CREDIT CARD BILL PAYMENT",
        "AUTOPAY CREDIT CARD XX9921",
        "CHASE CREDIT CRD AUTOPAY",
        "AMEX EPAYMENT ACH PMT",
        "CAPITAL ONE MOBILE PMT",
        "Automatic Payment - Thank You",
        "Kreditkartenabrechnung 12/2025",
        "Ausgleich Kreditkarte",
        "Relevé carte à débit différé",
        "Liquidación tarjeta de crédito",
        "Pagamento fatura cartão",
        "Addebito carta di credito",
        "Afrekening creditcard",
        "Spłata karty kredytowej",
        "Betalning kreditkort",
        "Luottokorttilasku",
        "Kredi kartı ödemesi",
        "信用卡还款",
    ] {
        assert_eq!(alone(20000, text), EntryKind::Transfer, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_transfer_is_an_expense() {
    for text in [
        "TRANSFER TO LANDLORD RENT JAN",
        "Bank transfer fee",
        "Transfer John Smith",
        "Überweisung Miete Wohnung 4",
        "Überweisung an Max Muster",
        "VIREMENT LOYER",
        "SEPA TRANSFER ACME GMBH",
        "CARD PAYMENT TO TESCO STORES",
        "Savings Hardware Store",
        "SPAR SUPERMARKT",
        "Sparkasse Kontoführung",
        "Bonifico a Rossi Srl",
        "Overboeking huur",
        "Przelew czynsz",
        "ATM WITHDRAWAL FROM CHECKING",
        "Loan payment",
        "Savings account fee",
        "Debit interest",
        "Overschrijving Jan de Vries",
        "Transferencia alquiler piso",
        "Current Electric Co",
        "OWN IT FURNITURE",
        "Versicherung Sparvertrag",
        "Kartenzahlung Edeka",
        "CARD PAYMENT",
    ] {
        assert_eq!(alone(20000, text), EntryKind::Expense, "{text}");
    }
}

#[test]
fn income_and_refunds_by_their_words() {
    for text in [
        "ACME PAYROLL DIRECT DEP",
        "Salary",
        "Gehalt Januar",
        "Lohn/Gehalt 01",
        "LOHNGUTSCHRIFT",
        "Salaire",
        "Nómina enero",
        "Stipendio",
        "SALÁRIO",
        "Salaris",
        "Wynagrodzenie",
        "Mzda",
        "Fizetés",
        "Lön",
        "Palkka",
        "Maaş",
        "Зарплата",
        "給与",
        "工资",
        "Interest paid",
        "Habenzinsen",
        "Zinsgutschrift",
        "Intérêts créditeurs",
        "Intereses",
        "Interessi",
        "RENDIMENTO",
        "Rente",
        "Odsetki",
        "Úroky",
        "Ränta",
        "CREDIT INTEREST",
        "Dividend ACME",
        "Tax refund",
        "Anna Schmidt",
        "Kindergeld",
    ] {
        assert_eq!(alone(-20000, text), EntryKind::Income, "{text}");
    }
    for text in [
        "Shop refund",
        "Rev:Purchase Ref: 201",
        "REVERSAL 12",
        "Rückerstattung Retoure",
        "Rueckzahlung Kaution",
        "Remboursement retour",
        "Devolución compra",
        "ESTORNO COMPRA",
        "Rimborso ordine",
        "Terugbetaling",
        "Zwrot za zakupy",
        "Vrácení",
        "Visszatérítés",
        "Återbetalning",
        "Tilbagebetaling",
        "Palautus",
        "İade",
        "Возврат",
        "返金",
        "退款",
    ] {
        assert_eq!(alone(-20000, text), EntryKind::Refund, "{text}");
    }
}

#[test]
fn money_from_a_merchant_that_was_paid_before_is_a_refund() {
    let rows = [
        (87000, 2, "Landlord"),
        (4500, 3, "Paper & Ink 12"),
        (-2000, 9, "PAPER & INK 77"),
        (-9000, 9, "Paper & Ink"),
        (-250_000, 10, "Northlight Ltd"),
        (-4000, 11, "Webwinkel Tulp"),
        (-3000, 12, "Anna Schmidt"),
        (900, 20, "Fern Ltd"),
        (-800, 12, "Fern Ltd"),
    ];
    let mut all = reading(None, &rows);
    classify(&mut all);
    use EntryKind::{Expense as E, Income as I, Refund as R};
    assert_eq!(kinds(&all), [E, E, R, I, I, R, I, E, R]);
}

#[test]
fn credits_of_a_card_are_refunds_but_for_its_payment() {
    let mut card =
        reading(Some("Platinum Card"), &[(1000, 1, "Shop"), (-500, 2, "Other"), (-5000, 3, "PAYMENT RECEIVED")]);
    classify(&mut card);
    assert_eq!(kinds(&card), [EntryKind::Expense, EntryKind::Refund, EntryKind::Transfer]);
    for text in ["LASTSCHRIFT", "Zahlung erhalten", "DIRECT DEBIT PAYMENT"] {
        let mut card = reading(Some("Visa 12"), &[(-5000, 3, text)]);
        classify(&mut card);
        assert_eq!(kinds(&card), [EntryKind::Transfer], "{text}");
    }
    let mut debit = reading(Some("Debit card"), &[(-5000, 3, "PAYMENT RECEIVED")]);
    classify(&mut debit);
    assert_eq!(kinds(&debit), [EntryKind::Income]);
}

#[test]
fn reversals_are_of_the_kind_they_reverse() {
    let mut all = reading(
        None,
        &[(5000, 1, "Bikes"), (-5000, 3, "Bikes"), (-90000, 4, "Salary"), (90000, 5, "Salary"), (700, 6, "X")],
    );
    for i in [1, 3, 4] {
        all.statements[0].entries[i].reversal = true;
    }
    classify(&mut all);
    use EntryKind::{Expense as E, Income as I, Refund as R};
    assert_eq!(kinds(&all), [E, R, I, I, E]);
}

#[test]
fn categories_name_kinds() {
    let of = |category: &str, text: &str| of_text(category, text, false);
    for category in [
        "Transfer",
        "transfers",
        "Savings",
        "Credit Card Payment",
        "Card payment",
        "Savings plan",
        "Finance > Transfer",
        "Savings & Investments",
        "Umbuchung",
        "Épargne",
    ] {
        assert_eq!(of(category, "anything"), Some(EntryKind::Transfer), "{category}");
    }
    assert_eq!(of("Payments", "AUTOPAY CREDIT CARD XX12"), Some(EntryKind::Transfer));
    assert_eq!(of("Paycheck", "Biweekly Paycheck"), Some(EntryKind::Income));
    for (category, text) in [
        ("Transfer", "Rent January"),
        ("Transfer", "Transfer fee"),
        ("Transfer", "ZELLE ACME"),
        ("Transfers", "To Maria Lopez"),
        ("Savings bank", "x"),
        ("Bills & Savings", "x"),
        ("Groceries", "Salary Deli"),
        ("", ""),
    ] {
        assert_eq!(of(category, text), None, "{category}: {text}");
    }
    assert_eq!(of_text("Shopping", "Return of shoes", true), Some(EntryKind::Refund));
}

#[test]
fn two_accounts_show_a_transfer() {
    let mut readings = [
        reading(
            Some("111"),
            &[(31000, 5, "SUMMIT CARD PAYMENT"), (5000, 6, "Shop"), (2500, 6, "Cafe"), (70000, 9, "Rent payment")],
        ),
        reading(
            Some("222"),
            &[
                (-31000, 8, "PAYMENT RECEIVED"),
                (-5000, 7, "Shop refund"),
                (-2500, 16, "Cafe"),
                (-70000, 9, "Tenant payment"),
            ],
        ),
    ];
    readings.iter_mut().for_each(classify);
    pair(&mut readings);
    use EntryKind::{Expense as E, Income as I, Refund as R, Transfer as T};
    assert_eq!(kinds(&readings[0]), [T, E, E, E]);
    assert_eq!(kinds(&readings[1]), [T, R, I, I]);
}

#[test]
fn silence_needs_two_known_accounts_and_no_choice() {
    let pairs = |a: Option<&str>, b: Option<&str>, ins: &[(i64, u32, &str)]| {
        let mut readings = [reading(a, &[(12345, 5, "Ref 7781")]), reading(b, ins)];
        readings.iter_mut().for_each(classify);
        pair(&mut readings);
        kinds(&readings[0])[0] == EntryKind::Transfer
    };
    let one = [(-12345, 6, "Ref 9")];
    assert!(pairs(Some("1"), Some("2"), &one));
    assert!(!pairs(None, Some("2"), &one), "two files may be of one account");
    assert!(!pairs(Some("1"), Some("1"), &one));
    assert!(!pairs(Some("1"), Some("2"), &[(-12345, 6, "Ref 9"), (-12345, 7, "Ref 8")]));
    assert!(!pairs(Some("1"), Some("2"), &[(-12345, 12, "Ref 9")]));
    assert!(pairs(None, None, &[(-12345, 6, "Transfer from savings")]));
}

#[test]
fn an_account_that_is_named_is_the_other_side() {
    let mut a = reading(Some("DE00 1234 5678"), &[(9900, 5, "Lena")]);
    a.statements[0].entries[0].counterparty_account = Some("DE99000011112222".into());
    let b = reading(Some("DE99 0000 1111 2222"), &[(-9900, 6, "Salary")]);
    let mut readings = [a, b];
    readings.iter_mut().for_each(classify);
    pair(&mut readings);
    assert_eq!((kinds(&readings[0])[0], kinds(&readings[1])[0]), (EntryKind::Transfer, EntryKind::Transfer));
}

#[test]
fn the_files_own_type_counts_where_nobody_is_named() {
    let hinted = |hint: &str, text: &str| {
        let mut all = reading(None, &[(5000, 1, text)]);
        all.statements[0].entries[0].hint = Some(hint.to_owned());
        classify(&mut all);
        kinds(&all)[0]
    };
    assert_eq!(hinted("XFER", "ONLINE TRANSFER REF 12"), EntryKind::Transfer);
    assert_eq!(hinted("XFER", "ONLINE TRANSFER ACME LLC"), EntryKind::Expense);
    assert_eq!(hinted("Umbuchung", "Urlaub"), EntryKind::Transfer);
    assert_eq!(hinted("CARD_PAYMENT", "Corner Cafe"), EntryKind::Expense);
    assert_eq!(hinted("TRANSFER", "Landlord"), EntryKind::Expense);
}

#[test]
fn money_in_filed_where_money_is_spent_came_back() {
    let rows = [
        (3_000, 2, "Kiosk"),
        (-400, 3, "back"),
        (-250_000, 4, "Acme"),
        (-90_000, 5, "Loan of Ida"),
        (2_000, 6, "Acme"),
    ];
    let mut all = reading(None, &rows);
    for (entry, category) in all.statements[0].entries.iter_mut().zip(["Food", " food", "Work", "Other", "Work"]) {
        entry.category = Some(category.to_owned());
    }
    classify(&mut all);
    use EntryKind::{Expense as E, Income as I, Refund as R};
    // More comes in as `Work` than is spent, and nothing is spent as `Other`.
    assert_eq!(kinds(&all), [E, R, I, I, E]);
}

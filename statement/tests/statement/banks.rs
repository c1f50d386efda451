//! Files as banks of many countries write them: invented payments in their columns, encodings, dates and amounts. None is
//! recognised by its name; each is here for the way in which it differs.

use outlay_statement::{Entry, Options, Reading, Standing, read};

/// Reads a text that must raise no question.
pub(crate) fn plain(text: &str) -> Reading {
    let reading =
        read("file.csv", text.as_bytes(), &Options::default()).unwrap_or_else(|refused| panic!("{refused}\n{text}"));
    assert!(reading.questions.is_empty(), "{:?}\n{text}", reading.questions);
    reading
}

pub(crate) fn booked(reading: &Reading) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = reading
        .statements
        .iter()
        .flat_map(|statement| &statement.entries)
        .filter(|entry| entry.standing == Standing::Booked)
        .collect();
    entries.sort_by_key(|entry| entry.place.line);
    entries
}

/// Asserts that a text gives these rows: day, amount (spending positive) and a part of the description.
fn gives(text: &str, rows: &[(&str, &str, &str)]) {
    let reading = plain(text);
    let found: Vec<String> = booked(&reading)
        .iter()
        .map(|entry| format!("{} {} {}", entry.day, entry.amount.normalize(), entry.description))
        .collect();
    let right = found.len() == rows.len()
        && booked(&reading).iter().zip(rows).all(|(entry, (day, amount, description))| {
            entry.day.to_string() == *day
                && entry.amount == amount.parse().unwrap()
                && entry.description.to_lowercase().contains(&description.to_lowercase())
        });
    let roles: Vec<String> = reading
        .layout
        .iter()
        .flat_map(|layout| &layout.columns)
        .map(|column| format!("{}={:?}", column.name, column.role))
        .collect();
    assert!(
        right,
        "{found:#?}\nfor {rows:#?}\n{}\n{:?}\n{:?}\n{:?}",
        roles.join(" | "),
        reading.notes,
        reading.refused,
        reading.skipped
    );
}

#[test]
fn german_preamble_with_kind_of_booking_and_purpose() {
    gives(
        "Kontoauszug;Musterbank\nKonto:;DE02 1203 0000 0000 2020 51\n\nBuchung;Valuta;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung\n\
         05.01.2026;05.01.2026;Feinkost Albers;Lastschrift;Einkauf 0412;1.987,70;EUR;-12,30;EUR\n\
         07.01.2026;07.01.2026;Werft AG;Gehalt/Rente;Lohn Januar;4.487,70;EUR;2.500,00;EUR\n\
         08.01.2026;08.01.2026;Hausbau eG;Dauerauftrag;Miete;3.587,70;EUR;-900,00;EUR\n",
        &[
            ("2026-01-05", "12.30", "Feinkost Albers"),
            ("2026-01-07", "-2500", "Werft AG"),
            ("2026-01-08", "900", "Hausbau eG"),
        ],
    );
}

#[test]
fn austrian_without_header() {
    gives(
        "AT611904300234573201;Billa Filiale 12;12.01.2026;12.01.2026;-23,45;EUR;12.01.2026 10:12:11:123\n\
         AT611904300234573201;Gehalt Donauwerk;15.01.2026;15.01.2026;2.345,00;EUR;15.01.2026 03:00:00:000\n\
         AT611904300234573201;Tabak Huber;16.01.2026;16.01.2026;-7,20;EUR;16.01.2026 12:00:00:000\n",
        &[("2026-01-12", "23.45", "Billa"), ("2026-01-15", "-2345", "Donauwerk"), ("2026-01-16", "7.20", "Tabak")],
    );
}

#[test]
fn dutch_tab_separated_without_header_balances_before_and_after() {
    gives(
        "123456789\tEUR\t20260105\t1500,00\t1487,70\t20260105\t-12,30\tBEA   NR:12345   05.01.26/10.12 Bakker Jansen\n\
         123456789\tEUR\t20260106\t1487,70\t3987,70\t20260106\t2500,00\tSEPA Overboeking Salaris Havenbedrijf\n\
         123456789\tEUR\t20260107\t3987,70\t3087,70\t20260107\t-900,00\tSEPA Incasso Woonstichting\n",
        &[
            ("2026-01-05", "12.30", "Bakker"),
            ("2026-01-06", "-2500", "Havenbedrijf"),
            ("2026-01-07", "900", "Woonstichting"),
        ],
    );
}

#[test]
fn dutch_signs_before_amounts_and_a_serial_number() {
    gives(
        "\"IBAN/BBAN\",\"Munt\",\"BIC\",\"Volgnr\",\"Datum\",\"Rentedatum\",\"Bedrag\",\"Saldo na trn\",\"Tegenrekening IBAN/BBAN\",\"Naam tegenpartij\",\"Omschrijving-1\",\"Omschrijving-2\"\n\
         \"NL00RABO0300000000\",\"EUR\",\"RABONL2U\",\"000000000000000042\",\"2026-01-05\",\"2026-01-05\",\"-12,30\",\"+1487,70\",\"NL00INGB0000000001\",\"Slagerij Visser\",\"Vlees\",\"\"\n\
         \"NL00RABO0300000000\",\"EUR\",\"RABONL2U\",\"000000000000000043\",\"2026-01-06\",\"2026-01-06\",\"+2500,00\",\"+3987,70\",\"NL00INGB0000000002\",\"Havenbedrijf\",\"Loon\",\"\"\n\
         \"NL00RABO0300000000\",\"EUR\",\"RABONL2U\",\"000000000000000044\",\"2026-01-08\",\"2026-01-08\",\"-1.900,00\",\"+2087,70\",\"NL00INGB0000000003\",\"Woonstichting\",\"Huur\",\"\"\n",
        &[
            ("2026-01-05", "12.30", "Slagerij Visser"),
            ("2026-01-06", "-2500", "Havenbedrijf"),
            ("2026-01-08", "1900", "Woonstichting"),
        ],
    );
}

#[test]
fn french_debit_and_credit_with_title() {
    gives(
        "Téléchargement du 20/01/2026;;;\n\nM. EXEMPLE;;;\nCompte de Dépôt carte n° 1234;;;\nSolde au 20/01/2026 1 234,56 €;;;\n\nDate;Libellé;Débit euros;Crédit euros;\n\
         05/01/2026;PAIEMENT PAR CARTE BOULANGERIE;12,30;;\n06/01/2026;VIREMENT EN VOTRE FAVEUR ATELIER;;2 500,00;\n17/01/2026;PRELEVEMENT EAU;1 045,10;;\n",
        &[("2026-01-05", "12.30", "BOULANGERIE"), ("2026-01-06", "-2500", "ATELIER"), ("2026-01-17", "1045.10", "EAU")],
    );
}

#[test]
fn spanish_with_balance_and_currency() {
    gives(
        "Movimientos de la cuenta ES9121000418450200051332\nFecha;Concepto;Movimiento;Importe;Divisa;Disponible;Observaciones\n\
         05/01/2026;Panadería Sol;Pago con tarjeta;-12,30;EUR;1.487,70;\n06/01/2026;Nómina enero;Abono de nómina;2.500,00;EUR;3.987,70;\n18/01/2026;Comunidad;Recibo;-900,00;EUR;3.087,70;\n",
        &[("2026-01-05", "12.30", "Panadería"), ("2026-01-06", "-2500", "Nómina"), ("2026-01-18", "900", "Comunidad")],
    );
}

#[test]
fn portuguese_brazilian_statement_with_daily_balances() {
    gives(
        "data;lançamento;ag./origem;valor (R$);saldos (R$)\n05/01/2026;SALDO ANTERIOR;;;1.500,00\n05/01/2026;PIX TRANSF PADARIA;0001;-12,30;\n05/01/2026;SALDO DO DIA;;;1.487,70\n\
         16/01/2026;TED RECEBIDA SALARIO;0001;2.500,00;\n16/01/2026;SALDO DO DIA;;;3.987,70\n17/01/2026;PAG BOLETO CONDOMINIO;0001;-900,00;\n",
        &[("2026-01-05", "12.30", "PADARIA"), ("2026-01-16", "-2500", "SALARIO"), ("2026-01-17", "900", "CONDOMINIO")],
    );
}

#[test]
fn brazilian_card_has_spending_positive() {
    gives(
        "date,title,amount\n2026-01-05,Padaria Central,12.30\n2026-01-06,Pagamento recebido,-1500.00\n2026-01-07,Mercado Azul,220.15\n2026-01-09,Posto Sul,180.00\n",
        &[
            ("2026-01-05", "12.30", "Padaria"),
            ("2026-01-06", "-1500", "Pagamento"),
            ("2026-01-07", "220.15", "Mercado"),
            ("2026-01-09", "180", "Posto"),
        ],
    );
}

#[test]
fn italian_entrate_and_uscite() {
    gives(
        "Data_Operazione;Data_Valuta;Entrate;Uscite;Descrizione;Descrizione_Completa;Stato\n\
         05/01/2026;05/01/2026;;-12,30;Pagamento Visa Debit;FORNO ROMANO;Contabilizzato\n06/01/2026;06/01/2026;2.500,00;;Bonifico;Stipendio OFFICINE;Contabilizzato\n17/01/2026;;;-9,00;Pagamento Visa Debit;BAR NUOVO;Non contabilizzato\n",
        &[("2026-01-05", "12.30", "FORNO"), ("2026-01-06", "-2500", "OFFICINE")],
    );
}

#[test]
fn polish_with_preamble_and_closing_lines() {
    gives(
        "Elektroniczne zestawienie operacji;\n#Za okres:;\n01.01.2026;31.01.2026;\n\n#Data operacji;#Data księgowania;#Opis operacji;#Tytuł;#Nadawca/Odbiorca;#Numer konta;#Kwota;#Saldo po operacji;\n\
         2026-01-05;2026-01-06;ZAKUP PRZY UŻYCIU KARTY;PIEKARNIA;\"  \";'';-12,30;1 487,70;\n2026-01-07;2026-01-07;PRZELEW PRZYCHODZĄCY;WYNAGRODZENIE;\"STOCZNIA SA\";'11112222333344445555666677';2 500,00;3 987,70;\n\n;;;;;;#Saldo końcowe;3 987,70;\n",
        &[("2026-01-05", "12.30", "PIEKARNIA"), ("2026-01-07", "-2500", "STOCZNIA")],
    );
}

#[test]
fn czech_with_spaces_and_a_counter_account() {
    gives(
        "\"Datum\";\"Objem\";\"Měna\";\"Protiúčet\";\"Kód banky\";\"Zpráva pro příjemce\";\"Poznámka\";\"Typ\"\n\
         \"05.01.2026\";\"-312,30\";\"CZK\";\"\";\"\";\"\";\"Nákup: Pekařství Novák\";\"Platba kartou\"\n\"06.01.2026\";\"45 500,00\";\"CZK\";\"2000123456\";\"2010\";\"Mzda leden\";\"\";\"Bezhotovostní příjem\"\n",
        &[("2026-01-05", "312.30", "Pekařství"), ("2026-01-06", "-45500", "Mzda")],
    );
}

#[test]
fn hungarian_dotted_year_first() {
    gives(
        "Könyvelés dátuma;Értéknap;Tranzakció típusa;Partner neve;Közlemény;Összeg;Devizanem\n2026.01.05.;2026.01.05.;Kártyás vásárlás;Pék Kft;;-1 230;HUF\n2026.01.06.;2026.01.06.;Átutalás;Gyár Zrt;munkabér;450 000;HUF\n",
        &[("2026-01-05", "1230", "Pék"), ("2026-01-06", "-450000", "Gyár")],
    );
}

#[test]
fn swedish_danish_norwegian_finnish() {
    gives(
        "Bokföringsdag;Belopp;Avsändare;Mottagare;Namn;Rubrik;Saldo;Valuta\n2026/01/05;-112,30;1234 56;;;Bageri Norr;1487,70;SEK\n2026/01/06;25000,00;;1234 56;;Lön Verket;26487,70;SEK\n",
        &[("2026-01-05", "112.30", "Bageri"), ("2026-01-06", "-25000", "Lön")],
    );
    gives(
        "\"Dato\";\"Tekst\";\"Beløb\";\"Saldo\";\"Status\";\"Afstemt\"\n\"05.01.2026\";\"Bager Nord\";\"-112,30\";\"1.487,70\";\"Udført\";\"Nej\"\n\"06.01.2026\";\"Lønoverførsel\";\"25.000,00\";\"26.487,70\";\"Udført\";\"Nej\"\n",
        &[("2026-01-05", "112.30", "Bager"), ("2026-01-06", "-25000", "Løn")],
    );
    gives(
        "Dato;Forklaring;Rentedato;Ut fra konto;Inn på konto\n05.01.2026;Bakeri Nord;05.01.2026;112,30;\n06.01.2026;Lønn Verket;06.01.2026;;25 000,00\n",
        &[("2026-01-05", "112.30", "Bakeri"), ("2026-01-06", "-25000", "Lønn")],
    );
    gives(
        "Kirjauspäivä;Arvopäivä;Määrä EUROA;Laji;Selitys;Saaja/Maksaja;Viite;Viesti\n05.01.2026;05.01.2026;-12,30;162;KORTTIOSTO;Leipomo Oy;;\n06.01.2026;06.01.2026;+2.500,00;506;PALKKA;Telakka Oy;;tammikuu\n",
        &[("2026-01-05", "12.30", "Leipomo"), ("2026-01-06", "-2500", "Telakka")],
    );
}

#[test]
fn turkish_and_russian() {
    gives(
        "Tarih;Açıklama;Tutar;Bakiye\n05/01/2026;MARKET ALIŞVERİŞ;-112,30;1.487,70\n06/01/2026;MAAŞ ÖDEMESİ;25.000,00;26.487,70\n",
        &[("2026-01-05", "112.30", "MARKET"), ("2026-01-06", "-25000", "MAAŞ")],
    );
    gives(
        "\"Дата операции\";\"Дата платежа\";\"Номер карты\";\"Статус\";\"Сумма операции\";\"Валюта операции\";\"Сумма платежа\";\"Валюта платежа\";\"Категория\";\"Описание\"\n\
         \"05.01.2026 18:22:01\";\"06.01.2026\";\"*1234\";\"OK\";\"-312,30\";\"RUB\";\"-312,30\";\"RUB\";\"Супермаркеты\";\"Пятёрочка\"\n\"07.01.2026 10:00:00\";\"07.01.2026\";\"\";\"OK\";\"85000,00\";\"RUB\";\"85000,00\";\"RUB\";\"Зарплата\";\"Завод\"\n\
         \"08.01.2026 10:00:00\";\"\";\"*1234\";\"FAILED\";\"-99,00\";\"RUB\";\"-99,00\";\"RUB\";\"Кафе\";\"Шоколадница\"\n",
        &[("2026-01-05", "312.30", "Пятёрочка"), ("2026-01-07", "-85000", "Завод")],
    );
}

#[test]
fn japanese_and_chinese() {
    gives(
        "お取引日,お引出し,お預入れ,お取引内容,残高\n2026/1/5,\"1,230\",,スーパーマルエツ,\"98,770\"\n2026/1/25,,\"250,000\",給与,\"348,770\"\n2026/1/27,\"85,000\",,家賃,\"263,770\"\n",
        &[("2026-01-05", "1230", "スーパー"), ("2026-01-25", "-250000", "給与"), ("2026-01-27", "85000", "家賃")],
    );
    gives(
        "支付宝交易记录明细查询\n账号:[user@example.com]\n---------------------------------交易记录明细列表------------------------------------\n交易时间,交易分类,交易对方,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号\t,\n\
         2026-01-05 12:30:11,餐饮美食,小面馆,午餐,支出,23.00,余额宝,交易成功,2026010522001\t,\n2026-01-06 09:00:00,转账红包,张三,转账,收入,100.00,,交易成功,2026010622002\t,\n2026-01-07 09:00:00,日用百货,商店,毛巾,支出,15.50,余额宝,交易关闭,2026010722003\t,\n",
        &[("2026-01-05", "23", "小面馆"), ("2026-01-06", "-100", "张三")],
    );
}

#[test]
fn american_accounts_and_cards() {
    gives(
        "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\nDEBIT,01/15/2026,\"HARBOR GROCERY 12\",-12.30,DEBIT_CARD,1487.70,,\nCREDIT,01/14/2026,\"SHIPYARD PAYROLL PPD\",2500.00,ACH_CREDIT,1500.00,,\nDEBIT,01/12/2026,\"CITY RENT\",-900.00,ACH_DEBIT,-1000.00,,\n",
        &[("2026-01-15", "12.30", "HARBOR"), ("2026-01-14", "-2500", "SHIPYARD"), ("2026-01-12", "900", "RENT")],
    );
    gives(
        "Transaction Date,Posted Date,Card No.,Description,Category,Debit,Credit\n2026-01-15,2026-01-16,1234,HARBOR GROCERY,Groceries,12.30,\n2026-01-17,2026-01-18,1234,CAPITAL MOBILE PYMT,Payment/Credit,,500.00\n",
        &[("2026-01-15", "12.30", "HARBOR"), ("2026-01-17", "-500", "PYMT")],
    );
    gives(
        "Date,Description,Card Member,Account #,Amount\n01/15/2026,HARBOR GROCERY,A HOLDER,-11003,12.30\n01/16/2026,AUTOPAY PAYMENT - THANK YOU,A HOLDER,-11003,-500.00\n01/18/2026,BLUE LINE TAXI,A HOLDER,-11003,31.00\n",
        &[("2026-01-15", "12.30", "HARBOR"), ("2026-01-16", "-500", "AUTOPAY"), ("2026-01-18", "31", "TAXI")],
    );
    gives(
        "\"01/15/2026\",\"-12.30\",\"*\",\"\",\"HARBOR GROCERY\"\n\"01/14/2026\",\"2500.00\",\"*\",\"\",\"SHIPYARD PAYROLL\"\n\"01/12/2026\",\"-900.00\",\"*\",\"1042\",\"CHECK\"\n",
        &[("2026-01-15", "12.30", "HARBOR"), ("2026-01-14", "-2500", "SHIPYARD"), ("2026-01-12", "900", "CHECK")],
    );
}

#[test]
fn canadian_without_header_debit_and_credit_columns() {
    gives(
        "2026-01-05,\"HARBOUR GROCERY\",12.30,,4500********1234\n2026-01-07,\"PAYMENT THANK YOU\",,500.00,4500********1234\n2026-01-09,\"LUMBER STORE\",88.10,,4500********1234\n",
        &[("2026-01-05", "12.30", "HARBOUR"), ("2026-01-07", "-500", "PAYMENT"), ("2026-01-09", "88.10", "LUMBER")],
    );
}

#[test]
fn british_money_in_and_out() {
    gives(
        "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance\n\
         15/01/2026,DEB,'11-22-33,12345678,HARBOUR FOODS,12.30,,1487.70\n14/01/2026,BGC,'11-22-33,12345678,SHIPYARD LTD,,2500.00,1500.00\n",
        &[("2026-01-15", "12.30", "HARBOUR"), ("2026-01-14", "-2500", "SHIPYARD")],
    );
    gives(
        "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes\n15/01/2026,Harbour Foods,HARBOUR FOODS 12,CONTACTLESS,-12.30,1487.70,GROCERIES,\n16/01/2026,Shipyard Ltd,WAGES,FASTER PAYMENT,2500.00,3987.70,INCOME,\n",
        &[("2026-01-15", "12.30", "Harbour"), ("2026-01-16", "-2500", "Shipyard")],
    );
}

#[test]
fn indian_with_withdrawals_and_deposits() {
    gives(
        "Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n\
         05/01/26,UPI-KIRANA STORE-OKAXIS,0000600512345678,05/01/26,512.30,,\"1,09,487.70\"\n16/01/26,SALARY SHIPYARD,N012612345678901,16/01/26,,\"1,25,000.00\",\"2,34,487.70\"\n",
        &[("2026-01-05", "512.30", "KIRANA"), ("2026-01-16", "-125000", "SHIPYARD")],
    );
}

#[test]
fn fees_are_part_of_what_left_the_account() {
    gives(
        "Type,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\nTRANSFER,2026-01-05 10:00:00,2026-01-05 10:00:01,To shop abroad,-100.00,1.50,EUR,COMPLETED,898.50\n\
         CARD_PAYMENT,2026-01-06 10:00:00,2026-01-07 10:00:01,Cafe,-3.50,0.00,EUR,COMPLETED,895.00\nTOPUP,2026-01-08 10:00:00,2026-01-08 10:00:01,Top-Up,50.00,0.00,EUR,COMPLETED,945.00\n",
        &[("2026-01-05", "101.50", "shop"), ("2026-01-06", "3.50", "Cafe"), ("2026-01-08", "-50", "Top-Up")],
    );
    gives(
        "TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Running Balance,Exchange From,Exchange To,Exchange Rate,Payer Name,Payee Name,Merchant,Total fees\n\
         CARD-1,15-01-2026,-12.30,EUR,Card transaction of 12.30 EUR issued by Harbour,,887.70,,,,,,Harbour,0.30\nTRANSFER-2,13-01-2026,400.00,EUR,Received money from SHIPYARD with reference PAY,PAY,900.00,,,,SHIPYARD,,,0.00\n",
        &[("2026-01-15", "12.30", "Harbour"), ("2026-01-13", "-400", "SHIPYARD")],
    );
}

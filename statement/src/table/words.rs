//! Words within cells: debit and credit, states of a booking, totals, and what tells money in from money out.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::amount::Flow;
use super::names::plain;

/// Which way a cell says money goes, where it says nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// In or out.
    Flow(Flow),
    /// Neither: moved within, no payment.
    Neutral,
}

const OUT: &str = "s|d|dr|db|dbit|debit|debits|debet|af|out|outgoing|money out|paid out|withdrawal|soll|lastschrift|belastung|ausgang|abgang|auszahlung|debe|cargo|debito|\
    dare|addebito|uscita|saida|gasto|egreso|despesa|obciazenie|obciazenia|wydatek|wychodzacy|wychodzaca|vydaj|odchozi|odchozi platba|na vrub|ma dati|terheles|t|kiadas|terhelo|uttag|utgift|utbetalning|haevet|udgift|ut|ud|uttak|veloitus|pano ulos|\
    borc|b|gider|giden|расход|списание|дебет|исходящий|支出|出金|借方|借|支|出|支払|支払い|取|引出|sent|send|expense|spent|retrait|depense|sortie|uit|belastet|minus|a debito";
const IN: &str = "h|c|cr|crdt|credit|credits|bij|in|incoming|money in|paid in|deposit|haben|gutschrift|eingang|zugang|einzahlung|haber|abono|credito|\
    avere|accredito|entrata|entrada|ingreso|receita|uznanie|uznania|wplyw|przychodzacy|przychodzaca|prijem|prichozi|prichozi platba|ve prospech|dal|jovairas|j|bevetel|jovairo|insattning|inkomst|inbetalning|indsat|indtaegt|ind|inn|innskudd|hyvitys|pano|\
    alacak|a|gelir|gelen|приход|зачисление|поступление|пополнение|кредит|входящий|доход|收入|入金|贷方|贷|收|入|預入|預け入れ|received|receive|income|recette|versement|entree|kredit|godskrevet|plus|a credito|存入|支取收入";

/// Words of both, as [`plain`] leaves them.
static SIDES: LazyLock<HashMap<String, Flow>> = LazyLock::new(|| {
    let words = |list: &'static str, flow| list.split('|').map(move |word| (plain(word), flow));
    words(IN, Flow::In).chain(words(OUT, Flow::Out)).collect()
});

/// Words of a list, as [`plain`] leaves them.
fn plainly(list: &str) -> Vec<String> {
    list.split('|').map(plain).collect()
}

/// The side that a cell names.
pub(crate) fn side(cell: &str) -> Option<Side> {
    if cell.len() > 40 {
        return None;
    }
    match cell {
        "-" | "\u{2212}" | "–" => return Some(Side::Flow(Flow::Out)),
        "+" => return Some(Side::Flow(Flow::In)),
        "/" => return Some(Side::Neutral),
        _ => {}
    }
    let word = plain(cell);
    if let Some(&flow) = SIDES.get(&word) {
        return Some(Side::Flow(flow));
    }
    matches!(word.as_str(), "neutral" | "不计收支" | "其他").then_some(Side::Neutral)
}

/// What a bank says of a booking's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It happened.
    Booked,
    /// It may still change.
    Pending,
    /// It did not happen.
    Void,
}

const PENDING: &str = "pending|vorgemerkt|vormerkung|ausstehend|offen|en attente|en cours|a venir|pendiente|retenido|\
    pendente|provisorio|in sospeso|in attesa|non contabilizzato|in behandeling|gereserveerd|oczekujac|\
    zablokowan|blokada|w trakcie|cekajici|nezauctovan|ceka|blokace|fuggo|zarolt|foglalas|reserverad|\
    preliminar|vantande|reserveret|afventer|reservert|reservasjon|venter|varaus|odottaa|katevaraus|\
    beklemede|bekleyen|provizyon|processing|authorized|authorised|authorization|authorisation|on hold|\
    hold|uncleared|unposted|not posted|scheduled|в обработке|ожидает|обрабатывается|не проведен|холд|处理中|\
    等待|待|保留|未確定|処理中|autorisiert";
const VOID: &str = "declined|decline|denied|reverted|reversed|failed|failure|rejected|cancelled|canceled|cancel|voided|\
    void|expired|blocked|unsuccessful|not executed|returned unpaid|deleted|storniert|abgelehnt|\
    fehlgeschlagen|zuruckgewiesen|nicht ausgefuhrt|abgebrochen|geloscht|refuse|annule|rejete|echoue|\
    rechazad|cancelad|anulad|denegad|fallid|recusad|rejeitad|negad|estornad|nao autorizad|rifiutat|\
    annullat|respint|geweigerd|geannuleerd|mislukt|odrzucon|anulowan|niezrealizowan|zamitnut|zrusen|\
    neprovede|elutasitva|torolt|sikertelen|nekad|avvisad|makulerad|misslyckad|afvist|annulleret|avvist|\
    kansellert|avbrutt|hylatty|peruutettu|reddedildi|iptal|basarisiz|отклонен|отменен|неуспешн|ошибка|\
    отказ|失败|关闭|取消|已关闭|撤销|已取消|失敗|エラー";
const BOOKED: &str = "completed|complete|booked|posted|cleared|settled|executed|success|successful|paid|done|ok|processed|\
    approved|confirmed|final|finished|reconciled|refunded|partially refunded|received|gebucht|ausgefuhrt|\
    abgeschlossen|verbucht|bestatigt|erledigt|comptabilise|execute|effectue|termine|valide|realizad|\
    completad|contabilizad|ejecutad|liquidad|confirmad|efetuad|efetivad|concluid|aprovad|pago|pagad|\
    contabilizzat|eseguit|completat|verwerkt|geboekt|uitgevoerd|voltooid|zrealizowan|rozliczon|\
    zaksiegowan|wykonan|zauctovan|provede|realizovan|vyporadan|konyvelt|teljesult|teljesitve|bokford|\
    bokfort|genomford|utford|bogfort|gennemfort|bokfort|utfort|fullfort|kirjattu|suoritettu|tamamlandi|\
    gerceklesti|basarili|выполнен|исполнен|проведен|успешн|завершен|ok|成功|完了|確定|已支付|支付成功|交易成功|已转账|对方已收钱|\
    已存入零钱|已全额退款|已收款|已到账|朋友已收钱";

static STATES: LazyLock<(Vec<String>, Vec<String>, Vec<String>)> =
    LazyLock::new(|| (plainly(VOID), plainly(PENDING), plainly(BOOKED)));

/// The state that a cell names.
pub(crate) fn state(cell: &str) -> Option<State> {
    if cell.is_empty() || cell.len() > 60 {
        return None;
    }
    let text = plain(cell);
    let any = |list: &[String]| {
        list.iter().any(|word| match text.find(word.as_str()) {
            // A word of another one is none (`ok` in `token`), an ending is allowed (`zrealizowana`).
            Some(_) if word.is_ascii() && word.len() <= 4 => text.split(' ').any(|part| part == word),
            Some(at) if word.is_ascii() => at == 0 || text.as_bytes()[at - 1] == b' ',
            Some(_) => true,
            None => false,
        })
    };
    let (void, pending, booked) = &*STATES;
    if any(void) {
        Some(State::Void)
    } else if any(pending) {
        Some(State::Pending)
    } else if any(booked) {
        Some(State::Booked)
    } else {
        None
    }
}

/// Beginnings of rows that are balances and totals and no payments.
const TOTALS: &str = "opening balance|closing balance|beginning balance|ending balance|starting balance|previous balance|\
    new balance|statement balance|balance brought forward|balance carried forward|balance b f|\
    balance c f|brought forward|carried forward|balance forward|bal b f|b f|total|totals|grand total|\
    sub total|subtotal|sum|total credits|total debits|current balance|available balance|balance as of|\
    transaction total|end of file|end of report|end of statement|summe|gesamt|gesamtsumme|zwischensumme|\
    saldo|anfangssaldo|endsaldo|schlusssaldo|alter saldo|neuer saldo|alter kontostand|neuer kontostand|\
    kontostand|anfangsbestand|endbestand|saldovortrag|saldo vortrag|umsatzsumme|ubertrag saldo|\
    eroffnungssaldo|abschlusssaldo|solde|ancien solde|nouveau solde|solde initial|solde final|solde au|\
    total des operations|report solde|saldo anterior|saldo inicial|saldo final|saldo do dia|saldo atual|\
    saldo actual|saldo total|saldo disponivel|s a l d o|total general|totais|totales|suma total|\
    saldo iniziale|saldo finale|saldo precedente|saldo contabile|totale|totali|beginsaldo|eindsaldo|\
    totaal|vorig saldo|nieuw saldo|saldo poczatkowe|saldo koncowe|suma|razem|podsumowanie|obroty|\
    saldo na|pocatecni zustatek|konecny zustatek|celkem|soucet|pocatecni stav|konecny stav|\
    nyito egyenleg|zaro egyenleg|osszesen|osszeg osszesen|egyenleg|ingaende saldo|utgaende saldo|summa|\
    ingaende balans|utgaende balans|saldo primo|saldo ultimo|primosaldo|ultimosaldo|i alt|totalt|\
    inngaende saldo|alkusaldo|loppusaldo|yhteensa|acilis bakiyesi|kapanis bakiyesi|devir|toplam|\
    donem basi bakiye|donem sonu bakiye|итого|всего|входящий остаток|исходящий остаток|остаток на|\
    баланс на|合计|合計|总计|總計|小计|小計|期初余额|期末余额|繰越|前月繰越|次月繰越|上期余额|承前页|共计";

static ALL_TOTALS: LazyLock<Vec<String>> = LazyLock::new(|| plainly(TOTALS));

/// Whether a text is of a balance or a total: it begins so and goes on, if at all, with dates, numbers or currencies.
pub(crate) fn total(text: &str) -> bool {
    if text.is_empty() || text.len() > 80 {
        return false;
    }
    let text = plain(text);
    ALL_TOTALS.iter().any(|phrase| {
        text.strip_prefix(phrase.as_str()).is_some_and(|rest| {
            let mut words = rest.split(' ').filter(|word| !word.is_empty());
            (rest.is_empty() || rest.starts_with(' ') || !phrase.is_ascii())
                && words.all(|word| {
                    word.chars().any(|c| c.is_ascii_digit())
                        || word.len() <= 3
                        || matches!(
                            word,
                            "from"
                                | "date"
                                | "statement"
                                | "vom"
                                | "balance"
                                | "period"
                                | "zum"
                                | "saldo"
                                | "account"
                                | "month"
                                | "transactions"
                                | "umsatze"
                                | "betrag"
                                | "amount"
                        )
                })
        })
    })
}

/// Words of money in, each as whole words of a text in plain form, with those of other languages.
const INCOMING: &str = "salary|payroll|wages|paycheck|direct dep|direct deposit|income|deposit|dividend|interest paid|\
    interest payment|interest credit|interest earned|credit interest|gross interest|net interest|refund|\
    return|cashback|payment thank you|thank you|payment received|autopay|transfer from|from savings|\
    received from|money from|topup|top up|faster payments receipt|bank credit|pension|benefit|\
    reimbursement|rebate|credit voucher|reversal|statement credit|tax refund|card refund|gehalt|lohn|\
    lohn gehalt|bezuge|rente|habenzinsen|zinsgutschrift|gutschrift|ruckerstattung|erstattung|ruckzahlung|\
    einzahlung|kindergeld|zahlung erhalten|einzug ruckzahlung|lastschrifteinzug|ausgleich kreditkarte|\
    salaire|paie|remboursement|virement recu|vir recu|interets crediteurs|versement|avoir|\
    pension retraite|nomina|salario|abono|devolucion|reembolso|ingreso|transferencia recibida|\
    intereses a su favor|bizum recibido|pension|stipendio|accredito|rimborso|bonifico ricevuto|\
    bonifico a vostro favore|emolumenti|salario|pagamento recebido|pix recebido|transferencia recebida|\
    deposito|rendimento|estorno|credito em conta|ted recebida|vencimento|salaris|loon|terugbetaling|\
    bijschrijving|ontvangen|creditrente|storting|wynagrodzenie|pensja|zwrot|odsetki|przelew przychodzacy|\
    wplata|uznanie|mzda|plat|vyplata|vraceni|prichozi platba|prichozi uhrada|urok|vklad|fizetes munkaber|\
    munkaber|jovairas|visszaterites|kamat|lon|insattning|aterbetalning|ranta|lonn|lonoverforsel|\
    tilbagebetaling|refusjon|renter|utbetaling fra nav|palkka|palautus|hyvitys|korko|elake|maas|iade|\
    faiz|gelen|зарплата|заработная плата|возврат|поступление|пополнение|кэшбэк|проценты|зачисление|工资|退款|\
    利息|代发|给与|給与|給料|利息|振込入金|賞与|返金|sueldo|rueckerstattung|retoure";
/// Words of money out.
const OUTGOING: &str = "purchase|sale|card payment|card purchase|debit card|pos|withdrawal|atm|cash withdrawal|direct debit|\
    standing order|transfer to|to savings|bill payment|fee|rent|groceries|mortgage|sent to|check|cheque|\
    online shopping|restaurants|miete|lastschrift|kartenzahlung|dauerauftrag|geldautomat|\
    bargeldauszahlung|uberweisung an|einkauf|sollzinsen|entgelt|folgelastschrift|strom|loyer|prelevement|\
    prlv|achat|paiement par carte|paiement carte|retrait|virement emis|cotisation|alquiler|recibo|compra|\
    pago|cajero|cargo|domiciliacion|comision|affitto|pagamento|prelievo|addebito|acquisto|\
    bonifico disposto|canone|aluguel|pix enviado|compra no debito|boleto|saque|tarifa|debito automatico|\
    renda|huur|incasso|betaalautomaat|geldopname|automatische incasso|overboeking naar|aankoop|czynsz|\
    zakup|platnosc karta|wyplata z bankomatu|przelew wychodzacy|oplata|najem|platba kartou|vyber|\
    odchozi uhrada|inkaso|najemne|vasarlas|keszpenzfelvetel|berleti|kortkop|uttag|hyra|autogiro|kop|\
    husleje|dankort|kortkob|haevet|husleie|varekjop|visa varekjop|uttak|vuokra|korttiosto|osto|kira|\
    harcama|para cekme|покупка|оплата|снятие|аренда|списание|消费|提现|取款|購入|家賃|引落|口座振替";

static FLOWS: LazyLock<(Vec<String>, Vec<String>)> = LazyLock::new(|| (plainly(INCOMING), plainly(OUTGOING)));

/// Which way a text says money goes, by whole words; none where it says both or nothing.
pub(crate) fn flow(text: &str) -> Option<Flow> {
    let text = format!(" {} ", plain(text));
    let any = |list: &[String]| {
        list.iter().any(|word| {
            if word.is_ascii() {
                memchr::memmem::find_iter(text.as_bytes(), word.as_bytes())
                    .any(|at| text.as_bytes()[at - 1] == b' ' && text.as_bytes().get(at + word.len()) == Some(&b' '))
            } else {
                text.contains(word.as_str())
            }
        })
    };
    let (incoming, outgoing) = &*FLOWS;
    match (any(incoming), any(outgoing)) {
        (true, false) => Some(Flow::In),
        (false, true) => Some(Flow::Out),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_that_begins_as_a_total_is_none() {
        assert!(total("Total"));
        assert!(total("Summe:"));
        assert!(total("Beginning balance as of 01/05/2026"));
        assert!(total("SALDO DO DIA"));
        assert!(!total("Total Wine & More"));
        assert!(!total("Solde Hotel Paris"));
        assert!(!total("Summa Shopping Oy"));
    }

    #[test]
    fn states_in_the_languages_of_banks() {
        for word in ["PENDING", "Umsatz vorgemerkt", "Pendiente", "en attente", "Oczekująca", "Reserverat belopp"] {
            assert_ne!(state(word), Some(State::Booked), "{word}");
        }
        for word in ["COMPLETED", "Umsatz gebucht", "Zrealizowana", "交易成功", "Ok"] {
            assert_eq!(state(word), Some(State::Booked), "{word}");
        }
        for word in ["DECLINED", "Reverted", "storniert", "Abgelehnt", "交易关闭", "iptal edildi"] {
            assert_eq!(state(word), Some(State::Void), "{word}");
        }
    }
}

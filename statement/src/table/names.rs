//! What banks call their columns, in the languages banks use.
//!
//! A name is a hint: a column is what its cells say it can be (`Valuta` is a value day in German and a currency in Dutch).

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::Role;

/// What a name of a column can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// One role.
    Is(Role),
    /// An amount that says it is in the account's currency.
    Settled,
    /// An amount before fees, beside [`Meaning::Net`].
    Gross,
    /// An amount after fees.
    Net,
    /// A reference: the bank's or the payer's.
    Reference,
    /// An account, of the person or of the other side.
    AnyAccount,
    /// The kind of booking; the only text there is in some files.
    Kind,
}

use Meaning::{AnyAccount, Gross, Is, Kind, Net, Reference, Settled};

/// Names by meaning, separated by `|`, as [`plain`] leaves them or as banks write them.
const NAMES: &[(Meaning, &str)] = &[
    (
        Is(Role::BookingDay),
        "date|datum|fecha|data|dato|datas|päivä|päivämäärä|pvm|tarih|дата|日付|年月日|日期|dátum|kelt|день|booking date|booked|\
        booked on|book date|post date|posting date|posted date|date posted|posted|posted on|date entered|entered date|effective date|date processed|\
        process date|processed|processed date|completed date|date completed|completed|completed on|settlement date|settled date|clearing date|\
        buchungstag|buchungsdatum|buchung|gebucht am|gebucht|buchungszeitpunkt|datum buchung|abrechnungsdatum|verbuchungsdatum|\
        date de comptabilisation|date comptable|date de comptabilite|date de traitement|date d'écriture|date écriture|comptabilisation|\
        fecha contable|fecha de contabilización|f contable|fecha asiento|fecha proceso|fecha movimiento|fecha de movimiento|fecha del movimiento|\
        data contabile|data registrazione|data di registrazione|contabile|registrazione|data lançamento|data de lançamento|data lancto|data do lançamento|\
        data mov|data movimento|data do movimento|dt movimento|data contabilística|dt lançamento|boekdatum|boekingsdatum|datum boeking|verwerkingsdatum|\
        data księgowania|data zaksięgowania|datum zaúčtování|datum zaúčtovania|datum odepsání|datum pohybu|zaúčtováno|datum připsání|posting day|\
        könyvelés dátuma|könyvelési dátum|könyvelés napja|könyvelt|könyvelés|bokföringsdag|bokföringsdatum|bokförd|bokfört|bogføringsdato|bogført|bogført dato|\
        bokføringsdato|bokført|bokført dato|bokføringsdag|kirjauspäivä|kirjauspäivämäärä|kirjattu|tapahtuman kirjauspäivä|muhasebe tarihi|kayıt tarihi|\
        дата проводки|дата обработки|дата списания|дата зачисления|проведено|记账日期|入账日期|記帳日|入帳日|记账日|入账时间|処理日|計上日|勘定日|取引日|お取引日|取引日付|\
        created date|date time|datetime|date and time|timestamp|date heure|fecha y hora|date op|dt",
    ),
    (
        Is(Role::PurchaseDay),
        "transaction date|transaction date time|trans date|trans date and time|txn date|tran date|transdate|date of transaction|purchase date|date of purchase|\
        started date|start date|started|started on|date started|created|created on|created at|date created|initiated|date initiated|initiation date|\
        transaction day|transaction time|transaction datetime|authorised on|authorization date|local date|\
        umsatzdatum|umsatztag|umsatz vom|transaktionsdatum|transaktionstag|kaufdatum|kauf datum|kauftag|belegdatum|beleg datum|einkaufsdatum|zahlungsdatum|\
        verwendungsdatum|datum der transaktion|bezahlt am|einkaufstag|\
        date operation|date de l'opération|date d'opération|date opération|date de transaction|date transaction|date d'achat|date achat|date de la transaction|\
        fecha operación|fecha de operación|fecha de la operación|f operación|fecha transacción|fecha de transacción|fecha compra|fecha de compra|fecha de la compra|\
        data operazione|data dell'operazione|data transazione|data acquisto|data operaz|data da operação|data operação|data da compra|data compra|data da transação|data transação|data da transacção|\
        transactiedatum|transactie datum|datum transactie|aankoopdatum|uitvoeringsdatum|\
        data operacji|data transakcji|data zakupu|data wykonania|datum transakce|datum provedení|datum operace|datum platby|datum uskutečnění|datum nákupu|execution date|\
        tranzakció dátuma|tranzakció időpontja|tranzakció ideje|vásárlás dátuma|vásárlás napja|tranzakciós dátum|művelet dátuma|\
        transaktionsdag|transaktionsdatum|köpdatum|inköpsdatum|inköpsdag|købsdato|transaktionsdato|købstidspunkt|transaksjonsdato|transaksjonsdag|kjøpsdato|kjøpt|\
        maksupäivä|ostopäivä|tapahtumapäivä|tapahtuma pvm|tapahtumapvm|oston päivä|işlem tarihi|işlem zamanı|harcama tarihi|\
        дата операции|дата транзакции|дата платежа|дата и время операции|дата покупки|дата совершения операции|交易日期|交易时间|交易時間|交易日|消费日期|消費日|利用日|ご利用日|ご利用日付|利用年月日|创建时间|交易创建时间|付款时间",
    ),
    (
        Is(Role::ValueDay),
        "value date|value day|val date|value|wertstellung|wertstellungstag|wertstellungsdatum|wert|valuta|valutadatum|valuta datum|valutierung|valutatag|datum wert|\
        date de valeur|date valeur|valeur|fecha valor|fecha de valor|f valor|fec valor|valor|data valuta|data di valuta|data valor|valuta data|\
        rentedatum|valutadag|data waluty|data waluta|datum valuty|valuty|värdedag|ränteda|räntedag|værdidato|valør|valør dato|valørdato|rentedato|valutadato|valuteringsdato|\
        arvopäivä|korkopäivä|értéknap|valör|valör tarihi|дата валютирования|起息日|起算日",
    ),
    (
        Is(Role::Amount),
        "amount|amt|transaction amount|trans amount|txn amount|betrag|umsatz|umsätze|buchungsbetrag|betrag umsatz|umsatz in|zahlungsbetrag|betrag in|montant|montant operation|montant de l'opération|somme|\
        importe|importe movimiento|importe de la operación|monto|cantidad|importe operación|importo|importo operazione|valor|valor da operação|valor transação|montante|valor do movimento|quantia|\
        bedrag|transactiebedrag|transactie bedrag|bedrag eur|kwota|kwota operacji|kwota transakcji|kwota w walucie rachunku|částka|objem|suma|částka v měně účtu|zaúčtovaná částka|\
        összeg|tranzakció összege|összege|könyvelt összeg|belopp|beløb|beløp|määrä|summa|tutar|işlem tutarı|miktar|сумма|сумма операции|сумма платежа|сумма в валюте счета|\
        金额|金額|交易金额|交易金額|取引金額|ご利用金額|利用金額|金额 元|发生额|変動金額|signed amount|amount in account currency|value amount|movement|source amount|source amount after fees",
    ),
    (
        Settled,
        "settled amount|settlement amount|billing amount|billed amount|posted amount|account amount|charged amount|amount in local currency|abrechnungsbetrag|abgerechneter betrag|kontobetrag|betrag in kontowährung|\
        betrag in eur|montant réglé|montant compte|montant en euros|montant facturé|montant imputé|importe liquidado|importe cargado|importe en euros|importe eur|importo addebitato|importo in euro|controvalore|importo contabilizzato|valor liquidado|\
        valor em reais|valor em eur|afgerekend bedrag|kwota rozliczenia|kwota rozliczona|kwota obciążenia|kwota w pln|zúčtovaná částka|částka zúčtování|zúčtovaná|elszámolt összeg|számlázott összeg|bokfört belopp|belopp i sek|bogført beløb|\
        beløb i dkk|beløp i nok|bokført beløp|veloitettu|hesaba yansıyan tutar|сумма в валюте карты|сумма списания|入账金额|入帳金額|記帳金額|结算金额|請求金額|支払金額",
    ),
    (
        Is(Role::OriginalAmount),
        "original amount|amount original|orig amount|foreign amount|foreign currency amount|amount foreign|amount in foreign currency|local amount|amount currency|purchase amount|amount in original currency|merchant amount|\
        originalbetrag|betrag original|fremdwährungsbetrag|betrag fremdwährung|betrag in fremdwährung|betrag in originalwährung|ursprungsbetrag|urspr betrag|ursprünglicher betrag|umsatz in fremdwährung|fremdbetrag|\
        montant d'origine|montant original|montant devise|montant en devise|montant origine|montant devise d'origine|importe original|importe en divisa|importe origen|importe divisa|importe moneda origen|importe en moneda extranjera|\
        importo originale|importo in valuta|importo valuta|importo in divisa|valor original|valor em moeda estrangeira|valor moeda origem|valor us|oorspronkelijk bedrag|bedrag vreemde valuta|bedrag in vreemde valuta|origineel bedrag|\
        kwota oryginalna|kwota w walucie|kwota w walucie transakcji|kwota waluty|původní částka|částka v cizí měně|částka v originální měně|originální částka|částka obratu|eredeti összeg|devizaösszeg|\
        ursprungligt belopp|originalbelopp|utländskt belopp|belopp i utländsk valuta|utlandsbelopp|oprindeligt beløb|beløb i udenlandsk valuta|valutabeløb|opprinnelig beløp|valutabeløp|beløp i valuta|alkuperäinen summa|alkuperäinen määrä|\
        orijinal tutar|döviz tutarı|сумма в валюте операции|сумма в валюте|сумма в валюте транзакции|原币金额|外币金额|外貨金額|現地通貨額|现地金额|target amount|target amount after fees",
    ),
    (
        Is(Role::Debit),
        "debit|debits|debit amount|amount debit|withdrawal|withdrawals|withdrawal amt|withdrawal amount|withdrawn|paid out|money out|out|spent|payments|charge|charges|charged|outgoing|outgoings|amount out|cheques debits|\
        soll|belastung|belastungen|lastschrift|lastschriften|ausgang|ausgänge|ausgaben|ausgabe|auszahlung|auszahlungen|abgang|abgänge|umsatz soll|betrag soll|soll eur|belastung in chf|zahlungsausgang|\
        débit|débits|dépense|dépenses|débit euros|montant débit|montant débité|sortie|sorties|retrait|retraits|cargo|cargos|debe|débito|débitos|gasto|gastos|egreso|egresos|retiro|retiros|adeudo|pagos|salida|salidas|\
        dare|addebito|addebiti|uscite|uscita|importo dare|spese|saída|saídas|saida|levantamento|despesa|despesas|a débito|valor débito|\
        af|afschrijving|uitgaven|uitgave|debet|uitgaand|bedrag af|obciążenie|obciążenia|wydatki|wydatek|kwota obciążeń|wypłaty|má dáti|výdaj|výdaje|odchozí|debetní|na vrub|odchozí platby|\
        terhelés|kiadás|kifizetés|tartozik|kiadások|terhelési összeg|uttag|ut|utgift|utgifter|utbetalning|hævet|udgift|udgifter|ud|udbetaling|utbetalt|ut fra konto|ut av konto|uttak|belastet|\
        veloitus|veloitukset|pano ulos|otto|otot|menot|meno|borç|çekilen|gider|çıkan|giden|дебет|расход|списание|расходы|списано|支出|支出金额|支出金額|借方|借方发生额|借方金额|出金|出金額|出金金額|お引出し|お引き出し|引出額|お支払金額|支払|支払い金額|提出|提款|支取",
    ),
    (
        Is(Role::Credit),
        "credit|credits|credit amount|amount credit|deposit|deposits|deposit amt|deposit amount|deposited|paid in|money in|in|incoming|incomings|amount in|received|receipts|\
        haben|gutschrift|gutschriften|eingang|eingänge|einnahmen|einnahme|einzahlung|einzahlungen|zugang|zugänge|umsatz haben|betrag haben|haben eur|gutschrift in chf|zahlungseingang|\
        crédit|crédits|recette|recettes|crédit euros|montant crédit|montant crédité|entrée|entrées|versement|versements|dépôt|dépôts|abono|abonos|haber|crédito|créditos|ingreso|ingresos|depósito|depósitos|entrada|entradas|\
        avere|accredito|accrediti|entrate|importo avere|a crédito|valor crédito|receita|receitas|\
        bij|bijschrijving|inkomsten|inkomend|bedrag bij|uznanie|uznania|wpływy|wpływ|kwota uznań|wpłaty|dal|příjem|příjmy|příchozí|kreditní|ve prospěch|příchozí platby|\
        jóváírás|bevétel|befizetés|követel|bevételek|jóváírási összeg|insättning|insättningar|inkomst|inkomster|inbetalning|indsat|indtægt|indtægter|ind|indbetaling|innskudd|inn|innbetalt|inn på konto|innbetaling|godskrevet|kredit|\
        hyvitys|hyvitykset|pano|panot|tulot|tulo|alacak|yatan|yatırılan|gelir|giren|gelen|кредит|приход|зачисление|поступление|доход|доходы|поступления|зачислено|\
        收入|收入金额|收入金額|贷方|贷方发生额|贷方金额|入金|入金額|入金金額|お預入れ|お預け入れ|預入額|お預り金額|存入|存款",
    ),
    (
        Is(Role::Fee),
        "fee|fees|fee amount|charge fee|commission|transaction fee|foreign transaction fee|gebühr|gebühren|entgelt|spesen|auslandseinsatzentgelt|frais|commission frais|comisión|comisiones|commissione|commissioni|taxa|tarifa|kosten|prowizja|opłata|\
        poplatek|poplatky|jutalék|díj|avgift|gebyr|kulut|palvelumaksu|komisyon|ücret|комиссия|手续费|手數料|手数料|服务费",
    ),
    (
        Gross,
        "gross|gross amount|brutto|bruttobetrag|brut|montant brut|bruto|lordo|importe bruto|bedrag bruto|valor bruto|kwota brutto|hrubá|bruttó|总额",
    ),
    (
        Net,
        "net|net amount|netto|nettobetrag|montant net|avant net|neto|importo netto|importe neto|netto bedrag|valor líquido|líquido|kwota netto|nettó|净额",
    ),
    (
        Is(Role::Balance),
        "balance|running balance|running bal|available balance|account balance|closing balance|ledger balance|net cash balance|balance after|balance amount|new balance|saldo|kontostand|saldo nach buchung|neuer saldo|saldo eur|\
        solde|solde après opération|solde compte|saldo disponible|saldo contable|saldo tras|balance posterior|disponible|saldo contabile|saldo progressivo|saldo após|saldo contabilístico|saldo disponível|saldo final|\
        saldo na transactie|resulterend saldo|eindsaldo|beginsaldo|startsaldo|stand|saldo po|saldo po operacji|saldo rachunku|zůstatek|zůstatek po|stav|účetní zůstatek|egyenleg|záró egyenleg|könyvelt egyenleg|\
        bokfört saldo|tillgängligt belopp|disponibelt|saldo efter|bogført saldo|saldo i dkk|saldo etter|tilgjengelig|tili saldo|saldo tapahtuman jälkeen|bakiye|kullanılabilir bakiye|остаток|баланс|остаток на счете|входящий остаток|исходящий остаток|\
        余额|餘額|結餘|账户余额|残高|差引残高|お残高|ご残高|取引後残高|结余",
    ),
    (
        Is(Role::Currency),
        "currency|currency code|ccy|curr|cur|transaction currency|account currency|currency symbol|währung|whg|wrg|waehrung|buchungswährung|abrechnungswährung|kontowährung|settlement currency|billing currency|source currency|devise|monnaie|devise du compte|\
        divisa|moneda|valuta|munt|muntsoort|valuta code|muntcode|moeda|waluta|waluta rachunku|měna|měna účtu|měna částky|mena|devizanem|pénznem|deviza|valutakod|valuta kode|møntsort|valuuttta|valuutta|döviz|döviz cinsi|para birimi|валюта|валюта операции|валюта счета|валюта платежа|币种|幣別|货币|貨幣|通貨|通貨コード",
    ),
    (
        Is(Role::OriginalCurrency),
        "original currency|currency original|orig currency|foreign currency|local currency|purchase currency|originalwährung|währung original|fremdwährung|ursprungswährung|urspr währung|devise d'origine|devise origine|monnaie d'origine|\
        divisa original|divisa origen|moneda original|moneda origen|valuta originale|divisa originale|moeda original|moeda origem|oorspronkelijke valuta|vreemde valuta|waluta oryginalna|waluta transakcji|původní měna|měna obratu|originální měna|eredeti devizanem|eredeti deviza|\
        ursprunglig valuta|originalvaluta|utländsk valuta|oprindelig valuta|opprinnelig valuta|alkuperäinen valuutta|orijinal para birimi|валюта транзакции|原币币种|外币币种|現地通貨|target currency",
    ),
    (
        Is(Role::Sign),
        "debit credit|credit debit|debit credit indicator|credit debit indicator|dr cr|cr dr|d c|c d|dc|cd|drcr|debit or credit|credit or debit|cdi|direction|in out|sign|indicator|transaction type|soll haben|s h|soll haben kennzeichen|haben soll|umsatztyp|vorzeichen|\
        sens|débit crédit|sens de l'opération|cargo abono|debe haber|d h|signo|dare avere|d a|segno|débito crédito|natureza|tipo de lançamento|af bij|bij af|debet credit|debit kredit|obciążenie uznanie|strona|směr|směr platby|příjem výdaj|typ částky|terhelés jóváírás|t j|irány|\
        debet kredit|riktning|retning|suunta|borç alacak|b a|yön|дебет кредит|приход расход|тип операции|тип|收支|收 支|收支类型|借贷|借贷标志|借贷标识|收支标志|入出金|入出金区分|収支|支出 収入|type",
    ),
    (
        Is(Role::Counterparty),
        "payee|payer payee|merchant|merchant name|counterparty|counterparty name|counter party|name|names|payee name|beneficiary name|vendor|shop|store|beneficiary|recipient|other party|counteraccount name|sender or recipient|sender recipient|to from|from to|customer name|\
        auftraggeber empfänger|empfänger auftraggeber|beguenstigter zahlungspflichtiger|begünstigter zahlungspflichtiger|name zahlungsbeteiligter|zahlungsbeteiligter|händler|haendler|partner|partnername|partner name|gegenpartei|gegenkonto name|auftraggeber begünstigter|\
        auftraggeber zahlungsempfänger|zahlungsempfänger zahlungspflichtiger|partei|name des partners|händlername|begünstigter auftraggeber|empfängername|\
        tiers|nom|bénéficiaire émetteur|contrepartie|commerçant|marchand|nom de la contrepartie|nom contrepartie|beneficiario ordenante|comercio|nombre|ordenante beneficiario|establecimiento|contraparte|\
        controparte|esercente|beneficiario ordinante|negoziante|nome|estabelecimento|favorecido|comerciante|contrapartida|naam|naam tegenpartij|naam tegenrekening|tegenpartij|naam omschrijving|naam ontvanger|naam begunstigde|\
        nadawca odbiorca|kontrahent|nazwa kontrahenta|odbiorca nadawca|dane kontrahenta|nadawca i odbiorca|nazwa odbiorcy|sprzedawca|protistrana|název protiúčtu|název protistrany|jméno protistrany|obchodník|název účtu protistrany|plátce příjemce|příjemce plátce|název protiúčet|\
        partner neve|ellenoldali név|kedvezményezett neve|kereskedő|partner elnevezése|ellenoldali számla neve|motpart|mottagare avsändare|butik|inköpsställe|modpart|modtager|butik navn|forretning|mottaker|brukersted|forretning|\
        saaja maksaja|saaja|maksaja|saajan nimi|vastapuoli|ostopaikka|alıcı gönderici|işyeri|karşı taraf|alıcı|контрагент|получатель отправитель|магазин|торговая точка|корреспондент|\
        交易对方|交易對方|对方户名|商户名称|对手户名|对方名称|商户|对方账户名|相手方|利用店名|ご利用店名|ご利用先|利用先|お取引先|店名|取引先",
    ),
    (
        Is(Role::Payer),
        "payer|payer name|from|sender|sender name|source name|auftraggeber|auftraggebername|zahlungspflichtige r|zahlungspflichtiger|zahlungspflichtige|absender|name auftraggeber|émetteur|donneur d'ordre|payeur|ordenante|remitente|pagador|ordinante|mittente|\
        opdrachtgever|betaler|nadawca|zleceniodawca|nazwa nadawcy|plátce|odesílatel|megbízó|fizető|avsändare|betalare|afsender|avsender|betaler navn|gönderen|отправитель|плательщик|付款方|付款人|送金人",
    ),
    (
        Is(Role::Payee),
        "to|receiver|receiver name|recipient name|target name|empfänger|empfänger in|zahlungsempfänger|zahlungsempfänger in|zahlungsempfängerin|name empfänger|begünstigter|begünstigte|bénéficiaire|destinataire|beneficiario|destinatario|beneficiário|destinatário|\
        ontvanger|begunstigde|odbiorca|beneficjent|příjemce|kedvezményezett|címzett|mottagare|modtager navn|mottaker navn|alıcı adı|получатель|收款方|收款人|受取人",
    ),
    (
        Is(Role::Description),
        "description|descriptions|transaction description|details|detail|transaction details|memo|narrative|narration|particulars|remarks|transaction remarks|label|notes|note|text|payment details|payment reference|statement description|purpose|title|concept|subject|message|\
        original description|extended details|simple description|appears on your statement as|message for payee|message for me|client note|item|\
        verwendungszweck|vwz|verwendungszweck zeile 1|verwendungszweck 1|buchungstext|beschreibung|buchungsdetails|zahlungsgrund|zweck|bezeichnung|umsatzbeschreibung|mitteilung|notiz|vorgang verwendungszweck|buchungsinformationen|zahlungsreferenz|transaktionsbeschreibung|bemerkung|titel|details der transaktion|\
        libellé|libellé simplifié|libellé opération|libellé de l'opération|libellés|informations complémentaires|détail|motif|nature de l'opération|nature|communication|désignation|intitulé|commentaire|description de l'opération|\
        concepto|descripción|observaciones|concepto ampliado|más datos|detalle|movimiento|remesa|glosa|comentario|descripción ampliada|concepto de la operación|descrizione|causale|descrizione operazione|descrizione completa|operazione|dettagli|descrizione estesa|descrizione movimento|\
        descrição|histórico|lançamento|título|descritivo|descrição da operação|descrição do movimento|detalhes|memorando|descrição movimento|\
        omschrijving|mededelingen|mededeling|vrije mededeling|gestructureerde mededeling|omschrijving 1|omschrijving 2|toelichting|details van de transactie|\
        opis|opis operacji|tytuł|tytułem|opis transakcji|szczegóły|tytuł operacji|szczegóły transakcji|popis|popis transakce|zpráva pro příjemce|zpráva|poznámka|poznámka pro mě|název obchodníka|popis pohybu|zpráva pro mě|zpráva pro plátce|detaily|popis operace|vlastní poznámka|identifikace transakce|\
        közlemény|leírás|megjegyzés|tranzakció leírása|megnevezés|részletek|beskrivning|specifikation|meddelande|rubrik|transaktion|transaktionstext|bokföringstext|beskrivelse|tekst|meddelelse|posteringstekst|specifikation tekst|forklaring|melding|kid melding|transaksjonstekst|navn|\
        selite|viesti|kuvaus|tapahtuma|tiedot|açıklama|işlem açıklaması|detay|описание|назначение платежа|назначение|описание операции|детали|детали операции|основание|содержание операции|комментарий|место|\
        摘要|备注|備註|说明|交易摘要|交易说明|商品|商品说明|商品名称|附言|交易附言|用途|描述|お取引内容|取引内容|摘要内容|内容|ご利用内容|詳細|取引名|備考|適用|メモ",
    ),
    (
        Is(Role::CounterpartyAccount),
        "counterparty account|counterparty iban|counter account|payee account number|beneficiary account|to account|bank account details|account counterparty|partner iban|iban counterparty|recipient account|gegenkonto|iban zahlungsbeteiligter|kontonummer iban|iban gegenkonto|\
        empfängerkonto|konto gegenseite|kontonummer empfänger|gläubiger iban|partner account number|iban bénéficiaire|compte bénéficiaire|compte contrepartie|cuenta beneficiario|cuenta destino|iban beneficiario|iban beneficiário|tegenrekening|tegenrekening iban bban|rekening tegenpartij|rekeningnummer tegenpartij|iban tegenpartij|\
        numer rachunku|rachunek kontrahenta|numer konta nadawcy|rachunek nadawcy odbiorcy|protiúčet|číslo protiúčtu|protiúčet a kód banky|číslo účtu protistrany|partner számlaszám|ellenoldali számlaszám|ellenszámla|motkonto|mottagarkonto|modkonto|til konto|fra konto|saajan tilinumero|tilinumero|saajan tilinumero ja pankin bic|\
        karşı hesap|счет контрагента|счет получателя|对方账号|对方账户|对手账号|相手口座",
    ),
    (
        Is(Role::Category),
        "category|categories|subcategory|kategorie|kategorien|hauptkategorie|unterkategorie|catégorie|sous catégorie|categoría|subcategoría|categoria|sottocategoria|subcategoria|categorie|kategoria|kategória|kategori|luokka|kategoria tapahtuma|категория|类别|分类|交易分类|カテゴリ|カテゴリー|大項目|rubriek",
    ),
    (
        Is(Role::BankId),
        "transaction id|transactionid|transaction number|trans id|txn id|tx id|id|uuid|unique id|transferwise id|bank id|fitid|transaction reference number|transaktions id|transaktionsnummer|transaktionscode|buchungsnummer|buchungs id|buchungsreferenz|umsatz id|numéro de transaction|\
        identifiant|identifiant de transaction|id de transacción|id transacción|número de operación|id transazione|id operazione|id transação|identificador|transactie id|transactiereferentie|volgnr|identyfikator|id transakcji|numer transakcji|id transakce|id operace|id pohybu|tranzakció azonosító|tranzakció azonosítója|azonosító|\
        transaktions id|verifikationsnummer|transaktions nr|transaksjonsid|arkivreferanse|arkistointitunnus|işlem no|dekont no|fiş no|номер операции|идентификатор|номер документа|交易单号|交易号|交易流水号|流水号|交易订单号|取引番号",
    ),
    (
        Reference,
        "reference|ref|ref no|reference no|reference number|ref no cheque no|chq ref no|cheque no|check number|check|check or slip|cheque number|cheque|customer reference|bank reference|end to end|mandate|invoice id|invoice number|referenz|referenznummer|kundenreferenz|kundenreferenz end to end|mandatsreferenz|belegnummer|\
        glaeubiger id|gläubiger id|sammlerreferenz|référence|numéro|numéro de référence|numéro de pièce|referencia|nº referencia|número de documento|documento|docto|riferimento|numero|referência|número doc|referentie|kenmerk|betalingskenmerk|machtigingskenmerk|incassant id|referencja|numer referencyjny|variabilní symbol|variable symbol 1|constant symbol|specific symbol|\
        konstantní symbol|specifický symbol|vs|ks|ss|reference platby|hivatkozás|referens|ocr|reference nr|referanse|kid|kid nummer|viitenumero|viite|referans|номер|номер счета фактуры|参考号|商户单号|凭证号|凭证|商家订单号|参照番号",
    ),
    (
        AnyAccount,
        "account|account number|account no|account name|acct|account id|iban|product|card|card number|card no|bank account|account iban|wallet|konto|kontonummer|kontonr|auftragskonto|iban auftragskonto|kontobezeichnung|kontoname|eigenes konto|auftraggeberkonto|iban auftraggeberkonto|kartennummer|karte|depot|compte|numéro de compte|n compte|nom du compte|libellé du compte|carte|\
        cuenta|número de cuenta|tarjeta|iban cuenta|conto|numero conto|carta|numero carta|conta|número da conta|cartão|rekening|rekeningnummer|iban bban|rekeningnaam|rubrieknaam|eigen rekening|rachunek|numer konta|konto nazwa|numer rachunku nadawcy|číslo účtu|účet|název účtu|vlastní účet|številka|számlaszám|számla|saját számla|számla száma|\
        kontonamn|produkt|kort|tili|tilin nimi|hesap|hesap no|kart no|счет|номер счета|номер карты|карта|账号|账户|帳戶|卡号|交易卡号|本方账号|口座|口座番号|口座名",
    ),
    (
        Kind,
        "type of transaction|transaction kind|trans type|payment type|payment method|method|entry type|transaction category|kind|code|tran type|activity type|umsatzart|buchungsart|transaktionstyp|vorgang|transaktionsart|geschäftsvorgang|zahlungsart|art|typ|buchungsschlüssel|type d'opération|type opération|type de transaction|mode de paiement|\
        tipo|tipo de operación|tipo operación|tipo de movimiento|tipo movimiento|tipo operazione|tipologia|causale abi|tipo de transação|tipo transação|tipo de operação|soort|soort transactie|mutatiesoort|transactietype|boekingscode|type transactie|rodzaj operacji|typ operacji|typ transakcji|rodzaj transakcji|rodzaj|typ transakce|typ pohybu|typ operace|typ platby|forma|\
        tranzakció típusa|tranzakciótípus|típus|művelet típusa|forgalom típusa|transaktionstyp|typ av transaktion|transaktionstype|posteringstype|transaksjonstype|undertype|tapahtumalaji|laji|laji koodi|tyyppi|işlem tipi|işlem türü|işlem|вид операции|交易类型|交易類型|业务类型|交易方式|支付方式|收付款方式|渠道|取引種別|取引区分|種別|お支払方法|支払区分",
    ),
    (
        Is(Role::State),
        "status|state|transaction status|payment status|booking status|buchungsstatus|zustand|info|état|statut|estado|situación|stato|situação|staat|stan|stav platby|stav transakce|állapot|státusz|tila|tapahtuman tila|durum|işlem durumu|статус|состояние|状态|交易状态|当前状态|ステータス|状態|reason for non execution",
    ),
    (
        Is(Role::Ignore),
        "exchange rate|rate|fx rate|wechselkurs|kurs|umrechnungskurs|devisenkurs|taux de change|taux|cours|tipo de cambio|cambio|tasso di cambio|wisselkoers|koers|kurz|směnný kurz|kurs waluty|árfolyam|växelkurs|vekslingskurs|valutakurs|valuuttakurssi|kurssi|kur|курс|汇率|換算レート|レート|\
        time|zeit|uhrzeit|heure|hora|ora|tijd|godzina|čas|idő|tid|klokkeslæt|aika|saat|время|时间|時刻|time zone|timezone|tz|row|row number|nr|no|lfd nr|serial no|sr no|s no|sl no|#|n|nummer|radnummer|zeile|ligne|序号|番号|№|\
        sales tax|tax|vat|mwst|tva|iva|btw|moms|steuer|shipping and handling amount|shipping|tip|emoji|address|adresse|dirección|indirizzo|adres|receipt|attachment|country|city|town|postal code|zip|bic|swift|swift code|sort code|blz|bankleitzahl|bankleitzahl auftraggeberkonto|bank code|bank name|bic tegenpartij|branch|branch code|clearingnummer|\
        kód banky|název banky|card member|cardholder|cardholder name|card holder full name|card last four digits|account #|karteninhaber|owner|inhaber|mcc|merchant category code|rewards|cashback|points|miles|contact phone number|from email address|to email address|address status|email|user|updated at|source fee currency|batch|created by|total fees|fee currency|foreign exchange fee|saldo vor|saldo voor",
    ),
];

/// A name without letter case, accents and punctuation: `Libellé opération (EUR)` is `libelle operation eur`.
pub(crate) fn plain(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    for c in name.nfkd().filter(|&c| !is_combining_mark(c)) {
        match c {
            'ł' | 'Ł' => result.push('l'),
            'ø' | 'Ø' => result.push('o'),
            'đ' | 'Đ' => result.push('d'),
            'ı' => result.push('i'),
            'ß' => result.push_str("ss"),
            'æ' | 'Æ' => result.push_str("ae"),
            _ if c.is_alphanumeric() || c == '#' || c == '№' => {
                result.extend(c.to_lowercase().filter(|&c| !is_combining_mark(c)))
            }
            _ if !result.ends_with(' ') && !result.is_empty() => result.push(' '),
            _ => {}
        }
    }
    result.truncate(result.trim_end().len());
    result
}

/// Each name to what it can mean, most likely first.
static MEANINGS: LazyLock<HashMap<String, Vec<Meaning>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<Meaning>> = HashMap::new();
    for (meaning, names) in NAMES {
        for name in names.split('|') {
            let meanings = map.entry(plain(name)).or_default();
            if !meanings.contains(meaning) {
                meanings.push(*meaning);
            }
        }
    }
    map
});

/// What a name can mean, most likely first, with how much of the name says so (3: all of it, 2: words of it, 1: a part of a word).
pub(crate) fn meanings(name: &str) -> Vec<(Meaning, u8)> {
    let name = plain(name);
    let mut found: Vec<(Meaning, u8)> = Vec::new();
    let add = |key: &str, weight: u8, found: &mut Vec<(Meaning, u8)>| {
        for &meaning in MEANINGS.get(key).into_iter().flatten() {
            if !found.iter().any(|(known, _)| *known == meaning) {
                found.push((meaning, weight));
            }
        }
    };
    add(&name, 3, &mut found);
    // Phrases of its words, the longer first; of equal ones the first.
    let words: Vec<&str> = name.split(' ').take(12).collect();
    for length in (1..words.len()).rev() {
        for phrase in words.windows(length) {
            let phrase = phrase.join(" ");
            // `in`, `to`, `no`, `d` within a longer name say nothing.
            if phrase.chars().count() >= 3 || !phrase.is_ascii() {
                add(&phrase, 2, &mut found);
            }
        }
    }
    // Compounds: `Überweisungsbetrag`, `入金金額（円）`.
    if found.is_empty() && name.len() <= 80 {
        let mut parts: Vec<&String> = MEANINGS
            .keys()
            .filter(|key| {
                (key.len() >= 5 && !key.contains(' ') && (key.chars().count() >= 5 || !key.is_ascii()))
                    && name.contains(key.as_str())
            })
            .collect();
        parts.sort_unstable_by_key(|part| (std::cmp::Reverse(part.len()), part.as_str()));
        for part in parts {
            add(part, 1, &mut found);
        }
    }
    found
}

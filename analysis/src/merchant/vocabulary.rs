//! Words of banks and payment processors that say how, where or under which number something was paid, not to whom.
//!
//! All are folded: lower case, without accents. The lists are what card schemes, clearing systems and banks of many
//! countries print; a word that a merchant may be called alone stands among those that need company.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// A way to pay; at the front of a description it goes, with the weak words beside it.
pub(super) fn is_method(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(METHODS));
    SET.contains(word)
}

/// A way to pay where a number follows or beside another; else it may be a name.
pub(super) fn is_method_with_number(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(METHODS_WITH_NUMBER));
    SET.contains(word)
}

/// Goes at the front together with a way to pay, stays without.
pub(super) fn is_weak(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(WEAK));
    SET.contains(word)
}

/// Announces a number that tells the place or the payment: `ref 1234`, `mandat 5678`.
pub(super) fn announces_number(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(ANNOUNCES_NUMBER));
    SET.contains(word)
}

/// A payment processor that writes itself before its customer's name with a star: `paypal *name`. Codes of up to three
/// letters are recognised without this list.
pub(super) fn is_processor(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(PROCESSORS));
    SET.contains(word)
}

/// A legal form, dropped from the end of a name.
pub(super) fn is_legal(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(LEGAL));
    SET.contains(word)
}

/// A code of the clearing system, dropped from the end of a name.
pub(super) fn is_closing(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(CLOSING));
    SET.contains(word)
}

/// A country or state as card networks write it at the end; `sure` ones are no words of a name.
pub(super) fn is_region(word: &str, sure: bool) -> bool {
    static SURE: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(REGIONS));
    static OTHER: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(REGIONS_OR_WORDS));
    SURE.contains(word) || (!sure && OTHER.contains(word))
}

/// An ISO 4217 code, next to an amount.
pub(super) fn is_currency(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(CURRENCIES));
    SET.contains(word)
}

/// A month, in full or as three or four letters, in the languages of many banks.
pub(super) fn is_month(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(MONTHS));
    SET.contains(word)
}

/// After one of these with a colon, a plus or a hash come particulars, and no name any more.
pub(super) fn is_particulars(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(PARTICULARS));
    SET.contains(word)
}

/// Large cities and countries: their names at the end are places where the ledger shows the name without them.
pub(super) fn is_known_place(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(PLACES));
    SET.contains(word)
}

/// First word of a city of two: `new york`, `san jose`.
pub(super) fn begins_place(word: &str) -> bool {
    "new san los las saint st fort sao rio buenos hong den la el".split_whitespace().any(|w| w == word)
}

/// Ends of web addresses.
pub(super) fn is_domain(word: &str) -> bool {
    static SET: LazyLock<FxHashSet<&str>> = LazyLock::new(|| set(DOMAINS));
    SET.contains(word)
}

fn set(words: &'static str) -> FxHashSet<&'static str> {
    words.split_whitespace().collect()
}

const METHODS: &str = "
    pos eftpos eft ach debit debits card cards checkcard debitcard creditcard visa mastercard vpay contactless
    purchase purchases recurring payment withdrawal wd bacs fpo bgc ddr bpay osko payid interac zelle
    sepa lastschrift basislastschrift folgelastschrift erstlastschrift einzelhandelslastschrift kartenzahlung kartenkauf
    girocard dauerauftrag uberweisung onlineuberweisung abbuchung einzugsermachtigung zahlung
    compra compras pago pagos recibo adeudo domiciliacion tarj
    pagamento pagamenti addebito acquisto sdd
    cb paiement achat prlv prelevement virement vir telereglement
    cartao debito boleto pix
    betaling incasso betaalautomaat pinbetaling machtiging geldautomaat betaalpas
    kortkop korttiosto varekjop dankort kortbetaling autogiro betalingsservice overforsel
    zakup zakupy platnosc przelew platba nakup kartou vasarlas kartyas cumparare
    pokupka oplata оплата покупка списание платеж картой
    neft imps rtgs upi nach bbps
    odeme alisveris harcama pembayaran pembelian
    paypal sumup zettle izettle
    支払 支払い 消費 购物 消费 결제";

const METHODS_WITH_NUMBER: &str =
    "bea gea rid tip ecs ec chq check carte carta karta kart kort tarjeta credito maestro plata";

const WEAK: &str = "
    to at on in of for from by via and the a w d m dr cr no nr
    direct online internet mobile electronic standing order instant inst xfer preauthorized preauth authorized authorised
    auth pending value date valuta foreign international intl domestic transaction trans txn ppd ccd web chip pin tap nfc
    par de du la le en con del el em do da per mit der im am op aan bij na med hos i och til fra za po u с и в по товаров услуг
    sin contacto sans contact kontaktlos senza ec algemeen doorlopend banking bancaire bancaria cartes apple google samsung pay";

const PROCESSORS: &str = "paypal sumup zettle izettle klarna paddle stripe square toast mollie adyen razorpay payu cashfree paytm gpay clover \
     fastspring 2checkout digitalriver cleverbridge xsolla worldpay payone iyzico mercadopago mercpago pagseguro";

const ANNOUNCES_NUMBER: &str = "
    store branch shop terminal term tid mid till pos loc suc sucursal filiale fil kasse loja tienda
    magasin mag agence agencia
    ref reference refnr referenz referencia referencja rif riferimento kenmerk betalingskenmerk rrn utr nrr stan trace
    txn trx trn transaction transaktion transid tan oper operacion operation batch lot seq folge folgenr kfn vj nsu
    invoice inv rechnung rechnungsnr rg re factura fattura facture fact faktura faktuur
    order bestellung bestellnr pedido ordre commande auftrag auftragsnr
    mandat mandate mandatsref mandaat mandato mndt rum ics uci cid creditor glaubiger glaubigerid
    auth autorizacion autorizzazione autorisation aut aprob approval appr conf confirmation code cod codigo kod
    card carte karte karta kaart pas tarjeta tarj cartao carta kort kartennr cc
    acct account konto kto blz iban bic swift ac a/c
    customer cust client cliente klant kunde kundennr kundennummer contract contrato contrat contratto vertrag vertragsnr
    poliza
    no nr num numero number id ssn pnr pin tkt cheque chq";

const LEGAL: &str = "inc llc ltd limited gmbh plc corp corporation pvt pty sarl sas llp bv nv srl kg kgaa ohg ag oy oyj aps asa ab \
     sl slu sro doo dooel kft zrt ltda eireli eirl";

const CLOSING: &str = "ppd ccd contactless eftpos fpo bgc ddr kontaktlos cartes";

const PARTICULARS: &str = "des indn eref kref mref cred debt svwz abwa abwe verwendungszweck omschrijving remi remittance libelle causale \
     conf iban bic concepto";

const CURRENCIES: &str = "
    usd eur gbp chf jpy cny inr aud nzd cad sek nok dkk isk pln czk huf ron bgn try rub uah ils zar brl mxn ars clp cop pen
    sgd hkd twd krw thb myr idr php vnd aed sar qar kwd bhd egp ngn kes ghs mad pkr bdt lkr rs inr. tl kr";

const MONTHS: &str = "
    jan feb mar apr may jun jul aug sep sept oct nov dec
    january february march april june july august september october november december
    januar februar marz mai juni juli oktober dezember okt dez
    janv fevr avr juil janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
    ene abr ago dic enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    gen mag giu lug set ott gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
    januari februari maart mei augustus maj januar augusti
    janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro fev out
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря";

/// Codes that are no word of a name in the languages of those who print them.
const REGIONS: &str = "
    usa gbr deu fra esp ita nld bel aut che irl prt pol cze swe nor dnk fin aus nzl can ind sgp hkg jpn bra mex lux
    gb uk fr nl ch ie pl cz se dk fi au nz jp hk sg mx br lu gr hu ro bg hr sk lt lv ee il za ae tr kr tw th ph vn cn";

/// Codes that may be words; they go where something else of the description was noise.
const REGIONS_OR_WORDS: &str = "
    us de es it be at in pt no id my ca
    al ak az ar ct dc fl ga hi ia il ks ky la ma md mi mn mo ms mt nc nd ne nh nj nm nv ny oh ok or pa ri sc sd tn tx ut va
    vt wa wi wv wy nsw vic qld tas act on bc ab qc mb sk";

const PLACES: &str = "
    london manchester birmingham leeds glasgow edinburgh liverpool bristol cardiff belfast dublin cork
    paris lyon marseille toulouse nice nantes bordeaux lille strasbourg rennes
    berlin hamburg munchen munich koln cologne frankfurt stuttgart dusseldorf leipzig dresden hannover nurnberg bremen
    wien vienna graz salzburg zurich geneva geneve basel bern
    amsterdam rotterdam utrecht eindhoven brussels bruxelles brussel antwerpen gent luxembourg
    madrid barcelona valencia sevilla bilbao malaga zaragoza lisboa lisbon porto
    roma rome milano milan torino napoli bologna firenze venezia
    oslo bergen stockholm goteborg malmo kobenhavn copenhagen aarhus helsinki tallinn riga vilnius
    warszawa krakow wroclaw gdansk poznan praha prague brno budapest bucuresti sofia zagreb beograd athens
    istanbul ankara izmir moscow moskva москва kyiv kiev киев
    york boston chicago houston dallas austin denver seattle portland phoenix atlanta miami orlando philadelphia detroit
    francisco diego angeles vegas antonio jose sacramento nashville memphis charlotte baltimore washington brooklyn
    toronto montreal vancouver calgary ottawa edmonton mexico guadalajara monterrey bogota lima santiago
    paulo janeiro brasilia salvador fortaleza curitiba aires cordoba rosario montevideo
    sydney melbourne brisbane perth adelaide canberra auckland wellington christchurch
    mumbai delhi bangalore bengaluru hyderabad chennai kolkata pune ahmedabad jaipur kochi gurgaon noida
    singapore kong tokyo osaka kyoto seoul busan taipei shanghai beijing shenzhen guangzhou bangkok jakarta manila hanoi
    dubai doha riyadh cairo lagos nairobi accra johannesburg durban
    usa canada england scotland wales ireland france germany deutschland austria osterreich switzerland schweiz suisse
    spain espana italy italia portugal netherlands nederland belgium belgique belgie sweden sverige norway norge denmark
    danmark finland suomi poland polska india australia zealand brasil brazil argentina chile colombia peru japan china";

const DOMAINS: &str = "com net org io co de fr es it nl be at ch eu uk app tv me ai us ca au br pl se no dk fi pt ie jp info biz shop store \
     online dev gg in";

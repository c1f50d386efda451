//! The words banks and people use, by what they say of a payment; a line or two a language.
//!
//! Phrases stand between commas, without accents or with them; `*` ends a word that goes on (`gehalt*`). Umlauts also match
//! their spelling with `e`. Lists are of whole kinds: a word is here where it says the same in most banks' files.

/// Money is moved.
pub(super) const MOVE: &str = "
    transfer, transfers, transferred, xfer, xfr, tfr, trf, trsf, transf, trnsfr, standing order, sweep, moved
    übertrag, überweisung*, umbuchung*, dauerauftrag*, kontoübertrag*
    virement, virements, vir, virt, transfert
    traspaso*, transferencia*, trf, transfer
    giroconto, bonifico, trasferimento, girofondi
    transferência, aplicação, resgate, ted, pix
    overboeking*, overschrijving*, overgeboekt
    przelew*, przelewu, zlecenie stałe
    převod*, převodu, trvalý příkaz, prevod*
    átutalás*, átvezetés*
    överföring*, overførsel*, overføring*
    tilisiirto*, siirto*
    havale, virman, eft
    перевод*, между счетами
";

/// Of the same person, where it stands with an account or with savings.
pub(super) const OWN: &str = "
    self, own
    eigen, eigene, eigenes, eigenen, eigenem, eigener
    personnel, personnelle, propre
    propia, propio, propias, propios
    proprio, propria, propri, proprie
    própria, próprio, mesma titularidade
    eigen
    własne, własny, własna, własnego, własnych
    vlastní, vlastního, vlastními, vlastných
    saját
    eget, egen, egna, egne
    oma, omalle, omalta, omien
    kendi
    собственн*, свой, своими
";

/// Moves between accounts of one person, whatever else stands beside it.
pub(super) const INTERNAL: &str = "
    internal transfer*, internal xfer, internal trf, account transfer, acct transfer, inter account, interaccount
    between accounts, between my accounts, between own accounts, between your accounts, own account*, own acct, own a c
    own savings, own saving, own sb, own current, own checking, own isa, self transfer, transfer self, transfer to self
    my account, my savings, my checking, my current account, transfer between, spare change, savings pot, savings vault
    save as you go, keep the change transfer, to pocket, from pocket, to vault, from vault, pot transfer, pot withdrawal
    umbuchung, umbuchungen, umbuchung*, kontoübertrag, übertrag eigen*, übertrag auf eigen*, eigenübertrag
    virement interne, virements internes, virement entre comptes, virement compte à compte, virement de compte à compte
    traspaso, traspasos, traspaso entre cuentas, entre cuentas, transferencia interna, cuenta propia, cuentas propias
    giroconto, giroconti, girofondi, tra conti, trasferimento interno
    mesma titularidade, transferência interna, entre contas, conta própria, aplicação poupança, resgate poupança
    aplicação cdb, resgate cdb, aplicação rdb, resgate rdb, aplicação em fundo*, resgate de fundo*
    eigen rekening, eigen rekeningen, interne overboeking, tussen rekeningen
    przelew własny, przelew wewnętrzny, przelew między rachunkami, własne konto, własny rachunek
    vlastní účet, vlastními účty, vlastního účtu, převod mezi vlastními, převod mezi účty, interní převod
    saját számla, saját számlák, saját számlára, számlák közötti
    eget konto, egna konton, egen overførsel, egne konti, egne kontoer, mellan konton, mellem egne, mellom egne
    oma tili, oma siirto, omien tilien, omalle tilille
    kendi hesab*, hesaplarım arası, hesaplar arası
    между своими счетами, собственный счет, собственный счёт
";

/// An account, which makes it the person's own where a word of `OWN` stands beside it.
pub(super) const ACCOUNT: &str = "
    account, accounts, acct, acc, konto, konten, kontos, compte, comptes, cuenta, cuentas, conta, contas, conto, conti
    rekening, rekeningen, rachunek, rachunku, rachunki, účet, účtu, účty, účtů, számla, számlára, számlák, konton, kontoen
    tili, tilille, tililtä, hesap, hesab*, hesaplar*, livret, depot
";

/// Everyday accounts: money that is moved to or from one of them stays with the person.
pub(super) const ACCOUNT_TYPE: &str = "
    current, checking, chk, chkg, chequing, main account, joint account, brokerage, investment account, girokonto*
    verrechnungskonto*, compte courant, compte chèque*, compte joint, cuenta corriente, cuenta nómina, betaalrekening*
    lønkonto, lönekonto, brukskonto, käyttötili*, běžný účet, rachunek bieżący
";

/// Savings, which are a transfer where money is moved to them.
pub(super) const SAVINGS: &str = "
    savings, saving, sav, svgs, svng, isa, savngs, saver
    sparen, sparplan, sparrate, tagesgeld, festgeld, sparbuch, ersparnis, ersparnisse, rücklage, rücklagen
    épargne, livret, ldd, ldds
    ahorro, ahorros
    risparmio, risparmi
    poupança, poupanças
    spaar, spaarpot, spaargeld
    oszczędności, oszczędnościowe, oszczędnościowy, oszczędnościowego, oszczędzanie
    spoření, spořicí, spořící, spořicího, úspory
    megtakarítás, megtakarítási
    sparande, sparing, opsparing, säästö, säästöt, säästäminen
    birikim, tasarruf
";

/// Accounts of savings by their full names.
pub(super) const SAVINGS_ACCOUNT: &str = "
    savings account*, saving account, savings acct, savings acc, savings plan*, savings goal*
    sparplan*, spaarplan, plan d épargne, plan de ahorro, piano di accumulo, plano de poupança
    sparkonto*, tagesgeldkonto*, festgeldkonto*, sparbuch
    compte épargne, compte d épargne, compte sur livret, livret a, livret jeune, livret personnel, livret développement*
    cuenta de ahorro*, cuenta ahorro*
    conto deposito, conto di deposito, conto risparmio, libretto risparmio, libretto di risparmio
    conta poupança, conta de poupança
    spaarrekening*
    konto oszczędnościowe*, rachunek oszczędnościowy, rachunek oszcz
    spořicí účet, spořící účet, spořicího účtu
    megtakarítási számla*
    sparekonto*, opsparingskonto*, säästötili*, birikim hesab*, vadeli hesab*
";

/// The bill of a credit card is paid.
pub(super) const CARD_BILL: &str = "
    discover e payment, credit card payment*, credit card bill*, credit card pmt*, credit card pymt*, credit card autopay, credit card auto pay
    autopay credit card, auto pay credit card, credit crd autopay, credit crd epay*, credit crd pmt, credit card epay*
    cc payment, cc pmt, cc autopay, crcardpmt, card bill payment, card bill, card balance payment
    payment to credit card*, payment credit card, pay credit card, payment for credit card, payment to card
    payment thank you, thank you for your payment, payment received thank*, automatic payment thank*, autopay payment*
    autopay thank*, online payment thank*, mobile payment thank*, web payment thank*, credit card repayment*
    kreditkartenabrechnung*, kreditkarten abrechnung*, kreditkarte abrechnung, abrechnung kreditkarte*
    ausgleich kreditkarte*, kreditkartenausgleich, kreditkartenrechnung*, visa abrechnung, mastercard abrechnung
    abrechnung visa, abrechnung mastercard, kartenabrechnung*, ausgleich kartenkonto, zahlung kreditkarte*
    einzahlung kreditkarte*, kreditkartenbegleichung
    paiement carte de crédit, règlement carte de crédit, relevé carte*, prélèvement carte de crédit, débit différé
    pago tarjeta de crédito, pago tarjeta crédito, pago de tarjeta de crédito, liquidación tarjeta*, recibo tarjeta*
    liquidación de tarjeta*, cargo mensual tarjeta
    fatura cartão*, fatura do cartão*, fatura de cartão*, pagamento cartão de crédito, pagamento cartão crédito
    pagamento de cartão de crédito
    addebito carta di credito, saldo carta di credito, pagamento carta di credito, estratto conto carta*
    addebito saldo carta
    creditcard afrekening, afrekening creditcard, creditcardafrekening, incasso creditcard, betaling creditcard
    aflossing creditcard
    spłata karty*, spłata zadłużenia karty
    splátka kreditní karty, úhrada kreditní karty, splátka karty
    hitelkártya törlesztés*, hitelkártya befizetés*
    betalning kreditkort, kreditkortsbetalning*, kreditkortsfaktura, kortfaktura, betaling kreditkort, kreditkortbetaling
    kredittkortbetaling, kredittkortfaktura, luottokorttilasku*, luottokortin maksu, luottokorttimaksu
    kredi kartı ödeme*, kredi kartı borç*, kart borcu
    погашение кредитной карты, оплата кредитной карты
";

/// Issuers of cards; with a word of `PAYMENT` the bill is meant.
pub(super) const ISSUER: &str = "
    amex, american express, american exp, barclaycard, capital one, discover card, citi card, citicard, citi autopay, chase card
    chase credit, chase epay, mbna, apple card, applecard, synchrony
";

/// A payment, without saying for what.
pub(super) const PAYMENT: &str = "
    payment, payments, pmt, pymt, autopay, auto pay, epay, epayment, e payment, bill pay, billpay, online pymt, ach pmt
    zahlung, paiement, pago, pagamento, betaling, płatność, platba, betalning, maksu, ödeme
";

/// A fee, whatever it is for.
pub(super) const FEE: &str = "
    fee, fees, service charge, bank charge*, monthly charge, maintenance charge, commission
    gebühr*, überweisungsgebühr*, kontoführung*, entgelt*, kontogebühr*
    frais, cotisation, commissions
    comisión, comisiones
    commissione, commissioni, canone, spese
    tarifa, tarifas
    kosten, bankkosten
    opłata*, prowizja*
    poplatek*, poplatky
    jutalék*, díj, díja
    avgift*, gebyr*, palvelumaksu*, ücret*, masraf*
    комисси*
";

/// Rent, loans, insurance, taxes, gifts: never a transfer, even where the word stands.
pub(super) const BILL: &str = "
    rent, landlord, lettings, letting, mortgage, loan, insurance, tuition, donation, invoice, tax
    miete, kaltmiete, warmmiete, mietzahlung, mietkaution, vermieter*, hypothek*, darlehen*, versicherung*, spende*, rechnung*
    loyer, bailleur, prêt, hypothèque, assurance*, facture
    alquiler, arriendo, casero, hipoteca, préstamo, seguro*, factura
    affitto, pigione, mutuo, assicurazione*, fattura
    aluguel, arrendamento, renda, empréstimo
    huur, verhuurder, hypotheek, lening, verzekering*, factuur
    czynsz*, najem, kredytu, ubezpieczeni*, faktura
    nájem*, nájemné, hypotéka, pojištění, úvěr
    lakbér*, bérleti, hitel, biztosítás
    hyra, hyresvärd*, lån, försäkring, husleje, husleie, forsikring, vuokra*, laina, vakuutus, kira
    аренд*, кредит, страхов*
";

/// Cash at a machine.
pub(super) const CASH: &str = "
    atm, cash withdrawal, cash, bargeld*, geldautomat*, retrait, cajero, prelievo, saque, geldopname, bankomat*, výběr, uttag
";

/// Interest, in or out.
pub(super) const INTEREST: &str = "
    interest, intrst
    zins, zinsen, habenzinsen, guthabenzinsen, zinsgutschrift*, zinsertrag, sollzinsen, zinszahlung
    intérêt, intérêts
    intereses, interés
    interessi, interesse
    juros, rendimento, rendimentos
    rente, rentevergoeding, creditrente, spaarrente
    odsetki, odsetek, kapitalizacja
    úrok, úroky, úroků, připsané úroky
    kamat, kamatjóváírás, kamatok
    ränta, räntor, renter, korko, korot, hyvityskorko, talletuskorko
    faiz, faizi
    процент, проценты, процентов
";

/// Salary and other money from outside.
pub(super) const INCOME: &str = "
    salary, salaries, wage, wages, payroll, paycheck*, paycheque*, pay check, direct dep, direct deposit, directdep, stipend
    pension, pensions, annuity, social security, benefit, benefits, universal credit, unemployment, dividend*, royalty
    royalties, income, cashback, cash back, rewards, tax refund*, tax ref, irs treas
    gehalt*, lohn, lohnzahlung*, lohngutschrift, lohn gehalt, bezüge, besoldung, rente, altersrente, kindergeld, elterngeld
    arbeitslosengeld, wohngeld, bafög, dividende*, einkommen, steuererstattung, vergütung, honorar
    salaire*, paie, retraite, allocation*, revenu, revenus, prestations, remboursement impôt*
    nómina*, sueldo*, salario*, pensión, pensiones, dividendo*, ingresos
    stipendio*, pensione, emolumenti, dividendi, tredicesima, entrate
    salário*, ordenado*, vencimento*, pensão, provento*, aposentadoria, receita
    salaris*, loon, pensioen, uitkering, toeslag*, kinderbijslag, inkomen, inkomsten, belastingteruggave
    wynagrodzenie*, pensja, wypłata, emerytura, renta, świadczenie, zasiłek, dywidenda, przychód, premia
    mzda, plat, výplata, důchod, dávky, příjem
    fizetés, munkabér, bér, nyugdíj, jövedelem, osztalék
    lön, löneutbetalning, pension, inkomst, utdelning, løn, lønoverførsel, lønn, indkomst, inntekt, utbytte
    palkka*, eläke, tulot, osinko
    maaş*, emekli, gelir, temettü
    зарплат*, заработная плата, пенсия, дивиденд*, доход
";

/// Money comes back.
pub(super) const REFUND: &str = "
    refund, refunds, refunded, refnd, reversal, reversed, rev, rvsl, return, returned, rtrn, chargeback, rebate, reimbursement*
    reimb, credit voucher, card credit, cancellation, cancelled
    erstattung*, rückerstattung*, rückzahlung*, rücksendung, retoure*, storno*, stornierung*, rücklastschrift*, rückgabe*
    rückbuchung*, rückvergütung*, warenrückgabe
    remboursement*, retour, annulation, rejet, avoir, rembt
    reembolso*, devolución*, devoluciones, anulación, retrocesión
    rimborso*, storno*, reso, resi, riaccredito
    estorno*, devolução*, reembolso*, cancelamento
    terugbetaling*, terugboeking*, restitutie*, retour*, creditnota
    zwrot*, korekta, reklamacja
    vrácení, vratka, refundace, storno, dobropis, reklamace
    visszatérítés*, visszáru, sztornó*
    återbetalning*, retur, returköp, refusion*, tilbagebetaling*, tilbagebetalt, tilbakebetaling*, refusjon, kreditnota
    palautus*, hyvitys*
    iade, iadesi, iptal
    возврат*, отмена
";

/// A credit, often a refund; the booking text of any money in at some banks.
pub(super) const CREDIT: &str =
    "gutschrift*, abono, accredito, avoir, bonificación, uznanie, připsání, kreditering, jóváírás";

/// Sellers by what they call themselves, and some that everybody knows.
pub(super) const SHOP: &str = "
    shop, shops, store, stores, retail, outfitters, market, mart, supermarket, boutique, outlet, bookshop, books, pharmacy
    chemist, foods, grocery, grocer, fashion, clothing, shoes, electronics, furniture, webshop, eshop, e shop, emporium
    versandhaus, versand, kaufhaus, warenhaus, sporthaus, modehaus, möbelhaus, laden, onlineshop, drogerie, apotheke
    magasin, magasins, librairie, pharmacie, épicerie, boulangerie, supermarché, vêtements
    tienda*, librería, farmacia, zapatería, supermercado, frutería, mercado, bazar, juguetería, ferretería
    negozio, negozi, bottega, libreria, farmacia, supermercato, abbigliamento, calzature
    loja*, livraria, farmácia, mercearia, magazine
    winkel, webwinkel, boekhandel, fietswinkel, kruidenier, apotheek, bakkerij
    sklep*, księgarnia, apteka, drogeria, hurtownia
    obchod, knihkupectví, lékárna, prodejna
    bolt, áruház, webáruház, könyvesbolt, patika
    butik, nätbutik, affär, bokhandel, apotek, nettbutikk, netbutik, butikk, kauppa, verkkokauppa, kirjakauppa, apteekki
    mağaza*, market, eczane, kitabevi
    магазин, аптека
    amazon, amzn, zalando, ikea, ebay, decathlon, h m, zara, asos, otto, mediamarkt, saturn, aliexpress, shein, temu, walmart
    target, costco, best buy, home depot, lowes, macys, nordstrom, kohls, apple com, google, microsoft, netflix, spotify
    steam, airbnb, booking com, expedia, ryanair, easyjet, lufthansa, deliveroo, doordash, coolblue, allegro, cdiscount, fnac
    carrefour, tesco, argos, john lewis, marks spencer, currys, wayfair, etsy, aldi, lidl, rewe, edeka, rossmann, mercadona
";

/// Money that people send each other, and what is paid in by hand.
pub(super) const FROM_PEOPLE: &str = "
    zelle, venmo, cash app, cashapp, bizum, twint, blik, swish, mobilepay, vipps, tikkie, interac, upi, p2p
    gift, birthday, geschenk, geburtstag, cadeau, anniversaire, regalo, prezent, dárek, ajándék, present, gave
    deposit, mobile deposit, check deposit, einzahlung, bareinzahlung, dépôt, remise de chèque, ingreso, depósito, versamento
    storting, wpłata, vklad, befizetés, insättning, indbetaling, innskudd, talletus
    mr, mrs, ms, miss, dr, herr, frau, mme, mlle, monsieur, madame, señor, señora, sig, sig ra, dhr, mevr, pan, pani
    mum, mom, dad, mama, papa, grandma, grandpa, oma, opa
";

/// Words that say nothing of a kind and may stand beside any other.
pub(super) const NOISE: &str = "
    monthly, weekly, regular, auto, automatic, automatically, online, mobile, web, scheduled, standing, order, ref, reference
    id, no, nr, number, recurring, perm, permanent, permanente, the, for, my, of, and, to, from, into
    monatlich, monat, rate, auf, zu, zum, für, ab, mensuel, mensuelle, mensual, mensile, mensal, maandelijks, miesięczne
    jan, feb, mar, apr, may, jun, jul, aug, sep, sept, oct, nov, dec, january, february, march, april, june, july, august
    september, october, november, december, januar, februar, märz, mai, juni, juli, oktober, dezember
";

/// Scripts that are written without spaces, by what they say: looked for anywhere in the text.
pub(super) const ANYWHERE: &[(&str, &str)] = &[
    ("INTERNAL", "振替入金,口座間,本人名義,自分の口座,本人转账,账户互转,内部转账,帳戶互轉,内部转帐"),
    ("SAVINGS_ACCOUNT", "定期預金,積立預金,貯蓄預金,貯金,定期存款,储蓄账户,儲蓄帳戶,定存,накопительный сч"),
    ("CARD_BILL", "カード引落,カード利用代金,クレジットカード引,信用卡还款,信用卡還款"),
    ("FEE", "手数料,手续费,手續費"),
    ("BILL", "家賃,房租,保険,保险,住宅ローン"),
    ("INTEREST", "利息,利子"),
    ("INCOME", "給与,給料,賞与,年金,工资,工資,薪资,薪資,薪水,奖金,配当"),
    ("REFUND", "返金,払戻,払い戻し,返品,取消,退款,退货,退貨"),
    ("SHOP", "ストア,ショップ,書店,商店,薬局,超市,商城,旗舰店,旗艦店,スーパー"),
];

/// Given names in wide use: a payment to or from one of them is between people.
pub(super) const GIVEN_NAMES: &str = "
    james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven
    paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan
    stephen larry justin scott brandon benjamin samuel gregory frank alexander patrick jack dennis jerry mary patricia jennifer
    linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle carol
    amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma
    nicole helen samantha katherine christine rachel carolyn janet catherine maria heather diane olivia julie joyce oliver harry
    max moritz lukas leon felix jonas tim jan niklas florian tobias sebastian stefan andreas thomas klaus peter wolfgang jurgen
    uwe hans karl heinz werner gerhard monika sabine petra claudia birgit heike martina andrea susanne ursula ingrid renate
    katrin julia lena lea hannah mia sophie johanna marie pierre jean jacques michel philippe alain nicolas laurent julien
    antoine mathieu francois camille chloe isabelle sylvie nathalie valerie celine aurelie jose antonio manuel francisco juan
    javier carlos miguel jesus pedro luis sergio pablo jorge alberto carmen ana isabel dolores pilar lucia paula marta cristina
    elena giuseppe giovanni antonio mario luigi francesco angelo vincenzo marco alessandro andrea paolo giulia chiara francesca
    sara valentina giorgia joao miguel tiago rui nuno ricardo bruno rodrigo gustavo felipe beatriz mariana ines fernanda
    juliana camila piet hendrik johannes willem pieter henk bart sander anouk femke sanne lotte johan piotr krzysztof andrzej
    tomasz pawel jan michal marcin grzegorz lukasz katarzyna malgorzata agnieszka krystyna barbara ewa zofia jiri petr pavel
    tomas martin josef jana eva hana lenka laszlo istvan jozsef zoltan sandor ferenc gabor attila tamas erzsebet katalin zsuzsanna
    lars anders mikael johan erik karl per nils sven lennart kristina karin birgitta eva ingrid sofia astrid mette hanne kirsten
    morten soren jens niels ole kari bjorn matti juha timo mikko antti tuula anne paivi mehmet mustafa ahmet ali huseyin fatma
    ayse emine zeynep elif ivan sergey alexey dmitry andrey olga tatiana natalia irina mohammed muhammad fatima aisha omar
    yusuf ibrahim raj priya amit anil sunil ravi deepak neha pooja wei li chen
";

//! One description as people would say it.
//!
//! A description is folded (case, accents), split into [`tokens`](super::tokens), and what names nobody goes: the way it
//! was paid, at the front; references, card numbers, dates, times and amounts, anywhere; what banks append, legal forms
//! and countries, at the end. Which words these are is in [`vocabulary`](super::vocabulary).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::tokens::{Token, tokens};
use super::vocabulary::{
    announces_number, begins_place, is_closing, is_currency, is_domain, is_known_place, is_legal, is_method,
    is_method_with_number, is_month, is_particulars, is_processor, is_region, is_weak,
};

/// Characters of a description that are read; banks write no more, pasted letters do.
pub const MAX_CHARS: usize = 256;

/// The description as people read it: lower case, single spaces, no accents, without the way it was paid, references,
/// card and store numbers, dates, countries and legal forms. Never empty unless the description is blank;
/// `clean(clean(x)) == clean(x)`.
#[must_use]
pub fn clean(description: &str) -> String {
    let mut text = fold(description);
    loop {
        let next = pass(&text);
        if next.is_empty() || next == text {
            // What consists of nothing but a reference is still the best name there is.
            return text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        text = next;
    }
}

/// Lower case without accents, bounded.
pub(super) fn fold(description: &str) -> String {
    let folded: String = description
        .chars()
        .take(MAX_CHARS)
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .nfkc()
        .filter(|c| !is_combining_mark(*c))
        .take(MAX_CHARS)
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One round: off the front, out of the middle, off the end.
fn pass(text: &str) -> String {
    let text = text.replace("www.", " ").replace(['\'', '’'], "");
    let all = tokens(&text);
    let all = before_particulars(&all);
    let body = &all[front(all)..];
    let mut kept: Vec<&str> = Vec::with_capacity(body.len());
    let mut dropped = body.len() < all.len();
    let mut i = 0;
    while i < body.len() {
        let token = body[i];
        let next = body.get(i + 1);
        let pair = if announces_number(token.text) {
            next.is_some_and(Token::is_numbered)
        } else {
            is_month(token.text) && next.is_some_and(Token::is_number)
        };
        // `rum fm-123`.
        let lettered = announces_number(token.text)
            && next.is_some_and(|t| t.mark == '-' && t.text.chars().count() < 4)
            && body.get(i + 2).is_some_and(Token::is_numbered);
        if pair || lettered {
            dropped = true;
            i += if pair { 2 } else { 3 };
            // What belongs to the number: `ref 123 45`.
            while body.get(i).is_some_and(Token::is_number) {
                i += 1;
            }
        } else if token.is_noise() {
            dropped = true;
            // `12.99 eur`, `eur 12.99`, `on 12-03-2025`, and small numbers that go on: `1234 56`.
            while kept.last().is_some_and(|t| is_currency(t) || (kept.len() > 1 && is_weak(t))) {
                kept.pop();
            }
            i += 1;
            while body.get(i).is_some_and(|t| is_currency(t.text) || (t.is_number() && !t.numbered)) {
                i += 1;
            }
        } else {
            let address = i > 0 && body[i - 1].mark == '.' && is_domain(token.text);
            // `name@bank`: after it come the bank of the payee and what the payer wrote.
            if i > 0 && body[i - 1].mark == '@' && !kept.is_empty() {
                dropped = true;
                kept.dedup();
                break;
            }
            if !address {
                kept.push(token.text);
            }
            i += 1;
        }
    }
    back(&mut kept, dropped);
    kept.join(" ").replace(['*', '•', '·', '…'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What comes before particulars (`des:`, `mref+`), which are cut off where a name is before them.
fn before_particulars<'a, 'b>(all: &'b [Token<'a>]) -> &'b [Token<'a>] {
    let begins = |i: &usize| matches!(all[*i].mark, ':' | '+' | '#') && is_particulars(all[*i].text);
    match (1..all.len()).find(begins) {
        Some(at) if names_something(&all[..at]) => &all[..at],
        _ => all,
    }
}

/// Number of tokens at the front that say how it was paid.
fn front(all: &[Token]) -> usize {
    // `sq *name`, `paypal *name`.
    if let Some(first) = all.first() {
        let short = first.text.chars().count() <= 3 && first.text.chars().all(char::is_alphabetic);
        if first.mark == '*' && (short || is_processor(first.text)) && names_something(&all[1..]) {
            return 1;
        }
    }
    let mut method = false;
    let mut end = 0;
    while let Some(token) = all.get(end) {
        let announced = end > 0 && announces_number(token.text) && all.get(end + 1).is_some_and(Token::is_numbered);
        let number_next = || all.get(end + 1).is_some_and(|t| t.is_noise() || announces_number(t.text));
        if is_method(token.text) || (is_method_with_number(token.text) && number_next()) {
            method = true;
        } else if !is_weak(token.text) && !is_method_with_number(token.text) && !token.is_noise() && !announced {
            break;
        }
        end += 1;
    }
    if !method {
        return 0;
    }
    // Something must be left that names somebody; back to where it does.
    while end > 0 && !names_something(&all[end..]) {
        end -= 1;
    }
    end
}

/// True where a token is neither noise nor a word of payments.
fn names_something(all: &[Token]) -> bool {
    all.iter().any(|t| t.text.chars().any(char::is_alphabetic) && !t.is_noise() && !is_weak(t.text))
}

/// Takes off the end what is no name; `dropped` is true where the description had other noise.
fn back(kept: &mut Vec<&str>, dropped: bool) {
    while kept.len() > 1 {
        let last = kept[kept.len() - 1];
        let before = &kept[..kept.len() - 1];
        let placed = before.len() > 1 && is_known_place(before[before.len() - 1]);
        let long = before.len() > 1 || before[0].chars().count() > 3;
        let two_letters = last.len() == 2 && last.bytes().all(|b| b.is_ascii_lowercase());
        let preposition = dropped && is_weak(last) && last.chars().count() < 4;
        let paid = matches!((before[before.len() - 1], last), ("direct", "debit") | ("standing", "order"));
        if paid && before.len() > 1 {
            kept.truncate(kept.len() - 2);
        } else if placed && (two_letters || is_region(last, true)) {
            // Name, city, state or country, as card networks write it.
            kept.truncate(kept.len() - 2);
            while kept.len() > 1 && kept.last().is_some_and(|t| begins_place(t)) {
                kept.pop();
            }
        } else if is_legal(last)
            || is_closing(last)
            || (last == "co" && is_legal(before[before.len() - 1]))
            || (long && is_region(last, !dropped))
            || preposition
        {
            kept.pop();
        } else {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn keeps_the_name_and_drops_the_rest() {
        for (given, expected) in [
            ("SQ *Blue  Bottle", "blue bottle"),
            ("TST* Olive Garden #0421", "olive garden"),
            ("PAYPAL *SPOTIFY", "spotify"),
            ("POS DEBIT CARD Café Zoë 2024-03-05", "cafe zoe"),
            ("UPI/Goride Ride", "goride ride"),
            ("Parcel Post Ref 88123 05/03", "parcel post"),
            ("Acme Pvt Ltd", "acme"),
            ("Telco Broadband acct 17", "telco broadband"),
            ("NETFLIX.COM", "netflix"),
            ("McDonald's 00512", "mcdonalds"),
            ("Motel 6", "motel 6"),
            ("Postage", "postage"),
            ("4711", "4711"),
            ("CARD", "card"),
            ("☕", "☕"),
            ("  ", ""),
        ] {
            assert_eq!(clean(given), expected, "{given}");
        }
    }

    #[test]
    fn banks_of_many_countries_write_it_in_many_ways() {
        for given in [
            "PURCHASE AUTHORIZED ON 03/05 TUNEBOX 866-579-7172 CA S384930 CARD 4242",
            "RECURRING PAYMENT AUTHORIZED ON 03/05 TUNEBOX.COM NY P00384930 CARD 4242",
            "CHECKCARD 0305 TUNEBOX 8665797172 CA 24692160305100",
            "POS W/D TUNEBOX 402134XXXX9912 AUTH 771203",
            "DEBIT CARD PURCHASE XXXXX4242 TUNEBOX 03/05 #000431",
            "TUNEBOX DES:SUBS ID:4431200 INDN:A PERSON CO ID:9912 PPD",
            "TUNEBOX PPD ID: 9100088123",
            "Direct Debit to TUNEBOX Ref 88123-11",
            "CARD PAYMENT TO TUNEBOX,12.99 GBP, RATE 1.00/GBP ON 05-03-2025",
            "BACS TUNEBOX 0034512",
            "EFTPOS 05/03 14:22 TUNEBOX AU CARD 4242",
            "Kartenzahlung TUNEBOX 2025-03-05T14:22:11 KFN 1 VJ 2512",
            "SEPA-Lastschrift TUNEBOX GmbH Mandat 55120034 Ref. 8812300451",
            "SEPA Basislastschrift TUNEBOX EREF+8812 MREF+4451 SVWZ+Abo",
            "CB TUNEBOX 05/03/25",
            "PAIEMENT PAR CARTE X4242 TUNEBOX 05/03",
            "PRLV SEPA TUNEBOX SAS RUM 4412AB9912",
            "COMPRA P442190087 TUNEBOX NRR:5512009 SUC 12",
            "COMPRA TARJ. 5402XXXXXXXX4242 TUNEBOX",
            "PAGAMENTO POS 05/03 14.22 CARTA 4242 TUNEBOX",
            "ADDEBITO SDD TUNEBOX SRL MANDATO 0045512",
            "BEA NR:4412AB 05.03.25/14.22 TUNEBOX PAS442",
            "SEPA Incasso algemeen doorlopend TUNEBOX Kenmerk 4412009",
            "KORTKÖP 2025-03-05 TUNEBOX AB",
            "ZAKUP KARTĄ TUNEBOX 4242XXXX PL",
            "UPI/506412345678/PAYMENT/tunebox@okbank",
            "POS 416021XXXXXX4242 TUNEBOX",
            "VISA DEBIT TUNEBOX 4242",
            "TST* TUNEBOX",
            "Zelle payment to TUNEBOX Conf# ab12cd34",
            "ACH TUNEBOX WEB ID: 9981200",
            "Оплата товаров и услуг TUNEBOX 442190",
            "TUNEBOX*HB1AB2",
            "TUNEBOX 05MAR25",
            "TUNEBOX EUR 12,99",
            "TUNEBOX SEATTLE WA",
            "TUNEBOX 00412 NEW YORK NY",
            "TUNEBOX MILANO IT",
            "TUNEBOX GmbH + Co. KG",
            "PRLV SEPA TUNEBOX RUM FM-12345678",
            "UPI-TUNEBOX-tunebox@okbank-OKBK0001234-312345678901-PAYMENT FROM PHONE",
        ] {
            let read = clean(given);
            let rest = read.replace("web id", "").replace("rate", "");
            assert_eq!(rest.trim(), "tunebox", "{given}: {read}");
        }
    }

    #[test]
    fn names_that_look_like_noise_stay() {
        for (given, expected) in [
            ("7-Eleven", "7 eleven"),
            ("Studio 54", "studio 54"),
            ("O2", "o2"),
            ("H&M", "h m"),
            ("Direct Line", "direct line"),
            ("On Running", "on running"),
            ("Mobile Mini", "mobile mini"),
            ("Order of Malta", "order of malta"),
            ("May Fair Hotel", "may fair hotel"),
            ("株式会社ローソン", "株式会社ローソン"),
            ("Пятерочка 12345", "пятерочка"),
            ("Αθήνα Καφέ", "αθηνα καφε"),
            ("بقالة النور 40012", "بقالة النور"),
            ("Roast & Co", "roast co"),
            ("Cargo Packaging", "cargo packaging"),
            ("Glow Spa", "glow spa"),
            ("Arena Gym Membership #1479", "arena gym membership"),
            ("City Water Bill #0875", "city water bill"),
            ("Carte Blanche", "carte blanche"),
            ("Tip Top Bakery", "tip top bakery"),
            ("X", "x"),
        ] {
            assert_eq!(clean(given), expected, "{given}");
        }
    }
}

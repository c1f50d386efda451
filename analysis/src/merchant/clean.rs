//! One description as people would say it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of a description that are read; banks write no more, pasted letters do.
pub const MAX_CHARS: usize = 256;

/// Put before the merchant by a payment processor or a bank. Longest first, so that `debit card` goes before `debit`.
const PREFIXES: &[&str] = &[
    "point of sale",
    "direct debit",
    "contactless",
    "mastercard",
    "checkcard",
    "check card",
    "debit card",
    "purchase",
    "recurring",
    "sumup *",
    "zettle_*",
    "izettle *",
    "paypal *",
    "paypal*",
    "debit",
    "neft/",
    "imps/",
    "rtgs/",
    "visa",
    "card",
    "upi/",
    "upi-",
    "tst*",
    "tst *",
    "ach",
    "eft",
    "pos",
    "sq *",
    "sq*",
    "sp *",
    "sp*",
    "pp*",
    "pp *",
    "dd *",
    "py *",
];

/// Legal forms, dropped from the end of a name.
const LEGAL: &[&str] = &[
    "inc", "llc", "ltd", "limited", "gmbh", "plc", "corp", "pvt", "pty", "sarl", "llp", "bv", "srl", "kg", "ohg", "ag",
    "oy", "oyj", "aps",
];

/// Words that announce a number which tells the place or the payment, not the merchant.
const ANNOUNCES_NUMBER: &[&str] = &[
    "store",
    "branch",
    "shop",
    "terminal",
    "ref",
    "reference",
    "txn",
    "invoice",
    "inv",
    "order",
    "acct",
    "account",
    "no",
    "nr",
    "id",
    "trace",
    "auth",
    "till",
];

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"];

/// The description as people read it: lower case, single spaces, no accents, without processor prefixes, references,
/// store numbers, dates and legal forms. Never empty unless the description is blank; `clean(clean(x)) == clean(x)`.
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

/// One round: a prefix off the front, then tokens that name nothing.
fn pass(text: &str) -> String {
    let body = strip_prefix(text).replace(".com", " ").replace("www.", " ").replace(['\'', '’'], "");
    let dates_out = body.split(' ').filter(|word| !is_date(word)).collect::<Vec<_>>().join(" ");
    let marked: String = dates_out.chars().map(|c| if c.is_alphanumeric() || c == '#' { c } else { ' ' }).collect();
    let tokens: Vec<&str> = marked.split_whitespace().collect();
    let mut kept: Vec<&str> = Vec::with_capacity(tokens.len());
    let mut i = 0;
    while i < tokens.len() {
        let token = tokens[i];
        let next_is_number = tokens.get(i + 1).is_some_and(|t| number(t.trim_start_matches('#')));
        if (ANNOUNCES_NUMBER.contains(&token) || MONTHS.contains(&token)) && next_is_number {
            i += 2;
        } else {
            if !is_reference(token) {
                kept.push(token.trim_matches('#'));
            }
            i += 1;
        }
    }
    while kept.len() > 1 && kept.last().is_some_and(|t| LEGAL.contains(t)) {
        kept.pop();
    }
    let joined = kept.join(" ").replace('#', " ");
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn strip_prefix(text: &str) -> &str {
    for prefix in PREFIXES {
        if let Some(rest) = text.strip_prefix(prefix) {
            // A prefix that ends in a letter must end a word: `postage` does not begin with `pos`.
            let whole = !prefix.ends_with(char::is_alphanumeric) || rest.starts_with(|c: char| !c.is_alphanumeric());
            let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#');
            if whole && rest.chars().any(char::is_alphabetic) {
                return rest;
            }
        }
    }
    text
}

fn number(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit())
}

/// `#0412`, `004711`, `a8f93k22x`: an identifier, not a name. One or two digits may be part of one (Motel 6).
fn is_reference(token: &str) -> bool {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    if let Some(rest) = token.strip_prefix('#') {
        return rest.is_empty() || digits > 0;
    }
    let length = token.chars().count();
    (number(token) && digits >= 3)
        || (length >= 6 && digits >= 3 && digits < length)
        || (token.starts_with("xx") && digits > 0)
}

/// `2024-03-05`, `05/03`, `5.3.24`.
fn is_date(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|p| number(p) && p.len() <= 4)
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
}

//! Currencies by their codes and signs.

/// ISO 4217 codes that a bank account can have, in order.
const CODES: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP", "CNY", "COP", "CRC",
    "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS",
    "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK",
    "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD",
    "LSL", "LTL", "LVL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN",
    "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG",
    "QAR", "RON", "RSD", "RUB", "RUR", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD",
    "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX",
    "USD", "UYU", "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWL",
];

/// Signs and short names, the longer before those they begin with; an empty code where several currencies share one.
const SIGNS: &[(&str, &str)] = &[
    ("US$", "USD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("C$", "CAD"),
    ("CA$", "CAD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("MX$", "MXN"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("$", ""),
    ("¥", ""),
    ("￥", ""),
    ("円", "JPY"),
    ("元", "CNY"),
    ("₩", "KRW"),
    ("₹", "INR"),
    ("Rs.", "INR"),
    ("Rs", "INR"),
    ("₽", "RUB"),
    ("руб.", "RUB"),
    ("руб", "RUB"),
    ("р.", "RUB"),
    ("zł", "PLN"),
    ("zl", "PLN"),
    ("Kč", "CZK"),
    ("Kc", "CZK"),
    ("Ft", "HUF"),
    ("₺", "TRY"),
    ("TL", "TRY"),
    ("₴", "UAH"),
    ("грн", "UAH"),
    ("₪", "ILS"),
    ("₫", "VND"),
    ("฿", "THB"),
    ("₱", "PHP"),
    ("₦", "NGN"),
    ("lei", "RON"),
    ("лв", "BGN"),
    ("kr.", ""),
    ("kr", ""),
    ("Kr", ""),
    ("SFr.", "CHF"),
    ("Fr.", "CHF"),
    ("RMB", "CNY"),
    ("Euro", "EUR"),
    ("euro", "EUR"),
];

/// The code, where a word is one.
pub(crate) fn code(word: &str) -> Option<&'static str> {
    if word.len() != 3 || !word.is_ascii() {
        return None;
    }
    let upper = word.to_ascii_uppercase();
    CODES.binary_search(&upper.as_str()).ok().map(|at| match CODES[at] {
        "RUR" => "RUB",
        code => code,
    })
}

/// The code of a cell that holds nothing but a currency, by code or by sign.
pub(crate) fn of_cell(cell: &str) -> Option<&'static str> {
    code(cell).or_else(|| SIGNS.iter().find(|(sign, code)| *sign == cell && !code.is_empty()).map(|(_, code)| *code))
}

/// Takes a currency from the front: what is left, and its code (empty where the sign is of several).
pub(crate) fn front(text: &str) -> Option<(&str, &'static str)> {
    if let Some(word) = text.get(..3)
        && let Some(code) = code(word)
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && !text[3..].starts_with(char::is_alphabetic)
    {
        return Some((&text[3..], code));
    }
    let (rest, sign, code) = SIGNS.iter().find_map(|(sign, code)| Some((text.strip_prefix(sign)?, sign, *code)))?;
    (!sign.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphabetic)).then_some((rest, code))
}

/// Takes a currency from the end.
pub(crate) fn back(text: &str) -> Option<(&str, &'static str)> {
    if text.len() >= 3
        && let Some(word) = text.get(text.len() - 3..)
        && let Some(code) = code(word)
        && !text[..text.len() - 3].ends_with(char::is_alphabetic)
    {
        return Some((&text[..text.len() - 3], code));
    }
    let (rest, sign, code) = SIGNS.iter().find_map(|(sign, code)| Some((text.strip_suffix(sign)?, sign, *code)))?;
    (!sign.starts_with(char::is_alphabetic) || !rest.ends_with(char::is_alphabetic)).then_some((rest, code))
}

/// A code within a name, such as `Betrag (EUR)` or `Amount CZK`.
pub(crate) fn in_name(name: &str) -> Option<&'static str> {
    name.split(|c: char| !c.is_alphanumeric())
        .find_map(|word| (word.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| code(word)).flatten())
        .or_else(|| name.contains('€').then_some("EUR"))
        .or_else(|| name.contains('£').then_some("GBP"))
        .or_else(|| name.contains('₹').then_some("INR"))
        .or_else(|| name.contains("R$").then_some("BRL"))
}

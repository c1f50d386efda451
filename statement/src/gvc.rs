//! Codes by which German banks say what kind of booking it is (Geschäftsvorfallcodes, DFÜ-Abkommen annex 3, chapter 8), in
//! MT940 and CAMT alike.

/// The kind in words that the classification knows; empty for codes that say no more than the sign does.
pub(crate) fn meaning(code: &str) -> &'static str {
    match code {
        "053" | "153" | "054" | "154" | "056" | "156" => "salary SALA",
        "108" | "109" | "159" | "181" | "182" | "183" | "184" | "185" | "186" | "187" | "059" | "058" => {
            "returned RTRN"
        }
        "806" | "807" | "808" | "809" | "810" | "811" | "812" => "fee",
        "814" | "815" => "interest INTE",
        _ => "",
    }
}

/// The code in the proprietary code of a CAMT booking: `NTRF+166+9310+00931` or `166`.
pub(crate) fn code(proprietary: &str) -> Option<&str> {
    proprietary.split('+').find(|part| part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()))
}

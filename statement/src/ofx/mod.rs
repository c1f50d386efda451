//! OFX 1 (SGML), OFX 2 (XML) and QFX.
//!
//! [`tags`] finds elements and values without asking whether they are well formed; [`answer`] gathers them into statements,
//! [`payment`] into entries. Tried and left: `ofx-rs` 0.2 takes 5 of 18 real files (a raw `&`, an odd server date or a missing
//! DTSTART end it), ofxy is GPL. Files of banks leave out closing tags, name a charset that is not theirs and write amounts
//! with commas.

mod answer;
mod payment;
mod tags;

use crate::text::{decode_declared, head};
use crate::{Options, Reading, Refused, select};

/// Reads OFX.
///
/// # Errors
/// `bank_error` where the file is the bank's error answer, `no_entries` where it holds no payment.
pub fn read(bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let text = decode_declared(bytes, charset(bytes).as_deref());
    select::finish(answer::read(&text)?, options)
}

/// The charset the header names, as an encoding label.
fn charset(bytes: &[u8]) -> Option<String> {
    let head = head(bytes, 1024);
    let value = |key: &str| {
        let at = head.to_ascii_uppercase().find(key)? + key.len();
        let value: String = head.get(at..)?.trim_start_matches(['"', '\'', ' ']).chars().take(20).collect();
        let value: String = value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
        (!value.is_empty()).then_some(value)
    };
    if let Some(label) = value("<?XML").and(value("ENCODING=")) {
        return Some(label);
    }
    let charset = value("CHARSET:")?;
    Some(match charset.to_ascii_uppercase().as_str() {
        "1252" => "windows-1252".to_owned(),
        number if number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit()) => format!("windows-{number}"),
        iso if iso.starts_with("8859") => format!("iso-{iso}"),
        _ => charset,
    })
}

#[cfg(test)]
mod tests;

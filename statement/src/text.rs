//! Bytes to text: UTF-8 and UTF-16 by their marks or by what they hold, else the old encodings by what letters they would give.
//!
//! `chardetng` decides between the old ones. It knows web pages, where Windows-1250 and ISO-8859-2 are told apart by the
//! domain; a bank file has none.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The encoding of a text.
pub fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    // UTF-16 without a mark: text of any bank has digits and delimiters, whose other byte is zero.
    let head = &bytes[..bytes.len().min(4096)];
    let zeros = |start: usize| head.iter().skip(start).step_by(2).filter(|&&byte| byte == 0).count();
    if head.len() >= 4 {
        let (even, odd) = (zeros(0), zeros(1));
        if odd * 3 > head.len() / 2 && even * 20 < head.len() {
            return UTF_16LE;
        }
        if even * 3 > head.len() / 2 && odd * 20 < head.len() {
            return UTF_16BE;
        }
    }
    // A text cut in the middle of a letter is still UTF-8.
    match std::str::from_utf8(bytes) {
        Ok(_) => return UTF_8,
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => return UTF_8,
        Err(_) => {}
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The text, without its mark, and the encoding it was in.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, &'static Encoding) {
    let encoding = encoding(bytes);
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    (text, encoding)
}

/// The first `length` bytes as text, for finding out what a file is.
pub(crate) fn head(bytes: &[u8], length: usize) -> String {
    decode(&bytes[..bytes.len().min(length)]).0.into_owned()
}

/// The text of a file that declares its encoding, which is often wrong: a mark and well-formed UTF-8 win over `label`, which
/// wins over guessing. ASCII and UTF-8 as labels of what is neither are the work of a template: the bytes are guessed.
pub(crate) fn decode_declared<'a>(bytes: &'a [u8], label: Option<&str>) -> Cow<'a, str> {
    let guessed = encoding(bytes);
    let declared = label.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let ascii = label.is_some_and(|label| label.to_ascii_lowercase().contains("ascii"));
    let encoding = match declared {
        Some(declared) if ![UTF_8, UTF_16LE, UTF_16BE].contains(&guessed) && declared != UTF_8 && !ascii => declared,
        _ => guessed,
    };
    encoding.decode_with_bom_removal(bytes).0
}

/// The start of `text`, at most `most` bytes and no half letter.
pub(crate) fn prefix(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

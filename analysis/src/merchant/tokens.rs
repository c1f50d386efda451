//! The words of a folded description, and which of them are numbers, dates and references rather than names.

use super::vocabulary::{is_currency, is_month};

/// One word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// What stands between it and the next one begins with this, after spaces; a space where there is nothing else.
    pub(super) mark: char,
    /// A hash stands before it.
    pub(super) numbered: bool,
}

/// Splits `text` at everything that is neither letter nor digit; points, commas, colons, slashes and dashes between two
/// digits keep a number, a date or a time together, and stars and bullets a masked card number.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let digit = |i: usize| chars.get(i).is_some_and(|c| c.1.is_numeric());
    let hidden = |i: usize| chars.get(i).is_some_and(|c| "*•·…".contains(c.1));
    let inside = |i: usize| {
        let c = chars[i].1;
        let before = i.checked_sub(1);
        c.is_alphanumeric()
            || (".,:/-".contains(c) && before.is_some_and(&digit) && digit(i + 1))
            // `****1234`, `1234****5678`: two stars at least, or it is a processor's.
            || (hidden(i) && (hidden(i + 1) || before.is_some_and(&hidden)))
    };
    let mut found: Vec<Token> = vec![];
    let mut i = 0;
    while i < chars.len() {
        if !inside(i) {
            let c = chars[i].1;
            if let Some(last) = found.last_mut().filter(|t| t.mark == ' ' && !c.is_whitespace()) {
                last.mark = c;
            }
            i += 1;
            continue;
        }
        let start = i;
        while i < chars.len() && inside(i) {
            i += 1;
        }
        let end = chars.get(i).map_or(text.len(), |c| c.0);
        let numbered = start > 0 && chars[start - 1].1 == '#';
        found.push(Token { text: &text[chars[start].0..end], mark: ' ', numbered });
    }
    found
}

impl Token<'_> {
    fn digits(&self) -> usize {
        self.text.chars().filter(|c| c.is_numeric()).count()
    }

    /// Digits only.
    pub(super) fn is_number(&self) -> bool {
        self.text.chars().all(char::is_numeric)
    }

    /// Something after a word that announces a number: `no 5x`, `ref ab12`, `card 12`.
    pub(super) fn is_numbered(&self) -> bool {
        self.digits() > 0
    }

    /// An identifier, a date, a time, an amount or a card number, never part of a name: `0412`, `#12`, `a8f93k22x`,
    /// `2024-03-05`, `12:34`, `12.99`, `xx1234`, `05mar24`, `eur12`. One or two digits may be part of one (Motel 6).
    pub(super) fn is_noise(&self) -> bool {
        let digits = self.digits();
        if digits == 0 {
            return self.text.contains(['*', '•', '·', '…']);
        }
        let length = self.text.chars().count();
        let letters: String = self.text.chars().filter(|c| c.is_alphabetic()).collect();
        if self.numbered || letters.is_empty() {
            return self.numbered || digits > 2 || length > digits;
        }
        let masked = letters.chars().all(|c| c == 'x') && (digits > 2 || letters.len() > 1);
        let one_letter = letters.chars().count() == 1 && digits > 2;
        let dated = is_month(&letters) || is_currency(&letters);
        masked
            || one_letter
            || dated
            || length > digits + letters.chars().count()
            || (length > 5 && digits > 2)
            || self.mixed()
    }

    /// Letters and digits take turns, as in codes made by machines: `hb1ab2`.
    fn mixed(&self) -> bool {
        let kinds: Vec<bool> = self.text.chars().map(char::is_numeric).collect();
        kinds.len() > 4 && kinds.windows(2).filter(|w| w[0] != w[1]).count() > 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_dates_and_card_numbers_stay_whole() {
        let words = |text| tokens(text).iter().map(|t| t.text).collect::<Vec<_>>();
        assert_eq!(words("box,12.34 gbp on 12-03-2025"), ["box", "12.34", "gbp", "on", "12-03-2025"]);
        assert_eq!(words("rewe//berlin/de 2024-03-05t12:34:56"), ["rewe", "berlin", "de", "2024-03-05t12:34:56"]);
        assert_eq!(words("7-eleven ****1234 12******34"), ["7", "eleven", "****1234", "12******34"]);
        assert_eq!(words("sq *blue"), ["sq", "blue"]);
        assert_eq!(
            tokens("sq *blue: #12").iter().map(|t| (t.mark, t.numbered)).collect::<Vec<_>>(),
            [('*', false), (':', false), (' ', true)]
        );
        assert!(tokens("").is_empty());
    }

    #[test]
    fn noise_is_told_from_names() {
        let noise = |text: &str| tokens(text).iter().all(Token::is_noise);
        for text in [
            "0412",
            "#12",
            "a8f93k22x",
            "2024-03-05",
            "12:34",
            "12.99",
            "1,234.56",
            "xx1234",
            "123456xxxx1234",
            "x4242",
            "p123456789",
            "05mar24",
            "eur12",
            "hb1ab2",
            "866-579-7172",
            "****1234",
            "de89370400440532013000",
            "٠٤١٢٣",
        ] {
            assert!(noise(text), "{text}");
        }
        for text in ["6", "24", "o2", "h2o", "7eleven", "1password", "3m", "b12", "studio54", "x", "мегафон", "f24"]
        {
            assert!(!noise(text), "{text}");
        }
    }
}

//! Amounts as banks write them: signs before and behind, parentheses, CR and DR, currencies, groups by dot, comma, space or
//! apostrophe. Whether a dot or a comma stands before the decimals is for the whole column to say: [`Evidence`].

use rust_decimal::Decimal;

use super::currency;

/// Which way money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// To the account.
    In,
    /// From the account.
    Out,
}

/// Digits and separators that an amount may have.
const LONGEST: usize = 30;

/// A cell that is an amount; its value depends on which separator stands before the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    /// Digits, dots and commas.
    body: [u8; LONGEST],
    length: usize,
    /// By minus or parentheses.
    pub(crate) negative: bool,
    /// Whether it has a plus or a minus at all.
    pub(crate) signed: bool,
    /// CR, DR, S, H behind it.
    pub(crate) mark: Option<Flow>,
    /// Code; none where there is none or its sign is of several.
    pub(crate) currency: Option<&'static str>,
    /// Whether digits stood in groups by space or apostrophe.
    grouped: bool,
    /// Whether any sign of a currency stood there.
    pub(crate) money: bool,
    /// Whether it had two minuses: a debit taken back.
    pub(crate) reversed: bool,
}

/// What one amount says about the separators of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// No separator at all.
    Whole,
    /// This one stands before the decimals.
    Decimal(u8),
    /// This one groups; nothing stands before decimals, or the other does.
    Groups(u8),
    /// One separator and three digits: `1.234`.
    Either(u8),
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\t')
}

fn flow_mark(word: &str) -> Option<Flow> {
    match word {
        "CR" | "Cr" | "cr" | "Cr." | "CR." | "C" | "H" | "Haben" => Some(Flow::In),
        "DR" | "Dr" | "dr" | "Dr." | "DR." | "D" | "S" | "DB" | "Db" | "Soll" => Some(Flow::Out),
        _ => None,
    }
}

/// The amount a cell holds and nothing else.
pub(crate) fn scan(cell: &str) -> Option<Amount> {
    let mut rest = cell.trim_start_matches('\'').trim_matches(is_space);
    if rest.len() > 64 || !rest.bytes().any(|byte| byte.is_ascii_digit() || byte >= 0x80) {
        return None;
    }
    let mut amount = Amount {
        body: [0; LONGEST],
        length: 0,
        negative: false,
        signed: false,
        mark: None,
        currency: None,
        grouped: false,
        money: false,
        reversed: false,
    };
    let mut minuses = 0;
    let seen = |found: &'static str, amount: &mut Amount| {
        amount.money = true;
        if !found.is_empty() {
            amount.currency = Some(found);
        }
    };
    // Front and back, layer by layer.
    loop {
        let before = rest;
        rest = rest.trim_matches(is_space);
        if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            minuses += 1;
            amount.signed = true;
            rest = inner;
        }
        let first = rest.chars().next()?;
        if is_minus(first) || first == '+' || first == '\u{ff0b}' {
            minuses += usize::from(is_minus(first));
            amount.signed = true;
            rest = &rest[first.len_utf8()..];
        } else if !first.is_ascii_digit()
            && let Some((left, code)) = currency::front(rest)
        {
            seen(code, &mut amount);
            rest = left;
        }
        let last = rest.chars().next_back()?;
        if is_minus(last) || last == '+' {
            minuses += usize::from(is_minus(last));
            amount.signed = true;
            rest = &rest[..rest.len() - last.len_utf8()];
        } else if !last.is_ascii_digit() {
            let word = rest.rfind(|c: char| c.is_ascii_digit() || is_space(c) || c == ')').map_or(rest, |at| {
                let width = rest[at..].chars().next().map_or(1, char::len_utf8);
                &rest[at + width..]
            });
            if amount.mark.is_none()
                && !word.is_empty()
                && let Some(flow) = flow_mark(word)
            {
                amount.mark = Some(flow);
                rest = &rest[..rest.len() - word.len()];
            } else if let Some((left, code)) = currency::back(rest) {
                seen(code, &mut amount);
                rest = left;
            } else if let Some(left) = rest.strip_suffix(".-").or_else(|| rest.strip_suffix(",-")) {
                // Whole amounts in Switzerland and Scandinavia.
                rest = left;
            }
        }
        if rest == before {
            break;
        }
    }
    amount.negative = minuses % 2 == 1;
    amount.reversed = minuses == 2;
    let mut previous_digit = false;
    let mut characters = rest.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let byte = match c {
            '0'..='9' => c as u8,
            '\u{ff10}'..='\u{ff19}' => b'0' + (c as u32 - 0xff10) as u8,
            '.' | ',' => c as u8,
            '\u{ff0e}' => b'.',
            '\u{ff0c}' => b',',
            '\'' | '\u{2019}' | '\u{2018}' | '\u{b4}' | '`' | '\u{2bc}' => {
                if !previous_digit || !characters.peek().is_some_and(|(_, next)| next.is_ascii_digit()) {
                    return None;
                }
                amount.grouped = true;
                continue;
            }
            _ if is_space(c) => {
                // Groups by space are of three digits, so that `12 34` is no amount.
                let group = rest[at + c.len_utf8()..].bytes().take_while(u8::is_ascii_digit).count();
                if !previous_digit || group != 3 {
                    return None;
                }
                amount.grouped = true;
                continue;
            }
            _ => return None,
        };
        previous_digit = byte.is_ascii_digit();
        if amount.length == LONGEST {
            return None;
        }
        amount.body[amount.length] = byte;
        amount.length += 1;
    }
    let digits = amount.body().iter().filter(|byte| byte.is_ascii_digit()).count();
    (1..=18).contains(&digits).then_some(amount)
}

impl Amount {
    fn body(&self) -> &[u8] {
        &self.body[..self.length]
    }

    /// Whether it looks like money rather than a number of some kind: decimals, a sign, groups, or a currency.
    pub(crate) fn looks_like_money(&self) -> bool {
        self.money || self.signed || self.grouped || self.mark.is_some() || !matches!(self.evidence(), Evidence::Whole)
    }

    /// Whether it is of digits only and begins with a zero, or is too long for an amount: an account, a reference.
    pub(crate) fn looks_like_number(&self) -> bool {
        let body = self.body();
        body.iter().all(u8::is_ascii_digit) && (body.len() > 9 || body.len() > 1 && body[0] == b'0') && !self.signed
    }

    /// What it says about the separators of its column.
    pub(crate) fn evidence(&self) -> Evidence {
        let body = self.body();
        let Some(last) = body.iter().rposition(|byte| !byte.is_ascii_digit()) else {
            return Evidence::Whole;
        };
        let separator = body[last];
        let behind = body.len() - last - 1;
        if body[..last].contains(&if separator == b'.' { b',' } else { b'.' }) {
            return Evidence::Decimal(separator);
        }
        if body[..last].contains(&separator) {
            return Evidence::Groups(separator);
        }
        if behind != 3 || last == 0 || last > 3 || body[0] == b'0' || self.grouped {
            return Evidence::Decimal(separator);
        }
        Evidence::Either(separator)
    }

    /// The value without its sign, where `decimal` stands before the decimals; nothing where the groups are no groups.
    ///
    /// An amount whose separators tell for themselves is read as they say, whatever its column does.
    pub(crate) fn magnitude(&self, decimal: u8) -> Option<Decimal> {
        let decimal = match self.evidence() {
            Evidence::Decimal(separator) => separator,
            Evidence::Groups(b'.') => b',',
            Evidence::Groups(_) => b'.',
            Evidence::Whole | Evidence::Either(_) => decimal,
        };
        let body = self.body();
        let point = body.iter().rposition(|&byte| byte == decimal);
        let (whole, fraction) = match point {
            Some(at) => (&body[..at], &body[at + 1..]),
            None => (body, &body[..0]),
        };
        if !fraction.iter().all(u8::is_ascii_digit) || whole.contains(&decimal) {
            return None;
        }
        let mut groups = whole.split(|byte| !byte.is_ascii_digit());
        let first = groups.next().unwrap_or_default();
        let rest: Vec<usize> = groups.map(<[u8]>::len).collect();
        if let Some((&last, middle)) = rest.split_last()
            && (first.is_empty()
                || first.len() > 3
                || last != 3
                || middle.iter().any(|length| !(2..=3).contains(length)))
        {
            return None;
        }
        let mut value: i128 = 0;
        for digit in whole.iter().chain(fraction).filter(|byte| byte.is_ascii_digit()) {
            value = value * 10 + i128::from(digit - b'0');
        }
        Decimal::try_from_i128_with_scale(value, fraction.len() as u32).ok()
    }

    /// The value with the sign it was written with.
    pub(crate) fn value(&self, decimal: u8) -> Option<Decimal> {
        let magnitude = self.magnitude(decimal)?;
        Some(if self.negative { -magnitude } else { magnitude })
    }
}

/// Which of dot and comma stands before the decimals, as far as the amounts say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Separators {
    dot: usize,
    comma: usize,
    /// Those that read both ways.
    pub(crate) either: usize,
    either_dot: usize,
}

impl Separators {
    /// Takes an amount into account.
    pub(crate) fn see(&mut self, amount: &Amount) {
        match amount.evidence() {
            Evidence::Decimal(b'.') | Evidence::Groups(b',') => self.dot += 1,
            Evidence::Decimal(_) | Evidence::Groups(_) => self.comma += 1,
            Evidence::Either(separator) => {
                self.either += 1;
                self.either_dot += usize::from(separator == b'.');
            }
            Evidence::Whole => {}
        }
    }

    /// Adds what another column says.
    pub(crate) fn join(&mut self, other: &Self) {
        self.dot += other.dot;
        self.comma += other.comma;
        self.either += other.either;
        self.either_dot += other.either_dot;
    }

    /// The separator before the decimals; none where nothing tells.
    pub(crate) fn decimal(&self) -> Option<u8> {
        match self.dot.cmp(&self.comma) {
            std::cmp::Ordering::Greater => Some(b'.'),
            std::cmp::Ordering::Less => Some(b','),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Where nothing tells: no bank writes three decimals, so the separator that reads both ways groups.
    pub(crate) fn fallback(&self) -> u8 {
        if self.either_dot * 2 > self.either { b',' } else { b'.' }
    }
}

//! Texts to words, and words to what they say.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::lexicon;

/// What the words of a text say: a set of [`Signal`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Signals(u32);

/// One thing a text can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Signal {
    Move,
    Own,
    Internal,
    Account,
    AccountType,
    Savings,
    SavingsAccount,
    CardBill,
    Issuer,
    Payment,
    Fee,
    Bill,
    Cash,
    Interest,
    Income,
    Refund,
    Credit,
    Shop,
    FromPeople,
    Noise,
    GivenName,
}

impl Signals {
    pub(super) fn has(self, signal: Signal) -> bool {
        self.0 & (1 << signal as u32) != 0
    }

    pub(super) fn any(self, signals: &[Signal]) -> bool {
        signals.iter().any(|s| self.has(*s))
    }

    fn add(&mut self, signal: Signal) {
        self.0 |= 1 << signal as u32;
    }
}

/// A text in lower case without accents, cut into words of letters and digits.
#[derive(Clone, Debug, Default)]
pub(super) struct Text {
    plain: String,
    /// What all words together say.
    pub(super) signals: Signals,
    /// What each word says, alone or as part of a phrase.
    each: Vec<Signals>,
}

/// Lower case, accents and everything else between words dropped.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut push = |c: char| {
        if c.is_alphanumeric() {
            match c {
                'ł' => out.push('l'),
                'đ' => out.push('d'),
                'ø' => out.push('o'),
                'ı' => out.push('i'),
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                c => out.push(c),
            }
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    };
    if text.is_ascii() {
        text.chars().map(|c| c.to_ascii_lowercase()).for_each(&mut push);
    } else {
        // Marks go before the case does: İ is an i with a dot.
        text.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase).for_each(&mut push);
    }
    out.truncate(out.trim_end().len());
    out
}

struct Phrase {
    words: Vec<String>,
    /// The last word goes on.
    open: bool,
    signal: Signal,
}

/// Phrases by their first word, and open ones of a single word by its first three letters.
#[derive(Default)]
struct Lexicon {
    exact: HashMap<String, Vec<Phrase>>,
    open: HashMap<String, Vec<Phrase>>,
    anywhere: Vec<(&'static str, Signal)>,
}

impl Lexicon {
    fn add(&mut self, source: &str, signal: Signal) {
        for phrase in source.split([',', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
            let open = phrase.ends_with('*');
            let mut spellings = vec![plain(phrase)];
            // Where umlauts cannot be typed they are spelled out.
            let spelled =
                phrase.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ø', "oe").replace('å', "aa");
            if spelled != phrase {
                spellings.push(plain(&spelled));
            }
            for text in spellings {
                let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
                let Some(first) = words.first().cloned() else { continue };
                let single = words.len() == 1;
                let phrase = Phrase { words, open, signal };
                if open && single {
                    self.open.entry(first.chars().take(3).collect()).or_default().push(phrase);
                } else {
                    self.exact.entry(first).or_default().push(phrase);
                }
            }
        }
    }
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut all = Lexicon::default();
    let names = lexicon::GIVEN_NAMES.split_whitespace().collect::<Vec<_>>().join(",");
    let sources = [
        (lexicon::MOVE, Signal::Move),
        (lexicon::OWN, Signal::Own),
        (lexicon::INTERNAL, Signal::Internal),
        (lexicon::ACCOUNT, Signal::Account),
        (lexicon::ACCOUNT_TYPE, Signal::AccountType),
        (lexicon::SAVINGS, Signal::Savings),
        (lexicon::SAVINGS_ACCOUNT, Signal::SavingsAccount),
        (lexicon::CARD_BILL, Signal::CardBill),
        (lexicon::ISSUER, Signal::Issuer),
        (lexicon::PAYMENT, Signal::Payment),
        (lexicon::FEE, Signal::Fee),
        (lexicon::BILL, Signal::Bill),
        (lexicon::CASH, Signal::Cash),
        (lexicon::INTEREST, Signal::Interest),
        (lexicon::INCOME, Signal::Income),
        (lexicon::REFUND, Signal::Refund),
        (lexicon::CREDIT, Signal::Credit),
        (lexicon::SHOP, Signal::Shop),
        (lexicon::FROM_PEOPLE, Signal::FromPeople),
        (lexicon::NOISE, Signal::Noise),
        (names.as_str(), Signal::GivenName),
    ];
    for (source, signal) in sources {
        all.add(source, signal);
    }
    for (name, source) in lexicon::ANYWHERE {
        let signal = match *name {
            "INTERNAL" => Signal::Internal,
            "SAVINGS_ACCOUNT" => Signal::SavingsAccount,
            "CARD_BILL" => Signal::CardBill,
            "FEE" => Signal::Fee,
            "BILL" => Signal::Bill,
            "INTEREST" => Signal::Interest,
            "INCOME" => Signal::Income,
            "REFUND" => Signal::Refund,
            _ => Signal::Shop,
        };
        all.anywhere.extend(source.split(',').map(|text| (text, signal)));
    }
    all
});

/// Ends of compound words that say as much as the word alone.
const ENDS: [(&str, Signal); 14] = [
    ("konto", Signal::Account),
    ("rekening", Signal::Account),
    ("sparkonto", Signal::SavingsAccount),
    ("haus", Signal::Shop),
    ("laden", Signal::Shop),
    ("markt", Signal::Shop),
    ("shop", Signal::Shop),
    ("store", Signal::Shop),
    ("winkel", Signal::Shop),
    ("butik", Signal::Shop),
    ("kauppa", Signal::Shop),
    ("aruhaz", Signal::Shop),
    ("handlung", Signal::Shop),
    ("gebuhr", Signal::Fee),
];

impl Text {
    /// Reads `text`.
    pub(super) fn new(text: &str) -> Self {
        let plain = plain(text);
        let mut each: Vec<Signals> = Vec::new();
        let words: Vec<&str> = plain.split(' ').filter(|w| !w.is_empty()).collect();
        each.resize(words.len(), Signals::default());
        for (i, word) in words.iter().enumerate() {
            for phrase in LEXICON.exact.get(*word).into_iter().flatten() {
                if fits(phrase, &words[i..]) {
                    each[i..i + phrase.words.len()].iter_mut().for_each(|s| s.add(phrase.signal));
                }
            }
            let start = word.char_indices().nth(3).map_or(*word, |(end, _)| &word[..end]);
            for phrase in LEXICON.open.get(start).into_iter().flatten() {
                if word.starts_with(&phrase.words[0]) {
                    each[i].add(phrase.signal);
                }
            }
            for (end, signal) in ENDS {
                if word.len() > end.len() && word.ends_with(end) {
                    each[i].add(signal);
                }
            }
        }
        let mut signals = Signals(each.iter().fold(0, |all, s| all | s.0));
        if !plain.is_ascii() {
            // Against the text as it was: NFKD takes some scripts apart.
            for (part, signal) in &LEXICON.anywhere {
                if text.contains(part) {
                    signals.add(*signal);
                }
            }
        }
        Self { signals, each, plain }
    }

    /// The words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.plain.split(' ').filter(|w| !w.is_empty())
    }

    /// Words with what each says.
    pub(super) fn each(&self) -> impl Iterator<Item = (&str, Signals)> {
        self.words().zip(self.each.iter().copied())
    }

    /// The words with single spaces.
    pub(super) fn plain(&self) -> &str {
        &self.plain
    }
}

fn fits(phrase: &Phrase, words: &[&str]) -> bool {
    let length = phrase.words.len();
    if words.len() < length {
        return false;
    }
    let (last, before) = match phrase.words.split_last() {
        Some(split) => split,
        None => return false,
    };
    let end = words[length - 1];
    before.iter().zip(words).all(|(a, b)| a == b)
        && if phrase.open { end.starts_with(last.as_str()) } else { end == last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(plain("  Überweisung/Łódź: GRØN’s İstanbul №5 "), "uberweisung lodz gron s istanbul no5");
        assert!(Text::new("UEBERWEISUNG").signals.has(Signal::Move));
        assert!(Text::new("Überweisungen").signals.has(Signal::Move));
    }

    #[test]
    fn phrases_need_all_their_words() {
        assert!(Text::new("CREDIT CARD PAYMENTS 12").signals.has(Signal::CardBill));
        assert!(!Text::new("credit for card payment").signals.has(Signal::CardBill));
        assert!(Text::new("8月分給与").signals.has(Signal::Income));
        assert!(!Text::new("SPAR Supermarket").signals.has(Signal::Savings));
    }
}

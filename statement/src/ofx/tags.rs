//! Elements of SGML or XML as they come, well formed or not.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

/// Longest name of an element.
const MAX_NAME: usize = 64;
const CDATA: &str = "<![CDATA[";

/// What stands next in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// An element opens; `value` is the text up to the next tag, empty for one that holds elements.
    Open {
        /// As written.
        name: &'a str,
        /// Entities resolved, white space around it dropped.
        value: Cow<'a, str>,
        /// 1-based.
        line: u64,
    },
    /// An element is closed.
    Close(&'a str),
}

/// Goes through a text tag by tag.
pub(super) struct Tags<'a> {
    text: &'a str,
    at: usize,
    /// Line of `counted`.
    line: u64,
    counted: usize,
}

impl<'a> Tags<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1, counted: 0 }
    }

    fn line_at(&mut self, place: usize) -> u64 {
        self.line += memchr_iter(b'\n', &self.text.as_bytes()[self.counted..place]).count() as u64;
        self.counted = place;
        self.line
    }

    /// End of the text that begins at `from`: the next thing that is a tag and no lone `<`.
    fn value_end(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(found) = memchr(b'<', &self.text.as_bytes()[at..]) {
            at += found;
            if self.text[at..].starts_with(CDATA) {
                at += self.text[at..].find("]]>").unwrap_or(CDATA.len());
                continue;
            }
            if tag(&self.text[at..]).is_some() {
                return at;
            }
            at += 1;
        }
        self.text.len()
    }
}

/// Name and length of the tag at the start of `text`; the name is empty for comments and instructions.
fn tag(text: &str) -> Option<(&str, usize)> {
    let rest = &text[1..];
    for (open, close) in [("!--", "-->"), ("?", "?>"), ("!", ">")] {
        if let Some(inner) = rest.strip_prefix(open) {
            // Without its end it swallows nothing: the rest may be good.
            let end = inner.find(close).map_or(open.len(), |end| open.len() + end + close.len());
            return Some(("", 1 + end));
        }
    }
    let slash = usize::from(rest.starts_with('/'));
    let name: &str = &rest[slash..];
    let length = name.bytes().take(MAX_NAME).take_while(|b| b.is_ascii_alphanumeric() || b"._:-".contains(b)).count();
    if length == 0 || !name.as_bytes()[0].is_ascii_alphabetic() {
        return None;
    }
    let after = &name[length..];
    let close = after.find('>')?;
    let between = after[..close].trim_end_matches('/').trim();
    // Attributes, as an xmlns, are let pass; anything else is text with a `<` in it.
    if !between.is_empty() && !between.contains('=') || close > 256 {
        return None;
    }
    Some((&rest[..slash + length], 1 + slash + length + close + 1))
}

impl<'a> Iterator for Tags<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let start = self.value_end(self.at);
            let (name, length) = self.text.get(start..).filter(|rest| !rest.is_empty()).and_then(tag)?;
            self.at = start + length;
            if name.is_empty() {
                continue;
            }
            if let Some(name) = name.strip_prefix('/') {
                return Some(Piece::Close(name));
            }
            let line = self.line_at(start);
            let end = self.value_end(self.at);
            let value = unescape(self.text[self.at..end].trim());
            return Some(Piece::Open { name, value, line });
        }
    }
}

/// Resolves the entities that occur; a lone `&` stays one, CDATA marks go.
fn unescape(text: &str) -> Cow<'_, str> {
    if let Some(inner) = text.strip_prefix(CDATA) {
        return Cow::Borrowed(inner.strip_suffix("]]>").unwrap_or(inner));
    }
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(10).position(|b| b == b';');
        let resolved = end.and_then(|end| Some((character(&rest[1..end])?, end + 1)));
        let (c, length) = resolved.unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = entity.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
            char::from_u32(hex.unwrap_or_else(|| number.parse()).ok()?).filter(|&c| c != '\0')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        Tags::new(text)
            .map(|piece| match piece {
                Piece::Open { name, value, line } => format!("{line}:{name}={value}"),
                Piece::Close(name) => format!("/{name}"),
            })
            .collect()
    }

    #[test]
    fn elements_closed_or_not() {
        let text = "<A>\n<B>x\n<C>1 &amp; 2</C>\n<D></D><E>y < z & <w\n</A>";
        assert_eq!(pieces(text), ["1:A=", "2:B=x", "3:C=1 & 2", "/C", "4:D=", "/D", "4:E=y < z & <w", "/A"]);
    }

    #[test]
    fn comments_and_instructions_are_left_out() {
        let text = "<?xml version=\"1.0\"?><!-- <A>no --><B xmlns=\"x\">1<!-- 2 --></B><M><![CDATA[a <b> c]]></M>";
        assert_eq!(pieces(text), ["1:B=1", "/B", "1:M=a <b> c", "/M"]);
        assert_eq!(pieces("<A>1 <!-- never closed <B>2"), ["1:A=1", "1:B=2"]);
    }

    #[test]
    fn entities() {
        assert_eq!(unescape("&#233;&#xE9; &foo; &lt;&nbsp;&amp;amp; &"), "éé &foo; < &amp; &");
    }
}

//! XML, one statement's child at a time: memory is bounded by the largest booking, depth by [`MAX_DEPTH`], and only elements
//! that are asked for are kept. Entities of a document's own are refused, so nothing can grow.

use memchr::memchr_iter;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::Refused;
use crate::plain::{currency, shown};

/// Deepest nesting; the standard's own is about 15.
const MAX_DEPTH: usize = 64;
/// Longest text of one element.
const MAX_TEXT: usize = 32 << 10;

/// Elements that are kept, sorted.
#[rustfmt::skip]
const KEPT: [&str; 64] = [
    "Acct", "AcctSvcrRef", "AddtlInf", "AddtlNtryInf", "AddtlRmtInf", "AddtlTxInf", "Amt", "AmtDtls", "Bal",
    "BkTxCd", "BookgDt", "Ccy", "Cd", "CdOrPrtry", "CdtDbtInd", "Cdtr", "CdtrAcct", "CdtrRefInf", "CntrValAmt",
    "Dbtr", "DbtrAcct", "Domn", "Dt", "DtTm", "Fmly", "FrDt", "FrDtTm", "FrToDt", "IBAN", "Id", "InstdAmt", "Nm",
    "Ntfctn", "Ntry", "NtryDtls", "NtryRef", "Othr", "Ownr", "Prtry", "Pty", "Purp", "Ref", "Refs", "RltdDts",
    "RltdPties", "RmtInf", "Rpt", "RtrInf", "RvslInd", "Stmt", "Strd", "Sts", "SubFmlyCd", "ToDt", "ToDtTm", "Tp",
    "TxAmt", "TxDtTm", "TxDtls", "TxId", "UltmtCdtr", "UltmtDbtr", "Ustrd", "ValDt"
];

/// An element.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    pub(super) name: &'static str,
    pub(super) line: u64,
    text: String,
    code: Option<String>,
    children: Vec<Node>,
}

/// What is handed on.
pub(super) enum Part {
    /// A statement begins.
    Begin,
    /// A child of the statement.
    Of(Node),
    /// It ends.
    End,
}

impl Node {
    /// The first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|c| c.name == name)
    }

    /// All children of this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The node at the end of a path such as `Id/IBAN`.
    pub(super) fn at(&self, path: &str) -> Option<&Node> {
        path.split('/').try_fold(self, |node, name| node.child(name))
    }

    /// Its text, where it has some.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.at(path).map(|n| n.text.trim()).filter(|t| !t.is_empty())
    }

    /// Its own text.
    pub(super) fn own_text(&self) -> &str {
        self.text.trim()
    }

    /// The currency of an amount.
    pub(super) fn currency_of(&self, path: &str) -> Option<String> {
        self.at(path)?.code.clone()
    }
}

fn damaged(text: &str, at: u64, what: &str) -> Refused {
    let at = usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    let line = 1 + memchr_iter(b'\n', &text.as_bytes()[..at]).count();
    Refused::new("damaged", format!("Line {line}: {what}. The file is damaged: download it again."))
}

fn is_statement(name: &str) -> bool {
    matches!(name, "Stmt" | "Rpt" | "Ntfctn")
}

/// Reads `text` and hands its statements on.
///
/// # Errors
/// `damaged`, with the line.
pub(super) fn read(text: &str, each: &mut impl FnMut(Part)) -> Result<(), Refused> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.check_end_names = true;
    let mut depth = 0usize;
    // Open elements of the statement; a name that is not kept is empty, and nothing below it is kept.
    let mut stack: Vec<Node> = Vec::new();
    let mut inside = false;
    let (mut line, mut counted) = (1u64, 0usize);
    loop {
        let event = reader.read_event().map_err(|e| damaged(text, reader.error_position(), &shown(&e.to_string())))?;
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    let what = format!("elements are nested deeper than {MAX_DEPTH}");
                    return Err(damaged(text, reader.buffer_position(), &what));
                }
                let local = start.local_name();
                let local: &str = local.as_ref();
                if !inside {
                    if is_statement(local) {
                        inside = true;
                        each(Part::Begin);
                    }
                    continue;
                }
                let place = usize::try_from(reader.buffer_position()).unwrap_or(counted).min(text.len());
                line += memchr_iter(b'\n', &text.as_bytes()[counted..place]).count() as u64;
                counted = place;
                let lost = stack.last().is_some_and(|parent| parent.name.is_empty());
                let name = if lost { "" } else { kept(local) };
                let code = if name.is_empty() { None } else { code(&start) };
                stack.push(Node { name, line, code, ..Node::default() });
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                let Some(node) = stack.pop() else {
                    if std::mem::take(&mut inside) {
                        each(Part::End);
                    }
                    continue;
                };
                if node.name.is_empty() {
                    continue;
                }
                match stack.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None => each(Part::Of(node)),
                }
            }
            Event::Text(piece) => add(&mut stack, &piece.xml10_content()),
            Event::CData(piece) => add(&mut stack, &piece.xml10_content()),
            Event::GeneralRef(entity) => {
                let resolved = match &*entity {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => entity.resolve_char_ref().ok().flatten(),
                };
                let Some(c) = resolved else {
                    let what = format!("the entity `&{};` is not defined", shown(&entity));
                    return Err(damaged(text, reader.buffer_position(), &what));
                };
                add(&mut stack, c.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => {
                let what = "the document defines its own entities or elements (DOCTYPE), which no bank does";
                return Err(damaged(text, reader.buffer_position(), what));
            }
            Event::Eof if depth > 0 => return Err(damaged(text, text.len() as u64, "the document ends in the middle")),
            Event::Eof => return Ok(()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn kept(name: &str) -> &'static str {
    KEPT.binary_search(&name).map_or("", |at| KEPT[at])
}

fn code(start: &BytesStart<'_>) -> Option<String> {
    let attribute = start.try_get_attribute("Ccy").ok().flatten()?;
    currency(attribute.value.as_ref())
}

fn add(stack: &mut [Node], text: &str) {
    if let Some(node) = stack.last_mut()
        && !node.name.is_empty()
        && node.text.len() < MAX_TEXT
    {
        node.text.push_str(crate::text::prefix(text, MAX_TEXT));
    }
}

//! Tables of HTML and of XML spreadsheets (2003): what some banks call `.xls`.
//!
//! Only rows and cells are looked for, as a browser does with pages that are no good HTML; an HTML parser would be a
//! dependency for three tags. A page without a table of payments, such as the one to sign in at, is refused for what it is.

use crate::table::grid::{Grid, Written};
use crate::table::{self, Origin};
use crate::{Limits, Options, Reading, Refused, text};

/// Reads the tables of a page.
///
/// # Errors
/// `unknown_format` where no table holds payments; else as for any table.
pub fn read(bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let (decoded, encoding) = text::decode(bytes);
    let grid = grid(&decoded, &options.limits)?;
    let (entries, known, _) = table::promise(&grid);
    if entries == 0 && !known {
        return Err(page());
    }
    let origin =
        Origin { format: String::from("html"), encoding: Some(encoding.name().to_owned()), ..Origin::default() };
    table::read(&grid, &origin, options)
}

/// Why a web page is refused.
pub(crate) fn page() -> Refused {
    Refused::new(
        "unknown_format",
        "This is a web page and no bank file, often the page to sign in at: the session had ended. Sign in at your bank and \
         export again, as CSV if there is a choice.",
    )
}

/// The rows and cells of all tables of a page.
fn grid(page: &str, limits: &Limits) -> Result<Grid, Refused> {
    let mut grid = Grid::default();
    let mut cell: Option<String> = None;
    let (mut line, mut column, mut wide, mut at) = (1u32, 0usize, 0usize, 0usize);
    let mut open = false;
    while at < page.len() {
        let next = memchr::memchr(b'<', &page.as_bytes()[at..]).map_or(page.len(), |offset| at + offset);
        let between = &page[at..next];
        line += memchr::memchr_iter(b'\n', between.as_bytes()).count() as u32;
        if let Some(cell) = &mut cell {
            if cell.len() + between.len() > limits.cell {
                return Err(Refused::new(
                    "too_large",
                    format!("Line {line}: a cell has more than {} bytes.", limits.cell),
                ));
            }
            cell.push_str(between);
        }
        if next == page.len() {
            break;
        }
        let end = memchr::memchr(b'>', &page.as_bytes()[next..]).map_or(page.len(), |offset| next + offset);
        let tag = &page[next + 1..end];
        line += memchr::memchr_iter(b'\n', tag.as_bytes()).count() as u32;
        at = (end + 1).min(page.len());
        let name: String = tag
            .trim_start_matches('/')
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or("")
            .rsplit(':')
            .next()
            .unwrap_or("")
            .to_ascii_lowercase();
        let row = matches!(name.as_str(), "tr" | "row" | "table");
        let data = matches!(name.as_str(), "td" | "th" | "cell");
        if row || data {
            if let Some(text) = cell.take() {
                grid.add(&plain(&text), Written::Text);
                column += 1;
                // A cell over several columns leaves those beside it empty.
                for _ in 1..wide {
                    grid.add("", Written::Text);
                    column += 1;
                }
            }
            open &= !row;
        }
        let opens = !tag.starts_with('/');
        if row && opens && name != "table" {
            if grid.len() >= limits.lines() {
                return Err(Refused::new("too_large", format!("Line {line}: more than {} rows.", limits.rows)));
            }
            grid.row(line);
            (open, column) = (true, 0);
        } else if data && opens && open {
            wide = attribute(tag, "colspan").or(attribute(tag, "MergeAcross").map(|more| more + 1)).unwrap_or(1);
            if let Some(index) = attribute(tag, "Index") {
                while column + 1 < index.min(limits.columns) {
                    grid.add("", Written::Text);
                    column += 1;
                }
            }
            if column + wide > limits.columns {
                return Err(Refused::new("too_large", format!("Line {line}: more than {} columns.", limits.columns)));
            }
            cell = (!tag.ends_with('/')).then(String::new);
            if cell.is_none() {
                grid.add("", Written::Text);
                column += 1;
            }
        } else if name == "br"
            && let Some(cell) = &mut cell
        {
            cell.push(' ');
        } else if opens && matches!(name.as_str(), "script" | "style") {
            let close = format!("</{name}");
            let rest = page[at..].to_ascii_lowercase();
            at = rest.find(&close).map_or(page.len(), |offset| at + offset);
        }
    }
    Ok(grid)
}

/// The number that a tag gives to a name.
fn attribute(tag: &str, name: &str) -> Option<usize> {
    let at = tag.find(name)? + name.len();
    let value = tag.get(at..)?.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    value[..digits].parse().ok().filter(|number| (1..=10_000).contains(number))
}

/// A text without its entities.
fn plain(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let character = end.and_then(|end| match &rest[1..end] {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            "euro" => Some('€'),
            "pound" => Some('£'),
            "yen" => Some('¥'),
            "minus" => Some('\u{2212}'),
            "auml" => Some('ä'),
            "ouml" => Some('ö'),
            "uuml" => Some('ü'),
            "szlig" => Some('ß'),
            "eacute" => Some('é'),
            "egrave" => Some('è'),
            "aacute" => Some('á'),
            "iacute" => Some('í'),
            "oacute" => Some('ó'),
            "uacute" => Some('ú'),
            "ntilde" => Some('ñ'),
            "ccedil" => Some('ç'),
            "atilde" => Some('ã'),
            number => {
                let number = number.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code).filter(|&c| c != '\0')
            }
        });
        match (character, end) {
            (Some(character), Some(end)) => {
                result.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                result.push('&');
                rest = &rest[1..];
            }
        }
    }
    result.push_str(rest);
    result
}

//! A layout as people are shown it and send it back: separators are texts, so that one that is no single character can be
//! refused in words.

use outlay_statement::{Column, DateOrder, Direction, Layout};
use serde::{Deserialize, Serialize};

/// How a table was understood, and how it is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none, deny_unknown_fields))]
pub struct FileLayout {
    /// Equal for files of one bank and one kind of export
    pub fingerprint: String,
    /// From left to right
    pub columns: Vec<Column>,
    /// `dmy`, `mdy` or `ymd`
    pub date_order: Option<DateOrder>,
    /// Which way the money goes
    pub direction: Option<Direction>,
    /// What stands before the decimals
    pub decimal: Option<String>,
    /// Currency of a file that names none
    pub currency: Option<String>,
    /// What stands between the cells
    pub delimiter: Option<String>,
    /// Encoding of the text
    pub encoding: Option<String>,
    /// Sheet of a workbook
    pub sheet: Option<String>,
}

/// One type as the other of the same JSON.
fn through_json<A: Serialize, B: for<'a> Deserialize<'a>>(value: &A) -> Option<B> {
    serde_json::from_value(serde_json::to_value(value).ok()?).ok()
}

impl FileLayout {
    /// Shows a layout.
    #[must_use]
    pub fn of(layout: &Layout) -> Option<Self> {
        through_json(layout)
    }

    /// The layout as the reader takes it; `None` where a separator is not one character.
    #[must_use]
    pub fn read(&self) -> Option<Layout> {
        through_json(self)
    }
}

#[cfg(test)]
mod tests {
    use outlay_statement::Role;

    use super::*;

    #[test]
    fn a_layout_is_shown_and_read_without_loss() {
        let column = |name: &str, role| Column { name: name.into(), role };
        let layout = Layout {
            fingerprint: "f".into(),
            columns: vec![column("Tag", Role::BookingDay), column("Betrag", Role::Amount), column("x", Role::Ignore)],
            date_order: Some(DateOrder::Dmy),
            direction: Some(Direction::OutIsNegative),
            decimal: Some(','),
            delimiter: Some(';'),
            ..Layout::default()
        };
        assert_eq!(FileLayout::of(&layout).and_then(|shown| shown.read()), Some(layout));
    }
}

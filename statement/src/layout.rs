//! How the columns of a table are understood: found by the reader, corrected by a person, kept for the next file of the
//! same shape.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{DateOrder, Direction};

/// What a column holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename = "ColumnRole", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nothing of use.
    #[default]
    Ignore,
    /// The day of the purchase.
    PurchaseDay,
    /// The day of the booking, or the only date.
    BookingDay,
    /// The value day.
    ValueDay,
    /// The amount in the currency of the account, signed or with its sign elsewhere.
    Amount,
    /// Money out.
    Debit,
    /// Money in.
    Credit,
    /// A fee on top of the amount.
    Fee,
    /// The balance after the row.
    Balance,
    /// Currency of the amount.
    Currency,
    /// The amount in the currency of the purchase.
    OriginalAmount,
    /// Currency of the purchase.
    OriginalCurrency,
    /// Says whether money went in or out: S and H, Af and Bij, debit and credit.
    Sign,
    /// Payee, memo, purpose; there may be several.
    Description,
    /// The other side.
    Counterparty,
    /// Who paid; the other side of money in.
    Payer,
    /// Who was paid; the other side of money out.
    Payee,
    /// Account number of the other side.
    CounterpartyAccount,
    /// Category.
    Category,
    /// The bank's own id of the booking.
    BankId,
    /// The bank's words for the kind of booking.
    Hint,
    /// Outlay's own kind: expense, refund, income, transfer.
    Kind,
    /// Booked, pending, declined.
    State,
    /// The account of the person.
    Account,
}

/// One column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(rename = "FileColumn", deny_unknown_fields))]
pub struct Column {
    /// The file's name for it; `column 3` where it has none.
    pub name: String,
    /// What it holds.
    pub role: Role,
}

/// How a table is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Of the shape of the file: equal for files of one bank and one kind of export; see [`fingerprint`].
    pub fingerprint: String,
    /// From left to right.
    pub columns: Vec<Column>,
    /// Order of the dates.
    pub date_order: Option<DateOrder>,
    /// Which way the money goes.
    pub direction: Option<Direction>,
    /// `,` or `.`: what stands before the decimals.
    pub decimal: Option<char>,
    /// Currency of a file that names none.
    pub currency: Option<String>,
    /// What stands between the cells of a text.
    pub delimiter: Option<char>,
    /// Encoding of a text, by its WHATWG label.
    pub encoding: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
}

/// Fingerprint of a table's shape: of the names of its columns, letter case and spaces apart, or of the kinds of its
/// cells where it has no header. 32 hexadecimal digits.
pub fn fingerprint<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for name in names {
        let name: String = name.split_whitespace().flat_map(str::chars).flat_map(char::to_lowercase).collect();
        hash.update(name.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

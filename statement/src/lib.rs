//! Bank files in: bytes to entries.
//!
//! [`read`] takes any file a bank gives. [`detect`] says by its content what it is; one module a format reads it;
//! [`kind`] then tells spending from income and transfers. [`entry`] holds what every format is read into: an [`Entry`] a
//! payment, a [`Statement`] an account, a [`Reading`] a file, with the rows that were refused and the questions that only a
//! person can answer. Tables ([`csv`], [`workbook`]) are read by [`table`], which finds a [`Layout`]: it can be corrected,
//! kept and applied again ([`Options::layout`]).

pub mod archive;
pub mod camt;
pub mod csv;
pub mod detect;
pub mod entry;
mod gvc;
pub mod html;
pub mod kind;
pub mod layout;
pub mod mt940;
pub mod ofx;
pub mod options;
mod plain;
pub mod qif;
mod select;
pub mod table;
pub mod text;
pub mod workbook;

pub use entry::{Direction, Entry, EntryKind, Place, Question, Reading, Refused, RowRefused, Standing, Statement};
pub use layout::{Column, Layout, Role};
pub use options::{DateOrder, Limits, Options};

/// Reading takes at most this many times the size of the (unpacked) file in memory, and a megabyte: what a file of the
/// shortest possible rows would take, each of which becomes an [`Entry`].
pub const MEMORY_FACTOR: usize = 64;

/// Reads any bank file: finds out what it is, unpacks it, reads it, tells spending from income and transfers.
///
/// `name` is only for messages; nothing is concluded from it.
///
/// # Errors
/// Where nothing of the file can be used: what it is and what to do.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Reading, Refused> {
    let mut reading = select::bounded(detect::read(name, bytes, options)?, options)?;
    kind::classify(&mut reading);
    Ok(reading)
}

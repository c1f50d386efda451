//! A bank file's way into the ledger.
//!
//! [`read`] reads a file with what its owner said about files of its shape ([`answers`]); [`known`] is what the ledger has.
//! [`plan`](mod@plan) decides row by row what entering it would do: what is there already ([`matching`], which compares
//! descriptions as [`text`] reads them), what is a transfer between two accounts ([`transfers`]), where it belongs
//! ([`rules`], [`habits`]). [`preview`] and [`file_layout`] show the plan; [`enter`](mod@enter) carries it out, and undoes it; [`commit`]
//! puts reading, planning and entering together.
//!
//! The same plan is made for the preview and again when the file is entered: between the two the ledger may have changed.

pub mod answers;
pub mod commit;
pub mod enter;
pub mod file_layout;
pub mod habits;
pub mod known;
pub mod matching;
pub mod plan;
pub mod preview;
pub mod read;
pub mod row;
pub mod rules;
pub mod text;
pub mod transfers;

pub use answers::Answers;
pub use enter::{enter, undo};
pub use plan::{Plan, plan};
pub use preview::Preview;
pub use read::Error;
pub use row::Bounds;

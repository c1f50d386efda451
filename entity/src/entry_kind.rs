//! What an entry is, as it is stored; [`outlay_analysis::EntryKind`] is what the engine calls it.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Cond;
use serde::{Deserialize, Serialize};

use crate::expense::Column;

/// Kind of an entry; the names never change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Money spent.
    #[default]
    #[sea_orm(string_value = "expense")]
    Expense,
    /// Money that a merchant gave back, or a booking that was reversed.
    #[sea_orm(string_value = "refund")]
    Refund,
    /// Salary, interest, money from others.
    #[sea_orm(string_value = "income")]
    Income,
    /// Between accounts of the same person.
    #[sea_orm(string_value = "transfer")]
    Transfer,
}

impl Kind {
    /// Its stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Expense => "expense",
            Self::Refund => "refund",
            Self::Income => "income",
            Self::Transfer => "transfer",
        }
    }
}

impl From<Kind> for outlay_analysis::EntryKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Expense => Self::Expense,
            Kind::Refund => Self::Refund,
            Kind::Income => Self::Income,
            Kind::Transfer => Self::Transfer,
        }
    }
}

impl From<outlay_analysis::EntryKind> for Kind {
    fn from(kind: outlay_analysis::EntryKind) -> Self {
        use outlay_analysis::EntryKind;
        match kind {
            EntryKind::Expense => Self::Expense,
            EntryKind::Refund => Self::Refund,
            EntryKind::Income => Self::Income,
            EntryKind::Transfer => Self::Transfer,
        }
    }
}

/// What totals, histories and budgets are about: booked expenses and refunds.
#[must_use]
pub fn spending() -> Cond {
    Cond::all().add(Column::Kind.is_in([Kind::Expense, Kind::Refund])).add(Column::Pending.eq(false))
}

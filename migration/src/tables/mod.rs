//! Our tables, in the order in which they came to be.
//!
//! Expand, then contract: a release only adds what the release before it can live with. A migration that has been
//! released is never edited.

mod m20261121_000001_accounts;
mod m20261121_000002_ledger;
mod m20261121_000003_analyses;
mod m20261121_000010_merchants;
mod m20261121_000011_jobs;
mod m20261121_000012_claims;
mod m20261125_000101_cascades;
mod m20261125_000102_embedding_use;
mod m20261125_000103_findings;
mod m20261125_000104_expense_changes;
mod m20261125_000105_artifact_chunks;
mod m20261125_000110_job;
mod m20261125_000110_statements;
mod m20261125_000111_one_queue;
mod m20261125_000120_access;
mod m20261125_000121_expense_order;

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::{ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Index};
use sea_orm_migration::{MigrationTrait, SchemaManager};

pub(crate) fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m20261121_000001_accounts::Migration),
        Box::new(m20261121_000002_ledger::Migration),
        Box::new(m20261121_000003_analyses::Migration),
        Box::new(m20261121_000010_merchants::Migration),
        Box::new(m20261121_000011_jobs::Migration),
        Box::new(m20261121_000012_claims::Migration),
        Box::new(m20261125_000101_cascades::Migration),
        Box::new(m20261125_000102_embedding_use::Migration),
        Box::new(m20261125_000103_findings::Migration),
        Box::new(m20261125_000104_expense_changes::Migration),
        Box::new(m20261125_000105_artifact_chunks::Migration),
        Box::new(m20261125_000110_job::Migration),
        Box::new(m20261125_000111_one_queue::Migration),
        Box::new(m20261125_000110_statements::Migration),
        Box::new(m20261125_000120_access::Migration),
        Box::new(m20261125_000121_expense_order::Migration),
    ]
}

/// `column` names a row of `table`, and goes with it.
fn belongs_to(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to_tbl(table).to_col("id").on_delete(ForeignKeyAction::Cascade).to_owned()
}

/// Every user table belongs to its owner.
fn owned() -> ForeignKeyCreateStatement {
    belongs_to("user_id", "user")
}

/// Creates an index of `table` over `columns`, named after both.
async fn index(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    make_index(manager, table, columns, false).await
}

/// The same, and no two rows may be equal in `columns`.
async fn unique(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    make_index(manager, table, columns, true).await
}

async fn make_index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for &column in columns {
        index.col(column);
    }
    if unique {
        index.unique();
    }
    manager.create_index(index.to_owned()).await
}

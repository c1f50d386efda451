//! Lists of expenses by amount, and searches of a whole ledger, read an index instead of every row.

use sea_orm_migration::sea_orm::{DatabaseBackend, DbErr};
use sea_orm_migration::sea_query::Index;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::index;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000121_expense_order"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "expense", &["user_id", "minor", "id"]).await?;
        if manager.get_database_backend() != DatabaseBackend::Sqlite {
            return Ok(());
        }
        // SQLite looks at the columns of an index before it fetches the row: with the description among them, a search for
        // what is seldom there fetches next to nothing. PostgreSQL fetches first, and is none the better for it.
        index(manager, "expense", &["user_id", "date", "id", "description"]).await?;
        let narrower = Index::drop().name("expense_user_id_date_id").table("expense").to_owned();
        manager.drop_index(narrower).await
    }
}

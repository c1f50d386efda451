//! What people enter: imports, expenses, budgets.

use sea_orm_migration::schema::{
    big_integer, date, pk_uuid, string_len, text, timestamp_with_time_zone, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::{Index, Table};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::{belongs_to, index, owned};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000002_ledger"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let import = Table::create()
            .table("import")
            .col(pk_uuid("id"))
            .col(uuid("user_id"))
            .col(text("file_name"))
            .col(big_integer("rows"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut owned())
            .to_owned();
        manager.create_table(import).await?;
        index(manager, "import", &["user_id", "created_at"]).await?;

        // Undoing an import is deleting it: its expenses go with it.
        let expense = Table::create()
            .table("expense")
            .col(pk_uuid("id"))
            .col(uuid("user_id"))
            .col(date("date"))
            .col(big_integer("minor"))
            .col(string_len("category", 100))
            .col(text("description"))
            .col(uuid_null("import_id"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .foreign_key(&mut owned())
            .foreign_key(&mut belongs_to("import_id", "import"))
            .to_owned();
        manager.create_table(expense).await?;
        index(manager, "expense", &["user_id", "date", "id"]).await?;
        index(manager, "expense", &["user_id", "category"]).await?;
        index(manager, "expense", &["import_id"]).await?;

        let budget = Table::create()
            .table("budget")
            .col(uuid("user_id"))
            .col(string_len("category", 100))
            .col(big_integer("minor"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("updated_at"))
            .primary_key(Index::create().col("user_id").col("category"))
            .foreign_key(&mut owned())
            .to_owned();
        manager.create_table(budget).await
    }
}

//! Statements of banks: accounts, layouts, rules; imports that are previewed before they are entered; what an entry is.

use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, boolean, date_null, integer, json_binary, json_binary_null, pk_uuid,
    string_len, string_len_null, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::sea_query::{ColumnDef, Index, Table, TableCreateStatement};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::{belongs_to, index, owned, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000110_statements"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [account(), layout(), rule(), import_part()] {
            manager.create_table(table).await?;
        }
        unique(manager, "account", &["user_id", "number"]).await?;
        unique(manager, "layout", &["user_id", "fingerprint"]).await?;
        index(manager, "rule", &["user_id", "position"]).await?;
        index(manager, "rule", &["account_id"]).await?;
        index(manager, "import_part", &["user_id"]).await?;

        // Every new column has a default: the release before this one goes on inserting rows without them, and what was
        // entered before stays an expense.
        let expense = [
            text("kind").default("expense").take(),
            uuid_null("account_id"),
            date_null("value_date"),
            text_null("merchant"),
            text_null("bank_id"),
            big_integer_null("original_minor"),
            string_len_null("original_currency", 3),
            boolean("pending").default(false).take(),
            text_null("note"),
            json_binary_null("as_imported"),
        ];
        add(manager, "expense", expense).await?;
        // What came from files, found by account and day for the next file.
        let account_day = "CREATE INDEX expense_account_day ON expense (account_id, date) WHERE account_id IS NOT NULL";
        manager.get_connection().execute_unprepared(account_day).await?;

        let import = [
            text("state").default("committed").take(),
            text_null("format"),
            uuid_null("account_id"),
            uuid_null("layout_id"),
            json_binary_null("options"),
            json_binary_null("counts"),
            big_integer("version").default(1).take(),
            uuid_null("job_id"),
            timestamp_with_time_zone_null("expires_at"),
            timestamp_with_time_zone_null("committed_at"),
        ];
        add(manager, "import", import).await?;
        let expiring = "CREATE INDEX import_expires_at ON import (expires_at) WHERE expires_at IS NOT NULL";
        manager.get_connection().execute_unprepared(expiring).await?;
        Ok(())
    }
}

/// SQLite adds one column a statement.
async fn add(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: impl IntoIterator<Item = ColumnDef>,
) -> Result<(), DbErr> {
    for column in columns {
        manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
    }
    Ok(())
}

/// An account at a bank; `number` is what its files call it.
fn account() -> TableCreateStatement {
    Table::create()
        .table("account")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(string_len("name", 100))
        .col(string_len("currency", 3))
        .col(text("kind"))
        .col(string_len_null("number", 100))
        .col(big_integer_null("balance_minor"))
        .col(date_null("balance_date"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut owned())
        .to_owned()
}

/// What belongs to an import besides its row: the file until it is entered, what entering it changed.
fn import_part() -> TableCreateStatement {
    Table::create()
        .table("import_part")
        .col(uuid("import_id"))
        .col(text("name"))
        .col(uuid("user_id"))
        .col(binary("bytes"))
        .primary_key(Index::create().col("import_id").col("name"))
        .foreign_key(&mut belongs_to("import_id", "import"))
        .foreign_key(&mut owned())
        .to_owned()
}

fn layout() -> TableCreateStatement {
    Table::create()
        .table("layout")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(string_len("fingerprint", 100))
        .col(string_len("name", 100))
        .col(json_binary("mapping"))
        .col(integer("uses"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut owned())
        .to_owned()
}

fn rule() -> TableCreateStatement {
    Table::create()
        .table("rule")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(integer("position"))
        .col(text_null("words"))
        .col(text_null("pattern"))
        .col(big_integer_null("min_minor"))
        .col(big_integer_null("max_minor"))
        .col(uuid_null("account_id"))
        .col(string_len_null("category", 100))
        .col(string_len_null("merchant", 100))
        .col(text_null("kind"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut owned())
        .foreign_key(&mut belongs_to("account_id", "account"))
        .to_owned()
}

//! What people call merchants, and the thresholds of their account.

use sea_orm_migration::schema::{
    big_integer, boolean, double_null, integer_null, json_binary, string_len, timestamp_with_time_zone, uuid,
};
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::{Index, Table};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::owned;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000010_merchants"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alias = Table::create()
            .table("merchant_alias")
            .col(uuid("user_id"))
            .col(string_len("key", 256))
            .col(string_len("merchant", 256))
            .col(boolean("learned"))
            .col(boolean("disputed"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .primary_key(Index::create().col("user_id").col("key"))
            .foreign_key(&mut owned())
            .to_owned();
        manager.create_table(alias).await?;

        let setting = Table::create()
            .table("account_setting")
            .col(uuid("user_id"))
            .col(double_null("false_discovery_rate"))
            .col(integer_null("alert_budget"))
            .col(json_binary("muted_kinds"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("updated_at"))
            .primary_key(Index::create().col("user_id"))
            .foreign_key(&mut owned())
            .to_owned();
        manager.create_table(setting).await
    }
}

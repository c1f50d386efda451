//! Whoever may come in: refresh tokens know which one they were given for, programs have tokens of their own, and tries of
//! secrets are counted where every process sees them.

use sea_orm_migration::schema::{
    big_integer, pk_uuid, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::{ColumnDef, Table};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::{index, owned, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000120_access"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let parent = Table::alter().table("session").add_column(uuid_null("parent")).to_owned();
        manager.alter_table(parent).await?;
        index(manager, "session", &["parent"]).await?;

        let api_token = Table::create()
            .table("api_token")
            .col(pk_uuid("id"))
            .col(uuid("user_id"))
            .col(text("name"))
            .col(text("token_hash"))
            .col(text("scopes"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .foreign_key(&mut owned())
            .to_owned();
        manager.create_table(api_token).await?;
        unique(manager, "api_token", &["token_hash"]).await?;
        index(manager, "api_token", &["user_id"]).await?;

        let throttle = Table::create()
            .table("throttle")
            .col(ColumnDef::new("key").text().not_null().primary_key())
            .col(big_integer("until"))
            .to_owned();
        manager.create_table(throttle).await?;
        index(manager, "throttle", &["until"]).await
    }
}

//! Accounts, their sessions and the requests that must not be done twice.

use sea_orm_migration::schema::{
    big_integer, blob_null, date_null, integer_null, pk_uuid, string, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
};
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::{Index, Table};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::{index, owned, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000001_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let user = Table::create()
            .table("user")
            .col(pk_uuid("id"))
            .col(text("email"))
            .col(text_null("phone"))
            .col(text("password_hash"))
            .col(text("currency"))
            .col(text("name"))
            .col(text_null("gender"))
            .col(date_null("date_of_birth"))
            .col(text("role"))
            .col(timestamp_with_time_zone_null("disabled_at"))
            .col(big_integer("version"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .to_owned();
        manager.create_table(user).await?;
        unique(manager, "user", &["email"]).await?;

        let session = Table::create()
            .table("session")
            .col(pk_uuid("id"))
            .col(uuid("user_id"))
            .col(uuid("family"))
            .col(text("token_hash"))
            .col(text("user_agent"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("rotated_at"))
            .col(timestamp_with_time_zone_null("revoked_at"))
            .foreign_key(&mut owned())
            .to_owned();
        manager.create_table(session).await?;
        unique(manager, "session", &["token_hash"]).await?;
        index(manager, "session", &["user_id", "family"]).await?;

        let idempotency_key = Table::create()
            .table("idempotency_key")
            .col(uuid("user_id"))
            .col(string("key"))
            .col(text("method"))
            .col(text("path"))
            .col(text("body_hash"))
            .col(integer_null("status"))
            .col(text_null("headers"))
            .col(blob_null("body"))
            .col(timestamp_with_time_zone("created_at"))
            .primary_key(Index::create().col("user_id").col("key"))
            .foreign_key(&mut owned())
            .to_owned();
        manager.create_table(idempotency_key).await?;
        index(manager, "idempotency_key", &["created_at"]).await
    }
}

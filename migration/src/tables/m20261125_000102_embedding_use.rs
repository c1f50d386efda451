//! When a vector was last of use: those that nobody asked for in a long time are forgotten.

use sea_orm_migration::schema::timestamp_with_time_zone_null;
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::Table;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::index;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000102_embedding_use"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Empty for rows of before, and for those of a release before this one: the first housekeeping dates them.
        let used = timestamp_with_time_zone_null("used_at");
        manager.alter_table(Table::alter().table("embedding").add_column(used).to_owned()).await?;
        index(manager, "embedding", &["used_at"]).await
    }
}

//! Indexes of foreign keys that had none. Without one, each deletion of what a key points at reads its whole table: an
//! account's deletion read every result, file, label and message of everybody.

use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::index;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000101_cascades"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("result", "user_id"),
            ("artifact", "user_id"),
            ("checkpoint", "user_id"),
            ("expense_label", "analysis_id"),
            ("webhook_delivery", "user_id"),
        ] {
            index(manager, table, &[column]).await?;
        }
        Ok(())
    }
}

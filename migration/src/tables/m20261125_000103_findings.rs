//! Results say which format they are in, and what a list of findings shows is rows: pages and filters read no document.

use sea_orm_migration::schema::{boolean, integer, text, uuid};
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::{Index, Table};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::{belongs_to, index, owned};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000103_findings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let version = integer("format_version").default(1).take();
        manager.alter_table(Table::alter().table("result").add_column(version).to_owned()).await?;
        let finding = Table::create()
            .table("finding")
            .col(uuid("analysis_id"))
            .col(text("list"))
            .col(integer("rank"))
            .col(uuid("finding_id"))
            .col(uuid("user_id"))
            .col(text("kind"))
            .col(boolean("flagged"))
            .col(boolean("in_review"))
            .col(text("document"))
            .primary_key(Index::create().col("analysis_id").col("list").col("rank"))
            .foreign_key(&mut belongs_to("analysis_id", "analysis"))
            .foreign_key(&mut owned())
            .to_owned();
        manager.create_table(finding).await?;
        index(manager, "finding", &["user_id", "finding_id"]).await
    }
}

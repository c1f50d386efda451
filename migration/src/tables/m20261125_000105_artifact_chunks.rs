//! Large files in pieces: none of them is ever in memory as a whole.

use sea_orm_migration::schema::{blob, integer, uuid};
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::{Index, Table};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::belongs_to;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000105_artifact_chunks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let chunk = Table::create()
            .table("artifact_chunk")
            .col(uuid("artifact_id"))
            .col(integer("number"))
            .col(blob("bytes"))
            .primary_key(Index::create().col("artifact_id").col("number"))
            .foreign_key(&mut belongs_to("artifact_id", "artifact"))
            .to_owned();
        manager.create_table(chunk).await
    }
}

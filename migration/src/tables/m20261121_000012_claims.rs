//! Indexes of the queue that say which rows they are for, so that a planner with old statistics has no wrong one to choose:
//! who waits is found by `analysis_queued`, the next job of an account by `analysis_turn`, leases by `analysis_leases`.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000012_claims"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in [
            "CREATE INDEX analysis_leases ON analysis (lease_until) WHERE lease_until IS NOT NULL",
            "CREATE INDEX analysis_turn ON analysis (user_id, priority DESC, created_at, id) WHERE status = 'queued'",
            "DROP INDEX analysis_status_lease_until",
        ] {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

//! The second queue is gone: jobs are claimed from their own table, and the tables of a library that only said that there
//! is something to claim are not needed any more.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000111_one_queue"
    }
}

/// Drops the schema unless it also holds jobs of somebody else.
const POSTGRES: &str = r"
DO $$
DECLARE others boolean := false;
BEGIN
    IF to_regclass('apalis.jobs') IS NOT NULL THEN
        EXECUTE $q$DELETE FROM apalis.jobs WHERE job_type = 'outlay.analysis'$q$;
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM apalis.jobs)' INTO others;
        IF NOT others THEN
            DROP SCHEMA apalis CASCADE;
        END IF;
    END IF;
END $$";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if manager.get_database_backend() == DbBackend::Sqlite {
            for table in ["Jobs", "Workers", "_sqlx_migrations"] {
                connection.execute_unprepared(&format!("DROP TABLE IF EXISTS {table}")).await?;
            }
        } else {
            connection.execute_unprepared(POSTGRES).await?;
        }
        Ok(())
    }
}

//! Jobs of every kind in the table of analyses; what earlier attempts finished; schedules; webhooks and their outbox.

use sea_orm_migration::schema::{
    big_integer, boolean, double, integer, integer_null, json_binary, pk_uuid, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::sea_query::{ColumnDef, Index, Table, TableCreateStatement};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::{belongs_to, index, owned, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000011_jobs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Every new column has a default: the release before this one goes on inserting rows without them.
        for column in [
            text("kind").default("analysis").take(),
            integer("priority").default(0).take(),
            big_integer("memory_bytes").default(0).take(),
            text_null("subject"),
            text_null("dedup_key"),
            text_null("input_hash"),
            ColumnDef::new("remaining_seconds").double().null().take(),
            text_null("request_id"),
            text_null("traceparent"),
        ] {
            // SQLite adds one column a statement.
            manager.alter_table(Table::alter().table("analysis").add_column(column).to_owned()).await?;
        }
        unique(manager, "analysis", &["user_id", "dedup_key"]).await?;
        let queued = "CREATE INDEX analysis_queued ON analysis (user_id, run_at) WHERE status = 'queued'";
        manager.get_connection().execute_unprepared(queued).await?;
        let running = "CREATE INDEX analysis_running ON analysis (user_id) WHERE status IN ('running', 'cancelling')";
        manager.get_connection().execute_unprepared(running).await?;
        index(manager, "analysis", &["finished_at"]).await?;

        for table in [checkpoint(), job_tally(), schedule(), webhook(), webhook_delivery()] {
            manager.create_table(table).await?;
        }
        index(manager, "schedule", &["next_run_at"]).await?;
        index(manager, "webhook", &["user_id"]).await?;
        index(manager, "webhook_delivery", &["webhook_id", "created_at"]).await?;
        let due = "CREATE INDEX webhook_delivery_due ON webhook_delivery (next_attempt_at) WHERE ended_at IS NULL";
        manager.get_connection().execute_unprepared(due).await?;
        Ok(())
    }
}

/// What a later attempt of a job needs of an earlier one, besides the parts that can be read.
fn checkpoint() -> TableCreateStatement {
    Table::create()
        .table("checkpoint")
        .col(uuid("analysis_id"))
        .col(text("name"))
        .col(uuid("user_id"))
        .col(text("document"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("analysis_id").col("name"))
        .foreign_key(&mut belongs_to("analysis_id", "analysis"))
        .foreign_key(&mut owned())
        .to_owned()
}

/// Jobs that have ended, counted: rows of jobs are deleted, counters must not go back.
fn job_tally() -> TableCreateStatement {
    Table::create()
        .table("job_tally")
        .col(text("kind"))
        .col(text("outcome"))
        .col(big_integer("jobs"))
        .col(double("seconds"))
        .primary_key(Index::create().col("kind").col("outcome"))
        .to_owned()
}

fn schedule() -> TableCreateStatement {
    Table::create()
        .table("schedule")
        .col(pk_uuid("user_id"))
        .col(text("frequency"))
        .col(integer("day"))
        .col(integer("hour"))
        .col(text("time_zone"))
        .col(json_binary("params"))
        .col(timestamp_with_time_zone("next_run_at"))
        .col(timestamp_with_time_zone_null("last_run_at"))
        .col(uuid_null("last_analysis_id"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut owned())
        .to_owned()
}

fn webhook() -> TableCreateStatement {
    Table::create()
        .table("webhook")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(text("url"))
        .col(text("secret"))
        .col(timestamp_with_time_zone_null("disabled_at"))
        .col(text_null("disabled_reason"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut owned())
        .to_owned()
}

/// The outbox: a message is written with what it tells of, and sent afterwards.
fn webhook_delivery() -> TableCreateStatement {
    Table::create()
        .table("webhook_delivery")
        .col(pk_uuid("id"))
        .col(uuid("webhook_id"))
        .col(uuid("user_id"))
        .col(text("event"))
        .col(text("payload"))
        .col(integer("attempt"))
        .col(timestamp_with_time_zone("next_attempt_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(integer_null("last_status"))
        .col(text_null("last_error"))
        .col(boolean("delivered"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut belongs_to("webhook_id", "webhook"))
        .foreign_key(&mut owned())
        .to_owned()
}

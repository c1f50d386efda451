//! Analyses: the jobs, what they gave, what they learned, and what people said of it.

use sea_orm_migration::schema::{
    big_integer, blob, boolean, date_null, double, integer, json_binary, json_binary_null, pk_uuid, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::DbErr;
use sea_orm_migration::sea_query::{Index, Table, TableCreateStatement};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::{belongs_to, index, owned, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000003_analyses"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [analysis(), attempt(), result(), artifact(), model(), expense_label(), feedback(), embedding()] {
            manager.create_table(table).await?;
        }
        for columns in
            [["user_id", "created_at"], ["user_id", "started_at"], ["user_id", "status"], ["status", "lease_until"]]
        {
            index(manager, "analysis", &columns).await?;
        }
        unique(manager, "attempt", &["analysis_id", "attempt"]).await?;
        unique(manager, "artifact", &["analysis_id", "name"]).await?;
        unique(manager, "model", &["user_id", "kind", "category"]).await?;
        index(manager, "expense_label", &["user_id", "flagged"]).await
    }
}

fn analysis() -> TableCreateStatement {
    Table::create()
        .table("analysis")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(json_binary("params"))
        .col(text("status"))
        .col(integer("attempt"))
        .col(integer("max_attempts"))
        .col(integer("deaths"))
        .col(text_null("lease_owner"))
        .col(timestamp_with_time_zone_null("lease_until"))
        .col(boolean("cancel_requested"))
        .col(text("stage"))
        .col(double("progress"))
        .col(text("message"))
        .col(json_binary_null("problem"))
        .col(big_integer("version"))
        .col(timestamp_with_time_zone("run_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("started_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .foreign_key(&mut owned())
        .to_owned()
}

fn attempt() -> TableCreateStatement {
    Table::create()
        .table("attempt")
        .col(pk_uuid("id"))
        .col(uuid("analysis_id"))
        .col(integer("attempt"))
        .col(text("worker"))
        .col(timestamp_with_time_zone("started_at"))
        .col(timestamp_with_time_zone("last_beat"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(text_null("outcome"))
        .foreign_key(&mut belongs_to("analysis_id", "analysis"))
        .to_owned()
}

fn result() -> TableCreateStatement {
    Table::create()
        .table("result")
        .col(uuid("analysis_id"))
        .col(text("part"))
        .col(uuid("user_id"))
        .col(text("document"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("analysis_id").col("part"))
        .foreign_key(&mut belongs_to("analysis_id", "analysis"))
        .foreign_key(&mut owned())
        .to_owned()
}

fn artifact() -> TableCreateStatement {
    Table::create()
        .table("artifact")
        .col(pk_uuid("id"))
        .col(uuid("analysis_id"))
        .col(uuid("user_id"))
        .col(text("name"))
        .col(text("media_type"))
        .col(text("sha256"))
        .col(big_integer("size"))
        .col(blob("bytes"))
        .foreign_key(&mut belongs_to("analysis_id", "analysis"))
        .foreign_key(&mut owned())
        .to_owned()
}

fn model() -> TableCreateStatement {
    Table::create()
        .table("model")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(text("kind"))
        .col(text("category"))
        .col(integer("format_version"))
        .col(text("input_hash"))
        .col(date_null("trained_from"))
        .col(date_null("trained_to"))
        .col(big_integer("rows"))
        .col(json_binary("metrics"))
        .col(blob("bytes"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut owned())
        .to_owned()
}

fn expense_label() -> TableCreateStatement {
    Table::create()
        .table("expense_label")
        .col(pk_uuid("expense_id"))
        .col(uuid("user_id"))
        .col(uuid("analysis_id"))
        .col(double("score"))
        .col(double("p_value"))
        .col(integer("votes"))
        .col(boolean("flagged"))
        .col(text_null("kind"))
        .col(text("reason"))
        .foreign_key(&mut belongs_to("expense_id", "expense"))
        .foreign_key(&mut belongs_to("analysis_id", "analysis"))
        .foreign_key(&mut owned())
        .to_owned()
}

fn feedback() -> TableCreateStatement {
    Table::create()
        .table("feedback")
        .col(uuid("user_id"))
        .col(uuid("anomaly_id"))
        .col(text("merchant"))
        .col(text("verdict"))
        .col(timestamp_with_time_zone("created_at"))
        .col(uuid_null("analysis_id"))
        .primary_key(Index::create().col("user_id").col("anomaly_id"))
        .foreign_key(&mut owned())
        .to_owned()
}

/// A cache shared by all accounts: it holds the hash of a text, never the text.
fn embedding() -> TableCreateStatement {
    Table::create()
        .table("embedding")
        .col(text("model"))
        .col(text("text_hash"))
        .col(blob("vector"))
        .primary_key(Index::create().col("model").col("text_hash"))
        .to_owned()
}

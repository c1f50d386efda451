//! Jobs of every kind get a table of their own, `job`, and `analysis` keeps what only an analysis has.
//!
//! The table that was `analysis` held jobs of every kind: it is renamed, so that every row stays what and where it is,
//! whatever its state. An analysis and its job share their id. What was named `analysis_id` but is of any job becomes
//! `job_id`; results and labels go on naming their analysis.
//!
//! Processes of the release before cannot go on beside it: their queries name columns that are gone, and are answered by
//! errors, so that they can neither accept nor claim a job that nobody would know of. What they run is started again by a
//! worker of this release when its lease has run out.

use sea_orm_migration::schema::{json_binary, pk_uuid, uuid};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::sea_query::{Table, TableCreateStatement};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use super::{belongs_to, index, owned, unique};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261125_000110_job"
    }
}

/// Indexes that were named after the old table and columns.
const OLD_INDEXES: [&str; 11] = [
    "analysis_user_id_created_at",
    "analysis_user_id_started_at",
    "analysis_user_id_status",
    "analysis_user_id_dedup_key",
    "analysis_queued",
    "analysis_running",
    "analysis_finished_at",
    "analysis_leases",
    "analysis_turn",
    "attempt_analysis_id_attempt",
    "artifact_analysis_id_name",
];

/// Indexes of parts of the table: they say which rows they are for, so that a planner with old statistics has no wrong one
/// to choose. `job_queued` finds who waits, `job_turn` the next job of an account, `job_leases` what a dead worker left.
const PARTIAL_INDEXES: [&str; 4] = [
    "CREATE INDEX job_queued ON job (user_id, run_at) WHERE status = 'queued'",
    "CREATE INDEX job_turn ON job (user_id, priority DESC, created_at, id) WHERE status = 'queued'",
    "CREATE INDEX job_running ON job (user_id) WHERE status IN ('running', 'cancelling')",
    "CREATE INDEX job_leases ON job (lease_until) WHERE lease_until IS NOT NULL",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite as well: half of it would be neither the old schema nor the new one.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sqlite = manager.get_database_backend() == DbBackend::Sqlite;
        let run = async |sql: &str| manager.get_connection().execute_unprepared(sql).await.map(drop);
        for name in OLD_INDEXES {
            run(&format!("DROP INDEX {name}")).await?;
        }
        run("ALTER TABLE analysis RENAME TO job").await?;
        if !sqlite {
            // The new table of that name gets a key of that name.
            run("ALTER TABLE job RENAME CONSTRAINT analysis_pkey TO job_pkey").await?;
        }

        // What a job is about: its kind, and what only that kind needs.
        let payload = json_binary("payload").default("{}").take();
        manager.alter_table(Table::alter().table("job").add_column(payload).to_owned()).await?;
        for sql in payloads(sqlite) {
            run(sql).await?;
        }

        manager.create_table(analysis()).await?;
        run("INSERT INTO analysis (id, user_id, params) SELECT id, user_id, params FROM job WHERE kind = 'analysis'")
            .await?;
        for column in ["params", "subject"] {
            run(&format!("ALTER TABLE job DROP COLUMN {column}")).await?;
        }
        // Scheduled analyses work with what the account has decided when they start.
        run("ALTER TABLE schedule DROP COLUMN params").await?;
        for table in ["attempt", "artifact", "checkpoint"] {
            run(&format!("ALTER TABLE {table} RENAME COLUMN analysis_id TO job_id")).await?;
        }
        for (table, columns) in OF_ANALYSES {
            if sqlite {
                rebuild(manager, table, columns).await?; // without its indexes
            } else {
                let key = format!("{table}_analysis_id_fkey");
                run(&format!("ALTER TABLE {table} DROP CONSTRAINT {key}")).await?;
                run(&format!(
                    "ALTER TABLE {table} ADD CONSTRAINT {key} FOREIGN KEY (analysis_id) REFERENCES analysis (id) \
                     ON DELETE CASCADE"
                ))
                .await?;
            }
        }

        if sqlite {
            index(manager, "result", &["user_id"]).await?;
            index(manager, "expense_label", &["user_id", "flagged"]).await?;
            index(manager, "expense_label", &["analysis_id"]).await?;
            index(manager, "finding", &["user_id", "finding_id"]).await?;
        }
        index(manager, "analysis", &["user_id", "id"]).await?;
        for columns in [["user_id", "id"], ["user_id", "started_at"], ["user_id", "status"]] {
            index(manager, "job", &columns).await?;
        }
        index(manager, "job", &["finished_at"]).await?;
        unique(manager, "job", &["user_id", "dedup_key"]).await?;
        unique(manager, "attempt", &["job_id", "attempt"]).await?;
        unique(manager, "artifact", &["job_id", "name"]).await?;
        for sql in PARTIAL_INDEXES {
            run(sql).await?;
        }
        Ok(())
    }
}

/// Statements that fill in the payloads of the jobs there are.
fn payloads(sqlite: bool) -> [&'static str; 2] {
    if sqlite {
        [
            "UPDATE job SET payload = json_object('kind', kind) WHERE kind <> 'import'",
            "UPDATE job SET payload = json_object('kind', kind, 'file_name', coalesce(subject, 'upload.csv')) \
             WHERE kind = 'import'",
        ]
    } else {
        [
            "UPDATE job SET payload = jsonb_build_object('kind', kind) WHERE kind <> 'import'",
            "UPDATE job SET payload = jsonb_build_object('kind', kind, 'file_name', coalesce(subject, 'upload.csv')) \
             WHERE kind = 'import'",
        ]
    }
}

fn analysis() -> TableCreateStatement {
    Table::create()
        .table("analysis")
        .col(pk_uuid("id"))
        .col(uuid("user_id"))
        .col(json_binary("params"))
        .foreign_key(&mut belongs_to("id", "job"))
        .foreign_key(&mut owned())
        .to_owned()
}

/// Tables whose rows belong to an analysis, with what SQLite has to make them of.
const OF_ANALYSES: [(&str, &str); 3] = [
    (
        "result",
        "analysis_id uuid_text NOT NULL REFERENCES analysis (id) ON DELETE CASCADE, part text NOT NULL, \
         user_id uuid_text NOT NULL REFERENCES user (id) ON DELETE CASCADE, document text NOT NULL, \
         created_at timestamp_with_timezone_text NOT NULL, format_version integer NOT NULL DEFAULT 1, \
         PRIMARY KEY (analysis_id, part)",
    ),
    (
        "expense_label",
        "expense_id uuid_text NOT NULL PRIMARY KEY REFERENCES expense (id) ON DELETE CASCADE, \
         user_id uuid_text NOT NULL REFERENCES user (id) ON DELETE CASCADE, \
         analysis_id uuid_text NOT NULL REFERENCES analysis (id) ON DELETE CASCADE, score double NOT NULL, \
         p_value double NOT NULL, votes integer NOT NULL, flagged boolean NOT NULL, kind text, reason text NOT NULL",
    ),
    (
        "finding",
        "analysis_id uuid_text NOT NULL REFERENCES analysis (id) ON DELETE CASCADE, list text NOT NULL, \
         rank integer NOT NULL, finding_id uuid_text NOT NULL, \
         user_id uuid_text NOT NULL REFERENCES user (id) ON DELETE CASCADE, kind text NOT NULL, \
         flagged boolean NOT NULL, in_review boolean NOT NULL, document text NOT NULL, \
         PRIMARY KEY (analysis_id, list, rank)",
    ),
];

/// SQLite cannot change a foreign key: the table is made anew. No other table names its rows.
async fn rebuild(manager: &SchemaManager<'_>, table: &str, columns: &str) -> Result<(), DbErr> {
    for sql in [
        format!("CREATE TABLE {table}_new ({columns})"),
        format!("INSERT INTO {table}_new SELECT * FROM {table}"),
        format!("DROP TABLE {table}"),
        format!("ALTER TABLE {table}_new RENAME TO {table}"),
    ] {
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

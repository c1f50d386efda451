//! What must hold of every table, whatever release added it, on both databases.

use std::collections::BTreeSet;

use outlay_entity::Db;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support::on_both;

/// Every foreign key of our tables as `table.column`, and those of them that an index begins with.
async fn keys(db: &Db) -> (BTreeSet<String>, BTreeSet<String>) {
    let backend = db.orm().get_database_backend();
    let (keys, indexed) = match backend {
        DbBackend::Postgres => (
            "SELECT c.conrelid::regclass || '.' || a.attname AS key FROM pg_constraint c \
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] \
             WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace",
            "SELECT i.indrelid::regclass || '.' || a.attname AS key FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
             WHERE i.indpred IS NULL",
        ),
        _ => (
            "SELECT m.name || '.' || f.\"from\" AS key FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
             WHERE m.type = 'table' AND m.name NOT LIKE 'apalis%'",
            "SELECT m.name || '.' || c.name AS key FROM sqlite_master m, pragma_index_list(m.name) i, \
             pragma_index_info(i.name) c WHERE m.type = 'table' AND c.seqno = 0 AND i.partial = 0",
        ),
    };
    let all = async |sql: &str| {
        let rows = db.orm().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
        let names = rows.iter().map(|row| row.try_get::<String>("", "key").unwrap().replace('"', ""));
        names.collect::<BTreeSet<String>>()
    };
    let keys = all(keys).await;
    (keys, all(indexed).await)
}

#[tokio::test]
async fn every_cascade_has_an_index_to_go_by() {
    on_both(async |db| {
        let (keys, indexed) = keys(db).await;
        assert!(keys.contains("expense.user_id"), "{keys:?}");
        assert_eq!(keys.difference(&indexed).collect::<Vec<_>>(), Vec::<&String>::new());
    })
    .await;
}

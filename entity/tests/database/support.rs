//! What the tests of stored data share.

use chrono::Utc;
use outlay_entity::user::{self, New, Role};
use outlay_entity::{Db, Pool};
use uuid::Uuid;

/// Runs a test on a fresh, migrated SQLite database, then on a PostgreSQL one.
pub(crate) async fn on_both(test: impl AsyncFn(&Db)) {
    for database in outlay_testkit::databases().await {
        eprintln!("on {}", database.kind());
        let db = outlay_entity::connect(&database.url, outlay_entity::Settings::default()).await.expect("it opens");
        migrate(&db).await;
        test(&db).await;
        db.close().await;
    }
}

pub(crate) async fn migrate(db: &Db) {
    let database = match db.pool() {
        Pool::Sqlite(pool) => outlay_migration::Database::Sqlite(pool),
        Pool::Postgres(pool) => outlay_migration::Database::Postgres(pool),
    };
    outlay_migration::run(database).await.expect("it migrates");
}

pub(crate) fn person(email: &str) -> New {
    New {
        email: email.to_owned(),
        phone: None,
        password_hash: "hash".to_owned(),
        currency: "USD".to_owned(),
        name: "Test".to_owned(),
        gender: None,
        date_of_birth: None,
        role: Role::User,
    }
}

/// A new account.
pub(crate) async fn account(db: &Db) -> Uuid {
    let email = format!("{}@example.org", Uuid::now_v7());
    user::create(db.orm(), person(&email), Utc::now()).await.expect("an account").id
}

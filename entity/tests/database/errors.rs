//! What can be tried again is told from what cannot, as the databases themselves say it.

use std::time::Duration;

use outlay_entity::user::{Column, Entity};
use outlay_entity::{Error, Settings, begin, connect, user};
use outlay_testkit::Database;
use outlay_testkit::postgres::{Server, Stop};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _};
use uuid::Uuid;

use crate::support::{account, migrate, on_both, person};

fn hasty() -> Settings {
    let short = Duration::from_millis(200);
    Settings { lock_timeout: short, acquire_timeout: Duration::from_secs(2), ..Settings::default() }
}

async fn rename(tx: &DatabaseTransaction, id: Uuid) -> outlay_entity::Result<()> {
    let update = Entity::update_many().col_expr(Column::Name, Expr::value("other")).filter(Column::Id.eq(id));
    update.exec(tx).await?;
    Ok(())
}

fn passes<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    assert!(matches!(&outcome, Err(error) if error.can_be_tried_again()), "{outcome:?}");
}

#[tokio::test]
async fn an_sqlite_file_that_stays_locked_can_be_tried_again() {
    let database = Database::sqlite();
    let (db, other) = (connect(&database.url, hasty()).await.unwrap(), connect(&database.url, hasty()).await.unwrap());
    migrate(&db).await;
    let held = begin(db.orm()).await.unwrap();
    passes(begin(other.orm()).await);
    passes(user::create(other.orm(), person("a@example.org"), chrono::Utc::now()).await);
    held.rollback().await.unwrap();
    user::create(other.orm(), person("a@example.org"), chrono::Utc::now()).await.unwrap();
}

#[tokio::test]
async fn a_deadlock_a_locked_row_and_a_slow_statement_can_be_tried_again() {
    let database = Database::postgres().await;
    let db = connect(&database.url, Settings::default()).await.unwrap();
    migrate(&db).await;
    let (one, two) = (account(&db).await, account(&db).await);
    let (a, b) = (begin(db.orm()).await.unwrap(), begin(db.orm()).await.unwrap());
    rename(&a, one).await.unwrap();
    rename(&b, two).await.unwrap();
    let (first, second) = tokio::join!(rename(&a, two), rename(&b, one));
    let lost = if first.is_err() { first } else { second };
    passes(lost); // PostgreSQL ends one of the two
    drop((a, b));

    let held = begin(db.orm()).await.unwrap();
    rename(&held, one).await.unwrap();
    let hurried = connect(&database.url, hasty()).await.unwrap();
    let late = begin(hurried.orm()).await.unwrap();
    passes(rename(&late, one).await);
    let short = Settings { statement_timeout: Duration::from_millis(100), ..Settings::default() };
    let short = connect(&database.url, short).await.unwrap();
    passes(short.orm().execute_unprepared("SELECT pg_sleep(5)").await.map_err(Error::from));
}

#[tokio::test]
async fn a_server_that_is_away_can_be_tried_again() {
    let mut server = tokio::task::spawn_blocking(Server::start).await.unwrap();
    let db = connect(&server.url, hasty()).await.unwrap();
    migrate(&db).await;
    let open = begin(db.orm()).await.unwrap();
    tokio::task::spawn_blocking(move || {
        server.stop(Stop::Fast);
        server
    })
    .await
    .unwrap();
    passes(rename(&open, Uuid::now_v7()).await);
    passes(user::get(db.orm(), Uuid::now_v7()).await);
    passes(begin(db.orm()).await);
}

#[tokio::test]
async fn a_statement_that_is_wrong_cannot() {
    on_both(async |db| {
        let wrong = db.orm().execute_unprepared("SELECT no_such_column FROM job").await.map_err(Error::from);
        assert!(matches!(wrong, Err(Error::Database(_))), "{wrong:?}");
        user::create(db.orm(), person("twice@example.org"), chrono::Utc::now()).await.unwrap();
        let twice = user::create(db.orm(), person("twice@example.org"), chrono::Utc::now()).await;
        assert!(matches!(twice, Err(Error::Taken(_))), "{twice:?}");
    })
    .await;
}

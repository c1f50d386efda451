//! The database goes away and comes back: the worker works again, without being started anew.

use outlay_testkit::postgres::{Server, Stop};

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_goes_on_after_the_database_was_away() {
    let mut server = tokio::task::spawn_blocking(Server::start).await.expect("a server");
    let settings = outlay_entity::Settings { acquire_timeout: Duration::from_secs(1), ..Default::default() };
    let db = outlay_entity::connect(&server.url, settings).await.expect("it opens");
    let Pool::Postgres(pool) = db.pool() else { panic!("a PostgreSQL URL") };
    outlay_migration::run(outlay_migration::Database::Postgres(pool)).await.expect("it migrates");
    let worker = Running::start(&db, |_| Ok(document()));
    let user_id = account(&db).await;
    let row = submit(&db, &worker.wake, user_id).await;
    wait(&db, &row, |r| r.status.is_final()).await;

    for how in [Stop::Fast, Stop::Immediate] {
        tokio::task::block_in_place(|| server.stop(how));
        // Longer than the pool waits for a connection: the library's stream fails.
        tokio::time::sleep(Duration::from_secs(3)).await;
        tokio::task::block_in_place(|| server.run());
        let since = Instant::now();
        let row = loop {
            // The pool finds out connection by connection that its connections are gone.
            let submitted = async {
                let tx = begin(db.orm()).await?;
                let row = analysis::submit(&tx, Params::default(), queue::New::of(user_id, Payload::Analysis)).await?.1;
                tx.commit().await?;
                Ok::<_, outlay_entity::Error>(row)
            };
            match submitted.await {
                Ok(row) => break row,
                Err(error) => assert!(since.elapsed() < Duration::from_secs(10), "{how:?}: {error}"),
            }
        };
        // Nobody wakes it: the worker must hear of it by itself.
        let done = wait(&db, &row, |r| r.status.is_final()).await;
        assert_eq!(done.status, Status::Succeeded, "{how:?}");
    }
    worker.stop().await;
    db.close().await;
}

//! The sender of webhooks as part of a worker: a receiver that does not answer is nobody else's problem.

use outlay_entity::{webhook, webhook_delivery};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

/// A receiver that accepts everything and answers, or never does; gives its URL and a count of what came.
async fn receiver(answers: bool) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    let came = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&came);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut bytes = vec![0; 64 * 1024];
                let _request = stream.read(&mut bytes).await;
                if answers {
                    stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await.ok();
                } else {
                    tokio::time::sleep(Duration::from_secs(600)).await;
                }
            });
        }
    });
    (url, came)
}

/// A job that ends at once, and tells the webhook of its account.
async fn event(db: &Db, user_id: Uuid) {
    let tx = begin(db.orm()).await.expect("begun");
    let new = queue::New::of(user_id, Payload::Analysis);
    let (_, row) = analysis::submit(&tx, Params::default(), new).await.expect("submitted");
    queue::cancel(&tx, user_id, row.id, Utc::now()).await.expect("cancelled");
    tx.commit().await.expect("committed");
}

async fn subscriber(db: &Db, url: &str) -> Uuid {
    let user_id = account(db).await;
    webhook::of(user_id).create(db.orm(), url.to_owned(), "whsec_MfKQ9r8G".to_owned()).await.expect("made");
    user_id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_does_not_answer_holds_nobody_up() {
    on_both(async |db| {
        let ((slow, stuck), (fast, came)) = (receiver(false).await, receiver(true).await);
        let (late, prompt) = (subscriber(db, &slow).await, subscriber(db, &fast).await);
        for _ in 0..30 {
            event(db, late).await;
        }
        let settings = Settings { private_webhooks: true, grace: Duration::from_millis(500), ..quick() };
        let worker = Running::with(db, settings, Arc::new(|_: &Work| Ok(document())));
        let since = Instant::now();
        for n in 1..=3 {
            event(db, prompt).await;
            while came.load(Ordering::SeqCst) < n {
                assert!(since.elapsed() < Duration::from_secs(15), "{n} of 3 messages came");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        eprintln!("3 messages beside a receiver that does not answer: {:?}", since.elapsed());
        assert_eq!(stuck.load(Ordering::SeqCst), 1, "the others to it wait for the first");

        // Nor does it hold up the end of the worker.
        let since = Instant::now();
        worker.stop().await;
        assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
        let hooks = webhook::of(late).list(db.orm()).await.expect("listed");
        let messages = webhook_delivery::of(late).list(db.orm(), hooks[0].id, 100).await.expect("listed");
        assert_eq!(messages.iter().filter(|m| m.ended_at.is_none()).count(), 30, "all are sent another time");
    })
    .await;
}

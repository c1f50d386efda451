//! Tries against a server of this process.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// Answers every request with `status` and `headers`, and keeps what it was sent.
async fn server(status: &'static str, headers: String) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let requests = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&requests);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = vec![0; 64 * 1024];
            let mut length = 0;
            // The body of these messages ends with a brace.
            while !bytes[..length].ends_with(b"}") {
                match stream.read(&mut bytes[length..]).await {
                    Ok(0) | Err(_) => break,
                    Ok(more) => length += more,
                }
            }
            kept.lock().expect("unpoisoned").push(String::from_utf8_lossy(&bytes[..length]).into_owned());
            let answer = format!("HTTP/1.1 {status}\r\n{headers}content-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.ok();
        }
    });
    (base, requests)
}

fn message() -> webhook_delivery::Model {
    let now = Utc::now();
    webhook_delivery::Model {
        id: Uuid::from_u128(7),
        webhook_id: Uuid::from_u128(1),
        user_id: Uuid::from_u128(2),
        event: "analysis.succeeded".to_owned(),
        payload: "{\"type\":\"analysis.succeeded\"}".to_owned(),
        attempt: 1,
        next_attempt_at: now,
        expires_at: now,
        last_status: None,
        last_error: None,
        delivered: false,
        ended_at: None,
        created_at: now,
    }
}

fn webhook(url: String) -> webhook::Model {
    let now = Utc::now();
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
    let id = Uuid::from_u128(1);
    let user_id = Uuid::from_u128(2);
    webhook::Model {
        id,
        user_id,
        url,
        secret,
        disabled_at: None,
        disabled_reason: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

#[tokio::test]
async fn a_message_arrives_signed() {
    let (base, requests) = server("204 No Content", String::new()).await;
    assert_eq!(
        deliver(&message(), &webhook(format!("{base}/hook")), &guard::allowed(true)).await,
        Tried::Delivered(204)
    );
    let request = requests.lock().expect("unpoisoned")[0].clone();
    assert!(request.starts_with("POST /hook HTTP/1.1\r\n"), "{request}");
    let header = |name: &str| {
        let line = request.lines().find_map(|l| l.strip_prefix(&format!("{name}: "))).unwrap_or_default();
        line.to_owned()
    };
    assert_eq!(header("webhook-id"), "msg_00000000000000000000000000000007");
    let time: i64 = header("webhook-timestamp").parse().expect("a time");
    let secret = webhook(String::new()).secret;
    let expected = sign::signature(&secret, &header("webhook-id"), time, &message().payload);
    assert_eq!(Some(header("webhook-signature")), expected);
    assert!(request.ends_with(&message().payload));
}

#[tokio::test]
async fn redirects_are_followed_to_a_point_and_never_into_private_networks() {
    let (target, requests) = server("200 OK", String::new()).await;
    let (hop, _) = server("307 Temporary Redirect", format!("location: {target}/there\r\n")).await;
    assert_eq!(deliver(&message(), &webhook(hop.clone()), &guard::allowed(true)).await, Tried::Delivered(200));
    assert!(requests.lock().expect("unpoisoned")[0].starts_with("POST /there "));

    let (round, _) = server("308 Permanent Redirect", "location: /again\r\n".to_owned()).await;
    assert!(
        matches!(deliver(&message(), &webhook(round), &guard::allowed(true)).await, Tried::Later(None, why) if why.contains("times"))
    );

    let refused = deliver(&message(), &webhook(hop.clone()), &guard::allowed(false)).await;
    assert!(matches!(&refused, Tried::Never(None, why) if why.contains("private")), "{refused:?}");
    // A first hop that is allowed leads to one that is not: nothing arrives there.
    let port = Url::parse(&hop).expect("a URL").port();
    let refused = deliver(&message(), &webhook(hop), &move |address| Some(address.port()) == port).await;
    assert!(matches!(&refused, Tried::Never(None, why) if why.contains("private")), "{refused:?}");
    assert_eq!(requests.lock().expect("unpoisoned").len(), 1, "only the one that was allowed");
}

#[tokio::test]
async fn the_answer_decides_whether_it_is_tried_again() {
    let (gone, _) = server("410 Gone", String::new()).await;
    assert_eq!(deliver(&message(), &webhook(gone), &guard::allowed(true)).await, Tried::Gone);
    let (busy, _) = server("503 Service Unavailable", String::new()).await;
    assert!(matches!(deliver(&message(), &webhook(busy), &guard::allowed(true)).await, Tried::Later(Some(503), _)));
    // Nobody listens there any more.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let closed = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    assert!(matches!(deliver(&message(), &webhook(closed), &guard::allowed(true)).await, Tried::Later(None, _)));
    let mut off = webhook("https://example.org".to_owned());
    off.disabled_at = Some(Utc::now());
    assert!(matches!(deliver(&message(), &off, &guard::allowed(true)).await, Tried::Never(..)));
}

//! Webhooks: messages of the outbox, signed as [Standard Webhooks](https://www.standardwebhooks.com) says and sent until
//! they arrive. [`guard`] keeps them out of private networks, [`sign`] makes the signature.
//!
//! A sender takes messages for a while; when it dies with them, another one takes them later. So a message may arrive more
//! than once, with the same `webhook-id`. Messages to one webhook are sent one after the other and those to several side
//! by side: a receiver that is slow delays nobody but itself.

mod guard;
mod sign;

use std::collections::HashMap;
use std::time::Duration;

use chrono::Utc;
use outlay_entity::webhook_delivery::{self, Tried};
use outlay_entity::{Db, webhook};
use reqwest::StatusCode;
use tokio::sync::watch::Receiver;
use tokio::task::{self, JoinSet};
use url::Url;
use uuid::Uuid;

use crate::{Settings, metrics};

/// How often it is looked for messages that are due.
const LOOK: Duration = Duration::from_secs(1);
/// Messages on their way at a time, each to another webhook.
const PARALLEL: usize = 20;
/// Longest wait for an answer, redirects included.
const PATIENCE: Duration = Duration::from_secs(20);
/// For so long a taken message is nobody else's.
const HOLD: Duration = Duration::from_secs(60);
/// Most redirects followed.
const HOPS: usize = 3;

/// Sends until `shutdown`; then what is on its way may still arrive.
pub async fn send(db: Db, settings: Settings, mut shutdown: Receiver<bool>) {
    let mut tries = JoinSet::new();
    // The webhook that each task is at.
    let mut busy: HashMap<task::Id, Uuid> = HashMap::new();
    while !*shutdown.borrow() {
        let free = PARALLEL.saturating_sub(tries.len());
        let webhooks: Vec<Uuid> = busy.values().copied().collect();
        match webhook_delivery::take(&db, free, HOLD, &webhooks).await {
            Ok(taken) => {
                for (message, webhook) in taken {
                    let at = webhook.id;
                    let task = tries.spawn(send_one(db.clone(), message, webhook, settings.private_webhooks));
                    busy.insert(task.id(), at);
                }
            }
            Err(error) => tracing::warn!(%error, "the outbox of webhooks does not answer"),
        }
        tokio::select! {
            Some(ended) = tries.join_next_with_id() => {
                busy.remove(&ended_id(ended));
            }
            () = tokio::time::sleep(LOOK) => {}
            _ = shutdown.wait_for(|down| *down) => {}
        }
    }
    while tries.join_next().await.is_some() {}
}

fn ended_id(ended: Result<(task::Id, ()), task::JoinError>) -> task::Id {
    match ended {
        Ok((id, ())) => id,
        Err(error) => {
            tracing::error!(%error, "a try of a webhook panicked");
            error.id()
        }
    }
}

async fn send_one(db: Db, message: webhook_delivery::Model, webhook: webhook::Model, private: bool) {
    let tried = deliver(&message, &webhook, &guard::allowed(private)).await;
    metrics::webhook(outcome(&tried));
    tracing::info!(message = %message.id, webhook = %webhook.id, ?tried, "webhook");
    let jitter = rand::random::<f64>();
    if let Err(error) = webhook_delivery::tried(&db, &message, tried, jitter).await {
        tracing::warn!(%error, message = %message.id, "a try of a webhook was not noted");
    }
}

fn outcome(tried: &Tried) -> &'static str {
    match tried {
        Tried::Delivered(_) => "delivered",
        Tried::Later(..) => "later",
        Tried::Never(..) => "never",
        Tried::Gone => "gone",
    }
}

/// One try.
async fn deliver(message: &webhook_delivery::Model, webhook: &webhook::Model, allowed: &guard::Allowed) -> Tried {
    if webhook.disabled_at.is_some() {
        return Tried::Never(None, "the webhook is disabled".to_owned());
    }
    match tokio::time::timeout(PATIENCE, post(message, webhook, allowed)).await {
        Ok(tried) => tried,
        Err(_) => Tried::Later(None, format!("no answer within {} s", PATIENCE.as_secs())),
    }
}

async fn post(message: &webhook_delivery::Model, webhook: &webhook::Model, allowed: &guard::Allowed) -> Tried {
    let id = format!("msg_{}", message.id.simple());
    let timestamp = Utc::now().timestamp();
    let Some(signature) = sign::signature(&webhook.secret, &id, timestamp, &message.payload) else {
        return Tried::Never(None, "the webhook's secret cannot be read; make a new webhook".to_owned());
    };
    let Ok(mut url) = Url::parse(&webhook.url) else {
        return Tried::Never(None, "the webhook's URL cannot be read; make a new webhook".to_owned());
    };
    for _ in 0..=HOPS {
        // Each hop anew: a public address may redirect to a private one, and a name may change what it stands for.
        let client = match guard::client_for(&url, allowed).await {
            Ok(client) => client,
            Err(guard::Refused::Forbidden(why)) => return Tried::Never(None, why),
            Err(guard::Refused::Unreachable(why)) => return Tried::Later(None, why),
        };
        let request = client
            .post(url.clone())
            .header("content-type", "application/json")
            .header("user-agent", concat!("Outlay/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", &id)
            .header("webhook-timestamp", timestamp.to_string())
            .header("webhook-signature", &signature)
            .body(message.payload.clone());
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return Tried::Later(None, cause(&error)),
        };
        let status = answer.status();
        if matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT) {
            let next = answer.headers().get("location").and_then(|l| l.to_str().ok()).and_then(|l| url.join(l).ok());
            match next {
                Some(next) => url = next,
                None => return Tried::Later(Some(status.as_u16()), "redirected to nowhere".to_owned()),
            }
            continue;
        }
        return match status {
            StatusCode::GONE => Tried::Gone,
            status if status.is_success() => Tried::Delivered(status.as_u16()),
            status => Tried::Later(Some(status.as_u16()), format!("answered {status}")),
        };
    }
    Tried::Later(None, format!("redirected more than {HOPS} times"))
}

/// The innermost reason of a failed request.
fn cause(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

#[cfg(test)]
mod tests;

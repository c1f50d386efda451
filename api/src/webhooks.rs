//! `/webhooks`: where an account wants to be told that a job has ended, and what became of the messages.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use outlay_entity::error::stored;
use outlay_entity::{begin, webhook, webhook_delivery};
use poem::http::header;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use url::Url;
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::page::Page;
use crate::problem::{FieldError, Problem};
use crate::reply::{Created, Done, Found};
use crate::tags::Tag;

/// Messages of a webhook that are listed.
const DELIVERIES: u64 = 100;

/// Where to send to.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct WebhookInput {
    /// https:// or http:// URL; addresses of private networks are refused unless the operator allows them
    #[oai(validator(min_length = 8, max_length = 2000))]
    pub url: String,
}

/// A webhook.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Webhook {
    /// Id
    pub id: Uuid,
    /// Where to
    pub url: String,
    /// Key of the signatures (Standard Webhooks); in the answer to the creation only
    pub secret: Option<String>,
    /// Since when nothing is sent
    pub disabled_at: Option<DateTime<Utc>>,
    /// Why
    pub disabled_reason: Option<String>,
    /// When it was made
    pub created_at: DateTime<Utc>,
}

/// A message and what became of it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Delivery {
    /// Id; `webhook-id` is `msg_` and this without hyphens
    pub id: Uuid,
    /// What happened, such as `analysis.succeeded`
    pub event: String,
    /// Tries so far
    pub attempt: u32,
    /// True once it has arrived
    pub delivered: bool,
    /// HTTP status of the latest try
    pub last_status: Option<u16>,
    /// What went wrong in the latest try
    pub last_error: Option<String>,
    /// When it is tried next; absent when it is not
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When it was written
    pub created_at: DateTime<Utc>,
}

impl Webhook {
    fn of(row: webhook::Model) -> Self {
        Self {
            id: row.id,
            url: row.url,
            secret: None,
            disabled_at: row.disabled_at,
            disabled_reason: row.disabled_reason,
            created_at: row.created_at,
        }
    }
}

impl TryFrom<webhook_delivery::Model> for Delivery {
    type Error = outlay_entity::Error;

    fn try_from(row: webhook_delivery::Model) -> Result<Self, outlay_entity::Error> {
        Ok(Self {
            id: row.id,
            event: row.event,
            attempt: stored("attempt", row.attempt)?,
            delivered: row.delivered,
            last_status: row.last_status.and_then(|status| u16::try_from(status).ok()),
            last_error: row.last_error,
            next_attempt_at: row.ended_at.is_none().then_some(row.next_attempt_at),
            created_at: row.created_at,
        })
    }
}

pub(crate) struct Webhooks {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Account")]
impl Webhooks {
    /// Be told when jobs end
    ///
    /// Messages are signed and sent as Standard Webhooks says, and tried for two days. 410 ends the webhook.
    #[oai(path = "/webhooks", method = "post", operation_id = "createWebhook")]
    async fn create(&self, account: Account, input: Body<WebhookInput>) -> Result<Created<Webhook>, Problem> {
        let fits = Url::parse(&input.url)
            .is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host() && url.username().is_empty());
        if !fits {
            let error = FieldError::at("/url", "/url: allowed is an https:// or http:// URL without a user");
            return Err(Problem::invalid(vec![error.given(&input.url).allowed("such as https://example.org/hook")]));
        }
        let key: [u8; 32] = rand::random();
        let secret = format!("whsec_{}", STANDARD.encode(key));
        let txn = begin(&self.app.db).await?;
        let row = webhook::of(account.id()).create(&txn, input.0.url, secret.clone()).await?;
        txn.commit().await?;
        let location = format!("/api/v1/webhooks/{}", row.id);
        let shown = Webhook { secret: Some(secret), ..Webhook::of(row) };
        Ok(Created::new(&shown).header(header::LOCATION, location))
    }

    /// List webhooks
    #[oai(path = "/webhooks", method = "get", operation_id = "listWebhooks")]
    async fn list(&self, account: Account) -> Result<Found<Page<Webhook>>, Problem> {
        let rows = webhook::of(account.id()).list(self.app.db.orm()).await?;
        Ok(Found::new(&Page { items: rows.into_iter().map(Webhook::of).collect(), next: None }))
    }

    /// Read a webhook
    #[oai(path = "/webhooks/:id", method = "get", operation_id = "getWebhook")]
    async fn get(&self, account: Account, id: Path<Uuid>) -> Result<Found<Webhook>, Problem> {
        Ok(Found::new(&Webhook::of(webhook::of(account.id()).get(self.app.db.orm(), id.0).await?)))
    }

    /// Send to a webhook again that was ended
    #[oai(path = "/webhooks/:id/enable", method = "post", operation_id = "enableWebhook")]
    async fn enable(&self, account: Account, id: Path<Uuid>) -> Result<Found<Webhook>, Problem> {
        let row = webhook::of(account.id()).set_disabled(self.app.db.orm(), id.0, None).await?;
        Ok(Found::new(&Webhook::of(row)))
    }

    /// Remove a webhook with its messages
    #[oai(path = "/webhooks/:id", method = "delete", operation_id = "deleteWebhook")]
    async fn remove(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        webhook::of(account.id()).remove(self.app.db.orm(), id.0).await?;
        Ok(Done::default())
    }

    /// The newest 100 messages of a webhook
    #[oai(path = "/webhooks/:id/deliveries", method = "get", operation_id = "listDeliveries")]
    async fn deliveries(&self, account: Account, id: Path<Uuid>) -> Result<Found<Page<Delivery>>, Problem> {
        let db = self.app.db.orm();
        webhook::of(account.id()).get(db, id.0).await?;
        let rows = webhook_delivery::of(account.id()).list(db, id.0, DELIVERIES).await?;
        let items = rows.into_iter().map(TryInto::try_into).collect::<Result<_, outlay_entity::Error>>()?;
        Ok(Found::new(&Page { items, next: None }))
    }
}

//! `/me/sessions`: where the account is signed in, and an end to it.

use chrono::{DateTime, Utc};
use outlay_entity::session;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::page::Page;
use crate::problem::Problem;
use crate::reply::{Done, Found};
use crate::tags::Tag;

/// Sessions that are listed.
const MOST: u64 = 200;

/// One sign-in that goes on.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SignIn {
    /// Id
    pub id: Uuid,
    /// What the browser or program calls itself; empty when it does not say
    pub user_agent: String,
    /// When it began
    pub started_at: Option<DateTime<Utc>>,
    /// When it was last renewed
    pub renewed_at: DateTime<Utc>,
    /// When it ends unless it is renewed
    pub expires_at: DateTime<Utc>,
    /// True for the session that asks
    pub current: bool,
}

impl SignIn {
    fn of(row: session::Model, current: Option<Uuid>) -> Self {
        // Older tokens of a family are forgotten; its id, a UUID of version 7, still says when it began.
        let time = row.family.get_timestamp().map(|time| time.to_unix());
        let started_at = time.and_then(|(s, ns)| DateTime::from_timestamp(i64::try_from(s).ok()?, ns));
        Self {
            id: row.family,
            user_agent: row.user_agent,
            started_at,
            renewed_at: row.created_at,
            expires_at: row.expires_at,
            current: current == Some(row.family),
        }
    }
}

pub(crate) struct SessionsApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Account")]
impl SessionsApi {
    /// List sessions
    ///
    /// Where the account is signed in, the session that was renewed last first; at most 200.
    #[oai(path = "/me/sessions", method = "get", operation_id = "listSessions")]
    async fn list(&self, account: Account) -> Result<Found<Page<SignIn>>, Problem> {
        let rows = session::of(account.id()).live(self.app.db.orm(), Utc::now(), MOST).await?;
        let items = rows.into_iter().map(|row| SignIn::of(row, account.session)).collect();
        Ok(Found::new(&Page { items, next: None }))
    }

    /// End a session
    ///
    /// Its refresh token and its access tokens work no more.
    #[oai(path = "/me/sessions/:id", method = "delete", operation_id = "endSession")]
    async fn end(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        session::of(account.id()).revoke_family(self.app.db.orm(), id.0, Utc::now()).await?;
        Ok(Done::default())
    }
}

//! `/me/tokens`: API tokens for programs, each for a purpose, a time and some scopes.

use chrono::{DateTime, TimeDelta, Utc};
use outlay_entity::{api_token, begin};
use poem::http::header;
use poem_openapi::param::Path;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::fields::Rules;
use crate::page::Page;
use crate::problem::{FieldError, Problem};
use crate::reply::{Created, Done, Found};
use crate::scope::{self, Scope};
use crate::tags::Tag;
use crate::token;

/// Days a token lives when nobody says.
const DEFAULT_DAYS: u32 = 90;

/// A new API token.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct ApiTokenInput {
    /// What it is for
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// What it may do; one scope does not include another
    #[oai(validator(min_items = 1, max_items = 3))]
    pub scopes: Vec<Scope>,
    /// Days until it ends; 90 when left out
    #[oai(validator(minimum(value = "1"), maximum(value = "366")))]
    pub expires_in_days: Option<u32>,
}

/// An API token.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ApiToken {
    /// Id
    pub id: Uuid,
    /// What it is for
    pub name: String,
    /// The token itself, for `Authorization: Bearer`; in the answer to the creation only
    pub token: Option<String>,
    /// What it may do
    pub scopes: Vec<Scope>,
    /// When it was made
    pub created_at: DateTime<Utc>,
    /// When it ends
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the hour; absent when it never was
    pub used_at: Option<DateTime<Utc>>,
}

impl ApiToken {
    fn of(row: api_token::Model) -> Self {
        Self {
            id: row.id,
            scopes: Scope::of(&row),
            name: row.name,
            token: None,
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
        }
    }
}

pub(crate) struct TokensApi {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Account")]
impl TokensApi {
    /// Make an API token
    ///
    /// For programs, instead of a password. It is shown once: only its hash is kept. At most 50 an account.
    #[oai(path = "/me/tokens", method = "post", operation_id = "createApiToken")]
    async fn create(&self, account: Account, input: Body<ApiTokenInput>) -> Result<Created<ApiToken>, Problem> {
        let input = input.0;
        let mut rules = Rules::default();
        let name = rules.name("/name", &input.name);
        for (i, scope) in input.scopes.iter().enumerate() {
            if input.scopes[..i].contains(scope) {
                let error =
                    FieldError::at(format!("/scopes/{i}"), format!("/scopes/{i}: {} is there twice", scope.name()));
                rules.refuse(error.allowed("each scope once"));
            }
        }
        rules.done()?;
        let scopes = scope::ALL.iter().filter(|scope| input.scopes.contains(scope)).map(|scope| scope.name());
        let scopes = scopes.collect::<Vec<_>>().join(" ");
        let (token, now) = (token::api_token()?, Utc::now());
        let expires_at = now + TimeDelta::days(i64::from(input.expires_in_days.unwrap_or(DEFAULT_DAYS)));
        let new = api_token::New { name, token_hash: token::hash(&token), scopes, expires_at };
        let txn = begin(&self.app.db).await?;
        let row = api_token::of(account.id()).create(&txn, new, now).await?;
        txn.commit().await?;
        let location = format!("/api/v1/me/tokens/{}", row.id);
        let shown = ApiToken { token: Some(token), ..ApiToken::of(row) };
        Ok(Created::new(&shown).header(header::LOCATION, location).header(header::CACHE_CONTROL, "no-store"))
    }

    /// List API tokens
    #[oai(path = "/me/tokens", method = "get", operation_id = "listApiTokens")]
    async fn list(&self, account: Account) -> Result<Found<Page<ApiToken>>, Problem> {
        let rows = api_token::of(account.id()).list(self.app.db.orm()).await?;
        Ok(Found::new(&Page { items: rows.into_iter().map(ApiToken::of).collect(), next: None }))
    }

    /// Read an API token
    #[oai(path = "/me/tokens/:id", method = "get", operation_id = "getApiToken")]
    async fn get(&self, account: Account, id: Path<Uuid>) -> Result<Found<ApiToken>, Problem> {
        let row = api_token::of(account.id()).get(self.app.db.orm(), id.0).await?;
        Ok(Found::new(&ApiToken::of(row)))
    }

    /// End an API token
    #[oai(path = "/me/tokens/:id", method = "delete", operation_id = "deleteApiToken")]
    async fn remove(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        api_token::of(account.id()).remove(self.app.db.orm(), id.0).await?;
        Ok(Done::default())
    }
}

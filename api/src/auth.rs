//! `/auth`: register, sign in, refresh, sign out.

use poem_openapi::{Object, OpenApi};

use crate::app::App;
use crate::body::Body;
use crate::me::Me;
use crate::problem::Problem;
use crate::reply::{Created, Done, Found};
use crate::tags::Tag;

/// A new account.
#[derive(Object)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct RegisterInput {
    /// E-mail address, in any case
    #[oai(validator(min_length = 3, max_length = 254))]
    pub email: String,
    /// Password
    #[oai(validator(min_length = 10, max_length = 200))]
    pub password: String,
    /// Name to be addressed by
    #[oai(validator(min_length = 1, max_length = 100))]
    pub name: String,
    /// ISO 4217 code of all amounts of the account; `USD` when left out
    #[oai(validator(min_length = 3, max_length = 3))]
    pub currency: Option<String>,
    /// Telephone number
    #[oai(validator(min_length = 3, max_length = 32))]
    pub phone: Option<String>,
    /// Put the tokens into cookies (for browsers) instead of the body
    pub cookies: Option<bool>,
}

/// Who signs in.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct LoginInput {
    /// E-mail address, in any case
    #[oai(validator(max_length = 254))]
    pub email: String,
    /// Password
    #[oai(validator(max_length = 200))]
    pub password: String,
    /// Put the tokens into cookies (for browsers) instead of the body
    pub cookies: Option<bool>,
}

/// What is exchanged for new tokens.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct RefreshInput {
    /// The latest refresh token; left out by browsers, which send a cookie
    #[oai(validator(max_length = 200))]
    pub refresh_token: Option<String>,
}

/// A session that has begun or goes on.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Session {
    /// Access token (JWT) for `Authorization: Bearer`; absent when cookies were asked for
    pub access_token: Option<String>,
    /// Single-use refresh token; absent when cookies were asked for
    pub refresh_token: Option<String>,
    /// Always `Bearer`
    pub token_type: String,
    /// Seconds until the access token expires
    pub expires_in: u64,
    /// The account
    pub user: Me,
}

pub(crate) struct Auth {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Auth")]
impl Auth {
    /// Register
    ///
    /// Makes an account and signs it in.
    #[oai(path = "/auth/register", method = "post", operation_id = "register")]
    async fn register(&self, request: &poem::Request, input: Body<RegisterInput>) -> Result<Created<Session>, Problem> {
        Err(later(&self.app, request, input))
    }

    /// Sign in
    ///
    /// With `cookies: true` the tokens travel in HttpOnly cookies and do not appear in the body.
    #[oai(path = "/auth/login", method = "post", operation_id = "login")]
    async fn login(&self, request: &poem::Request, input: Body<LoginInput>) -> Result<Found<Session>, Problem> {
        Err(later(&self.app, request, input))
    }

    /// Refresh the session
    ///
    /// Each refresh token works once. A token that comes a second time was stolen: the whole session ends.
    #[oai(path = "/auth/refresh", method = "post", operation_id = "refresh")]
    async fn refresh(&self, request: &poem::Request, input: Body<RefreshInput>) -> Result<Found<Session>, Problem> {
        Err(later(&self.app, request, input))
    }

    /// Sign out
    ///
    /// Ends the session of the refresh token and clears the cookies. It does not fail when the session has ended before.
    #[oai(path = "/auth/logout", method = "post", operation_id = "logout")]
    async fn logout(&self, request: &poem::Request, input: Body<RefreshInput>) -> Result<Done, Problem> {
        Err(later(&self.app, request, input))
    }
}

fn later<T>(_: &App, _: &poem::Request, _: Body<T>) -> Problem {
    Problem::unavailable("later")
}

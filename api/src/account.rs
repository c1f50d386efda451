//! Who asks: a handler that takes an [`Account`] runs only for somebody who is signed in, by bearer token or by cookie, or
//! for a program with an API token that may do it.
//!
//! Each request asks the database, by indexed keys: an ended session, a removed token or a disabled account is out at once,
//! whichever process ended it.

use chrono::Utc;
use outlay_analysis::{Money, money};
use outlay_entity::{api_token, session, user};
use poem::web::cookie::Cookie;
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use uuid::Uuid;

use crate::app::App;
use crate::problem::Problem;
use crate::scope::{self, Scope};
use crate::spec::PREFIX;
use crate::token;

/// Cookie of the access token.
pub const ACCESS_COOKIE: &str = "outlay_access";
/// Cookie of the refresh token.
pub const REFRESH_COOKIE: &str = "outlay_refresh";

/// The signed-in account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its row.
    pub user: user::Model,
    /// The sign-in it came by; `None` for an API token.
    pub session: Option<Uuid>,
}

impl Account {
    /// Its id: every query starts from it.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.user.id
    }

    /// Decimals of its currency.
    #[must_use]
    pub fn digits(&self) -> u8 {
        money::minor_digits(&self.user.currency)
    }

    /// So many minor units of its currency.
    #[must_use]
    pub fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.digits())
    }
}

/// The access token or API token of a request: of the `Authorization` header, or else of the cookie.
pub(crate) fn credential(request: &Request) -> Option<String> {
    if let Some(header) = request.header("authorization") {
        let (scheme, token) = header.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned());
    }
    cookie(request, ACCESS_COOKIE)
}

/// The value of a cookie.
pub(crate) fn cookie(request: &Request, name: &str) -> Option<String> {
    let headers = request.headers().get_all("cookie").into_iter().filter_map(|value| value.to_str().ok());
    let mut cookies = headers.flat_map(|header| header.split(';')).filter_map(|text| Cookie::parse(text.trim()).ok());
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value_str().to_owned())
}

impl<'a> ApiExtractor<'a> for Account {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let bearer = MetaSecurityScheme {
            ty: "http",
            description: Some("Access token, or API token, in the `Authorization` header"),
            name: None,
            key_in: None,
            scheme: Some("bearer"),
            bearer_format: Some("JWT"),
            flows: None,
            openid_connect_url: None,
        };
        let cookie = MetaSecurityScheme {
            ty: "apiKey",
            description: Some("Access token in an HttpOnly, SameSite=Strict cookie, for browsers"),
            name: Some(ACCESS_COOKIE),
            key_in: Some("cookie"),
            scheme: None,
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        };
        registry.create_security_scheme("bearer", bearer);
        registry.create_security_scheme("cookie", cookie);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec!["bearer", "cookie"]
    }

    async fn from_request(request: &'a Request, _: &mut RequestBody, _: ExtractParamOptions<()>) -> poem::Result<Self> {
        let app = request.data::<App>().ok_or_else(|| Problem::internal(&"the service has no state"))?;
        let given = credential(request).ok_or_else(|| {
            Problem::unauthorized("Send an access token in the Authorization header, or sign in with cookies.")
        })?;
        Ok(identify(app, request, &given).await?)
    }
}

/// Whose `given` is, if it is good for `request`.
async fn identify(app: &App, request: &Request, given: &str) -> Result<Account, Problem> {
    if given.starts_with(token::API_TOKEN) {
        let found = api_token::holder(app.db.orm(), &token::hash(given), Utc::now()).await?;
        let (row, user) = found.ok_or_else(|| {
            Problem::unauthorized("The API token is not known, was removed or has expired. Make another one.")
        })?;
        let path = request.uri().path();
        let needs = scope::needed(request.method(), path.strip_prefix(PREFIX).unwrap_or(path));
        scope::allow(&Scope::of(&row), needs)?;
        return Ok(Account { user, session: None });
    }
    let again = || Problem::unauthorized("The access token is not valid or has expired. Refresh it, or sign in again.");
    let claims = app.keys.read(given).ok_or_else(again)?;
    // The token is good for minutes; the session it is of may have ended before: by sign-out, a new password, or theft.
    let user = session::holder(app.db.orm(), claims.sub, claims.sid).await?.ok_or_else(again)?;
    Ok(Account { user, session: Some(claims.sid) })
}

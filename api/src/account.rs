//! Who asks: a handler that takes an [`Account`] runs only for somebody who is signed in, by bearer token or by cookie.

use outlay_analysis::{Money, money};
use outlay_entity::{session, user};
use poem::web::cookie::Cookie;
use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use uuid::Uuid;

use crate::app::App;
use crate::problem::Problem;

/// Cookie of the access token.
pub const ACCESS_COOKIE: &str = "outlay_access";
/// Cookie of the refresh token.
pub const REFRESH_COOKIE: &str = "outlay_refresh";

/// The signed-in account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its row.
    pub user: user::Model,
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

/// The access token of a request: of the `Authorization` header, or else of the cookie.
pub(crate) fn token(request: &Request) -> Option<String> {
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
            description: Some("Access token in the `Authorization` header"),
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

    async fn from_request(request: &'a Request, _: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let app = request.data::<App>().ok_or_else(|| Problem::internal(&"the service has no state"))?;
        let token = token(request).ok_or_else(|| {
            Problem::unauthorized("Send an access token in the Authorization header, or sign in with cookies.")
        })?;
        let again =
            || Problem::unauthorized("The access token is not valid or has expired. Refresh it, or sign in again.");
        let claims = app.keys.read(&token).ok_or_else(again)?;
        // The token is good for minutes; the session it is of may have ended before: by sign-out, a new password, or theft.
        if !session::of(claims.sub).is_live(app.db.orm(), claims.sid).await.map_err(Problem::from)? {
            return Err(again().into());
        }
        match user::get(app.db.orm(), claims.sub).await {
            Ok(user) if user.disabled_at.is_none() => Ok(Self { user }),
            Ok(_) | Err(outlay_entity::Error::NotFound(_)) => Err(again().into()),
            Err(error) => Err(Problem::from(error).into()),
        }
    }
}

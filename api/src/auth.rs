//! `/auth`: register, sign in, refresh, sign out. Below it, what the signed-in do about who may come in:
//! [`password`], [`sessions`] and [`tokens`].

pub mod password;
pub mod sessions;
pub mod tokens;

use chrono::{DateTime, Utc};
use outlay_entity::session::{self, Renewal, Rotation};
use outlay_entity::{begin, user};
use poem::Request;
use poem::http::header;
use poem::web::cookie::{Cookie, SameSite};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::account::{ACCESS_COOKIE, REFRESH_COOKIE, cookie};
use crate::app::App;
use crate::body::Body;
use crate::me::{self, Me};
use crate::network::client_network;
use crate::problem::Problem;
use crate::reply::{Created, Done, Found};
use crate::tags::Tag;
use crate::token;

/// A new account.
#[derive(Object)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct RegisterInput {
    /// E-mail address, in any case
    #[oai(validator(min_length = 3, max_length = 254))]
    pub email: String,
    /// Password: of any characters, but not one that is guessed easily
    #[oai(validator(min_length = 8, max_length = 128))]
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
    async fn register(&self, request: &Request, input: Body<RegisterInput>) -> Result<Created<Session>, Problem> {
        let app = &self.app;
        let input = input.0;
        if !app.settings.registration {
            let title = "Registration is closed";
            return Err(Problem::forbidden("registration-closed", title, "Ask the operator for an account."));
        }
        app.tries.registration(&client_network(app, request)).await?;
        let currency = input.currency.unwrap_or_else(|| "USD".to_owned());
        let mut errors = Vec::new();
        errors.extend(me::check_email(&input.email));
        errors.extend(me::check_currency(&currency));
        errors.extend(me::check_line("/name", &input.name));
        errors.extend(input.phone.as_deref().and_then(|phone| me::check_line("/phone", phone)));
        let own = vec![input.email.clone(), input.name.clone()];
        errors.extend(app.passwords.refuse("/password", input.password.clone(), own).await?);
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let new = user::New {
            email: input.email,
            phone: input.phone,
            password_hash: app.passwords.hash(input.password).await?,
            currency,
            name: input.name.trim().to_owned(),
            gender: None,
            date_of_birth: None,
            role: user::Role::User,
        };
        let now = Utc::now();
        let (token, expires) = (token::refresh_token()?, now + app.settings.refresh_ttl);
        let txn = begin(&app.db).await?;
        let user = user::create(&txn, new, now).await?;
        let times = (now, expires);
        let row = session::of(user.id).create(&txn, None, &token::hash(&token), agent(request), times).await?;
        txn.commit().await?;
        let (session, cookies) = self.session(user, row.family, token, now, input.cookies.unwrap_or(false))?;
        let reply =
            Created::new(&session).header(header::LOCATION, "/api/v1/me").header(header::CACHE_CONTROL, "no-store");
        Ok(cookies.into_iter().fold(reply, |reply, cookie| reply.header(header::SET_COOKIE, cookie)))
    }

    /// Sign in
    ///
    /// With `cookies: true` the tokens travel in HttpOnly cookies and do not appear in the body.
    #[oai(path = "/auth/login", method = "post", operation_id = "login")]
    async fn login(&self, request: &Request, input: Body<LoginInput>) -> Result<Found<Session>, Problem> {
        let app = &self.app;
        let input = input.0;
        let email = user::normal_email(&input.email);
        let network = client_network(app, request);
        app.tries.password(&email, &network).await?;
        let user = if email.contains('\0') { None } else { user::by_email(app.db.orm(), &email).await? };
        // As much work for an address without an account: the time it takes tells nobody which addresses have one.
        let right = app.passwords.verify(input.password, user.as_ref().map(|user| user.password_hash.clone())).await?;
        let user = user.filter(|user| right && user.disabled_at.is_none()).ok_or_else(wrong_credentials)?;
        app.tries.known(&email, &network).await?;
        let now = Utc::now();
        let token = token::refresh_token()?;
        let times = (now, now + app.settings.refresh_ttl);
        let txn = begin(&app.db).await?;
        user::lock(&txn, user.id).await?;
        // The password may have been changed while it was compared: no sign-in with the old one comes after that.
        if user::get(&txn, user.id).await?.password_hash != user.password_hash {
            return Err(wrong_credentials());
        }
        let row = session::of(user.id).create(&txn, None, &token::hash(&token), agent(request), times).await?;
        txn.commit().await?;
        let (session, cookies) = self.session(user, row.family, token, now, input.cookies.unwrap_or(false))?;
        let reply = Found::new(&session).header(header::CACHE_CONTROL, "no-store");
        Ok(cookies.into_iter().fold(reply, |reply, cookie| reply.header(header::SET_COOKIE, cookie)))
    }

    /// Refresh the session
    ///
    /// Each refresh token works once. It may come again within 10 seconds, for two pages that renew at once and for answers
    /// that get lost, as long as nobody has used what it was exchanged for; after that, a token that comes a second time was
    /// stolen, and the whole session ends.
    #[oai(path = "/auth/refresh", method = "post", operation_id = "refresh")]
    async fn refresh(&self, request: &Request, input: Body<RefreshInput>) -> Result<Found<Session>, Problem> {
        let app = &self.app;
        let from_cookie = cookie(request, REFRESH_COOKIE);
        let cookies = input.0.refresh_token.is_none();
        let given = input.0.refresh_token.or(from_cookie).ok_or_else(missing_refresh_token)?;
        let network = client_network(app, request);
        app.tries.may_refresh(&network).await?;
        let now = Utc::now();
        let next = token::refresh_token()?;
        let renewal = Renewal {
            next_hash: &token::hash(&next),
            user_agent: agent(request),
            now,
            expires_at: now + app.settings.refresh_ttl,
            grace: app.settings.refresh_grace,
        };
        let txn = begin(&app.db).await?;
        let rotation = session::rotate(&txn, &token::hash(&given), renewal).await?;
        txn.commit().await?;
        let ended = || Problem::unauthorized("The session has ended. Sign in again.");
        if !matches!(rotation, Rotation::Rotated(_)) {
            app.tries.wrong_refresh(&network).await?;
        }
        let row = match rotation {
            Rotation::Rotated(row) => row,
            Rotation::Reused(old) => {
                tracing::warn!(target: "outlay::auth", user = %old.user_id, family = %old.family, "refresh token reused");
                return Err(ended());
            }
            Rotation::Refused => return Err(ended()),
        };
        let user = user::get(app.db.orm(), row.user_id).await?;
        if user.disabled_at.is_some() {
            return Err(ended());
        }
        let (session, cookies) = self.session(user, row.family, next, now, cookies)?;
        let reply = Found::new(&session).header(header::CACHE_CONTROL, "no-store");
        Ok(cookies.into_iter().fold(reply, |reply, cookie| reply.header(header::SET_COOKIE, cookie)))
    }

    /// Sign out
    ///
    /// Ends the session of the refresh token and clears the cookies. It does not fail when the session has ended before.
    #[oai(path = "/auth/logout", method = "post", operation_id = "logout")]
    async fn logout(&self, request: &Request, input: Body<RefreshInput>) -> Result<Done, Problem> {
        let app = &self.app;
        let given = input.0.refresh_token.or_else(|| cookie(request, REFRESH_COOKIE));
        if let Some(given) = given {
            session::end(app.db.orm(), &token::hash(&given), Utc::now()).await?;
        }
        let cleared = [(ACCESS_COOKIE, "/api/v1"), (REFRESH_COOKIE, "/api/v1/auth")];
        let cookies = cleared.map(|(name, path)| self.cookie(name, "", path, 0));
        Ok(cookies.into_iter().fold(Done::default(), |done, cookie| done.header(header::SET_COOKIE, cookie)))
    }
}

impl Auth {
    /// The session as answered, and the cookies that carry it instead where they were asked for.
    fn session(
        &self,
        user: user::Model,
        family: Uuid,
        refresh_token: String,
        now: DateTime<Utc>,
        cookies: bool,
    ) -> Result<(Session, Vec<String>), Problem> {
        let settings = &self.app.settings;
        let access_token = self.app.keys.sign(user.id, family, now, now + settings.access_ttl)?;
        let expires_in = settings.access_ttl.as_secs();
        let mut session = Session {
            access_token: None,
            refresh_token: None,
            token_type: "Bearer".to_owned(),
            expires_in,
            user: Me::from(user),
        };
        if cookies {
            let refresh = settings.refresh_ttl.as_secs();
            let access = self.cookie(ACCESS_COOKIE, &access_token, "/api/v1", expires_in);
            return Ok((session, vec![access, self.cookie(REFRESH_COOKIE, &refresh_token, "/api/v1/auth", refresh)]));
        }
        session.access_token = Some(access_token);
        session.refresh_token = Some(refresh_token);
        Ok((session, Vec::new()))
    }

    fn cookie(&self, name: &str, value: &str, path: &str, seconds: u64) -> String {
        let mut cookie = Cookie::new_with_str(name, value);
        cookie.set_path(path);
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Strict);
        cookie.set_secure(self.app.settings.secure());
        cookie.set_max_age(std::time::Duration::from_secs(seconds));
        cookie.to_string()
    }
}

/// What the client calls itself, shortened.
fn agent(request: &Request) -> &str {
    let agent = request.header("user-agent").unwrap_or_default();
    agent.char_indices().nth(200).map_or(agent, |(end, _)| &agent[..end])
}

fn wrong_credentials() -> Problem {
    Problem::unauthorized("There is no account with this e-mail address and password.")
}

fn missing_refresh_token() -> Problem {
    Problem::unauthorized("There is no session: send the latest refresh token, or sign in.")
}

//! RFC 9457 problems: the one form in which this service says no.
//!
//! A handler returns `Result<_, Problem>`; everything that fails before or beside a handler (parsing, routing, panics)
//! is turned into a [`Problem`] by [`edge`](crate::edge). The `type` of a problem is a stable path under `/problems/`,
//! described in docs/API.md. Internals never reach a client: the log has them, with the request id.

mod body;

use poem::error::ResponseError;
use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, MetaSchemaRef, Registry};
use poem_openapi::types::{ToJSON, Type};

pub use self::body::{Body, FieldError, shorten};

/// A problem on its way out.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(crate) body: Box<Body>,
    pub(crate) retry_after: Option<u64>,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Problem {
    /// A problem of `status` and kind `/problems/{name}`.
    #[must_use]
    pub fn new(status: StatusCode, name: &str, title: &str, detail: impl Into<String>) -> Self {
        let body = Body {
            kind: format!("/problems/{name}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            instance: None,
            request_id: None,
            errors: None,
        };
        Self { body: Box::new(body), retry_after: None, headers: Vec::new() }
    }

    /// 400: the request cannot be read.
    #[must_use]
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed-request", "The request cannot be read", detail)
    }

    /// 422: the request can be read but says something that is not allowed.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [one] => one.detail.clone(),
            many => format!("{} things are wrong; see errors", many.len()),
        };
        Self::unprocessable("invalid-request", "The request breaks a rule", detail).with_errors(errors)
    }

    /// 422 with a kind of its own.
    #[must_use]
    pub fn unprocessable(name: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, name, title, detail)
    }

    /// 401: nobody is signed in.
    #[must_use]
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        let mut problem = Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Sign in first", detail);
        problem.headers.push(("www-authenticate", "Bearer realm=\"outlay\"".to_owned()));
        problem
    }

    /// 403: signed in, yet not allowed.
    #[must_use]
    pub fn forbidden(name: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, name, title, detail)
    }

    /// 404: there is no such thing in this account.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        let place = if what == "account" { "" } else { " in this account" };
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", format!("There is no such {what}{place}."))
    }

    /// 409: the state of things forbids it now.
    #[must_use]
    pub fn conflict(name: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, name, title, detail)
    }

    /// 410: it was there and will not come back.
    #[must_use]
    pub fn gone(name: &str, title: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::GONE, name, title, detail)
    }

    /// 412: somebody changed it since it was read.
    #[must_use]
    pub fn precondition_failed() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "precondition-failed",
            "It was changed in the meantime",
            "The If-Match header does not name the current version. Read the resource again, then repeat the change with \
             its new ETag.",
        )
    }

    /// 413: the body is larger than `limit` bytes.
    #[must_use]
    pub fn too_large(limit: u64) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The request is too large",
            format!(
                "The body may have at most {limit} bytes ({} MB). Send less at a time.",
                limit as f64 / 1_000_000.0
            ),
        )
    }

    /// 429: too many requests; `seconds` until the next one is welcome.
    #[must_use]
    pub fn too_many(detail: impl Into<String>, seconds: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many requests", detail).retry_after(seconds)
    }

    /// 408: the body did not go on coming.
    #[must_use]
    pub fn stalled() -> Self {
        let detail = "The body did not go on coming for 30 s, or came too slowly. Send the request again.";
        Self::new(StatusCode::REQUEST_TIMEOUT, "request-timeout", "The request took too long", detail)
    }

    /// 500: our fault. `cause` goes to the log only.
    #[must_use]
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(target: "outlay::api", cause = %cause, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on the server",
            "The server's log has the cause under the request id. Try again; if it happens again, tell the operator.",
        )
    }

    /// 503: a part the service needs does not answer.
    #[must_use]
    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is not ready", detail).retry_after(5)
    }

    /// Adds what is wrong in detail.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.body.errors = Some(errors).filter(|errors| !errors.is_empty());
        self
    }

    /// Adds a `Retry-After` of so many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// What is wrong, for a person at a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.body.errors {
            None => self.body.detail.clone(),
            Some(errors) => {
                errors.iter().map(|error| error.detail.trim_start_matches('/')).collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.body.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.body.status, self.body.kind, self.body.detail)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        Self::status(self)
    }

    fn as_response(&self) -> Response {
        self.clone().into_response()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = Response::builder()
            .status(self.status())
            .header(header::CONTENT_TYPE, ProblemJson::CONTENT_TYPE)
            .header(header::CACHE_CONTROL, "no-store");
        if let Some(seconds) = self.retry_after {
            response = response.header(header::RETRY_AFTER, seconds.max(1));
        }
        for (name, value) in &self.headers {
            response = response.header(*name, value);
        }
        response.body(self.body.to_json_string())
    }
}

/// The media type of problems, for the OpenAPI document.
struct ProblemJson;

impl Payload for ProblemJson {
    const CONTENT_TYPE: &'static str = "application/problem+json";

    fn schema_ref() -> MetaSchemaRef {
        Body::schema_ref()
    }
}

impl ApiResponse for Problem {
    fn meta() -> MetaResponses {
        // Ranges, for generators: many cannot read `default`.
        let of = |range: &str, description| MetaResponse {
            description,
            status: None,
            status_range: Some(range.to_owned()),
            content: vec![MetaMediaType { content_type: ProblemJson::CONTENT_TYPE, schema: ProblemJson::schema_ref() }],
            headers: vec![],
        };
        let responses = vec![of("4XX", "What is wrong with the request (RFC 9457)"), of("5XX", "What went wrong here")];
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        Body::register(registry);
    }
}

impl From<outlay_entity::Error> for Problem {
    fn from(error: outlay_entity::Error) -> Self {
        use outlay_entity::Error;
        match error {
            Error::NotFound(what) => Self::not_found(what),
            Error::Stale { .. } => Self::precondition_failed(),
            Error::Taken(what) => {
                Self::conflict("taken", "There is one already", format!("There is such a {what} already."))
            }
            Error::OtherFormat { what, stored } => {
                let detail = format!(
                    "The {what} were written by another release, in format {stored}, which this one does not read. Start a new \
                     analysis."
                );
                Self::gone("other-format", "The result has another format", detail)
            }
            Error::Refused(why) => Self::conflict("not-now", "Not in this state", format!("{why}.")),
            Error::QueueFull { waiting, limit } => {
                let detail = format!(
                    "{waiting} jobs of this account are waiting; at most {limit} may. Wait until one has ended, or cancel one."
                );
                Self::new(StatusCode::TOO_MANY_REQUESTS, "queue-full", "Too many jobs are waiting", detail)
                    .retry_after(30)
                    .header("ratelimit-policy", format!("\"queued-jobs\";q={limit}"))
                    .header("ratelimit", "\"queued-jobs\";r=0")
            }
            Error::TooManyExpenses { found, most } => {
                let detail = format!(
                    "There are {found} expenses in the range; an analysis may have at most {most}. Choose a shorter range."
                );
                Self::unprocessable("too-many-expenses", "There are too many expenses", detail)
            }
            Error::Unavailable(_) => {
                tracing::error!(target: "outlay::api", %error, "the database does not answer");
                Self::unavailable("The database does not answer. Nothing was changed: try again in a moment.")
            }
            other => Self::internal(&other),
        }
    }
}

impl From<outlay_entity::DbErr> for Problem {
    fn from(error: outlay_entity::DbErr) -> Self {
        outlay_entity::Error::from(error).into()
    }
}

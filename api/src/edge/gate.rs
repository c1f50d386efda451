//! What a request must pass before a handler sees it.

use poem::Request;
use poem::http::{Method, StatusCode, header};

use super::body::Follow;
use crate::account;
use crate::app::App;
use crate::limits::Left;
use crate::network::client_network;
use crate::operations::Operations;
use crate::problem::{FieldError, Problem};
use crate::spec::PREFIX;

/// Largest body, in bytes, of a request to sign in.
const SIGN_IN_BODY: u64 = 16_384;

/// What is known of a request that passed.
pub(super) struct Passed {
    pub(super) path_names: Vec<String>,
    pub(super) body_limit: u64,
    /// Bytes of a file that is uploaded, at most.
    pub(super) upload: Option<u64>,
    pub(super) left: Option<Left>,
}

/// Refuses what no handler should see, and bounds the body.
pub(super) fn pass(
    app: &App,
    operations: &Operations,
    request: &mut Request,
    follow: &Follow,
) -> Result<Passed, Problem> {
    let path = request.uri().path().to_owned();
    let Some(below) = path.strip_prefix(PREFIX).filter(|below| below.is_empty() || below.starts_with('/')) else {
        return Ok(Passed { path_names: Vec::new(), body_limit: 0, upload: None, left: None });
    };
    let left = app.requests.check(limit_key(app, request))?;
    let operation =
        operations.find(request.method().as_str(), below).map_err(|methods| nothing_here(&path, &methods))?;
    known_query(request, &operation.query)?;
    same_origin(app, request)?;
    let body_limit = match below {
        "/imports" => app.settings.max_upload,
        "/import-jobs" => app.settings.max_large_upload,
        // Whoever sends these is not known yet.
        _ if below.starts_with("/auth/") => app.settings.max_body.min(SIGN_IN_BODY),
        _ => app.settings.max_body,
    };
    let says = bound_body(request, body_limit, follow)?;
    let uploads = body_limit > app.settings.max_body && request.method() == Method::POST;
    let upload = uploads.then(|| says.unwrap_or(body_limit));
    Ok(Passed { path_names: operation.path.clone(), body_limit, upload, left: Some(left) })
}

/// The account of a valid token, or else the client's network.
fn limit_key(app: &App, request: &Request) -> String {
    match account::credential(request).and_then(|token| app.keys.read(&token)) {
        Some(claims) => claims.sub.to_string(),
        None => client_network(app, request),
    }
}

fn nothing_here(path: &str, methods: &[&str]) -> Problem {
    if methods.is_empty() {
        let detail =
            format!("There is nothing at {}; /openapi.json lists what there is.", crate::problem::shorten(path));
        return Problem::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail);
    }
    let allowed = methods.join(", ");
    let title = "The method is not allowed here";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", title, format!("Allowed are {allowed}."))
        .header("allow", allowed)
}

fn known_query(request: &Request, known: &[String]) -> Result<(), Problem> {
    let given: Vec<(String, String)> = request
        .params()
        .map_err(|_| Problem::malformed("The query string is not of the form name=value&name=value."))?;
    let allowed = if known.is_empty() {
        "no query parameters".to_owned()
    } else {
        format!("the parameters {}", known.join(", "))
    };
    let mut errors = Vec::new();
    for (i, (name, _)) in given.iter().enumerate() {
        let detail = if !known.contains(name) {
            format!("{name} is not a known query parameter; allowed are {allowed}")
        } else if given[..i].iter().any(|(before, _)| before == name) {
            format!("{name} is given more than once; give it once")
        } else {
            continue;
        };
        errors.push(FieldError::parameter(name, detail).given(name).allowed(&allowed));
    }
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// A page of another site cannot make a browser change anything here: its `Origin` gives it away. Clients that send a
/// bearer token are not browsers acting on a cookie.
fn same_origin(app: &App, request: &Request) -> Result<(), Problem> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let Some(origin) = request.header("origin").filter(|_| !safe && request.header("authorization").is_none()) else {
        return Ok(());
    };
    let public = app.settings.public_url.as_deref().map(|url| url.trim_end_matches('/'));
    let host = request.header("host").unwrap_or_default();
    let ours = origin.split_once("://").is_some_and(|(_, authority)| !host.is_empty() && authority == host);
    // A page that the operator lets in comes without cookies, to sign in and to refresh.
    let let_in = app.settings.cors_origins.iter().any(|known| known == origin) && request.header("cookie").is_none();
    if ours || public == Some(origin) || let_in {
        return Ok(());
    }
    let detail =
        format!("Requests from {} are not accepted. Use the page of this service.", crate::problem::shorten(origin));
    Err(Problem::forbidden("cross-site", "The request comes from another site", detail))
}

/// Refuses a body that says it is too large, and bounds one that does not say. Chunked bodies and requests without any are
/// welcome. Gives the length it says it has.
fn bound_body(request: &mut Request, limit: u64, follow: &Follow) -> Result<Option<u64>, Problem> {
    // A multipart form wraps the file in a few lines of its own.
    let most = limit + if request.content_type().is_some_and(|t| t.starts_with("multipart/")) { 16_384 } else { 0 };
    let says = request.header(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if says.is_some_and(|length| length > most) {
        return Err(Problem::too_large(limit));
    }
    follow.bound(request, most);
    Ok(says)
}

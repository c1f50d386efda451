//! The edge of the service: every request passes through here on its way in, every response on its way out.
//!
//! In: a request id; methods and query parameters nobody knows, bodies that are too large or do not go on coming, and
//! cross-site requests are refused; requests are counted. Out: every error, also those of parsers, routing and panics, becomes a
//! [`Problem`]; every response gets its request id and the headers that protect a browser.

mod body;
pub(crate) mod compress;
mod cors;
mod errors;
mod gate;

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures_util::FutureExt;
use outlay_entity::queue::Origin;
use outlay_telemetry::traces;
use poem::http::{HeaderValue, Method, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use tracing::Instrument;
use tracing::field::Empty;
use uuid::Uuid;

use self::body::{Fate, Follow};
use crate::app::App;
use crate::operations::Operations;
use crate::problem::Problem;
use crate::{metrics, origin};

/// Wraps the whole service.
pub(crate) struct Edge<E> {
    pub(crate) inner: E,
    pub(crate) app: App,
    pub(crate) operations: Operations,
}

impl<E: Endpoint> Endpoint for Edge<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let begun = Instant::now();
        let id = request_id(&request);
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let route = self.operations.route(method.as_str(), &path);
        let span = tracing::info_span!(
            target: "outlay::http", "request", id = %id, %method, path = %path,
            otel.name = Empty, otel.kind = Empty,
        );
        let received = origin::traceparent(&request);
        traces::begin(&span, &format!("{method} {route}"), traces::Role::Server, received.as_deref());
        let follow = Follow::default();
        request.extensions_mut().insert(self.app.clone());
        let traceparent = traces::traceparent(&span).or(received);
        let origin = Origin { request_id: Some(id.clone()), traceparent };

        let takes_gzip = compress::takes_gzip(request.header("accept-encoding"));
        let foreign = cors::listed(&self.app, &request);
        let options = cors::options(&self.operations, &request, foreign.as_ref());

        let mut left_over = false;
        let outcome = async {
            if let Some(answer) = options {
                left_over = !body::drain(request).await;
                return Ok(answer);
            }
            let passed = match gate::pass(&self.app, &self.operations, &mut request, &follow) {
                Ok(passed) => passed,
                Err(problem) => {
                    left_over = !body::drain(request).await;
                    return Err(problem);
                }
            };
            let _room = match passed.upload {
                None => None,
                Some(bytes) => match self.app.uploads.room(bytes).await {
                    Ok(room) => Some(room),
                    Err(problem) => {
                        left_over = !body::drain(request).await;
                        return Err(problem);
                    }
                },
            };
            let names = passed.path_names.clone();
            let limit = passed.body_limit;
            let answered = AssertUnwindSafe(self.inner.call(request)).catch_unwind().await;
            let mut response = match answered {
                Ok(Ok(response)) => response.into_response(),
                Ok(Err(_)) if follow.fate() == Fate::TooLarge => return Err(Problem::too_large(limit)),
                Ok(Err(_)) if follow.fate() == Fate::Stalled => return Err(Problem::stalled()),
                Ok(Err(error)) => return Err(errors::problem(error, &names)),
                Err(panic) => return Err(errors::panicked(&*panic)),
            };
            if let Some(left) = passed.left {
                left.tell(&mut response);
            }
            Ok(response)
        };
        let mut response = match origin::scope(origin, outcome.instrument(span.clone())).await {
            Ok(response) => response,
            Err(mut problem) => {
                problem.body.instance = Some(path.clone());
                problem.body.request_id = Some(id.clone());
                problem.into_response()
            }
        };
        protect(&mut response, &path, self.app.settings.secure());
        if !self.app.settings.cors_origins.is_empty() {
            response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
        }
        if let Some(origin) = foreign {
            cors::allow(response.headers_mut(), origin);
        }
        if left_over || follow.fate() != Fate::Read {
            // What is left of the body cannot be told from the next request: the client must know that the connection ends.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", value);
        }
        if method == Method::HEAD {
            response.set_body(poem::Body::empty());
        } else {
            compress::compress(&mut response, takes_gzip).await;
        }
        let (status, ms) = (response.status().as_u16(), begun.elapsed().as_millis());
        metrics::answered(method.as_str(), &route, status, begun.elapsed());
        traces::outcome(&span, "http.response.status_code", i64::from(status), status >= 500);
        tracing::debug!(target: "outlay::http", parent: &span, status, ms, "answered");
        Ok(response)
    }
}

/// The client's own id when it is plain, or a new one.
fn request_id(request: &Request) -> String {
    let plain = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    request.header("x-request-id").filter(plain).map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}

/// Headers that keep a browser from doing what it should not.
fn protect(response: &mut Response, path: &str, over_tls: bool) {
    // Swagger UI is one page with its script inside; the UI's own page has no inline script.
    let policy = if path.starts_with("/docs") {
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    } else {
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
         font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; \
         form-action 'self'"
    };
    let headers = response.headers_mut();
    if over_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.insert("content-security-policy", HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers
        .insert("permissions-policy", HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"));
}

#[cfg(test)]
mod tests {
    use poem::endpoint::make_sync;

    use super::*;
    use crate::settings::Settings;

    #[tokio::test]
    async fn a_panic_is_a_problem_with_the_id_of_the_request_and_without_its_cause() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("outlay.db").display());
        let db = outlay_entity::connect(&url, outlay_entity::Settings::default()).await.unwrap();
        let edge = Edge {
            inner: make_sync(|_| -> Response { panic!("secret cause") }),
            app: App::new(db, Settings::new(vec![1; 32]), outlay_entity::queue::Wake::default()),
            operations: Operations::of(&serde_json::Value::Null),
        };
        let request = Request::builder().header("x-request-id", "id-1").finish();

        let response = edge.call(request).await.unwrap();

        assert_eq!(response.status().as_u16(), 500);
        assert_eq!(response.header("x-request-id"), Some("id-1"));
        assert_eq!(response.content_type(), Some("application/problem+json"));
        let text = response.into_body().into_string().await.unwrap();
        assert!(text.contains("/problems/internal") && text.contains("id-1") && !text.contains("secret"));
    }
}

//! `OPTIONS`, and pages of other origins that an operator lets in. They come with a bearer token: cookies are of this
//! service's own page alone, so no answer allows credentials.

use poem::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

use crate::app::App;
use crate::operations::Operations;
use crate::spec::PREFIX;

/// Headers of requests that the API reads.
const REQUEST_HEADERS: &str = "authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, \
                               prefer, traceparent, x-request-id";
/// Headers of answers that say something.
const RESPONSE_HEADERS: &str = "content-disposition, etag, idempotency-replayed, location, ratelimit, ratelimit-policy, \
                                retry-after, x-request-id";

/// The origin of a request, when it is one that the operator lets in.
pub(super) fn listed(app: &App, request: &Request) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    let listed = origin.to_str().is_ok_and(|origin| app.settings.cors_origins.iter().any(|known| known == origin));
    listed.then(|| origin.clone())
}

/// What may be asked at a path of the API: the answer to an `OPTIONS` there. `None` for everything else.
pub(super) fn options(operations: &Operations, request: &Request, origin: Option<&HeaderValue>) -> Option<Response> {
    if *request.method() != Method::OPTIONS {
        return None;
    }
    let below = request.uri().path().strip_prefix(PREFIX).filter(|below| below.starts_with('/'))?;
    let methods = operations.find("OPTIONS", below).err().filter(|methods| !methods.is_empty())?;
    let mut methods = methods.join(", ");
    if methods.contains("GET") {
        methods.push_str(", HEAD");
    }
    methods.push_str(", OPTIONS");
    let mut response = Response::builder().status(StatusCode::NO_CONTENT).header(header::ALLOW, &methods);
    if origin.is_some() && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        response = response
            .header(header::ACCESS_CONTROL_ALLOW_METHODS, &methods)
            .header(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
            .header(header::ACCESS_CONTROL_MAX_AGE, "600");
    }
    Some(response.finish())
}

/// Lets the page of `origin` read the answer.
pub(super) fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(RESPONSE_HEADERS));
}

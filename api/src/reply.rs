//! What a handler answers when all is well: a status that the OpenAPI document knows, a typed body, and headers.

use bytes::Bytes;
use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::{ToJSON, Type};

use crate::etag::Tag;

/// A JSON answer of status `STATUS` whose body is a `T`.
pub struct Reply<const STATUS: u16, T> {
    status: StatusCode,
    body: Bytes,
    headers: HeaderMap,
    of: std::marker::PhantomData<fn() -> T>,
}

/// 200 with a `T`.
pub type Found<T> = Reply<200, T>;
/// 201 with a `T`.
pub type Created<T> = Reply<201, T>;
/// 202 with a `T`.
pub type Accepted<T> = Reply<202, T>;

impl<const STATUS: u16, T> Reply<STATUS, T> {
    /// The answer `value`.
    #[must_use]
    pub fn new(value: &T) -> Self
    where
        T: ToJSON,
    {
        Self::raw(value.to_json_string().into_bytes())
    }

    /// The answer whose JSON is already written: a stored document of type `T`.
    #[must_use]
    pub fn raw(json: impl Into<Bytes>) -> Self {
        let status = StatusCode::from_u16(STATUS).unwrap_or(StatusCode::OK);
        Self { status, body: json.into(), headers: HeaderMap::new(), of: std::marker::PhantomData }
    }

    /// Adds a header; a value that no header can carry is left out.
    #[must_use]
    pub fn header(mut self, name: header::HeaderName, value: impl AsRef<str>) -> Self {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.headers.append(name, value);
        }
        self
    }

    /// Adds an `ETag`, and answers 304 without a body when the client already has it.
    #[must_use]
    pub fn tagged(mut self, tag: &Tag, if_none_match: Option<&str>) -> Self {
        if tag.matches(if_none_match) {
            self.status = StatusCode::NOT_MODIFIED;
            self.body = Bytes::new();
        }
        self.header(header::ETAG, tag.to_string())
    }

    /// The JSON that is sent.
    #[must_use]
    pub fn json(&self) -> &Bytes {
        &self.body
    }
}

impl<const STATUS: u16, T: Send> IntoResponse for Reply<STATUS, T> {
    fn into_response(self) -> Response {
        let mut response = Response::builder().status(self.status);
        if self.status != StatusCode::NOT_MODIFIED {
            response = response.content_type("application/json");
        }
        let mut response = response.body(self.body);
        response.headers_mut().extend(self.headers);
        response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
        response
    }
}

impl<const STATUS: u16, T: Type> ApiResponse for Reply<STATUS, T> {
    fn meta() -> MetaResponses {
        let content = vec![MetaMediaType { content_type: "application/json", schema: T::schema_ref() }];
        MetaResponses { responses: vec![described(STATUS, content)] }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

/// 204: done, nothing to say.
#[derive(Default)]
pub struct Done {
    headers: HeaderMap,
}

impl Done {
    /// Appends a header; a value that no header can carry is left out.
    #[must_use]
    pub fn header(mut self, name: header::HeaderName, value: impl AsRef<str>) -> Self {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.headers.append(name, value);
        }
        self
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
        response.headers_mut().extend(self.headers);
        response
    }
}

impl ApiResponse for Done {
    fn meta() -> MetaResponses {
        MetaResponses { responses: vec![described(204, vec![])] }
    }

    fn register(_: &mut Registry) {}
}

pub(crate) fn described(status: u16, content: Vec<MetaMediaType>) -> MetaResponse {
    let description = match status {
        201 => "Created",
        202 => "Accepted",
        204 => "Done",
        _ => "Success",
    };
    let location = MetaHeader {
        name: "Location".to_owned(),
        description: Some("Path of what was made or is under way, where it has one of its own".to_owned()),
        required: false,
        deprecated: false,
        schema: String::schema_ref(),
    };
    let headers = if matches!(status, 201 | 202) { vec![location] } else { vec![] };
    MetaResponse { description, status: Some(status), status_range: None, content, headers }
}

//! Files that are sent as they are: with their media type, a name to be saved under and their hash as `ETag`.

use bytes::Bytes;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Body, IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::payload::Binary;
use poem_openapi::payload::Payload;
use poem_openapi::registry::{MetaMediaType, MetaResponses, Registry};

use crate::etag::Tag;
use crate::reply::described;

/// A file of one of the media types that `M` lists.
pub struct File<M> {
    response: Response,
    of: std::marker::PhantomData<fn() -> M>,
}

/// Media types a file may have, for the OpenAPI document.
pub trait Media {
    /// The types.
    const TYPES: &'static [&'static str];
}

/// CSV.
pub struct CsvMedia;
/// Excel workbook.
pub struct WorkbookMedia;
/// SVG or PNG picture.
pub struct ChartMedia;

/// Zip file.
pub struct ZipMedia;

impl Media for ZipMedia {
    const TYPES: &'static [&'static str] = &["application/zip"];
}
impl Media for CsvMedia {
    const TYPES: &'static [&'static str] = &["text/csv"];
}
impl Media for WorkbookMedia {
    const TYPES: &'static [&'static str] = &["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"];
}
impl Media for ChartMedia {
    const TYPES: &'static [&'static str] = &["image/svg+xml", "image/png"];
}

/// A CSV file.
pub type Csv = File<CsvMedia>;
/// A workbook.
pub type Workbook = File<WorkbookMedia>;
/// A zip file.
pub type Archive = File<ZipMedia>;
/// A picture of a chart.
pub type ChartFile = File<ChartMedia>;

impl<M: Media> File<M> {
    /// A stored file whose hash is `tag`; 304 when the client has it.
    #[must_use]
    pub fn stored(
        name: &str,
        media_type: &str,
        bytes: impl Into<Bytes>,
        tag: &Tag,
        if_none_match: Option<&str>,
    ) -> Self {
        let mut response = Response::builder()
            .header(header::ETAG, tag.to_string())
            .header(header::CACHE_CONTROL, "private, no-cache")
            .header(header::CONTENT_DISPOSITION, disposition(name, media_type));
        response = if tag.matches(if_none_match) {
            response.status(StatusCode::NOT_MODIFIED)
        } else {
            response.content_type(media_type)
        };
        let body = if tag.matches(if_none_match) { Body::empty() } else { Body::from_bytes(bytes.into()) };
        Self { response: response.body(body), of: std::marker::PhantomData }
    }

    /// A stored file of `size` bytes that is read while it is sent; 304 when the client has it.
    #[must_use]
    pub fn in_pieces(
        name: &str,
        media_type: &str,
        size: i64,
        body: Body,
        tag: &Tag,
        if_none_match: Option<&str>,
    ) -> Self {
        let mut file = Self::stored(name, media_type, Bytes::new(), tag, if_none_match);
        if file.response.status() == StatusCode::OK {
            file.response.headers_mut().insert(header::CONTENT_LENGTH, size.into());
            file.response.set_body(body);
        }
        file
    }

    /// A file that is written while it is sent.
    #[must_use]
    pub fn streamed(name: &str, media_type: &str, body: Body) -> Self {
        let response = Response::builder()
            .content_type(media_type)
            .header(header::CACHE_CONTROL, "no-store")
            .header(header::CONTENT_DISPOSITION, disposition(name, media_type))
            .body(body);
        Self { response, of: std::marker::PhantomData }
    }
}

/// Pictures are shown, everything else is saved.
fn disposition(name: &str, media_type: &str) -> HeaderValue {
    let how = if media_type.starts_with("image/") { "inline" } else { "attachment" };
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
    HeaderValue::from_str(&format!("{how}; filename=\"{name}\"")).unwrap_or(HeaderValue::from_static("attachment"))
}

impl<M: Media + Send> IntoResponse for File<M> {
    fn into_response(self) -> Response {
        self.response
    }
}

impl<M: Media> ApiResponse for File<M> {
    fn meta() -> MetaResponses {
        let content = M::TYPES
            .iter()
            .map(|content_type| MetaMediaType { content_type, schema: Binary::<Vec<u8>>::schema_ref() })
            .collect();
        MetaResponses { responses: vec![described(200, content)] }
    }

    fn register(_: &mut Registry) {}
}

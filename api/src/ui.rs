//! The web UI, built into the binary: files under `/assets/` never change and are cached for ever, everything else that a
//! browser asks for is the one page.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use bytes::Bytes;
use poem::http::{Method, StatusCode, header};
use poem::{Request, Response, Result};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::edge::compress;
use crate::etag::Tag;
use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Dist;

/// Serves a file of the UI, or its page for a path that only the UI knows.
///
/// # Errors
/// 404 for files that are not there, 405 for other methods than GET and HEAD.
pub(crate) fn serve(request: &Request) -> Result<Response> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let (status, title) = (StatusCode::METHOD_NOT_ALLOWED, "The method is not allowed here");
        let problem = Problem::new(status, "method-not-allowed", title, "Allowed are GET, HEAD.");
        return Err(problem.header("allow", "GET, HEAD").into());
    }
    let path = request.uri().path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let wants_page = request.header("accept").is_none_or(|a| a.contains("text/html") || a.contains("*/*"));
    let last = path.rsplit('/').next().unwrap_or("");
    match Dist::get(path) {
        Some(file) => Ok(send(request, path, &file)),
        None if wants_page && !last.contains('.') => match Dist::get("index.html") {
            Some(page) => Ok(send(request, "index.html", &page)),
            None => Err(missing(path)),
        },
        None => Err(missing(path)),
    }
}

fn missing(path: &str) -> poem::Error {
    let detail = format!("There is nothing at /{}.", crate::problem::shorten(path));
    Problem::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail).into()
}

fn send(request: &Request, path: &str, file: &EmbeddedFile) -> Response {
    let tag = Tag::of_hash(&hex::encode(file.metadata.sha256_hash()));
    // Names of built assets carry a hash of their content.
    let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let response = Response::builder().header(header::ETAG, tag.to_string()).header(header::CACHE_CONTROL, caching);
    if tag.matches(request.header("if-none-match")) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    let media_type = match file.metadata.mimetype() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    let response = response.content_type(&media_type);
    if !is_text(&media_type) {
        return response.body(file.data.to_vec());
    }
    let response = response.header(header::VARY, "accept-encoding");
    if !compress::takes_gzip(request.header("accept-encoding")) {
        return response.body(file.data.to_vec());
    }
    match compressed(path, file) {
        Some(bytes) => {
            let mut response = response.header(header::CONTENT_ENCODING, "gzip").body(bytes);
            compress::weaken(response.headers_mut());
            response
        }
        None => response.body(file.data.to_vec()),
    }
}

/// What gets smaller: text, scripts, drawings. Pictures and fonts are compressed already.
fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || ["javascript", "json", "svg"].iter().any(|kind| media_type.contains(kind))
}

/// The file, compressed as well as can be, the first time somebody asks for it.
fn compressed(path: &str, file: &EmbeddedFile) -> Option<Bytes> {
    static FILES: LazyLock<Mutex<HashMap<String, Bytes>>> = LazyLock::new(Mutex::default);
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = files.get(path) {
        return Some(known.clone());
    }
    let bytes = Bytes::from(compress::gzip(&file.data, 9).ok()?);
    files.insert(path.to_owned(), bytes.clone());
    Some(bytes)
}

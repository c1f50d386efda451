//! Compression of JSON answers, for clients that take gzip.
//!
//! What must not be stored is not compressed either: an answer with a token in it, next to something a stranger chose,
//! would tell its length (BREACH). Streams go as they are, and files of the UI are compressed [once](crate::ui).

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use poem::http::{HeaderValue, header};
use poem::{Body, Response};

/// Below this, the headers weigh more.
const LEAST: usize = 1_000;
/// Above this, compressing takes long enough to be in the way of others.
const INLINE: usize = 100_000;

/// True when an `Accept-Encoding` takes gzip.
pub(crate) fn takes_gzip(accept: Option<&str>) -> bool {
    let mut any = None;
    for item in accept.unwrap_or_default().split(',') {
        let mut parts = item.split(';').map(str::trim);
        let coding = parts.next().unwrap_or_default();
        let refused =
            parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0)));
        if coding.eq_ignore_ascii_case("gzip") {
            return !refused;
        }
        if coding == "*" {
            any = Some(!refused);
        }
    }
    any.unwrap_or(false)
}

/// `bytes`, compressed.
pub(crate) fn gzip(bytes: &[u8], level: u32) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(level));
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Compresses a JSON answer where the client takes that and it is worth it.
pub(super) async fn compress(response: &mut Response, takes_gzip: bool) {
    let headers = response.headers();
    let json = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(is_json);
    let secret = headers.get(header::CACHE_CONTROL).is_some_and(|value| value == "no-store");
    if !json || secret || headers.contains_key(header::CONTENT_ENCODING) {
        return;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if !takes_gzip {
        return;
    }
    let Ok(bytes) = response.take_body().into_bytes().await else { return };
    let compressed = match bytes.len() {
        ..LEAST => None,
        LEAST..INLINE => gzip(&bytes, 5).ok(),
        _ => {
            let bytes = bytes.clone();
            tokio::task::spawn_blocking(move || gzip(&bytes, 5).ok()).await.ok().flatten()
        }
    };
    let Some(compressed) = compressed else {
        response.set_body(Body::from_bytes(bytes));
        return;
    };
    response.set_body(Body::from_vec(compressed));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    weaken(headers);
}

/// The same version in other bytes: its tag is weak (RFC 9110, 8.8.1).
pub(crate) fn weaken(headers: &mut poem::http::HeaderMap) {
    let weak = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).filter(|tag| tag.starts_with('"'));
    if let Some(weak) = weak.and_then(|tag| HeaderValue::from_str(&format!("W/{tag}")).ok()) {
        headers.insert(header::ETAG, weak);
    }
}

fn is_json(media_type: &str) -> bool {
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    media_type == "application/json" || media_type == "application/problem+json"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_taken_where_it_is_named_or_anything_is() {
        for (accept, taken) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("*", true),
            ("gzip;q=0", false),
            ("*, gzip;q=0.0", false),
            ("br", false),
            ("", false),
        ] {
            assert_eq!(takes_gzip(Some(accept)), taken, "{accept}");
        }
        assert!(!takes_gzip(None));
    }
}

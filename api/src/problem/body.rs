//! What a problem looks like on the wire.

use poem_openapi::Object;

/// What went wrong, as sent.
#[derive(Clone, Debug, Object)]
#[oai(rename = "Problem", skip_serializing_if_is_none)]
pub struct Body {
    /// Stable path that names the kind of problem, such as `/problems/not-found`
    #[oai(rename = "type")]
    pub kind: String,
    /// The kind in words; the same for every problem of this kind
    pub title: String,
    /// HTTP status
    pub status: u16,
    /// What happened here, what is allowed and what to do
    pub detail: String,
    /// Path of the request
    pub instance: Option<String>,
    /// Id of the request, also in the `X-Request-Id` header and in the server's log
    pub request_id: Option<String>,
    /// Fields, parameters or cells that are wrong
    pub errors: Option<Vec<FieldError>>,
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, Default, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct FieldError {
    /// JSON pointer into the body
    pub pointer: Option<String>,
    /// Name of a query parameter, header or path parameter
    pub parameter: Option<String>,
    /// Row of an uploaded file; the first one below the header is 1
    pub row: Option<u64>,
    /// Line of an uploaded file where that row begins
    pub line: Option<u64>,
    /// Column of an uploaded file
    pub column: Option<String>,
    /// What was given, shortened
    pub given: Option<String>,
    /// What is allowed
    pub allowed: Option<String>,
    /// What is wrong, in words
    pub detail: String,
}

impl FieldError {
    /// An error at a JSON pointer such as `/amount`.
    #[must_use]
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: Some(pointer.into()), detail: detail.into(), ..Self::default() }
    }

    /// An error of a query, path or header parameter.
    #[must_use]
    pub fn parameter(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { parameter: Some(name.into()), detail: detail.into(), ..Self::default() }
    }

    /// Adds what was given, shortened to 80 characters.
    #[must_use]
    pub fn given(mut self, given: impl AsRef<str>) -> Self {
        self.given = Some(shorten(given.as_ref()));
        self
    }

    /// Adds what is allowed.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }
}

/// At most 80 characters of `text`, control characters made visible.
#[must_use]
pub fn shorten(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(80)
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    if text.chars().count() > 80 {
        short.push('…');
    }
    short
}

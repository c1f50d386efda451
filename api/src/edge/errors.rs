//! What the framework says went wrong, as problems.

use std::any::Any;

use poem::error::{MethodNotAllowedError, NotFoundError, ReadBodyError};
use poem::http::StatusCode;
use poem_openapi::error::{
    AuthorizationError, ContentTypeError, ParseMultipartError, ParseParamError, ParsePathError,
    ParseRequestPayloadError,
};

use crate::problem::{FieldError, Problem};

/// The problem that `error` is; `path_names` are the names of the path's parameters.
pub(super) fn problem(error: poem::Error, path_names: &[String]) -> Problem {
    let error = match error.downcast::<Problem>() {
        Ok(problem) => return problem,
        Err(error) => error,
    };
    if let Some(error) = error.downcast_ref::<ParsePathError>() {
        // poem-openapi calls them param0, param1...
        let place = error.name.strip_prefix("param").and_then(|i| i.parse::<usize>().ok());
        let name = place.and_then(|i| path_names.get(i)).map_or(error.name, String::as_str);
        let detail = format!("There is nothing here: {name} in the path is not an id.");
        return Problem::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail);
    }
    if let Some(error) = error.downcast_ref::<ParseParamError>() {
        let reason = error.reason.split_once(": ").map_or(error.reason.as_str(), |(_, reason)| reason);
        let detail = format!("{}: {reason}", error.name);
        return Problem::invalid(vec![FieldError::parameter(error.name, detail).allowed(allowed(&error.reason))]);
    }
    if let Some(error) = error.downcast_ref::<ContentTypeError>() {
        let detail = match error {
            ContentTypeError::NotSupported { content_type } => {
                format!("`{}` cannot be read here; /openapi.json says what can.", crate::problem::shorten(content_type))
            }
            ContentTypeError::ExpectContentType => "Say with Content-Type what the body is.".to_owned(),
        };
        let title = "The media type is not supported";
        return Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", title, detail);
    }
    if error.is::<ParseRequestPayloadError>() || error.is::<ParseMultipartError>() || error.is::<ReadBodyError>() {
        return Problem::malformed(format!("The body cannot be used: {error}."));
    }
    if error.is::<AuthorizationError>() {
        return Problem::unauthorized("Send an access token, or sign in.");
    }
    if error.is::<NotFoundError>() {
        return Problem::new(StatusCode::NOT_FOUND, "not-found", "Not found", "There is nothing here.");
    }
    if error.is::<MethodNotAllowedError>() {
        let title = "The method is not allowed here";
        return Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            title,
            "Another method is expected.",
        );
    }
    match error.status() {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            let title = "The media type is not supported";
            Problem::new(error.status(), "unsupported-media-type", title, error.to_string())
        }
        status if status.is_client_error() => Problem::malformed(error.to_string()),
        _ => Problem::internal(&error),
    }
}

fn allowed(reason: &str) -> &'static str {
    if reason.contains("date") {
        "a day of the calendar such as 2026-02-28"
    } else if reason.contains("bool") {
        "true or false"
    } else if reason.contains("integer") {
        "a whole number"
    } else {
        "a value as /openapi.json describes it"
    }
}

/// A handler panicked: the message goes to the log.
pub(super) fn panicked(panic: &(dyn Any + Send)) -> Problem {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Problem::internal(&format!("panic: {}", text.unwrap_or("no message")))
}

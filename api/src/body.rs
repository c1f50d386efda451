//! JSON request bodies, held against their own published schema.
//!
//! poem-openapi stops at the first thing it cannot parse and does not say where. Here the value is first compared with
//! the schema that stands in the OpenAPI document, so that every field that is unknown, missing, of the wrong type or out
//! of bounds is named by its JSON pointer, with what was given and what is allowed.

use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::impl_apirequest_for_payload;
use poem_openapi::payload::{ParsePayload, Payload};
use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::{ParseFromJSON, Type};
use serde_json::Value;

use crate::problem::Problem;
use crate::schema;

/// A JSON body of type `T`.
pub struct Body<T>(pub T);

impl<T> std::ops::Deref for Body<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Type> Payload for Body<T> {
    const CONTENT_TYPE: &'static str = "application/json";

    fn check_content_type(content_type: &str) -> bool {
        let essence = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}

impl<T: ParseFromJSON> ParsePayload for Body<T> {
    const IS_REQUIRED: bool = true;

    async fn from_request(request: &Request, body: &mut RequestBody) -> Result<Self> {
        let bytes = <Vec<u8> as FromRequest>::from_request(request, body).await?;
        let value: Value = serde_json::from_slice(&bytes)
            .map_err(|error| Problem::malformed(format!("The body is not JSON: {error}.")))?;
        let errors = schema::check::<T>(&value);
        if !errors.is_empty() {
            return Err(Problem::invalid(errors).into());
        }
        let parsed = T::parse_from_json(Some(value));
        Ok(Self(
            parsed
                .map_err(|error| Problem::malformed(format!("The body cannot be used: {}.", error.into_message())))?,
        ))
    }
}

impl_apirequest_for_payload!(Body<T>, T: ParseFromJSON);

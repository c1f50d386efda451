//! Compares a JSON value with the schema that poem-openapi publishes for a type, and names everything that is wrong.

use chrono::NaiveDate;
use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::Type;
use serde_json::Value;
use uuid::Uuid;

use crate::problem::FieldError;

/// Most errors that are told at once.
pub const MAX_ERRORS: usize = 100;

/// Everything in `value` that is not as the schema of `T` says, at most [`MAX_ERRORS`].
#[must_use]
pub fn check<T: Type>(value: &Value) -> Vec<FieldError> {
    let mut registry = Registry::new();
    T::register(&mut registry);
    let mut walk = Walk { registry: &registry, errors: Vec::new() };
    walk.value(value, &T::schema_ref(), "");
    walk.errors.truncate(MAX_ERRORS);
    walk.errors
}

struct Walk<'a> {
    registry: &'a Registry,
    errors: Vec<FieldError>,
}

impl Walk<'_> {
    fn wrong(&mut self, pointer: &str, given: &Value, allowed: impl Into<String>) {
        let allowed = allowed.into();
        let given = match given {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let place = if pointer.is_empty() { "the body" } else { pointer };
        let detail =
            format!("{place}: `{}` is not allowed here; allowed is {allowed}", crate::problem::shorten(&given));
        self.errors.push(FieldError::at(pointer, detail).given(given).allowed(allowed));
    }

    fn value(&mut self, value: &Value, schema: &MetaSchemaRef, pointer: &str) {
        if self.errors.len() >= MAX_ERRORS {
            return;
        }
        match schema {
            MetaSchemaRef::Inline(schema) => self.inline(value, schema, pointer),
            MetaSchemaRef::Reference(name) => {
                if let Some(schema) = self.registry.schemas.get(name) {
                    self.inline(value, schema, pointer);
                }
            }
        }
    }

    fn inline(&mut self, value: &Value, schema: &MetaSchema, pointer: &str) {
        for part in &schema.all_of {
            self.value(value, part, pointer);
        }
        if !schema.enum_items.is_empty() && !schema.enum_items.contains(value) {
            let items: Vec<String> = schema.enum_items.iter().map(|i| i.to_string().replace('"', "`")).collect();
            return self.wrong(pointer, value, format!("one of {}", items.join(", ")));
        }
        match (schema.ty, value) {
            ("object", Value::Object(_)) => self.object(value, schema, pointer),
            ("array", Value::Array(items)) => {
                let count = items.len();
                if schema.max_items.is_some_and(|max| count > max) || schema.min_items.is_some_and(|min| count < min) {
                    let (min, max) = (schema.min_items.unwrap_or(0), schema.max_items);
                    let allowed =
                        max.map_or_else(|| format!("{min} items or more"), |max| format!("{min} to {max} items"));
                    return self.wrong(pointer, &Value::String(format!("{count} items")), allowed);
                }
                if let Some(schema) = &schema.items {
                    for (i, item) in items.iter().enumerate() {
                        self.value(item, schema, &format!("{pointer}/{i}"));
                    }
                }
            }
            ("string", Value::String(text)) => self.text(text, schema, pointer),
            ("integer", Value::Number(n)) if n.is_i64() || n.is_u64() => self.number(value, schema, pointer),
            ("number", Value::Number(_)) => self.number(value, schema, pointer),
            ("boolean", Value::Bool(_)) | ("", _) => {}
            (ty, _) => self.wrong(pointer, value, article(ty)),
        }
    }

    fn object(&mut self, value: &Value, schema: &MetaSchema, pointer: &str) {
        let Some(object) = value.as_object() else { return };
        for name in &schema.required {
            if !object.contains_key(*name) {
                let place = format!("{pointer}/{name}");
                self.errors.push(FieldError::at(&place, format!("{place} is missing")).allowed("a value"));
            }
        }
        for (name, value) in object {
            let place = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            match schema.properties.iter().find(|(known, _)| known == name) {
                Some((known, schema_of)) => {
                    if !value.is_null() || schema.required.contains(known) {
                        self.value(value, schema_of, &place);
                    }
                }
                None if schema.additional_properties.is_some() || schema.properties.is_empty() => {}
                None => {
                    let known: Vec<&str> = schema.properties.iter().map(|(known, _)| *known).collect();
                    let allowed = format!("the fields {}", known.join(", "));
                    let detail = format!("{place} is not a known field; allowed are {allowed}");
                    self.errors.push(FieldError::at(place, detail).given(name).allowed(allowed));
                }
            }
        }
    }

    fn text(&mut self, text: &str, schema: &MetaSchema, pointer: &str) {
        let given = Value::String(text.to_owned());
        let length = text.chars().count();
        if schema.min_length.is_some_and(|min| length < min) || schema.max_length.is_some_and(|max| length > max) {
            let (min, max) = (schema.min_length.unwrap_or(0), schema.max_length);
            let allowed =
                max.map_or_else(|| format!("{min} characters or more"), |max| format!("{min} to {max} characters"));
            return self.wrong(pointer, &given, allowed);
        }
        match schema.format {
            Some("date" | "naive-date") if text.parse::<NaiveDate>().is_err() => {
                self.wrong(pointer, &given, "a day of the calendar such as 2026-02-28");
            }
            Some("uuid") if Uuid::parse_str(text).is_err() => self.wrong(pointer, &given, "a UUID"),
            Some("password") => {}
            _ if text.contains('\0') => {
                self.errors.push(
                    FieldError::at(pointer, format!("{pointer}: a NUL character (U+0000) cannot be stored; remove it"))
                        .given(text)
                        .allowed("text without NUL characters"),
                );
            }
            _ => {}
        }
    }

    fn number(&mut self, value: &Value, schema: &MetaSchema, pointer: &str) {
        let number = value.as_f64().unwrap_or(f64::NAN);
        if schema.minimum.is_some_and(|min| number < min) || schema.maximum.is_some_and(|max| number > max) {
            let bound = |b: Option<f64>| b.map_or_else(|| "…".to_owned(), |b| b.to_string());
            let allowed = format!("{} to {}", bound(schema.minimum), bound(schema.maximum));
            return self.wrong(pointer, value, allowed);
        }
        let fits = match schema.format {
            Some("uint8") => value.as_u64().is_some_and(|n| u8::try_from(n).is_ok()),
            Some("uint32") => value.as_u64().is_some_and(|n| u32::try_from(n).is_ok()),
            Some("uint64") => value.is_u64(),
            Some("int32") => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
            _ => true,
        };
        if !fits {
            self.wrong(pointer, value, format!("a whole number that fits {}", schema.format.unwrap_or("an integer")));
        }
    }
}

fn article(ty: &str) -> String {
    match ty {
        "object" | "array" | "integer" => format!("an {ty}"),
        _ => format!("a {ty}"),
    }
}

#[cfg(test)]
mod tests {
    use poem_openapi::Object;
    use serde_json::json;

    use super::*;

    #[derive(Object)]
    #[oai(deny_unknown_fields)]
    struct Outer {
        #[oai(validator(min_length = 1, max_length = 5))]
        name: String,
        day: NaiveDate,
        inner: Vec<Inner>,
        note: Option<String>,
    }

    #[derive(Object)]
    struct Inner {
        #[oai(validator(minimum(value = "1"), maximum(value = "12")))]
        months: u8,
    }

    #[test]
    fn a_good_value_passes() {
        let value = json!({"name": "a/b", "day": "2026-02-28", "inner": [{"months": 3}], "note": null});
        assert!(check::<Outer>(&value).is_empty());
    }

    #[test]
    fn every_error_has_its_pointer() {
        let value =
            json!({"name": "toolong", "day": "2026-02-30", "inner": [{"months": 13}, {"months": "x"}], "x/y": 1});
        let mut pointers: Vec<String> = check::<Outer>(&value).into_iter().filter_map(|e| e.pointer).collect();
        pointers.sort();
        assert_eq!(pointers, ["/day", "/inner/0/months", "/inner/1/months", "/name", "/x~1y"]);
        assert_eq!(check::<Outer>(&json!({"name": "a\u{0}b", "day": "2026-01-01", "inner": []})).len(), 1);
        assert_eq!(check::<Outer>(&json!([]))[0].allowed.as_deref(), Some("an object"));
    }
}

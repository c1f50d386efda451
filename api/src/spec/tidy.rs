//! What poem-openapi leaves out of the document or writes in a way that generators of clients stumble over. Rules, not
//! patches: each holds for every operation and schema, so what is new is tidy too.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::page::MAX_LIMIT;

/// A month such as `2026-01`.
const MONTH: &str = r"^(19|20|21)\d{2}-(0[1-9]|1[0-2])$";
/// An amount such as `12.34`.
const AMOUNT: &str = r"^-?\d{1,13}(\.\d{1,4})?$";
/// An ISO 4217 code.
const CURRENCY: &str = "^[A-Z]{3}$";
const SCHEMAS: &str = "#/components/schemas/";

pub(super) fn tidy(document: &mut Value) {
    every_object(document, &mut |object| {
        formats(object);
        references(object);
        paragraphs(object);
    });
    let (asked, answered) = (reachable(document, "requestBody"), reachable(document, "responses"));
    let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") else { return };
    for (name, schema) in schemas {
        if asked.contains(name) {
            closed(schema, !answered.contains(name));
        }
    }
    let Some(Value::Object(paths)) = document.get_mut("paths") else { return };
    for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        if let Value::Object(operation) = operation {
            operation_of(operation);
        }
    }
}

/// Visits every object, the inner ones first.
fn every_object(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(|value| every_object(value, visit));
            visit(object);
        }
        Value::Array(items) => items.iter_mut().for_each(|value| every_object(value, visit)),
        _ => {}
    }
}

/// Formats that OpenAPI 3.0 knows.
fn formats(object: &mut Map<String, Value>) {
    let format = object.get("format").and_then(Value::as_str).map(str::to_owned);
    match (object.get("type").and_then(Value::as_str), format.as_deref()) {
        (Some("integer"), Some(format)) => {
            let unsigned = format.starts_with('u');
            let narrow = matches!(format, "uint8" | "uint16" | "int8" | "int16" | "int32");
            object.insert("format".to_owned(), if narrow { "int32" } else { "int64" }.into());
            if unsigned {
                object.entry("minimum").or_insert_with(|| 0.into());
            }
        }
        (Some("string"), Some("naive-date")) => {
            object.insert("format".to_owned(), "date".into());
        }
        _ => {}
    }
}

/// `allOf: [{$ref}, {description}]` is a schema of its own to a generator, which then has no type for it; a description
/// beside `allOf: [{$ref}]` is only a description.
fn references(object: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = object.get_mut("allOf") else { return };
    let [Value::Object(reference), Value::Object(about)] = parts.as_mut_slice() else { return };
    if !reference.contains_key("$ref") || about.contains_key("type") || about.contains_key("$ref") {
        return;
    }
    let about = std::mem::take(about);
    parts.truncate(1);
    for (name, value) in about {
        object.entry(name).or_insert(value);
    }
}

/// One line for a paragraph.
fn paragraphs(object: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = object.get_mut("description") {
        *text = text.replace("\n\n", "\0").replace('\n', " ").replace('\0', "\n\n");
    }
}

/// Unknown fields are refused, and `null` is as good as nothing where a field may be left out; `nullable` only where the
/// schema is of requests alone, for answers leave out what they do not have.
fn closed(schema: &mut Value, nullable: bool) {
    let Some(schema) = schema.as_object_mut() else { return };
    let required: Vec<String> = schema
        .get("required")
        .and_then(Value::as_array)
        .map_or_else(Vec::new, |names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    for (name, property) in properties {
        if let (true, false, Value::Object(property)) = (nullable, required.contains(name), property) {
            if let Some(reference) = property.remove("$ref") {
                property.insert("allOf".to_owned(), json!([{"$ref": reference}]));
            }
            property.insert("nullable".to_owned(), true.into());
            if name == "currency" {
                property.entry("pattern").or_insert(CURRENCY.into());
            }
        }
    }
    schema.entry("additionalProperties").or_insert(false.into());
}

/// What an operation says beside what poem-openapi knows of it.
fn operation_of(operation: &mut Map<String, Value>) {
    // Without this, readers do not know whether it was forgotten.
    operation.entry("security").or_insert_with(|| json!([]));
    let mut conditional = false;
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        match parameter["name"].as_str() {
            Some("If-None-Match") => conditional = true,
            Some("Idempotency-Key") => {
                parameter["schema"]["minLength"] = 1.into();
                parameter["schema"]["maxLength"] = 100.into();
            }
            Some("limit") => {
                parameter["schema"]["minimum"] = 1.into();
                parameter["schema"]["maximum"] = MAX_LIMIT.into();
            }
            Some("cursor") => parameter["schema"]["minLength"] = 1.into(),
            Some("month") => parameter["schema"]["pattern"] = MONTH.into(),
            Some("min" | "max") => parameter["schema"]["pattern"] = AMOUNT.into(),
            _ => {}
        }
    }
    if conditional {
        let tag = json!({"description": "Version of the resource", "schema": {"type": "string"}});
        operation["responses"]["200"]["headers"]["ETag"] = tag.clone();
        operation["responses"]["304"] = json!({"description": "The client has this version", "headers": {"ETag": tag}});
    }
}

/// Names of the schemas that operations reach from their `part`.
fn reachable(document: &Value, part: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let operations = document["paths"].as_object().into_iter().flat_map(Map::values);
    for operation in operations.filter_map(Value::as_object).flat_map(Map::values) {
        collect(document, &operation[part], &mut found);
    }
    found
}

fn collect(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(name) = object.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix(SCHEMAS))
                && found.insert(name.to_owned())
            {
                collect(document, &document["components"]["schemas"][name], found);
            }
            object.values().for_each(|value| collect(document, value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(document, value, found)),
        _ => {}
    }
}

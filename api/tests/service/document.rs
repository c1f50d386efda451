//! The committed OpenAPI document, as generators of clients read it.

use serde_json::{Map, Value};

fn document() -> Value {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Every operation with its name.
fn operations(document: &Value) -> Vec<(String, Map<String, Value>)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| {
            (format!("{} {path}", method.to_uppercase()), operation.as_object().unwrap().clone())
        })
    });
    operations.collect()
}

fn every_object(value: &Value, visit: &mut impl FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object.values().for_each(|value| every_object(value, visit));
        }
        Value::Array(items) => items.iter().for_each(|value| every_object(value, visit)),
        _ => {}
    }
}

#[test]
fn every_operation_says_who_may_what_comes_back_and_how_it_fails() {
    let document = document();
    let mut ids = std::collections::BTreeSet::new();
    for (name, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap_or_default();
        assert!(!id.is_empty() && ids.insert(id.to_owned()), "{name}: operationId {id:?}");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name}: no summary");
        let open = name.split(' ').nth(1).is_some_and(|path| path.starts_with("/auth/"));
        let security = operation["security"].as_array().unwrap_or_else(|| panic!("{name}: no security"));
        assert_eq!(security.is_empty(), open, "{name}: {security:?}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(!responses.contains_key("default"), "{name}: generators cannot read `default`");
        for range in ["4XX", "5XX"] {
            let schema = &responses[range]["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{name} {range}");
        }
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name}: no answer");
        let parameters = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
        let has = |wanted: &str| parameters.iter().any(|parameter| parameter["name"] == wanted);
        assert_eq!(has("If-None-Match"), responses.contains_key("304"), "{name}: 304");
        for status in ["201", "202"] {
            let known = responses.get(status).is_none_or(|answer| answer["headers"]["Location"].is_object());
            assert!(known, "{name}: Location of {status}");
        }
        for parameter in parameters.iter().filter(|parameter| parameter["name"] == "limit") {
            let bounds = (parameter["schema"]["minimum"].as_u64(), parameter["schema"]["maximum"].as_u64());
            assert_eq!(bounds, (Some(1), Some(500)), "{name}");
        }
    }
}

#[test]
fn no_schema_is_one_that_a_generator_drops() {
    let document = document();
    every_object(&document, &mut |object| {
        if let Some(parts) = object.get("allOf").and_then(Value::as_array) {
            let plain = parts.len() == 1 && parts[0].as_object().is_some_and(|part| part.contains_key("$ref"));
            assert!(plain, "not a plain reference: {parts:?}");
        }
        let schema = object.get("type").is_some_and(Value::is_string);
        if let (true, Some(format)) = (schema, object.get("format").and_then(Value::as_str)) {
            let known =
                ["int32", "int64", "double", "float", "date", "date-time", "uuid", "binary", "password", "decimal"];
            assert!(known.contains(&format), "{format} is no format of OpenAPI 3.0");
        }
        if let Some(Value::String(reference)) = object.get("$ref") {
            let name = reference.strip_prefix("#/components/schemas/").unwrap();
            assert!(document["components"]["schemas"][name].is_object(), "{name}");
        }
    });
    let required = document["components"]["schemas"]["Problem"]["required"].as_array().unwrap();
    assert!(!required.contains(&"errors".into()), "most problems have no `errors`");
}

#[test]
fn bodies_say_that_unknown_fields_are_refused_and_what_may_be_null() {
    let document = document();
    let mut bodies = 0;
    for (name, operation) in operations(&document) {
        let content = &operation.get("requestBody").cloned().unwrap_or_default()["content"];
        let Some(reference) = content["application/json"]["schema"]["$ref"].as_str() else { continue };
        let schema = &document["components"]["schemas"][reference.rsplit('/').next().unwrap()];
        assert_eq!(schema["additionalProperties"], false, "{name}");
        bodies += 1;
    }
    assert!(bodies > 20);
    let phone = &document["components"]["schemas"]["MePatch"]["properties"]["phone"];
    assert_eq!(phone["nullable"], true);
    assert!(document["components"]["schemas"]["Me"]["properties"]["phone"].get("nullable").is_none());
}

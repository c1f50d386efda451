//! The table of operations, read from the OpenAPI document: which methods a path has and which query parameters an
//! operation knows. With it unknown parameters are refused and 405 answers carry `Allow`.

use serde_json::Value;

/// One operation.
pub(crate) struct Operation {
    method: String,
    segments: Vec<String>,
    /// Names of its query parameters.
    pub(crate) query: Vec<String>,
    /// Names of its path parameters, in order.
    pub(crate) path: Vec<String>,
}

/// All operations.
pub(crate) struct Operations(Vec<Operation>);

impl Operations {
    pub(crate) fn of(document: &Value) -> Self {
        let mut operations = Vec::new();
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            let segments: Vec<String> = path.split('/').skip(1).map(str::to_owned).collect();
            for (method, operation) in methods.as_object().into_iter().flatten() {
                let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
                let names = |place: &str| {
                    let here = parameters.iter().filter(|p| p["in"] == place);
                    here.filter_map(|p| p["name"].as_str().map(str::to_owned)).collect::<Vec<_>>()
                };
                let (query, path) = (names("query"), names("path"));
                operations.push(Operation { method: method.to_uppercase(), segments: segments.clone(), query, path });
            }
        }
        Self(operations)
    }

    /// The path of the operation that answers `path`, such as `/expenses/{id}`; `other` for what is none of them.
    pub(crate) fn route(&self, method: &str, path: &str) -> String {
        let below = path.strip_prefix(crate::spec::PREFIX);
        let found = below.and_then(|below| self.find(method, below).ok());
        found.map_or_else(|| "other".to_owned(), |operation| format!("/{}", operation.segments.join("/")))
    }

    /// The operation at `path` (below the prefix); `Err` with the methods there are, which may be none.
    pub(crate) fn find(&self, method: &str, path: &str) -> Result<&Operation, Vec<&str>> {
        let given: Vec<&str> = path.split('/').skip(1).collect();
        let fixed = |o: &Operation| o.segments.iter().filter(|s| !s.starts_with('{')).count();
        let fits = |o: &&Operation| {
            o.segments.len() == given.len()
                && o.segments.iter().zip(&given).all(|(s, g)| if s.starts_with('{') { !g.is_empty() } else { s == g })
        };
        let here: Vec<&Operation> = self.0.iter().filter(fits).collect();
        let best = here.iter().map(|o| fixed(o)).max().unwrap_or(0);
        let method = if method == "HEAD" { "GET" } else { method };
        let here = here.into_iter().filter(|o| fixed(o) == best);
        let (mut found, mut methods) = (None, Vec::new());
        for operation in here {
            methods.push(operation.method.as_str());
            if operation.method == method {
                found = Some(operation);
            }
        }
        found.ok_or(methods)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_path_wins_over_a_parameter() {
        let document = serde_json::json!({"paths": {
            "/budgets/status": {"get": {"parameters": [{"in": "query", "name": "month"}]}},
            "/budgets/{category}": {"get": {}, "put": {}},
        }});
        let operations = Operations::of(&document);
        assert_eq!(
            operations.find("GET", "/budgets/status").ok().map(|o| o.query.clone()),
            Some(vec!["month".to_owned()])
        );
        assert!(operations.find("PUT", "/budgets/a%2Fb").is_ok());
        assert_eq!(operations.find("POST", "/budgets/x").err(), Some(vec!["GET", "PUT"]));
        assert_eq!(operations.find("GET", "/none").err(), Some(vec![]));
        assert!(operations.find("HEAD", "/budgets/status").is_ok());
    }
}

//! What an API token may do, told from the method and path of a request, so that no operation is without a rule: what
//! nobody thought of is a change, and needs `write`.

use outlay_entity::api_token;
use poem::http::Method;
use poem_openapi::Enum;

use crate::problem::Problem;

/// What an API token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Enum)]
#[oai(rename = "TokenScope", rename_all = "lowercase")]
pub enum Scope {
    /// See everything the account has
    Read,
    /// Change what the account has
    Write,
    /// Start, steer and remove analyses
    Analyze,
}

/// Every scope.
pub(crate) const ALL: [Scope; 3] = [Scope::Read, Scope::Write, Scope::Analyze];

impl Scope {
    /// As it is written.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Analyze => "analyze",
        }
    }

    /// Those a stored token has.
    #[must_use]
    pub fn of(token: &api_token::Model) -> Vec<Self> {
        ALL.into_iter().filter(|scope| token.scopes.split(' ').any(|name| name == scope.name())).collect()
    }
}

/// Who may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Whoever is signed in, and tokens with this scope.
    Scope(Scope),
    /// Only who is signed in: what decides who may come in, and what looks after the installation.
    SignIn,
}

/// What a request needs; `path` is below `/api/v1`.
pub(crate) fn needed(method: &Method, path: &str) -> Needs {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    match parts.as_slice() {
        ["me", "password" | "sessions" | "tokens" | "deletion", ..] | ["jobs", ..] | ["auth", ..] => Needs::SignIn,
        _ if reads => Needs::Scope(Scope::Read),
        ["analyses", ..] | ["me", "schedule"] => Needs::Scope(Scope::Analyze),
        _ => Needs::Scope(Scope::Write),
    }
}

/// Passes when a token with `scopes` may do what `needs` says.
pub(crate) fn allow(scopes: &[Scope], needs: Needs) -> Result<(), Problem> {
    match needs {
        Needs::Scope(scope) if scopes.contains(&scope) => Ok(()),
        Needs::Scope(scope) => {
            let has: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
            let name = scope.name();
            let detail = format!("The API token has {}; this needs {name}. Use another token.", has.join(", "));
            let challenge = format!("Bearer realm=\"outlay\", error=\"insufficient_scope\", scope=\"{name}\"");
            Err(Problem::forbidden("scope-missing", "The API token may not do this", detail)
                .header("www-authenticate", challenge))
        }
        Needs::SignIn => {
            let detail = "No API token may do this. Sign in, and use the access token.";
            Err(Problem::forbidden("sign-in-needed", "This needs a sign-in", detail))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_thought_of_is_a_change() {
        let needs = |method: &str, path| needed(&method.parse().unwrap(), path);
        assert_eq!(needs("GET", "/expenses"), Needs::Scope(Scope::Read));
        assert_eq!(needs("POST", "/expenses"), Needs::Scope(Scope::Write));
        assert_eq!(needs("POST", "/analyses"), Needs::Scope(Scope::Analyze));
        assert_eq!(needs("DELETE", "/analyses/x"), Needs::Scope(Scope::Analyze));
        assert_eq!(needs("PUT", "/me/schedule"), Needs::Scope(Scope::Analyze));
        assert_eq!(needs("PUT", "/something/new"), Needs::Scope(Scope::Write));
        assert_eq!(needs("GET", "/me/tokens"), Needs::SignIn);
        assert_eq!(needs("GET", "/jobs/summary"), Needs::SignIn);
        assert_eq!(needs("GET", "/me/jobs"), Needs::Scope(Scope::Read));
    }
}

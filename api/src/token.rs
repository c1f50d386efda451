//! Tokens: a signed access token that lives for minutes (a JWT as RFC 9068 has it), and random refresh and API tokens of
//! which only the hash is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use rand::TryRngCore;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::problem::Problem;

/// What API tokens begin with, for people and for programs that look for secrets where none should be.
pub const API_TOKEN: &str = "outlay_";

/// Who signs access tokens, and for whom.
const ISSUER: &str = "outlay";
/// The type of access tokens: no other JWT that our key may ever sign is taken for one.
const ACCESS_TYPE: &str = "at+jwt";

/// What an access token says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Who signed it.
    pub iss: String,
    /// Whom it is for.
    pub aud: String,
    /// The account.
    pub sub: Uuid,
    /// The session's refresh-token family.
    pub sid: Uuid,
    /// Issued at, Unix seconds.
    pub iat: i64,
    /// Expires at, Unix seconds.
    pub exp: i64,
}

/// Signs and reads access tokens.
#[derive(Clone)]
pub struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
}

impl Keys {
    /// Keys from the service's secret.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self { encoding: EncodingKey::from_secret(secret), decoding: DecodingKey::from_secret(secret) }
    }

    /// An access token (JWT, HS256) for `user` until `expires`.
    ///
    /// # Errors
    /// 500 when it cannot be signed.
    pub fn sign(
        &self,
        user: Uuid,
        session: Uuid,
        now: DateTime<Utc>,
        expires: DateTime<Utc>,
    ) -> Result<String, Problem> {
        let (iss, aud) = (ISSUER.to_owned(), ISSUER.to_owned());
        let claims = Claims { iss, aud, sub: user, sid: session, iat: now.timestamp(), exp: expires.timestamp() };
        let header = Header { typ: Some(ACCESS_TYPE.to_owned()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, &self.encoding).map_err(|e| Problem::internal(&e))
    }

    /// What a token says, if it was signed by us and has not expired.
    #[must_use]
    pub fn read(&self, token: &str) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "aud"]);
        let data = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation).ok()?;
        (data.header.typ.as_deref() == Some(ACCESS_TYPE)).then_some(data.claims)
    }
}

/// An API token of 256 random bits.
///
/// # Errors
/// 500 when the system has no randomness.
pub fn api_token() -> Result<String, Problem> {
    Ok(format!("{API_TOKEN}{}", refresh_token()?))
}

/// A refresh token of 256 random bits.
///
/// # Errors
/// 500 when the system has no randomness.
pub fn refresh_token() -> Result<String, Problem> {
    let mut bytes = [0u8; 32];
    OsRng.try_fill_bytes(&mut bytes).map_err(|e| Problem::internal(&e))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a refresh or API token: its SHA-256, for nobody guesses 256 bits.
#[must_use]
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_unexpired_tokens_are_read() {
        let (ours, theirs) = (Keys::new(&[1; 32]), Keys::new(&[2; 32]));
        let (user, now) = (Uuid::now_v7(), Utc::now());
        let token = ours.sign(user, user, now, now + chrono::Duration::minutes(1)).unwrap();
        assert_eq!(ours.read(&token).map(|c| c.sub), Some(user));
        assert!(theirs.read(&token).is_none());
        let old = ours.sign(user, user, now, now - chrono::Duration::seconds(2)).unwrap();
        assert!(ours.read(&old).is_none());
        assert!(ours.read("x.y.z").is_none());
        let claims = serde_json::json!({"sub": user, "sid": user, "iat": now.timestamp(), "iss": "outlay",
            "aud": "outlay", "exp": now.timestamp() + 60});
        let signed = |typ: &str, claims: &serde_json::Value| {
            let header = Header { typ: Some(typ.to_owned()), ..Header::new(Algorithm::HS256) };
            jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(&[1; 32])).unwrap()
        };
        assert!(ours.read(&signed("at+jwt", &claims)).is_some());
        assert!(ours.read(&signed("JWT", &claims)).is_none(), "a token of another type");
        for (field, value) in [("aud", "another service"), ("iss", "somebody")] {
            let mut other = claims.clone();
            other[field] = value.into();
            assert!(ours.read(&signed("at+jwt", &other)).is_none(), "another {field}");
        }
    }

    #[test]
    fn refresh_tokens_are_long_and_differ() {
        let (a, b) = (refresh_token().unwrap(), refresh_token().unwrap());
        assert!(a != b && a.len() == 43);
        assert_eq!(hash(&a).len(), 64);
    }
}

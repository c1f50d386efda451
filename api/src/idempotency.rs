//! `Idempotency-Key`: a request that comes twice is done once.
//!
//! The key, the change and the answer are stored in one transaction, so there is no moment in which one is there without
//! the others: a repetition either finds the answer or does the work. A repetition that comes while the first is under
//! way gets 409 in the same process; another process waits for the first one's commit and then finds its answer.

use bytes::Bytes;
use chrono::Utc;
use outlay_entity::Transaction;
use outlay_entity::idempotency_key::{self, Begun, Request};
use poem::http::header;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::app::App;
use crate::problem::{FieldError, Problem};
use crate::reply::Reply;

/// A key under way; without a key all of it does nothing.
pub(crate) struct Once<'a> {
    app: &'a App,
    user_id: Uuid,
    key: Option<String>,
    method_path: (&'static str, String),
    body_hash: String,
}

impl<'a> Once<'a> {
    /// Takes the key of a request to `path` whose meaning is `content`.
    ///
    /// # Errors
    /// 409 while the same key is under way, 422 for a key that is none.
    pub(crate) fn new(
        app: &'a App,
        user_id: Uuid,
        key: Option<String>,
        path: &str,
        content: &[u8],
    ) -> Result<Self, Problem> {
        if let Some(key) = &key {
            if !(1..=100).contains(&key.chars().count()) || key.chars().any(char::is_control) {
                let allowed = "1 to 100 characters, none of them a control character";
                let error = FieldError::parameter("Idempotency-Key", format!("Idempotency-Key: allowed are {allowed}"));
                return Err(Problem::invalid(vec![error.given(key).allowed(allowed)]));
            }
            let mut in_flight = app.in_flight.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if !in_flight.insert((user_id, key.clone())) {
                let title = "The first request is under way";
                let detail = "A request with this Idempotency-Key is being done. Ask again in a moment for its answer.";
                return Err(Problem::conflict("idempotency-in-flight", title, detail).retry_after(1));
            }
        }
        let body_hash = hex::encode(Sha256::digest(content));
        Ok(Self { app, user_id, key, method_path: ("POST", path.to_owned()), body_hash })
    }

    /// Notes the key in `txn`, or gives the answer it had.
    ///
    /// # Errors
    /// 422 when the key was used for another request.
    pub(crate) async fn begin<const S: u16, T>(&self, txn: &Transaction) -> Result<Option<Reply<S, T>>, Problem> {
        let Some(key) = &self.key else { return Ok(None) };
        let request = Request { method: self.method_path.0, path: &self.method_path.1, body_hash: &self.body_hash };
        let known = match idempotency_key::of(self.user_id).begin(txn, key, request, Utc::now()).await? {
            Begun::New => return Ok(None),
            Begun::Known(known) => known,
        };
        if !known.is_for(request) {
            return Err(Problem::unprocessable(
                "idempotency-mismatch",
                "The key was used for another request",
                "This Idempotency-Key came with another body or path within 24 hours. Use a new key for a new request.",
            ));
        }
        let mut reply = Reply::raw(Bytes::from(known.body.unwrap_or_default()));
        if let Some(location) = known.headers.filter(|location| !location.is_empty()) {
            reply = reply.header(header::LOCATION, location);
        }
        Ok(Some(reply.header(header::HeaderName::from_static("idempotency-replayed"), "true")))
    }

    /// Stores the answer in `txn`; commit it afterwards.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn finish<const S: u16, T>(
        &self,
        txn: &Transaction,
        reply: &Reply<S, T>,
        location: &str,
    ) -> Result<(), Problem> {
        let Some(key) = &self.key else { return Ok(()) };
        Ok(idempotency_key::of(self.user_id).finish(txn, key, S, location, reply.json()).await?)
    }
}

impl Drop for Once<'_> {
    fn drop(&mut self) {
        if let Some(key) = self.key.take() {
            let mut in_flight = self.app.in_flight.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            in_flight.remove(&(self.user_id, key));
        }
    }
}

//! What every handler shares: the database, the settings, the keys, the limits and the bell that wakes a worker.

use std::collections::HashSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use outlay_entity::db::Db;
use outlay_entity::queue::Bell;
use uuid::Uuid;

use crate::limits::Limit;
use crate::settings::Settings;
use crate::token::Keys;

/// The service's state; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<State>);

/// The fields of [`App`].
pub struct State {
    /// The database.
    pub db: Db,
    /// What the operator decided.
    pub settings: Settings,
    /// Rung when an analysis was queued, for a worker in the same process.
    pub bell: Bell,
    pub(crate) keys: Keys,
    pub(crate) requests: Limit,
    pub(crate) sign_ins: Limit,
    /// Idempotency keys whose first request is under way in this process.
    pub(crate) in_flight: Mutex<HashSet<(Uuid, String)>>,
}

impl App {
    /// The state of a service on `db`.
    #[must_use]
    pub fn new(db: Db, settings: Settings, bell: Bell) -> Self {
        let keys = Keys::new(&settings.secret);
        let requests = Limit::new("requests", settings.requests_per_minute);
        let sign_ins = Limit::new("sign-ins", settings.sign_ins_per_minute);
        Self(Arc::new(State { db, settings, bell, keys, requests, sign_ins, in_flight: Mutex::default() }))
    }
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

//! What every handler shares: the database, the settings, the keys, the limits and what wakes a worker.

use std::collections::HashSet;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use outlay_entity::db::Db;
use outlay_entity::queue::Wake;
use uuid::Uuid;

use crate::changes::Changes;
use crate::limits::Limit;
use crate::merchant_lists::MerchantLists;
use crate::password::Passwords;
use crate::settings::Settings;
use crate::token::Keys;
use crate::tries::Tries;
use crate::uploads::Uploads;

/// The service's state; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<State>);

/// The fields of [`App`].
pub struct State {
    /// The database.
    pub db: Db,
    /// What the operator decided.
    pub settings: Settings,
    /// For a worker in the same process: woken when a job was queued.
    pub wake: Wake,
    /// Requests that wait for a job to change.
    pub(crate) changes: Changes,
    pub(crate) keys: Keys,
    pub(crate) requests: Limit,
    /// Tries of passwords and other secrets.
    pub(crate) tries: Tries,
    pub(crate) passwords: Passwords,
    pub(crate) merchant_lists: MerchantLists,
    pub(crate) uploads: Uploads,
    /// Idempotency keys whose first request is under way in this process.
    pub(crate) in_flight: Mutex<HashSet<(Uuid, String)>>,
}

impl App {
    /// The state of a service on `db`.
    #[must_use]
    pub fn new(db: Db, settings: Settings, wake: Wake) -> Self {
        let keys = Keys::new(&settings.secret);
        let requests = Limit::new("requests", settings.requests_per_minute);
        let tries = Tries::new(db.clone(), &settings);
        let passwords = Passwords::new(settings.password_hashes);
        let (changes, in_flight) = (Changes::default(), Mutex::default());
        Self(Arc::new(State {
            db,
            settings,
            wake,
            changes,
            keys,
            requests,
            tries,
            passwords,
            merchant_lists: MerchantLists::default(),
            uploads: Uploads::of_this_process(),
            in_flight,
        }))
    }
}

impl Deref for App {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

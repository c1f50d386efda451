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
use crate::uploads::Uploads;

/// Accounts whose share of sign-ins one network has, all its accounts together: who tries one password on many addresses
/// comes no further than that.
const ACCOUNTS_OF_A_NETWORK: u32 = 3;

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
    pub(crate) sign_ins: Limit,
    /// Sign-ins and registrations from one network, whatever the account.
    pub(crate) network_sign_ins: Limit,
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
        let sign_ins = Limit::new("sign-ins", settings.sign_ins_per_minute);
        let network_sign_ins =
            Limit::new("network-sign-ins", settings.sign_ins_per_minute.saturating_mul(ACCOUNTS_OF_A_NETWORK));
        let passwords = Passwords::new(settings.password_hashes);
        let (changes, in_flight) = (Changes::default(), Mutex::default());
        Self(Arc::new(State {
            db,
            settings,
            wake,
            changes,
            keys,
            requests,
            sign_ins,
            network_sign_ins,
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

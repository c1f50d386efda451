//! Limits on tries of secrets: passwords at sign-in, at a change and at the end of an account, refresh tokens,
//! registrations. Counted in the database, so all processes of an installation count together.
//!
//! A password is tried so many times a minute for one account from one network; a network has a few times as many for all
//! accounts together, so who tries one password on many addresses comes no further than that. And an account is tried so
//! many times an hour from networks it has not been seen in: who has many networks cannot try them all, and the owner, at
//! home where somebody signed in before, is not locked out by them.
//!
//! What is stored are keyed hashes of accounts and networks: they say nothing without the secret of the service.

use std::time::Duration;

use chrono::Utc;
use hmac::{Hmac, Mac};
use outlay_entity::db::Db;
use outlay_entity::throttle::{self, Quota};
use sha2::Sha256;

use crate::limits;
use crate::problem::Problem;
use crate::settings::Settings;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Accounts whose share of sign-ins one network has, all its accounts together.
const ACCOUNTS_OF_A_NETWORK: u32 = 3;
/// Refresh tokens a network may get wrong.
const WRONG_TOKENS: Quota = Quota { times: 60, within: MINUTE };
/// How long a network is known to belong to an account after a sign-in.
const KNOWN: Duration = Duration::from_secs(90 * 24 * 3600);

/// Counts tries.
pub(crate) struct Tries {
    db: Db,
    key: Vec<u8>,
    sign_ins: Quota,
    /// Tries of an account from networks it has not been seen in.
    from_elsewhere: Quota,
}

impl Tries {
    /// As many as `settings` allow.
    pub(crate) fn new(db: Db, settings: &Settings) -> Self {
        let sign_ins = Quota { times: settings.sign_ins_per_minute.max(1), within: MINUTE };
        let from_elsewhere = Quota { times: settings.strange_sign_ins_per_hour.max(1), within: HOUR };
        Self { db, key: settings.secret.clone(), sign_ins, from_elsewhere }
    }

    /// Counts a try of the password of `account`, the id or the address, from `network`.
    pub(crate) async fn password(&self, account: &str, network: &str) -> Result<(), Problem> {
        self.take("network-sign-ins", network, "", self.of_network()).await?;
        self.take("sign-ins", network, account, self.sign_ins).await?;
        let known = self.key("known", network, account);
        if !throttle::is_remembered(self.db.orm(), &known, Utc::now()).await? {
            self.take("sign-ins-from-elsewhere", "", account, self.from_elsewhere).await?;
        }
        Ok(())
    }

    /// Notes that somebody knew the password of `account` in `network`.
    pub(crate) async fn known(&self, account: &str, network: &str) -> Result<(), Problem> {
        let key = self.key("known", network, account);
        Ok(throttle::remember(self.db.orm(), &key, KNOWN, Utc::now()).await?)
    }

    /// Counts a registration from `network`.
    pub(crate) async fn registration(&self, network: &str) -> Result<(), Problem> {
        self.take("network-sign-ins", network, "", self.of_network()).await?;
        self.take("registrations", network, "", self.sign_ins).await
    }

    /// Passes unless `network` got too many refresh tokens wrong.
    pub(crate) async fn may_refresh(&self, network: &str) -> Result<(), Problem> {
        let key = self.key("refresh", network, "");
        match throttle::peek(self.db.orm(), &key, WRONG_TOKENS, Utc::now()).await? {
            None => Ok(()),
            Some(wait) => Err(refused("refresh", WRONG_TOKENS, wait)),
        }
    }

    /// Counts a refresh token that `network` got wrong.
    pub(crate) async fn wrong_refresh(&self, network: &str) -> Result<(), Problem> {
        self.take("refresh", network, "", WRONG_TOKENS).await
    }

    fn of_network(&self) -> Quota {
        Quota { times: self.sign_ins.times.saturating_mul(ACCOUNTS_OF_A_NETWORK), ..self.sign_ins }
    }

    async fn take(&self, name: &'static str, network: &str, account: &str, quota: Quota) -> Result<(), Problem> {
        let key = self.key(name, network, account);
        match throttle::take(self.db.orm(), &key, quota, Utc::now()).await? {
            None => Ok(()),
            Some(wait) => Err(refused(name, quota, wait)),
        }
    }

    fn key(&self, name: &str, network: &str, account: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return String::new() };
        for part in [name, network, account] {
            mac.update(part.as_bytes());
            mac.update(&[0]);
        }
        hex::encode(mac.finalize().into_bytes())
    }
}

fn refused(name: &'static str, quota: Quota, wait: Duration) -> Problem {
    limits::refused(name, quota.times, quota.within, wait)
}

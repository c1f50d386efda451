//! What an operator may decide about the service.

use std::time::Duration;

use outlay_entity::queue::Limits;

/// Settings of the HTTP service. [`Settings::new`] has the defaults; only the secret has none.
#[derive(Clone)]
pub struct Settings {
    /// Key that signs access tokens (HS256); at least 32 bytes.
    pub secret: Vec<u8>,
    /// Address people reach the service at, such as `https://outlay.example`; decides `Secure` on cookies and is
    /// accepted as `Origin`. `None` behind no proxy.
    pub public_url: Option<String>,
    /// Origins of other pages, such as `https://app.example`, that may use the API with bearer tokens; none by default.
    pub cors_origins: Vec<String>,
    /// Life of an access token.
    pub access_ttl: Duration,
    /// Life of a refresh token that is not used.
    pub refresh_ttl: Duration,
    /// How long a refresh token may come again after it was used, for two pages that renew at once and for lost answers.
    pub refresh_grace: Duration,
    /// Largest JSON body in bytes.
    pub max_body: u64,
    /// Largest upload in bytes.
    pub max_upload: u64,
    /// Largest upload in bytes that a job imports.
    pub max_large_upload: u64,
    /// What an account may ask for.
    pub limits: Limits,
    /// Token that scrapes of `/metrics` must bear; `None` lets anybody who reaches the port read them.
    pub metrics_token: Option<String>,
    /// Most rows of an upload.
    pub max_import_rows: u64,
    /// Largest amount, in major units, either side of zero.
    pub max_amount: u64,
    /// Most aliases of merchants of an account.
    pub max_aliases: u64,
    /// Requests a minute an account or address may make, on average; bursts may be as large.
    pub requests_per_minute: u32,
    /// Sign-in attempts a minute for one e-mail address from one network; three times as many for all addresses together.
    pub sign_ins_per_minute: u32,
    /// Sign-in attempts an hour for one account from networks it has not been seen in, all of them together.
    pub strange_sign_ins_per_hour: u32,
    /// Password hashes that are computed at a time, of 19 MiB each.
    pub password_hashes: usize,
    /// Trust `X-Forwarded-For` for the client's address; only behind a proxy that sets it.
    pub trust_proxy: bool,
    /// Let anybody register.
    pub registration: bool,
}

impl Settings {
    /// The defaults, with `secret` as the key of access tokens.
    #[must_use]
    pub fn new(secret: Vec<u8>) -> Self {
        Self {
            secret,
            public_url: None,
            cors_origins: Vec::new(),
            access_ttl: Duration::from_secs(15 * 60),
            refresh_ttl: Duration::from_secs(30 * 24 * 3600),
            refresh_grace: Duration::from_secs(10),
            max_body: 8_000_000,
            max_upload: 20_000_000,
            max_large_upload: 100_000_000,
            limits: Limits::default(),
            metrics_token: None,
            max_import_rows: 200_000,
            max_amount: 9_999_999_999,
            max_aliases: 10_000,
            requests_per_minute: 1_200,
            sign_ins_per_minute: 10,
            strange_sign_ins_per_hour: 100,
            password_hashes: crate::password::at_a_time(),
            trust_proxy: false,
            registration: true,
        }
    }

    /// True when cookies must travel over TLS only.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}

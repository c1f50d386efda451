//! Rate limits: so many requests a minute for an account or address, with `RateLimit` headers that say how many are left.

use std::num::NonZeroU32;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use poem::Response;
use poem::http::HeaderValue;

use crate::problem::Problem;

type Keyed = RateLimiter<String, DashMapStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// A limit on how often each key may come.
pub struct Limit {
    name: &'static str,
    per_minute: NonZeroU32,
    keys: Keyed,
}

/// What is left after a request that was let through.
pub struct Left {
    name: &'static str,
    per_minute: u32,
    remaining: u32,
}

impl Limit {
    /// `per_minute` on average, and as many in one burst. `name` appears in the headers.
    #[must_use]
    pub fn new(name: &'static str, per_minute: u32) -> Self {
        let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        let keys = RateLimiter::dashmap(Quota::per_minute(per_minute)).with_middleware::<StateInformationMiddleware>();
        Self { name, per_minute, keys }
    }

    /// Counts one request of `key`.
    ///
    /// # Errors
    /// 429 with `Retry-After` when there were too many.
    pub fn check(&self, key: String) -> Result<Left, Problem> {
        if self.keys.len() > 100_000 {
            self.keys.retain_recent(); // forget those who have been quiet, so that memory stays bounded
        }
        let per_minute = self.per_minute.get();
        match self.keys.check_key(&key) {
            Ok(snapshot) => {
                let remaining = snapshot.remaining_burst_capacity();
                Ok(Left { name: self.name, per_minute, remaining })
            }
            Err(not_until) => {
                let wait = not_until.wait_time_from(DefaultClock::default().now()).as_secs_f64().ceil().max(1.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "seconds of at most a minute"
                )]
                let seconds = wait as u64;
                let detail = format!(
                    "At most {per_minute} requests a minute are allowed here ({}). Wait {seconds} s, then try again.",
                    self.name
                );
                let left = Left { name: self.name, per_minute, remaining: 0 };
                Err(Problem::too_many(detail, seconds)
                    .header("ratelimit-policy", left.policy())
                    .header("ratelimit", format!("\"{}\";r=0;t={seconds}", self.name)))
            }
        }
    }
}

impl Left {
    fn policy(&self) -> String {
        format!("\"{}\";q={};w=60", self.name, self.per_minute)
    }

    /// Writes the `RateLimit` headers.
    pub fn tell(&self, response: &mut Response) {
        let headers = response.headers_mut();
        if let Ok(policy) = HeaderValue::from_str(&self.policy()) {
            headers.insert("ratelimit-policy", policy);
        }
        let missing = u64::from(self.per_minute.saturating_sub(self.remaining));
        let full_in = (missing * 60).div_ceil(u64::from(self.per_minute));
        if let Ok(left) = HeaderValue::from_str(&format!("\"{}\";r={};t={full_in}", self.name, self.remaining)) {
            headers.insert("ratelimit", left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_budget() {
        let limit = Limit::new("test", 2);
        assert!(limit.check("a".into()).is_ok_and(|left| left.remaining == 1));
        assert!(limit.check("a".into()).is_ok());
        let refused = limit.check("a".into()).err().unwrap();
        assert_eq!(refused.status().as_u16(), 429);
        assert!(refused.retry_after.is_some_and(|s| (1..=60).contains(&s)));
        assert!(limit.check("b".into()).is_ok());
    }
}

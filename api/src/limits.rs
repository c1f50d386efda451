//! Rate limits: so many requests a minute for an account or address, with `RateLimit` headers that say how many are left.

use std::num::NonZeroU32;
use std::time::Duration;

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
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                Err(refused(self.name, per_minute, Duration::from_secs(60), wait))
            }
        }
    }
}

/// 429: `name` allows so many `times` `within` a time, and the next one after `wait`.
pub(crate) fn refused(name: &str, times: u32, within: Duration, wait: Duration) -> Problem {
    let seconds = wait.as_millis().div_ceil(1000).max(1);
    let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
    let time = if within.as_secs() == 60 { "a minute" } else { "an hour" };
    let detail =
        format!("At most {times} requests {time} are allowed here ({name}). Wait {seconds} s, then try again.");
    Problem::too_many(detail, seconds)
        .header("ratelimit-policy", format!("\"{name}\";q={times};w={}", within.as_secs()))
        .header("ratelimit", format!("\"{name}\";r=0;t={seconds}"))
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

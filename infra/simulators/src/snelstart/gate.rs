//! Who may call, and how often: subscription key, rate limit, bearer, scope, in that order (SnelStart fact sheet §2.3,
//! §2.4, §3, §12).

use bytes::Bytes;
use http::{Method, Request};
use jiff::Timestamp;

use super::options::Options;
use super::refusal::Refusal;
use super::route::{Resource, Route};
use super::switches::Limits;

const SUBSCRIPTION_KEY: &str = "Ocp-Apim-Subscription-Key";
const MINUTE_S: i64 = 60;
const HOUR_S: i64 = 3_600;

/// Whether the subscription key is one of ours: in its header, or in the query.
///
/// # Errors
/// 401 where there is none, or a wrong one.
pub(super) fn check_subscription(request: &Request<Bytes>, options: &Options) -> Result<(), Refusal> {
    let header = request.headers().get(SUBSCRIPTION_KEY).and_then(|key| key.to_str().ok());
    let query: Vec<(String, String)> =
        serde_urlencoded::from_str(request.uri().query().unwrap_or_default()).unwrap_or_default();
    let query = query.iter().find(|(name, _)| name == "subscription-key").map(|(_, key)| key.as_str());
    let key = header.or(query).filter(|key| !key.is_empty());
    let key = key.ok_or(Refusal::SubscriptionKey { missing: true })?;
    let known = options.subscription_keys.iter().any(|known| known == key);
    if known { Ok(()) } else { Err(Refusal::SubscriptionKey { missing: false }) }
}

/// Whether these scopes, and the package, are enough for the call (§2.5, §13).
///
/// # Errors
/// 403.
pub(super) fn check_scope(
    route: &Route,
    method: &Method,
    scopes: &str,
    options: &Options,
) -> Result<(), Refusal> {
    let is_order = matches!(route.resource, Resource::Orders | Resource::Quotes);
    if is_order && options.no_order_package {
        return Err(Refusal::Forbidden);
    }
    let name = route.resource.scope();
    let right = if *method == Method::GET { "read" } else { "write" };
    let wanted = format!("{name}:{right}");
    let may = name.is_empty() || scopes.split_whitespace().any(|scope| scope == wanted);
    if may { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// The calls of the present minute and hour.
#[derive(Debug, Default)]
pub(super) struct Counters {
    minute: Window,
    hour: Window,
}

#[derive(Debug, Default)]
struct Window {
    /// Second in which its first call was made.
    since: i64,
    calls: u32,
}

impl Window {
    /// The seconds to wait for room; nothing where there is some.
    fn wait(&mut self, limit: u32, length: i64, now: i64) -> Option<u64> {
        if now.saturating_sub(self.since) >= length {
            *self = Self { since: now, calls: 0 };
        }
        let left = self.since.saturating_add(length).saturating_sub(now);
        (self.calls >= limit).then(|| u64::try_from(left).unwrap_or(1).max(1))
    }
}

impl Counters {
    /// Counts a call; `inside` are the calls that are being answered, this one included. A call that is refused is not
    /// counted.
    ///
    /// # Errors
    /// 429 with the seconds to wait.
    pub(super) fn count(
        &mut self,
        limits: Option<Limits>,
        inside: usize,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let Some(limits) = limits else { return Ok(()) };
        if inside > limits.at_once {
            return Err(Refusal::TooMany(1));
        }
        let now = now.as_second();
        let minute = self.minute.wait(limits.per_minute, MINUTE_S, now);
        let hour = self.hour.wait(limits.per_hour, HOUR_S, now);
        if let Some(wait) = minute.max(hour) {
            return Err(Refusal::TooMany(wait));
        }
        self.minute.calls = self.minute.calls.saturating_add(1);
        self.hour.calls = self.hour.calls.saturating_add(1);
        Ok(())
    }

    /// Forgets what was counted.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

//! Who is calling: tokens of one OpenID Connect issuer are checked, and people are signed in with it.
//!
//! Guarantees:
//! - A [`Caller`] exists only where signature, issuer, audience and times of the token are right; nothing in a token
//!   is believed before its signature was. Only RS256 and ES256 count, each with a key of its own kind.
//! - The company of an admin comes from the token alone (P6).
//! - No error and no log line holds a token, a code, a secret or a claim (P9).
//! - Every token, answer, key set and wait has a limit (P10). An issuer that is down turns away nobody whose key is
//!   known.
//!
//! Leaves out: HTTP towards the browser (cookies, redirects, the `Authorization` header), what a role may do, and
//! signing out.
//!
//! Written on `ring` and the `Http` port, in place of two crates. `openidconnect` brings a second crypto stack (`rsa`,
//! `p256`, `p384`, `ed25519-dalek`, `chrono`) and an HTTP client of its own: over thirty crates for three small steps.
//! `jsonwebtoken` has had no `ring` provider since version 10, only aws-lc or that same second stack, and reads the
//! machine's clock; without both, what is left of it is a call that `ring` has.

mod caller;
mod claims;
mod config;
mod identity;
mod issuer;
mod keys;
mod origin;
mod refused;
mod sign_in;
#[cfg(test)]
mod tests;
mod token;

pub use caller::{Caller, Role};
pub use config::{Config, Endpoints, Misconfigured};
pub use identity::Identity;
pub use refused::{Outage, Refused, SignInError};
pub use sign_in::{Begun, SignedIn};

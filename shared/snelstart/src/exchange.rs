//! One call, there and back: keys, token, pace and limits.
//!
//! Guarantees: one call to the API is one of those that the pace allows (§3); a refusal's words never hold a key or a token,
//! since they go on into the admin's log (P9).
//!
//! Leaves out: where a token comes from, and every second try.

use std::sync::Arc;

use bytes::Bytes;
use koppel_outside::clock::Clock;
use koppel_outside::http::{Http, Method, Request, header, tell_call};
use koppel_outside::pace::Pace;
use secrecy::ExposeSecret as _;

use crate::config::Config;
use crate::credentials::Credentials;
use crate::errors::Trouble;
use crate::wire::filter::Query;
use crate::wire::refusal::Refusal;
use crate::wire::token::{self, Token};

/// Header of the partner's key (§2.3).
const SUBSCRIPTION_KEY: &str = "Ocp-Apim-Subscription-Key";
const JSON: &str = "application/json";
/// What stands in a refusal for a secret it named.
const HIDDEN: &str = "…";
/// A shorter text is not taken out of a refusal: it stands there by chance, and taking it out would spoil the words.
const SHORTEST_SECRET: usize = 4;
const MALFORMED: Trouble = Trouble::NotSent("malformed request");

/// The way to SnelStart.
pub(crate) struct Exchange {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) pace: Arc<Pace>,
    pub(crate) config: Config,
    pub(crate) credentials: Credentials,
}

impl Exchange {
    /// Asks once.
    pub(crate) async fn get(&self, token: &str, path: &str, query: &Query) -> Result<Bytes, Trouble> {
        self.send(Method::GET, token, path, query.as_str(), Bytes::new()).await
    }

    /// Sends a document once.
    pub(crate) async fn post(&self, token: &str, path: &str, document: Vec<u8>) -> Result<Bytes, Trouble> {
        self.send(Method::POST, token, path, "", document.into()).await
    }

    async fn send(
        &self,
        method: Method,
        token: &str,
        path: &str,
        query: &str,
        body: Bytes,
    ) -> Result<Bytes, Trouble> {
        let subscription_key = self.credentials.subscription_key.expose_secret();
        let mut request = Request::builder()
            .method(&method)
            .uri(format!("{}{path}{query}", self.config.base_url.trim_end_matches('/')))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(SUBSCRIPTION_KEY, subscription_key)
            .header(header::ACCEPT, JSON);
        if method == Method::POST {
            request = request.header(header::CONTENT_TYPE, JSON);
        }
        let request = request.body(body).map_err(|_| MALFORMED)?;
        let answer = {
            let turn = self.pace.turn_within(&*self.clock, self.config.patience()).await;
            let _turn = turn.map_err(Trouble::Spent)?;
            self.http.send(request, self.config.limits()).await
        };
        tell_call("snelstart", path.split('/').nth(1).unwrap_or_default(), &answer);
        let response = answer?;
        match Trouble::in_answer(&response) {
            Some(trouble) => Err(hide(trouble, &[token, subscription_key])),
            None => Ok(response.into_body()),
        }
    }

    /// Asks for a token once. That host counts no calls and wants no subscription key (§2.2).
    pub(crate) async fn token(&self) -> Result<Token, Trouble> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(&self.config.token_url)
            .header(header::CONTENT_TYPE, token::CONTENT_TYPE)
            .header(header::ACCEPT, JSON)
            .body(Bytes::from(token::body(self.credentials.link_key.expose_secret())))
            .map_err(|_| MALFORMED)?;
        let answer = self.http.send(request, self.config.limits()).await;
        tell_call("snelstart", "token", &answer);
        let response = answer?;
        match Trouble::in_sign_in(&response) {
            Some(trouble) => Err(hide(trouble, &[self.credentials.link_key.expose_secret()])),
            None => Ok(token::read(response.body())?),
        }
    }
}

/// Takes secrets out of what was said, and shortens it.
fn hide(trouble: Trouble, secrets: &[&str]) -> Trouble {
    let cleaned = |mut words: String| {
        for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET) {
            if words.contains(secret) {
                words = words.replace(secret, HIDDEN);
            }
        }
        Refusal::shortened(&words)
    };
    match trouble {
        Trouble::Said(status, mut refusal) => {
            refusal.words = cleaned(refusal.words);
            Trouble::Said(status, refusal)
        }
        Trouble::NotIncluded(words) => Trouble::NotIncluded(cleaned(words)),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_no_secret() {
        let said = Trouble::NotIncluded("Sleutel abcdef met token eyJ.x.y mag dit niet (12)".to_owned());
        let hidden = "Sleutel … met token … mag dit niet (12)".to_owned();
        assert_eq!(hide(said, &["abcdef", "eyJ.x.y", "", "12"]), Trouble::NotIncluded(hidden));
        // A token is longer than what is kept of a refusal, and a key may stand across its end.
        let (token, key) = ("t".repeat(900), "sleutel-van-koppel");
        for words in [format!("Token {token} {key}"), format!("{} {key}", "w".repeat(390))] {
            let Trouble::NotIncluded(told) = hide(Trouble::NotIncluded(words), &[&token, key]) else {
                panic!("another trouble")
            };
            assert!(!told.contains("tttt") && !told.contains("sleutel") && told.len() <= 410, "{told}");
        }
    }
}

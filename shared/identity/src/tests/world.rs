//! The issuer of these tests: in process, with keys of its own, and whatever a test makes of its answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use bytes::Bytes;
use jiff::Timestamp;
use koppel_outside::clock::{Clock as _, ManualClock};
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

use crate::{Caller, Config, Identity, Refused};

pub(super) const ISSUER: &str = "https://login.example/pool";
pub(super) const DISCOVERY: &str = "https://login.example/pool/.well-known/openid-configuration";
pub(super) const KEYS: &str = "https://keys.example/jwks";
pub(super) const TOKEN: &str = "https://login.example/token";

/// What the issuer answers at one address, and what it was asked.
#[derive(Default)]
pub(super) struct Server {
    pub(super) answers: Mutex<BTreeMap<String, (u16, String)>>,
    pub(super) asked: Mutex<Vec<Request<Bytes>>>,
    pub(super) is_down: Mutex<bool>,
    /// Held by a test to keep every answer back.
    pub(super) gate: tokio::sync::Mutex<()>,
}

#[async_trait]
impl Http for Server {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        let address = request.uri().to_string();
        self.asked.lock().unwrap().push(request);
        tokio::task::yield_now().await;
        let _open = self.gate.lock().await;
        if *self.is_down.lock().unwrap() {
            return Err(HttpError::Unclear("timeout"));
        }
        let answers = self.answers.lock().unwrap();
        let (status, body) = answers.get(&address).cloned().unwrap_or((404, String::new()));
        if body.len() > limits.answer_bytes {
            return Err(HttpError::TooLong(limits.answer_bytes));
        }
        let mut answer = Response::new(Bytes::from(body));
        *answer.status_mut() = status.try_into().unwrap();
        Ok(answer)
    }
}

/// An issuer, its clock, and this crate in front of it.
pub(super) struct World {
    pub(super) server: Arc<Server>,
    pub(super) clock: Arc<ManualClock>,
    pub(super) identity: Arc<Identity>,
    pub(super) es: Signer,
    pub(super) rs: Signer,
}

impl World {
    pub(super) fn new() -> Self {
        Self::with(json!({}))
    }

    /// With other settings, which are laid over the usual ones.
    pub(super) fn with(settings: Value) -> Self {
        let server = Arc::new(Server::default());
        let clock = Arc::new(ManualClock::new("2026-03-02T08:00:00Z".parse().unwrap()));
        let identity = Identity::new(config(settings), server.clone(), clock.clone()).unwrap();
        let world =
            Self { server, clock, identity: Arc::new(identity), es: Signer::es("e1"), rs: Signer::rs("r1") };
        world.answer(DISCOVERY, 200, discovery());
        world.answer(KEYS, 200, json!({ "keys": [world.es.jwk(), world.rs.jwk()] }));
        world
    }

    pub(super) fn answer(&self, address: &str, status: u16, body: Value) {
        self.server.answers.lock().unwrap().insert(address.to_owned(), (status, body.to_string()));
    }

    pub(super) fn is_down(&self, is: bool) {
        *self.server.is_down.lock().unwrap() = is;
    }

    /// How often the key set was asked for.
    pub(super) fn asked_for_keys(&self) -> usize {
        self.server.asked.lock().unwrap().iter().filter(|request| request.uri() == KEYS).count()
    }

    pub(super) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The claims of an admin of `korenaar`, valid for an hour, with others laid over them; `null` takes one away.
    pub(super) fn claims(&self, others: Value) -> Value {
        let now = self.now().as_second();
        let claims = json!({
            "iss": ISSUER, "sub": "u-1", "aud": "koppel", "exp": now + 3600, "iat": now,
            "email": "jan@korenaar.example", "tenant": "korenaar",
        });
        laid_over(claims, others)
    }

    pub(super) async fn caller(&self, token: &str) -> Result<Caller, Refused> {
        self.identity.caller(token).await
    }
}

pub(super) fn config(settings: Value) -> Config {
    let usual = json!({
        "issuer": ISSUER, "client_id": "koppel", "redirect_uri": "https://koppel.example/signed-in",
    });
    serde_json::from_value(laid_over(usual, settings)).unwrap()
}

pub(super) fn discovery() -> Value {
    json!({
        "issuer": ISSUER, "authorization_endpoint": "https://login.example/authorize",
        "token_endpoint": TOKEN, "jwks_uri": KEYS,
    })
}

/// `above` over `below`, name by name; what is `null` above is taken away.
pub(super) fn laid_over(mut below: Value, above: Value) -> Value {
    for (name, value) in above.as_object().unwrap() {
        if value.is_null() {
            below.as_object_mut().unwrap().remove(name);
        } else {
            below[name] = value.clone();
        }
    }
    below
}

/// A key that signs.
pub(super) struct Signer {
    kid: &'static str,
    pair: Pair,
}

enum Pair {
    Es(Box<EcdsaKeyPair>),
    Rs(Box<RsaKeyPair>),
}

impl Signer {
    /// A new key on P-256.
    pub(super) fn es(kid: &'static str) -> Self {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random).unwrap();
        Self { kid, pair: Pair::Es(Box::new(pair)) }
    }

    /// The one RSA key there is here, since `ring` makes none. It was made for this test and opens nothing.
    pub(super) fn rs(kid: &'static str) -> Self {
        let pair = RsaKeyPair::from_pkcs8(include_bytes!("rsa.pk8")).unwrap();
        Self { kid, pair: Pair::Rs(Box::new(pair)) }
    }

    /// The public half, as in a key set.
    pub(super) fn jwk(&self) -> Value {
        match &self.pair {
            Pair::Es(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (BASE64URL.encode(&point[1..33]), BASE64URL.encode(&point[33..]));
                json!({ "kty": "EC", "crv": "P-256", "kid": self.kid, "use": "sig", "x": x, "y": y })
            }
            Pair::Rs(pair) => {
                let public: ring::signature::RsaPublicKeyComponents<Vec<u8>> = pair.public().into();
                let (n, e) = (BASE64URL.encode(public.n), BASE64URL.encode(public.e));
                json!({ "kty": "RSA", "kid": self.kid, "alg": "RS256", "n": n, "e": e })
            }
        }
    }

    pub(super) fn header(&self) -> Value {
        let alg = if matches!(self.pair, Pair::Es(_)) { "ES256" } else { "RS256" };
        json!({ "alg": alg, "kid": self.kid, "typ": "JWT" })
    }

    /// A token of these claims.
    pub(super) fn token(&self, claims: &Value) -> String {
        self.token_with(&self.header(), claims)
    }

    /// A token with a header of the test's own.
    pub(super) fn token_with(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = self.sign(message.as_bytes());
        format!("{message}.{}", BASE64URL.encode(signature))
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Es(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Pair::Rs(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}

/// What is signed.
pub(super) fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", BASE64URL.encode(header.to_string()), BASE64URL.encode(claims.to_string()))
}

//! A small OIDC issuer: a page to choose a demo user, the code flow with PKCE, and tokens for machines.
//!
//! Guarantees: what an issuer must check is checked (client, redirect address, challenge, a code once and within a
//! minute); tokens are signed with ES256, by a key made at the start that can be rotated.
//!
//! Leaves out: passwords. Everyone who reaches it may be any demo user, so it listens on loopback only.

mod tokens;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::clock::SimClock;
use crate::faults::{Fault, Faults};
use crate::journal::Journal;
use crate::server::{Asked, Simulated, reply};
use tokens::Key;

/// The secret of every demo user, as a machine.
pub const DEMO_SECRET: &str = "demo";
/// How long a code is good.
const CODE_LIFE: SignedDuration = SignedDuration::from_secs(60);
/// How long a token is good, in seconds.
const TOKEN_LIFE: i64 = 3600;

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub struct User {
    /// Id; also the client id of a machine that acts for them.
    pub sub: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// The company they are an admin of.
    pub tenant: Option<String>,
    /// Their groups.
    pub groups: Vec<String>,
}

/// The simulated issuer. Clones share it.
#[derive(Clone, Debug)]
pub struct OidcSimulator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: SimClock,
    client_id: String,
    users: Vec<User>,
    faults: Faults,
    journal: Journal,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    issuer: String,
    redirect_uris: Vec<String>,
    /// Newest first.
    keys: Vec<Key>,
    codes: HashMap<String, Code>,
}

#[derive(Clone, Debug)]
struct Code {
    user: String,
    challenge: String,
    redirect_uri: String,
    nonce: String,
    until: Timestamp,
}

type Form = BTreeMap<String, String>;

impl OidcSimulator {
    /// An issuer of these users for one client.
    #[must_use]
    pub fn new(clock: SimClock, client_id: &str, users: Vec<User>) -> Self {
        let state = State {
            issuer: String::new(),
            redirect_uris: Vec::new(),
            keys: Key::new().into_iter().collect(),
            codes: HashMap::new(),
        };
        Self(Arc::new(Inner {
            clock,
            client_id: client_id.to_owned(),
            users,
            faults: Faults::default(),
            journal: Journal::default(),
            state: Mutex::new(state),
        }))
    }

    /// Where it listens, and where browsers may be sent back to. Known only once both listen.
    pub fn settle(&self, issuer: &str, redirect_uris: &[String]) {
        let mut state = self.lock();
        state.issuer = issuer.to_owned();
        state.redirect_uris = redirect_uris.to_vec();
    }

    /// A new key signs from now on; older ones stay known.
    pub fn rotate_key(&self) {
        let mut state = self.lock();
        if let Some(key) = Key::new() {
            state.keys.insert(0, key);
        }
    }

    /// A token of a user; `change` may make it wrong before it is signed.
    #[must_use]
    pub fn mint(&self, sub: &str, change: impl FnOnce(&mut Map<String, Value>)) -> String {
        let mut claims = self.claims(sub, None);
        change(&mut claims);
        let state = self.lock();
        state.keys.first().and_then(|key| key.sign(&Value::Object(claims))).unwrap_or_default()
    }

    fn claims(&self, sub: &str, nonce: Option<&str>) -> Map<String, Value> {
        let now = self.0.clock.now().as_second();
        let mut claims = Map::new();
        claims.insert("iss".to_owned(), json!(self.lock().issuer));
        claims.insert("aud".to_owned(), json!(self.0.client_id));
        claims.insert("iat".to_owned(), json!(now));
        claims.insert("exp".to_owned(), json!(now + TOKEN_LIFE));
        claims.insert("sub".to_owned(), json!(sub));
        if let Some(user) = self.0.users.iter().find(|user| user.sub == sub) {
            claims.insert("name".to_owned(), json!(user.name));
            claims.insert("email".to_owned(), json!(user.email));
            claims.insert("groups".to_owned(), json!(user.groups));
            if let Some(tenant) = &user.tenant {
                claims.insert("tenant".to_owned(), json!(tenant));
            }
        }
        if let Some(nonce) = nonce {
            claims.insert("nonce".to_owned(), json!(nonce));
        }
        claims
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn discovery(&self) -> Value {
        let issuer = self.lock().issuer.clone();
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        })
    }

    fn jwks(&self) -> Value {
        json!({ "keys": self.lock().keys.iter().map(Key::public).collect::<Vec<_>>() })
    }

    /// The page to choose a user, or what is wrong with the question.
    fn choose(&self, form: &Form) -> Result<String, &'static str> {
        let asked = |name: &str| form.get(name).map_or("", String::as_str);
        if asked("client_id") != self.0.client_id {
            return Err("client_id");
        }
        if !self.lock().redirect_uris.iter().any(|uri| uri == asked("redirect_uri")) {
            return Err("redirect_uri");
        }
        if asked("response_type") != "code" || asked("code_challenge_method") != "S256" {
            return Err("response_type, code_challenge_method");
        }
        if asked("code_challenge").len() != 43 || asked("state").is_empty() {
            return Err("code_challenge, state");
        }
        let hidden: String = form
            .iter()
            .filter(|(name, _)| name.as_str() != "user")
            .map(|(name, value)| {
                format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value))
            })
            .collect();
        let buttons: String = self
            .0
            .users
            .iter()
            .map(|user| {
                format!(
                    "<p><button name=\"user\" value=\"{}\">{} <small>{}</small></button></p>",
                    escaped(&user.sub),
                    escaped(&user.name),
                    escaped(&user.email)
                )
            })
            .collect();
        Ok(format!(
            "<!DOCTYPE html><html lang=\"nl\"><head><meta charset=\"utf-8\"><title>Demo-aanmelding</title>\
             <meta name=\"viewport\" content=\"width=device-width\"><style>body{{font:16px system-ui;max-width:28rem;\
             margin:4rem auto;padding:0 1rem}}button{{width:100%;padding:.8rem;font:inherit;text-align:left}}</style>\
             </head><body><h1>Wie bent u?</h1><p>Demo: kies een gebruiker. Choose a user.</p>\
             <form method=\"post\" action=\"/authorize\">{hidden}{buttons}</form></body></html>"
        ))
    }

    fn authorize(&self, form: &Form) -> Result<String, &'static str> {
        self.choose(form)?;
        let user =
            form.get("user").filter(|sub| self.0.users.iter().any(|user| user.sub == **sub)).ok_or("user")?;
        let code = random();
        let field = |name: &str| form.get(name).cloned().unwrap_or_default();
        let redirect_uri = field("redirect_uri");
        let kept = Code {
            user: user.clone(),
            challenge: field("code_challenge"),
            redirect_uri: redirect_uri.clone(),
            nonce: field("nonce"),
            until: self.0.clock.now() + CODE_LIFE,
        };
        self.lock().codes.insert(code.clone(), kept);
        let query =
            serde_urlencoded::to_string([("code", code), ("state", field("state"))]).unwrap_or_default();
        Ok(format!("{redirect_uri}?{query}"))
    }

    fn token(&self, form: &Form) -> Result<Value, &'static str> {
        let asked = |name: &str| form.get(name).map_or("", String::as_str);
        let claims = match asked("grant_type") {
            "client_credentials" => {
                let sub = asked("client_id");
                let known = self.0.users.iter().any(|user| user.sub == sub);
                if !known || asked("client_secret") != DEMO_SECRET {
                    return Err("invalid_client");
                }
                self.claims(sub, None)
            }
            "authorization_code" => {
                if asked("client_id") != self.0.client_id {
                    return Err("invalid_client");
                }
                let code = self.lock().codes.remove(asked("code")).ok_or("invalid_grant")?;
                let verifier = ring::digest::digest(&ring::digest::SHA256, asked("code_verifier").as_bytes());
                let fits = BASE64.encode(verifier) == code.challenge
                    && asked("redirect_uri") == code.redirect_uri
                    && self.0.clock.now() <= code.until;
                if !fits {
                    return Err("invalid_grant");
                }
                self.claims(&code.user, Some(&code.nonce))
            }
            _ => return Err("unsupported_grant_type"),
        };
        let token = self.lock().keys.first().and_then(|key| key.sign(&Value::Object(claims)));
        let token = token.ok_or("server_error")?;
        Ok(
            json!({ "access_token": token, "id_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIFE }),
        )
    }
}

impl Simulated for OidcSimulator {
    fn asked(&self, request: &Request<Bytes>) -> Asked {
        Asked { operation: format!("{} {}", request.method(), request.uri().path()), subject: String::new() }
    }

    fn handle(&self, request: &Request<Bytes>, _: Option<&Fault>) -> Response<Bytes> {
        let query: Form =
            serde_urlencoded::from_str(request.uri().query().unwrap_or_default()).unwrap_or_default();
        let form: Form = serde_urlencoded::from_bytes(request.body()).unwrap_or_default();
        match (request.method(), request.uri().path()) {
            (&Method::GET, "/.well-known/openid-configuration") => {
                reply(StatusCode::OK, JSON, self.discovery().to_string())
            }
            (&Method::GET, "/jwks") => reply(StatusCode::OK, JSON, self.jwks().to_string()),
            (&Method::GET, "/authorize") => match self.choose(&query) {
                Ok(page) => reply(StatusCode::OK, HTML, page),
                Err(what) => reply(StatusCode::BAD_REQUEST, HTML, format!("wrong: {what}")),
            },
            (&Method::POST, "/authorize") => match self.authorize(&form) {
                Ok(to) => {
                    let mut response = reply(StatusCode::SEE_OTHER, HTML, String::new());
                    if let Ok(to) = HeaderValue::from_str(&to) {
                        response.headers_mut().insert(header::LOCATION, to);
                    }
                    response
                }
                Err(what) => reply(StatusCode::BAD_REQUEST, HTML, format!("wrong: {what}")),
            },
            (&Method::POST, "/token") => match self.token(&form) {
                Ok(body) => reply(StatusCode::OK, JSON, body.to_string()),
                Err(error) => reply(StatusCode::BAD_REQUEST, JSON, json!({ "error": error }).to_string()),
            },
            _ => reply(StatusCode::NOT_FOUND, JSON, "{}".to_owned()),
        }
    }

    fn faults(&self) -> &Faults {
        &self.0.faults
    }

    fn journal(&self) -> &Journal {
        &self.0.journal
    }

    fn latency(&self) -> Duration {
        Duration::ZERO
    }
}

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

fn random() -> String {
    let made = ring::rand::generate::<[u8; 24]>(&ring::rand::SystemRandom::new());
    made.map(|bytes| BASE64.encode(bytes.expose())).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

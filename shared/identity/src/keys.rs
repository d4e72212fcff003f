//! The issuer's keys (RFC 7517) and what they vouch for.
//!
//! Guarantees: a key signs in the one way its kind has, so a token cannot choose another for it. A key that is
//! meant for something else, or that is not understood, is as good as absent; it does not spoil the others.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::Value;

use crate::refused::Refused;
use crate::token::{Algorithm, Token};

/// Most keys of one issuer; one has two or three.
const KEYS_MAX: usize = 100;
/// Bytes of a coordinate on P-256.
const COORDINATE_BYTES: usize = 32;

/// The keys of one issuer.
pub(crate) struct Keys(Vec<Key>);

struct Key {
    kid: Option<String>,
    public: Public,
}

enum Public {
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// An uncompressed point.
    P256(Vec<u8>),
}

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Keys {
    /// Reads a key set; `None` where it is none, or has no key that can be used.
    pub(crate) fn parse(json: &[u8]) -> Option<Self> {
        let set: Set = serde_json::from_slice(json).ok()?;
        let keys: Vec<Key> = set.keys.into_iter().take(KEYS_MAX).filter_map(Key::read).collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// Whether there is a key for this token.
    pub(crate) fn know(&self, token: &Token<'_>) -> bool {
        self.of(token).next().is_some()
    }

    /// Checks the signature.
    pub(crate) fn verify(&self, token: &Token<'_>) -> Result<(), Refused> {
        if !self.know(token) {
            return Err(Refused::UnknownKey);
        }
        if self.of(token).any(|key| key.public.signed(token)) { Ok(()) } else { Err(Refused::BadSignature) }
    }

    /// The keys with the token's id and of its kind: one, unless an issuer gives its keys no ids.
    fn of<'a>(&'a self, token: &'a Token<'_>) -> impl Iterator<Item = &'a Key> {
        self.0.iter().filter(|key| key.kid == token.kid && key.public.algorithm() == token.algorithm)
    }
}

impl Key {
    fn read(json: Value) -> Option<Self> {
        let jwk: Jwk = serde_json::from_value(json).ok()?;
        let public = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => Public::Rsa { modulus: number(jwk.n)?, exponent: number(jwk.e)? },
            ("EC", Some("P-256")) => Public::P256(point(&decode(jwk.x)?, &decode(jwk.y)?)?),
            _ => return None,
        };
        let is_for_signing = jwk.purpose.is_none_or(|purpose| purpose == "sig");
        let is_ours = jwk.alg.is_none_or(|alg| Algorithm::named(&alg) == Some(public.algorithm()));
        (is_for_signing && is_ours).then_some(Self { kid: jwk.kid, public })
    }
}

impl Public {
    const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa { .. } => Algorithm::Rs256,
            Self::P256(_) => Algorithm::Es256,
        }
    }

    /// Whether this key signed the token.
    fn signed(&self, token: &Token<'_>) -> bool {
        match self {
            Self::Rsa { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }
                .verify(&RSA_PKCS1_2048_8192_SHA256, token.message, &token.signature)
                .is_ok(),
            Self::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(token.message, &token.signature)
                .is_ok(),
        }
    }
}

/// A number without leading zeros, as `ring` wants it; some issuers send one with.
fn number(text: Option<String>) -> Option<Vec<u8>> {
    Some(decode(text)?.into_iter().skip_while(|byte| *byte == 0).collect())
}

fn point(x: &[u8], y: &[u8]) -> Option<Vec<u8>> {
    (x.len() == COORDINATE_BYTES && y.len() == COORDINATE_BYTES).then(|| [&[4], x, y].concat())
}

fn decode(text: Option<String>) -> Option<Vec<u8>> {
    BASE64URL.decode(text?).ok()
}

//! A token taken apart: header, claims, signature (RFC 7515, compact form).
//!
//! Guarantees: what is taken apart is short, canonical base64url, and signed in one of the two allowed ways; nothing
//! of its claims has been read yet.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde::Deserialize;
use serde_json::Value;

use crate::refused::Refused;

/// Most bytes of a token.
const TOKEN_BYTES: usize = 16 * 1024;

/// How a token may be signed. Never with a shared secret, never not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

impl Algorithm {
    /// By its name in a header or a key.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

/// A token whose signature is still to be checked.
pub(crate) struct Token<'a> {
    pub(crate) algorithm: Algorithm,
    /// Which key signed it, as it says itself.
    pub(crate) kid: Option<String>,
    /// What is signed.
    pub(crate) message: &'a [u8],
    /// The claims as JSON, not to be believed before the signature was checked.
    pub(crate) claims: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

impl<'a> Token<'a> {
    /// Takes `text` apart.
    pub(crate) fn parse(text: &'a str) -> Result<Self, Refused> {
        if text.is_empty() {
            return Err(Refused::NoToken);
        }
        if text.len() > TOKEN_BYTES {
            return Err(Refused::Malformed);
        }
        let (message, signature) = text.rsplit_once('.').ok_or(Refused::Malformed)?;
        let (header, claims) = message.split_once('.').ok_or(Refused::Malformed)?;
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| Refused::Malformed)?;
        // An extension that must be understood (RFC 7515 §4.1.11): none is.
        if header.crit.is_some() || !header.typ.as_deref().is_none_or(is_for_callers) {
            return Err(Refused::Malformed);
        }
        Ok(Self {
            algorithm: Algorithm::named(&header.alg).ok_or(Refused::WrongAlgorithm)?,
            kid: header.kid,
            message: message.as_bytes(),
            claims: decode(claims)?,
            signature: decode(signature)?,
        })
    }
}

/// An issuer signs more than tokens with the same keys (sign-out notices, for one); those must not let anybody in.
fn is_for_callers(kind: &str) -> bool {
    ["JWT", "at+jwt", "application/at+jwt"].iter().any(|known| known.eq_ignore_ascii_case(kind))
}

fn decode(part: &str) -> Result<Vec<u8>, Refused> {
    BASE64URL.decode(part).map_err(|_| Refused::Malformed)
}

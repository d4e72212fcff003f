//! Why nobody is let in, and who must act.
//!
//! Guarantees: every text says what to do and shows nothing of what was sent (P9).

use koppel_outside::http::HttpError;

/// Why a token does not make a caller. All mean 401, but [`Refused::NoRole`] (403) and
/// [`Refused::IssuerUnreachable`] (503).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// None was sent.
    #[error("no token: sign in")]
    NoToken,
    /// It is no signed token, or a claim that must be there is missing or of the wrong kind.
    #[error("the token is malformed: sign in again")]
    Malformed,
    /// Signed in a way that is not allowed, or not at all.
    #[error("the token is not signed with RS256 or ES256: have the issuer use one of them")]
    WrongAlgorithm,
    /// The issuer has no such key.
    #[error("the token's key is not one of the issuer's: sign in again")]
    UnknownKey,
    /// Forged, or damaged.
    #[error("the token's signature is wrong: sign in again")]
    BadSignature,
    /// Made by somebody else.
    #[error("the token is another issuer's: sign in here")]
    WrongIssuer,
    /// Made for somebody else.
    #[error("the token is meant for another application: sign in here, or add its audience to the settings")]
    WrongAudience,
    /// Its time has passed.
    #[error("the token has expired: sign in again")]
    Expired,
    /// Its time has not come.
    #[error("the token is not valid yet: check the clocks of both sides")]
    NotYetValid,
    /// Neither an operator nor an admin of a company, or of one that cannot be.
    #[error("no role in Koppel: have the operator give this user a company or the operator's role")]
    NoRole,
    /// No keys to check it with.
    #[error("the issuer cannot be asked: try again in a minute")]
    IssuerUnreachable(#[from] Outage),
    /// At the beginning of a sign-in only; means 500.
    #[error("this machine gives no random numbers: the operator must look")]
    NoRandomness,
}

/// Why the issuer's own data could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Outage {
    /// No answer.
    #[error("{0} of the issuer gave no answer")]
    Silent(&'static str, #[source] HttpError),
    /// An answer other than 200.
    #[error("{0} of the issuer answered with status {1}")]
    Status(&'static str, u16),
    /// An answer that cannot be used.
    #[error("{0} of the issuer answered with something else than agreed")]
    Unusable(&'static str),
    /// The discovery document is another issuer's.
    #[error("the discovery document names another issuer: correct the issuer in the settings")]
    OtherIssuer,
    /// An address in the discovery document that may not be called.
    #[error("{0} in the discovery document has not the issuer's scheme")]
    Address(&'static str),
    /// The last try failed a moment ago; the log has the reason.
    #[error("asked a moment ago, without success")]
    Waiting,
}

/// Why a person is not signed in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// What was kept is missing, damaged or too old.
    #[error("this sign-in was not begun here, or too long ago: begin again")]
    Lapsed,
    /// The answer belongs to another sign-in.
    #[error("the issuer's answer belongs to another sign-in: begin again")]
    OtherState,
    /// The issuer does not take the code: used before, too old, or for another verifier.
    #[error("the issuer does not take the code: begin again")]
    CodeRefused,
    /// The issuer does not take Koppel itself. The operator must act.
    #[error("the issuer does not take Koppel as its client: check client id, secret and redirect address")]
    ClientRefused,
    /// The token belongs to another sign-in.
    #[error("the issuer's token belongs to another sign-in: begin again")]
    OtherNonce,
    /// The token that came does not make a caller, or the issuer cannot be asked.
    #[error(transparent)]
    Token(#[from] Refused),
}

impl From<Outage> for SignInError {
    fn from(outage: Outage) -> Self {
        Self::Token(outage.into())
    }
}

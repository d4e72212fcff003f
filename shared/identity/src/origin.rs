//! Which addresses may be called: HTTPS, or plain HTTP on this very machine.
//!
//! Guarantees: an address that passed leads to an issuer that TLS vouches for, or never leaves the machine. So a
//! discovery document cannot send a code, a secret or the search for keys over an open line.

use http::Uri;

/// How an issuer is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Https,
    /// Plain HTTP to a loopback address, for the local world and tests.
    Loopback,
}

/// The scheme of an absolute address that may be called; `None` for any other.
pub(crate) fn scheme(address: &str) -> Option<Scheme> {
    let uri: Uri = address.parse().ok()?;
    let authority = uri.authority()?;
    // `user:secret@host` shows one host to a reader and calls another.
    if authority.as_str().contains('@') {
        return None;
    }
    match uri.scheme_str()? {
        "https" => Some(Scheme::Https),
        "http" if is_loopback(authority.host()) => Some(Scheme::Loopback),
        _ => None,
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]" | "localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_this_machine_is_called() {
        for (address, expected) in [
            ("https://login.example/x", Some(Scheme::Https)),
            ("http://127.0.0.1:8080", Some(Scheme::Loopback)),
            ("http://[::1]:8080/keys", Some(Scheme::Loopback)),
            ("http://localhost/keys", Some(Scheme::Loopback)),
            ("http://login.example", None),
            ("http://127.0.0.1.example", None),
            ("http://localhost@login.example", None),
            ("https://login.example@elsewhere.example/", None),
            ("file:///etc/passwd", None),
            ("/keys", None),
            ("", None),
        ] {
            assert_eq!(scheme(address), expected, "{address}");
        }
    }
}

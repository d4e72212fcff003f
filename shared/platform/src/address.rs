//! Which addresses a function may call: HTTPS, and in a rehearsal this very machine without it.
//!
//! Guarantees: a function on AWS calls nothing by plain HTTP. A rehearsal is where AWS itself is played on this machine,
//! that is where `AWS_ENDPOINT_URL` is a loopback address. A function on AWS that was given this variable could not even
//! start: nobody at that address opens its secrets.

use http::Uri;

/// Where AWS is, as seen from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aws {
    /// In one of its regions.
    Real,
    /// Played on this machine, for a rehearsal.
    Played,
}

impl Aws {
    /// By the address that takes the place of AWS's own, if there is one.
    #[must_use]
    pub fn at(endpoint: Option<&str>) -> Self {
        if endpoint.is_some_and(is_loopback) { Self::Played } else { Self::Real }
    }

    /// Whether a package may be called there.
    #[must_use]
    pub fn lets_call(self, address: &str) -> bool {
        let has_tls = parsed(address).is_some_and(|uri| uri.scheme_str() == Some("https"));
        has_tls || (self == Self::Played && is_loopback(address))
    }
}

/// A whole address. `user@host` shows one host to a reader and calls another, so it is none.
fn parsed(address: &str) -> Option<Uri> {
    let uri: Uri = address.parse().ok()?;
    uri.scheme()?;
    if uri.authority()?.as_str().contains('@') { None } else { Some(uri) }
}

fn is_loopback(address: &str) -> bool {
    parsed(address).is_some_and(|uri| matches!(uri.host(), Some("127.0.0.1" | "[::1]" | "localhost")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_aws_only_https_is_called() {
        for endpoint in [
            None,
            Some("https://dynamodb.eu-central-1.amazonaws.com"),
            Some("http://10.0.0.7:4566"),
            Some("http://127.0.0.1@elsewhere.example"),
            Some("http://127.0.0.1.elsewhere.example"),
            Some("127.0.0.1:4566"),
        ] {
            let aws = Aws::at(endpoint);
            assert_eq!(aws, Aws::Real, "{endpoint:?}");
            assert!(aws.lets_call("https://api.kingfinance.nl/v1/ws1_xml.asmx"), "{endpoint:?}");
            for wrong in ["http://127.0.0.1:9/x", "http://localhost/x", "http://api.kingfinance.nl/", "x", ""]
            {
                assert!(!aws.lets_call(wrong), "{endpoint:?} {wrong}");
            }
        }
    }

    #[test]
    fn where_aws_is_played_this_machine_is_called_without_tls_and_no_other() {
        for endpoint in ["http://127.0.0.1:4566", "http://localhost:4566/", "http://[::1]:4566"] {
            let aws = Aws::at(Some(endpoint));
            assert_eq!(aws, Aws::Played, "{endpoint}");
            assert!(aws.lets_call("http://127.0.0.1:9/x") && aws.lets_call("https://api.kingfinance.nl/"));
            assert!(!aws.lets_call("http://api.kingfinance.nl/"), "{endpoint}");
            assert!(!aws.lets_call("http://127.0.0.1@elsewhere.example/"), "{endpoint}");
        }
    }
}

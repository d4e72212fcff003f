//! One TLS provider in the whole binary: rustls with ring, each in one version.
//!
//! A second provider doubles compile time and size, and two of them at once make rustls refuse to choose. A default
//! feature of a new dependency is enough to bring one in, hence the check of the lock file itself.

use super::finding::Finding;

/// Other TLS providers and what they bring.
const OTHERS: [&str; 9] = [
    "aws-lc-fips-sys",
    "aws-lc-rs",
    "aws-lc-sys",
    "boring",
    "boring-sys",
    "native-tls",
    "openssl",
    "openssl-sys",
    "s2n-tls",
];

/// Must be there, once.
const OURS: [&str; 2] = ["ring", "rustls"];

const PLACE: &str = "Cargo.lock";

/// Every deviation in the lock file's text.
pub(super) fn check(lock: &str) -> Vec<Finding> {
    let names: Vec<&str> = packages(lock).collect();
    let count = |wanted: &str| names.iter().filter(|name| **name == wanted).count();
    let others = OTHERS.iter().filter(|name| count(name) > 0).map(|name| {
        let what = format!("{name}: a second TLS provider; `cargo tree -i {name}` tells who brings it");
        Finding::about(PLACE, what)
    });
    let ours = OURS
        .iter()
        .filter(|name| count(name) != 1)
        .map(|name| Finding::about(PLACE, format!("{name} is there {} times instead of once", count(name))));
    others.chain(ours).collect()
}

fn packages(lock: &str) -> impl Iterator<Item = &str> {
    lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> Vec<String> {
        let lock: String = names
            .iter()
            .map(|name| format!("[[package]]\nname = \"{name}\"\nversion = \"1.0.0\"\n\n"))
            .collect();
        check(&lock).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ring_and_rustls_once_each_is_right() {
        assert_eq!(found(&["ring", "rustls", "rustls-webpki", "openssl-probe"]), Vec::<String>::new());
    }

    #[test]
    fn a_second_provider_is_found() {
        assert_eq!(
            found(&["aws-lc-rs", "ring", "rustls"]),
            ["Cargo.lock: aws-lc-rs: a second TLS provider; `cargo tree -i aws-lc-rs` tells who brings it"]
        );
    }

    #[test]
    fn a_second_version_or_none_is_found() {
        assert_eq!(
            found(&["ring", "rustls", "rustls"]),
            ["Cargo.lock: rustls is there 2 times instead of once"]
        );
        assert_eq!(found(&["rustls"]), ["Cargo.lock: ring is there 0 times instead of once"]);
    }
}

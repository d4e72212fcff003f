//! Who may depend on whom, as the layout promises.
//!
//! Guarantees: every crate of the workspace has its rule here, so a new one cannot come in without a decision. Looks
//! at what a crate names itself; what its dependencies bring along is the next crate's rule. What only tests need is
//! free, except for the simulators, which share no code with the clients in any way.

use serde::Deserialize;

use super::finding::Finding;
use crate::failed::Failed;

/// What a crate may name.
struct Rule {
    name: &'static str,
    /// The crates of this workspace that it may name; nothing means: any.
    koppel: Option<&'static [&'static str]>,
    /// Families of foreign crates that it may not name: each is a name, or a start of names that ends with `-`.
    not: &'static [&'static str],
}

/// The feature by which a safeguard can be taken away, and the one crate that may ask for it.
const DISARMING: &str = "removable-safeguards";
const DISARMS: &str = "koppel-tests";

/// Only the store and the platform know AWS.
const AWS: &str = "aws-";
/// Everything that does I/O or runs in time.
const WORLD: &[&str] = &[AWS, "hyper", "lambda_runtime", "rand", "reqwest", "tokio"];

const RULES: &[Rule] = &[
    // Pure rules: no I/O, no clock, no randomness.
    Rule { name: "koppel-domain", koppel: Some(&[]), not: WORLD },
    Rule { name: "koppel-outside", koppel: Some(&[]), not: &[AWS] },
    Rule { name: "koppel-bookkeeping", koppel: Some(&["koppel-domain"]), not: WORLD },
    // A connector knows its package and the domain, never the store.
    Rule {
        name: "koppel-imuis",
        koppel: Some(&["koppel-bookkeeping", "koppel-domain", "koppel-outside"]),
        not: &[AWS],
    },
    Rule {
        name: "koppel-snelstart",
        koppel: Some(&["koppel-bookkeeping", "koppel-domain", "koppel-outside"]),
        not: &[AWS],
    },
    Rule { name: "koppel-simple-simon", koppel: Some(&["koppel-domain", "koppel-outside"]), not: &[AWS] },
    Rule { name: "koppel-aws-http", koppel: Some(&["koppel-outside"]), not: &["hyper", "reqwest"] },
    Rule { name: "koppel-store", koppel: Some(&["koppel-aws-http", "koppel-domain"]), not: &[] },
    Rule { name: "koppel-identity", koppel: Some(&["koppel-domain", "koppel-outside"]), not: &[AWS] },
    // The runs know the ports, never a wire format of a bookkeeping package.
    Rule {
        name: "koppel-sync",
        koppel: Some(&[
            "koppel-bookkeeping",
            "koppel-domain",
            "koppel-outside",
            "koppel-simple-simon",
            "koppel-store",
        ]),
        not: &[AWS],
    },
    Rule {
        name: "koppel-platform",
        koppel: Some(&[
            "koppel-aws-http",
            "koppel-bookkeeping",
            "koppel-domain",
            "koppel-imuis",
            "koppel-outside",
            "koppel-simple-simon",
            "koppel-snelstart",
            "koppel-store",
            "koppel-sync",
        ]),
        not: &[],
    },
    Rule {
        name: "koppel-pull",
        koppel: Some(&["koppel-domain", "koppel-platform", "koppel-sync"]),
        not: &[AWS],
    },
    Rule {
        name: "koppel-push",
        koppel: Some(&["koppel-domain", "koppel-platform", "koppel-sync"]),
        not: &[AWS],
    },
    Rule {
        name: "koppel-quotes",
        koppel: Some(&["koppel-domain", "koppel-platform", "koppel-sync"]),
        not: &[AWS],
    },
    Rule {
        name: "koppel-cleanup",
        koppel: Some(&["koppel-domain", "koppel-platform", "koppel-sync"]),
        not: &[AWS],
    },
    Rule {
        name: "koppel-wipe",
        koppel: Some(&["koppel-domain", "koppel-platform", "koppel-sync"]),
        not: &[AWS],
    },
    // It knows the port of bookkeeping, never a connector.
    Rule {
        name: "koppel-activation",
        koppel: Some(&[
            "koppel-bookkeeping",
            "koppel-domain",
            "koppel-identity",
            "koppel-outside",
            "koppel-platform",
            "koppel-simple-simon",
            "koppel-store",
            "koppel-sync",
        ]),
        not: &[AWS],
    },
    // Written from the fact sheets alone, so that a misreading of the clients shows.
    Rule { name: SIMULATORS, koppel: Some(&[]), not: &[AWS] },
    Rule { name: "koppel-xtask", koppel: Some(&[]), not: &[AWS] },
    Rule { name: "koppel", koppel: None, not: &[AWS] },
    Rule { name: "koppel-tests", koppel: None, not: &[AWS] },
    // It plays DynamoDB below the SDK, in process: a server would cost most of the time.
    Rule { name: "koppel-fuzz", koppel: None, not: &["reqwest"] },
];

const SIMULATORS: &str = "koppel-simulators";

/// A crate as `cargo metadata` tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    #[serde(default)]
    features: Vec<String>,
    /// Nothing for what ships, else `dev` or `build`.
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// The workspace's crates from `cargo metadata --format-version 1 --no-deps`.
pub(super) fn parse(metadata: &str) -> Result<Vec<Package>, Failed> {
    serde_json::from_str::<Metadata>(metadata)
        .map(|metadata| metadata.packages)
        .map_err(|error| Failed::new(format!("cargo metadata printed something unexpected: {error}")))
}

/// Every dependency that the layout does not allow.
pub(super) fn check(packages: &[Package]) -> Vec<Finding> {
    packages.iter().flat_map(check_one).collect()
}

fn check_one(package: &Package) -> Vec<Finding> {
    let Some(rule) = RULES.iter().find(|rule| rule.name == package.name) else {
        let what = "a crate without a rule: say in infra/xtask/src/lint/crates.rs what it may depend on";
        return vec![Finding::about(&package.name, what)];
    };
    let disarming = package.dependencies.iter().filter(|dependency| {
        package.name != DISARMS && dependency.features.iter().any(|feature| feature == DISARMING)
    });
    let disarming = disarming.map(|dependency| {
        let what = format!("may not ask {} for {DISARMING}: safeguards go in tests alone", dependency.name);
        Finding::about(&package.name, what)
    });
    let forbidden = package
        .dependencies
        .iter()
        .filter(|dependency| rule.name == SIMULATORS || dependency.kind.as_deref() != Some("dev"))
        .filter(|dependency| !rule.allows(&dependency.name))
        .map(|dependency| {
            let what = format!("may not depend on {}: see the layout in ARCHITECTURE.md", dependency.name);
            Finding::about(&package.name, what)
        });
    forbidden.chain(disarming).collect()
}

impl Rule {
    fn allows(&self, dependency: &str) -> bool {
        let is_ours = dependency == "koppel" || dependency.starts_with("koppel-");
        match self.koppel {
            Some(allowed) if is_ours => allowed.contains(&dependency),
            _ => !self.not.iter().any(|family| is_of(family, dependency)),
        }
    }
}

fn is_of(family: &str, name: &str) -> bool {
    if family.ends_with('-') { name.starts_with(family) } else { name == family }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, dependencies: &[(&str, &str)]) -> Vec<String> {
        let dependencies: Vec<String> = dependencies
            .iter()
            .map(|(name, kind)| format!(r#"{{"name":"{name}","kind":{kind},"req":"*"}}"#))
            .collect();
        let metadata = format!(
            r#"{{"packages":[{{"name":"{name}","version":"0.1.0","dependencies":[{}]}}],"version":1}}"#,
            dependencies.join(",")
        );
        check(&parse(&metadata).unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_the_layout_allows_is_no_finding() {
        assert_eq!(
            found("koppel-domain", &[("serde", "null"), ("proptest", r#""dev""#)]),
            Vec::<String>::new()
        );
        assert_eq!(
            found("koppel-store", &[("koppel-domain", "null"), ("aws-sdk-dynamodb", "null")]),
            [""; 0]
        );
        assert_eq!(found("koppel-imuis", &[("koppel-simulators", r#""dev""#), ("awsome", "null")]), [""; 0]);
    }

    #[test]
    fn each_forbidden_direction_is_found() {
        let cases = [
            ("koppel-domain", "tokio"),
            ("koppel-domain", "koppel-outside"),
            ("koppel-imuis", "koppel-store"),
            ("koppel-snelstart", "koppel-store"),
            ("koppel-snelstart", "koppel-imuis"),
            ("koppel-simple-simon", "koppel-imuis"),
            ("koppel-sync", "koppel-imuis"),
            ("koppel-sync", "aws-sdk-dynamodb"),
            ("koppel-pull", "aws-sdk-kms"),
            ("koppel-store", "koppel-simulators"),
            ("koppel-simulators", "koppel-domain"),
        ];
        for (name, dependency) in cases {
            let finding =
                format!("{name}: may not depend on {dependency}: see the layout in ARCHITECTURE.md");
            assert_eq!(found(name, &[(dependency, "null")]), [finding]);
        }
    }

    #[test]
    fn the_simulators_share_nothing_with_the_clients_even_in_tests() {
        assert_eq!(found("koppel-simulators", &[("koppel-imuis", r#""dev""#)]).len(), 1);
    }

    #[test]
    fn build_scripts_count_as_shipping() {
        assert_eq!(found("koppel-domain", &[("reqwest", r#""build""#)]).len(), 1);
    }

    #[test]
    fn a_new_crate_needs_a_decision() {
        assert_eq!(found("koppel-unheard-of", &[]).len(), 1);
    }

    #[test]
    fn safeguards_can_be_taken_away_in_tests_alone() {
        let found = |name: &str| {
            let dependency = r#"{"name":"koppel-domain","kind":"dev","features":["removable-safeguards"]}"#;
            let metadata = format!(r#"{{"packages":[{{"name":"{name}","dependencies":[{dependency}]}}]}}"#);
            check(&parse(&metadata).unwrap()).len()
        };
        assert_eq!((found("koppel-local-of-none"), found("koppel-pull"), found("koppel-tests")), (1, 1, 0));
    }

    #[test]
    fn what_is_no_metadata_is_a_failure() {
        assert!(parse("error: no such command").is_err());
    }
}

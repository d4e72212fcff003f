//! The bookkeeping packages: what this Koppel needs to reach each, and what a company gave us for its own.
//!
//! Guarantees: a package without Koppel's own key with its maker is served to nobody, and says so.
//!
//! Leaves out: how a client is set up ([`crate::connections`]).

use koppel_store::Connector;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

/// How Koppel reaches a package, the same for every company.
#[derive(Clone, Debug, Default)]
pub struct Package<C> {
    /// Where it is and how it is spoken to.
    pub config: C,
    /// Koppel's own key with its maker; without one no company with this package is served.
    pub key: Option<SecretString>,
}

/// Every package.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    /// iMUIS Online; the key is the partner key.
    pub imuis: Package<koppel_imuis::Config>,
    /// SnelStart; the key is the subscription key.
    pub snelstart: Package<koppel_snelstart::Config>,
}

impl Packages {
    /// Koppel's own key with the maker of a package; `None` where this Koppel does not serve it.
    #[must_use]
    pub fn key(&self, connector: Connector) -> Option<SecretString> {
        let key = match connector {
            Connector::Imuis => &self.imuis.key,
            Connector::Snelstart => &self.snelstart.key,
        };
        key.as_ref().map(|key| SecretString::from(key.expose_secret()))
    }

    /// The packages that this Koppel serves.
    pub fn served(&self) -> impl Iterator<Item = Connector> + '_ {
        Connector::ALL.into_iter().filter(|connector| self.key(*connector).is_some())
    }
}

/// What a company gave us for iMUIS.
#[derive(Serialize, Deserialize)]
pub struct ImuisSecret {
    /// The environment code (omgevingscode).
    pub environment_code: String,
}

/// What a company gave us for SnelStart.
#[derive(Serialize, Deserialize)]
pub struct SnelstartSecret {
    /// The link key (koppelsleutel).
    pub link_key: String,
}

/// What a company gave us for its package: it opens one administration. No `Debug`: it is a secret.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub enum BookkeepingSecret {
    /// For iMUIS.
    Imuis(ImuisSecret),
    /// For SnelStart.
    Snelstart(SnelstartSecret),
}

impl BookkeepingSecret {
    /// What a company typed in for its package.
    #[must_use]
    pub const fn new(connector: Connector, text: String) -> Self {
        match connector {
            Connector::Imuis => Self::Imuis(ImuisSecret { environment_code: text }),
            Connector::Snelstart => Self::Snelstart(SnelstartSecret { link_key: text }),
        }
    }

    /// Which package it is for.
    #[must_use]
    pub const fn connector(&self) -> Connector {
        match self {
            Self::Imuis(_) => Connector::Imuis,
            Self::Snelstart(_) => Connector::Snelstart,
        }
    }

    /// The text itself.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Imuis(secret) => &secret.environment_code,
            Self::Snelstart(secret) => &secret.link_key,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_stored_as_its_package_stored_it_ever_since() {
        for (connector, stored) in [
            (Connector::Imuis, r#"{"environment_code":"12345"}"#),
            (Connector::Snelstart, r#"{"link_key":"12345"}"#),
        ] {
            let secret = BookkeepingSecret::new(connector, "12345".to_owned());
            assert_eq!(serde_json::to_string(&secret).unwrap(), stored);
            let read: BookkeepingSecret = serde_json::from_str(stored).unwrap();
            assert_eq!((read.connector(), read.text()), (connector, "12345"));
        }
    }

    #[test]
    fn only_packages_with_a_key_are_served() {
        let mut packages = Packages::default();
        assert_eq!(packages.served().count(), 0);
        packages.snelstart.key = Some("sleutel".into());
        assert_eq!(packages.served().collect::<Vec<_>>(), [Connector::Snelstart]);
        packages.imuis.key = Some("sleutel".into());
        assert_eq!(packages.served().collect::<Vec<_>>(), Connector::ALL);
    }
}

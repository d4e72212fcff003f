//! The packages of a company under test: which two they are, and how Koppel reaches its bookkeeping.

use koppel_imuis::Config as ImuisConfig;
use koppel_platform::packages::{Package as Served, Packages};
use koppel_simple_simon::Dialect;
use koppel_simulators::books::{Books, Package};
use koppel_snelstart::Config as SnelStartConfig;
use koppel_store::Connector;

use crate::line::BOOKS_HOST;
use crate::world::{Start, World};

/// The two packages of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Where its books are.
    pub package: Package,
    /// Which generation of Simple-Simon's API is spoken.
    pub dialect: Dialect,
}

impl Pair {
    /// These two.
    #[must_use]
    pub const fn of(package: Package, dialect: Dialect) -> Self {
        Self { package, dialect }
    }

    /// A world of these two, as it begins.
    #[must_use]
    pub fn start(self) -> Start {
        Start { package: self.package, dialect: self.dialect, ..Start::default() }
    }
}

impl From<Dialect> for Pair {
    /// With iMUIS.
    fn from(dialect: Dialect) -> Self {
        Self::of(Package::Imuis, dialect)
    }
}

/// A package, as Koppel calls it.
#[must_use]
pub const fn connector(package: Package) -> Connector {
    match package {
        Package::Imuis => Connector::Imuis,
        Package::Snelstart => Connector::Snelstart,
    }
}

/// The package at the line's own host, which bears anything; no other is served.
pub(crate) fn packages(books: &Books, page_size: u32) -> Packages {
    let key = Some(books.own_key().into());
    match books.package() {
        Package::Imuis => {
            let config = ImuisConfig {
                form_url: format!("http://{BOOKS_HOST}/ws1_api.aspx"),
                soap_url: format!("http://{BOOKS_HOST}/v1/ws1_xml.asmx"),
                page_size,
                min_request_interval_ms: 0,
                ..ImuisConfig::default()
            };
            Packages { imuis: Served { config, key }, ..Packages::default() }
        }
        Package::Snelstart => {
            let config = SnelStartConfig {
                base_url: format!("http://{BOOKS_HOST}/v2"),
                token_url: format!("http://{BOOKS_HOST}/b2b/token"),
                page_size,
                calls_per_minute: u32::MAX,
                calls_per_hour: u32::MAX,
                ..SnelStartConfig::default()
            };
            Packages { snelstart: Served { config, key }, ..Packages::default() }
        }
    }
}

impl World {
    /// What stands in a request that makes a sales order, and in no other.
    #[must_use]
    pub fn create_text(&self) -> &'static str {
        match self.books.package() {
            Package::Imuis => "CreateVerkoopOrder",
            Package::Snelstart => "orderreferentie",
        }
    }

    /// What stands in a request that looks an order up by its reference, and in no other.
    #[must_use]
    pub fn look_up_text(&self) -> &'static str {
        match self.books.package() {
            Package::Imuis => "EXTORDNR",
            Package::Snelstart => "Orderreferentie",
        }
    }
}

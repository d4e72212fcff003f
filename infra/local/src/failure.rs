//! Why the local world cannot go on, with what to do.

use std::io;
use std::path::PathBuf;

use koppel_platform::vault::VaultError;
use koppel_store::StoreError;

/// Why it cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The data folder.
    #[error("the folder {path} cannot be used: choose another with --data, or make it writable")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The clock of a world that is kept.
    #[error("the clock of the simulated world cannot be kept in the data folder: choose another with --data")]
    Clock(#[source] io::Error),
    /// Another Koppel works in the data folder.
    #[error("another koppel is at work in {0}: stop that one first")]
    InUse(PathBuf),
    /// The data folder belongs to another licence or administration.
    #[error(
        "{0} keeps the link of another licence or administration, or of a simulated company: choose another folder with --data"
    )]
    OtherCompany(PathBuf),
    /// The embedded database.
    #[error("the embedded database cannot be opened: {0}")]
    Database(String),
    /// A loopback port.
    #[error("no loopback port can be had")]
    Port(#[source] io::Error),
    /// The port of the API.
    #[error("port {port} of this machine cannot be had: choose another with --port")]
    ApiPort {
        /// The port.
        port: u16,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The process that holds the simulated packages (`--apart`).
    #[error(
        "the process that holds the simulated packages has ended: why stands above, and where nothing does, try without --apart"
    )]
    Apart {
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The `--live` file cannot be read.
    #[error("{path} cannot be read: copy koppel.example.toml and fill it in")]
    LiveFile {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The `--live` file is not as it should be.
    #[error("{path} is not as it should be: {reason}")]
    LiveContent {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        reason: String,
    },
    /// A package refuses the connection at the start.
    #[error("{what}")]
    Refused {
        /// What, and what to do.
        what: String,
    },
    /// The store.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The vault.
    #[error("the secrets cannot be sealed")]
    Vault(#[from] VaultError),
    /// TLS.
    #[error("TLS cannot be set up on this machine: {0}")]
    Tls(String),
}

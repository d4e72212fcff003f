//! The embedded DynamoDB, in memory or in a folder, and what lies beside it in that folder.
//!
//! Guarantees: a database in a folder has its tables. It gets its name once they are made: one that was cut off in the midst of
//! that would list a table for ever that is not there.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use dynoxide::Database;
use koppel_platform::vault::Vault;
use koppel_store::{Store, Tables, client};

use crate::failure::Failed;

/// A folder that keeps everything between two starts, and that only one Koppel works in.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    _lock: Option<File>,
    _temporary: Option<tempfile::TempDir>,
}

impl Folder {
    /// Opens `data`, or a temporary folder that goes with the process.
    pub(crate) fn open(data: Option<&Path>) -> Result<Self, Failed> {
        let temporary = match data {
            Some(_) => None,
            None => Some(
                tempfile::tempdir()
                    .map_err(|source| Failed::Folder { path: std::env::temp_dir(), source })?,
            ),
        };
        let path = data.or(temporary.as_ref().map(tempfile::TempDir::path)).unwrap_or(Path::new("."));
        let failed = |source| Failed::Folder { path: path.to_owned(), source };
        fs::create_dir_all(path).map_err(failed)?;
        let lock = File::create(path.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Failed::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        Ok(Self { path: path.to_owned(), _lock: Some(lock), _temporary: temporary })
    }

    /// A folder that another process has opened for this one.
    pub(crate) const fn shared(path: PathBuf) -> Self {
        Self { path, _lock: None, _temporary: None }
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The vault whose key lies in this folder.
    pub(crate) fn vault(&self) -> Result<Vault, Failed> {
        Ok(Vault::of_file(&self.file("vault.key"))?)
    }

    /// Koppel's memory, in this folder, or in memory alone.
    pub(crate) async fn store(&self, in_memory: bool) -> Result<Store, Failed> {
        let file = (!in_memory).then(|| self.file("koppel.db"));
        store_at(&serve(file.as_deref()).await?).await
    }
}

/// Serves the embedded database, from a file or from memory, on a loopback port of its own; its address.
pub(crate) async fn serve(file: Option<&Path>) -> Result<String, Failed> {
    let Some(file) = file else { return serve_this(Database::memory()).await };
    if !file.exists() {
        make(file).await?;
    }
    serve_this(Database::new(&file.to_string_lossy())).await
}

/// Makes a database with its tables under another name, and gives it its own.
async fn make(file: &Path) -> Result<(), Failed> {
    let folder = file.parent().unwrap_or(file).to_owned();
    let unwritable = |source| Failed::Folder { path: folder.clone(), source };
    let made = folder.join("making");
    if made.exists() {
        fs::remove_dir_all(&made).map_err(unwritable)?;
    }
    fs::create_dir(&made).map_err(unwritable)?;
    let part = made.join("koppel.db");
    let name = part.clone();
    // With the runtime everything ends that has the file open.
    let making = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failed::Database(error.to_string()))?;
        runtime.block_on(async {
            let endpoint = serve_this(Database::new(&name.to_string_lossy())).await?;
            store_at(&endpoint).await.map(drop)
        })
    };
    let making = tokio::task::spawn_blocking(making).await;
    making.map_err(|error| Failed::Database(error.to_string()))??;
    // What is written is in the file itself once the last one has closed it.
    if made.join("koppel.db-wal").exists() {
        return Err(Failed::Database("it was not closed when it was made".to_owned()));
    }
    fs::rename(&part, file).map_err(unwritable)?;
    fs::remove_dir_all(&made).map_err(unwritable)
}

async fn serve_this(database: Result<Database, dynoxide::DynoxideError>) -> Result<String, Failed> {
    let database = database.map_err(|error| Failed::Database(error.to_string()))?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.map_err(Failed::Port)?;
    let endpoint = format!("http://{}", listener.local_addr().map_err(Failed::Port)?);
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    Ok(endpoint)
}

/// Koppel's memory in the database that is served at `endpoint`.
pub(crate) async fn store_at(endpoint: &str) -> Result<Store, Failed> {
    let client = client::connect(Some(endpoint), "eu-west-1", client::local_credentials());
    let tables = Tables { state: "koppel-state".to_owned(), log: "koppel-log".to_owned() };
    let store = Store::new(client, tables);
    store.create_tables().await?;
    Ok(store)
}

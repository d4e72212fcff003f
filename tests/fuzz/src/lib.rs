//! What must hold of everything that reads what others send, whatever they send: one [`Target`] for each other side.
//!
//! A target takes bytes and panics where a property does not hold. It goes through the public door (the real connector
//! over an HTTP that answers with those bytes, the real router over a DynamoDB that does), so that what is found is what
//! a company would meet.
//!
//! The same targets run twice: over the files of `corpus` among the workspace's own tests, and under libFuzzer by
//! `cargo xtask fuzz` (`driver`), which makes up inputs of its own.
//!
//! Leaves out: time and memory, which libFuzzer watches from outside.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "this crate is linked into tests alone, where a panic is the answer"
)]

mod activation;
mod dynamo;
mod events;
mod failures;
mod identity;
mod imuis;
mod live_file;
mod requests;
mod script;
mod simple_simon;
mod stored;

/// One thing that reads what others send.
pub struct Target {
    /// Its name, and that of its folder in `corpus`.
    pub name: &'static str,
    /// Reads `input`, and panics where a property does not hold.
    pub run: fn(&[u8]),
}

/// Every target.
pub const TARGETS: [Target; 7] = [
    Target { name: "imuis", run: imuis::run },
    Target { name: "simple_simon", run: simple_simon::run },
    Target { name: "identity", run: identity::run },
    Target { name: "events", run: events::run },
    Target { name: "requests", run: requests::run },
    Target { name: "stored", run: stored::run },
    Target { name: "live_file", run: live_file::run },
];

impl Target {
    /// The target of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }
}

/// Runs a future to its end on a clock that jumps over every wait.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .expect("a runtime");
    }
    RUNTIME.with(|runtime| runtime.block_on(future))
}

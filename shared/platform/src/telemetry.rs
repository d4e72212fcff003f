//! Technical logs: one JSON object a line on AWS, plain lines on one machine. Fields are dotted (`tenant.id`,
//! `duration_ms`); never a body, a key, a name or an address (P9).

use tracing_subscriber::EnvFilter;

/// What is logged where `RUST_LOG` says nothing: our own lines, and only warnings of the libraries.
const DEFAULT: &str = "warn,koppel=info";

/// Begins logging to standard output as JSON. A second call changes nothing.
pub fn json() {
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_env_filter(filter())
        .try_init();
}

/// Begins logging to standard error as plain lines, from `level` up. A second call changes nothing.
pub fn plain(level: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(level));
    let _ = tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter).try_init();
}

fn filter() -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT))
}

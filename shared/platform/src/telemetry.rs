//! Technical logs: one JSON object a line on AWS, plain lines on one machine. Fields are dotted (`tenant.id`,
//! `duration_ms`); never a body, a key, a name or an address (P9).
//!
//! Finer levels than `info` are compiled away in what is deployed: they are the libraries' alone, cost a third of a
//! megabyte, and would print bodies.
//!
//! `RUST_LOG` names levels and where they hold, as in `warn,koppel=info`. Fields and spans it does not choose by: that would
//! bring a whole engine of regular expressions into every function.

use tracing::{Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What is logged where `RUST_LOG` says nothing: our own lines, and only warnings of the libraries.
const DEFAULT: &str = "warn,koppel=info";

/// Begins logging to standard output as JSON. A second call changes nothing.
pub fn json() {
    let _ = lines(std::io::stdout, DEFAULT).try_init();
}

/// What writes JSON lines: what `RUST_LOG` asks for, else what `otherwise` does.
pub fn lines<W>(writer: W, otherwise: &str) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(false);
    lines.with_max_level(Level::TRACE).with_writer(writer).finish().with(filter(otherwise))
}

/// Begins logging to standard error as plain lines, from `level` up. A second call changes nothing.
pub fn plain(level: &str) {
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(Level::TRACE);
    let _ = lines.finish().with(filter(level)).try_init();
}

fn filter(otherwise: &str) -> Targets {
    let asked = std::env::var("RUST_LOG").ok().and_then(|asked| asked.parse().ok());
    asked.or_else(|| otherwise.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_lines_are_logged_and_warnings_of_the_libraries() {
        let filter: Targets = DEFAULT.parse().unwrap();
        assert!(filter.would_enable("koppel_sync::frame", &Level::INFO));
        assert!(filter.would_enable("hyper::client", &Level::WARN));
        assert!(!filter.would_enable("koppel_sync::frame", &Level::DEBUG));
        assert!(!filter.would_enable("hyper::client", &Level::INFO));
    }
}

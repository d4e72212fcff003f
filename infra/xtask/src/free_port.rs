//! A free port on the loopback address, for a server that must be told its port.

use std::net::{Ipv4Addr, TcpListener};

use crate::failed::Failed;

/// A port that was free a moment ago. Another program can still take it first; then the server does not come up, and
/// the step says so.
pub(crate) fn find() -> Result<u16, Failed> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Failed::new(format!("no free port on 127.0.0.1: {error}")))
}

//! iMUIS Online, SnelStart and Simple-Simon, simulated: as unkind as the fact sheets say.
//!
//! Written from the fact sheets alone and sharing no code with the clients, so that a misreading on one side shows.
//! Every simulator answers in process ([`server::answer`]) and over loopback HTTP ([`server::serve`]),
//! keeps a [`journal::Journal`] of what was asked, and breaks on command ([`faults::Faults`]).
//!
//! Leaves out: speed promises and security. This is never the real thing.

pub mod books;
pub mod clock;
pub mod faults;
pub mod imuis;
pub mod journal;
pub mod lies;
pub mod oidc;
pub mod scheduler;
pub mod server;
pub mod simple_simon;
pub mod snelstart;

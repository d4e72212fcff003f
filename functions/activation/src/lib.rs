//! The HTTP function: an admin links a company in three steps, changes its settings, reads its log, and stops it
//! whenever they like (R21–R28); the operator sees which companies there are.
//!
//! Guarantees:
//! - A company is reached by the caller's token alone (P6): no path, query or body of an admin's route names one.
//! - Every change is one conditional write of the profile, together with its log row; of two at once, one wins and the
//!   other is told what changed. A repeated request with its idempotency key changes nothing.
//! - Credentials are proved by a real call, sealed at once, and never given back or logged (P9).
//! - Every error is an `application/problem+json` with a code, what happened and what to do, in the asked language; whoever
//!   asked for a page reads the same words on one.
//! - A body, a page and the calls of a request are bounded (P10).
//!
//! - A page does what it does by the very acts of the API.
//!
//! Leaves out: the runs themselves (schedules start them).

mod admin;
mod app;
mod articles;
mod body;
mod books;
mod causes;
mod change;
mod check;
mod cleanup;
mod connect;
mod console;
mod docs;
mod event;
mod health;
mod log;
mod log_file;
mod preview;
mod problems;
mod query;
mod reconcile;
mod round;
mod run_now;
mod session;
mod settings;
mod start;
mod status;
mod tenants;
mod wipe;
mod work_orders;
mod wrong;

pub use app::{App, Rules, router};
pub use docs::DOCUMENT;
pub use event::{Asked, NotOurs, asked};
pub use reconcile::{Mended, reconcile_all};
pub use round::{Act, Round, Tick, round};

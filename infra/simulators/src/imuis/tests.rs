//! The simulated iMUIS, asked in process over both transports.

mod lies;
mod orders;
mod persistence;
mod quotes;
mod selections;
mod sessions;
mod transports;
mod world;

//! The simulated iMUIS, asked in process over both transports.

mod orders;
mod persistence;
mod selections;
mod sessions;
mod transports;
mod world;

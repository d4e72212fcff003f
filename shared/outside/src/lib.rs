//! The outside world as two ports: sending one HTTP request within limits, and time.
//!
//! Connectors are written against [`http::Http`] and [`clock::Clock`], so the same code runs over the network, in
//! process against a simulator, and on a clock that a test moves by hand.
//!
//! Leaves out: retries (the runs decide), and what a request means (the connectors know).

pub mod clock;
pub mod counted;
pub mod http;
pub mod pace;
mod reqwest_http;

pub use reqwest_http::{NoClient, ReqwestHttp};

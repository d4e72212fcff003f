//! This crate against an issuer that a test can bend at will, on a clock moved by hand.

mod caller;
mod keys;
mod sign_in;
mod tokens;
mod world;

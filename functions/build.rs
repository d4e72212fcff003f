//! Leaves out of a deployed function what only unwinding reads.
//!
//! A function that panics ends at once (`panic = "abort"` in the profile `release`), so nothing ever unwinds; yet the tables
//! for it, the standard library's and those of C included, are a tenth of the zip that a cold start reads.
//!
//! Guarantees: in every other profile, whose panics unwind, and for every other system than Linux nothing changes. That
//! profile is told by its `opt-level`, since cargo tells a build script of the panics of the target and not of the
//! profile; `cargo xtask lint` sees to it that the two stay together.

use std::env;
use std::path::Path;

/// The `opt-level` of the profile `release`, and of no other.
const DEPLOYED: &str = "z";

fn main() {
    println!("cargo::rerun-if-changed=../build.rs");
    println!("cargo::rerun-if-changed=../no_unwinding.ld");
    let is_linux = env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux");
    if !is_linux || env::var("OPT_LEVEL").as_deref() != Ok(DEPLOYED) {
        return;
    }
    if let Ok(package) = env::var("CARGO_MANIFEST_DIR") {
        let script = Path::new(&package).join("../no_unwinding.ld");
        println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
        println!("cargo::rustc-link-arg-bins=-Wl,-T,{}", script.display());
    }
}

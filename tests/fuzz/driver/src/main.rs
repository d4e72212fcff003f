//! libFuzzer's way into the targets: one program for all of them, since linking one is quicker than linking each.
//!
//! Which target is said by the environment variable `KOPPEL_FUZZ_TARGET`.

#![no_main]

use std::sync::LazyLock;

use koppel_fuzz::Target;
use libfuzzer_sys::fuzz_target;

static CHOSEN: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("KOPPEL_FUZZ_TARGET").unwrap_or_default();
    Target::named(&name).unwrap_or_else(|| {
        eprintln!("KOPPEL_FUZZ_TARGET names no target: {name:?}");
        std::process::exit(2)
    })
});

fuzz_target!(|data: &[u8]| (CHOSEN.run)(data));

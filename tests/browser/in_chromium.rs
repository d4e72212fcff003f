//! The tests that need Chromium. They stand together under one name, so that a run without a browser can leave them out.

mod harness;
mod life;
mod pages;

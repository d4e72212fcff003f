//! What must hold on every page, in every state it can be in.
//!
//! - [`Page::axe`]: axe-core finds nothing against WCAG 2.2 A and AA or its best practices, in light and in dark.
//! - [`Page::by_keyboard`]: the Tab key reaches everything that can be used, stays nowhere, and the focus can be seen.
//! - [`Page::fits`]: nothing is wider than the window, and no word is broken to make it so.
//! - [`Page::is_quiet`]: the browser has nothing to complain of.

use std::env;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::page::Page;

/// Where axe-core is, if not where `cargo xtask` puts it.
const AXE: &str = "KOPPEL_AXE";
/// Where `cargo xtask` puts it.
const AXE_HERE: &str = "../target/tools/axe/node_modules/axe-core/axe.min.js";
/// Presses of Tab more than there are stops: the browser's own stop between the last and the first.
const SPARE: u64 = 3;

impl Page {
    /// Everything that must hold on any page.
    pub(crate) async fn holds(&self) {
        self.is_quiet().await;
        self.fits().await;
        self.axe().await;
        self.by_keyboard().await;
        self.is_quiet().await;
    }

    /// No finding of axe-core, in light and in dark.
    pub(crate) async fn axe(&self) {
        let look = self.look();
        self.scripts(true).await;
        if self.eval("typeof axe").await == "undefined" {
            self.ask("Runtime.evaluate", json!({ "expression": axe_core() })).await;
        }
        for is_dark in [!look.is_dark, look.is_dark] {
            self.dark(is_dark).await;
            let found = self.eval(&format!("({})()", include_str!("js/axe.js"))).await;
            let colours = if is_dark { "dark" } else { "light" };
            self.is_nothing(&format!("axe-core, in {colours} colours"), &found).await;
        }
        self.scripts(look.scripts).await;
    }

    /// Tab reaches everything that can be used, and shows where it is.
    pub(crate) async fn by_keyboard(&self) {
        let stops = self.eval(&format!("({})()", include_str!("js/stops.js"))).await;
        let stops = stops.as_u64().unwrap_or_default();
        let mut left = json!([]);
        for _ in 0..stops + SPARE {
            self.key("Tab").await;
            let mut stop = self.eval(&format!("({})()", include_str!("js/stop.js"))).await;
            self.is_nothing("by keyboard", &stop["wrong"]).await;
            left = stop["left"].take();
            if left.as_array().is_none_or(Vec::is_empty) {
                break;
            }
        }
        if stops > 0 {
            self.is_nothing("Tab does not reach", &left).await;
        }
    }

    /// Nothing is wider than the window, and no word is broken.
    pub(crate) async fn fits(&self) {
        let found = self.eval(&format!("({})({})", include_str!("js/wide.js"), self.look().width)).await;
        self.is_nothing("too wide", &found).await;
        let found = self.eval(&format!("({})()", include_str!("js/broken.js"))).await;
        self.is_nothing("broken over two lines", &found).await;
    }

    /// The browser has nothing to complain of.
    pub(crate) async fn is_quiet(&self) {
        let complaints = self.watch(|watch| std::mem::take(&mut watch.complaints));
        self.is_nothing("the browser complains", &json!(complaints)).await;
    }

    async fn is_nothing(&self, rule: &str, found: &Value) {
        if found.as_array().is_none_or(|found| !found.is_empty()) {
            let (address, seen) = (self.address().await, self.keep_view().await);
            panic!("{rule}: {address} {:?}: {found:#}\nas it was seen then: {seen}", self.look());
        }
    }
}

fn axe_core() -> String {
    let path = env::var(AXE)
        .unwrap_or_else(|_| format!("{}", Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE_HERE).display()));
    fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("axe-core is not at {path} ({error}): `cargo xtask test --only browser` fetches it")
    })
}

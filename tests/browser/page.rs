//! [`Page`]: one page of the browser: going somewhere, waiting until it is at rest, reading what is on it.
//!
//! Guarantees: whatever a page complains of ([`crate::watch`]) fails the test, at the latest when the page is dropped.
//! Everything waits as somebody would who looks at the screen, and not for ever.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::look::Look;
use crate::wire::Wire;

/// Longest wait for something to appear, on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks.
pub(crate) const LOOK_EVERY: Duration = Duration::from_millis(20);
/// The tallest picture, in pixels.
const TALLEST: u32 = 1400;
/// Tries until two shots in a row are the same.
const MOST_SHOTS: u32 = 10;
/// Nothing moved for so long: it is at rest.
const REST: Duration = Duration::from_millis(60);

/// A page, or a part of one; clones share it.
#[derive(Clone)]
pub(crate) struct Page {
    window: Arc<Window>,
    /// The words of the part that it is about.
    pub(crate) part: Option<String>,
}

struct Window {
    wire: Wire,
    session: String,
    site: String,
    look: Look,
}

impl Drop for Window {
    fn drop(&mut self) {
        let complaints = self.wire.watch(&self.session, |watch| std::mem::take(&mut watch.complaints));
        assert!(std::thread::panicking() || complaints.is_empty(), "the browser complains: {complaints:#?}");
    }
}

impl Page {
    pub(crate) async fn new(wire: Wire, session: String, site: &str, look: Look, agent: &str) -> Self {
        let site = site.to_owned();
        let page = Self { window: Arc::new(Window { wire, session, site, look }), part: None };
        for domain in ["Page", "Runtime", "Network", "Log", "Audits"] {
            page.ask(&format!("{domain}.enable"), json!({})).await;
        }
        page.resize(look.height, 1.0).await;
        let asks = json!({ "userAgent": agent, "acceptLanguage": look.language });
        page.ask("Emulation.setUserAgentOverride", asks).await;
        page.ask("Emulation.setLocaleOverride", json!({ "locale": look.language })).await;
        page.ask("Emulation.setTimezoneOverride", json!({ "timezoneId": "Europe/Amsterdam" })).await;
        page.dark(look.is_dark).await;
        page.scripts(look.scripts).await;
        page
    }

    /// How it is looked at.
    pub(crate) fn look(&self) -> Look {
        self.window.look
    }

    /// The smallest part of the page (a row, a card, a form, a section) that has these words in it.
    pub(crate) fn within(&self, words: &str) -> Self {
        Self { window: Arc::clone(&self.window), part: Some(words.to_owned()) }
    }

    /// Goes to an address of the site.
    pub(crate) async fn visit(&self, path: &str) {
        let url = format!("{}{path}", self.window.site);
        self.ask("Page.navigate", json!({ "url": url })).await;
        self.rest().await;
    }

    /// Does something, and waits for what follows from it. Where it `leads` somewhere, that may take a moment to begin.
    pub(crate) async fn follow(&self, leads: bool, act: impl Future<Output = ()>) {
        let asked = || self.watch(|watch| watch.asked);
        let (before, began) = (asked(), Instant::now());
        act.await;
        let moment = if leads { Duration::from_secs(2) } else { REST };
        while asked() == before && began.elapsed() < moment {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        self.rest().await;
    }

    /// Waits until nothing is loading any more.
    pub(crate) async fn rest(&self) {
        let began = Instant::now();
        loop {
            let (rested, dialogs) =
                self.watch(|watch| (watch.at_rest_since(), std::mem::take(&mut watch.dialogs)));
            for _ in 0..dialogs {
                self.ask("Page.handleJavaScriptDialog", json!({ "accept": true })).await;
            }
            if rested.is_some_and(|since| since.elapsed() >= REST) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "still loading after {PATIENCE:?}: {}", self.address().await);
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Path and query of where it is.
    pub(crate) async fn address(&self) -> String {
        let found = self.eval("location.pathname + location.search").await;
        found.as_str().unwrap_or_default().to_owned()
    }

    /// The words that can be seen, in small letters (a style sheet may change that) and with single spaces.
    pub(crate) async fn words(&self) -> String {
        let found = self.eval("document.body ? document.body.innerText : ''").await;
        plain(found.as_str().unwrap_or_default())
    }

    /// Waits until these words can be seen.
    pub(crate) async fn sees(&self, words: &str) {
        self.wait_for(words, true).await;
    }

    /// Waits until these words can no longer be seen.
    pub(crate) async fn sees_not(&self, words: &str) {
        self.wait_for(words, false).await;
    }

    async fn wait_for(&self, words: &str, is_there: bool) {
        let (wanted, began) = (plain(words), Instant::now());
        while self.words().await.contains(&wanted) != is_there {
            if began.elapsed() >= PATIENCE {
                let not = if is_there { "does not show" } else { "still shows" };
                panic!("{} {not} “{words}”:\n{}", self.address().await, self.words().await);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The system changes to dark or light colours. Movement is switched off for both.
    pub(crate) async fn dark(&self, is_dark: bool) {
        let scheme = if is_dark { "dark" } else { "light" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.ask("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Switches scripts on or off; those of a page that is there already stay as they are.
    pub(crate) async fn scripts(&self, on: bool) {
        self.ask("Emulation.setScriptExecutionDisabled", json!({ "value": !on })).await;
    }

    /// The page as a picture, in WebP: all of it; of a very long one the beginning, or the part that this is about.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        // No caret that blinks, nothing under the mouse, and bars at the window's edge at that of the picture.
        self.eval("document.documentElement.style.caretColor = 'transparent'").await;
        let away = json!({ "type": "mouseMoved", "x": 0, "y": 0 });
        self.ask("Input.dispatchMouseEvent", away).await;
        let height = self.eval(&format!("Math.min(document.documentElement.scrollHeight, {TALLEST})")).await;
        let height = u32::try_from(height.as_u64().unwrap()).unwrap().max(self.look().height);
        // A desk is shown smaller: sharp enough to read, at half the bytes.
        self.resize(height, if self.look().is_phone() { 1.0 } else { 0.625 }).await;
        let part = self.part.as_deref().map(Self::part_with);
        let top = part.map_or_else(|| "scrollTo(0, 0)".to_owned(), |part| format!("{part}.scrollIntoView()"));
        self.eval(&top).await;
        let shot = json!({ "format": "webp", "quality": 35 });
        let mut last = Value::Null;
        // The first one may show it half drawn.
        for _ in 0..MOST_SHOTS {
            let next = self.ask("Page.captureScreenshot", shot.clone()).await["data"].take();
            if next == last {
                break;
            }
            last = next;
            tokio::time::sleep(LOOK_EVERY).await;
        }
        self.resize(self.look().height, 1.0).await;
        STANDARD.decode(last.as_str().unwrap()).unwrap()
    }

    async fn resize(&self, height: u32, scale: f64) {
        let look = self.look();
        let metrics = json!({
            "width": look.width, "height": height, "deviceScaleFactor": scale, "mobile": look.is_phone(),
        });
        self.ask("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Keeps what is in the window now, for whoever looks into a failure; where.
    pub(crate) async fn keep_view(&self) -> String {
        let shot = self.ask("Page.captureScreenshot", json!({ "format": "png" })).await;
        let bytes = STANDARD.decode(shot["data"].as_str().unwrap()).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("seen");
        let file = folder.join(format!("{}.png", ulid::Ulid::generate()));
        fs::create_dir_all(folder).unwrap();
        fs::write(&file, bytes).unwrap();
        file.display().to_string()
    }

    /// The value of a script's expression; a promise is waited for.
    pub(crate) async fn eval(&self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.ask("Runtime.evaluate", asked).await;
        assert!(answer["exceptionDetails"].is_null(), "{}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// Asks Chromium something about this page.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        self.window.wire.ask(Some(&self.window.session), method, params).await
    }

    /// As [`Page::ask`], where the page may have changed meanwhile.
    pub(crate) async fn try_ask(&self, method: &str, params: Value) -> Result<Value, Value> {
        self.window.wire.try_ask(Some(&self.window.session), method, params).await
    }

    /// What was reported of it.
    pub(crate) fn watch<T>(&self, look: impl FnOnce(&mut crate::watch::Watch) -> T) -> T {
        self.window.wire.watch(&self.window.session, look)
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

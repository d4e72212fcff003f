//! [`Browser`]: one headless Chromium, with a profile that is gone afterwards.
//!
//! Guarantees: it ends with the test, whatever happens; without Chromium a test fails in one line that says how to get
//! it. Every page opened has cookies of its own.

use std::env;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::look::Look;
use crate::page::Page;
use crate::wire::Wire;

/// Where Chromium is, if not in the path under its name.
const CHROMIUM: &str = "KOPPEL_CHROMIUM";
/// Chromium ends within a moment once its pipe is closed.
const END_LIMIT: Duration = Duration::from_secs(5);
/// Protocol and browser meet at the descriptors 3 and 4.
const ON_THE_PIPE: &str = r#"exec "$@" 3<&0 4>&1 0</dev/null 1>&2"#;

/// A running Chromium.
pub(crate) struct Browser {
    wire: Wire,
    child: Child,
    /// Its name for itself.
    agent: String,
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.wire.close();
        let began = Instant::now();
        while began.elapsed() < END_LIMIT && self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Browser {
    /// Starts it.
    pub(crate) async fn start() -> Self {
        let program = env::var(CHROMIUM).unwrap_or_else(|_| "chromium".to_owned());
        let is_there =
            Command::new(&program).arg("--version").output().is_ok_and(|told| told.status.success());
        assert!(
            is_there,
            "`{program}` is missing: apt-get install chromium, or say in {CHROMIUM} where a Chromium is"
        );
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new("sh")
            .args(["-c", ON_THE_PIPE, "sh", &program])
            .args(arguments(&profile))
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("DBUS_SYSTEM_BUS_ADDRESS", "disabled:")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let wire = Wire::new(child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let version = wire.ask(None, "Browser.getVersion", json!({})).await;
        let agent = text(&version, "userAgent");
        Self { wire, child, agent, _profile: profile }
    }

    /// Opens an empty page with cookies of its own, for the pages of one site.
    pub(crate) async fn open(&self, site: &str, look: Look) -> Page {
        let context = self.wire.ask(None, "Target.createBrowserContext", json!({})).await;
        let target = json!({ "url": "about:blank", "browserContextId": text(&context, "browserContextId") });
        let target = self.wire.ask(None, "Target.createTarget", target).await;
        let attach = json!({ "targetId": text(&target, "targetId"), "flatten": true });
        let attached = self.wire.ask(None, "Target.attachToTarget", attach).await;
        Page::new(self.wire.clone(), text(&attached, "sessionId"), site, look, &self.agent).await
    }
}

fn arguments(profile: &TempDir) -> Vec<String> {
    let mut arguments: Vec<String> = [
        "--headless",
        "--remote-debugging-pipe",
        "--no-first-run",
        "--disable-gpu",
        // It does not start for root, nor in many containers; the pages are our own.
        "--no-sandbox",
        // Containers give little shared memory.
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-extensions",
        "--disable-sync",
        // Pictures that are the same everywhere.
        "--hide-scrollbars",
        "--force-color-profile=srgb",
        "--font-render-hinting=none",
        "--disable-lcd-text",
    ]
    .map(str::to_owned)
    .to_vec();
    arguments.push(format!("--user-data-dir={}", profile.path().display()));
    arguments.push("about:blank".to_owned());
    arguments
}

fn text(answer: &Value, name: &str) -> String {
    answer[name].as_str().unwrap().to_owned()
}

//! What people do on a page: press, fill in, tick, choose; by the words that they see.
//!
//! An element is found by the role and name that the browser itself gives it, so what has no name for a screen reader is
//! not found here either. It is scrolled to, and pressed where it can be seen: something that covers it, or a button that
//! is disabled, fails the test. Exactly one must fit; [`Page::within`] tells apart. Words that end with `…` are the
//! beginning of a name.

use std::time::Instant;

use serde_json::{Value, json};

use crate::page::{LOOK_EVERY, PATIENCE, Page};

/// What can be pressed.
const PRESSED: &[&str] = &["button", "link", "DisclosureTriangle", "tab", "menuitem", "switch"];
/// What can be written in.
const WRITTEN: &[&str] = &["textbox", "searchbox", "spinbutton", "combobox"];
/// What can be ticked.
const TICKED: &[&str] = &["checkbox", "radio", "switch"];
/// What can be chosen from.
const CHOSEN: &[&str] = &["combobox", "listbox"];

impl Page {
    /// Presses the button, link or summary with these words, and waits for what comes of it.
    pub(crate) async fn press(&self, words: &str) {
        let element = self.find(PRESSED, words).await;
        self.click(&element, words).await;
    }

    /// Fills in the field with this label.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let element = self.find(WRITTEN, label).await;
        self.click(&element, label).await;
        self.call(&element, "function () { this.select?.(); }").await;
        if text.is_empty() {
            self.key("Delete").await;
        } else {
            self.ask("Input.insertText", json!({ "text": text })).await;
        }
        let value = self.call(&element, "function () { return this.value; }").await;
        assert_eq!(value, text, "“{label}” does not take what is typed");
    }

    /// What stands in the field with this label.
    pub(crate) async fn value(&self, label: &str) -> String {
        let element = self.find(&[WRITTEN, CHOSEN].concat(), label).await;
        let value = self.call(&element, "function () { return this.value; }").await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Ticks the box or the choice with this label, or takes the tick away.
    pub(crate) async fn tick(&self, label: &str, on: bool) {
        let element = self.find(TICKED, label).await;
        if self.call(&element, "function () { return this.checked; }").await != on {
            self.click(&element, label).await;
        }
    }

    /// Whether the box or the choice with this label is ticked.
    pub(crate) async fn is_ticked(&self, label: &str) -> bool {
        let element = self.find(TICKED, label).await;
        self.call(&element, "function () { return this.checked; }").await == true
    }

    /// Chooses from the list with this label.
    pub(crate) async fn choose(&self, label: &str, words: &str) {
        let element = self.find(CHOSEN, label).await;
        let choose = format!(
            "function () {{
                const option = [...this.options].find((one) => one.label.trim() === {});
                if (!option) return [...this.options].map((one) => one.label).join(' | ');
                this.focus();
                option.selected = true;
                this.dispatchEvent(new Event('input', {{ bubbles: true }}));
                this.dispatchEvent(new Event('change', {{ bubbles: true }}));
                return null;
            }}",
            json!(words)
        );
        let others = self.call(&element, &choose).await;
        assert!(others.is_null(), "“{label}” has no “{words}” but {others}");
        self.follow(false, async {}).await;
    }

    /// What stands in a cell of the table's first row.
    pub(crate) async fn cell(&self, nr: usize) -> String {
        let cell = format!("document.querySelectorAll('tbody tr:first-child > *')[{nr}].innerText.trim()");
        self.eval(&cell).await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page says that something went wrong, where a screen reader says so too.
    pub(crate) async fn has_alert(&self) {
        let began = Instant::now();
        while !self.nodes(json!({ "role": "alert" })).await.iter().any(|node| fits(node, &["alert"])) {
            let waits = began.elapsed() < PATIENCE;
            assert!(waits, "{} has no alert:\n{}", self.address().await, self.words().await);
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Whether the button with these words is enabled.
    pub(crate) async fn can_press(&self, words: &str) -> bool {
        let element = self.find(PRESSED, words).await;
        self.call(&element, "function () { return this.disabled; }").await != true
    }

    /// Whether something with this role and these words is there right now.
    pub(crate) async fn has(&self, role: &str, words: &str) -> bool {
        !self.look_for(&[role], words).await.is_empty()
    }

    /// Presses a key.
    pub(crate) async fn key(&self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "Delete" => 46,
            other => panic!("no such key: {other}"),
        };
        let mut pressed = json!({
            "type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": code,
        });
        if key == "Enter" {
            pressed["type"] = json!("keyDown");
            pressed["text"] = json!("\r");
        }
        self.ask("Input.dispatchKeyEvent", pressed.clone()).await;
        pressed["type"] = json!("keyUp");
        self.ask("Input.dispatchKeyEvent", pressed).await;
    }

    /// The one element with one of these roles and this name, as soon as it is there.
    async fn find(&self, roles: &[&str], name: &str) -> String {
        let began = Instant::now();
        loop {
            let found = self.look_for(roles, name).await;
            if let [one] = found.as_slice() {
                return one.clone();
            }
            if found.len() > 1 || began.elapsed() >= PATIENCE {
                let (address, part) = (self.address().await, self.part.as_deref().unwrap_or("the page"));
                let others = self.names(roles).await.join(" | ");
                let (words, seen) = (self.words().await, self.keep_view().await);
                panic!(
                    "{address}: {} “{name}” of {roles:?} in {part}; there are: {others}\n{words}\nas it was seen \
                     then: {seen}",
                    found.len()
                );
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Every element with one of these roles and this name.
    async fn look_for(&self, roles: &[&str], name: &str) -> Vec<String> {
        let start = name.strip_suffix('…');
        let asked = start.map_or_else(|| json!({ "accessibleName": name }), |_| json!({}));
        let begins = |node: &Value| {
            node["name"]["value"].as_str().unwrap_or_default().starts_with(start.unwrap_or(""))
        };
        let nodes = self.nodes(asked).await;
        let mut found = Vec::new();
        for node in nodes.iter().filter(|node| fits(node, roles) && begins(node)) {
            let asked = json!({ "backendNodeId": node["backendDOMNodeId"] });
            if let Ok(resolved) = self.try_ask("DOM.resolveNode", asked).await {
                found.extend(resolved["object"]["objectId"].as_str().map(str::to_owned));
            }
        }
        found
    }

    /// The names of everything with one of these roles.
    async fn names(&self, roles: &[&str]) -> Vec<String> {
        let nodes = self.nodes(json!({})).await;
        let nodes = nodes.iter().filter(|node| fits(node, roles));
        nodes.filter_map(|node| node["name"]["value"].as_str().map(str::to_owned)).collect()
    }

    /// Elements of the part that this is about; none while the page is changing.
    async fn nodes(&self, mut asked: Value) -> Vec<Value> {
        let root = match &self.part {
            None => "document".to_owned(),
            Some(words) => Self::part_with(words),
        };
        let Ok(root) = self.try_ask("Runtime.evaluate", json!({ "expression": root })).await else {
            return Vec::new();
        };
        if root["result"]["objectId"].is_null() {
            return Vec::new();
        }
        asked["objectId"] = root["result"]["objectId"].clone();
        let found = self.try_ask("Accessibility.queryAXTree", asked).await.unwrap_or_default();
        found["nodes"].as_array().cloned().unwrap_or_default()
    }

    /// The expression for the smallest part that has these words in it.
    pub(crate) fn part_with(words: &str) -> String {
        format!("({})({})", include_str!("js/part.js"), json!(words))
    }

    async fn click(&self, element: &str, words: &str) {
        self.ask("DOM.scrollIntoViewIfNeeded", json!({ "objectId": element })).await;
        let spot = self.call(element, include_str!("js/spot.js")).await;
        assert!(spot["wrong"].is_null(), "“{words}” cannot be pressed: {}", spot["wrong"]);
        let leads = spot["leads"] == true;
        self.follow(leads, async {
            for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
                let button = if kind == "mouseMoved" { "none" } else { "left" };
                let event = json!({
                    "type": kind, "x": spot["x"], "y": spot["y"], "button": button, "buttons": buttons,
                    "clickCount": 1,
                });
                self.ask("Input.dispatchMouseEvent", event).await;
            }
        })
        .await;
    }

    /// Calls a function on an element.
    pub(crate) async fn call(&self, element: &str, function: &str) -> Value {
        let asked = json!({ "objectId": element, "functionDeclaration": function, "returnByValue": true });
        let mut answer = self.ask("Runtime.callFunctionOn", asked).await;
        assert!(answer["exceptionDetails"].is_null(), "{}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }
}

fn fits(node: &Value, roles: &[&str]) -> bool {
    node["ignored"] != true && node["role"]["value"].as_str().is_some_and(|role| roles.contains(&role))
}

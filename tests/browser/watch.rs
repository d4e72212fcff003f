//! What a page's browser reports while a test acts on it: whether it is still loading, and every complaint.
//!
//! A complaint is whatever a developer would see in the browser's tools: an error or warning in the console, an exception
//! of a script, something that the content security policy blocked, a part of the page that is missing, a server error,
//! an issue that Chromium finds in the page, a dialog of the browser's own. A refusal (4xx) of what
//! somebody asked for is none: what it says is for the test to look at.

use std::collections::HashMap;
use std::time::Instant;

use serde_json::Value;

/// A guess of Chromium's: a field with the id `address` might want to be filled in by the browser.
const NO_ISSUE: &str = "FormInputAssignedAutocompleteValueToIdOrNameAttributeError";

/// The reports of one page.
pub(crate) struct Watch {
    /// Requests begun so far.
    pub(crate) asked: u64,
    /// What was found wrong.
    pub(crate) complaints: Vec<String>,
    /// Dialogs of the browser's own that wait for an answer.
    pub(crate) dialogs: u32,
    is_loading: bool,
    /// By their id: the document that they are for.
    under_way: HashMap<String, String>,
    /// The last time that anything moved.
    moved: Instant,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            asked: 0,
            complaints: Vec::new(),
            dialogs: 0,
            is_loading: false,
            under_way: HashMap::new(),
            moved: Instant::now(),
        }
    }
}

impl Watch {
    /// Since when nothing is under way; nothing where something is.
    pub(crate) fn at_rest_since(&self) -> Option<Instant> {
        (!self.is_loading && self.under_way.is_empty()).then_some(self.moved)
    }

    /// Takes a report in.
    pub(crate) fn note(&mut self, method: &str, params: &Value) {
        let text = |name: &str| params[name].as_str().unwrap_or_default();
        match method {
            "Network.requestWillBeSent" if !is_endless(text("type")) => {
                self.asked += 1;
                self.under_way.insert(text("requestId").to_owned(), text("loaderId").to_owned());
            }
            "Network.loadingFinished" => {
                self.under_way.remove(text("requestId"));
            }
            "Network.loadingFailed" => {
                self.under_way.remove(text("requestId"));
                self.complain_of_loading(params);
            }
            "Network.responseReceived" => self.complain_of_answer(text("type"), &params["response"]),
            // Of what the document before it still asked for, no end is reported.
            "Page.frameNavigated" => {
                self.under_way.retain(|_, of| params["frame"]["loaderId"] == of.as_str());
            }
            "Page.frameStartedLoading" => self.is_loading = true,
            "Page.frameStoppedLoading" => self.is_loading = false,
            "Page.javascriptDialogOpening" => {
                self.dialogs += 1;
                self.complaints.push(format!("a dialog of the browser's own: {}", text("message")));
            }
            "Runtime.exceptionThrown" => {
                self.complaints.push(format!("an exception: {}", params["exceptionDetails"]));
            }
            "Runtime.consoleAPICalled" if matches!(text("type"), "error" | "warning" | "assert") => {
                self.complaints.push(format!("the console: {}", params["args"]));
            }
            "Log.entryAdded" => self.complain_of_entry(&params["entry"]),
            "Audits.issueAdded" => self.complain_of_issue(&params["issue"]),
            _ => return,
        }
        self.moved = Instant::now();
    }

    fn complain_of_loading(&mut self, params: &Value) {
        let blocked = params["blockedReason"].as_str().unwrap_or_default();
        let error = params["errorText"].as_str().unwrap_or_default();
        // A visit that another one overtook, or that became a download, is aborted.
        let is_overtaken = params["canceled"] == true || error == "net::ERR_ABORTED";
        if !blocked.is_empty() || !is_overtaken {
            self.complaints.push(format!("not loaded ({}): {error} {blocked}", params["type"]));
        }
    }

    fn complain_of_answer(&mut self, kind: &str, response: &Value) {
        let status = response["status"].as_u64().unwrap_or_default();
        let url = response["url"].as_str().unwrap_or_default();
        // Browsers ask for this one by themselves.
        let is_part = !matches!(kind, "Document" | "Fetch" | "XHR") && !url.ends_with("/favicon.ico");
        if status >= 500 || (status >= 400 && is_part) {
            self.complaints.push(format!("{status} for {url}"));
        }
    }

    fn complain_of_issue(&mut self, issue: &Value) {
        let issue = issue.to_string();
        if !issue.contains(NO_ISSUE) {
            self.complaints.push(format!("an issue: {issue}"));
        }
    }

    fn complain_of_entry(&mut self, entry: &Value) {
        let is_grave = matches!(entry["level"].as_str(), Some("error" | "warning"));
        // Answers are judged by their status, above.
        if is_grave && entry["source"] != "network" {
            self.complaints.push(format!("the log: {} {}", entry["text"], entry["url"]));
        }
    }
}

/// A request that is meant to stay open.
fn is_endless(kind: &str) -> bool {
    matches!(kind, "EventSource" | "WebSocket" | "Ping")
}

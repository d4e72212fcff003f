//! The wire to one Chromium: its DevTools protocol, one JSON message after another over a pipe, each ended by a zero.
//!
//! Guarantees: an answer finds its question; every wait has an end; what a page reports lands in its [`Watch`], in order.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{ChildStdin, ChildStdout};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::watch::Watch;

/// Longest wait for one answer. They take milliseconds; the check of a whole page about a second.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// The wire; clones share it.
#[derive(Clone)]
pub(crate) struct Wire(Arc<Mutex<State>>);

struct State {
    /// Nothing once it was closed.
    input: Option<ChildStdin>,
    last_id: u64,
    waiting: HashMap<u64, oneshot::Sender<Value>>,
    watches: HashMap<String, Watch>,
}

impl Wire {
    /// Takes both ends of the pipe.
    pub(crate) fn new(input: ChildStdin, output: ChildStdout) -> Self {
        let state =
            State { input: Some(input), last_id: 0, waiting: HashMap::new(), watches: HashMap::new() };
        let wire = Self(Arc::new(Mutex::new(state)));
        let heard = wire.clone();
        std::thread::spawn(move || heard.listen(output));
        wire
    }

    fn listen(&self, output: ChildStdout) {
        let mut output = BufReader::new(output);
        let mut message = Vec::new();
        while output.read_until(0, &mut message).is_ok_and(|read| read > 0) {
            message.pop();
            let heard: Value = serde_json::from_slice(&message).unwrap();
            message.clear();
            let mut state = self.0.lock().unwrap();
            if let Some(waiting) = heard["id"].as_u64().and_then(|id| state.waiting.remove(&id)) {
                // Nobody waits any more where a test has failed.
                let _ = waiting.send(heard);
            } else if let (Some(session), Some(method)) =
                (heard["sessionId"].as_str(), heard["method"].as_str())
            {
                state.watches.entry(session.to_owned()).or_default().note(method, &heard["params"]);
            }
        }
        // Whoever still waits learns that the browser is gone.
        self.0.lock().unwrap().waiting.clear();
    }

    /// Asks the browser, or with a session one page, to do something; what it answers.
    pub(crate) async fn ask(&self, session: Option<&str>, method: &str, params: Value) -> Value {
        self.try_ask(session, method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// As [`Wire::ask`], where it may be refused.
    pub(crate) async fn try_ask(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<Value, Value> {
        let (sender, receiver) = oneshot::channel();
        {
            let mut state = self.0.lock().unwrap();
            state.last_id += 1;
            let mut message = json!({ "id": state.last_id, "method": method, "params": params });
            if let Some(session) = session {
                message["sessionId"] = json!(session);
            }
            let mut bytes = message.to_string().into_bytes();
            bytes.push(0);
            let input = state.input.as_mut().expect("the browser was closed");
            input.write_all(&bytes).expect("Chromium is gone; what it said last is above");
            input.flush().unwrap();
            let id = state.last_id;
            state.waiting.insert(id, sender);
        }
        let mut answer = tokio::time::timeout(ANSWER_LIMIT, receiver)
            .await
            .unwrap_or_else(|_| panic!("Chromium did not answer {method} within {ANSWER_LIMIT:?}"))
            .unwrap_or_else(|_| panic!("Chromium ended at {method}; what it said last is above"));
        match answer["error"].take() {
            Value::Null => Ok(answer["result"].take()),
            error => Err(error),
        }
    }

    /// What the page of this session reported.
    pub(crate) fn watch<T>(&self, session: &str, look: impl FnOnce(&mut Watch) -> T) -> T {
        look(self.0.lock().unwrap().watches.entry(session.to_owned()).or_default())
    }

    /// Closes the pipe, at which Chromium ends by itself.
    pub(crate) fn close(&self) {
        self.0.lock().unwrap().input = None;
    }
}

//! One running program of a function, as Lambda runs it: its environment and nothing else of ours, and its own Runtime
//! API.

use std::collections::BTreeMap;
use std::fs::File;
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;
use tempfile::NamedTempFile;
use tokio::process::Child;

use crate::programs::as_lambda_starts_it;
use crate::runtime_api::{Answer, RuntimeApi};

/// Longer than a start on a slow machine.
const START: Duration = Duration::from_secs(30);

/// A running program; it ends when it is dropped.
pub(crate) struct Function {
    api: RuntimeApi,
    child: Child,
    said: NamedTempFile,
}

impl Function {
    /// Starts a program; it may still be setting itself up.
    pub(crate) async fn launch(name: &str, environment: &BTreeMap<&'static str, String>) -> Self {
        let api = RuntimeApi::start().await;
        let said = NamedTempFile::new().unwrap();
        let out: File = said.reopen().unwrap();
        let child = as_lambda_starts_it(name, &api.address, environment)
            .stdout(out.try_clone().unwrap())
            .stderr(out)
            .spawn()
            .unwrap();
        Self { api, child, said }
    }

    /// Starts a program and waits until it asks for work.
    pub(crate) async fn start(name: &str, environment: &BTreeMap<&'static str, String>) -> Self {
        let function = Self::launch(name, environment).await;
        let polled = tokio::time::timeout(START, function.api.first_poll()).await;
        assert!(polled.is_ok(), "{name} does not ask for work: {}", function.said());
        function
    }

    /// Gives it an event that has to be answered within `limit`.
    pub(crate) async fn invoke(&self, event: &Value, limit: Duration) -> Answer {
        let answer = self.api.invoke(event, limit).await;
        answer.unwrap_or_else(|| panic!("no answer within {limit:?}: {}", self.said()))
    }

    /// Ends it as Lambda does.
    pub(crate) fn terminate(&self) {
        let id = self.child.id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits until it has ended.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        tokio::time::timeout(START, self.child.wait()).await.unwrap().unwrap()
    }

    /// Everything it has logged.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(self.said.path()).unwrap()
    }
}

//! Each function under `cargo lambda watch`, invoked by `cargo lambda invoke`: a Runtime API and a caller that others wrote,
//! so that a misreading of ours in [`crate::runtime_api`] shows.
//!
//! Leaves out what these two cannot do: two at once, an end in the midst of a run, and any deadline: theirs lies in 1970, so
//! what a run answers here is what one must that has no time left at all.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::process::{Child, Command};

use crate::company::Company;
use crate::packages::ANJA;
use crate::programs::as_lambda_starts_it;

/// The program; `cargo xtask test --only lambdas` says where it is.
const PROGRAM: &str = "KOPPEL_CARGO_LAMBDA";
/// Longer than a start on a slow machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// `cargo lambda watch`; it ends when it is dropped.
struct Watch {
    program: PathBuf,
    port: String,
    _child: Child,
}

impl Watch {
    async fn start() -> Self {
        let program =
            PathBuf::from(std::env::var_os(PROGRAM).expect("run `cargo xtask test --only lambdas`"));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
        let child = Command::new(&program)
            .args(["lambda", "watch", "--only-lambda-apis", "--ignore-changes"])
            .args(["--invoke-address", "127.0.0.1", "--invoke-port", &port])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let watch = Self { program, port, _child: child };
        let listens = async {
            while tokio::net::TcpStream::connect(format!("127.0.0.1:{}", watch.port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(PATIENCE, listens).await.expect("`cargo lambda watch` does not listen");
        watch
    }

    /// Starts a function that asks it for work.
    fn function(&self, name: &str, company: &Company) -> Child {
        let runtime_api = format!("http://127.0.0.1:{}/.rt/{name}", self.port);
        as_lambda_starts_it(name, &runtime_api, &company.environment)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// What a function answers to the event in this file: whether it went well, and its words.
    async fn invoke(&self, name: &str, event: &Path) -> (bool, String) {
        let mut invoke = Command::new(&self.program);
        invoke
            .args(["lambda", "invoke", name, "--invoke-address", "127.0.0.1", "--invoke-port", &self.port])
            .arg("--data-file")
            .arg(event)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let output = tokio::time::timeout(PATIENCE, invoke.output()).await.expect("no answer").unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(said).unwrap())
    }
}

fn event(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/events").join(name)
}

/// An event of the test's own, in a file.
fn written(event: &Value) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), event.to_string()).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_function_answers_under_cargo_lambda() {
    let (watch, company) = (Watch::start().await, Company::new().await);
    for (name, outcome) in [
        ("koppel-pull", "more"),
        ("koppel-push", "done"),
        ("koppel-cleanup", "more"),
        ("koppel-quotes", "not active"),
        ("koppel-wipe", "not active"),
    ] {
        let _running = watch.function(name, &company);
        let (well, answer) = watch.invoke(name, &event("scheduled.json")).await;
        let told: Value = serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{name}: {answer}"));
        assert!(well && told["outcome"] == outcome, "{name}: {answer}");
        let (_, refusal) = watch.invoke(name, &event("not-ours.json")).await;
        assert!(refusal.contains("the event must be"), "{name}: {refusal}");
    }
    assert_eq!(company.packages.simon.count("customer"), 0, "nothing is begun that cannot be ended");

    let _running = watch.function("koppel-activation", &company);
    let request = std::fs::read_to_string(event("http-get-integration.json")).unwrap();
    let mut request: Value = serde_json::from_str(&request).unwrap();
    let token = company.packages.oidc.mint(ANJA, |_| {});
    request["headers"]["authorization"] = json!(format!("Bearer {token}"));
    let (_, answer) = watch.invoke("koppel-activation", written(&request).path()).await;
    let told: Value = serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{answer}"));
    assert_eq!(told["statusCode"], 200, "{answer}");
    let (_, answer) = watch.invoke("koppel-activation", written(&json!({ "act": "round" })).path()).await;
    let told: Value = serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{answer}"));
    assert_eq!((&told["is_whole"], &told["mended"]["failed"]), (&json!(false), &json!(0)), "{answer}");
}

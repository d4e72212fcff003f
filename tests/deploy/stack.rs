//! The stack on a local AWS: put there, changed and taken away by the tools that do it on AWS, `sam` and `aws`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use bytes::Bytes;
use koppel_outside::ReqwestHttp;
use koppel_outside::http::{Http as _, Limits, Method, Request, header};
use serde::Deserialize;
use serde_json::Value;

/// Its name; everything that it makes is named by it.
const NAME: &str = "koppel";
const REGION: &str = "eu-central-1";
/// What one call may cost. A function's first one starts its program.
const LIMITS: Limits = Limits { timeout: std::time::Duration::from_secs(60), answer_bytes: 4 * 1024 * 1024 };

/// Where everything is, as `cargo xtask` tells it.
#[derive(Deserialize)]
pub(crate) struct Place {
    /// The local AWS.
    endpoint: String,
    sam: PathBuf,
    aws: PathBuf,
    /// The template, and the same with other code.
    pub(crate) template: PathBuf,
    pub(crate) changed: PathBuf,
}

/// A stack, there or not.
pub(crate) struct Stack {
    pub(crate) place: Place,
    http: ReqwestHttp,
}

impl Stack {
    pub(crate) fn new(place: Place) -> Self {
        Self { place, http: ReqwestHttp::new().unwrap() }
    }

    /// Puts it there or changes it; says how long that took.
    pub(crate) fn deploy(&self, template: &Path, parameters: &BTreeMap<&str, String>) {
        let began = Instant::now();
        let mut sam = self.command(&self.place.sam);
        sam.args(["deploy", "--stack-name", NAME, "--region", REGION, "--resolve-s3", "--no-progressbar"])
            .args(["--capabilities", "CAPABILITY_IAM", "--no-confirm-changeset", "--template-file"])
            .arg(template)
            .arg("--parameter-overrides")
            .args(parameters.iter().map(|(name, value)| format!("{name}={}", quoted(value))));
        done(&mut sam);
        println!("  sam deploy: {:.1?}", began.elapsed());
    }

    /// Takes it away; says how long that took.
    pub(crate) fn delete(&self) {
        let began = Instant::now();
        done(self.command(&self.place.sam).args([
            "delete",
            "--stack-name",
            NAME,
            "--region",
            REGION,
            "--no-prompts",
        ]));
        println!("  sam delete: {:.1?}", began.elapsed());
    }

    /// What the template's outputs say.
    pub(crate) fn outputs(&self) -> BTreeMap<String, String> {
        let found = self.aws(&["cloudformation", "describe-stacks", "--stack-name", NAME]);
        let outputs = found["Stacks"][0]["Outputs"].as_array().unwrap();
        let text = |output: &Value, name: &str| output[name].as_str().unwrap().to_owned();
        outputs.iter().map(|it| (text(it, "OutputKey"), text(it, "OutputValue"))).collect()
    }

    /// What a command line prints that an output gave, in this folder.
    pub(crate) fn follow(&self, line: &str, folder: &Path) -> String {
        let path = std::env::var("PATH").unwrap_or_default();
        let programs = self.place.aws.parent().unwrap().display();
        let mut shell = self.command(Path::new("sh"));
        shell.env("PATH", format!("{programs}:{path}")).current_dir(folder).args(["-c", line]);
        done(&mut shell).trim().to_owned()
    }

    /// What `aws` answers.
    pub(crate) fn aws(&self, arguments: &[&str]) -> Value {
        let answer = done(self.command(&self.place.aws).args(arguments).args(["--output", "json"]));
        serde_json::from_str(&answer).unwrap_or_default()
    }

    /// Asks the deployed API, as whoever has this token.
    pub(crate) async fn api(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> (u16, Value) {
        // The local AWS tells its APIs apart by the name they are called by.
        let at = self.outputs()["ApiUrl"].clone();
        let host = at.trim_start_matches("http://").to_owned();
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/api/v1{path}", self.place.endpoint))
            .header(header::HOST, host)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::ACCEPT_LANGUAGE, "en")
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.map(|body| Bytes::from(body.to_string())).unwrap_or_default())
            .unwrap();
        let answer = self.http.send(request, LIMITS).await.unwrap();
        (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap_or_default())
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .envs([("AWS_ENDPOINT_URL", self.place.endpoint.as_str()), ("AWS_DEFAULT_REGION", REGION)])
            .envs([("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local")])
            .envs([("SAM_CLI_TELEMETRY", "0"), ("AWS_EC2_METADATA_DISABLED", "true")])
            .stdin(Stdio::null());
        command
    }
}

/// What a program printed that ended well.
fn done(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A value as sam reads it: between quotes, where quotes are escaped.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('"', "\\\""))
}

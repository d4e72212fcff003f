//! The store's tests and the schedules' contract once more, against AWS emulators written by others (`ministack` and
//! `moto`, both PyPI).
//!
//! The embedded database and the store could share a misreading of DynamoDB, and so could the simulated scheduler and
//! the schedules; an independent one shows it. Guarantees: a server listens on the loopback address only, on a free
//! port, and is ended whatever happens. Leaves out throttling and transaction conflicts, which neither database makes,
//! and moto's DynamoDB, which ignores the tokens of transactions.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::suites;
use crate::failed::Failed;
use crate::free_port;
use crate::process;
use crate::step::{Context, Step};
use crate::tools::{self, Tool};
use crate::workspace::Workspace;

/// The environment variable by which the store's tests learn of a database to use instead of the embedded one.
const ENDPOINT: &str = "KOPPEL_TEST_DYNAMODB";
/// The environment variable by which the schedules' contract learns of a scheduler to use instead of the simulated one.
const SCHEDULER: &str = "KOPPEL_TEST_SCHEDULER";
/// It needs about a second; a slow and busy machine several.
const READY_LIMIT: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// For one look whether it is ready.
const LOOK_LIMIT: Duration = Duration::from_secs(2);
/// Enough of a log to see why a server did not come up.
const LAST_LINES: usize = 20;

/// The test that moto cannot pass: it answers a schedule for a group that is not there with 500 and a page of HTML.
const MISSING_GROUP: &str = "a_group_that_is_not_there_is_the_operators_to_mend";

/// The store's tests and the schedules' contract on ministack.
pub(super) const MINISTACK: Step = Step {
    name: "store-ministack",
    about: "the store's tests and the schedules' contract against an independent AWS",
    fast: false,
    run: |context| {
        let server = Server::start(context.workspace, &MINISTACK_SERVER)?;
        server.passes(
            context,
            &Suite { package: "koppel-store", test: "store", variable: ENDPOINT, but: None },
        )?;
        server.passes(context, &Suite { but: None, ..SCHEDULES })
    },
};

/// The schedules' contract on moto.
pub(super) const MOTO: Step = Step {
    name: "schedules-moto",
    about: "the schedules' contract against a second independent AWS",
    fast: false,
    run: |context| {
        Server::start(context.workspace, &MOTO_SERVER)?
            .passes(context, &Suite { but: Some(MISSING_GROUP), ..SCHEDULES })
    },
};

const SCHEDULES: Suite =
    Suite { package: "koppel-platform", test: "scheduler_contract", variable: SCHEDULER, but: None };

/// A test binary that takes an address.
struct Suite {
    package: &'static str,
    test: &'static str,
    /// The environment variable that takes the address.
    variable: &'static str,
    /// A test that this server is known not to pass.
    but: Option<&'static str>,
}

/// How an emulator is started, and how it says that it is there.
pub(super) struct Emulator {
    tool: Tool,
    program: &'static str,
    health: &'static str,
    set_up: fn(&mut Command, u16),
}

pub(super) const MINISTACK_SERVER: Emulator = Emulator {
    tool: tools::MINISTACK,
    program: "ministack",
    health: "/_ministack/health",
    set_up: |command, port| {
        command
            .env("GATEWAY_PORT", port.to_string())
            // Without it the server listens on every address.
            .env("BIND_HOST", Ipv4Addr::LOCALHOST.to_string())
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0")
            // Without it the server's own clients would call the real AWS.
            .env("AWS_ENDPOINT_URL", endpoint(port));
    },
};

const MOTO_SERVER: Emulator = Emulator {
    tool: tools::MOTO,
    program: "moto_server",
    health: "/moto-api/",
    set_up: |command, port| {
        command.args(["--host", "127.0.0.1", "--port", &port.to_string()]);
    },
};

/// A running emulator; ends when it is dropped.
pub(super) struct Server {
    child: Child,
    port: u16,
    log: PathBuf,
}

impl Server {
    pub(super) fn start(workspace: &Workspace, emulator: &Emulator) -> Result<Self, Failed> {
        let program = emulator.program;
        let tool = emulator.tool.installed(workspace)?;
        let port = free_port::find()?;
        let log = workspace.at("target/tools").join(program).with_extension("log");
        let unwritable = |error| Failed::new(format!("{} cannot be written: {error}", log.display()));
        let out = File::create(&log).map_err(unwritable)?;
        let err = out.try_clone().map_err(unwritable)?;
        let mut command = workspace.command(tool.program(program));
        (emulator.set_up)(&mut command, port);
        let child = command
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(|error| Failed::new(format!("{program} could not be started: {error}")))?;
        let mut server = Self { child, port, log };
        server.wait_until_ready(emulator)?;
        println!("{program} is ready on {}", endpoint(port));
        Ok(server)
    }

    /// Where it answers.
    pub(super) fn endpoint(&self) -> String {
        endpoint(self.port)
    }

    fn passes(&self, context: &Context<'_>, suite: &Suite) -> Result<(), Failed> {
        let Suite { package, test, variable, but } = suite;
        let mut command = if suites::has_nextest(context) {
            let but = but.map_or_else(String::new, |name| format!(" & not test(={name})"));
            suites::filtered(context, &format!("package({package}) & binary({test}){but}"))
        } else {
            let mut command =
                context.workspace.cargo(&["test", "--locked", "--package", package, "--test", test]);
            if let Some(name) = but {
                command.args(["--", "--exact", "--skip", name]);
            }
            command
        };
        process::run(command.env(variable, endpoint(self.port)), suites::LIMIT)
            .map_err(|failed| failed.hint(format!("the server's own words are in {}", self.log.display())))
    }

    fn wait_until_ready(&mut self, emulator: &Emulator) -> Result<(), Failed> {
        let program = emulator.program;
        let started = Instant::now();
        while started.elapsed() < READY_LIMIT {
            if let Ok(Some(status)) = self.child.try_wait() {
                let words = last_words(&self.log);
                return Err(Failed::new(format!("{program} ended at once with {status}{words}")));
            }
            if is_ready(self.port, emulator.health) {
                return Ok(());
            }
            thread::sleep(LOOK_EVERY);
        }
        let seconds = READY_LIMIT.as_secs();
        let words = last_words(&self.log);
        Err(Failed::new(format!("{program} was not ready within {seconds} s{words}")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        process::end(&mut self.child);
    }
}

fn endpoint(port: u16) -> String {
    format!("http://{}:{port}", Ipv4Addr::LOCALHOST)
}

/// Whether the server answers its health question with 200.
fn is_ready(port: u16, health: &str) -> bool {
    ask(port, health).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn ask(port: u16, path: &str) -> std::io::Result<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, LOOK_LIMIT)?;
    stream.set_read_timeout(Some(LOOK_LIMIT))?;
    let question = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(question.as_bytes())?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer)?;
    Ok(answer)
}

fn last_words(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let start = lines.len().saturating_sub(LAST_LINES);
    lines.iter().skip(start).fold("; it said last:".to_owned(), |words, line| words + "\n    " + line)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn answers_once(answer: &'static str) -> u16 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut question = [0; 256];
            let length = stream.read(&mut question).unwrap();
            assert!(length > 0);
            stream.write_all(answer.as_bytes()).unwrap();
        });
        port
    }

    #[test]
    fn ready_is_a_200_and_nothing_else() {
        assert!(is_ready(answers_once("HTTP/1.1 200 OK\r\n\r\n{}"), "/"));
        assert!(!is_ready(answers_once("HTTP/1.1 503 Starting\r\n\r\n"), "/"));
        assert!(!is_ready(free_port::find().unwrap(), "/"));
    }

    #[test]
    fn the_last_words_are_the_end_of_the_log() {
        let log = std::env::temp_dir().join(format!("koppel-xtask-log-{}", std::process::id()));
        let text: String = (1..=30).map(|number| format!("line {number}\n")).collect();
        fs::write(&log, text).unwrap();
        let words = last_words(&log);
        fs::remove_file(&log).unwrap();
        assert!(words.starts_with("; it said last:\n    line 11\n"), "{words}");
        assert!(words.ends_with("line 30"), "{words}");
    }
}

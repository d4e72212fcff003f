//! The store's tests and the schedules' contract once more, against an AWS written by others (`ministack`, PyPI).
//!
//! The embedded database and the store could share a misreading of DynamoDB; a second, independent one shows it.
//! Guarantees: the server listens on the loopback address only, on a free port, and is ended whatever happens. Leaves
//! out throttling and transaction conflicts, which neither database makes.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::suites;
use crate::failed::Failed;
use crate::free_port;
use crate::process;
use crate::step::Step;
use crate::tools;
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

/// The store's tests against the second database.
pub(super) const STEP: Step = Step {
    name: "store-ministack",
    about: "the store's tests and the schedules' contract against an independent AWS",
    fast: false,
    run: |context| {
        let server = Server::start(context.workspace)?;
        println!("ministack is ready on {}", server.address());
        for (package, test, variable) in
            [("koppel-store", "store", ENDPOINT), ("koppel-platform", "scheduler_contract", SCHEDULER)]
        {
            let mut command = if suites::has_nextest(context) {
                suites::filtered(context, &format!("package({package}) & binary({test})"))
            } else {
                context.workspace.cargo(&["test", "--locked", "--package", package, "--test", test])
            };
            process::run(command.env(variable, server.address()), suites::LIMIT).map_err(|failed| {
                failed.hint(format!("the server's own words are in {}", server.log.display()))
            })?;
        }
        Ok(())
    },
};

/// A running ministack; ends when it is dropped.
struct Server {
    child: Child,
    port: u16,
    log: PathBuf,
}

impl Server {
    fn start(workspace: &Workspace) -> Result<Self, Failed> {
        let tool = tools::MINISTACK.installed(workspace)?;
        let port = free_port::find()?;
        let log = workspace.at("target/tools/ministack.log");
        let unwritable = |error| Failed::new(format!("{} cannot be written: {error}", log.display()));
        let out = File::create(&log).map_err(unwritable)?;
        let err = out.try_clone().map_err(unwritable)?;
        let child = workspace
            .command(tool.program("ministack"))
            .env("GATEWAY_PORT", port.to_string())
            // Without it the server listens on every address.
            .env("BIND_HOST", Ipv4Addr::LOCALHOST.to_string())
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0")
            // Without it the server's own clients would call the real AWS.
            .env("AWS_ENDPOINT_URL", endpoint(port))
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(|error| Failed::new(format!("ministack could not be started: {error}")))?;
        let mut server = Self { child, port, log };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn address(&self) -> String {
        endpoint(self.port)
    }

    fn wait_until_ready(&mut self) -> Result<(), Failed> {
        let started = Instant::now();
        while started.elapsed() < READY_LIMIT {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(Failed::new(format!(
                    "ministack ended at once with {status}{}",
                    last_words(&self.log)
                )));
            }
            if is_ready(self.port) {
                return Ok(());
            }
            thread::sleep(LOOK_EVERY);
        }
        let seconds = READY_LIMIT.as_secs();
        Err(Failed::new(format!("ministack was not ready within {seconds} s{}", last_words(&self.log))))
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
fn is_ready(port: u16) -> bool {
    ask_health(port).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn ask_health(port: u16) -> std::io::Result<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, LOOK_LIMIT)?;
    stream.set_read_timeout(Some(LOOK_LIMIT))?;
    stream.write_all(b"GET /_ministack/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
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
        assert!(is_ready(answers_once("HTTP/1.1 200 OK\r\n\r\n{}")));
        assert!(!is_ready(answers_once("HTTP/1.1 503 Starting\r\n\r\n")));
        assert!(!is_ready(free_port::find().unwrap()));
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

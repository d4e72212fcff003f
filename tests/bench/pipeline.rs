//! The same pull by Koppel and by a plain pipeline in Python with `dlt`: `cargo xtask bench pipeline`.
//!
//! Customers of SnelStart go into Simple-Simon, one insert each for the customer and its work address. Both do it in a
//! process of their own and over loopback, one after the other, against the same simulated packages, which are this process
//! and begin anew for each; as many inserts may be under way at once. Koppel's database is here too.
//!
//! Guarantees: both must have brought every record, each once. Each process measures itself: CPU time and peak memory of the
//! whole of it, time from the first request to the last.
//!
//! Leaves out: what only Koppel does. It stores what it wrote, page by page, so that it can be cut off at any moment and its
//! next run writes nothing; the plain pipeline would insert everything again.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use dynoxide::Database;
use jiff::{SignedDuration, Timestamp};
use koppel_domain::integration::Life;
use koppel_domain::tenant::TenantId;
use koppel_outside::ReqwestHttp;
use koppel_outside::clock::{Clock as _, SystemClock};
use koppel_outside::counted::{Calls, Counted};
use koppel_outside::http::Http;
use koppel_outside::pace::Pace;
use koppel_simple_simon::{Config as SimonConfig, Credentials as SimonCredentials, Dialect, SimpleSimon};
use koppel_simulators::clock::SimClock;
use koppel_simulators::server::{Simulated as _, serve};
use koppel_simulators::simple_simon::{self, SimonSimulator};
use koppel_simulators::snelstart::{self, Address, Relation, SnelStartSimulator};
use koppel_snelstart::{Config as SnelStartConfig, Credentials as SnelStartCredentials, SnelStart};
use koppel_store::client::{connect, local_credentials};
use koppel_store::{Connector, Opened, Profile, Store, Tables};
use koppel_sync::context::{ConnectError, Unobserved};
use koppel_sync::pull::pull;
use koppel_sync::{Connected, Connections, Context, Kept, Outcome, RunLimits};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::apart::cpu_of_process;
use crate::table::{Figures, rounded};

/// Inserts under way at once: what dlt has by itself.
const AT_ONCE: usize = 20;
/// How long every answer of either package takes.
const LATENCIES: [Duration; 2] = [Duration::ZERO, Duration::from_millis(20)];
/// How long a run may take.
const RUN: SignedDuration = SignedDuration::from_secs(840 - 5);

/// Where the packages are, and what lets somebody in.
#[derive(Debug, Serialize, Deserialize)]
struct Job {
    snelstart: String,
    simon: String,
    database: String,
    client_key: String,
    subscription_key: String,
    licence: String,
    user: String,
    password: String,
    at_once: usize,
}

/// What a process measured of itself.
#[derive(Debug, Serialize, Deserialize)]
struct Measured {
    seconds: f64,
    cpu_seconds: f64,
    peak_mb: f64,
}

/// Measures both with so many customers; `python` has dlt.
pub(crate) async fn measure(python: &str, customers: u32) -> bool {
    let mut figures = Figures::default();
    let ourselves = std::env::current_exe().unwrap().to_str().unwrap().to_owned();
    for latency in LATENCIES {
        let koppel = [ourselves.as_str(), "--bench", "pulling"];
        let plain = [python, "infra/xtask/tools/plain_pipeline.py"];
        for (who, command) in [("Koppel", &koppel[..]), ("dlt", &plain[..])] {
            one(who, command, latency, customers, &mut figures).await;
        }
    }
    figures.tell("pipeline");
    true
}

/// Lets one of them pull from packages that begin anew.
#[expect(clippy::float_arithmetic, reason = "figures to be read")]
async fn one(who: &str, command: &[&str], latency: Duration, customers: u32, figures: &mut Figures) {
    let clock = SimClock::default();
    let books = SnelStartSimulator::new(
        clock.clone(),
        snelstart::Options { limits: None, latency, ..snelstart::Options::default() },
    );
    (0..customers).for_each(|number| {
        books.put_relation(relation(number));
    });
    let options = simple_simon::Options { latency, ..simple_simon::Options::default() };
    let simon = SimonSimulator::new(clock, options.clone());
    let database = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let at = database.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        let _ = dynoxide::server::serve_on(database, Database::memory().unwrap()).await;
    });
    let running =
        (serve(Arc::new(books.clone()), 0).await.unwrap(), serve(Arc::new(simon.clone()), 0).await.unwrap());
    let job = Job {
        snelstart: running.0.url(),
        simon: running.1.url(),
        database: format!("http://{at}"),
        client_key: books.options().client_key,
        subscription_key: books.options().subscription_keys[0].clone(),
        licence: options.licence,
        user: options.user,
        password: options.password,
        at_once: AT_ONCE,
    };
    let mut child = tokio::process::Command::new(command[0]);
    child.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).kill_on_drop(true);
    child.args(&command[1..]).arg(serde_json::to_string(&job).unwrap());
    let child = child.stdout(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success(), "{who}: {}", output.status);
    let printed = String::from_utf8(output.stdout).unwrap();
    let measured: Measured = serde_json::from_str(printed.lines().last().unwrap_or_default()).unwrap();
    serving.abort();
    let count = |table: &str| simon.count(table);
    assert_eq!((count("customer"), count("location")), (customers as usize, customers as usize), "{who}");
    figures.row(vec![
        ("who", json!(who)),
        ("latency ms", json!(u64::try_from(latency.as_millis()).unwrap())),
        ("records", json!(customers)),
        ("requests to the packages", json!(books.journal().count("") + simon.journal().count(""))),
        ("s", rounded(measured.seconds, 1)),
        ("records/s", rounded(f64::from(customers) / measured.seconds, 0)),
        ("CPU s", rounded(measured.cpu_seconds, 1)),
        ("peak MB", rounded(measured.peak_mb, 1)),
    ]);
}

fn relation(number: u32) -> Relation {
    let address = Address {
        street: format!("Molenweg {}", number % 100 + 1),
        postcode: "5611 AB".to_owned(),
        city: "Eindhoven".to_owned(),
        ..Address::default()
    };
    Relation {
        code: Some(i64::from(number) + 100_000),
        name: format!("Bakkerij {number} B.V."),
        address: Some(address),
        phone: "040-1234567".to_owned(),
        email: format!("klant{number}@voorbeeld.example"),
        ..Relation::default()
    }
}

/// Koppel's part, in the process that [`measure`] starts.
#[expect(clippy::float_arithmetic, reason = "figures to be read")]
pub(crate) async fn pulling(job: &str) -> bool {
    let job: Job = serde_json::from_str(job).unwrap();
    let http: Arc<dyn Http> = Arc::new(ReqwestHttp::new().unwrap());
    let tables = Tables { state: "state".to_owned(), log: "log".to_owned() };
    let store = Store::new(connect(Some(&job.database), "eu-west-1", local_credentials()), tables);
    store.create_tables().await.unwrap();
    let tenant: TenantId = "korenaar".parse().unwrap();
    let now = SystemClock.now();
    let profile = Profile::new("Demo Installatietechniek BV".to_owned(), Connector::Imuis, now);
    store.of(&tenant).create_profile(Profile { life: Life::begun(now), ..profile }).await.unwrap();
    let context = Context {
        store,
        clock: Arc::new(SystemClock),
        limits: RunLimits { writes_at_once: job.at_once, ..RunLimits::default() },
        connections: Arc::new(Reach { http, job }),
        observer: Arc::new(Unobserved),
        quiet: Arc::default(),
    };
    let began = Instant::now();
    while pull(&context, &tenant, Timestamp::now() + RUN).await.unwrap().outcome != Outcome::Done {}
    let seconds = began.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak_kib: f64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    let measured =
        Measured { seconds, cpu_seconds: cpu_of_process().as_secs_f64(), peak_mb: peak_kib * 1024.0 / 1e6 };
    println!("{}", serde_json::to_string(&measured).unwrap());
    true
}

/// The way to both packages.
struct Reach {
    http: Arc<dyn Http>,
    job: Job,
}

#[async_trait]
impl Connections for Reach {
    async fn open(&self, _: &TenantId, _: &Opened, _: Option<&Kept>) -> Result<Connected, ConnectError> {
        let (job, calls) = (&self.job, Calls::default());
        let http: Arc<dyn Http> = Arc::new(Counted::new(Arc::clone(&self.http), calls.clone()));
        let config = SnelStartConfig {
            base_url: format!("{}/v2", job.snelstart),
            token_url: format!("{}/b2b/token", job.snelstart),
            calls_per_minute: u32::MAX,
            calls_per_hour: u32::MAX,
            ..SnelStartConfig::default()
        };
        let credentials = SnelStartCredentials {
            subscription_key: job.subscription_key.clone().into(),
            link_key: job.client_key.clone().into(),
        };
        let pace = Arc::new(config.pace());
        let bookkeeping =
            SnelStart::new(Arc::clone(&http), Arc::new(SystemClock), pace, config, credentials, None);
        let credentials = SimonCredentials {
            licence: job.licence.clone().into(),
            user: job.user.clone(),
            password: job.password.clone().into(),
            api_key: None,
        };
        let pace = Arc::new(Pace::new(job.at_once, Duration::ZERO));
        let config = SimonConfig::new(&format!("{}/classic", job.simon), Dialect::Classic);
        let simon = SimpleSimon::new(http, Arc::new(SystemClock), pace, config, credentials, None);
        Ok(Connected { bookkeeping: Arc::new(bookkeeping), simon: Arc::new(simon), calls })
    }

    async fn keep(&self, _: &TenantId, _: &Connected) -> Option<Kept> {
        None
    }
}

//! `probe`: a look at a real company's bookkeeping package and Simple-Simon, by reading alone, before anything is linked.
//!
//! The clients are those that link; between them and the network stands [`ReadOnly`], which lets no write through. One
//! package that cannot be reached or signed in to does not keep the other from being looked at.

mod read_only;
mod report;

use std::sync::Arc;
use std::time::Duration;

use koppel_domain::assumption::Probed;
use koppel_domain::failure::{Failure, System};
use koppel_outside::ReqwestHttp;
use koppel_outside::clock::SystemClock;
use koppel_outside::http::Http;
use koppel_outside::pace::Pace;
use koppel_simple_simon::SimpleSimon;
use secrecy::SecretString;

use crate::Ending;
use crate::failure::Failed;
use crate::live::{self, Books, Content, Imuis, SnelStart};
use crate::options::Probe;
use read_only::ReadOnly;

/// Longest time for one package.
const TIME: Duration = Duration::from_secs(300);

/// A package with what was found.
struct Looked {
    system: System,
    /// The transport or dialect.
    way: String,
    probed: Probed,
}

/// Looks at both and tells.
pub(crate) async fn run(options: &Probe) -> Result<Ending, Failed> {
    let file = live::read(&options.file)?;
    let http: Arc<dyn Http> = Arc::new(ReqwestHttp::new().map_err(|error| Failed::Tls(error.to_string()))?);
    if !options.json {
        report::announce(&file.books, options.pause, TIME);
    }
    let looked = [
        books(&file.books, Arc::clone(&http), options.pause).await,
        simple_simon(&file, http, options.pause).await,
    ];
    if options.json {
        report::json(&looked)
    } else {
        report::text(&looked)
    }
    Ok(ending(&looked))
}

async fn books(books: &Books, http: Arc<dyn Http>, pause: Duration) -> Looked {
    match books {
        Books::Imuis(given) => imuis(given, http, pause).await,
        Books::SnelStart(given) => snelstart(given, http, pause).await,
    }
}

async fn snelstart(given: &SnelStart, http: Arc<dyn Http>, pause: Duration) -> Looked {
    let token_url = given.config.token_url.clone();
    let only_reads = move |request: &_| koppel_snelstart::probe::only_reads(&token_url, request);
    let guarded = ReadOnly::new(http, only_reads, koppel_snelstart::probe::REQUESTS_MAX, TIME);
    let snelstart = koppel_snelstart::SnelStart::new(
        Arc::new(guarded),
        Arc::new(SystemClock),
        Arc::new(Pace::new(1, pause)),
        given.config.clone(),
        koppel_snelstart::Credentials {
            subscription_key: SecretString::from(given.subscription_key.clone()),
            link_key: SecretString::from(given.link_key.clone()),
        },
        None,
    );
    Looked { system: System::SnelStart, way: "B2B API v2".to_owned(), probed: snelstart.probe().await }
}

async fn imuis(given: &Imuis, http: Arc<dyn Http>, pause: Duration) -> Looked {
    let guarded =
        ReadOnly::new(http, koppel_imuis::probe::only_reads, koppel_imuis::probe::REQUESTS_MAX, TIME);
    let imuis = koppel_imuis::Imuis::new(
        Arc::new(guarded),
        Arc::new(SystemClock),
        Arc::new(Pace::new(1, pause)),
        given.config.clone(),
        koppel_imuis::Credentials {
            partner_key: SecretString::from(given.partner_key.clone()),
            environment_code: SecretString::from(given.environment_code.clone()),
        },
        None,
    );
    let way = format!("{:?}", given.config.read);
    Looked { system: System::Imuis, way, probed: imuis.probe().await }
}

async fn simple_simon(file: &Content, http: Arc<dyn Http>, pause: Duration) -> Looked {
    let given = &file.simple_simon;
    let (base, dialect) = (given.config.base_url.clone(), given.config.dialect);
    let only_reads = move |request: &_| koppel_simple_simon::probe::only_reads(&base, dialect, request);
    let guarded = ReadOnly::new(http, only_reads, koppel_simple_simon::probe::REQUESTS_MAX, TIME);
    let simon = SimpleSimon::new(
        Arc::new(guarded),
        Arc::new(SystemClock),
        Arc::new(Pace::new(1, pause)),
        given.config.clone(),
        koppel_simple_simon::Credentials {
            licence: SecretString::from(given.licence.clone()),
            user: given.user.clone(),
            password: SecretString::from(given.password.clone()),
            api_key: given.api_key.clone().map(SecretString::from),
        },
        None,
    );
    Looked { system: System::SimpleSimon, way: format!("{dialect:?}"), probed: simon.probe().await }
}

/// Who could not be looked at comes first: its silence refutes nothing.
fn ending(looked: &[Looked]) -> Ending {
    let findings = || looked.iter().flat_map(|it| &it.probed.findings);
    match () {
        () if looked.iter().any(|it| it.probed.closed.is_some()) => Ending::Closed,
        () if findings().any(koppel_domain::assumption::Finding::is_refuted) => Ending::Bad,
        () => Ending::Good,
    }
}

/// Who must do what where a package could not be signed in to.
pub(crate) fn what_to_do(system: System, failure: &Failure) -> &'static str {
    match (system, failure) {
        (_, Failure::Unreachable { .. } | Failure::Busy { .. }) => {
            "check the address in the file, and try again later"
        }
        (System::Imuis, Failure::Access { .. }) => "check [imuis] partner_key and environment_code",
        (System::Imuis, _) => "check [imuis.config] soap_url, form_url and read",
        (System::SnelStart, Failure::Access { .. }) => "check [snelstart] subscription_key and link_key",
        (System::SnelStart, _) => "check [snelstart.config] base_url and token_url",
        (System::SimpleSimon, Failure::Access { .. }) => {
            "check [simple_simon] licence, user, password and api_key, and [simple_simon.config] base_url and login"
        }
        (System::SimpleSimon, _) => "check [simple_simon.config] base_url, dialect and login",
    }
}

//! The activation function as it is deployed, in process: a router over a company that is active, with an admin and an
//! operator who may sign in.

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use bytes::Bytes;
use koppel_activation::{App, Rules, router};
use koppel_outside::clock::ManualClock;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use koppel_platform::connections::{Paces, Pacing, Reach};
use koppel_platform::packages::{self, Package};
use koppel_platform::schedules::{Schedules, Targets};
use koppel_platform::vault::{KEY_BYTES, Vault};
use koppel_store::client::local_credentials;
use serde_json::{Value, json};

use crate::dynamo::{Items, store};
use crate::identity;
use crate::script::Script;

/// Nobody listens there: what would be scheduled is out of reach.
const NOWHERE: &str = "http://127.0.0.1:1";

/// A router, and what its packages answer.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) router: Router,
    packages: Arc<Packages>,
}

#[derive(Default)]
struct Packages(Mutex<Option<Arc<Script>>>);

#[async_trait]
impl Http for Packages {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        let script = self.0.lock().unwrap().clone();
        match script {
            Some(script) => script.send(request, limits).await,
            None => Err(HttpError::NotSent("no connection")),
        }
    }
}

impl Function {
    /// The function, made once; its packages answer this from now on.
    pub(crate) fn answered_by(answers: &[&[u8]]) -> Self {
        thread_local! {
            static MADE: RefCell<Option<Function>> = const { RefCell::new(None) };
        }
        let made = MADE.with(|made| made.borrow_mut().get_or_insert_with(Self::new).clone());
        *made.packages.0.lock().unwrap() = Some(Arc::new(Script::new(answers)));
        made
    }

    fn new() -> Self {
        let items = Items::default();
        items.are(stored());
        let packages = Arc::new(Packages::default());
        let clock = Arc::new(ManualClock::new(identity::NOW.parse().unwrap()));
        let app = App {
            store: store(&items),
            clock: clock.clone(),
            reach: Arc::new(reach(packages.clone())),
            schedules: Schedules::connect(
                Some(NOWHERE),
                "eu-west-1",
                local_credentials(),
                targets(),
                clock.clone(),
            )
            .unwrap(),
            identity: Arc::new(identity::of_one_issuer()),
            rules: Rules::default(),
        };
        Self { router: router(app), packages }
    }
}

/// A vault with one key.
pub(crate) fn vault() -> Vault {
    Vault::new(vec![("a".to_owned(), vec![7; KEY_BYTES])]).unwrap()
}

/// Packages that answer over `http`.
pub(crate) fn reach(http: Arc<dyn Http>) -> Reach {
    Reach {
        http,
        clock: Arc::new(ManualClock::new(identity::NOW.parse().unwrap())),
        vault: Arc::new(vault()),
        packages: packages::Packages {
            imuis: Package { key: Some("geheim-sleutel".into()), ..Package::default() },
            ..packages::Packages::default()
        },
        pacing: Pacing::default(),
        paces: Paces::default(),
    }
}

fn targets() -> Targets {
    let targets = json!({
        "group": "koppel", "period_minutes": 5, "pull": "a", "push": "b", "quotes": "c", "cleanup": "d",
        "wipe": "e", "role": "r",
    });
    serde_json::from_value(targets).unwrap()
}

/// An active company with one problem, one order and one row in its log.
fn stored() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/stored/company");
    let text = std::fs::read_to_string(path).expect("the stored company");
    let (_, items) = text.split_once('\n').expect("a line of letters first");
    serde_json::from_str(items).expect("stored items")
}

//! The simulator against the fact sheet, in process: every exchange of the sheet, every rule, every switch.

mod classic;
mod entry;
mod faults;
mod keeping;
mod lies;
mod odata;
mod office;
mod rules;
mod switches;
mod time;

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Options, SimonSimulator};
use crate::clock::SimClock;
use crate::server::{Outcome, Simulated as _, answer};

/// A simulator on a standing clock, and someone who is signed in to it.
struct World {
    clock: SimClock,
    simon: SimonSimulator,
    token: String,
}

/// An answer, read.
#[derive(Debug)]
struct Answer {
    status: u16,
    json: Value,
    response: Response<Bytes>,
}

impl Answer {
    fn message(&self) -> String {
        let message = self.json.get("Message").or_else(|| self.json.pointer("/error/message"));
        message.and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn id(&self) -> i64 {
        self.json["Id"].as_i64().unwrap()
    }
}

impl World {
    /// 15 July 2026, 10:00 in the Netherlands.
    async fn new() -> Self {
        Self::at("2026-07-15T08:00:00Z").await
    }

    async fn at(moment: &str) -> Self {
        let clock = SimClock::standing(moment.parse().unwrap());
        // A day: a test that moves the clock stays signed in, unless tokens are what it is about.
        let options = Options { token_life: 86_400, ..Options::default() };
        let simon = SimonSimulator::new(clock.clone(), options);
        let mut world = Self { clock, simon, token: String::new() };
        world.token = world.login("classic").await.json["Token"].as_str().unwrap().to_owned();
        world.simon.journal().clear();
        world
    }

    async fn login(&self, base: &str) -> Answer {
        let options = self.simon.options();
        self.login_as(base, &[("Key", &options.licence), ("Usr", &options.user), ("Pwd", &options.password)])
            .await
    }

    async fn login_as(&self, base: &str, form: &[(&str, &str)]) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(format!("/{base}/login"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("X-Api-Key", &self.simon.options().api_key)
            .body(Bytes::from(serde_urlencoded::to_string(form).unwrap()))
            .unwrap();
        self.ask(request).await
    }

    async fn ask(&self, request: Request<Bytes>) -> Answer {
        match answer(&self.simon, request).await {
            Outcome::Answer(response) => Answer {
                status: response.status().as_u16(),
                json: serde_json::from_slice(response.body()).unwrap_or(Value::Null),
                response,
            },
            Outcome::Cut => panic!("the connection was cut"),
        }
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(&self.simon.options().token_header, &self.token)
            .header("X-Api-Key", &self.simon.options().api_key)
            .header("Host", "simon.example")
            .body(Bytes::from(body))
            .unwrap();
        self.ask(request).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// A list of an entity set with query options.
    async fn list(&self, set: &str, options: &[(&str, &str)]) -> Answer {
        let query: Vec<String> = options
            .iter()
            .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
            .collect();
        self.get(&format!("/odata/{set}?{}", query.join("&"))).await
    }

    fn set_clock(&self, moment: &str) {
        self.clock.set(moment.parse::<Timestamp>().unwrap());
    }

    /// A customer with a work address; their ids.
    fn customer(&self) -> (i64, i64) {
        let customer = self.simon.insert("customer", json!({ "Name": "Bakkerij De Korenaar" }));
        let location = self.simon.insert("location", json!({ "CustomerId": customer }));
        (customer, location)
    }
}

/// The ids of a list, in its order.
fn ids(list: &Value) -> Vec<i64> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["Id"].as_i64().or_else(|| entry.as_i64()).unwrap())
        .collect()
}

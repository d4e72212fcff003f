//! One simulated administration and the few ways to ask it something.

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::clock::SimClock;
use crate::server::{Outcome, Simulated as _, answer};
use crate::snelstart::{Address, Article, Group, Options, Relation, SnelStartSimulator, country_id};

/// 15 July 2026, 10:00 in the Netherlands.
pub(super) const NOW: &str = "2026-07-15T08:00:00Z";
pub(super) const CUSTOMER: &str = "aaaaaaaa-0000-4000-8000-000000001042";
pub(super) const WORK: &str = "bbbbbbbb-0000-4000-8000-000000000010";
pub(super) const TRAVEL: &str = "bbbbbbbb-0000-4000-8000-000000000011";
pub(super) const PART: &str = "bbbbbbbb-0000-4000-8000-000000000308";
pub(super) const HIGH: &str = "cccccccc-0000-4000-8000-000000000001";
pub(super) const NOBODY: &str = "dddddddd-0000-4000-8000-000000000000";

/// A simulator whose clock stands, and someone who has a token.
pub(super) struct World {
    pub(super) clock: SimClock,
    pub(super) snel: SnelStartSimulator,
    pub(super) token: String,
}

/// An answer, read.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) json: Value,
    pub(super) response: Response<Bytes>,
}

impl Answer {
    /// The codes of a business error.
    pub(super) fn codes(&self) -> Vec<&str> {
        let list = self.json.as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|entry| entry["errorCode"].as_str()).collect()
    }

    /// The property paths of a refused model state.
    pub(super) fn state(&self) -> Vec<&str> {
        let state = self.json["modelState"].as_object();
        state.into_iter().flatten().map(|(path, _)| path.as_str()).collect()
    }

    /// A property of each row of a list.
    pub(super) fn column(&self, name: &str) -> Vec<String> {
        let rows = self.json.as_array().unwrap_or_else(|| panic!("no list: {self:?}"));
        rows.iter()
            .map(|row| row[name].as_str().map_or_else(|| row[name].to_string(), str::to_owned))
            .collect()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.response.body().to_vec()).unwrap()
    }
}

impl World {
    /// The customer and the articles of the fact sheet's §9.
    pub(super) async fn new() -> Self {
        Self::with(Options::default()).await
    }

    pub(super) async fn with(options: Options) -> Self {
        let world = Self::bare(options).await;
        world.snel.put_group(Group { id: HIGH.into(), number: 1, vat: "Hoog".into(), ..Group::default() });
        for (id, code, description, price) in [
            (WORK, "10", "Werktijd", "62.50"),
            (TRAVEL, "11", "Reistijd", "45"),
            (PART, "308", "Dichting", "18.95"),
        ] {
            world.snel.put_article(Article {
                id: id.into(),
                code: code.into(),
                description: description.into(),
                price: price.parse().unwrap(),
                group: HIGH.into(),
                unit: "stuk".into(),
                ..Article::default()
            });
        }
        world.snel.put_relation(Relation {
            id: CUSTOMER.into(),
            code: Some(1042),
            name: "Bakkerij De Korenaar".into(),
            address: Some(Address {
                contact: "M. Jansen".into(),
                street: "Molenweg 12".into(),
                postcode: "5611 AB".into(),
                city: "Eindhoven".into(),
                country: country_id("NL"),
            }),
            email: "info@korenaar.example".into(),
            payment_days: Some(14),
            ..Relation::default()
        });
        world
    }

    /// Nothing but what every administration has.
    pub(super) async fn bare(options: Options) -> Self {
        let clock = SimClock::standing(NOW.parse::<Timestamp>().unwrap());
        // A day: a test that moves the clock stays signed in, unless tokens are what it is about.
        let usual = options.token_life == Options::default().token_life && options.token_dies_early == 0;
        let life = options.token_life;
        let snel = SnelStartSimulator::new(clock.clone(), options);
        let mut world = Self { clock, snel, token: String::new() };
        world.snel.change_options(|options| options.token_life = if usual { 86_400 } else { life });
        world.sign_in().await;
        world.snel.change_options(|options| options.token_life = life);
        world.snel.journal().clear();
        world
    }

    pub(super) async fn sign_in(&mut self) {
        let key = self.snel.options().client_key;
        let answer = self.ask(token(&[("grant_type", "clientkey"), ("clientkey", &key)])).await;
        answer.json["access_token"].as_str().unwrap().clone_into(&mut self.token);
    }

    pub(super) async fn ask(&self, request: Request<Bytes>) -> Answer {
        match answer(&self.snel, request).await {
            Outcome::Answer(response) => Answer {
                status: response.status().as_u16(),
                json: serde_json::from_slice(response.body()).unwrap_or(Value::Null),
                response,
            },
            Outcome::Cut => panic!("the connection was cut"),
        }
    }

    /// A request with both credentials.
    pub(super) fn request(&self, method: Method, path: &str, body: &str) -> Request<Bytes> {
        let request = Request::builder().method(method).uri(format!("/v2/{path}"));
        let request = request.header("Authorization", format!("Bearer {}", self.token));
        let key = &self.snel.options().subscription_keys[0];
        let request = request.header("Ocp-Apim-Subscription-Key", key);
        let request = request.header("Content-Type", "application/json");
        request.body(Bytes::from(body.to_owned())).unwrap()
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.ask(self.request(Method::GET, path, "")).await
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(self.request(Method::POST, path, &body.to_string())).await
    }

    pub(super) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.ask(self.request(Method::PUT, path, &body.to_string())).await
    }

    pub(super) async fn delete(&self, path: &str) -> Answer {
        self.ask(self.request(Method::DELETE, path, "")).await
    }

    /// A list with query options.
    pub(super) async fn list(&self, resource: &str, options: &[(&str, &str)]) -> Answer {
        self.get(&format!("{resource}?{}", query(options))).await
    }

    pub(super) async fn filter(&self, resource: &str, filter: &str) -> Answer {
        self.list(resource, &[("$filter", filter)]).await
    }

    /// Creates an order of the fact sheet with these properties on top.
    pub(super) async fn order(&self, on_top: Value) -> Answer {
        self.post("verkooporders", &with(order(), on_top)).await
    }
}

pub(super) fn query(options: &[(&str, &str)]) -> String {
    let encoded = options
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    encoded.collect::<Vec<_>>().join("&")
}

pub(super) fn token(form: &[(&str, &str)]) -> Request<Bytes> {
    Request::post("/b2b/token")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(Bytes::from(serde_urlencoded::to_string(form).unwrap()))
        .unwrap()
}

/// The order of the fact sheet's §9.
pub(super) fn order() -> Value {
    json!({
        "relatie": { "id": CUSTOMER },
        "datum": "2026-07-15T00:00:00",
        "procesStatus": "Order",
        "verkoopOrderStatus": "InBehandeling",
        "verkooporderBtwIngaveModel": "Exclusief",
        "orderreferentie": "Werkbon 2026-0815",
        "omschrijving": "Storing oven verholpen",
        "memo": "simon-workorder:48211",
        "afleveradres": { "contactpersoon": "P. de Wit", "straat": "Havenstraat 3", "postcode": "5612 CD",
            "plaats": "Eindhoven", "land": { "id": country_id("NL") } },
        "regels": [
            { "artikel": { "id": WORK }, "omschrijving": "Werktijd K. Smit 15-07", "aantal": 1.75, "stuksprijs": 62.50 },
            { "artikel": { "id": TRAVEL }, "omschrijving": "Reistijd K. Smit 15-07", "aantal": 0.5, "stuksprijs": 45.00 },
            { "artikel": { "id": PART }, "aantal": 2, "stuksprijs": 18.95 },
        ],
    })
}

/// An object with the properties of another on top.
pub(super) fn with(mut object: Value, on_top: Value) -> Value {
    for (name, value) in on_top.as_object().unwrap() {
        object[name] = value.clone();
    }
    object
}

pub(super) fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

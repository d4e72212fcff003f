//! The faults that this simulator carries out itself (SnelStart fact sheet §12), and what the journal says.

use http::Method;
use serde_json::json;

use super::world::{CUSTOMER, World, order, token};
use crate::faults::Fault;
use crate::server::{Simulated as _, serve};
use crate::snelstart::Options;

#[tokio::test]
async fn s12_8_a_token_that_is_withdrawn_midway_stays_withdrawn() {
    let mut world = World::new().await;
    world.snel.faults().script("relaties/list", 1, 1, Fault::SessionGone);
    let statuses = [world.get("relaties").await.status, world.get("relaties").await.status];
    assert_eq!(statuses, [200, 401]);
    assert_eq!(world.get("artikelen").await.status, 401, "not passed over once");
    world.sign_in().await;
    assert_eq!(world.get("artikelen").await.status, 200);
    world.snel.faults().script("verkooporders/create", 0, 1, Fault::SessionGone);
    assert_eq!(world.order(json!({})).await.status, 401);
    assert!(world.snel.orders().is_empty(), "nothing was done");
}

#[tokio::test]
async fn a_list_comes_empty_although_there_are_rows() {
    let world = World::new().await;
    for path in ["relaties", "artikelen", "artikelomzetgroepen"] {
        world.snel.faults().script(&format!("{path}/list"), 0, 1, Fault::EmptyPage);
        let (empty, full) = (world.get(path).await, world.get(path).await);
        assert_eq!((empty.status, empty.json), (200, json!([])));
        assert!(!full.json.as_array().unwrap().is_empty());
    }
}

#[tokio::test]
async fn s12_8_an_answer_can_be_half_empty_or_html() {
    let world = World::new().await;
    let whole = world.get("relaties").await.text();
    let faults = world.snel.faults();
    faults.script("relaties/list", 0, 1, Fault::Truncated);
    assert_eq!(world.get("relaties").await.text(), whole[..whole.len() / 2]);
    faults.script("relaties/list", 0, 1, Fault::EmptyBody);
    assert_eq!(world.get("relaties").await.text(), "");
    faults.script("relaties/list", 0, 1, Fault::Html(502));
    assert_eq!(world.get("relaties").await.status, 502);
}

#[tokio::test]
async fn the_journal_names_operation_and_subject_and_no_credential() {
    let mut world = World::new().await;
    world.sign_in().await;
    world.filter("relaties", "Relatiecode eq 1042").await;
    world.get(&format!("relaties/{CUSTOMER}?subscription-key=proef-primair")).await;
    world.order(json!({})).await;
    let id = world.snel.orders()[0].id.clone();
    world.put(&format!("verkooporders/{id}"), &order()).await;
    world.put(&format!("verkooporders/{id}/ProcesStatus"), &json!({})).await;
    world.delete(&format!("verkooporders/{id}")).await;
    world.post("artikelen", &json!({ "artikelcode": "9" })).await;
    world.post("landen", &json!({})).await;
    world.get("artikelgroepen").await;
    let entries = world.snel.journal().entries();
    let told: Vec<(&str, &str, u16)> =
        entries.iter().map(|entry| (&*entry.operation, &*entry.subject, entry.status)).collect();
    assert_eq!(
        told,
        [
            ("token", "", 200),
            ("relaties/list", "Relatiecode eq 1042", 200),
            ("relaties/read", CUSTOMER, 200),
            ("verkooporders/create", "Werkbon 2026-0815", 201),
            ("verkooporders/replace", &*id, 200),
            ("verkooporders/status", &*id, 400),
            ("verkooporders/delete", &*id, 201),
            ("artikelen/create", "9", 400),
            ("landen/refused", "", 405),
            ("unknown", "", 404),
        ]
    );
    let options = world.snel.options();
    for secret in [&world.token, &options.client_key, &options.subscription_keys[0]] {
        assert!(!format!("{entries:?}").contains(secret.as_str()));
    }
    assert_eq!(world.snel.writes(), [("artikelen".to_owned(), 1), ("verkooporders".to_owned(), 4)].into());
}

#[tokio::test]
async fn r1_nobody_writes_customers_unnoticed() {
    let world = World::new().await;
    world.post("relaties", &json!({})).await;
    world.delete(&format!("relaties/{CUSTOMER}")).await;
    assert_eq!(world.snel.writes(), [("relaties".to_owned(), 2)].into());
}

#[tokio::test]
async fn one_port_serves_the_token_host_and_the_api() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let world = World::new().await;
    let running = serve(std::sync::Arc::new(world.snel.clone()), 0).await.unwrap();
    let key = Options::default().client_key;
    let form = token(&[("grant_type", "clientkey"), ("clientkey", &key)]).into_body();
    let form = String::from_utf8(form.to_vec()).unwrap();
    let api = world.request(Method::GET, "companyInfo", "");
    let header = |name: &str| format!("{name}: {}\r\n", api.headers()[name].to_str().unwrap());
    let keys = header("Authorization") + &header("Ocp-Apim-Subscription-Key");
    for (head, body, wanted) in [
        (
            format!(
                "POST /b2b/token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                form.len()
            ),
            form.as_str(),
            "access_token",
        ),
        (format!("GET /v2/companyInfo HTTP/1.1\r\n{keys}"), "", "administratieNaam"),
    ] {
        let mut stream = tokio::net::TcpStream::connect(running.address).await.unwrap();
        let request = format!("{head}Host: 127.0.0.1\r\nConnection: close\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        assert!(said.starts_with("HTTP/1.1 200") && said.contains(wanted), "{said}");
    }
}

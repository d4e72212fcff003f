//! The faults that only this simulator can carry out, and one that the frame does around it.

use http::{Method, Request};
use serde_json::json;

use super::World;
use crate::faults::Fault;
use crate::server::{Outcome, Simulated as _, answer};

#[tokio::test]
async fn a_session_that_is_gone_stays_gone() {
    let mut world = World::new().await;
    for path in ["/classic/customer/read", "/odata/Customer"] {
        world.simon.faults().script("customer/read", 0, 1, Fault::SessionGone);
        assert_eq!(world.get(path).await.status, 401);
        assert_eq!(world.get(path).await.status, 401, "the token is forgotten, not passed over once");
        world.token = world.login("classic").await.json["Token"].as_str().unwrap().to_owned();
        assert_eq!(world.get(path).await.status, 200);
    }
    world.simon.faults().script("customer/insert", 0, 1, Fault::SessionGone);
    assert_eq!(world.post("/classic/customer/insert", json!({})).await.status, 401);
    assert_eq!(world.simon.count("customer"), 0, "nothing was done");
}

#[tokio::test]
async fn a_list_comes_empty_although_there_are_records() {
    let world = World::new().await;
    let id = world.simon.insert("customer", json!({ "ExtKey": "1" }));
    for path in [
        "/classic/customer/read?ExtKey=1",
        "/classic/customer/readsync?LastId=0",
        "/odata/Customer?$filter=Id%20gt%200",
        "/odata/Customer",
    ] {
        world.simon.faults().script("customer/read", 0, 1, Fault::EmptyPage);
        let (empty, full) = (world.get(path).await, world.get(path).await);
        let list = |answer: &super::Answer| answer.json.get("value").unwrap_or(&answer.json).clone();
        assert_eq!((empty.status, list(&empty)), (200, json!([])), "{path}");
        assert_eq!(super::ids(&list(&full)), [id], "{path}");
    }
}

#[tokio::test]
async fn an_insert_whose_answer_is_lost_was_done() {
    let world = World::new().await;
    world.simon.faults().script("customer/insert", 0, 1, Fault::AnswerLost);
    let request = Request::builder()
        .method(Method::POST)
        .uri("/classic/customer/insert")
        .header("Token", &world.token)
        .body(json!({ "ExtKey": "1042" }).to_string().into())
        .unwrap();
    assert!(matches!(answer(&world.simon, request).await, Outcome::Cut));
    assert_eq!(world.get("/classic/customer/read?ExtKey=1042").await.json[0]["ExtKey"], "1042");
}

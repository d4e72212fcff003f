//! Events of Lambda: of a company's schedule, of the round, and requests of an HTTP API (version 2.0).
//!
//! Properties: nothing panics; an event of a schedule is a well-formed company and nothing else; a request that Lambda
//! can bring is answered, and as any other.

use koppel_activation::{Asked, NotOurs, Tick, asked};
use koppel_platform::function::Event;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::activation::Function;
use crate::block_on;
use crate::identity;
use crate::requests::judge;
use crate::script::Input;

/// What stands in an event for the token of a company's admin.
const ADMIN: &str = "@admin@";

/// One input.
pub(crate) fn run(data: &[u8]) {
    let input = Input::of(data);
    let first = input.answers.first().copied().unwrap_or_default();
    if let Ok(event) = serde_json::from_slice::<Value>(first)
        && let Ok(Event { tenant }) = serde_json::from_value(event.clone())
    {
        assert_eq!(event, serde_json::json!({ "tenant": tenant.as_str() }), "more than a company");
        assert!((3..=40).contains(&tenant.as_str().len()), "{tenant}");
    }
    let Ok(text) = str::from_utf8(first) else { return };
    match asked(&text.replace(ADMIN, &identity::admins_token())) {
        Err(NotOurs) | Ok(Asked::Unreadable) => {}
        Ok(Asked::Tick(Tick { act })) => {
            let said: Value = serde_json::from_str(text).unwrap();
            assert_eq!(said["act"], format!("{act:?}").to_lowercase());
        }
        Ok(Asked::Request(request)) => {
            let function = Function::answered_by(input.answers.get(1..).unwrap_or_default());
            let response = block_on(function.router.oneshot(*request)).unwrap();
            judge(response, false, first);
        }
    }
}

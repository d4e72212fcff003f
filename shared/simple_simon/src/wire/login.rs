//! The login step (SIM-A04, SIM-A05): what is asked, and where the token stands in the answer.

use http::Method;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::ask::{Ask, Body, Intent};
use super::json::{Fields, plain, whole};
use super::time::moment;
use crate::config::{Config, Credentials, LoginVerb};
use crate::token::Token;

/// Names under which the token may stand, any casing.
const TOKEN_NAMES: [&str; 2] = ["Token", "access_token"];

/// The question. A login changes nothing: asking again is safe.
pub(crate) fn ask(config: &Config, credentials: &Credentials) -> Ask {
    let pairs = [
        ("Key", credentials.licence.expose_secret()),
        ("Usr", credentials.user.as_str()),
        ("Pwd", credentials.password.expose_secret()),
    ];
    // Pairs of texts always have a form.
    let form = serde_urlencoded::to_string(pairs).unwrap_or_default();
    match config.login {
        LoginVerb::Post => Ask {
            intent: Intent::Read,
            method: Method::POST,
            target: "login".to_owned(),
            body: Body::Form(form),
        },
        LoginVerb::Get => Ask::get(format!("login?{form}")),
    }
}

/// The token of an answer; `None` where there is none in it.
pub(crate) fn token(answer: &Value, now: Timestamp) -> Option<Token> {
    let (value, expires_at) = match answer {
        Value::String(_) => (plain(answer), None),
        Value::Object(record) => {
            let fields = Fields(record);
            let value = TOKEN_NAMES.iter().map(|name| fields.text(name)).find(|value| !value.is_empty())?;
            let after = fields.value("expires_in").and_then(whole).map(SignedDuration::from_secs);
            let at = fields.value("Expires").and_then(|value| moment(&plain(value)).ok().flatten());
            let at = at.and_then(super::time::Moment::earlier_offset);
            (value, after.and_then(|after| now.saturating_add(after).ok()).or(at))
        }
        _ => return None,
    };
    (!value.is_empty()).then_some(Token { value, issued_at: now, expires_at })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::config::Dialect;

    fn now() -> Timestamp {
        "2026-07-15T06:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_token_is_found_wherever_it_may_stand() {
        for answer in
            [json!({"Token": "t"}), json!("t"), json!({"token": " t "}), json!({"access_token": "t"})]
        {
            assert_eq!(token(&answer, now()).unwrap().value, "t", "{answer}");
        }
        for answer in [json!({"Token": null}), json!({}), json!(""), json!(null), json!(["t"]), json!(5)] {
            assert_eq!(token(&answer, now()), None, "{answer}");
        }
    }

    #[test]
    fn its_end_is_taken_over_where_the_server_tells() {
        let ends = |answer: &Value| token(answer, now()).unwrap().expires_at.map(|end| end.to_string());
        let end = Some("2026-07-15T06:10:00Z".to_owned());
        assert_eq!(ends(&json!({"Token": "t", "expires_in": "600"})), end);
        assert_eq!(ends(&json!({"Token": "t", "Expires": "2026-07-15T08:10:00"})), end, "the wall clock");
        assert_eq!(ends(&json!({"Token": "t", "expires": "soon"})), None);
        assert_eq!(ends(&json!({"Token": "t", "expires_in": i64::MAX})), Some(Timestamp::MAX.to_string()));
    }

    #[test]
    fn secrets_stand_in_the_address_only_where_the_setting_says_so() {
        let credentials = Credentials {
            licence: "1234567890123456".into(),
            user: "kantoor@voorbeeld.example".to_owned(),
            password: "a&b=c".into(),
            api_key: None,
        };
        let form = "Key=1234567890123456&Usr=kantoor%40voorbeeld.example&Pwd=a%26b%3Dc";
        let mut config = Config::new("https://simon.example", Dialect::Classic);
        let asked = ask(&config, &credentials);
        assert!(asked.method == Method::POST && asked.target == "login");
        assert!(asked.body == Body::Form(form.to_owned()));
        config.login = LoginVerb::Get;
        let asked = ask(&config, &credentials);
        assert!(asked.method == Method::GET && asked.target == format!("login?{form}"));
    }
}

//! Answers of every kind to a read and to a write.

use http::HeaderValue;

use super::*;

fn now() -> Timestamp {
    "2026-07-15T06:00:00Z".parse().unwrap()
}

fn secrets() -> Secrets {
    Secrets::new(["1234567890123456", "kantoor@voorbeeld.example", "geheim", ""])
}

fn answered(status: u16, body: &str, intent: Intent) -> Verdict {
    let mut response = Response::new(Bytes::copy_from_slice(body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    judge(&response, intent, now(), &secrets())
}

fn refused(status: u16, body: &str, intent: Intent) -> (u16, String) {
    let Verdict::Refused(refusal) = answered(status, body, intent) else { panic!("not refused") };
    (refusal.status, refusal.reason)
}

#[test]
fn what_a_refusal_is_about_survives_the_stripping() {
    let secrets = Secrets::new(["t", "e"]);
    let refusal = Refusal::new(StatusCode::BAD_REQUEST, b"ExtKey in use", &secrets);
    assert_eq!((refusal.reason.as_str(), refusal.names_ext_key), ("Ex…K…y in us…", true));
    let refusal = Refusal::new(StatusCode::BAD_REQUEST, b"Licence code needs 16 digits", &secrets);
    assert_eq!(refusal.access, Some(AccessFault::Licence));
}

#[test]
fn a_failing_server_leaves_a_read_safe_and_a_write_unclear() {
    for status in [500, 502, 504, 408, 302] {
        let page = "<html>Server Error</html>";
        let Verdict::Failed(Failure::Unreachable { detail, .. }) = answered(status, page, Intent::Read)
        else {
            panic!("{status}");
        };
        assert_eq!(detail, format!("status {status}"));
        let write = answered(status, page, Intent::Write);
        assert!(matches!(write, Verdict::Failed(Failure::Unclear { .. })), "{status}");
    }
    assert!(matches!(answered(503, "", Intent::Read), Verdict::Failed(Failure::Busy { .. })));
    assert!(matches!(answered(503, "", Intent::Write), Verdict::Failed(Failure::Unclear { .. })));
    assert!(matches!(answered(429, "", Intent::Write), Verdict::Failed(Failure::Busy { .. })));
}

#[test]
fn an_answer_that_says_nothing_is_not_taken_for_one() {
    for body in ["<!DOCTYPE html><html></html>", r#"{"Id":90"#, "[1,2", "\u{feff}{"] {
        let read = answered(200, body, Intent::Read);
        assert!(matches!(read, Verdict::Failed(Failure::Unreadable { .. })), "{body}");
        let write = answered(200, body, Intent::Write);
        assert!(matches!(write, Verdict::Failed(Failure::Unclear { .. })), "{body}");
    }
    assert_eq!(answered(200, "OK", Intent::Write), Verdict::Accepted(None));
    assert!(matches!(answered(200, "OK", Intent::Read), Verdict::Failed(Failure::Unreadable { .. })));
    for body in ["", "  \n", "null", "\u{feff}"] {
        assert_eq!(answered(200, body, Intent::Read), Verdict::Accepted(None), "{body}");
    }
}

#[test]
fn an_error_inside_a_200_is_an_error() {
    for body in [
        r#"{"Message":"no"}"#,
        r#"{"error":"no"}"#,
        r#"{"Error":{"code":"x","message":"no"}}"#,
        r#"{"message":"no","code":5}"#,
    ] {
        for intent in [Intent::Read, Intent::Write] {
            assert_eq!(refused(200, body, intent), (200, "no".to_owned()), "{body}");
        }
    }
    assert!(matches!(answered(200, r#"{"Id":1,"Message":"x"}"#, Intent::Read), Verdict::Accepted(Some(_))));
}

#[test]
fn a_refusal_keeps_the_words_and_no_credential() {
    let body = r#"{"Message":"Key 1234567890123456 of kantoor@voorbeeld.example,\nPwd=geheim (kantoor%40voorbeeld.example)"}"#;
    let stripped = refused(400, body, Intent::Write);
    assert_eq!(stripped, (400, "Key … of …, Pwd=… (…)".to_owned()));
    let long = format!(r#"{{"ExceptionMessage":"{}geheim"}}"#, "x".repeat(397));
    assert_eq!(refused(400, &long, Intent::Write).1, format!("{}…", "x".repeat(397)));
    for (body, words) in
        [("<html>", "status 422"), ("", "status 422"), ("plain", "plain"), (r#""text""#, "text")]
    {
        assert_eq!(refused(422, body, Intent::Read), (422, words.to_owned()));
    }
}

#[test]
fn who_is_not_let_in_learns_why() {
    for (status, body, fault) in [
        (403, "The licence is not active this month", AccessFault::Licence),
        (403, "Licentie niet actief", AccessFault::Licence),
        (403, "API not released for this licence", AccessFault::NotReleased),
        (403, "Unknown Api Key", AccessFault::ApiKey),
        (403, "Gebruiker of wachtwoord onjuist", AccessFault::Password),
    ] {
        assert_eq!(answered(status, body, Intent::Read), Verdict::Failed(access(fault)), "{body}");
    }
    assert_eq!(answered(403, "", Intent::Read), Verdict::NotSignedIn(AccessFault::Unknown));
    assert_eq!(answered(401, "", Intent::Write), Verdict::NotSignedIn(AccessFault::Password));
    assert_eq!(answered(401, "X-Api-Key", Intent::Write), Verdict::NotSignedIn(AccessFault::ApiKey));
    assert_eq!(answered(404, "x", Intent::Read), Verdict::Gone);
}

#[test]
fn patience_is_asked_in_seconds_or_until_a_moment() {
    for (header, expected) in [
        ("7", Some(7)),
        ("Wed, 15 Jul 2026 06:01:30 GMT", Some(90)),
        ("Wed, 15 Jul 2026 05:00:00 GMT", Some(0)),
        ("99999999999", Some(86_400)),
        ("soon", None),
        ("-5", None),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_str(header).unwrap());
        let expected =
            Failure::Busy { system: System::SimpleSimon, retry_after: expected.map(Duration::from_secs) };
        assert_eq!(busy(&headers, now()), expected, "{header}");
    }
}

#[test]
fn silence_is_told_apart() {
    let silence = |error, intent| judge_silence(&error, intent);
    assert!(matches!(
        silence(HttpError::NotSent("no connection"), Intent::Write),
        Failure::Unreachable { .. }
    ));
    assert!(matches!(silence(HttpError::Unclear("timeout"), Intent::Write), Failure::Unclear { .. }));
    assert!(matches!(silence(HttpError::Unclear("timeout"), Intent::Read), Failure::Unreachable { .. }));
    assert!(matches!(silence(HttpError::TooLong(1), Intent::Write), Failure::Unclear { .. }));
    assert!(matches!(silence(HttpError::TooLong(1), Intent::Read), Failure::Unreadable { .. }));
}

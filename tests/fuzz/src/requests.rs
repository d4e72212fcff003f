//! Requests to the HTTP function: path, query, headers, JSON bodies and forms, by an admin, the operator, or nobody.
//!
//! Properties: nothing panics; no answer is an internal error, and none shows a secret; every answer carries what keeps
//! a browser from harm; whoever is not signed in changes nothing and reads nothing of a company.

use axum::body::{Body, to_bytes};
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use tower::ServiceExt as _;

use crate::activation::Function;
use crate::block_on;
use crate::identity;
use crate::script::Input;

/// Most bytes of an answer.
const ANSWER_MAX: usize = 4 << 20;
/// What stands in the company's data alone.
const COMPANY: &str = "Bakkerij De Korenaar";
/// What is sealed, or Koppel's own.
const SECRET: &str = "geheim-";

/// One input.
pub(crate) fn run(data: &[u8]) {
    let input = Input::of(data);
    let Some((first, answers)) = input.answers.split_first() else { return };
    let Some(mut request) = request(first) else { return };
    let headers = request.headers_mut();
    let who = input.choice(0, b'a') % 5;
    let token = if who == 1 || who == 3 { identity::operators_token() } else { identity::admins_token() };
    match who {
        0 | 1 => drop(headers.insert("authorization", value(&format!("Bearer {token}")))),
        2 | 3 => {
            headers.insert("cookie", value(&format!("__Host-koppel-session={token}")));
            headers.insert("sec-fetch-site", value("same-origin"));
        }
        _ => {}
    }
    let sent: Vec<u8> = first.to_vec();
    let response = block_on(Function::answered_by(answers).router.oneshot(request)).unwrap();
    judge(response, who == 4, &sent);
}

/// Checks an answer to what was `sent`.
pub(crate) fn judge(response: Response<Body>, is_nobody: bool, sent: &[u8]) {
    let status = response.status();
    assert!(status != StatusCode::INTERNAL_SERVER_ERROR, "an internal error");
    for name in ["content-security-policy", "x-content-type-options", "x-frame-options", "cache-control"] {
        assert!(response.headers().contains_key(name), "without {name}");
    }
    let body = block_on(to_bytes(response.into_body(), ANSWER_MAX)).unwrap();
    let body = String::from_utf8_lossy(&body);
    // Whoever sends it knows it.
    let is_known = |text: &str| String::from_utf8_lossy(sent).contains(text);
    assert!(is_known(SECRET) || !body.contains(SECRET), "a secret is shown");
    assert!(!is_nobody || is_known(COMPANY) || !body.contains(COMPANY), "a company is shown to nobody");
}

/// `METHOD path`, header lines, an empty line, the body.
fn request(text: &[u8]) -> Option<Request<Body>> {
    let end = text.windows(2).position(|pair| pair == b"\n\n").unwrap_or(text.len());
    let (head, body) = text.split_at(end);
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next()?;
    let space = first.iter().position(|byte| *byte == b' ')?;
    let (method, path) = first.split_at(space);
    let mut request = Request::new(Body::from(body.get(2..).unwrap_or_default().to_vec()));
    *request.method_mut() = Method::from_bytes(method).ok()?;
    *request.uri_mut() = Uri::try_from(path.get(1..)?).ok().filter(|uri| uri.path().starts_with('/'))?;
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, content) = line.split_at(colon);
        let content = content.get(1..).unwrap_or_default().trim_ascii();
        let header = (HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(content).ok()?);
        request.headers_mut().append(header.0, header.1);
    }
    Some(request)
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(path: &str) -> String {
        let request =
            request(format!("GET {path}\nauthorization: Bearer {}\n\n", identity::admins_token()).as_bytes());
        let response = Function::answered_by(&[]).router.oneshot(request.unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        String::from_utf8(to_bytes(response.into_body(), ANSWER_MAX).await.unwrap().to_vec()).unwrap()
    }

    #[test]
    fn the_company_of_the_corpus_is_active_and_has_pages() {
        block_on(async {
            assert!(get("/api/v1/integration").await.contains("\"active\""));
            assert!(get("/api/v1/tenants/korenaar").await.contains(COMPANY));
            for path in ["/status", "/log", "/problems", "/work-orders", "/cleanup", "/activation/settings"] {
                get(path).await;
            }
        });
    }
}

//! [`Pages`]: the console as a browser without scripts has it: pages, links, forms with their hidden fields, a cookie.
//!
//! Guarantees: a form is sent as it stands in the page, with what the test fills in; a field or button that is not there
//! fails the test, as it would stop a person.

use axum::body::{Body, to_bytes};
use http::{Request, header};
use koppel_activation::router;
use tower::ServiceExt as _;

use crate::html::{Element, on_one_line, parse};
use crate::office::Office;

/// Most redirects that are followed.
const REDIRECTS: usize = 5;

/// Somebody at a browser.
pub struct Pages<'a> {
    /// What they look at.
    pub office: &'a Office,
    user: String,
    language: String,
}

/// A page that was opened.
pub struct Seen<'a> {
    pages: &'a Pages<'a>,
    /// The status.
    pub status: u16,
    /// The address, after redirects.
    pub address: String,
    /// The page itself.
    pub html: String,
}

impl<'a> Pages<'a> {
    /// Somebody who reads Dutch, and is signed in.
    #[must_use]
    pub fn of(office: &'a Office, user: &str) -> Self {
        Self { office, user: user.to_owned(), language: "nl".to_owned() }
    }

    /// The same person, who reads another language.
    #[must_use]
    pub fn in_language(self, language: &str) -> Self {
        Self { language: language.to_owned(), ..self }
    }

    /// Opens a page.
    pub async fn open(&self, address: &str) -> Seen<'_> {
        self.follow("GET", address.to_owned(), None).await
    }

    async fn follow(&self, method: &str, address: String, form: Option<String>) -> Seen<'_> {
        let (mut method, mut address, mut form) = (method.to_owned(), address, form);
        for _ in 0..REDIRECTS {
            let response = self.send(&method, &address, form.take()).await;
            let to = response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
            let status = response.status().as_u16();
            let Some(to) = to else {
                let bytes = to_bytes(response.into_body(), 16 * 1024 * 1024).await.unwrap();
                let html = String::from_utf8(bytes.to_vec()).unwrap();
                self.office.holds_no_secret(&html);
                return Seen { pages: self, status, address, html };
            };
            (method, address) = ("GET".to_owned(), to);
        }
        panic!("{address} leads round and round");
    }

    async fn send(&self, method: &str, address: &str, form: Option<String>) -> http::Response<Body> {
        let token = self.office.oidc.mint(&self.user, |_| {});
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header(header::ACCEPT, "text/html,application/xhtml+xml")
            .header(header::ACCEPT_LANGUAGE, &self.language)
            .header(header::COOKIE, format!("__Host-koppel-session={token}"))
            .header("sec-fetch-site", "same-origin");
        let request = match form {
            None => request.body(Body::empty()),
            Some(form) => request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from(form)),
        };
        router(self.office.app.clone()).oneshot(request.unwrap()).await.unwrap()
    }
}

impl<'a> Seen<'a> {
    /// What a reader sees in the main part, on one line.
    #[must_use]
    pub fn text(&self) -> String {
        parse(&self.html).all(&["main"])[0].words()
    }

    /// The page must say all of this.
    pub fn says(&self, parts: &[&str]) -> &Self {
        let text = self.text();
        for part in parts {
            assert!(text.contains(part), "“{part}” is not at {}: {text}", self.address);
        }
        self
    }

    /// The page must say none of this.
    pub fn says_not(&self, parts: &[&str]) -> &Self {
        let text = self.text();
        for part in parts {
            assert!(!text.contains(part), "“{part}” is at {}: {text}", self.address);
        }
        self
    }

    /// Presses a button, with these fields filled in.
    pub async fn press(&self, button: &str, fields: &[(&str, &str)]) -> Seen<'a> {
        let (method, action, form) = self.form(button, fields);
        if method == "get" {
            return self.pages.follow("GET", format!("{action}?{form}"), None).await;
        }
        self.pages.follow("POST", action, Some(form)).await
    }

    /// Presses a button twice, as an impatient person does; the second answer.
    pub async fn press_twice(&self, button: &str, fields: &[(&str, &str)]) -> Seen<'a> {
        let (_, action, form) = self.form(button, fields);
        self.pages.follow("POST", action.clone(), Some(form.clone())).await;
        self.pages.follow("POST", action, Some(form)).await
    }

    /// Follows a link.
    pub async fn go(&self, link: &str) -> Seen<'a> {
        let href = {
            let links = parse(&self.html).all(&["a"]);
            let found = links.into_iter().find(|a| a.attr("href").is_some() && words(a) == link);
            found.unwrap_or_else(|| panic!("no link “{link}” at {}", self.address)).attr("href").unwrap()
        };
        self.pages.follow("GET", href, None).await
    }

    fn form(&self, button: &str, fields: &[(&str, &str)]) -> (String, String, String) {
        let forms = parse(&self.html).all(&["form"]);
        let form = forms
            .into_iter()
            .find(|form| form.all(&["button"]).iter().any(|it| is_named(it, button)))
            .unwrap_or_else(|| panic!("no button “{button}” at {}: {}", self.address, self.text()));
        let pressed = form.all(&["button"]).into_iter().find(|it| is_named(it, button)).unwrap();
        assert!(pressed.attr("disabled").is_none(), "“{button}” cannot be pressed at {}", self.address);
        let mut pairs = filled(&form);
        for (name, value) in fields {
            let is_there = form.all(&FIELDS).iter().any(|it| it.attr("name").as_deref() == Some(name));
            assert!(is_there, "no field “{name}” beside “{button}” at {}", self.address);
            pairs.retain(|(known, _)| known != name);
            pairs.extend(
                value.split('|').filter(|it| !it.is_empty()).map(|it| ((*name).to_owned(), it.to_owned())),
            );
        }
        if let Some(name) = pressed.attr("name") {
            pairs.push((name, pressed.attr("value").unwrap_or_default()));
        }
        let action = form.attr("action").unwrap_or_else(|| self.address.clone());
        let method = form.attr("method").unwrap_or_else(|| "get".to_owned());
        (method, action, serde_html_form::to_string(pairs).unwrap())
    }
}

/// What a form's fields are.
const FIELDS: [&str; 3] = ["input", "textarea", "select"];

/// What a form sends as it stands.
fn filled(form: &Element) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for field in form.all(&FIELDS) {
        let Some(name) = field.attr("name") else { continue };
        let value = match field.name().as_str() {
            "textarea" => field.text(),
            "select" => {
                let options = field.all(&["option"]);
                let chosen = options.iter().find(|it| it.attr("selected").is_some()).or(options.first());
                chosen.and_then(|it| it.attr("value")).unwrap_or_default()
            }
            _ if matches!(field.attr("type").as_deref(), Some("checkbox" | "radio"))
                && field.attr("checked").is_none() =>
            {
                continue;
            }
            _ => field.attr("value").unwrap_or_default(),
        };
        if field.attr("disabled").is_none() {
            pairs.push((name, value));
        }
    }
    pairs
}

fn is_named(button: &Element, name: &str) -> bool {
    button.attr("aria-label").unwrap_or_else(|| words(button)) == name
}

fn words(element: &Element) -> String {
    on_one_line(&element.text())
}

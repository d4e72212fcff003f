//! The harness finds what it is there to find: each rule broken once, on a page made for it.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::get;
use tokio::net::TcpListener;

use crate::browser::Browser;
use crate::look::Look;
use crate::page::Page;

/// A page with nothing wrong: a form, a group of choices, a link, and words that a script changes.
const GOOD: &str = "<form><p><label>Naam <input name=klant></label> <label><input type=checkbox name=box> Akkoord</label>
    <fieldset><legend>Keus</legend><label><input type=radio name=r value=1> Een</label> <label><input type=radio name=r \
    value=2> Twee</label></fieldset><p><label>Soort <select name=soort><option value=i>Info<option value=f>Fout</select></label>
    <details><summary>Meer</summary>Verborgen woorden</details><p><button>Opslaan</button> <a href=/good>Verder</a></form>
    <p id=script>zonder script</p><script>document.getElementById('script').textContent = 'met script'</script>";

#[tokio::test]
async fn a_good_page_holds_and_can_be_used() {
    let (browser, url) = open().await;
    for look in
        [Look::desk(), Look::phone().without_scripts(), Look { is_dark: true, ..Look::desk().english() }]
    {
        let page = browser.open(&url, look).await;
        page.visit("/good").await;
        page.sees(if look.scripts { "met script" } else { "zonder script" }).await;
        page.holds().await;
        page.fill("Naam", "Anja & zoon").await;
        page.tick("Akkoord", true).await;
        page.within("Keus").tick("Twee", true).await;
        assert_eq!(page.value("Naam").await, "Anja & zoon");
        page.choose("Soort", "Fout").await;
        page.sees_not("Verborgen woorden").await;
        page.press("Meer").await;
        page.sees("verborgen WOORDEN").await;
        page.press("Opslaan").await;
        assert_eq!(page.address().await, "/good?klant=Anja+%26+zoon&box=on&r=2&soort=f");
        assert!(page.has("heading", "Proef").await && !page.has("button", "Proef").await);
        page.press("Verder").await;
        assert_eq!(page.address().await, "/good");
        assert!(!page.is_ticked("Akkoord").await);
        page.visit("/language").await;
        page.sees(look.language).await;
    }
}

#[tokio::test]
async fn each_broken_rule_is_found() {
    let (browser, url) = open().await;
    let (desk, phone) = (Look::desk(), Look::phone());
    for (path, look, rule, said) in [
        ("/nameless", desk, "axe", "button-name"),
        ("/pale-in-dark", desk, "axe", "axe-core, in dark colours: /pale-in-dark"),
        ("/unseen-focus", desk, "keyboard", "focus cannot be seen"),
        ("/trap", desk, "keyboard", "Tab does not reach"),
        ("/wide", phone, "fits", "the page is 708 wide"),
        ("/broken-word", phone, "fits", "Artikelgroep"),
        ("/exception", desk, "quiet", "nergens is not defined"),
        ("/blocked", desk, "quiet", "Content Security Policy"),
        ("/part-missing", desk, "quiet", "404 for"),
        ("/broken", desk, "quiet", "500 for"),
        ("/dialog", desk, "quiet", "Gelukt"),
        ("/covered", desk, "press", "it is covered by <div"),
        ("/disabled", desk, "press", "it is disabled"),
        ("/twice", desk, "press", "2 “Opslaan”"),
    ] {
        let page = browser.open(&url, look).await;
        page.visit(path).await;
        let found = tokio::spawn(hold(page.clone(), rule)).await;
        page.watch(|watch| watch.complaints.clear());
        let Err(found) = found else { panic!("{path} is found to be good") };
        let found = found.into_panic();
        let found = found.downcast_ref::<String>().unwrap();
        assert!(found.contains(said), "{path}: {found}");
    }
}

async fn hold(page: Page, rule: &'static str) {
    match rule {
        "axe" => page.axe().await,
        "keyboard" => page.by_keyboard().await,
        "fits" => page.fits().await,
        "quiet" => page.is_quiet().await,
        _ => page.press("Opslaan").await,
    }
}

/// The pages, served.
async fn open() -> (Browser, String) {
    let html = |body: &str| {
        let page = format!(
            "<!DOCTYPE html><html lang=nl><head><meta charset=utf-8><title>Proef</title><link rel=icon href=data:,>\
             <meta name=viewport content=width=device-width><style>:root {{ color-scheme: light dark; background: Canvas }}</style></head>\
             <body><main><h1>Proef</h1>{body}</main></body></html>"
        );
        get(async move || Html(page))
    };
    let blocked = [("content-security-policy", "default-src 'none'")];
    let pages = Router::new()
        .route("/good", html(GOOD))
        .route(
            "/language",
            get(async |headers: http::HeaderMap| {
                let language = headers["accept-language"].to_str().unwrap().to_owned();
                Html(format!("<!DOCTYPE html><title>x</title><link rel=icon href=data:,>{language}"))
            }),
        )
        .route("/nameless", html("<button></button>"))
        .route(
            "/pale-in-dark",
            html("<style>@media (prefers-color-scheme: dark) { p { background: #222; color: #333 } }</style><p>Bleek</p>"),
        )
        .route("/unseen-focus", html("<style>:focus { outline: none }</style><button>Opslaan</button>"))
        .route("/trap", html("<button onblur='this.focus()'>Een</button> <button>Twee</button>"))
        .route(
            "/broken-word",
            html("<p style='width: 60px; overflow-wrap: anywhere'>Artikelgroep"),
        )
        .route("/wide", html("<p style='width: 700px'>Breed</p>"))
        .route("/exception", html("<script>nergens.iets()</script>"))
        .route(
            "/blocked",
            get(async move || (blocked, Html("<!DOCTYPE html><title>x</title><script>1</script>"))),
        )
        .route("/part-missing", html("<img src=/niets.png alt=''>"))
        .route("/broken", get(async || StatusCode::INTERNAL_SERVER_ERROR))
        .route("/dialog", html("<script>alert('Gelukt')</script>"))
        .route("/disabled", html("<button disabled>Opslaan</button>"))
        .route("/twice", html("<button>Opslaan</button> <button>Opslaan</button>"))
        .route(
            "/covered",
            html("<button>Opslaan</button><div style='position: fixed; inset: 0'>Even wachten</div>"),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, pages).await });
    (Browser::start().await, url)
}

//! The console as a browser without scripts has it: the whole life of a link, by forms alone (R21–R28).

use axum::body::{Body, to_bytes};
use http::Request;
use koppel_activation::router;
use koppel_tests::Office;
use koppel_tests::html::{on_one_line, parse};
use koppel_tests::office::{ANJA, BRAM, COMPANY, NIEK, OTTO};
use koppel_tests::pages::Pages;
use tower::ServiceExt as _;

#[tokio::test]
async fn an_admin_activates_alone_by_forms_alone() {
    let office = Office::new().await;
    office.world.furnish();
    let anja = Pages::of(&office, ANJA);
    let home = anja.open("/").await;
    assert_eq!(home.address, "/integrations");
    home.says(&[COMPANY, "Nog niet geactiveerd", "INZETBAAR", "Nog nooit geactiveerd"]);

    // Step 1: access first, with a wrong password and then the right one.
    let step = home.go("Activeren").await;
    assert_eq!(step.address, "/activation/wipe");
    let options = office.world.simon.options();
    let access = |password: &'static str| {
        let options = options.clone();
        [
            ("address", "https://simon.test/classic".to_owned()),
            ("licence", options.licence.clone()),
            ("user", options.user.clone()),
            ("password", if password.is_empty() { options.password.clone() } else { password.to_owned() }),
        ]
    };
    let fields = access("verkeerd");
    let step = step.press("Controleren en bewaren", &pairs(&fields)).await;
    assert_eq!(step.status, 422);
    step.says(&["Simple-Simon:", "wachtwoord"]);
    assert!(step.html.contains(&options.user), "what was typed in stays");
    assert!(!step.html.contains("verkeerd"), "but no password does");
    let fields = access("");
    let step = step.press("Controleren en bewaren", &pairs(&fields)).await;
    step.says(&["Simple-Simon laat Koppel toe.", "klanten", "Typ ter bevestiging"]);
    let step = step.press("Nu wissen", &[("company", "Iets anders")]).await;
    assert_eq!(step.status, 422);
    let step = step.says(&["De naam is niet die van het bedrijf."]);
    let step = step.press_twice("Nu wissen", &[("company", COMPANY)]).await;
    step.says(&["Simple-Simon wordt gewist", "U mag deze pagina sluiten"]);
    office.pass(1).await;
    let step = anja.open("/activation").await;
    assert_eq!(step.address, "/activation/connect");

    // Step 2: a wrong code, and the right one, whose books are confirmed.
    let step = step.press("Controleren", &[("environment_code", "nergens")]).await;
    assert_eq!(step.status, 422);
    step.says(&["omgevingscode"]);
    let code = office.world.books.company_key();
    let step = step.press("Controleren", &[("environment_code", &code)]).await;
    step.says(&["De code klopt.", "Is dat de administratie"]);
    let step = step.press("Ja, koppel deze administratie", &[]).await;
    assert_eq!(step.address, "/activation/settings");

    // Step 3: the terms, a wrong article, the search, and saving.
    let step = step.press("Ik ga akkoord", &[]).await;
    step.says(&["Opslaan kan zodra dit is gecontroleerd"]);
    let step = step.press("Alles controleren", &[("travel_article", "BESTAATNIET")]).await;
    step.says(&["De boekhouding kent artikel BESTAATNIET niet.", "Zoek het artikel"]);
    let step = step.press("Zoek: Artikel voor reistijd", &[]).await;
    let step = step.says(&["Artikel zoeken"]).press("Zoek", &[("search", "reis")]).await;
    let found = step.text();
    assert!(found.contains("REIS"), "{found}");
    let step = step.press(&button_of(&step.html, "choose:travel_article:REIS"), &[]).await;
    let step = step.press("Alles controleren", &[("filter_word", "Garantie")]).await;
    step.says(&["Alles is gecontroleerd; u kunt opslaan."]);
    let status = step.press("Opslaan en starten", &[]).await;
    assert_eq!(status.address, "/status?told=started");
    status.says(&["De koppeling start op de achtergrond", "Actief", "Eerste keer overzetten"]);
    office.pass(1).await;
    let status = anja.open("/status").await;
    status.says(&["De koppeling werkt", "Wat is overgezet"]);
    anja.open("/status/tables").await.says(&["Klant", "Laatste mutatie in Simple-Simon"]);

    // Off and on again.
    let sure = status.go("Deactiveren").await;
    sure.says(&["De koppeling deactiveren?", "geen verkooporders meer"]);
    let status = sure.press("Ja, deactiveren", &[]).await;
    status.says(&["De koppeling is gedeactiveerd", "De koppeling staat uit"]);
    office.schedules_agree("deactivated").await;
    let status = status.press("Opnieuw activeren", &[]).await;
    status.says(&["Actief"]);
    office.schedules_agree("activated again").await;
}

/// What the form's fields are filled with.
fn pairs<'a>(fields: &'a [(&'static str, String); 4]) -> Vec<(&'static str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// The words on the button with this value.
fn button_of(html: &str, value: &str) -> String {
    let buttons = parse(html).all(&["button"]);
    let button = buttons.iter().find(|it| it.attr("value").as_deref() == Some(value));
    on_one_line(&button.unwrap_or_else(|| panic!("no button {value}")).text())
}

#[tokio::test]
async fn changed_settings_hold_from_saving_and_an_old_page_is_refused() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    let anja = Pages::of(&office, ANJA);
    let settings = anja.open("/activation/settings").await;
    settings.says(&["Koppeling instellen", "Alles is gecontroleerd"]);
    let refused = settings.press("Opslaan", &[("work_article", "REIS")]).await;
    assert_eq!(refused.status, 409);
    refused.says(&["Niet elke instelling is met deze waarden gecontroleerd"]);
    let checked = refused.press("Alles controleren", &[]).await;
    let saved = checked.press("Opslaan", &[]).await;
    saved.says(&["Opgeslagen."]);
    // Somebody else looked at the page before that.
    let late = checked.press("Opslaan", &[("filter_word", "X")]).await;
    assert_eq!(late.status, 422, "{}", late.text());
    late.says(&["Dit formulier of verzoek is al eerder verstuurd"]);
    for button in ["Alles controleren", "Opslaan", "Voorbeeld bekijken"] {
        let late = settings.press(button, &[("travel_article", "UUR")]).await;
        assert_eq!(late.status, 409, "{button}: {}", late.text());
        late.says(&["Dit bedrijf is intussen gewijzigd"]);
        assert!(late.html.contains("name=\"work_article\" maxlength=\"100\" value=\"REIS\""), "{button}");
    }
    assert_eq!(
        office.call(ANJA, "GET", "/integration/settings", None).await.body["values"]["work_article"],
        "REIS"
    );
}

#[tokio::test]
async fn each_sees_their_own_pages_in_their_own_language() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    let english = Pages::of(&office, ANJA).in_language("en-GB,en;q=0.9");
    english.open("/").await.says(&["The first import is under way", "AVAILABLE", "Active"]);
    office.pass(6).await;
    english.open("/").await.says(&["The link works", "Nothing needs to be done."]);
    // Bram's company is not there; nothing of Anja's shows.
    let bram = Pages::of(&office, BRAM);
    let page = bram.open("/integrations").await;
    assert_eq!(page.status, 404);
    page.says(&["Uw bedrijf is bij Koppel niet bekend."]).says_not(&[COMPANY]);
    assert_eq!(Pages::of(&office, NIEK).open("/integrations").await.status, 403);
    let otto = Pages::of(&office, OTTO);
    let page = otto.open("/status").await;
    assert_eq!(page.status, 403);
    page.says(&["Dit is niet voor uw rol."]);
    Pages::of(&office, ANJA).open("/nergens").await.says(&["Hier is niets."]);
}

/// A request as somebody else's page or a plain visitor sends it.
async fn raw(
    office: &Office,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, http::HeaderMap, String) {
    let mut request = Request::builder().method(method).uri(path).header("accept", "text/html");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response =
        router(office.app.clone()).oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1 << 20).await.unwrap();
    (parts.status.as_u16(), parts.headers, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn nobody_else_can_press_a_button() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    let cookie = format!("__Host-koppel-session={}", office.oidc.mint(ANJA, |_| {}));
    let form = ("content-type", "application/x-www-form-urlencoded");
    for site in ["cross-site", "same-site"] {
        for path in ["/status/deactivate", "/status/run", "/activation/settings", "/sign-out", "/language"] {
            let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", site), form];
            let (status, _, page) = raw(&office, "POST", path, &headers, "once=1&language=en").await;
            assert_eq!(status, 403, "{path} {site}");
            assert!(page.contains("andere website"), "{path}: {page}");
        }
    }
    let (status, ..) =
        raw(&office, "POST", "/status/deactivate", &[("cookie", &cookie), form], "once=1").await;
    assert_eq!(status, 403, "a browser that says nothing of where it comes from");
    office.stage("active").await;
}

#[tokio::test]
async fn who_is_not_signed_in_is_led_there_and_back() {
    let office = Office::new().await;
    let (status, headers, _) = raw(&office, "GET", "/activation/wipe?a=b", &[], "").await;
    assert_eq!(
        (status, headers["location"].to_str().unwrap()),
        (303, "/sign-in?to=%2Factivation%2Fwipe%3Fa%3Db")
    );
    let (status, headers, _) = raw(&office, "GET", "/sign-in?to=%2Flog", &[], "").await;
    assert_eq!(status, 303);
    let cookies: Vec<&str> = headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap()).collect();
    let back = cookies.iter().find(|it| it.starts_with("__Host-koppel-back-to=")).unwrap();
    assert!(back.contains("=/log;") && back.contains("HttpOnly") && back.contains("Secure"), "{back}");
    // A form is not carried over a sign-in: nothing was done, and the page says so.
    let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    let (status, _, page) = raw(&office, "POST", "/status/run", &headers, "once=1&concern=pull").await;
    assert_eq!(status, 401);
    assert!(page.contains("U bent niet aangemeld") && page.contains("Aanmelden"), "{page}");
}

#[tokio::test]
async fn no_page_may_be_kept_framed_or_run_what_is_not_ours() {
    let office = Office::new().await;
    let cookie = format!("__Host-koppel-session={}", office.oidc.mint(ANJA, |_| {}));
    let (_, headers, page) = raw(&office, "GET", "/integrations", &[("cookie", &cookie)], "").await;
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["x-frame-options"], "DENY");
    let policy = headers["content-security-policy"].to_str().unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    for inline in [" style=", "<style", " onclick=", "javascript:"] {
        assert!(!page.contains(inline), "{inline}");
    }
    // What a page loads is there, and may be kept.
    let asset = page.split("src=\"").nth(1).unwrap().split('"').next().unwrap();
    let (status, headers, script) = raw(&office, "GET", asset, &[], "").await;
    assert_eq!(status, 200);
    assert!(headers["cache-control"].to_str().unwrap().contains("immutable"));
    assert!(script.contains("use strict"));
    let (status, headers, _) =
        raw(&office, "POST", "/sign-out", &[("cookie", &cookie), ("sec-fetch-site", "same-origin")], "")
            .await;
    assert_eq!((status, headers["location"].to_str().unwrap()), (303, "/signed-out"));
    assert!(headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
}

#[tokio::test]
async fn a_form_that_is_no_form_is_told_so() {
    let office = Office::new().await;
    office.world.furnish();
    office.activate().await;
    let cookie = format!("__Host-koppel-session={}", office.oidc.mint(ANJA, |_| {}));
    let same = ("sec-fetch-site", "same-origin");
    let form = ("content-type", "application/x-www-form-urlencoded");
    let large = format!("once=1&concern=pull&x={}", "a".repeat(70_000));
    for (kind, body, expected) in [
        (form, "", 400),
        (form, "concern=pull", 400),
        (form, "once=1&concern=nonsense", 400),
        (form, "once=%FF&concern=pull", 400),
        (form, "once=a b&concern=pull", 400),
        (form, "once=1&revision=x&concern=pull", 400),
        (("content-type", "text/plain"), "once=1&concern=pull", 415),
        (form, large.as_str(), 413),
    ] {
        let (status, _, page) =
            raw(&office, "POST", "/status/run", &[("cookie", &cookie), same, kind], body).await;
        assert_eq!(status, expected, "{body:.40}: {page}");
        assert!(page.contains("role=\"alert\""), "{page}");
    }
}

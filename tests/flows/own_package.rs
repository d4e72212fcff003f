//! A company reads of its own bookkeeping package, and of no other: every page, answer and log row of its life (R30, R34).

use koppel_domain::message::Language;
use koppel_simulators::books::{Books, Package};
use koppel_simulators::faults::Fault;
use koppel_tests::Office;
use koppel_tests::office::{ANJA, OTTO};
use koppel_tests::pages::{Pages, Seen};
use serde_json::json;

/// Words that belong to the other packages.
const fn foreign(package: Package) -> &'static [&'static str] {
    match package {
        Package::Imuis => &["snelstart", "koppelsleutel", "link key", "link_key", "subscription"],
        Package::Snelstart => &[
            "imuis",
            "omgevingscode",
            "environment code",
            "environment_code",
            "partnersleutel",
            "partner key",
        ],
    }
}

fn own(package: Package) -> (&'static str, &'static str) {
    match package {
        Package::Imuis => ("iMUIS Online", "environment_code"),
        Package::Snelstart => ("SnelStart", "link_key"),
    }
}

/// Holds every text against the words of other packages.
struct Reader {
    package: Package,
    read: usize,
}

impl Reader {
    fn reads(&mut self, what: &str, text: &str) {
        self.read += 1;
        let text = text.to_lowercase();
        for word in foreign(self.package) {
            assert!(!text.contains(word), "{}: “{word}” at {what}: {text}", self.package);
        }
    }

    fn page<'a>(&mut self, seen: Seen<'a>) -> Seen<'a> {
        self.reads(&seen.address, &seen.html);
        seen
    }

    /// Every page that an admin can open, in both languages.
    async fn all_pages(&mut self, office: &Office) {
        for language in ["nl", "en"] {
            let anja = Pages::of(office, ANJA).in_language(language);
            for path in [
                "/integrations",
                "/activation/simple-simon",
                "/activation/wipe",
                "/activation/connect",
                "/activation/settings",
                "/status",
                "/status/tables",
                "/log",
                "/problems",
                "/cleanup",
                "/work-orders",
            ] {
                self.page(anja.open(path).await);
            }
        }
        for path in ["/integration", "/integration/settings", "/integration/log", "/integration/problems"] {
            let answer = office.call(ANJA, "GET", path, None).await;
            self.reads(path, &answer.body.to_string());
        }
        for message in office.world.messages().await {
            for language in [Language::Dutch, Language::English] {
                self.reads("the log", &format!("{} {}", message.text(language), message.action(language)));
            }
        }
    }
}

#[tokio::test]
async fn a_company_reads_of_no_package_but_its_own() {
    for package in Package::ALL {
        let mut reader = Reader { package, read: 0 };
        let office = Office::on(package).await;
        let (name, field) = own(package);
        office.world.furnish();
        reader.all_pages(&office).await;
        office.to_wiped().await;

        // Step 2: a wrong key, and what each failure of the package is told as.
        for (language, check, confirm) in [
            ("nl", "Controleren", "Ja, koppel deze administratie"),
            ("en", "Check", "Yes, connect this administration"),
        ] {
            let anja = Pages::of(&office, ANJA).in_language(language);
            let step = reader.page(anja.open("/activation/connect").await);
            assert!(step.text().contains(name.split(' ').next().unwrap()), "{}", step.text());
            let wrong = reader.page(step.press(check, &[(field, "nergens")]).await);
            assert_eq!(wrong.status, 422, "{}", wrong.text());
            let key = office.world.books.company_key();
            for fault in [Fault::Html(500), Fault::TooMany(Some(5)), Fault::EmptyBody] {
                office.world.books.simulated().faults().script("", 0, 1, fault);
                reader.page(step.press(check, &[(field, &key)]).await);
            }
            let own_key = office.world.books.own_key();
            office.world.books.set_own_key("sleutel-van-gisteren");
            let refused = reader.page(step.press(check, &[(field, &key)]).await);
            assert_eq!(refused.status, 422, "{}", refused.text());
            office.world.books.set_own_key(&own_key);
            let found = reader.page(step.press(check, &[(field, &key)]).await);
            let connected = reader.page(found.press(confirm, &[]).await);
            assert_eq!(connected.address, "/activation/settings", "{}", connected.text());
        }
        let other = json!({ field: office.world.books.company_key(), "administration": "Een ander" });
        let answer = office.call(ANJA, "PUT", office.books().0, Some(other)).await;
        assert_eq!(answer.text("code"), "confirm_administration");
        reader.reads("another name", &answer.body.to_string());

        office.right("POST", "/integration/terms", json!({ "version": 1 })).await;
        office.settle(json!({ "travel_article": "REIS", "work_article": "UUR" })).await;
        office.pass(6).await;
        reader.all_pages(&office).await;
        assert!(Pages::of(&office, ANJA).open("/integrations").await.text().contains(name));

        // What a link that is let in no more is told as: by the company's key, by ours, and by another administration.
        let key = office.world.books.company_key();
        office.world.books.set_company_key("sleutel-van-morgen");
        office.pass(10).await;
        reader.all_pages(&office).await;
        office.world.books.set_company_key(&key);
        let own_key = office.world.books.own_key();
        office.world.books.set_own_key("sleutel-van-gisteren");
        office.pass(70).await;
        reader.all_pages(&office).await;
        office.world.books.set_own_key(&own_key);
        office.pass(130).await;
        office.world.books.rename("Een heel ander bedrijf");
        office.run(&"korenaar.cleanup".parse().unwrap()).await;
        // SnelStart tells an id too, and by that they are the same books; of iMUIS someone must say so.
        let asks = usize::from(package == Package::Imuis);
        assert_eq!(office.world.told("other_administration").await, asks);
        reader.all_pages(&office).await;
        let elsewhere = json!({ field: key, "administration": "Een heel ander bedrijf" });
        let answer = office.call(ANJA, "PUT", office.books().0, Some(elsewhere)).await;
        assert_eq!(answer.status, 200, "the key that is kept opens them: {answer:?}");
        let other = Books::empty(package, office.world.clock.clone(), std::time::Duration::ZERO);
        other.become_another("Weer een ander");
        office.world.books.answer_from(&other, false);
        office.pass(1_500).await;
        office.run(&"korenaar.cleanup".parse().unwrap()).await;
        assert_eq!(office.world.told("other_administration").await, asks + 1);
        reader.all_pages(&office).await;
        office.world.books.set_company_key("sleutel-van-elders");
        let other = json!({ field: "sleutel-van-elders", "administration": "Weer een ander" });
        let answer = office.call(ANJA, "PUT", office.books().0, Some(other)).await;
        assert_eq!(answer.text("code"), "other_administration", "{answer:?}");
        reader.reads("other books", &answer.body.to_string());
        assert!(reader.read > 200, "{}", reader.read);
    }
}

#[tokio::test]
async fn the_key_of_another_package_is_refused() {
    for package in Package::ALL {
        let office = Office::on(package).await;
        office.to_wiped().await;
        let path = match package {
            Package::Imuis => "/integration/snelstart",
            Package::Snelstart => "/integration/imuis",
        };
        let body = match package {
            Package::Imuis => json!({ "link_key": "x", "administration": "y" }),
            Package::Snelstart => json!({ "environment_code": "x", "administration": "y" }),
        };
        let answer = office.call(ANJA, "PUT", path, Some(body.clone())).await;
        assert_eq!((answer.status, answer.text("code")), (409, "other_package"), "{answer:?}");
        assert!(answer.text("detail").contains(own(package).0), "{answer:?}");
        office.stage("wiped").await;
    }
}

#[tokio::test]
async fn a_company_is_made_only_with_a_package_that_this_koppel_serves() {
    for package in Package::ALL {
        let office = Office::on(package).await;
        let other = match package {
            Package::Imuis => "snelstart",
            Package::Snelstart => "imuis",
        };
        let body = json!({ "tenant": "molen", "company": "De Molen", "connector": other });
        let answer = office.call(OTTO, "POST", "/tenants", Some(body)).await;
        assert_eq!((answer.status, answer.text("code")), (409, "not_served"), "{answer:?}");
        assert!(answer.text("action").contains("docs/operate.md"), "{answer:?}");
        let unknown = json!({ "tenant": "molen", "company": "De Molen", "connector": "exact" });
        let answer = office.call(OTTO, "POST", "/tenants", Some(unknown)).await;
        assert_eq!((answer.status, answer.text("code")), (400, "malformed"), "{answer:?}");
        for known in koppel_store::Connector::ALL {
            assert!(answer.text("action").contains(known.as_str()), "{answer:?}");
        }
        let connectors = office.call(OTTO, "GET", "/connectors", None).await;
        let served = if package == Package::Imuis { "imuis" } else { "snelstart" };
        assert_eq!(connectors.body["served"], json!([served]), "{connectors:?}");
        // The form offers what is served.
        let otto = Pages::of(&office, OTTO);
        let page = otto.open("/operator").await;
        let form = page.html.split("id=\"new\"").nth(1).unwrap();
        assert!(form.contains(own(package).0) && !form.contains(&format!("value=\"{other}\"")), "{form}");
        let made = page.press("Bedrijf maken", &[("tenant", "molen"), ("company", "De Molen")]).await;
        made.says(&["Het bedrijf is gemaakt."]);
        let company = office.call(OTTO, "GET", "/tenants/molen", None).await;
        assert_eq!(company.text("connector"), package.as_str());
    }
}

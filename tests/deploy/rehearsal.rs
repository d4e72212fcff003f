//! The whole of a deployment, on a local AWS: the first one with its two steps, a company activated over HTTP, its
//! schedules firing, a work order that becomes one sales order, an update over all of that, and the end.
//!
//! Guarantees: the template is the real one but for what `infra/xtask/tools/rehearse.py` prints, the programs are the real
//! ones, and each step prints what it saw. Leaves out what only an account shows: `cargo xtask deploy-check` says it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use koppel_outside::http::Method;
use serde_json::{Value, json};

use crate::packages::{ANJA, OTTO, Packages, TENANT};
use crate::stack::Stack;

/// Where everything is; `cargo xtask test --only deploy` says it.
const PLACE: &str = "KOPPEL_REHEARSAL";
const COMPANY: &str = "Bakkerij De Korenaar";
/// A schedule fires every minute, and a slow machine is late.
const PATIENCE: Duration = Duration::from_secs(240);

struct Rehearsal {
    stack: Stack,
    packages: Packages,
    began: Instant,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deployment_from_the_first_to_the_last_day() {
    let place = std::env::var(PLACE).expect("run `cargo xtask test --only deploy`");
    let stack = Stack::new(serde_json::from_str(&place).unwrap());
    let it = Rehearsal { stack, packages: Packages::start().await, began: Instant::now() };

    it.say("the first deployment, without any secret");
    let mut parameters = it.parameters();
    let issuer = parameters.remove("Oidc").unwrap();
    it.stack.deploy(&it.stack.place.template, &parameters);
    it.say("the steps that its outputs tell");
    it.make_secrets(&mut parameters);
    it.make_people();
    println!("  from here on people sign in elsewhere, as the local AWS has no pages to sign in on");
    parameters.insert("Oidc", issuer);
    it.stack.deploy(&it.stack.place.template, &parameters);
    it.activate().await;
    it.wait("both customers and all articles are across", async || it.packages.is_across()).await;
    let first = it.one_order_for_one_work_order(10_000).await;
    let before = it.kept().await;

    it.say("an update over all this: other code, other parameters");
    parameters.insert("LogRetentionDays", "7".to_owned());
    parameters.insert("LogFilter", "warn,koppel=info,calls=info".to_owned());
    it.stack.deploy(&it.stack.place.changed, &parameters);
    let after = it.kept().await;
    assert_eq!(before, after, "the update changed what is kept");
    println!("  state, settings and ledger of the company are what they were");
    let second = it.one_order_for_one_work_order(10_001).await;
    assert_eq!((it.packages.orders(first), it.packages.orders(second)), (1, 1));
    assert_eq!(it.packages.books.orders().len(), 2, "a sales order too many");
    println!("  in all two work orders and two sales orders");

    it.say("the company stops, and the stack goes");
    it.admin(Method::POST, "/integration/deactivate", Some(json!({ "confirm": true }))).await;
    assert_eq!(it.schedules(), Vec::<String>::new());
    println!("  deactivated: no schedule of it is left");
    let key = it.stack.outputs()["KeyArn"].clone();
    it.stack.delete();
    let left = it.stack.aws(&["dynamodb", "list-tables"]);
    assert_eq!(left["TableNames"].as_array().unwrap().len(), 2, "{left}");
    assert_eq!(it.stack.aws(&["lambda", "list-functions"])["Functions"], json!([]));
    let key = it.stack.aws(&["kms", "describe-key", "--key-id", &key]);
    assert_eq!(key["KeyMetadata"]["KeyState"], "Enabled", "{key}");
    println!(
        "  left on purpose, as data outlives its stack: both tables, and the key that opens its secrets"
    );
}

impl Rehearsal {
    fn say(&self, what: &str) {
        println!("[{:>5.1?}] {what}", self.began.elapsed());
    }

    fn parameters(&self) -> BTreeMap<&'static str, String> {
        let [soap, form] = self.packages.imuis_urls();
        BTreeMap::from([
            ("ImuisSoapUrl", soap),
            ("ImuisFormUrl", form),
            ("Oidc", self.packages.issuer().to_string()),
            ("PeriodMinutes", "1".to_owned()),
        ])
    }

    fn make_secrets(&self, parameters: &mut BTreeMap<&'static str, String>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("partner-key.txt"), self.packages.books.own_key()).unwrap();
        let outputs = self.stack.outputs();
        for (parameter, output) in
            [("VaultKey", "NextStep1VaultKey"), ("PartnerKeySecret", "NextStep2PartnerKey")]
        {
            let secret = self.stack.follow(&outputs[output], folder.path());
            println!("  {parameter}: {} characters", secret.len());
            parameters.insert(parameter, secret);
        }
    }

    /// An operator and an admin in the stack's own user pool.
    fn make_people(&self) {
        let outputs = self.stack.outputs();
        let folder = std::env::temp_dir();
        for (output, mail, is_company) in [
            ("NextStep3Operator", "otto@koppel.example", false),
            ("NextStep4Admin", "anja@koppel.example", true),
        ] {
            let line = outputs[output].replace("PERSON", mail).replace("TENANT", TENANT);
            let said = self.stack.follow(&line, &folder);
            let user: Value = serde_json::from_str(&said).unwrap();
            let attributes = user["User"]["Attributes"].as_array().unwrap();
            let company = attributes.iter().find(|it| it["Name"] == "custom:tenant").map(|it| &it["Value"]);
            assert_eq!(company, is_company.then(|| json!(TENANT)).as_ref(), "{said}");
            println!("  {output}: {mail} is there");
        }
    }

    /// The three steps, as an admin's program takes them.
    async fn activate(&self) {
        self.say("a company is activated over HTTP");
        let (status, answer) = self
            .stack
            .api(
                &self.packages.oidc.mint(OTTO, |_| {}),
                Method::POST,
                "/tenants",
                Some(&json!({ "tenant": TENANT, "company": COMPANY })),
            )
            .await;
        assert_eq!(status, 201, "{answer}");
        let simon = self.packages.simon.options();
        let form = json!({
            "address": self.packages.simon_url(), "dialect": "classic", "licence": simon.licence,
            "user": simon.user, "password": simon.password,
        });
        self.admin(Method::PUT, "/integration/simple-simon", Some(form)).await;
        let seen = self.admin(Method::GET, "/integration/wipe", None).await;
        let tables: Vec<&Value> = seen["tables"].as_array().unwrap().iter().map(|it| &it["table"]).collect();
        let wipe = json!({ "company": COMPANY, "tables": tables, "licence": seen["licence"] });
        self.admin(Method::POST, "/integration/wipe", Some(wipe)).await;
        self.wait("its first schedule fired: the wipe is done", async || {
            self.admin(Method::GET, "/integration", None).await["stage"] == "wiped"
        })
        .await;
        let code = self.packages.books.company_key();
        let check = json!({ "environment_code": code });
        let seen = self.admin(Method::POST, "/integration/imuis/check", Some(check)).await;
        let connect = json!({ "environment_code": code, "administration": seen["administration"] });
        self.admin(Method::PUT, "/integration/imuis", Some(connect)).await;
        self.admin(Method::POST, "/integration/terms", Some(json!({ "version": 1 }))).await;
        let settings = json!({ "travel_article": "REIS", "work_article": "UUR" });
        let check = json!({ "values": settings });
        self.admin(Method::POST, "/integration/settings/check", Some(check)).await;
        self.admin(Method::PUT, "/integration/settings", Some(settings)).await;
        println!("  active, with the schedules {}", self.schedules().join(", "));
    }

    async fn one_order_for_one_work_order(&self, debtor: u32) -> i64 {
        let work_order = self.packages.archive(debtor);
        self.wait("an archived work order is a sales order", async || self.packages.orders(work_order) == 1)
            .await;
        work_order
    }

    /// What must outlive an update.
    async fn kept(&self) -> Value {
        let status = self.admin(Method::GET, "/integration", None).await;
        let settings = self.admin(Method::GET, "/integration/settings", None).await;
        let orders = self.admin(Method::GET, "/integration/work-orders", None).await;
        assert_eq!(status["stage"], "active", "{status}");
        json!({ "stage": status["stage"], "start": status["activated_at"], "settings": settings, "orders": orders })
    }

    fn schedules(&self) -> Vec<String> {
        let found = self.stack.aws(&["scheduler", "list-schedules", "--name-prefix", TENANT]);
        let names = found["Schedules"].as_array().into_iter().flatten();
        names.map(|it| it["Name"].as_str().unwrap().to_owned()).collect()
    }

    async fn admin(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let token = self.packages.oidc.mint(ANJA, |_| {});
        let (status, answer) = self.stack.api(&token, method, path, body.as_ref()).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    async fn wait(&self, what: &str, is_so: impl AsyncFn() -> bool) {
        let began = Instant::now();
        while !is_so().await {
            assert!(began.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        println!("  {what}, after {:.1?}", began.elapsed());
    }
}

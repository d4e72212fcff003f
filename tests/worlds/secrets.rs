//! Two companies with the same numbers, and everything that anybody could read of them, searched (P6, P9).
//!
//! Guarantees: what is searched for was put in by the test itself: every credential, and of people their names, addresses,
//! telephone numbers and mail addresses.

use std::io::Write;
use std::sync::{Arc, Mutex};

use koppel_simulators::books::{Debtor, Package};
use koppel_tests::seed::{article, debtor, group};
use koppel_tests::{Start, World};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

use crate::play::Player;
use crate::watch::Watch;

const COMPANY_KEY: &str = "omgeving-31415";
const PASSWORD: &str = "wachtwoord-27182";
const API_KEY: &str = "sleutel-16180";
const LICENCE: &str = "9182736455463728";

/// What nobody may read anywhere.
const SECRETS: [&str; 4] = [COMPANY_KEY, PASSWORD, API_KEY, LICENCE];
/// What may stand in the admin's own log, and nowhere in the technical one.
const PERSONAL: [&str; 7] =
    ["Bakkerij", "Bravo", "Molenweg", "Straat ", "@voorbeeld.example", "040-1234567", "06-12345678"];

/// The other company: it has the same numbers under other names.
pub(crate) struct Neighbour {
    world: World,
    orders: Vec<i64>,
}

/// Credentials that stand nowhere else.
pub(crate) async fn put_secrets(world: &World) {
    world.books.set_company_key(COMPANY_KEY);
    world.simon.set_options(|options| {
        options.password = PASSWORD.to_owned();
        options.api_key = API_KEY.to_owned();
        options.licence = LICENCE.to_owned();
    });
    world.store_credentials(None).await;
}

impl Neighbour {
    /// It moves in, with its books in this package, and its first work order is sent.
    pub(crate) async fn of(world: &World, package: Package) -> Self {
        let start = Start { package, tenant: "molen", page_size: 3, ..Start::default() };
        let world = world.beside(start).await;
        put_secrets(&world).await;
        for nr in [10_000, 10_001] {
            world.books.put_debtor(Debtor { name: format!("Bravo {nr}"), ..debtor(nr) });
        }
        world.books.put_group(group(1, "Groep 1"));
        for nr in ["REIS", "UUR", "ART0"] {
            world.books.put_article(article(nr, 1));
        }
        let _ = world.try_pull().await;
        let mut neighbour = Self { world, orders: Vec::new() };
        neighbour.archive_one();
        let _ = neighbour.world.try_push().await;
        neighbour
    }

    fn archive_one(&mut self) {
        let order = self.world.work_order(10_000).work(60).archive();
        self.orders.push(order.id);
    }

    /// It works on, and all of it is its own.
    pub(crate) async fn judge(mut self, watch: &mut Watch) {
        self.archive_one();
        for _ in 0..2 {
            self.world.pass(6);
            let _ = self.world.try_pull().await;
            let _ = self.world.try_push().await;
        }
        let orders = self.world.books.orders();
        let is_right = self
            .orders
            .iter()
            .all(|id| orders.iter().filter(|order| order.work_order == Some(*id)).count() == 1);
        watch.check(is_right && orders.len() == self.orders.len(), || {
            format!(
                "P6: the neighbour's {} work orders became {} sales orders",
                self.orders.len(),
                orders.len()
            )
        });
        let (held, wanted) = (self.world.held(), self.world.wanted());
        watch.check(held == wanted, || "P6: the neighbour's Simple-Simon is not its books".to_owned());
    }
}

/// What the programs write while this lives.
pub(crate) struct Listening {
    written: Written,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Written {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

impl Listening {
    pub(crate) fn begin() -> Self {
        let written = Written::default();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::INFO)
            .with_writer(written.clone())
            .finish();
        Self { written, _guard: tracing::subscriber::set_default(subscriber) }
    }

    /// Nothing that was written, stored or told holds what it must not.
    pub(crate) async fn judge(self, player: &mut Player) {
        let log = String::from_utf8_lossy(&self.written.0.lock().unwrap()).into_owned();
        // The simulators are not Koppel: they may say what they like.
        let ours: Vec<&str> = log.lines().filter(|line| !line.contains("koppel_simulators")).collect();
        for needle in SECRETS.iter().chain(&PERSONAL) {
            let found = ours.iter().find(|line| line.contains(needle));
            player.watch.check(found.is_none(), || format!("P9: {needle:?} in the technical log: {found:?}"));
        }
        let texts = player.world.log().await.join("\n");
        let [state, rows] = player.world.kept();
        for needle in SECRETS {
            let is_there = [&texts, &state, &rows].iter().any(|all| all.contains(needle));
            player.watch.check(!is_there, || format!("P9: {needle:?} is told or stored"));
        }
        separate(player, &state);
        separate(player, &rows);
    }
}

/// No item of one company holds a word of the other.
fn separate(player: &mut Player, table: &str) {
    let kept: serde_json::Value = serde_json::from_str(table).unwrap_or_default();
    for item in kept["Items"].as_array().into_iter().flatten() {
        let tenant = item["tenant"]["S"].as_str().unwrap_or_default();
        let other = match tenant.split('#').next() {
            Some("korenaar") => "Bravo",
            Some("molen") => "Bakkerij",
            _ => continue,
        };
        let is_there = item.to_string().contains(other);
        player.watch.check(!is_there, || format!("P6: an item of {tenant} holds {other:?}"));
    }
}

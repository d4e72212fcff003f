//! [`World`]: one company on a whole Koppel.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use koppel_aws_http::client_over;
use koppel_domain::integration::Life;
use koppel_domain::records::RecordKey;
use koppel_domain::settings::Settings;
use koppel_domain::tenant::TenantId;
use koppel_outside::http::Http;
use koppel_platform::connections::{Paces, Pacing, Reach, SimpleSimonSecret};
use koppel_platform::packages::BookkeepingSecret;
use koppel_platform::vault::{KEY_BYTES, Vault};
use koppel_simple_simon::{Config as SimonConfig, Dialect};
use koppel_simulators::books::{Books, Package};
use koppel_simulators::clock::SimClock;
use koppel_simulators::imuis::ImuisSimulator;
use koppel_simulators::server::Simulated as _;
use koppel_simulators::simple_simon::{Options as SimonOptions, SimonSimulator};
use koppel_store::client::connect_over;
use koppel_store::{
    Connector, Meter, Problem, Profile, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON, Store, StoreError, Tables,
    TenantStore,
};
use koppel_sync::cleanup::cleanup;
use koppel_sync::context::Unobserved;
use koppel_sync::pull::pull;
use koppel_sync::push::push;
use koppel_sync::quotes::quotes;
use koppel_sync::wipe::wipe;
use koppel_sync::{Context, Outcome, RunLimits, RunReport};

use crate::gate::Gate;
use crate::line::{Line, SharedClock};
use crate::memory::Memory;
use crate::packages::{connector, packages};

/// How long a run may take, as a function's timeout would have it.
const RUN: SignedDuration = SignedDuration::from_mins(3);
/// Time between two ticks of the schedule (R2).
pub const TICK_MINUTES: i64 = 5;
/// Ticks after which a world that is not quiet never will be.
const MOST_TICKS: u32 = 60;

/// Nine o'clock on a Monday morning in the Netherlands.
#[must_use]
pub fn monday() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().unwrap()
}

/// What a world begins with.
#[derive(Clone, Debug)]
pub struct Start {
    /// In which package the company keeps its books.
    pub package: Package,
    /// Which generation of Simple-Simon's API is spoken.
    pub dialect: Dialect,
    /// Rows on a page of bookkeeping.
    pub page_size: u32,
    /// When its world begins.
    pub begins: Timestamp,
    /// The company.
    pub tenant: &'static str,
    /// What its admin decided.
    pub settings: Settings,
    /// The bounds of a run.
    pub limits: RunLimits,
    /// The link is active; else it was never activated, and only Simple-Simon's credentials are known.
    pub is_active: bool,
    /// Koppel knows the company; where not, nothing is stored of it.
    pub is_known: bool,
}

impl Default for Start {
    /// Travel and work time are booked on `REIS` and `UUR`.
    fn default() -> Self {
        Self {
            package: Package::Imuis,
            dialect: Dialect::Classic,
            page_size: 1000,
            begins: monday(),
            tenant: "korenaar",
            settings: Settings {
                version: 1,
                travel_article: RecordKey::new("REIS"),
                work_article: RecordKey::new("UUR"),
                ..Settings::default()
            },
            limits: RunLimits::default(),
            is_active: true,
            is_known: true,
        }
    }
}

/// What a line is made into.
pub type Wire<'a> = dyn Fn(Arc<dyn Http>) -> Arc<dyn Http> + Sync + 'a;

/// One company on a whole Koppel.
pub struct World {
    /// The time, for everybody.
    pub clock: SimClock,
    /// Bookkeeping.
    pub books: Books,
    /// Simple-Simon.
    pub simon: SimonSimulator,
    /// The line to both.
    pub line: Line,
    /// What runs work with.
    pub context: Context,
    /// The company.
    pub tenant: TenantId,
    start: Start,
    pub(crate) vault: Arc<Vault>,
    /// How its packages are reached.
    pub reach: Arc<Reach>,
    /// Koppel's memory.
    pub memory: Memory,
}

impl World {
    /// Both packages empty, the link active, Simple-Simon's classic dialect.
    pub async fn new() -> Self {
        Self::with(Start::default()).await
    }

    /// As [`World::new`], with another beginning.
    pub async fn with(start: Start) -> Self {
        Self::wired(start, &|line| line).await
    }

    /// As [`World::with`], and whatever leaves for the database and for the packages goes through what `wire` makes of the
    /// line.
    pub async fn wired(start: Start, wire: &Wire<'_>) -> Self {
        let memory = Memory::new();
        let client = connect_over(client_over(wire(Arc::new(memory.clone()))));
        let tables = Tables { state: "state".to_owned(), log: "log".to_owned() };
        let store = Store::new(client, tables);
        store.create_tables().await.unwrap();
        let vault = Vault::new(vec![("test".to_owned(), vec![7; KEY_BYTES])]).unwrap();
        let clock = SimClock::standing(start.begins);
        Self::build(start, store, Arc::new(vault), clock, memory, wire).await
    }

    /// Another company in the same database, under the same clock, with packages of its own.
    pub async fn beside(&self, start: Start) -> Self {
        let (vault, clock) = (Arc::clone(&self.vault), self.clock.clone());
        Self::build(start, self.context.store.clone(), vault, clock, self.memory.clone(), &|line| line).await
    }

    async fn build(
        start: Start,
        store: Store,
        vault: Arc<Vault>,
        clock: SimClock,
        memory: Memory,
        wire: &Wire<'_>,
    ) -> Self {
        let books = Books::empty(start.package, clock.clone(), Duration::ZERO);
        let simon = SimonSimulator::new(clock.clone(), SimonOptions::default());
        let line = Line::new(clock.clone(), books.clone(), simon.clone());
        let reach = Arc::new(Reach {
            http: wire(Arc::new(line.clone())),
            clock: Arc::new(SharedClock::of(clock.clone())),
            vault: Arc::clone(&vault),
            packages: packages(&books, start.page_size),
            pacing: Pacing { simple_simon_at_once: 4, simple_simon_interval: Duration::ZERO },
            paces: Paces::default(),
        });
        let context = Context {
            store,
            clock: Arc::new(SharedClock::of(clock.clone())),
            connections: reach.clone(),
            limits: start.limits,
            observer: Arc::new(Unobserved),
            quiet: Arc::default(),
        };
        let tenant: TenantId = start.tenant.parse().unwrap();
        let world = Self { clock, books, simon, line, context, tenant, start, vault, reach, memory };
        if world.start.is_known {
            world.activate().await;
        }
        world
    }

    /// The simulated iMUIS, in a world whose company keeps its books there.
    #[must_use]
    pub fn imuis(&self) -> &ImuisSimulator {
        self.books.imuis().unwrap()
    }

    /// The company's package, as Koppel calls it.
    #[must_use]
    pub const fn connector(&self) -> Connector {
        connector(self.start.package)
    }

    async fn activate(&self) {
        let life = if self.start.is_active { Life::begun(self.clock.now()) } else { Life::default() };
        let profile = Profile {
            life,
            settings: self.start.settings.clone(),
            ..Profile::new("Demo Installatietechniek BV".to_owned(), self.connector(), self.clock.now())
        };
        self.store().create_profile(profile).await.unwrap();
        self.store_credentials(None).await;
    }

    /// Stores the credentials as the admin gives them; with `password` instead of Simple-Simon's true one.
    pub async fn store_credentials(&self, password: Option<&str>) {
        let connector = self.connector();
        let secret = BookkeepingSecret::new(connector, self.books.company_key());
        let options = self.simon.options();
        let base = match self.start.dialect {
            Dialect::Classic => "http://simon.test/classic",
            Dialect::OData => "http://simon.test/odata",
        };
        let simon = SimpleSimonSecret {
            config: SimonConfig::new(base, self.start.dialect),
            licence: options.licence.clone(),
            user: options.user.clone(),
            password: password.unwrap_or(&options.password).to_owned(),
            api_key: (self.start.dialect == Dialect::OData).then(|| options.api_key.clone()),
        };
        if self.start.is_active {
            let sealed = Reach::seal(&self.vault, &self.tenant, SECRET_BOOKKEEPING, &secret).unwrap();
            self.store().put_secret(SECRET_BOOKKEEPING, &sealed).await.unwrap();
        }
        let sealed = Reach::seal(&self.vault, &self.tenant, SECRET_SIMPLE_SIMON, &simon).unwrap();
        self.store().put_secret(SECRET_SIMPLE_SIMON, &sealed).await.unwrap();
    }

    /// Changes the memory behind Koppel's back, by a statement in PartiQL.
    pub fn edit(&self, statement: &str) {
        let _ = self.memory.execute(statement);
    }

    /// Everything that is kept, of every company.
    #[must_use]
    pub fn kept(&self) -> [String; 2] {
        ["state", "log"].map(|table| self.memory.execute(&format!("SELECT * FROM \"{table}\"")).to_string())
    }

    /// The packages are reached over another line, or with other keys.
    pub fn reach_by(&mut self, http: Arc<dyn Http>, vault: Arc<Vault>) -> Arc<Reach> {
        let reach = self.reach(http, Arc::clone(&self.reach.clock), vault);
        self.context.connections = reach.clone();
        self.reach = Arc::clone(&reach);
        reach
    }

    /// The next request whose address or body holds `text` is answered when the gate is opened.
    pub fn hold(&mut self, text: &str) -> Arc<Gate> {
        let gate = Arc::new(Gate::new(Arc::new(self.line.clone()), text));
        self.reach_by(gate.clone(), Arc::clone(&self.reach.vault));
        gate
    }

    /// The company's memory.
    #[must_use]
    pub fn store(&self) -> TenantStore {
        self.context.store.of(&self.tenant)
    }

    /// Changes the profile as it is stored.
    pub async fn change_profile(&self, change: impl FnOnce(&mut Profile)) {
        let mut profile = self.store().open().await.unwrap().unwrap().profile;
        change(&mut profile);
        self.store().save_profile(profile).await.unwrap();
    }

    /// The admin changes the settings and saves (R27).
    pub async fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        self.change_profile(|profile| {
            change(&mut profile.settings);
            profile.settings.version += 1;
        })
        .await;
    }

    /// The day in the Netherlands.
    #[must_use]
    pub fn today(&self) -> jiff::civil::Date {
        self.clock.now().in_tz("Europe/Amsterdam").unwrap().date()
    }

    /// Time passes; requests that were under way arrive.
    pub fn pass(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
        self.line.deliver();
    }

    /// One run of the pull, which may fail in its own memory.
    pub async fn try_pull(&self) -> Result<RunReport, StoreError> {
        pull(&self.context, &self.tenant, self.clock.now() + RUN).await
    }

    /// One run of the push, which may fail in its own memory.
    pub async fn try_push(&self) -> Result<RunReport, StoreError> {
        push(&self.context, &self.tenant, self.clock.now() + RUN).await
    }

    /// One run of the wipe, which may fail in its own memory.
    pub async fn try_wipe(&self) -> Result<RunReport, StoreError> {
        wipe(&self.context, &self.tenant, self.clock.now() + RUN).await
    }

    /// One run of the quotes, which may fail in its own memory.
    pub async fn try_quotes(&self) -> Result<RunReport, StoreError> {
        quotes(&self.context, &self.tenant, self.clock.now() + RUN).await
    }

    /// One run of the cleanup, which may fail in its own memory.
    pub async fn try_cleanup(&self) -> Result<RunReport, StoreError> {
        cleanup(&self.context, &self.tenant, self.clock.now() + RUN).await
    }

    /// One run of the quotes.
    pub async fn quotes(&self) -> RunReport {
        self.try_quotes().await.unwrap()
    }

    /// One run of the cleanup.
    pub async fn cleanup(&self) -> RunReport {
        self.try_cleanup().await.unwrap()
    }

    /// One run of the pull.
    pub async fn pull(&self) -> RunReport {
        self.try_pull().await.unwrap()
    }

    /// One run of the push.
    pub async fn push(&self) -> RunReport {
        self.try_push().await.unwrap()
    }

    /// Time passes, then both runs come.
    pub async fn tick(&self, minutes: i64) -> (Outcome, Outcome) {
        self.pass(minutes);
        let pulled = self.pull().await;
        let pushed = self.push().await;
        (pulled.outcome, pushed.outcome)
    }

    /// Ticks until both runs are done and no problem is open. Panics where that never comes.
    pub async fn run_until_quiet(&self) {
        let mut last = (Outcome::More, Outcome::More);
        for _ in 0..MOST_TICKS {
            last = self.tick(TICK_MINUTES).await;
            if last == (Outcome::Done, Outcome::Done) && self.open_problems().await.is_empty() {
                return;
            }
        }
        panic!("never quiet: {last:?}; {:#?}; {:#?}", self.problems().await, self.log().await);
    }

    /// As [`World::run_until_quiet`], though records that the cleanup left for later stay open problems.
    pub async fn run_until_quiet_but_for_cleanup(&self) {
        for _ in 0..MOST_TICKS {
            let last = self.tick(TICK_MINUTES).await;
            let open = self.open_problems().await;
            let is_left = |problem: &Problem| problem.key.starts_with("stays#");
            if last == (Outcome::Done, Outcome::Done) && open.iter().all(is_left) {
                return;
            }
        }
        panic!("never quiet: {:#?}; {:#?}", self.problems().await, self.log().await);
    }

    /// Requests so far that wrote to Simple-Simon, in whatever dialect.
    #[must_use]
    pub fn simon_writes(&self) -> u64 {
        let is_write =
            |operation: &str| ["/insert", "/update", "/delete"].iter().any(|act| operation.ends_with(act));
        self.simon.journal().counts().iter().filter(|(name, _)| is_write(name)).map(|(_, count)| count).sum()
    }

    /// No more faults anywhere.
    pub fn heal(&self) {
        self.line.heal();
    }

    /// Requests to DynamoDB so far.
    #[must_use]
    pub fn meter(&self) -> Meter {
        self.context.store.meter()
    }
}

//! Plays a plan: everybody's steps, and then the end, in which all that was wrong is put right by whoever must act.
//!
//! Guarantees: the code that runs is the real one, from the runs to the wire and the store; only network, time and the
//! machine under it are played. Nothing here looks at what Koppel keeps, but for what an admin is shown.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use jiff::{SignedDuration, Timestamp};
use koppel_domain::integration::Life;
use koppel_domain::message::Concern;
use koppel_domain::settings::Settings;
use koppel_simulators::faults::Fault;
use koppel_simulators::server::Simulated as _;
use koppel_simulators::simple_simon::Mode;
use koppel_store::{Approval, Listed, StoreError};
use koppel_sync::cleanup::cleanup;
use koppel_sync::pull::pull;
use koppel_sync::push::push;
use koppel_sync::quotes::quotes;
use koppel_sync::{Context, Outcome, RunReport};
use koppel_tests::cut::cut_off_after;
use koppel_tests::numbered::Numbers;
use koppel_tests::{Start, World};

use crate::books;
use crate::plan::{Admin, Plan, Run, Step, Trouble, Way};
use crate::watch::{Before, Watch};
use crate::{mending, people};

/// How long a run may take where its plan says nothing else.
const RUN: i64 = 240;
/// Rounds of five minutes after which a world that is not quiet never will be.
const ROUNDS: u32 = 60;

type Going = Pin<Box<dyn Future<Output = Result<RunReport, StoreError>>>>;

/// A company in the middle of its plan.
pub(crate) struct Player {
    pub(crate) world: World,
    pub(crate) plan: Plan,
    /// The calls that leave, where one of them is to break.
    numbers: Option<Numbers>,
    /// What people did, as they remember it.
    pub(crate) past: people::Past,
    pub(crate) watch: Watch,
    /// The list of bookkeeping that does not agree with itself, while nothing else is wrong.
    lied_about: Option<&'static str>,
    is_troubled: bool,
    /// How the last run of each kind ended that was not right.
    pub(crate) last: String,
    /// Faults that were played.
    pub(crate) faults: std::collections::BTreeMap<String, u64>,
}

impl Player {
    /// The company of a plan, on the eve of its first step.
    pub(crate) async fn new(plan: Plan, numbers: Option<Numbers>) -> Self {
        let company = &plan.company;
        let start = Start {
            package: company.packages.0,
            dialect: company.dialect,
            begins: company.begins,
            page_size: company.page_size,
            settings: company.settings.clone(),
            ..Start::default()
        };
        let wire = |line| {
            numbers.as_ref().map_or_else(|| Arc::clone(&line), |numbers| numbers.over(Arc::clone(&line)))
        };
        let world = World::wired(start, &wire).await;
        let (settings, begins) = (company.settings.clone(), company.begins);
        let life = |life: Life| life.follow_quotes(&Settings::default(), &settings, begins);
        world.change_profile(|profile| profile.life = life(profile.life.clone())).await;
        let unique = company.unique_keys;
        world.simon.set_options(|options| options.require_unique_ext_key = unique);
        let past = people::Past::new(&company.settings, world.clock.now());
        people::furnish(&world, company.debtors, company.articles);
        Self {
            world,
            past,
            plan,
            numbers,
            watch: Watch::default(),
            lied_about: None,
            is_troubled: false,
            last: String::new(),
            faults: Default::default(),
        }
    }

    /// Everything that the plan has.
    pub(crate) async fn play(&mut self) {
        let count = |player: &Self, is_counting| {
            if let Some(numbers) = &player.numbers {
                numbers.set_counting(is_counting);
            }
        };
        count(self, true);
        for step in self.plan.steps.clone() {
            self.step(&step).await;
        }
        count(self, false);
    }

    fn step<'a>(&'a mut self, step: &'a Step) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
        Box::pin(async move {
            match step {
                Step::Pass(minutes) => self.world.pass(*minutes),
                Step::Run(run) => self.run(*run).await,
                Step::Overlap { run, polls, meanwhile } => self.overlap(*run, *polls, meanwhile).await,
                Step::Books(act) => people::keep_books(&self.world, &mut self.past, *act),
                Step::Office(act) => people::work(&self.world, &mut self.past, *act),
                Step::Admin(act) => people::administer(&self.world, &mut self.past, *act).await,
                Step::Trouble(trouble) => self.trouble(trouble),
            }
        })
    }

    fn context(&self, skew: i64, way: Way) -> Context {
        if skew == 0 && !self.plan.company.forgetful && !matches!(way, Way::Locked) {
            return self.world.context.clone();
        }
        self.world.elsewhere(SignedDuration::from_secs(skew), matches!(way, Way::Locked))
    }

    fn begin(&self, run: Run, seconds: i64) -> Going {
        let (context, tenant) = (self.context(run.skew, run.way), self.world.tenant.clone());
        let end = context.clock.now() + SignedDuration::from_secs(seconds);
        let going = async move {
            match run.concern {
                Concern::Push => push(&context, &tenant, end).await,
                Concern::Quotes => quotes(&context, &tenant, end).await,
                Concern::Cleanup => cleanup(&context, &tenant, end).await,
                _ => pull(&context, &tenant, end).await,
            }
        };
        let Some(numbers) = self.numbers.clone() else { return Box::pin(going) };
        Box::pin(async move {
            numbers.set_in_run(true);
            let ended = tokio::select! {
                ended = going => ended,
                () = numbers.killed() => Err(StoreError::LeaseLost),
            };
            numbers.set_in_run(false);
            ended
        })
    }

    /// A run; what it says of itself is not asked.
    pub(crate) async fn run(&mut self, run: Run) {
        let before = Before::of(&self.world, &self.past, run.concern);
        match run.way {
            Way::Whole => {
                let ended = self.begin(run, RUN).await;
                self.hears_of_lie(run, ended).await;
            }
            Way::Locked => drop(self.begin(run, RUN).await),
            Way::Seconds(seconds) => drop(self.begin(run, seconds).await),
            Way::Cut(polls) => drop(cut_off_after(polls, self.begin(run, RUN)).await),
            Way::Twice => drop(futures::join!(self.begin(run, RUN), self.begin(run, RUN))),
        }
        self.watch.after(&self.world, &self.past, before);
    }

    /// A list that does not agree with itself is not believed, and told (P5).
    async fn hears_of_lie(&mut self, run: Run, ended: Result<RunReport, StoreError>) {
        let has_looked = ended.is_ok_and(|report| matches!(report.outcome, Outcome::Done | Outcome::More));
        let Some(stream) = self.lied_about.filter(|_| run.concern == Concern::Cleanup && has_looked) else {
            return;
        };
        let told = format!("link list#{stream}: listing_doubted");
        let problems = self.world.problems().await;
        self.watch
            .check(problems.contains(&told), || format!("P5: a list of {stream} lied, and nobody says so"));
    }

    /// A run that stands still while other things happen; one whose function would have been ended by then is dropped.
    async fn overlap(&mut self, run: Run, polls: usize, meanwhile: &[Step]) {
        let Way::Seconds(seconds) = run.way else { return };
        let ends = self.world.clock.now() + SignedDuration::from_secs(seconds);
        let before = Before::of(&self.world, &self.past, run.concern);
        let mut going = self.begin(run, seconds);
        let is_over = poll_times(&mut going, polls).await;
        self.world.clock.advance(SignedDuration::from_secs(50));
        for step in meanwhile {
            self.step(step).await;
        }
        if !is_over && self.world.clock.now() < ends {
            drop(going.await);
        }
        // What a cleanup did meanwhile was looked at there.
        let has_cleaned = |step: &Step| matches!(step, Step::Run(run) if run.concern == Concern::Cleanup);
        if !meanwhile.iter().any(has_cleaned) {
            self.watch.after_overlap(&self.world, &self.past, before);
        }
    }

    fn trouble(&mut self, trouble: &Trouble) {
        let seed = self.plan.seed ^ self.world.memory.asked();
        let world = &self.world;
        match trouble {
            Trouble::Packages(per_thousand) => {
                world.books.simulated().faults().random(seed, *per_thousand, package_faults());
                world.simon.faults().random(seed ^ 1, *per_thousand, package_faults());
            }
            Trouble::Database(per_thousand) => {
                world.memory.faults().random(seed, *per_thousand, database_faults());
            }
            Trouble::Late(seconds) => {
                world.line.delay_request_with(world.create_text(), SignedDuration::from_secs(*seconds));
            }
            Trouble::Stale(seconds) => {
                let stale = SignedDuration::from_secs(*seconds);
                world.books.show_orders_after(stale);
            }
            Trouble::Lie(list, lie) => {
                world.books.lie(*list, lie.clone());
                self.lied_about = books::self_contradicting(world, *list, lie).filter(|_| !self.is_troubled);
                return;
            }
            Trouble::SimonLies(table, lie) => drop(world.simon.lie(table, lie.clone())),
            Trouble::Refused => world.simon.set_options(|options| options.mode = Mode::WrongPassword),
            Trouble::Unplugged(requests) => world.line.unplug_for(*requests),
            Trouble::Over => return self.heal(),
        }
        self.is_troubled = true;
        self.lied_about = None;
    }

    /// No more trouble of any kind.
    fn heal(&mut self) {
        self.is_troubled = false;
        self.lied_about = None;
        let world = &self.world;
        world.heal();
        world.memory.faults().heal();
        world.books.tell_truth();
        world.simon.tell_truth();
        world.books.show_orders_after(SignedDuration::ZERO);
        world.simon.set_options(|options| options.mode = Mode::Normal);
    }

    /// The end: all trouble is over, and everybody does what they were told to do. `false` where it never becomes quiet.
    pub(crate) async fn come_to_rest(&mut self) -> bool {
        self.heal();
        self.world.pass(2);
        people::activate(&self.world, &mut self.past).await;
        mending::restore_books(&self.world);
        self.rounds(3).await;
        self.clean_up().await;
        // A quote that was begun before quotes were switched off waits until they are on again.
        let waits = self.world.problems().await.iter().any(|problem| problem.ends_with("quote_waits"));
        if waits && self.settings().quotes.is_none() {
            people::administer(&self.world, &mut self.past, Admin::Quotes).await;
        }
        self.rounds(3).await;
        mending::mend_orders(&self.world, &mut self.past);
        let is_quiet = self.rounds(ROUNDS).await;
        self.clean_up().await;
        self.rounds(ROUNDS).await && is_quiet && self.world.problems().await.is_empty()
    }

    /// Rounds of all runs until nothing is left to do, at most so many; `false` where something is.
    async fn rounds(&mut self, most: u32) -> bool {
        for _ in 0..most {
            self.world.pass(5);
            let mut is_done = true;
            for concern in [Concern::Pull, Concern::Push, Concern::Quotes] {
                let before = Before::of(&self.world, &self.past, concern);
                let ended = self.begin(Run { concern, way: Way::Whole, skew: 0 }, RUN).await;
                self.watch.after(&self.world, &self.past, before);
                let is_right =
                    |report: RunReport| matches!(report.outcome, Outcome::Done | Outcome::NotActive);
                let told = format!("{}: {ended:?}", concern.as_str());
                if !ended.is_ok_and(is_right) {
                    is_done = false;
                    self.last = told;
                }
            }
            if is_done && self.problems().await.is_empty() {
                return true;
            }
        }
        let problems = self.problems().await;
        self.last = format!("{}; {problems:?}", self.last);
        false
    }

    /// Open problems, without those that only the next cleanup looks at.
    async fn problems(&self) -> Vec<String> {
        let of_cleanup = ["link cleanup:", "link stays#", "link list#", "link withheld#", "link order#"];
        let problems = self.world.problems().await.into_iter();
        problems.filter(|problem| !of_cleanup.iter().any(|start| problem.starts_with(start))).collect()
    }

    /// Cleanups until one is through, with the admin's word for what is withheld.
    async fn clean_up(&mut self) {
        for _ in 0..12 {
            self.world.pass(10);
            let before = Before::of(&self.world, &self.past, Concern::Cleanup);
            let going = self.begin(Run { concern: Concern::Cleanup, way: Way::Whole, skew: 0 }, RUN);
            let is_done = going.await.is_ok_and(|report| report.outcome == Outcome::Done);
            self.watch.after(&self.world, &self.past, before);
            let list = self.world.store().removal_list(Listed::Withheld).await.unwrap();
            match list.filter(|list| self.past.approved.as_ref() != Some(&list.id)) {
                Some(list) => {
                    let word =
                        Approval { list: list.id.clone(), by: "anja".to_owned(), at: self.world.clock.now() };
                    self.world.change_profile(|profile| profile.cleanup.approval = Some(word)).await;
                    self.past.approved = Some(list.id);
                }
                None if is_done => return,
                None => {}
            }
        }
    }

    /// What was broken, by kind.
    pub(crate) fn count_faults(&mut self) {
        for faults in
            [self.world.books.simulated().faults(), self.world.simon.faults(), self.world.memory.faults()]
        {
            for (kind, times) in faults.injected() {
                *self.faults.entry(kind).or_default() += times;
            }
        }
    }

    /// Calls that left so far, where they are numbered.
    pub(crate) fn calls(&self) -> u64 {
        self.numbers.as_ref().map_or(0, Numbers::count)
    }

    /// The settings that hold now.
    pub(crate) fn settings(&self) -> &Settings {
        self.past.settings.last().map_or(&self.plan.company.settings, |(_, settings)| settings)
    }

    /// How long the world went on.
    pub(crate) fn lasted(&self) -> SignedDuration {
        let begins: Timestamp = self.plan.company.begins;
        self.world.clock.now().duration_since(begins)
    }
}

/// Polls a run so often; `true` where it is over.
async fn poll_times(going: &mut Going, polls: usize) -> bool {
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        match going.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(true),
            Poll::Pending if left == 0 => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

fn package_faults() -> Vec<Fault> {
    vec![
        Fault::RequestLost,
        Fault::AnswerLost,
        Fault::AnswerLost,
        Fault::Html(200),
        Fault::Html(500),
        Fault::HtmlAfter(500),
        Fault::HtmlAfter(200),
        Fault::TooMany(None),
        Fault::TooMany(Some(30)),
        Fault::Truncated,
        Fault::EmptyBody,
        Fault::Late(std::time::Duration::from_secs(3600)),
        Fault::SessionGone,
        Fault::Padded(20_000),
    ]
}

fn database_faults() -> Vec<Fault> {
    vec![
        Fault::TooMany(None),
        Fault::SessionGone,
        Fault::RequestLost,
        Fault::AnswerLost,
        Fault::Html(500),
        Fault::HtmlAfter(500),
    ]
}

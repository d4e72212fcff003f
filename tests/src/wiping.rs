//! A Simple-Simon that was in use before, and the wipe that an admin asks for (R22).

use std::collections::{BTreeMap, BTreeSet};

use koppel_domain::integration::Stage;
use koppel_domain::message::Concern;
use koppel_domain::wipe::WipeTable;
use koppel_sync::Outcome;
use koppel_sync::wipe::{WipeCursor, WipeProgress};
use serde_json::json;

use crate::packages::Pair;
use crate::world::{Start, World};

/// Runs after which a wipe that is not done never will be.
const MOST_RUNS: u32 = 40;
/// Longer than a run's lease, and than the pause of a wipe that waits for someone.
const BETWEEN_RUNS: i64 = 6;

/// Every table of Simple-Simon, by its path.
const PATHS: [&str; 12] = [
    "customer",
    "contact",
    "location",
    "workorder",
    "itemgroup",
    "item",
    "user",
    "planning",
    "workordersurvey",
    "useditem",
    "timesheet",
    "equipment",
];

impl World {
    /// A company that was never activated: only Simple-Simon is known, and holds `customers` customers with all that
    /// hangs on them.
    pub async fn used_before(pair: impl Into<Pair>, customers: usize) -> Self {
        let world = Self::with(Start { is_active: false, ..pair.into().start() }).await;
        world.use_by_hand(customers);
        world
    }

    /// People worked with Simple-Simon: customers with all that hangs on them, none of it linked.
    pub fn use_by_hand(&self, customers: usize) {
        let simon = &self.simon;
        let user = simon.insert("user", json!({ "UserName": "jan", "IsFieldUser": true }));
        let group = simon.insert("itemgroup", json!({ "Description": "Oude groep" }));
        for n in 0..customers {
            let item = simon.insert("item", json!({ "Description": "Oud artikel", "ItemGroupId": group }));
            let customer = simon.insert("customer", json!({ "Name": format!("Oude klant {n}") }));
            let address = simon.insert("location", json!({ "CustomerId": customer, "Name": "Hal" }));
            simon.insert("contact", json!({ "CustomerId": customer, "Name": "Piet" }));
            simon.insert("equipment", json!({ "CustomerId": customer, "Description": "Ketel" }));
            let work_order = simon.work_order(customer, address, "Oud werk");
            simon.insert("planning", json!({ "WorkOrderId": work_order, "UserId": user }));
            simon.insert("workordersurvey", json!({ "WorkOrderId": work_order, "SurveyName": "Keuring" }));
            simon.use_item(work_order, item, "", 1);
            simon.book_time(work_order, "Work", 30);
        }
    }

    /// The admin asks for a wipe of these tables.
    pub async fn ask_wipe(&self, tables: &[WipeTable]) {
        let tables: BTreeSet<WipeTable> = tables.iter().copied().collect();
        let now = self.clock.now();
        self.change_profile(|profile| {
            let company = profile.company.clone();
            let names = (company.as_str(), company.as_str());
            profile.life = profile.life.wipe(tables, names, "Petra", now).unwrap();
        })
        .await;
    }

    /// The admin deactivates the link (R28).
    pub async fn deactivate(&self) {
        let now = self.clock.now();
        self.change_profile(|profile| profile.life = profile.life.deactivate(now).unwrap()).await;
    }

    /// Activated again, after a wipe, without its steps.
    pub async fn activate_again(&self) {
        self.change_profile(|profile| profile.life.stage = Stage::Active).await;
    }

    /// Runs the wipe until it is done; how it ended each time. Panics where that never comes.
    pub async fn wipe_through(&self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for _ in 0..MOST_RUNS {
            let outcome = self.try_wipe().await.unwrap().outcome;
            outcomes.push(outcome.clone());
            if outcome == Outcome::Done {
                return outcomes;
            }
            self.pass(BETWEEN_RUNS);
        }
        panic!("never done: {outcomes:?}; {:#?}; {:#?}", self.problems().await, self.log().await);
    }

    /// Where the integration stands.
    pub async fn stage(&self) -> Stage {
        self.store().open().await.unwrap().unwrap().profile.life.stage
    }

    /// How far the wipe is, as the screen shows it.
    pub async fn wipe_progress(&self) -> WipeProgress {
        let (cursor, _) = self.store().peek(Concern::Wipe).await.unwrap().unwrap();
        serde_json::from_value::<WipeCursor>(cursor).unwrap().progress()
    }

    /// How many records each table of Simple-Simon has.
    #[must_use]
    pub fn counted(&self) -> BTreeMap<&'static str, usize> {
        PATHS.into_iter().map(|path| (path, self.simon.count(path))).collect()
    }
}

//! Open problems by their cause: what is wrong, how often, since when, and when it is tried again (R30, P7).
//!
//! Guarantees: costs two requests of the store; of a company with more than 1,000 open problems it tells the first 1,000,
//! and that there are more.

use std::collections::BTreeMap;

use axum::extract::State;
use jiff::Timestamp;
use koppel_domain::message::{Kind, Language, Message, Table};
use koppel_store::{PROBLEMS_COUNTED, Problem as OpenProblem};
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::App;
use crate::change::open;
use crate::log::KindView;
use crate::wrong::{Problem, Wrong, spoken};

/// Most records that are named of a cause.
const SAMPLES: usize = 5;

/// Open problems with one cause.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CauseView {
    /// The message's name; what offers all of them again.
    pub(crate) code: &'static str,
    pub(crate) table: &'static str,
    pub(crate) kind: KindView,
    /// What is wrong (bericht) with the first of them.
    pub(crate) message: String,
    /// What to do (te nemen actie) about it.
    pub(crate) action: String,
    pub(crate) count: u64,
    pub(crate) first_seen: String,
    pub(crate) last_seen: String,
    /// When the next of them is tried again.
    pub(crate) next_try: String,
    /// Keys of the first five.
    pub(crate) samples: Vec<String>,
    /// The numbers by which people know these five, in the same order; the key where there is none.
    pub(crate) records: Vec<String>,
}

/// The causes: errors first, then by their count.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CausesView {
    pub(crate) causes: Vec<CauseView>,
    /// There are more open problems than the 1,000 that were counted.
    pub(crate) more: bool,
}

/// The problems of one cause.
struct Cause {
    message: Message,
    count: u64,
    first_seen: Timestamp,
    last_seen: Timestamp,
    next_try: Timestamp,
    samples: Vec<String>,
    records: Vec<String>,
}

impl Cause {
    fn of(problem: &OpenProblem) -> Self {
        Self {
            message: problem.message.clone(),
            count: 0,
            first_seen: problem.first_seen,
            last_seen: problem.last_seen,
            next_try: problem.next_try,
            samples: Vec::new(),
            records: Vec::new(),
        }
    }

    fn count(&mut self, problem: OpenProblem) {
        self.count += 1;
        self.first_seen = self.first_seen.min(problem.first_seen);
        self.last_seen = self.last_seen.max(problem.last_seen);
        self.next_try = self.next_try.min(problem.next_try);
        if self.samples.len() < SAMPLES {
            self.records.push(problem.message.record().unwrap_or_else(|| problem.key.clone()));
            self.samples.push(problem.key);
        }
    }

    fn view(self, table: Table, language: Language) -> CauseView {
        CauseView {
            code: self.message.code(),
            table: table.as_str(),
            kind: self.message.kind().into(),
            message: self.message.text(language),
            action: self.message.action(language),
            count: self.count,
            first_seen: self.first_seen.to_string(),
            last_seen: self.last_seen.to_string(),
            next_try: self.next_try.to_string(),
            samples: self.samples,
            records: self.records,
        }
    }
}

/// The open problems by cause.
#[utoipa::path(get, path = "/api/v1/integration/problems/causes", tag = "6. log", responses(
    (status = 200, body = CausesView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(State(_): State<App>, admin: Admin) -> Result<axum::Json<CausesView>, Wrong> {
    open(&admin).await?;
    causes_of(&admin).await.map(axum::Json)
}

/// The causes of what is open, of a company that is known.
pub(crate) async fn causes_of(admin: &Admin) -> Result<CausesView, Wrong> {
    let (problems, more) = admin.memory.first_problems(PROBLEMS_COUNTED).await?;
    let language = spoken();
    let mut causes: BTreeMap<(Table, &'static str), Cause> = BTreeMap::new();
    for problem in problems {
        let cause = (problem.table, problem.message.code());
        causes.entry(cause).or_insert_with(|| Cause::of(&problem)).count(problem);
    }
    let mut causes: Vec<_> = causes.into_iter().collect();
    causes.sort_by_key(|(_, cause)| (cause.message.kind() != Kind::Error, std::cmp::Reverse(cause.count)));
    let causes = causes.into_iter().map(|((table, _), cause)| cause.view(table, language));
    Ok(CausesView { causes: causes.collect(), more })
}

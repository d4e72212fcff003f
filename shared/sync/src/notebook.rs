//! What a run has to tell the admin: open problems that are opened, tried again and closed, and log rows.
//!
//! Guarantees (P7): one open problem for each failed record; a failure that repeats itself counts up without a new log
//! row; a record that succeeds closes its problem. The open problems are read once, and only by a run that needs them.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use koppel_domain::message::{Message, Table};
use koppel_domain::retry;
use koppel_store::{LogRow, Problem, ProblemChange, StoreError, TenantStore};

/// Most open problems that one run keeps in mind; more than this is a link that is wrong as a whole.
const MOST: usize = 5_000;
/// A little less than the time between two runs (R2): who was tried this long ago can wait for the next.
const TURN: SignedDuration = SignedDuration::from_mins(4);

/// The open problems of some tables, and the rows not yet written.
pub(crate) struct Notebook {
    store: TenantStore,
    run_began_at: Timestamp,
    tables: Vec<Table>,
    open: Option<HashMap<(Table, String), Problem>>,
    rows: Vec<LogRow>,
    changed: HashMap<(Table, String), Option<Problem>>,
}

impl Notebook {
    /// A notebook over `tables`; nothing is read yet.
    pub(crate) fn new(store: TenantStore, tables: &[Table], run_began_at: Timestamp) -> Self {
        Self {
            store,
            run_began_at,
            tables: tables.to_vec(),
            open: None,
            rows: Vec::new(),
            changed: HashMap::new(),
        }
    }

    /// Reads the open problems, unless that was done.
    pub(crate) async fn load(&mut self) -> Result<(), StoreError> {
        if self.open.is_some() {
            return Ok(());
        }
        let mut open = HashMap::new();
        for table in self.tables.clone() {
            let mut after = None;
            loop {
                let (problems, next) = self.store.problems(table, after.as_deref(), 500).await?;
                open.extend(problems.into_iter().map(|problem| ((table, problem.key.clone()), problem)));
                after = next;
                if after.is_none() || open.len() >= MOST {
                    break;
                }
            }
        }
        self.open = Some(open);
        Ok(())
    }

    /// Begins without any open problem, where the cursor says that there is none.
    pub(crate) fn begin_empty(&mut self) {
        self.open.get_or_insert_default();
    }

    /// The open problem of a record, if the notebook was loaded and there is one.
    pub(crate) fn problem(&self, table: Table, key: &str) -> Option<&Problem> {
        self.open.as_ref()?.get(&(table, key.to_owned()))
    }

    /// The open problems that are due at `now`, or were last tried before `anew_since`; the longest due first. What
    /// this run tried itself waits for the next one.
    pub(crate) fn due(&self, now: Timestamp, anew_since: Option<Timestamp>, most: usize) -> Vec<Problem> {
        let mut due: Vec<Problem> = self
            .open
            .iter()
            .flat_map(HashMap::values)
            .filter(|problem| problem.last_seen < self.run_began_at)
            .filter(|problem| {
                problem.next_try <= now || anew_since.is_some_and(|since| problem.last_seen < since)
            })
            .cloned()
            .collect();
        due.sort_by(|a, b| (a.next_try, a.table, &a.key).cmp(&(b.next_try, b.table, &b.key)));
        due.truncate(most);
        due
    }

    /// Whether the run leaves problems that were due when it began and that their turn has passed by: a run of its own
    /// is wanted for them at once. `anew_since` as for [`Notebook::due`].
    pub(crate) fn leaves_due(&self, anew_since: Option<Timestamp>) -> bool {
        let began_at = self.run_began_at;
        self.open.iter().flat_map(HashMap::values).any(|problem| {
            let is_anew = anew_since.is_some_and(|since| problem.last_seen < since);
            let is_passed_by = problem.next_try <= began_at && problem.last_seen <= began_at - TURN;
            problem.last_seen < began_at && (is_anew || is_passed_by)
        })
    }

    /// The keys of the open problems of a table.
    pub(crate) fn keys(&self, table: Table) -> Vec<String> {
        let all = self.open.iter().flat_map(HashMap::keys);
        all.filter(|(of, _)| *of == table).map(|(_, key)| key.clone()).collect()
    }

    /// When the next open problem is due; `None` where none is open.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.open.iter().flat_map(HashMap::values).map(|problem| problem.next_try).min()
    }

    /// The notebook was loaded, so [`Notebook::next_due`] knows.
    pub(crate) const fn is_loaded(&self) -> bool {
        self.open.is_some()
    }

    /// A log row, to be written with the next [`Notebook::store`].
    pub(crate) fn tell(&mut self, at: Timestamp, message: Message) {
        self.rows.push(LogRow { at, message: message.bounded() });
    }

    /// The problem that `message` makes of a record, counting on from the one that is open; and whether it says
    /// something new.
    pub(crate) fn failed(
        &self,
        table: Table,
        key: &str,
        message: Message,
        now: Timestamp,
    ) -> (Problem, bool) {
        let message = message.bounded();
        let before = self.problem(table, key);
        let first_seen = before.map_or(now, |problem| problem.first_seen);
        let tries = before.map_or(0, |problem| problem.tries).saturating_add(1);
        let problem = Problem {
            table,
            key: key.to_owned(),
            first_seen,
            last_seen: now,
            tries,
            next_try: retry::next_try(tries, first_seen, now),
            message: message.clone(),
        };
        (problem, before.is_none_or(|problem| !problem.message.is_same_as(&message)))
    }

    /// Opens or counts up the problem of a record, to be written with the next [`Notebook::store`].
    pub(crate) fn open(&mut self, table: Table, key: &str, message: Message, now: Timestamp) {
        let (problem, news) = self.failed(table, key, message, now);
        if news {
            self.tell(now, problem.message.clone());
        }
        self.keep(problem);
    }

    /// The same without a log row: for what is only to be tried again, and nothing to read about yet.
    pub(crate) fn open_quietly(&mut self, table: Table, key: &str, message: Message, now: Timestamp) {
        let (problem, _) = self.failed(table, key, message, now);
        self.keep(problem);
    }

    fn keep(&mut self, problem: Problem) {
        self.remember(&problem);
        self.changed.insert((problem.table, problem.key.clone()), Some(problem));
    }

    /// Closes the problem of a record, if it has one.
    pub(crate) fn close(&mut self, table: Table, key: &str) {
        let id = (table, key.to_owned());
        if self.open.as_mut().is_some_and(|open| open.remove(&id).is_some()) {
            self.changed.insert(id, None);
        }
    }

    /// Keeps in mind what a transaction elsewhere does to a problem.
    pub(crate) fn follow(&mut self, table: Table, key: &str, change: &ProblemChange) {
        match change {
            ProblemChange::Keep => {}
            ProblemChange::Open(problem) => self.remember(problem),
            ProblemChange::Close => {
                if let Some(open) = &mut self.open {
                    open.remove(&(table, key.to_owned()));
                }
            }
        }
    }

    fn remember(&mut self, problem: &Problem) {
        self.open.get_or_insert_default().insert((problem.table, problem.key.clone()), problem.clone());
    }

    /// Writes what was opened, closed and told since the last time.
    pub(crate) async fn store(&mut self) -> Result<(), StoreError> {
        let (opened, closed): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.changed).into_iter().partition(|(_, problem)| problem.is_some());
        if !opened.is_empty() {
            let problems: Vec<Problem> = opened.into_iter().filter_map(|(_, problem)| problem).collect();
            self.store.save_problems(&problems).await?;
        }
        if !closed.is_empty() {
            let keys: Vec<(Table, String)> = closed.into_iter().map(|(key, _)| key).collect();
            self.store.close_problems(&keys).await?;
        }
        if !self.rows.is_empty() {
            self.store.append(&self.rows).await?;
            self.rows.clear();
        }
        Ok(())
    }
}

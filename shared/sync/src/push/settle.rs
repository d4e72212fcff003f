//! What becomes of a work order: decided by the rules of the domain, entered into the ledger, and sent where it is
//! to be sent.

use jiff::SignedDuration;
use koppel_domain::decide::{self, Decision, Outcome};
use koppel_domain::failure::Failure;
use koppel_domain::gathered::{Gathered, SettingArticles};
use koppel_domain::ledger::OrderState;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::sales_order::SalesOrder;
use koppel_domain::work_order::{SimonId, WorkOrder, WorkOrderStatus};
use koppel_store::{LogRow, OrderEntry, ProblemChange};

use super::gather::{Found, Seen};
use super::send::allowed;
use super::{PushCursor, Shift, articles};
use crate::context::Stop;

/// This many failures in a row end a run.
const UNLUCKY_MOST: u32 = 3;
/// How long a refused work order must have been gone before it is let go.
const GONE_FOR: SignedDuration = SignedDuration::from_hours(1);
/// Most unknown statuses that the admin is told of.
const MOST_STATUSES: usize = 20;

/// How an entry of the ledger changes, beside its state.
pub(super) struct Turn {
    pub(super) state: OrderState,
    pub(super) order: Option<SalesOrder>,
    pub(super) message: Option<Message>,
    pub(super) problem: ProblemChange,
    pub(super) rows: Vec<LogRow>,
}

impl Shift<'_> {
    /// Settles one work order; `false` = there was too little time.
    pub(super) async fn settle(&mut self, seen: Seen, cursor: &mut PushCursor) -> Result<bool, Stop> {
        let Seen { id, entry, found } = seen;
        if matches!(found, Found::AsItIs(_) | Found::Gathered(_)) {
            self.unlucky = 0;
        }
        if let Found::AsItIs(work_order) = &found {
            cursor.latest_mutation = cursor.latest_mutation.max(work_order.last_mutation);
        }
        if let Found::Gathered(gathered) = &found {
            cursor.latest_mutation = cursor.latest_mutation.max(gathered.work_order.last_mutation);
        }
        match (entry, found) {
            // What is under way goes on with the order that was decided, whatever became of the work order.
            (Some(entry), _) if entry.state.is_under_way() => self.send(entry).await,
            (entry, Found::Gathered(gathered)) => self.decide(entry, *gathered).await,
            (entry, Found::AsItIs(work_order)) => {
                self.leave(entry, work_order, cursor).await?;
                Ok(true)
            }
            (entry, Found::Unreadable { number, field, value }) => {
                if entry.as_ref().is_none_or(|entry| entry.state == OrderState::Refused) {
                    let entry = entry.unwrap_or_else(|| self.new_entry(id, &number));
                    let message = Message::OrderUnreadable { work_order: number, field, value };
                    self.refuse(entry, message, Vec::new()).await?;
                } else {
                    self.notebook.close(Table::WorkOrder, &id.to_string());
                }
                Ok(true)
            }
            (entry, Found::NotRead(failure)) => {
                self.not_read(id, entry, failure).await?;
                Ok(true)
            }
            (entry, Found::Gone) => {
                self.counts.add("gone", 1);
                match entry {
                    None => self.never_seen_and_gone(id),
                    Some(entry) if entry.state == OrderState::Refused => self.gone(entry).await?,
                    Some(_) => self.notebook.close(Table::WorkOrder, &id.to_string()),
                }
                Ok(true)
            }
        }
    }

    /// A work order that cannot be read, while others can.
    async fn not_read(
        &mut self,
        id: SimonId,
        entry: Option<OrderEntry>,
        failure: Failure,
    ) -> Result<(), Stop> {
        let key = id.to_string();
        let is_known = self.notebook.problem(Table::WorkOrder, &key).is_some();
        let number = entry.as_ref().map_or_else(|| key.clone(), |entry| entry.number.clone());
        let message = Message::WorkOrderNotRead { work_order: number, detail: detail(&failure) };
        match entry {
            // Nothing that happens to it matters any more.
            Some(entry) if entry.state == OrderState::Skipped => return Ok(()),
            // Whether it was changed after it was sent is told once it can be read.
            Some(entry) if entry.state == OrderState::Sent => {
                self.notebook.open(Table::WorkOrder, &key, message, self.desk.now());
            }
            entry => {
                let entry = entry.unwrap_or_else(|| self.new_entry(id, &key));
                // What is known to be wrong with it stays so until it can be decided anew.
                let message = entry.message.clone().unwrap_or(message);
                self.refuse(entry, message, Vec::new()).await?;
            }
        }
        self.bad_luck(is_known, failure)
    }

    /// A work order for which there is nothing to decide.
    async fn leave(
        &mut self,
        entry: Option<OrderEntry>,
        work_order: WorkOrder,
        cursor: &mut PushCursor,
    ) -> Result<(), Stop> {
        if let WorkOrderStatus::Unknown(status) = &work_order.status
            && !cursor.statuses_told.contains(status)
            && cursor.statuses_told.len() < MOST_STATUSES
        {
            cursor.statuses_told.push(status.clone());
            let message =
                Message::StatusUnknown { work_order: work_order.number.clone(), status: status.clone() };
            self.notebook.tell(self.desk.now(), message);
        }
        let Some(entry) = entry else {
            self.notebook.close(Table::WorkOrder, &work_order.id.to_string());
            self.counts.add("not to be sent", 1);
            return Ok(());
        };
        if entry.state == OrderState::Sent {
            // It could be read again.
            self.notebook.close(Table::WorkOrder, &entry.work_order.to_string());
        }
        match entry.state {
            OrderState::Sent if work_order.last_mutation > entry.seen => {
                self.counts.add("changed after sent", 1);
                let message = Message::OrderChangedAfterSent {
                    work_order: work_order.number,
                    order: entry.order_number.as_ref().map(ToString::to_string).unwrap_or_default(),
                };
                let rows = [LogRow { at: self.desk.now(), message }];
                let entry = OrderEntry { seen: work_order.last_mutation, ..entry };
                self.desk.tenant.save_order(entry, ProblemChange::Keep, &rows, self.desk.now()).await?;
            }
            // Taken out of the archive again: nothing is wrong with it until it comes back. Or it was archived before
            // the activation, which only now can be read.
            OrderState::Refused
                if work_order.status != WorkOrderStatus::Archived
                    || self.desk.is_before_activation(&work_order) =>
            {
                self.let_go(entry).await?;
            }
            _ => self.counts.add("unchanged", 1),
        }
        Ok(())
    }

    /// A refused work order that is not there any more is let go when it has been gone for a while: a few wrong
    /// answers must not lose it.
    async fn gone(&mut self, entry: OrderEntry) -> Result<(), Stop> {
        let message = Message::WorkOrderGone { work_order: entry.number.clone() }.bounded();
        let now = self.desk.now();
        let is_known = entry.message.as_ref() == Some(&message);
        if is_known && now.duration_since(entry.decided_at) >= GONE_FOR {
            return self.let_go(entry).await;
        }
        let decided_at = if is_known { entry.decided_at } else { now };
        self.refuse(OrderEntry { decided_at, ..entry }, message, Vec::new()).await
    }

    /// A changed work order that was listed and yet is not there: surely deleted, but one wrong answer must not lose
    /// it, so it is asked for again for a while. There is nothing to tell.
    fn never_seen_and_gone(&mut self, id: SimonId) {
        let key = id.to_string();
        let now = self.desk.now();
        let since = self.notebook.problem(Table::WorkOrder, &key).map_or(now, |problem| problem.first_seen);
        if now.duration_since(since) >= GONE_FOR {
            self.notebook.close(Table::WorkOrder, &key);
        } else {
            let message = Message::WorkOrderGone { work_order: key.clone() };
            self.notebook.open_quietly(Table::WorkOrder, &key, message, now);
        }
    }

    /// One work order that cannot be read or looked up must not hold up the others; several in a row are no longer
    /// their own bad luck, and the run ends. One that is known for it does not count: else a few of them side by side
    /// would end every run at the same place.
    pub(super) fn bad_luck(&mut self, is_known: bool, failure: Failure) -> Result<(), Stop> {
        if is_known {
            return Ok(());
        }
        self.unlucky += 1;
        if self.unlucky >= UNLUCKY_MOST { Err(failure.into()) } else { Ok(()) }
    }

    async fn let_go(&mut self, entry: OrderEntry) -> Result<(), Stop> {
        let key = entry.work_order.to_string();
        if self.notebook.problem(Table::WorkOrder, &key).is_some() {
            self.desk.tenant.save_order(entry, ProblemChange::Close, &[], self.desk.now()).await?;
            self.notebook.follow(Table::WorkOrder, &key, &ProblemChange::Close);
        }
        Ok(())
    }

    fn new_entry(&self, work_order: SimonId, number: &str) -> OrderEntry {
        let settings = &self.desk.opened.profile.settings;
        OrderEntry {
            work_order,
            number: number.to_owned(),
            state: OrderState::Ready,
            seen: None,
            settings_version: settings.version,
            tries: 0,
            claimed_at: None,
            decided_at: self.desk.now(),
            order: None,
            order_number: None,
            message: None,
            steps: Vec::new(),
            found_as: None,
            revision: 0,
        }
    }

    /// Decides a work order and enters it into the ledger; one that is to be sent is sent.
    async fn decide(&mut self, entry: Option<OrderEntry>, gathered: Gathered) -> Result<bool, Stop> {
        let articles = self.setting_articles().await?;
        let limits = articles::order_limits(&*self.desk.connected.bookkeeping);
        let settings = &self.desk.opened.profile.settings;
        let mut decision = decide::decide(&gathered, settings, &articles, &limits);
        let work_order = gathered.work_order;
        if self.may_lack_lines(&work_order, entry.as_ref()).await? {
            decision = decision.with_lines_in_doubt(&work_order.number);
        }
        let Decision { outcome, remarks } = decision;
        // Decided before on the same work order under the same settings: its remarks were told then.
        let is_repeated = entry.as_ref().is_some_and(|entry| {
            entry.seen == work_order.last_mutation
                && entry.settings_version == settings.version
                && (entry.tries > 0 || matches!(entry.message, Some(Message::OrderReferenceTaken { .. })))
        });
        let entry = OrderEntry {
            number: work_order.number.clone(),
            seen: work_order.last_mutation,
            settings_version: settings.version,
            decided_at: self.desk.now(),
            ..entry.unwrap_or_else(|| self.new_entry(work_order.id, &work_order.number))
        };
        match outcome {
            Outcome::NotYet => Ok(true),
            Outcome::Skip(message) => {
                self.counts.add("skipped", 1);
                let turn = Turn {
                    state: OrderState::Skipped,
                    order: None,
                    problem: ProblemChange::Close,
                    rows: self.rows([message.clone()]),
                    message: Some(message),
                };
                self.turn(entry, turn).await?;
                Ok(true)
            }
            Outcome::Refuse(message) => {
                self.refuse(entry, message, remarks).await?;
                Ok(true)
            }
            Outcome::Send(order) => {
                // Stopped and wiped since this run began: its lines may be gone, and it is not what it was (P1).
                self.desk.still_wanted(Concern::Push).await?;
                let turn = Turn {
                    state: OrderState::Ready,
                    order: Some(order),
                    message: None,
                    problem: self.until_sent(&work_order),
                    rows: if is_repeated { Vec::new() } else { self.rows(remarks) },
                };
                let entry = self.turn(entry, turn).await?;
                self.send(entry).await
            }
        }
    }

    /// An order that is to be sent stays an open problem until it is: whatever becomes of this run and of the work
    /// order, a later run comes back to it.
    fn until_sent(&self, work_order: &WorkOrder) -> ProblemChange {
        let key = work_order.id.to_string();
        if self.notebook.problem(Table::WorkOrder, &key).is_some() {
            return ProblemChange::Keep;
        }
        let message = Message::OrderWaits { work_order: work_order.number.clone() };
        ProblemChange::Open(self.notebook.failed(Table::WorkOrder, &key, message, self.desk.now()).0)
    }

    /// Enters a refusal: an open problem, and log rows where it says something new.
    pub(super) async fn refuse(
        &mut self,
        entry: OrderEntry,
        message: Message,
        remarks: Vec<Message>,
    ) -> Result<(), Stop> {
        self.counts.add("refused", 1);
        let key = entry.work_order.to_string();
        let now = self.desk.now();
        let (problem, news) = self.notebook.failed(Table::WorkOrder, &key, message.clone(), now);
        let rows = if news { self.rows(remarks.into_iter().chain([message.clone()])) } else { Vec::new() };
        let turn = Turn {
            state: OrderState::Refused,
            order: None,
            message: Some(message),
            problem: ProblemChange::Open(problem),
            rows,
        };
        self.turn(entry, turn).await?;
        Ok(())
    }

    /// Moves an entry of the ledger; entry, problem and log rows change together or not at all.
    pub(super) async fn turn(&mut self, entry: OrderEntry, turn: Turn) -> Result<OrderEntry, Stop> {
        let key = entry.work_order.to_string();
        let Turn { state, order, message, problem, rows } = turn;
        let problem = match problem {
            ProblemChange::Close if self.notebook.problem(Table::WorkOrder, &key).is_none() => {
                ProblemChange::Keep
            }
            problem => problem,
        };
        allowed((entry.revision > 0).then_some(entry.state), state)?;
        let entry = OrderEntry { state, order, message: message.map(Message::bounded), ..entry };
        let entry = self.desk.tenant.save_order(entry, problem.clone(), &rows, self.desk.now()).await?;
        self.notebook.follow(Table::WorkOrder, &key, &problem);
        Ok(entry)
    }

    pub(super) fn rows(&self, messages: impl IntoIterator<Item = Message>) -> Vec<LogRow> {
        let at = self.desk.now();
        messages.into_iter().map(|message| LogRow { at, message: message.bounded() }).collect()
    }

    /// Which of the articles that the settings name bookkeeping knows; asked once a run.
    async fn setting_articles(&mut self) -> Result<SettingArticles, Stop> {
        if let Some(articles) = &self.articles {
            return Ok(articles.clone());
        }
        let settings = &self.desk.opened.profile.settings;
        let articles = articles::known(&*self.desk.connected.bookkeeping, settings).await?;
        self.articles = Some(articles.clone());
        Ok(articles)
    }
}

fn detail(failure: &Failure) -> String {
    match failure {
        Failure::Refused { reason: detail, .. }
        | Failure::Unreadable { detail, .. }
        | Failure::Unreachable { detail, .. } => detail.clone(),
        failure => failure.to_string(),
    }
}

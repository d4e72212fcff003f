//! From a planned quote to its work order with its used articles.
//!
//! Guarantees (P2): the entry is stored before the first call leaves; whatever a run finds planned already, it looks up
//! by ExtKey before it adds anything, so a call that was cut off or got no clear answer is never repeated blindly.

use koppel_domain::failure::{Failure, System};
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::quote::{PlannedWorkOrder, QuoteState};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::work_order::{SimonId, WorkOrderStatus};
use koppel_simple_simon::mapping::{self, Cut, Mapped};
use koppel_simple_simon::{Draft, Inserted, ReadWorkOrder};
use koppel_store::{Link, LogRow, ProblemChange, QuoteEntry};

use super::Shift;
use crate::context::Stop;

/// This many quotes in a row without a clear answer end a run.
pub(super) const UNLUCKY_MOST: u32 = 3;
/// Used articles between two saves of the entry.
const SLICE: usize = 10;
/// Most rows about one quote.
const ROWS_MOST: usize = 50;

impl Shift<'_> {
    /// Enters a planned quote into the ledger, and makes its work order; `false` = there was too little time. One whose
    /// customer is not in Simple-Simon waits, and is planned anew then.
    pub(super) async fn enter(
        &mut self,
        planned: PlannedWorkOrder,
        left: Option<QuoteEntry>,
    ) -> Result<bool, Stop> {
        if self.place_of(&planned.customer).await?.is_none() {
            self.counts.add("waiting", 1);
            let (key, message) = (planned.quote.to_string(), waits(&planned));
            self.notebook.open(Table::Quote, &key, message, self.desk.now());
            return Ok(true);
        }
        let entry = QuoteEntry {
            state: QuoteState::Ready,
            planned: Some(planned.clone()),
            ..self.new_entry(&planned.quote, left)
        };
        // Kept open until all of it is there, so that no run that is cut off loses it.
        let waits = Message::QuoteWaits { quote: entry.quote.to_string() };
        let (problem, _) = self.notebook.failed(Table::Quote, entry.quote.as_str(), waits, self.desk.now());
        let entry = self.save(entry, ProblemChange::Open(problem), &mut Vec::new()).await?;
        self.make(entry, false).await
    }

    /// Goes on with a quote that is in the ledger; `false` = there was too little time.
    pub(super) async fn go_on(&mut self, entry: QuoteEntry) -> Result<bool, Stop> {
        if entry.state == QuoteState::Done {
            self.counts.add("known", 1);
            self.notebook.close(Table::Quote, entry.quote.as_str());
            return Ok(true);
        }
        self.desk.still_wanted(Concern::Quotes).await?;
        self.make(entry, true).await
    }

    /// Makes what is not there yet. `doubtful`: an earlier run may have made it.
    async fn make(&mut self, entry: QuoteEntry, doubtful: bool) -> Result<bool, Stop> {
        let Some(planned) = entry.planned.clone() else { return Ok(true) };
        let quote = entry.quote.clone();
        match self.try_to_make(entry, &planned, doubtful).await {
            Ok(in_time) => {
                self.unmade = 0;
                Ok(in_time)
            }
            Err(Stop::Package(failure)) => {
                self.failed(&quote, &planned, failure)?;
                Ok(true)
            }
            Err(stop) => Err(stop),
        }
    }

    async fn try_to_make(
        &mut self,
        mut entry: QuoteEntry,
        planned: &PlannedWorkOrder,
        doubtful: bool,
    ) -> Result<bool, Stop> {
        let mut rows = Vec::new();
        let work_order = match entry.work_order {
            Some(work_order) if self.is_closed(work_order).await? => {
                // Who archived it goes on without the rest.
                self.half_made(entry, planned, work_order, &mut rows).await?;
                return Ok(true);
            }
            Some(work_order) => work_order,
            None => {
                let Some((customer, location)) = self.place_of(&planned.customer).await? else {
                    self.notebook.open(Table::Quote, entry.quote.as_str(), waits(planned), self.desk.now());
                    return Ok(true);
                };
                let draft = mapping::work_order(planned, customer, location);
                let draft = Draft::WorkOrder(self.kept(draft, &entry.quote, &mut rows));
                // Looked up in any case: a ledger that was put back from a backup knows nothing of the last ones.
                let work_order = self.put(&draft, true).await?;
                entry = QuoteEntry { state: QuoteState::Made, work_order: Some(work_order), ..entry };
                entry = self.save(entry, ProblemChange::Keep, &mut rows).await?;
                work_order
            }
        };
        let articles: Vec<RecordKey> = planned.items.iter().map(|item| item.article.clone()).collect();
        let links = self.desk.tenant.links(Stream::Articles, &articles).await?;
        let done = usize::try_from(entry.items_done).unwrap_or(usize::MAX);
        let mut refused = 0;
        for (index, item) in planned.items.iter().enumerate().skip(done) {
            if index > done && index % SLICE == 0 {
                entry.items_done = u32::try_from(index).unwrap_or(u32::MAX);
                entry = self.save(entry, ProblemChange::Keep, &mut rows).await?;
                self.desk.still_wanted(Concern::Quotes).await?;
                if self.desk.is_late(self.desk.context.limits.last_call) {
                    return Ok(false);
                }
            }
            let (quote, article) = (entry.quote.to_string(), item.article.to_string());
            let Some(Link { simon, .. }) = links.get(&item.article) else {
                rows.push(Message::QuoteLineLeftOut { quote, article, text: item.text.clone() });
                continue;
            };
            let draft = mapping::used_item(&planned.quote, item, work_order, *simon);
            let draft = Draft::UsedItem(self.kept(draft, &entry.quote, &mut rows));
            match self.put(&draft, doubtful).await {
                Ok(_) => self.counts.add("used articles", 1),
                Err(Stop::Package(Failure::Refused { reason, .. })) => {
                    if self.is_closed(work_order).await? {
                        entry.items_done = u32::try_from(index).unwrap_or(u32::MAX);
                        self.half_made(entry, planned, work_order, &mut rows).await?;
                        return Ok(true);
                    }
                    refused += 1;
                    rows.push(Message::QuoteLineRefused { quote, article, text: item.text.clone(), reason });
                }
                Err(stop) => return Err(stop),
            }
        }
        self.counts.add("made", 1);
        let known = planned.items.iter().filter(|item| links.contains_key(&item.article)).count() as u64;
        rows.push(Message::QuoteMade {
            quote: entry.quote.to_string(),
            work_order: self.number_of(work_order).await,
            customer: planned.customer.to_string(),
            lines: known.saturating_sub(refused),
        });
        self.finish(entry, planned, &mut rows).await?;
        Ok(true)
    }

    /// The work order was archived or deleted before all was on it.
    async fn half_made(
        &mut self,
        entry: QuoteEntry,
        planned: &PlannedWorkOrder,
        work_order: SimonId,
        rows: &mut Vec<Message>,
    ) -> Result<(), Stop> {
        rows.push(Message::QuoteHalfMade {
            quote: entry.quote.to_string(),
            work_order: self.number_of(work_order).await,
            lines: u64::from(entry.items_done),
            total: planned.items.len() as u64,
        });
        self.finish(entry, planned, rows).await
    }

    async fn finish(
        &mut self,
        entry: QuoteEntry,
        planned: &PlannedWorkOrder,
        rows: &mut Vec<Message>,
    ) -> Result<(), Stop> {
        let items_done = u32::try_from(planned.items.len()).unwrap_or(u32::MAX);
        let entry = QuoteEntry { state: QuoteState::Done, planned: None, items_done, ..entry };
        self.save(entry, ProblemChange::Close, rows).await?;
        Ok(())
    }

    /// Adds one record; its id. Where it may be there already it is looked up first.
    async fn put(&self, draft: &Draft, doubtful: bool) -> Result<SimonId, Stop> {
        let simon = &self.desk.connected.simon;
        if doubtful && let Some(id) = simon.find(draft.table(), draft.ext_key()).await? {
            return Ok(id);
        }
        match simon.insert(draft).await? {
            Inserted::New(id) => Ok(id),
            Inserted::Exists => {
                let found = simon.find(draft.table(), draft.ext_key()).await?;
                found.ok_or_else(|| {
                    Stop::Package(Failure::Unclear {
                        system: System::SimpleSimon,
                        detail: "number taken and not found".to_owned(),
                    })
                })
            }
        }
    }

    /// Customer and first work address in Simple-Simon; `None` where one of them is not there.
    async fn place_of(&self, customer: &RecordKey) -> Result<Option<(SimonId, SimonId)>, Stop> {
        let links = self.desk.tenant.links(Stream::Customers, std::slice::from_ref(customer)).await?;
        Ok(links.get(customer).and_then(|link| Some((link.simon, link.location?))))
    }

    /// It is archived or no longer there: nothing more is booked on it.
    async fn is_closed(&self, work_order: SimonId) -> Result<bool, Stop> {
        Ok(match self.desk.connected.simon.work_order(work_order).await? {
            None => true,
            Some(ReadWorkOrder::Read(order)) => order.status == WorkOrderStatus::Archived,
            Some(ReadWorkOrder::Faulty { .. }) => false,
        })
    }

    /// The number that people see; the id where it cannot be read now.
    async fn number_of(&self, id: SimonId) -> String {
        match self.desk.connected.simon.work_order(id).await {
            Ok(Some(ReadWorkOrder::Read(work_order))) => work_order.number,
            _ => id.to_string(),
        }
    }

    /// The draft, with what was cut off it told.
    fn kept<T>(&self, mapped: Mapped<T>, quote: &RecordKey, rows: &mut Vec<Message>) -> T {
        for Cut { field, limit } in mapped.cut {
            let (number, name, field) = (quote.to_string(), String::new(), field.to_owned());
            rows.push(Message::TextCut { table: Table::Quote, number, name, field, limit });
        }
        mapped.draft
    }

    /// Stores an entry with the first of these rows.
    pub(super) async fn save(
        &mut self,
        entry: QuoteEntry,
        problem: ProblemChange,
        rows: &mut Vec<Message>,
    ) -> Result<QuoteEntry, Stop> {
        let at = self.desk.now();
        let row = |message: Message| LogRow { at, message: message.bounded() };
        // The last of them says what became of it.
        let surplus = rows.len().saturating_sub(ROWS_MOST);
        let rows: Vec<LogRow> = std::mem::take(rows).into_iter().skip(surplus).map(row).collect();
        let saved = self.desk.tenant.save_quote(entry, problem.clone(), &rows).await?;
        self.notebook.follow(Table::Quote, saved.quote.as_str(), &problem);
        Ok(saved)
    }

    /// A quote that could not be made now. One that is alone in it holds up no other.
    fn failed(
        &mut self,
        quote: &RecordKey,
        planned: &PlannedWorkOrder,
        failure: Failure,
    ) -> Result<(), Stop> {
        let now = self.desk.now();
        match failure {
            Failure::Refused { reason, .. } => {
                self.counts.add("refused", 1);
                let message = Message::QuoteRefused { quote: planned.quote.to_string(), reason };
                self.notebook.open(Table::Quote, quote.as_str(), message, now);
                Ok(())
            }
            failure if failure.passes() => {
                self.counts.add("unclear", 1);
                let before = self.notebook.problem(Table::Quote, quote.as_str());
                let is_known = before.is_some_and(|it| matches!(it.message, Message::QuoteUnclear { .. }));
                let message = Message::QuoteUnclear { quote: planned.quote.to_string() };
                self.notebook.open(Table::Quote, quote.as_str(), message, now);
                // As of quotes that cannot be read: one that is known for it does not count.
                self.unmade += u32::from(!is_known);
                if self.unmade >= UNLUCKY_MOST { Err(failure.into()) } else { Ok(()) }
            }
            failure => Err(failure.into()),
        }
    }
}

fn waits(planned: &PlannedWorkOrder) -> Message {
    Message::QuoteCustomerMissing { quote: planned.quote.to_string(), customer: planned.customer.to_string() }
}

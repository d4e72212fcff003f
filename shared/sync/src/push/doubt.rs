//! Whether a wipe that was called off may have deleted lines of a work order (P1).
//!
//! Guarantees: what was archived before the wipe was called off, and was not decided since by someone who could see
//! what was left of it, is not billed until the admin offers it again or the work order is changed.
//!
//! Leaves out: what is under way, which goes on with the lines that were decided before.

use jiff::Timestamp;
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::retry;
use koppel_domain::work_order::WorkOrder;
use koppel_store::{OrderEntry, Problem, StoreError};

use super::Shift;
use crate::frame::moment;
use crate::wipe::WipeCursor;

impl Shift<'_> {
    /// Lines of this work order may be gone, and nobody has looked at it since.
    pub(super) async fn may_lack_lines(
        &self,
        work_order: &WorkOrder,
        entry: Option<&OrderEntry>,
    ) -> Result<bool, StoreError> {
        let called_off = self.desk.opened.profile.life.called_off.as_ref();
        let Some(called_off) = called_off.filter(|called_off| called_off.holds_lines()) else {
            return Ok(false);
        };
        let is_since = [work_order.archived_at, work_order.last_mutation]
            .into_iter()
            .flatten()
            .any(|at| moment(at).is_some_and(|at| at > called_off.at));
        if is_since || entry.is_some_and(|entry| self.was_looked_at(entry, called_off.at)) {
            return Ok(false);
        }
        self.has_begun(called_off.since).await
    }

    /// The admin offered it again after it was refused for this, or it was decided after that.
    fn was_looked_at(&self, entry: &OrderEntry, called_off: Timestamp) -> bool {
        let problem = || self.notebook.problem(Table::WorkOrder, &entry.work_order.to_string());
        entry.decided_at > called_off
            && match &entry.message {
                Some(Message::OrderLinesWiped { .. }) => problem().is_some_and(was_offered),
                // It comes to these only once its lines are beyond doubt.
                Some(
                    Message::OrderEmpty { .. }
                    | Message::OrderRefused { .. }
                    | Message::OrderReferenceTaken { .. },
                ) => true,
                _ => false,
            }
    }

    /// Of the wipes that were called off, the first of which was asked for then, a run has begun one.
    async fn has_begun(&self, since: Option<Timestamp>) -> Result<bool, StoreError> {
        let Some((cursor, _)) = self.desk.tenant.peek(Concern::Wipe).await? else { return Ok(false) };
        let Ok(cursor) = serde_json::from_value::<WipeCursor>(cursor) else { return Ok(true) };
        Ok(since.is_none_or(|since| cursor.asked_at.is_some_and(|asked_at| asked_at >= since)))
    }
}

/// It is due at another moment than it would be by itself.
fn was_offered(problem: &Problem) -> bool {
    problem.next_try != retry::next_try(problem.tries, problem.first_seen, problem.last_seen)
}

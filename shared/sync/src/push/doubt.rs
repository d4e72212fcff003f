//! Whether a wipe that was called off may have deleted lines of a work order (P1).
//!
//! Guarantees: what was archived before the wipe was called off, and was not decided since by someone who could see
//! what was left of it, is not billed until the admin offers it again or the work order is changed.
//!
//! Leaves out: what is under way, which goes on with the lines that were decided before.

use jiff::Timestamp;
use koppel_domain::integration::{CalledOff, Life};
use koppel_domain::message::{Concern, Message, Table};
use koppel_domain::retry;
use koppel_domain::wall_clock;
use koppel_domain::work_order::WorkOrder;
use koppel_store::{OrderEntry, Problem, StoreError, TenantStore};

use super::Shift;
use crate::wipe::WipeCursor;

impl Shift<'_> {
    /// Lines of this work order may be gone, and nobody has looked at it since.
    pub(super) async fn may_lack_lines(
        &self,
        work_order: &WorkOrder,
        entry: Option<&OrderEntry>,
    ) -> Result<bool, StoreError> {
        let life = &self.desk.opened.profile.life;
        match called_off_since(life, work_order) {
            Some(called_off) if !entry.is_some_and(|entry| self.was_looked_at(entry, called_off.at)) => {
                has_begun(&self.desk.tenant, called_off.since).await
            }
            _ => Ok(false),
        }
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
}

/// Lines of this work order may be gone, whether or not anybody has looked at it since.
pub(super) async fn is_in_doubt(
    tenant: &TenantStore,
    life: &Life,
    work_order: &WorkOrder,
) -> Result<bool, StoreError> {
    match called_off_since(life, work_order) {
        Some(called_off) => has_begun(tenant, called_off.since).await,
        None => Ok(false),
    }
}

/// The wipe of lines that was called off since the work order was last changed.
fn called_off_since<'a>(life: &'a Life, work_order: &WorkOrder) -> Option<&'a CalledOff> {
    let called_off = life.called_off.as_ref().filter(|called_off| called_off.holds_lines())?;
    let is_since = [work_order.archived_at, work_order.last_mutation]
        .into_iter()
        .flatten()
        .any(|at| wall_clock::moment(at).is_some_and(|at| at > called_off.at));
    (!is_since).then_some(called_off)
}

/// Of the wipes that were called off, the first of which was asked for then, a run has begun one.
async fn has_begun(tenant: &TenantStore, since: Option<Timestamp>) -> Result<bool, StoreError> {
    let Some((cursor, _)) = tenant.peek(Concern::Wipe).await? else { return Ok(false) };
    let Ok(cursor) = serde_json::from_value::<WipeCursor>(cursor) else { return Ok(true) };
    Ok(since.is_none_or(|since| cursor.asked_at.is_some_and(|asked_at| asked_at >= since)))
}

/// It is due at another moment than it would be by itself.
fn was_offered(problem: &Problem) -> bool {
    problem.next_try != retry::next_try(problem.tries, problem.first_seen, problem.last_seen)
}

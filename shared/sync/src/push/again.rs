//! Open problems of work orders tried again: what was refused is decided anew, what is unclear is looked up.
//!
//! A refusal may be mended without the work order itself changing: a customer that came from bookkeeping since, an
//! article, a setting. So it is tried again by and by, and at once when the settings changed (R4, R27).

use koppel_domain::ledger::OrderState;
use koppel_domain::message::Table;
use koppel_domain::work_order::SimonId;

use super::{PushCursor, Shift};
use crate::context::Stop;

impl Shift<'_> {
    /// Tries the problems that are due; `true` = there are more than one run takes on, or too little time.
    pub(super) async fn try_again(&mut self, cursor: &mut PushCursor) -> Result<bool, Stop> {
        let version = self.desk.opened.profile.settings.version;
        let now = self.desk.now();
        if cursor.settings_version != Some(version) {
            cursor.settings_version = Some(version);
            cursor.settings_since = Some(now);
        }
        let most = self.desk.context.limits.retries;
        let due = self.notebook.due(now, cursor.settings_since, most);
        let is_full = due.len() >= most;
        for problem in due {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(true);
            }
            self.counts.add("tried again", 1);
            let Some(id) = problem.key.parse().ok().map(SimonId) else { continue };
            let entry = self.desk.tenant.orders(&[id]).await?.remove(&id);
            let in_time = match entry {
                // One that is sent waits for being read, to tell whether it was changed since.
                Some(entry) if matches!(entry.state, OrderState::Refused | OrderState::Sent) => {
                    let seen = self.gatherer.look_again(entry).await?;
                    self.settle(seen, cursor).await?
                }
                Some(entry) if entry.state.is_under_way() => self.send(entry).await?,
                // It was listed and yet not there.
                None => {
                    let seen = self.gatherer.look(id, None).await?;
                    self.settle(seen, cursor).await?
                }
                Some(_) => {
                    self.notebook.close(Table::WorkOrder, &problem.key);
                    true
                }
            };
            self.notebook.store().await?;
            if !in_time {
                return Ok(true);
            }
        }
        Ok(is_full && self.notebook.leaves_due(cursor.settings_since))
    }
}

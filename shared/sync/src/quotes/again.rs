//! Open problems of quotes tried again: one that is planned goes on, any other is read once more.

use koppel_domain::failure::Failure;
use koppel_domain::message::Table;
use koppel_domain::records::RecordKey;

use super::Shift;
use crate::context::Stop;

impl Shift<'_> {
    /// Tries the problems that are due; `true` = there are more than one run takes on, or too little time.
    pub(super) async fn try_again(&mut self) -> Result<bool, Stop> {
        let most = self.desk.context.limits.retries;
        let due = self.notebook.due(self.desk.now(), None, most);
        let more = due.len() >= most;
        for problem in due {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(true);
            }
            let Some(number) = RecordKey::new(&problem.key) else { continue };
            self.counts.add("tried again", 1);
            let entry = self.desk.tenant.quotes(std::slice::from_ref(&number)).await?.remove(&number);
            let in_time = match entry {
                Some(entry) => self.go_on(entry).await?,
                None => match self.desk.connected.bookkeeping.quote(&number).await {
                    Ok(Some(row)) => self.consider(row, None).await?,
                    // It was withdrawn before anything was made of it.
                    Ok(None) => {
                        self.notebook.close(Table::Quote, &problem.key);
                        true
                    }
                    // This one cannot be asked for: the others still can.
                    Err(Failure::Unreadable { .. } | Failure::Unreachable { .. }) => {
                        self.notebook.open(Table::Quote, &problem.key, problem.message, self.desk.now());
                        true
                    }
                    Err(failure) => return Err(failure.into()),
                },
            };
            self.notebook.store().await?;
            if !in_time {
                return Ok(true);
            }
        }
        Ok(more)
    }
}

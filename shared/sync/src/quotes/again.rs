//! Open problems of quotes tried again: one that is planned goes on, any other is read once more.

use jiff::SignedDuration;
use koppel_domain::message::{Message, Table};
use koppel_domain::records::RecordKey;
use koppel_store::Problem;

use super::Shift;
use super::deciding::may_be_its_own;
use crate::context::Stop;

/// How long a quote must have been gone before it is let go: one wrong answer is no word.
const GONE_FOR: SignedDuration = SignedDuration::from_hours(1);

impl Shift<'_> {
    /// Tries the problems that are due; `true` = there are more than one run takes on, or too little time.
    pub(super) async fn try_again(&mut self) -> Result<bool, Stop> {
        let most = self.desk.context.limits.retries;
        let due = self.notebook.due(self.desk.now(), None, most);
        let is_full = due.len() >= most;
        for problem in due {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                return Ok(true);
            }
            let Some(number) = RecordKey::new(&problem.key) else { continue };
            self.counts.add("tried again", 1);
            let entry = self.desk.tenant.quotes(std::slice::from_ref(&number)).await?.remove(&number);
            let in_time = match entry {
                Some(entry) if entry.is_coming() => self.go_on(entry).await?,
                entry => match self.desk.connected.bookkeeping.quote(&number).await {
                    Ok(Some(row)) => self.consider(row, entry).await?,
                    Ok(None) => {
                        self.gone(&problem);
                        true
                    }
                    // This one cannot be asked for: the others still can.
                    Err(failure) if may_be_its_own(&failure) => {
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
        Ok(is_full && self.notebook.leaves_due(None))
    }

    /// It was withdrawn before anything was made of it; believed only once it has been gone for a while.
    fn gone(&mut self, problem: &Problem) {
        let now = self.desk.now();
        let message = Message::QuoteGone { quote: problem.key.clone() };
        if !matches!(problem.message, Message::QuoteGone { .. }) {
            // The problem counts anew, so that it tells since when.
            self.notebook.close(Table::Quote, &problem.key);
            self.notebook.open_quietly(Table::Quote, &problem.key, message, now);
        } else if now >= problem.first_seen + GONE_FOR {
            self.notebook.tell(now, message);
            self.notebook.close(Table::Quote, &problem.key);
        } else {
            self.notebook.open_quietly(Table::Quote, &problem.key, message, now);
        }
    }
}

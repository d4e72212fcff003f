//! Looking at one record of any table: whether it holds what was written, and what it is called (P3).
//!
//! Guarantees: one record is read by its id, and nothing is written.

use koppel_domain::failure::Failure;
use koppel_domain::work_order::SimonId;

use super::SimpleSimon;
use crate::compare;
use crate::drafts::Draft;
use crate::reading;
use crate::records::Summary;
use crate::table::Table;

impl SimpleSimon {
    /// The fields of the draft that the record holds another value of, by their names on the wire; none where the two
    /// are equal. `None` where there is no record with this id.
    ///
    /// # Errors
    /// See [`Failure`]. A field that cannot be read is no failure but a difference.
    pub async fn differs(&self, id: SimonId, draft: &Draft) -> Result<Option<Vec<&'static str>>, Failure> {
        let record = self.record(draft.table(), id).await?;
        Ok(record.map(|record| compare::differences(&record, draft)))
    }

    /// What a record is called; `None` where there is none with this id.
    ///
    /// # Errors
    /// See [`Failure`].
    pub async fn summary(&self, table: Table, id: SimonId) -> Result<Option<Summary>, Failure> {
        let record = self.record(table, id).await?;
        Ok(record.map(|record| reading::summary(&record)))
    }
}

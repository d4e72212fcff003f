//! Connecting a company's books: when it may be done, and what of the company's settings still holds after it.

use super::{Checks, Life, Refusal, Stage, Step};
use crate::administration::Administration;

impl Life {
    /// The books that are connected.
    #[must_use]
    pub fn books(&self) -> Option<Administration> {
        Some(Administration { name: self.administration.clone()?, id: self.administration_id.clone() })
    }

    /// Where it stands once it is connected.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn connects(&self) -> Result<Stage, Refusal> {
        match self.stage {
            Stage::Wiped => Ok(Stage::Connected),
            // New credentials for what is connected already.
            stage @ (Stage::Connected | Stage::SetUp | Stage::Active | Stage::Deactivated) => Ok(stage),
            Stage::NeverActivated => Err(Refusal::Missing(Step::Wipe)),
            Stage::Wiping => Err(Refusal::NotNow(Stage::Wiping)),
        }
    }

    /// Both packages let us in, and the admin confirmed the administration.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn connect(&self, found: Administration) -> Result<Self, Refusal> {
        let stage = self.connects()?;
        // What was checked was checked in the books that were connected then.
        let same = self.books().is_some_and(|books| books.is(&found)) && stage == self.stage;
        let checks = if same { self.checks.clone() } else { Checks::default() };
        // An answer without the id takes it from no books that are the same by their name.
        let id = found.id.or_else(|| self.administration_id.clone().filter(|_| same));
        let name = found.name;
        Ok(Self { stage, administration: Some(name), administration_id: id, checks, ..self.clone() })
    }
}

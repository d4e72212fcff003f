//! The runs of this machine, as the schedules would fire them.

use std::time::Duration;

use koppel_domain::message::Concern;
use koppel_store::StoreError;
use koppel_sync::{RunReport, pull, push};

use crate::company::Company;

/// As long as a scheduled function may run.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// One run, to its end.
pub(crate) async fn run(company: &Company, concern: Concern) -> Result<RunReport, StoreError> {
    let end = company.context.clock.now() + LONGEST;
    match concern {
        Concern::Pull => pull::pull(&company.context, &company.tenant, end).await,
        Concern::Push => push::push(&company.context, &company.tenant, end).await,
    }
}

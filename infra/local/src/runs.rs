//! The runs of this machine, as the schedules would fire them.

use std::time::Duration;

use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;
use koppel_platform::function::go_on;
use koppel_store::StoreError;
use koppel_sync::{RunReport, cleanup, pull, push, quotes, wipe};

use crate::company::Company;
use crate::office::Office;

/// As long as a scheduled function may run.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// One run of the company of this machine, to its end.
pub(crate) async fn run(company: &Company, concern: Concern) -> Result<RunReport, StoreError> {
    run_for(company, &company.tenant, concern).await
}

/// One run of any company, and its own next one where it is not the end.
pub(crate) async fn follow(
    company: &Company,
    office: &Office,
    tenant: &TenantId,
    concern: Concern,
) -> Result<RunReport, StoreError> {
    let report = run_for(company, tenant, concern).await?;
    if let Err(error) = go_on(&company.context, &office.schedules, tenant, &report).await {
        tracing::warn!(tenant.id = %tenant, error = %error, "the next run waits for its schedule");
    }
    Ok(report)
}

async fn run_for(company: &Company, tenant: &TenantId, concern: Concern) -> Result<RunReport, StoreError> {
    let context = &company.context;
    let end = context.clock.now() + LONGEST;
    match concern {
        Concern::Pull => pull::pull(context, tenant, end).await,
        Concern::Push => push::push(context, tenant, end).await,
        Concern::Quotes => quotes::quotes(context, tenant, end).await,
        Concern::Cleanup => cleanup::cleanup(context, tenant, end).await,
        Concern::Wipe => wipe::wipe(context, tenant, end).await,
    }
}

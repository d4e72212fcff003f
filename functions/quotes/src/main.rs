//! Lambda function `quotes`: quotes from bookkeeping to Simple-Simon, as work orders.
//!
//! One event, `{"tenant": "…"}`, is one run; the next tick of its schedule is the retry.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    koppel_platform::function::serve(koppel_sync::quotes::quotes).await
}

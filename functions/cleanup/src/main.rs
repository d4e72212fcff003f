//! Lambda function `cleanup`: takes out of Simple-Simon what no longer belongs there, and compares both sides in full.
//!
//! One event, `{"tenant": "…"}`, is one run; the next tick of its schedule is the retry.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    koppel_platform::function::serve(koppel_sync::cleanup::cleanup).await
}

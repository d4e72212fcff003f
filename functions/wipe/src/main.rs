//! Lambda function `wipe`: Simple-Simon emptied of the tables that an admin chose (R22).
//!
//! One event, `{"tenant": "…"}`, is one run; it starts its own next one until it is done.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    koppel_platform::function::serve(koppel_sync::wipe::wipe).await
}

//! The client against the simulator, which was written apart from it from the same fact sheet: what one side misreads,
//! shows here. One suite, run in both dialects.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

/// Makes of each story two tests: one for each dialect.
macro_rules! in_both_dialects {
    ($($story:ident),+ $(,)?) => {
        mod classic {
            $(#[tokio::test(start_paused = true)]
            async fn $story() {
                super::$story(crate::world::World::new(koppel_simple_simon::Dialect::Classic)).await;
            })+
        }
        mod odata {
            $(#[tokio::test(start_paused = true)]
            async fn $story() {
                super::$story(crate::world::World::new(koppel_simple_simon::Dialect::OData)).await;
            })+
        }
    };
}

mod archived;
mod broken;
mod compare;
mod overview;
mod quotes;
mod reads;
mod sign_in;
mod switches;
mod world;
mod writes;

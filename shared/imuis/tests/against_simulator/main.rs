//! The connector against the simulated iMUIS, in process, over the real wire documents: both were written from the fact
//! sheet apart from each other, so that a misreading shows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking, like the tests")]

mod bad_answers;
mod orders;
mod paging;
mod quotes;
mod records;
mod sessions;
mod world;

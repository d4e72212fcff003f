//! The connector against answers written by hand, one for each question.
//!
//! Whatever a test asks, every request is held against `sheet.txt`: names, types and lengths as the SnelStart fact sheet
//! has them, written down apart from the connector.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking, like the tests")]

mod answers;
mod failures;
mod orders;
mod paging;
mod quotes;
mod records;
mod sheet;
mod signing_in;
mod world;

//! The rules of Koppel, apart from every kind of I/O.
//!
//! Here is what the two packages mean to each other: their records, the settings of a company, how an archived
//! work order becomes a sales order, and every message an admin can read. A rule takes values and gives values.
//!
//! Guarantees: nothing here reads a clock, draws a random number, or talks to anyone; the same input gives the
//! same output, today and in a test.
//!
//! Leaves out: wire formats (the connectors), memory (`koppel-store`), and the order of acts (`koppel-sync`).

pub mod administration;
pub mod assumption;
mod catalogue;
pub mod cleanup;
pub mod decide;
pub mod deed;
pub mod digest;
pub mod example;
pub mod failure;
pub mod filter_word;
pub mod gathered;
pub mod group_filter;
pub mod health;
pub mod hidden;
pub mod integration;
pub mod ledger;
pub mod listing;
pub mod memo;
pub mod message;
pub mod order_lines;
pub mod prices;
pub mod quote;
pub mod records;
mod remarks;
pub mod retry;
mod row_check;
pub mod safeguard;
pub mod sales_order;
pub mod settings;
#[cfg(test)]
mod stored_names;
pub mod tenant;
pub mod text;
pub mod usage;
pub mod wall_clock;
pub mod wipe;
pub mod work_order;

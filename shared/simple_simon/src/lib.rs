//! The Simple-Simon client: what Koppel reads from and writes to Simple-Simon (R33), in both dialects of its API.
//!
//! Guarantees:
//! - One method of [`SimpleSimon`] is one act. Nothing is retried but a call that a lapsed token turned away, once: the
//!   next run is the retry. An insert never leaves twice (P1, P3).
//! - A write whose outcome is not known is [`koppel_domain::failure::Failure::Unclear`], never success and never refusal.
//! - An answer that cannot be trusted is a failure, never an empty list; a record that holds an impossible value is
//!   handed over as faulty with the field's name, so that one record does not stop the others.
//! - Credentials and tokens stand in no error, no log line and no `Debug` (P9).
//!
//! Both dialects are one contract (Simple-Simon fact sheet §3 and §4). Everything assumed there carries its knob id,
//! `SIM-Ann`, in [`config`] or in the `wire` module, so that the vendor's answer changes one place.
//!
//! Leaves out: what to write and when (`koppel-sync`), the links between the two packages (`koppel-store`), and the
//! tables that Koppel does not need field by field: they can be listed and deleted only.

mod client;
mod compare;
pub mod config;
mod country;
pub mod drafts;
mod errors;
mod exchange;
pub mod mapping;
pub mod probe;
mod reading;
pub mod records;
mod table;
mod token;
mod wire;

pub use client::{Overview, SimpleSimon};
pub use config::{Config, Credentials, Dialect};
pub use drafts::{
    CustomerDraft, Deleted, Draft, Inserted, ItemDraft, ItemGroupDraft, LocationDraft, Updated,
    UsedItemDraft, WorkOrderDraft,
};
pub use mapping::{Cut, Mapped};
pub use records::{
    FaultyChild, Key, Parent, ReadWorkOrder, SimonCustomer, SimonItem, SimonLocation, SimonUsedItem, Summary,
    TimeSheets, UsedItems,
};
pub use table::Table;
pub use token::Token;

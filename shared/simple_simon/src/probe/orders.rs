//! Whether work orders say what is assumed, and what of writing to Simple-Simon no read can show.

use std::collections::BTreeSet;

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};
use koppel_domain::work_order::{TimeKind, WorkOrder, WorkOrderStatus};

use super::evidence::Evidence;
use crate::reading;
use crate::records::ReadWorkOrder;
use crate::table::Table;
use crate::wire::json::Fields;

/// By hand, for what only a write shows.
fn write(look: &str) -> Verdict {
    Err(Doubt::unknown(format!("needs a write: in a test administration, {look}")))
}

pub(super) const BOTH: &[Check<Evidence>] = &[
    Check::new(
        Topic::Orders,
        "SIM-A60",
        "A work order's status is one of New, Planned, InProgress, Ready, Archived, Cancelled, or its Dutch word.",
        "[simple_simon.config] statuses, for instance { \"5\" = \"archived\" }. Nothing is sent before Archived is known.",
        |seen| {
            let mut unknown = BTreeSet::new();
            let mut known = BTreeSet::new();
            for it in read(seen)? {
                match it.status {
                    WorkOrderStatus::Unknown(word) => unknown.insert(word),
                    status => known.insert(format!("{status:?}")),
                };
            }
            words(&known, &unknown)
        },
    ),
    Check::new(
        Topic::Orders,
        "SIM-A60a",
        "A time sheet's kind is Travel or Work, or its Dutch word.",
        "[simple_simon.config] time_kinds, for instance { \"1\" = \"travel\" }.",
        |seen| {
            let (mut unknown, mut known) = (BTreeSet::new(), BTreeSet::new());
            for (id, record) in seen.of(Table::TimeSheet) {
                let sheet = reading::time_sheet(*id, record, &seen.config);
                let sheet = sheet.map_err(|faulty| {
                    Doubt::refuted(format!("a time sheet whose {} cannot be read", faulty.field))
                })?;
                match sheet.kind {
                    TimeKind::Unknown(word) => unknown.insert(word),
                    kind => known.insert(format!("{kind:?}")),
                };
            }
            words(&known, &unknown)
        },
    ),
    Check::new(
        Topic::Orders,
        "SIM-A63",
        "A work order that is archived says when, in ArchivedDate; what was archived before the link is not sent by it.",
        "`work_order` in shared/simple_simon/src/reading.rs. Send nothing before this holds.",
        |seen| {
            let archived: Vec<WorkOrder> =
                read(seen)?.into_iter().filter(|it| it.status == WorkOrderStatus::Archived).collect();
            let dated = archived.iter().filter(|it| it.archived_at.is_some()).count();
            match archived.len() {
                0 => Err(Doubt::unknown(
                    "none of the work orders that were read is archived: archive one and look again",
                )),
                all if all == dated => Ok(format!("{dated} archived, each with its moment")),
                all => {
                    Err(Doubt::refuted(format!("{} of {all} archived ones without a moment", all - dated)))
                }
            }
        },
    ),
    Check::new(
        Topic::Orders,
        "SIM-A61",
        "A work order that is opened again and archived anew keeps its Id.",
        "None needed as long as the Id stays: it makes no second order. `ledger` in shared/domain/src/ledger.rs.",
        |_| {
            write(
                "archive a work order, open it again, archive it anew: the log must warn, and there must be one order",
            )
        },
    ),
    Check::new(
        Topic::Orders,
        "SIM-A65",
        "An own key that Koppel gives is kept as it is, with capitals and spaces.",
        "`ext_key` in shared/simple_simon/src/drafts.rs.",
        |_| write("import an article whose number has a small letter or a space, and look at its ExtKey"),
    ),
    Check::new(
        Topic::Writes,
        "SIM-A70a",
        "An own key that is taken is refused with 409, or with a word that names ExtKey.",
        "`Refusal` in shared/simple_simon/src/errors.rs.",
        |_| write("let a first import run twice over the same Simple-Simon: nothing may be there twice"),
    ),
];

pub(super) const CLASSIC: &[Check<Evidence>] = &[
    Check::new(
        Topic::Writes,
        "SIM-A09",
        "An insert answers with the new Id; where it does not, the record is found by its ExtKey.",
        "`insert` in shared/simple_simon/src/client/writes.rs.",
        |_| write("import one customer and look whether its work address hangs below it"),
    ),
    Check::new(
        Topic::Writes,
        "SIM-A10",
        "An update leaves the fields alone that it does not name, or takes them as they were read before.",
        "`update` in shared/simple_simon/src/client/writes.rs: it reads, merges and writes, so that either holds.",
        |_| {
            write(
                "fill in a remark with a customer by hand, change its name in iMUIS, and look at the remark",
            )
        },
    ),
    Check::new(
        Topic::Writes,
        "SIM-A11",
        "A delete is a POST with the Id in its body.",
        "`delete` in shared/simple_simon/src/wire/classic.rs.",
        |_| write("wipe, and look whether the tables are empty"),
    ),
];

pub(super) const ODATA: &[Check<Evidence>] = &[
    Check::new(
        Topic::Writes,
        "SIM-A27",
        "A create is a POST to the entity set, answered with the record.",
        "`insert` in shared/simple_simon/src/wire/odata.rs.",
        |_| write("import one customer and look whether its work address hangs below it"),
    ),
    Check::new(
        Topic::Writes,
        "SIM-A28",
        "An update is a PUT of the whole record.",
        "`update` in shared/simple_simon/src/wire/odata.rs.",
        |_| {
            write(
                "fill in a remark with a customer by hand, change its name in iMUIS, and look at the remark",
            )
        },
    ),
    Check::new(
        Topic::Writes,
        "SIM-A29",
        "A delete is a DELETE of the record.",
        "`delete` in shared/simple_simon/src/wire/odata.rs.",
        |_| write("wipe, and look whether the tables are empty"),
    ),
];

/// The work orders, where each can be read.
fn read(seen: &Evidence) -> Result<Vec<WorkOrder>, Doubt> {
    let records = seen.of(Table::WorkOrder);
    if records.is_empty() {
        seen.list(Table::WorkOrder).rows()?;
        return Err(Doubt::unknown("no work order was read"));
    }
    let read = records.iter().map(|(id, record)| match reading::work_order(*id, record, &seen.config) {
        ReadWorkOrder::Read(_) if Fields(record).text("Status").is_empty() => {
            Err(Doubt::refuted("a work order without a Status"))
        }
        ReadWorkOrder::Read(it) => Ok(it),
        ReadWorkOrder::Faulty { field, .. } => {
            Err(Doubt::refuted(format!("a work order whose {field} cannot be read")))
        }
    });
    read.collect()
}

/// Only words that are known; a word on this list is a term of the package and of no person.
fn words(known: &BTreeSet<String>, unknown: &BTreeSet<String>) -> Verdict {
    let list = |words: &BTreeSet<String>| words.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    match (known.is_empty(), unknown.is_empty()) {
        (_, false) => Err(Doubt::refuted(format!("not known: {}", list(unknown)))),
        (true, true) => Err(Doubt::unknown("none was read")),
        (false, true) => Ok(list(known)),
    }
}

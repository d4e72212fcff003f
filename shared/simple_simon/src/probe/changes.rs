//! Whether what changed can be asked for as is assumed, and on which clock.

use jiff::SignedDuration;
use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};

use super::evidence::Evidence;
use super::looking::{Look, holds};
use crate::wire::json::Fields;
use crate::wire::time::Moment;

/// How far a stamp may be ahead of our clock.
const SKEW: SignedDuration = SignedDuration::from_mins(10);
/// A stamp as young as this shows the zone.
const YOUNG: SignedDuration = SignedDuration::from_mins(30);

pub(super) const BOTH: &[Check<Evidence>] = &[
    Check::new(
        Topic::Changes,
        "SIM-A14",
        "What changed since a moment can be asked for, by LastMutation (SIM-A25).",
        "`list` in shared/simple_simon/src/wire/classic.rs, `page` in shared/simple_simon/src/wire/odata.rs.",
        |seen| {
            holds_id(seen, &seen.since_before).and_then(|there| {
                let never = seen.since_never.rows()?.len();
                holds(
                    there && never == 0,
                    format!("found since before its change: {there}; changed since the year 2099: {never}"),
                )
            })
        },
    ),
    Check::new(
        Topic::Changes,
        "SIM-A25",
        "The moment asked for is on the clock of the stamps: what changed before it is not told.",
        "None needed: what was told already is passed over; each run only reads an hour or two again. `Since` in \
         shared/simple_simon/src/wire/time.rs.",
        |seen| {
            let there = holds_id(seen, &seen.since_after)?;
            holds(
                !there,
                if there {
                    "told as changed two minutes after its change"
                } else {
                    "not told two minutes after its change"
                }
                .to_owned(),
            )
        },
    ),
    Check::new(
        Topic::Changes,
        "SIM-A14a",
        "Whether the very moment is included does not matter: a second is taken off.",
        "None needed.",
        |seen| {
            let there = holds_id(seen, &seen.since_then)?;
            Ok(if there { "it is included" } else { "it is not included" }.to_owned())
        },
    ),
    Check::new(
        Topic::Changes,
        "SIM-A40",
        "Moments come without a zone, as a clock on the wall in the Netherlands shows them; with one, it is heeded.",
        "`Moment` in shared/simple_simon/src/wire/time.rs. Archived moments decide what is sent: send nothing before this holds.",
        clock,
    ),
    Check::new(
        Topic::Changes,
        "SIM-A62",
        "A used article or a time that is added or changed does not move its work order's LastMutation.",
        "None needed: both are read when the order is decided.",
        |_| {
            Err(Doubt::unknown(
                "needs a change: change a used article and look at the work order's LastMutation",
            ))
        },
    ),
    Check::new(
        Topic::Changes,
        "SIM-A64",
        "What is deleted is not among the changes.",
        "None needed: a record that is told and not there is asked for again for an hour.",
        |_| {
            Err(Doubt::unknown(
                "needs a deletion: delete a work order by hand and look what its next push says",
            ))
        },
    ),
];

/// Whether the record whose change was asked around is in the list.
fn holds_id(seen: &Evidence, look: &Look) -> Result<bool, Doubt> {
    let Some(id) = seen.changed else {
        return Err(Doubt::unknown("no record with a LastMutation was read"));
    };
    Ok(look.keys()?.iter().any(|key| key.id == id))
}

fn clock(seen: &Evidence) -> Verdict {
    let mut youngest = None;
    for (_, record) in seen.records.values().flatten() {
        let stamp = Fields(record).moment("LastMutation");
        let stamp =
            stamp.map_err(|unread| Doubt::refuted(format!("a {} that cannot be read", unread.field)))?;
        youngest = stamp
            .into_iter()
            .filter_map(|stamp| Some((stamp.earlier_offset()?, stamp)))
            .chain(youngest)
            .max_by_key(|(at, _)| *at);
    }
    let Some((at, stamp)) = youngest else { return Err(Doubt::unknown("no LastMutation was read")) };
    let age = seen.now.duration_since(at);
    match stamp {
        Moment::Exact(_) => Ok("they come with a zone".to_owned()),
        Moment::Wall(_) if age < -SKEW => {
            Err(Doubt::refuted(format!("a change {} minutes from now", -age.as_mins())))
        }
        Moment::Wall(_) if age < YOUNG => {
            Ok(format!("the youngest change was {} minutes ago", age.as_mins().max(0)))
        }
        Moment::Wall(_) => Err(Doubt::unknown(
            "nothing that was read changed in the last half hour: change a work order and look again",
        )),
    }
}

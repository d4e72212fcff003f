//! Whether iMUIS lets us in as is assumed: the service, sessions, refusals, limits.

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};

use super::evidence::{Evidence, NO_COLUMN, holds};

pub(super) const CHECKS: &[Check<Evidence>] = &[
    Check::new(
        Topic::SignIn,
        "IMUIS-1.1",
        "The service stands at the address of the transport that reads, and a sign-in there gives a session.",
        "[imuis.config] soap_url, form_url, read.",
        |seen| {
            if !seen.signed_in {
                return Err(Doubt::unknown("not signed in"));
            }
            Ok(format!("signed in by {:?}", seen.config.read))
        },
    ),
    Check::new(
        Topic::SignIn,
        "IMUIS-3.3",
        "GetAdmInfo on BASALG with NAAM tells whose books these are.",
        "`administration` in shared/imuis/src/connector.rs.",
        |seen| {
            let named = seen.base.rows()?.column("NAAM").any(|name| !name.is_empty());
            holds(named, if named { "one row, with a name" } else { "no row with a name" }.to_owned())
        },
    ),
    Check::new(
        Topic::SignIn,
        "IMUIS-1.4a",
        "KeepSession keeps a session alive.",
        "[imuis.config] session_margin_minutes = session_idle_minutes: then a session is never kept, and soon taken anew.",
        |seen| seen.kept.rows().map(|_| "answered without an error".to_owned()),
    ),
    Check::new(
        Topic::SignIn,
        "IMUIS-1.4b",
        "A call whose session is gone is refused in words that hold one of session_expired_texts.",
        "[imuis.config] session_expired_texts: add words of that refusal.",
        |seen| match seen.without_a_session.refusal()? {
            Some(words) if seen.config.names_session(words) => Ok(format!("refused: “{words}”")),
            Some(words) => Err(Doubt::refuted(format!("refused in other words: “{words}”"))),
            None => Err(Doubt::refuted("a session that nobody was given was taken")),
        },
    ),
    Check::new(
        Topic::SignIn,
        "IMUIS-1.4c",
        "A second sign-in leaves the first session alive, so that runs of different concerns do not end each other's.",
        "No setting: Koppel signs in again by itself, at the cost of a call each time. Share one session among a company's \
         runs in shared/imuis/src/session.rs.",
        |seen| match seen.first_session.refusal()? {
            None => Ok("the first session still answers".to_owned()),
            Some(_) => Err(Doubt::refuted("the first session was gone")),
        },
    ),
    Check::new(
        Topic::SignIn,
        "IMUIS-1.4d",
        "A session lives for session_idle_minutes without a call.",
        "[imuis.config] session_idle_minutes.",
        |_| {
            Err(Doubt::unknown(
                "takes half an hour: ask the vendor, or the accountant who may have set another time",
            ))
        },
    ),
    Check::new(
        Topic::SignIn,
        "IMUIS-1.4e",
        "Calls one after the other, min_request_interval_ms apart, are borne.",
        "[imuis.config] min_request_interval_ms.",
        |seen| match seen.calls {
            0 => Err(Doubt::unknown("not signed in")),
            _ if seen.was_busy => Err(Doubt::refuted("it asked for patience")),
            calls => {
                Ok(format!("{calls} calls, none of them too fast; limits by the hour or day do not show"))
            }
        },
    ),
    Check::new(
        Topic::SignIn,
        "IMUIS-1.4f",
        "Where reads and creates go by different transports, a session of the one is good for the other.",
        "[imuis.config] read and write: make them the same.",
        |seen| {
            if seen.config.read == seen.config.write {
                return Err(Doubt::unknown(
                    "read and write go by the same transport, so nothing depends on it",
                ));
            }
            seen.by_the_other_transport.rows().map(|_| "both answer under one session".to_owned())
        },
    ),
    Check::new(
        Topic::SignIn,
        "IMUIS-4",
        "A column that is not there is refused, with status 200, in words that name it in capitals.",
        "`names` in shared/imuis/src/refused.rs; until then take refused columns out of [imuis.config] columns by hand.",
        names_the_column,
    ),
];

fn names_the_column(seen: &Evidence) -> Verdict {
    match seen.unknown_column.refusal()? {
        Some(words) => {
            let names = words.split(|c: char| !c.is_alphanumeric()).any(|word| word == NO_COLUMN);
            holds(names, format!("refused: “{words}”"))
        }
        None => Err(Doubt::refuted("it was passed over in silence, so a misspelt column shows nowhere")),
    }
}

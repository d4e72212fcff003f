//! Whether Simple-Simon lets us in as is assumed: addresses, the login, token and key, refusals, limits.

use koppel_domain::assumption::{Check, Doubt, Topic, Verdict};

use super::evidence::Evidence;
use super::looking::{Look, holds};

pub(super) const BOTH: &[Check<Evidence>] = &[
    Check::new(
        Topic::SignIn,
        "SIM-A01",
        "The server stands at base_url.",
        "[simple_simon.config] base_url, dialect.",
        |seen| if seen.signed_in { Ok("signed in".to_owned()) } else { Err(Doubt::unknown("not signed in")) },
    ),
    Check::new(
        Topic::SignIn,
        "SIM-A04",
        "A login takes Key, Usr and Pwd, sent as `login` says, and gives a token, which stands in Token or access_token (SIM-A05).",
        "[simple_simon.config] login = \"get\"; the names in shared/simple_simon/src/wire/login.rs.",
        |seen| match (seen.signed_in, seen.config.has_login()) {
            (false, _) => Err(Doubt::unknown("not signed in")),
            (true, false) => Err(Doubt::unknown("odata_sign_in goes without a login")),
            (true, true) => Ok(format!("a token, by {:?}", seen.config.login)),
        },
    ),
    Check::new(
        Topic::SignIn,
        "SIM-A06",
        "Every call carries the token in the header token_header, after token_prefix.",
        "[simple_simon.config] token_header, token_prefix, for instance \"Authorization\" and \"Bearer \".",
        |seen| match (seen.with_token.told()?, &seen.without_token) {
            (Look::NotSignedIn, _) => {
                Err(Doubt::refuted("signed in, and yet the next call was turned away as not signed in"))
            }
            (_, Look::NotSignedIn) => Ok("taken; without it a call is turned away".to_owned()),
            (_, Look::NotAsked) => Err(Doubt::unknown("odata_sign_in goes without a token")),
            (_, other) => Err(Doubt::unknown(format!(
                "a call without any token brought {}, so it proves nothing",
                other.words()
            ))),
        },
    ),
    Check::new(
        Topic::SignIn,
        "SIM-A07",
        "A token lives longer than token_life_s, and one that is not taken any more is answered with 401 or 403.",
        "[simple_simon.config] token_life_s; `judge` in shared/simple_simon/src/errors.rs.",
        token_life,
    ),
    Check::new(
        Topic::SignIn,
        "SIM-A17",
        "A licence that is not active is answered with 403 and a word with “licen”.",
        "`classify` in shared/simple_simon/src/errors.rs.",
        |_| Err(Doubt::unknown("needs a lapsed licence: ask Simon Support for the words")),
    ),
    Check::new(
        Topic::SignIn,
        "SIM-A16",
        "A record that is not there is answered with 404, or with nothing.",
        "`judge` in shared/simple_simon/src/errors.rs: what is gone must be told from what fails.",
        |seen| match seen.no_id.told()? {
            found @ (Look::Gone | Look::Empty) => Ok(found.words()),
            other => Err(Doubt::refuted(other.words())),
        },
    ),
    Check::new(
        Topic::SignIn,
        "SIM-A70",
        "An error is told by its status, or by an object that holds nothing but an error.",
        "`judge` and `is_error` in shared/simple_simon/src/errors.rs.",
        |seen| match seen.no_table.told()? {
            Look::Answered(_) | Look::Empty => {
                Err(Doubt::refuted(format!("a table that cannot be brought {}", seen.no_table.words())))
            }
            other => Ok(format!("a table that cannot be: {}", other.words())),
        },
    ),
    Check::new(
        Topic::SignIn,
        "SIM-A71",
        "Five calls in a second are borne.",
        "[simple_simon.config] reads_at_once; the pacing of the deployment.",
        |seen| match seen.calls {
            0 => Err(Doubt::unknown("not signed in")),
            _ if seen.was_busy => Err(Doubt::refuted("it asked for patience")),
            calls => {
                Ok(format!("{calls} calls, none of them too fast; limits by the hour or day do not show"))
            }
        },
    ),
];

pub(super) const CLASSIC: &[Check<Evidence>] = &[];

pub(super) const ODATA: &[Check<Evidence>] = &[
    Check::new(
        Topic::SignIn,
        "SIM-A21",
        "Every call carries the API key in the header api_key_header.",
        "[simple_simon.config] api_key_header.",
        |seen| match (seen.with_token.told()?, &seen.without_api_key) {
            (Look::NotSignedIn, _) => Err(Doubt::refuted("with the key a call was turned away")),
            (_, Look::NotSignedIn) => Ok("taken; without it a call is turned away".to_owned()),
            (_, other) => {
                Err(Doubt::unknown(format!("without the key: {}, so it proves nothing", other.words())))
            }
        },
    ),
    Check::new(
        Topic::SignIn,
        "SIM-A22",
        "The token of a login is needed beside the API key.",
        "[simple_simon.config] odata_sign_in = \"api_key_only\": then no login is made.",
        |seen| match (seen.with_token.told()?, &seen.without_token) {
            (_, Look::NotAsked) => Err(Doubt::unknown("odata_sign_in goes without a token")),
            (_, Look::NotSignedIn) => Ok("without it a call is turned away".to_owned()),
            (_, other) => Err(Doubt::refuted(format!("without a token: {}", other.words()))),
        },
    ),
];

fn token_life(seen: &Evidence) -> Verdict {
    let turned_away = match seen.with_a_wrong_token.told()? {
        Look::NotSignedIn => "a wrong token is turned away",
        other => return Err(Doubt::refuted(format!("a wrong token brought {}", other.words()))),
    };
    match seen.lives.map(|life| life.as_secs()) {
        None => Ok(format!("{turned_away}; how long one lives is not told")),
        Some(told) => holds(
            told >= i64::from(seen.config.token_life_s),
            format!("{turned_away}; one lives {told} s, token_life_s is {}", seen.config.token_life_s),
        ),
    }
}

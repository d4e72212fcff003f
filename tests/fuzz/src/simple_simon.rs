//! Simple-Simon: every act of the client, in both dialects.
//!
//! Properties: nothing panics; an act ends after so many requests; a failure says nothing it should not; an insert leaves
//! once, and once more only where a token was turned away; a list that was cut off is a failure and never a shorter list.

use std::sync::Arc;

use jiff::Timestamp;
use koppel_domain::failure::Failure;
use koppel_domain::work_order::SimonId;
use koppel_outside::clock::ManualClock;
use koppel_outside::http::Method;
use koppel_outside::pace::Pace;
use koppel_simple_simon::config::{IdStyle, LoginVerb, ODataSignIn};
use koppel_simple_simon::{
    Config, Credentials, CustomerDraft, Dialect, Draft, Parent, SimpleSimon, Table, Token, UsedItemDraft,
};

use crate::block_on;
use crate::failures::{check, cut_is_no_answer, shows_none};
use crate::script::{Input, Script};

const LICENCE: &str = "geheim-licentie/1";
const PASSWORD: &str = "geheim-wachtwoord&2";
const API_KEY: &str = "geheim-api/3";
const TOKEN: &str = "geheim-token/4";
const SECRETS: [&str; 4] = [LICENCE, PASSWORD, API_KEY, TOKEN];
/// Those of a client that does not hold the token.
const CREDENTIALS: [&str; 3] = [LICENCE, PASSWORD, API_KEY];
const NOW: &str = "2026-07-15T08:00:00Z";
const ID: SimonId = SimonId(48211);
/// Acts that only read.
const READS: u8 = 17;
const ACTS: u8 = 22;

/// One input.
pub(crate) fn run(data: &[u8]) {
    let input = Input::of(data);
    let whole = act(&input, &input.answers, data.len());
    // What a write was answered with is not read, beyond its id.
    if input.choice(0, b'a') % ACTS < READS
        && let Some(answers) = input.cut(2)
    {
        cut_is_no_answer(&whole, &act(&input, &answers, data.len()));
    }
}

fn act(input: &Input<'_>, answers: &[&[u8]], length: usize) -> Result<String, Failure> {
    let which = input.choice(0, b'a') % ACTS;
    // What was kept of an earlier run comes before the answers.
    let played = if which == 21 { answers.get(1..).unwrap_or_default() } else { answers };
    let script = Arc::new(Script::new(played));
    let token = match which {
        18 => None,
        21 => answers.first().and_then(|text| serde_json::from_slice(text).ok()),
        _ => Some(signed_in()),
    };
    let simon = client(&script, input.choice(1, b'0'), token);
    let outcome = block_on(call(&simon, which));
    let has_token = !matches!(which, 18 | 21) && signs_in(input.choice(1, b'0'));
    check(&outcome, if has_token { &SECRETS } else { &CREDENTIALS });
    shows_none(&format!("{simon:?}"), &SECRETS);
    // In the classic dialect each key of a list can become a record to read, each of them tried a few times.
    assert!(script.asked() <= 8 * (length + 16), "{} requests", script.asked());
    if which == 17 {
        let inserts = script
            .asked_for(|method, request| *method == Method::POST && !request.uri().path().ends_with("login"));
        assert!(inserts <= 2, "an insert left {inserts} times");
    }
    outcome
}

async fn call(simon: &SimpleSimon, which: u8) -> Result<String, Failure> {
    let moment: Timestamp = "2026-07-14T08:00:00Z".parse().unwrap();
    Ok(match which {
        0 => format!("{:?}", simon.keys(Table::Customer).await?),
        1 => format!("{:?}", simon.keys_if_known(Table::Contact).await?),
        2 => format!("{:?}", simon.keys_under(Table::Location, Parent::Customer(SimonId(9))).await?),
        3 => format!("{:?}", simon.find(Table::Customer, "1042").await?),
        4 => format!("{:?}", simon.changed_since(Table::WorkOrder, moment).await?),
        5 => format!("{:?}", simon.work_order(ID).await?),
        6 => format!("{:?}", simon.used_items(ID).await?),
        7 => format!("{:?}", simon.time_sheets(ID).await?),
        8 => format!("{:?}", simon.customer(ID).await?),
        9 => format!("{:?}", simon.location(ID).await?),
        10 => format!("{:?}", simon.item(ID).await?),
        11 => format!("{:?}", simon.used_item(ID).await?),
        12 => format!("{:?}", simon.overview(Table::WorkOrder).await?),
        13 => format!("{:?}", simon.last_archived().await?),
        14 => format!("{:?}", simon.differs(ID, &customer()).await?),
        15 => format!("{:?}", simon.differs(ID, &used_item()).await?),
        16 => format!("{:?}", simon.summary(Table::Equipment, ID).await?),
        17 => format!("{:?}", simon.insert(&customer()).await?),
        18 => format!("{:?}", simon.check().await?),
        19 => format!("{:?}", simon.update(ID, &used_item()).await?),
        20 => format!("{:?}", simon.delete(Table::Customer, ID).await?),
        _ => format!("{:?}", simon.keys(Table::Item).await?),
    })
}

fn customer() -> Draft {
    CustomerDraft { ext_key: "1042".to_owned(), name: "De Korenaar".to_owned(), ..CustomerDraft::default() }
        .into()
}

fn used_item() -> Draft {
    let quantity = "2.50".parse().unwrap();
    UsedItemDraft {
        ext_key: "quote-7-15".to_owned(),
        work_order: ID,
        item: SimonId(308),
        description: "Thermostaat".to_owned(),
        quantity,
        unit: "Stuk".to_owned(),
    }
    .into()
}

/// Whether a client with these settings has a token at all.
const fn signs_in(settings: u8) -> bool {
    settings & 1 == 0 || settings >> 2 & 3 == 0
}

fn client(script: &Arc<Script>, settings: u8, token: Option<Token>) -> SimpleSimon {
    let dialect = if settings & 1 == 0 { Dialect::Classic } else { Dialect::OData };
    let config = Config {
        login: if settings & 2 == 0 { LoginVerb::Post } else { LoginVerb::Get },
        odata_sign_in: match settings >> 2 & 3 {
            0 => ODataSignIn::Token,
            1 => ODataSignIn::ApiKeyOnly,
            _ => ODataSignIn::Basic,
        },
        odata_id: if settings & 16 == 0 { IdStyle::Parentheses } else { IdStyle::Segment },
        page_size: 2,
        ..Config::new("https://simon.example/rest", dialect)
    };
    let credentials = Credentials {
        licence: LICENCE.into(),
        user: "kantoor@voorbeeld.example".to_owned(),
        password: PASSWORD.into(),
        api_key: Some(API_KEY.into()),
    };
    let clock = Arc::new(ManualClock::new(NOW.parse().unwrap()));
    SimpleSimon::new(
        script.clone(),
        clock,
        Arc::new(Pace::new(4, std::time::Duration::ZERO)),
        config,
        credentials,
        token,
    )
}

/// The token of a client that signed in a moment ago, in the form in which it is kept.
fn signed_in() -> Token {
    let kept = serde_json::json!({ "value": TOKEN, "issued_at": NOW, "expires_at": null });
    serde_json::from_value(kept).unwrap()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::script::corpus;

    #[test]
    fn the_corpus_has_an_answer_that_counts_for_every_act() {
        let inputs = corpus("simple_simon");
        let inputs = inputs.iter().map(|data| Input::of(data));
        let answered = inputs.filter(|input| act(input, &input.answers, 1000).is_ok());
        let acts: BTreeSet<u8> = answered.map(|input| input.choice(0, b'a')).collect();
        assert_eq!(acts, (0..ACTS).collect());
    }
}

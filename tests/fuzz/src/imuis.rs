//! iMUIS: every call of the port of bookkeeping, over every transport and both ways of paging.
//!
//! Properties: nothing panics; a call ends after so many requests; a failure says nothing it should not; an order leaves
//! twice at most; a page never says the same as the one before; an answer that was cut off is a failure, so that the
//! listing it belongs to never counts as complete.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use koppel_bookkeeping::{Bookkeeping, LookUp, Page, PageMark, Row, Session};
use koppel_domain::failure::Failure;
use koppel_domain::listing::{Doubt, Tally};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::sales_order::{OrderLine, OrderReference, SalesOrder};
use koppel_domain::work_order::SimonId;
use koppel_imuis::{Config, Credentials, Imuis, Paging, ReferenceField, Transport};
use koppel_outside::clock::ManualClock;
use koppel_outside::http::Method;

use crate::block_on;
use crate::failures::{check, cut_is_no_answer, shows_none};
use crate::script::{Input, Script};

const PARTNER_KEY: &str = "geheim-sleutel/1";
const ENVIRONMENT_CODE: &str = "geheim-omgeving/2";
const SESSION: &str = "geheim/858@d1095;CSW";
const SECRETS: [&str; 3] = [PARTNER_KEY, ENVIRONMENT_CODE, SESSION];
const NOW: &str = "2026-07-15T08:00:00Z";
/// Calls that can be chosen.
const CALLS: u8 = 15;
/// Pages of one listing; a real one has no end but the server's.
const PAGES_MAX: usize = 30;

/// One input.
pub(crate) fn run(data: &[u8]) {
    let input = Input::of(data);
    let whole = act(&input, &input.answers);
    if let Some(answers) = input.cut(2) {
        cut_is_no_answer(&whole, &act(&input, &answers));
    }
}

fn act(input: &Input<'_>, answers: &[&[u8]]) -> Result<String, Failure> {
    let which = input.choice(0, b'a') % CALLS;
    // What was kept of an earlier run comes before the answers.
    let played = if which == 14 { answers.get(1..).unwrap_or_default() } else { answers };
    let script = Arc::new(Script::new(played));
    let kept = match which {
        13 => None,
        14 => answers.first().map(|text| Session(String::from_utf8_lossy(text).into_owned())),
        _ => Some(signed_in()),
    };
    let imuis = connector(&script, input.choice(1, b'0'), kept);
    let outcome = block_on(call(&imuis, which));
    check(&outcome, &SECRETS);
    shows_none(&format!("{imuis:?}"), &SECRETS);
    // Each answer can be worth a few requests of its own (a sign-in, a column left out), none an endless number.
    assert!(script.asked() <= 8 * (answers.len() + 4), "{} requests", script.asked());
    let creates = script.asked_for(|method, request| {
        *method == Method::POST && has(request.body(), b"<CreateVerkoopOrder ")
            || has(request.body(), b"ACTIE=CREATE")
    });
    assert!(creates <= 2, "an order left {creates} times");
    outcome
}

fn has(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

async fn call(imuis: &Imuis, which: u8) -> Result<String, Failure> {
    let said = |text: String| text;
    let number = RecordKey::new("7").unwrap();
    let moment: Timestamp = NOW.parse().unwrap();
    Ok(match which {
        0 => listed(imuis, Stream::ArticleGroups).await?,
        1 => listed(imuis, Stream::Articles).await?,
        2 => listed(imuis, Stream::Customers).await?,
        3 => said(format!("{:?}", imuis.record(Stream::Customers, &RecordKey::new("10000").unwrap()).await?)),
        4 => said(format!("{:?}", imuis.record(Stream::Articles, &RecordKey::new("ART-1").unwrap()).await?)),
        5 => format!("{:?}", imuis.quotes(Some(moment), None).await?),
        6 => format!("{:?}", imuis.changed_quote_lines(moment, None).await?),
        7 => format!("{:?}", imuis.quote(&number).await?),
        8 => format!("{:?}", imuis.quote_lines(&number).await?),
        9 => format!("{:?}", imuis.referenced_orders(None).await?),
        10 => format!("{:?}", imuis.orders_by_reference(reference(), None, LookUp::Quick).await?),
        11 => format!("{:?}", imuis.create_order(&order()).await?),
        _ => format!("{:?}", imuis.administration().await?),
    })
}

/// A whole table, as the cleanup lists it; what it holds, and whether it counts as complete.
async fn listed(imuis: &Imuis, stream: Stream) -> Result<String, Failure> {
    let mut tally = Tally::new();
    let mut keys = BTreeSet::new();
    let mut all = String::new();
    let mut after: Option<PageMark> = None;
    for _ in 0..PAGES_MAX {
        let page: Page = imuis.page(stream, None, after.as_ref()).await?;
        let named = page.rows.iter().filter_map(Row::key);
        let nameless = page.rows.len() - named.clone().count();
        keys.extend(named.cloned());
        tally.page(page.rows.len() as u64, nameless as u64, page.remaining);
        all.push_str(&format!("{:?}", page.rows));
        assert!(page.next.is_none() || page.next != after, "a page that goes on where it began");
        after = page.next;
        if after.is_none() {
            let complete = tally.complete(keys.len() as u64, 0);
            if complete.is_ok() {
                assert_eq!(tally.told(), Some(keys.len() as u64), "complete, and not what was promised");
            }
            return Ok(format!("{all} {complete:?}"));
        }
    }
    Ok(format!("{all} {:?}", Err::<(), Doubt>(Doubt::Counts)))
}

fn reference() -> OrderReference {
    OrderReference::of(SimonId(417))
}

fn order() -> SalesOrder {
    SalesOrder {
        reference: reference(),
        debtor: RecordKey::new("10000").unwrap(),
        date: jiff::civil::date(2026, 7, 15),
        customer_reference: "PO-77".to_owned(),
        memo: "Molenweg 12".to_owned(),
        lines: vec![OrderLine {
            article: RecordKey::new("REIS").unwrap(),
            quantity: 2.into(),
            description: String::new(),
        }],
    }
}

fn connector(script: &Arc<Script>, settings: u8, kept: Option<Session>) -> Imuis {
    let transport = match settings & 3 {
        0 => Transport::Soap11,
        1 => Transport::Soap12,
        _ => Transport::Form,
    };
    let config = Config {
        read: transport,
        write: transport,
        paging: if settings & 4 == 0 { Paging::Keyset } else { Paging::Pages },
        order_reference_field: if settings & 8 == 0 {
            ReferenceField::Extordnr
        } else {
            ReferenceField::Kenm
        },
        page_size: 2,
        ..Config::default()
    };
    let clock = Arc::new(ManualClock::new(NOW.parse().unwrap()));
    let pace = Arc::new(config.pace());
    let credentials =
        Credentials { partner_key: PARTNER_KEY.into(), environment_code: ENVIRONMENT_CODE.into() };
    Imuis::new(script.clone(), clock, pace, config, credentials, kept)
}

/// The session of a connector that signed in a moment ago.
fn signed_in() -> Session {
    thread_local! {
        static KEPT: Session = {
            let login = format!("<x><SESSION><SESSIONID>{SESSION}</SESSIONID></SESSION></x>");
            let script = Arc::new(Script::new(&[login.as_bytes()]));
            let imuis = connector(&script, 2, None);
            block_on(async {
                // Only the sign-in is answered.
                let _ = imuis.administration().await;
                imuis.session().await.expect("a session")
            })
        };
    }
    KEPT.with(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::corpus;

    #[test]
    fn the_corpus_has_an_answer_that_counts_for_every_call() {
        let inputs = corpus("imuis");
        let inputs = inputs.iter().map(|data| Input::of(data));
        let answered = inputs.filter(|input| act(input, &input.answers).is_ok());
        let calls: BTreeSet<u8> = answered.map(|input| input.choice(0, b'a')).collect();
        assert_eq!(calls, (0..CALLS).collect());
    }
}

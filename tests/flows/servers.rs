//! The same story over every kind of server that the fact sheets leave possible: an import, changes, an order, a lost
//! answer (R3, R6, R7, P1, P3).

use jiff::SignedDuration;
use koppel_simulators::books::{Call, Debtor};
use koppel_simulators::faults::Fault;
use koppel_simulators::imuis::{DateForm, DecimalMark, NullAs, Options as Books, Overlong};
use koppel_simulators::server::Simulated as _;
use koppel_simulators::simple_simon::{InsertAnswer, Numbers, Options, PropertyNames, ReadSyncAnswer};
use koppel_tests::seed::{article, debtor};
use koppel_tests::{Start, World};

use crate::PAIRS;

/// One difference between two servers.
type Kind<O> = (&'static str, fn(&mut O));

async fn story(world: &World, server: &str) {
    world.furnish();
    world.simon.faults().script("customer/insert", 1, 1, Fault::AnswerLost);
    world.run_until_quiet().await;
    world.assert_mirrored(server);
    world.books.put_debtor(Debtor { city: String::new(), name: "Nieuw".to_owned(), ..debtor(10_000) });
    world.books.put_article(article("NIEUW", 1));
    world.tick(5).await;
    world.assert_mirrored(server);
    world.books.break_call(Call::Create, 0, 1, Fault::AnswerLost);
    let lost = world.work_order(10_000).travel(15).uses("NIEUW", "1.5").archive();
    let good = world.work_order(10_001).work(90).archive();
    world.run_until_quiet().await;
    assert_eq!(world.lines_of(lost), ["NIEUW 1.5", "REIS 0.25"], "{server}");
    assert_eq!(world.lines_of(good), ["UUR 1.5"], "{server}");
    world.tick(5).await;
    world.simon.journal().clear();
    world.tick(5).await;
    let counts = world.simon.journal().counts();
    let wrote = counts.keys().any(|name| name.contains("insert") || name.contains("update"));
    assert!(!wrote, "{server}: quiet in the end, {counts:?}");
}

#[tokio::test]
async fn every_kind_of_simple_simon() {
    let kinds: [Kind<Options>; 8] = [
        ("inclusive readsync", |options| options.readsync_inclusive = true),
        ("pairs of keys", |options| options.readsync_answer = ReadSyncAnswer::KeyPairs),
        ("mixed names", |options| options.property_names = PropertyNames::Mixed),
        ("numbers as text", |options| options.numbers = Numbers::TextWithComma),
        ("errors in 200", |options| options.error_in_200 = true),
        ("full replace", |options| options.full_replace_on_update = true),
        ("no id after an insert", |options| options.insert_answer = InsertAnswer::WithoutId),
        ("a bare id after an insert", |options| options.insert_answer = InsertAnswer::BareInteger),
    ];
    for pair in PAIRS {
        for (name, turn) in kinds {
            let world = World::with(pair.start()).await;
            world.simon.set_options(turn);
            story(&world, &format!("{name}, {pair:?}")).await;
        }
    }
}

#[tokio::test]
async fn every_kind_of_bookkeeping() {
    let kinds: [Kind<Books>; 10] = [
        ("decimal comma", |options| options.decimal_mark = DecimalMark::Comma),
        ("iso dates", |options| options.date_form = DateForm::Iso),
        ("empty elements", |options| options.null_as = NullAs::Empty),
        ("padded texts", |options| options.padded_text = true),
        ("xml declaration", |options| options.xml_declaration = true),
        ("one session at a time", |options| options.second_login_ends_first = true),
        ("exclusive mutation day", |options| options.mutdate_inclusive = false),
        ("texts cut silently", |options| options.overlong = Overlong::Cut),
        ("mixed where refused", |options| options.refuse_mixed_where = true),
        ("short sessions", |options| options.session_idle = SignedDuration::from_mins(2)),
    ];
    for (name, turn) in kinds {
        let world = World::with(Start { page_size: 2, ..Start::default() }).await;
        world.imuis().change_options(turn);
        story(&world, name).await;
    }
}

//! The life of an integration, step by step and out of step.

use proptest::prelude::*;

use super::*;
use crate::administration::Administration;
use crate::records::RecordKey;

const COMPANY: (&str, &str) = ("De Korenaar", " De Korenaar ");

fn now() -> Timestamp {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

fn mandatory() -> BTreeSet<WipeTable> {
    WipeTable::MANDATORY.into()
}

fn right() -> Vec<(SettingName, bool)> {
    SettingName::ALL.map(|name| (name, true)).to_vec()
}

fn connected() -> Life {
    let life = Life::default().wipe(mandatory(), COMPANY, "anja", now()).unwrap();
    life.wiped(now()).unwrap().connect(books("Administratie 2000")).unwrap()
}

fn set_up(settings: &Settings) -> Life {
    let life = connected().accept(TERMS_VERSION, "anja", now()).unwrap();
    life.checked(settings, &right()).unwrap().save(settings).unwrap()
}

#[test]
fn an_admin_comes_from_never_activated_to_active_in_three_steps() {
    let life = set_up(&Settings::default());
    assert_eq!(life.stage, Stage::SetUp);
    let life = life.start(now()).unwrap();
    assert_eq!((life.stage, life.activated_at), (Stage::Active, Some(now())));
    assert_eq!(life.wipe.as_ref().and_then(|wipe| wipe.done_at), Some(now()));
    assert_eq!(life.terms.map(|terms| terms.by).as_deref(), Some("anja"));
}

#[test]
fn a_second_activation_keeps_the_first_moment() {
    let later = now() + jiff::SignedDuration::from_hours(48);
    let life = set_up(&Settings::default()).start(now()).unwrap().deactivate(now()).unwrap();
    let life = life.activate_again().unwrap().start(later).unwrap();
    assert_eq!((life.activated_at, life.started_at), (Some(now()), Some(later)));
    assert_eq!(life.stage, Stage::Active);
}

#[test]
fn the_first_wipe_empties_every_mandatory_table_and_needs_the_companys_name() {
    let life = Life::default();
    let mut some = mandatory();
    some.remove(&WipeTable::Customer);
    assert_eq!(life.wipe(some, COMPANY, "anja", now()), Err(Refusal::Mandatory(vec![WipeTable::Customer])));
    assert_eq!(
        life.wipe(mandatory(), ("De Korenaar", "de korenaar"), "anja", now()),
        Err(Refusal::OtherName)
    );
    let wiping = life.wipe(mandatory(), COMPANY, "anja", now()).unwrap();
    assert_eq!(wiping.wipe(mandatory(), COMPANY, "anja", now()), Err(Refusal::NotNow(Stage::Wiping)));
}

#[test]
fn a_wipe_under_way_can_be_widened_and_never_narrowed() {
    let wiping = Life::default().wipe(mandatory(), COMPANY, "anja", now()).unwrap();
    assert_eq!(
        wiping.wipe([WipeTable::Customer].into(), COMPANY, "anja", now()),
        Err(Refusal::NotNow(Stage::Wiping))
    );
    let other = wiping.wipe([WipeTable::Planning].into(), ("De Korenaar", "x"), "anja", now());
    assert_eq!(other, Err(Refusal::OtherName));
    let wider = wiping.wipe([WipeTable::Planning].into(), COMPANY, "bram", now()).unwrap();
    let (before, after) = (wiping.wipe.unwrap(), wider.wipe.clone().unwrap());
    assert_eq!(after.tables, before.tables.iter().copied().chain([WipeTable::Planning]).collect());
    assert!(after.at > before.at, "the run takes it for another one");
    assert_eq!(wider.stage, Stage::Wiping);
    assert_eq!(after.since, Some(before.at), "the run goes on with it");
}

#[test]
fn a_first_wipe_that_is_called_off_begins_whole_again() {
    let wiping = Life::default().wipe(mandatory(), COMPANY, "anja", now()).unwrap();
    let off = wiping.deactivate(now()).unwrap();
    assert_eq!((off.stage, off.called_off.clone()), (Stage::NeverActivated, None));
    let some = off.wipe([WipeTable::Customer].into(), COMPANY, "anja", now());
    assert!(matches!(some, Err(Refusal::Mandatory(_))), "{some:?}");
    let (before, after) =
        (wiping.wipe.unwrap(), off.wipe(mandatory(), COMPANY, "anja", now()).unwrap().wipe.unwrap());
    assert!(after.since() > before.at, "nothing of the one before counts");
}

#[test]
fn a_wipe_is_called_off_where_the_link_was_active_before() {
    let life = set_up(&Settings::default()).start(now()).unwrap().deactivate(now()).unwrap();
    let later = now() + jiff::SignedDuration::from_hours(1);
    let one = life.wipe([WipeTable::Customer].into(), COMPANY, "anja", now()).unwrap();
    let off = one.deactivate(later).unwrap();
    assert_eq!((off.stage, off.deactivated_at), (Stage::Deactivated, Some(now())), "it ended before");
    let two =
        off.wipe([WipeTable::Article].into(), COMPANY, "anja", later).unwrap().deactivate(later).unwrap();
    let tables = [WipeTable::Customer, WipeTable::Article].into();
    assert_eq!(
        two.called_off,
        Some(CalledOff { tables, at: later, since: one.wipe.as_ref().map(Wipe::since) }),
        "what the first left is not forgotten"
    );
    assert_eq!(two.activate_again().unwrap().stage, Stage::SetUp);
    assert_eq!(two.deactivate(later), Err(Refusal::NotNow(Stage::Deactivated)));
    for life in [one.wiped(now()).unwrap(), one.wiped(now()).unwrap().connect(books("A")).unwrap()] {
        assert_eq!(life.deactivate(later), Err(Refusal::NotNow(life.stage)), "it was activated once");
    }
}

#[test]
fn after_a_deactivation_any_table_may_be_wiped_but_not_none() {
    let life = set_up(&Settings::default()).start(now()).unwrap();
    let one = BTreeSet::from([WipeTable::Planning]);
    assert_eq!(life.wipe(one.clone(), COMPANY, "anja", now()), Err(Refusal::NotNow(Stage::Active)));
    let life = life.deactivate(now()).unwrap();
    assert_eq!(life.wipe(BTreeSet::new(), COMPANY, "anja", now()), Err(Refusal::NothingToWipe));
    assert_eq!(life.wipe(one, COMPANY, "anja", now()).unwrap().stage, Stage::Wiping);
}

#[test]
fn a_check_is_valid_for_exactly_the_checked_values() {
    let settings = Settings { travel_article: RecordKey::new("REIS"), ..Settings::default() };
    let life = connected().accept(TERMS_VERSION, "anja", now()).unwrap();
    assert_eq!(life.save(&settings), Err(Refusal::Unchecked(SettingName::ALL.to_vec())));

    let life = life.checked(&settings, &right()[1..]).unwrap();
    assert_eq!(life.save(&settings), Err(Refusal::Unchecked(vec![SettingName::ArticleGroups])));
    let life = life.checked(&settings, &right()[..1]).unwrap();
    assert_eq!(life.save(&settings).unwrap().stage, Stage::SetUp);
    let newer = Settings { version: 7, ..settings.clone() };
    assert!(life.save(&newer).is_ok(), "a version is no value");

    let other = Settings { filter_word: Some("Garantie".to_owned()), ..settings.clone() };
    assert_eq!(life.save(&other), Err(Refusal::Unchecked(SettingName::ALL.to_vec())));
    let life = life.checked(&other, &right()[..1]).unwrap();
    assert_eq!(life.save(&settings), Err(Refusal::Unchecked(SettingName::ALL.to_vec())), "all are due again");
    let life = life.checked(&other, &[(SettingName::ArticleGroups, false)]).unwrap();
    assert_eq!(life.checks.passed, BTreeSet::new(), "a later finding counts");
}

#[test]
fn every_step_out_of_order_names_the_step_that_is_missing() {
    let life = Life::default();
    let settings = Settings::default();
    assert_eq!(life.connect(books("A")), Err(Refusal::Missing(Step::Wipe)));
    assert_eq!(life.accept(TERMS_VERSION, "anja", now()), Err(Refusal::Missing(Step::Wipe)));
    assert_eq!(life.save(&settings), Err(Refusal::Missing(Step::Wipe)));
    assert_eq!(life.start(now()), Err(Refusal::Missing(Step::Settings)));
    assert_eq!(life.activate_again(), Err(Refusal::Missing(Step::Wipe)));
    assert_eq!(life.deactivate(now()), Err(Refusal::Missing(Step::Activation)));
    for stage in [Stage::Active, Stage::Deactivated] {
        assert_eq!(Life { stage, ..life.clone() }.start(now()), Err(Refusal::NotNow(stage)));
    }
    let life = connected();
    assert_eq!(life.save(&settings), Err(Refusal::Missing(Step::Terms)));
    let older = Terms { version: TERMS_VERSION - 1, by: "anja".to_owned(), at: now() };
    let agreed = Life { terms: Some(older), ..life.clone() };
    assert_eq!(agreed.save(&settings), Err(Refusal::Missing(Step::Terms)), "another version holds now");
    assert_eq!(life.checked(&settings, &right()), Err(Refusal::Missing(Step::Terms)));
    assert_eq!(life.accept(TERMS_VERSION + 1, "anja", now()), Err(Refusal::OtherTerms));
}

fn books(name: &str) -> Administration {
    Administration { name: name.to_owned(), id: None }
}

/// Any step, by number.
fn step(life: &Life, number: u8) -> Result<Life, Refusal> {
    let settings = Settings::default();
    match number {
        0 => life.wipe(mandatory(), COMPANY, "anja", now()),
        1 => life.wipe(BTreeSet::from([WipeTable::Contact]), COMPANY, "anja", now()),
        2 => life.wiped(now()),
        3 => life.connect(books("Administratie 2000")),
        4 => life.accept(TERMS_VERSION, "anja", now()),
        5 => life.checked(&settings, &right()),
        6 => life.save(&settings),
        7 => life.start(now()),
        8 => life.activate_again(),
        _ => life.deactivate(now()),
    }
}

proptest! {
    /// Whatever is asked, in whatever order: nobody becomes active who was not wiped, connected, agreed and checked;
    /// nothing is wiped while it is active; the first moment never moves.
    #[test]
    fn no_order_of_steps_leads_round_a_step(steps in proptest::collection::vec(0_u8..10, 0..60)) {
        let mut life = Life::default();
        for number in steps {
            let before = life.clone();
            if let Ok(next) = step(&life, number) {
                life = next;
            }
            if life.stage == Stage::Active {
                let is_done = life.wipe.as_ref().is_some_and(|wipe| wipe.done_at.is_some());
                prop_assert!(is_done || (life.called_off.is_some() && life.was_active()));
                prop_assert!(life.administration.is_some() && life.terms.is_some());
                prop_assert_eq!(life.checks.passed.len(), SettingName::ALL.len());
            }
            if life.stage == Stage::Wiping && before.stage != Stage::Wiping {
                prop_assert!(number < 2, "a wipe begins only when it is asked for");
                prop_assert!(!matches!(before.stage, Stage::Active | Stage::SetUp));
            }
            if before.activated_at.is_some() {
                prop_assert_eq!(life.activated_at, before.activated_at);
            }
        }
    }
}

#[test]
fn a_file_sets_up_an_integration_that_is_active_at_once() {
    let life = Life::begun(now());
    assert_eq!((life.stage, life.activated_at, life.started_at), (Stage::Active, Some(now()), Some(now())));
    assert!(life.was_active() && !Life::default().was_active());
}

#[test]
fn a_licence_is_known_again_by_its_company_alone() {
    let [korenaar, molen] = ["korenaar", "molen"].map(|id| id.parse::<TenantId>().unwrap());
    assert_eq!(licence_of(&korenaar, "1"), licence_of(&korenaar, "1"));
    assert_ne!(licence_of(&korenaar, "1"), licence_of(&korenaar, "2"));
    assert_ne!(licence_of(&korenaar, "1"), licence_of(&molen, "1"));
}

#[test]
fn a_wipe_that_was_called_off_leaves_lines_in_doubt_where_it_could_take_some() {
    for (table, holds) in [
        (WipeTable::UsedItem, true),
        (WipeTable::TimeSheet, true),
        (WipeTable::Customer, false),
        (WipeTable::WorkOrder, false),
    ] {
        let off = CalledOff { tables: [table].into(), at: now(), since: None };
        assert_eq!(off.holds_lines(), holds, "{table:?}");
    }
}

#[test]
fn new_credentials_for_the_same_books_keep_what_was_checked_and_for_others_they_do_not() {
    let settings = Settings::default();
    let life =
        connected().accept(TERMS_VERSION, "anja", now()).unwrap().checked(&settings, &right()).unwrap();
    let same = life.connect(books("Administratie 2000")).unwrap();
    assert_eq!((same.stage, &same.checks), (Stage::Connected, &life.checks));
    let other = life.connect(books("Administratie 3000")).unwrap();
    assert_eq!(
        (other.administration.as_deref(), &other.checks),
        (Some("Administratie 3000"), &Checks::default())
    );
    // Wiped once more, it is connected anew, whatever the books are called.
    let again = Life { stage: Stage::Wiped, ..life };
    assert_eq!(again.connect(books("Administratie 2000")).unwrap().checks, Checks::default());
}

#[test]
fn quotes_come_along_from_the_moment_they_are_switched_on() {
    let later = now() + jiff::SignedDuration::from_hours(1);
    let (off, on) =
        (Settings::default(), Settings { quotes: Some(Default::default()), ..Settings::default() });
    let life = Life::begun(now());
    assert_eq!(life.quotes_from(), Some(now()));
    assert_eq!(life.clone().follow_quotes(&off, &on, later).quotes_from(), Some(later));
    for (before, after) in [(&off, &off), (&on, &on), (&on, &off)] {
        assert_eq!(life.clone().follow_quotes(before, after, later), life);
    }
    assert_eq!(Life::default().quotes_from(), None);
}

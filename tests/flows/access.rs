//! Whether the link is let in: sessions that end, credentials that are wrong, companies that are not there (R28, P7).

use koppel_domain::failure::{AccessFault, Failure, System};
use koppel_domain::integration::Stage;
use koppel_simulators::server::Simulated as _;
use koppel_simulators::simple_simon::Mode;
use koppel_sync::Outcome;
use koppel_tests::World;
use koppel_tests::seed::debtor;

use crate::PAIRS;

#[tokio::test]
async fn sessions_that_ended_are_taken_anew_without_a_word() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        let before = world.log().await.len();
        for nr in 10_002..10_006 {
            world.books.end_sessions();
            world.simon.revoke_tokens();
            world.books.put_debtor(debtor(nr));
            let work_order = world.work_order(10_000).work(60).archive();
            assert_eq!(world.tick(5).await, (Outcome::Done, Outcome::Done));
            assert_eq!(world.lines_of(work_order), ["UUR 1"]);
        }
        world.assert_mirrored("without sessions");
        assert_eq!(world.log().await.len(), before + 8, "a row for each customer and order, no other");
    }
}

#[tokio::test]
async fn a_kept_session_saves_the_sign_in() {
    let world = World::working(PAIRS[0]).await;
    world.tick(5).await;
    world.books.simulated().journal().clear();
    world.simon.journal().clear();
    world.tick(5).await;
    assert_eq!(
        (world.books.simulated().journal().count("Login"), world.simon.journal().count("login")),
        (0, 0)
    );
}

#[tokio::test]
async fn a_wrong_password_is_told_once_slows_the_ticks_and_mends_itself() {
    for pair in PAIRS {
        let world = World::working(pair).await;
        world.tick(5).await;
        let work_order = world.work_order(10_000).work(60).archive();
        world.simon.set_options(|options| options.mode = Mode::WrongPassword);
        world.simon.revoke_tokens();
        world.books.put_debtor(debtor(10_005));
        let fault = AccessFault::Password;
        let refused = Outcome::Failed(Failure::Access { system: System::SimpleSimon, fault });
        assert_eq!(world.tick(5).await, (refused.clone(), refused));
        world.simon.journal().clear();
        for _ in 0..24 {
            world.tick(5).await;
        }
        let logins = world.simon.journal().count("login");
        assert!((2..=16).contains(&logins), "{logins} tries in two hours");
        assert_eq!(world.told("access_refused").await, 2, "once for each run");
        assert_eq!(world.problems().await, ["link pull: access_refused", "link push: access_refused"]);
        world.simon.set_options(|options| options.mode = Mode::Normal);
        world.run_until_quiet().await;
        assert_eq!(world.told("mended").await, 2);
        assert_eq!(world.lines_of(work_order), ["UUR 1"]);
        world.assert_mirrored("let in again");
    }
}

#[tokio::test]
async fn new_credentials_are_tried_at_the_next_tick() {
    let world = World::working(PAIRS[0]).await;
    world.tick(5).await;
    world.store_credentials(Some("fout")).await;
    let work_order = world.work_order(10_000).work(60).archive();
    world.simon.revoke_tokens();
    world.tick(40).await;
    assert_eq!(world.tick(5).await.1, Outcome::Paused);
    world.store_credentials(None).await;
    assert_eq!(world.tick(5).await.1, Outcome::Done);
    assert_eq!(world.lines_of(work_order), ["UUR 1"]);
}

#[tokio::test]
async fn credentials_that_do_not_unseal_stop_the_company_alone_until_they_are_stored_again() {
    let world = World::working(PAIRS[0]).await;
    let sealed = koppel_store::Sealed("k1.test.AAAA".to_owned());
    world.store().put_secret(koppel_store::SECRET_BOOKKEEPING, &sealed).await.unwrap();
    world.simon.journal().clear();
    assert_eq!(world.tick(5).await, (Outcome::NoConnection, Outcome::NoConnection));
    assert_eq!(world.simon.journal().count(""), 0);
    world.store_credentials(None).await;
    assert_eq!(world.tick(5).await, (Outcome::Done, Outcome::Done));
}

#[tokio::test]
async fn p7_a_package_that_koppel_serves_no_more_is_told_and_mends_itself() {
    for pair in PAIRS {
        let mut world = World::working(pair).await;
        world.tick(5).await;
        let packages = world.reach.packages.clone();
        world.serve(koppel_platform::packages::Packages::default());
        world.work_order(10_000).work(60).archive();
        let system = world.connector().system();
        let refused = Outcome::Failed(Failure::Access { system, fault: AccessFault::NotServed });
        assert_eq!(world.tick(5).await, (refused.clone(), refused));
        assert_eq!(world.problems().await, ["link pull: access_refused", "link push: access_refused"]);
        let log = world.log().await;
        assert!(
            log.iter().any(|row| row.contains("deze Koppel heeft er geen eigen sleutel voor")),
            "{log:?}"
        );
        world.serve(packages);
        world.run_until_quiet().await;
        assert_eq!(world.books.orders().len(), 1);
        assert_eq!(world.problems().await, [""; 0]);
    }
}

#[tokio::test]
async fn a_closed_licence_of_bookkeeping_is_told_and_mends_itself() {
    let world = World::working(PAIRS[0]).await;
    world.imuis().change_options(|options| options.closed_app = true);
    world.books.end_sessions();
    let work_order = world.work_order(10_000).work(60).archive();
    world.tick(5).await;
    assert_eq!(world.problems().await, ["link pull: access_refused", "link push: access_refused"]);
    world.imuis().change_options(|options| options.closed_app = false);
    world.run_until_quiet().await;
    assert_eq!(world.lines_of(work_order), ["UUR 1"]);
}

#[tokio::test]
async fn an_unknown_company_and_a_deactivated_one_do_nothing() {
    let world = World::working(PAIRS[0]).await;
    let nobody = "niemand".parse().unwrap();
    let end = world.clock.now() + jiff::SignedDuration::from_mins(4);
    let report = koppel_sync::pull::pull(&world.context, &nobody, end).await.unwrap();
    assert_eq!(report.outcome, Outcome::Unknown);
    let report = koppel_sync::push::push(&world.context, &nobody, end).await.unwrap();
    assert_eq!(report.outcome, Outcome::Unknown);

    // R28: nothing is pulled and nothing is pushed; activated again, it goes on from that point.
    world.change_profile(|profile| profile.life.stage = Stage::Deactivated).await;
    world.books.put_debtor(debtor(10_005));
    let work_order = world.work_order(10_000).work(60).archive();
    world.simon.journal().clear();
    world.books.simulated().journal().clear();
    assert_eq!(world.tick(5).await, (Outcome::NotActive, Outcome::NotActive));
    assert_eq!(world.simon.journal().count("") + world.books.simulated().journal().count(""), 0);
    world.change_profile(|profile| profile.life.stage = Stage::Active).await;
    world.tick(5).await;
    world.assert_mirrored("active again");
    assert_eq!(world.lines_of(work_order), ["UUR 1"]);
}

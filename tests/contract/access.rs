//! Who is let in, how long, and who must act where nobody is.

use koppel_bookkeeping::LookUp;
use koppel_domain::failure::{Actor, Failure};
use koppel_domain::records::Stream;

use crate::house::{CUSTOMERS, House, Keys, furnished, kind, order, reference};
use crate::records::{all, keys};

pub(crate) async fn the_administration_is_named<H: House>() {
    let (house, connector) = furnished::<H>();
    assert_eq!(connector.administration().await.unwrap().name, house.administration());
}

pub(crate) async fn a_wrong_key_says_who_must_act<H: House>() {
    let (house, _) = furnished::<H>();
    for (keys, actor) in [(Keys::WrongCompany, Actor::Admin), (Keys::WrongPartner, Actor::Operator)] {
        let connector = house.connector(keys, None);
        let failures = [
            connector.administration().await.unwrap_err(),
            connector.page(Stream::Customers, None, None).await.unwrap_err(),
            connector.orders_by_reference(reference(417), None, LookUp::Quick).await.unwrap_err(),
            connector.create_order(&order(417)).await.unwrap_err(),
        ];
        for failure in failures {
            assert!(
                matches!(failure, Failure::Access { system, .. } if system == connector.system()),
                "{failure:?}"
            );
            assert_eq!(failure.actor(), actor, "{keys:?}: {failure:?}");
        }
    }
    assert!(house.orders().is_empty());
}

pub(crate) async fn a_session_is_carried_to_the_next_run<H: House>() {
    let (house, first) = furnished::<H>();
    first.administration().await.unwrap();
    assert!(first.is_renewed().await);
    let sign_ins = house.sign_ins();
    let second = house.connector(Keys::Right, first.session().await);
    second.page(Stream::Customers, None, None).await.unwrap();
    assert_eq!((house.sign_ins(), second.is_renewed().await), (sign_ins, false));

    // It is nobody else's.
    let other = house.connector(Keys::WrongCompany, first.session().await);
    assert_eq!(kind(&other.administration().await.unwrap_err()), "access");
}

pub(crate) async fn a_session_that_ended_is_taken_anew<H: House>() {
    let (house, connector) = furnished::<H>();
    connector.administration().await.unwrap();
    house.end_sessions();
    assert_eq!(keys(&all(&*connector, Stream::Customers).await), CUSTOMERS);

    house.end_sessions();
    // It may be made or not, but once at most, and never said to be made where it is not.
    let made = connector.create_order(&order(417)).await;
    assert_eq!(house.orders().len(), usize::from(made.is_ok()), "{made:?}");
    if made.is_err() {
        connector.create_order(&order(417)).await.unwrap();
    }
    assert_eq!(house.orders().len(), 1);
}

pub(crate) async fn nothing_shows_a_secret<H: House>() {
    let (house, connector) = furnished::<H>();
    connector.administration().await.unwrap();
    let session = connector.session().await;
    let mut shown = format!("{session:?}");
    for keys in [Keys::WrongCompany, Keys::WrongPartner] {
        let failure = house.connector(keys, None).administration().await.unwrap_err();
        shown.push_str(&format!("{failure:?} {failure}"));
    }
    let kept = session.unwrap().0;
    for secret in house.secrets() {
        assert!(!shown.contains(&secret) && !kept.contains(&secret));
    }
    assert!(!shown.contains(&kept));
}

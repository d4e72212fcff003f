//! How each way of failing is told apart, and that no order is lost or doubled over it (P1).

use koppel_domain::records::Stream;
use koppel_simulators::faults::Fault;

use crate::house::{CUSTOMERS, Call, House, Keys, furnished, kind, order};
use crate::orders::found;
use crate::records::{all, keys};

/// A fault, what it is to a read, what it is to a create, and whether the order is in the books all the same.
fn faults() -> [(Fault, &'static str, &'static str, bool); 11] {
    [
        (Fault::RequestLost, "unreachable", "unclear", false),
        (Fault::AnswerLost, "unreachable", "unclear", true),
        (Fault::Html(500), "unreachable", "unclear", false),
        (Fault::HtmlAfter(502), "unreachable", "unclear", true),
        (Fault::Html(503), "busy None", "unclear", false),
        (Fault::TooMany(Some(7)), "busy Some(7)", "busy Some(7)", false),
        (Fault::TooMany(None), "busy None", "busy None", false),
        (Fault::Html(200), "unreadable", "unclear", false),
        (Fault::HtmlAfter(200), "unreadable", "unclear", true),
        (Fault::Truncated, "unreadable", "unclear", true),
        (Fault::EmptyBody, "unreadable", "unclear", true),
    ]
}

pub(crate) async fn a_read_that_fails_is_told_apart<H: House>() {
    for (fault, to_a_read, ..) in faults() {
        let (house, connector) = furnished::<H>();
        connector.administration().await.unwrap();
        house.break_next(Call::Customers, fault.clone());
        let failure = connector.page(Stream::Customers, None, None).await.unwrap_err();
        assert_eq!(kind(&failure), to_a_read, "{fault:?}: {failure:?}");
        // The next one is served as if nothing had been.
        assert_eq!(keys(&all(&*connector, Stream::Customers).await), CUSTOMERS);
    }
}

pub(crate) async fn a_create_that_fails_is_told_apart<H: House>() {
    for (fault, _, to_a_create, is_booked) in faults() {
        let (house, connector) = furnished::<H>();
        house.break_next(Call::Create, fault.clone());
        let failure = connector.create_order(&order(417)).await.unwrap_err();
        assert_eq!(kind(&failure), to_a_create, "{fault:?}: {failure:?}");
        assert_eq!(house.orders().len(), usize::from(is_booked), "{fault:?}");
    }
}

pub(crate) async fn what_surely_did_not_arrive_is_not_unclear<H: House>() {
    let (house, connector) = furnished::<H>();
    connector.administration().await.unwrap();
    house.unplug(1);
    assert_eq!(kind(&connector.create_order(&order(417)).await.unwrap_err()), "unreachable");
    house.unplug(1);
    assert_eq!(kind(&found(&*connector, 417).await.unwrap_err()), "unreachable");
    assert!(house.orders().is_empty());
    connector.create_order(&order(417)).await.unwrap();
    assert_eq!(house.orders().len(), 1);
}

pub(crate) async fn an_order_that_may_have_been_made_can_be_looked_up<H: House>() {
    for (fault, .., is_booked) in faults() {
        let (house, connector) = furnished::<H>();
        house.break_next(Call::Create, fault.clone());
        connector.create_order(&order(417)).await.unwrap_err();
        let booked: Vec<_> = house.orders().into_iter().map(|it| (it.number, it.customer)).collect();
        assert_eq!(booked.len(), usize::from(is_booked));
        assert_eq!(found(&*connector, 417).await.unwrap(), booked, "{fault:?}");
    }
}

pub(crate) async fn an_order_whose_answer_was_lost_is_made_once<H: House>() {
    for (fault, ..) in faults() {
        let (house, first) = furnished::<H>();
        house.break_next(Call::Create, fault.clone());
        first.create_order(&order(417)).await.unwrap_err();
        // A look-up that fails has not said that there is none, whatever it was answered.
        for (trouble, ..) in faults() {
            let next = house.connector(Keys::Right, first.session().await);
            house.break_next(Call::Orders, trouble.clone());
            assert!(found(&*next, 417).await.is_err(), "{fault:?}, then {trouble:?}");
        }
        // Each later run makes what it does not find.
        for _ in 0..2 {
            let next = house.connector(Keys::Right, first.session().await);
            if found(&*next, 417).await.unwrap().is_empty() {
                next.create_order(&order(417)).await.unwrap();
            }
        }
        assert_eq!(house.orders().len(), 1, "{fault:?}");
    }
}

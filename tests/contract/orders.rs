//! Sales orders: made once, as they were given, and found again (P1).

use koppel_bookkeeping::{Bookkeeping, LookUp};
use koppel_domain::failure::Failure;
use koppel_domain::sales_order::SalesOrder;

use crate::house::{House, PRICE, furnished, key, kind, order, reference};

/// Numbers and customers of the orders that carry a reference.
pub(crate) async fn found(
    connector: &dyn Bookkeeping,
    work_order: i64,
) -> Result<Vec<(String, String)>, Failure> {
    let date = Some(order(work_order).date);
    let found = connector.orders_by_reference(reference(work_order), date, LookUp::Quick).await?;
    Ok(found.into_iter().map(|it| (it.number.0, it.debtor.to_string())).collect())
}

pub(crate) async fn an_order_is_made_as_it_was_given<H: House>() {
    let (house, connector) = furnished::<H>();
    let given = order(417);
    let number = connector.create_order(&given).await.unwrap();
    let booked = house.orders();
    let [made] = booked.as_slice() else { panic!("{booked:?}") };
    assert_eq!((&made.number, made.customer.as_str(), made.date), (&number.0, "10002", given.date));
    assert!(made.memo.contains(&given.memo), "{}", made.memo);
    let lines: Vec<_> =
        made.lines.iter().map(|(article, quantity, _)| (article.as_str(), *quantity)).collect();
    let expected: Vec<_> = given.lines.iter().map(|line| (line.article.as_str(), line.quantity)).collect();
    assert_eq!(lines, expected);
    let texts: Vec<_> = made.lines.iter().map(|(.., text)| text.as_str()).collect();
    assert_eq!(texts, ["Artikel UUR", "Terug: <kraan>"], "an empty text is bookkeeping's own");
    assert_eq!(
        made.prices,
        [PRICE.into(), PRICE.into()],
        "a price is bookkeeping's own, whatever is ordered"
    );
}

pub(crate) async fn an_order_is_found_by_its_reference_alone<H: House>() {
    let (house, connector) = furnished::<H>();
    assert!(found(&*connector, 417).await.unwrap().is_empty());
    house.put_order_by_hand(10_002);
    let first = connector.create_order(&order(417)).await.unwrap().0;
    let ours = (first.clone(), "10002".to_owned());
    assert_eq!(found(&*connector, 417).await.unwrap(), std::slice::from_ref(&ours));
    for other in [41, 4170, 418] {
        assert!(found(&*connector, other).await.unwrap().is_empty(), "{other}");
    }
    // Nobody keeps a second one out, so whoever looks up must see both, and whose they are.
    let second = connector.create_order(&SalesOrder { debtor: key("10003"), ..order(417) }).await.unwrap().0;
    assert_eq!(found(&*connector, 417).await.unwrap(), [ours, (second, "10003".to_owned())]);
    let without_date = connector.orders_by_reference(reference(417), None, LookUp::Quick).await.unwrap();
    assert_eq!(without_date.len(), 2);
}

pub(crate) async fn an_order_whose_reference_was_edited_is_found_by_its_other_mark<H: House>() {
    let (house, connector) = furnished::<H>();
    let number = connector.create_order(&order(417)).await.unwrap();
    let untouched = connector.create_order(&order(418)).await.unwrap();
    house.edit_reference(&number.0);
    for date in [Some(order(417).date), None] {
        for (work_order, number) in [(417, &number), (418, &untouched)] {
            let look_up = connector.orders_by_reference(reference(work_order), date, LookUp::Thorough);
            let look_up = look_up.await.unwrap();
            let [order] = look_up.as_slice() else { panic!("{look_up:?}") };
            assert_eq!((&order.number, order.debtor.as_str()), (number, "10002"));
        }
        let none = connector.orders_by_reference(reference(4170), date, LookUp::Thorough).await.unwrap();
        assert!(none.is_empty(), "{none:?}");
    }
}

pub(crate) async fn orders_that_carry_a_reference_are_listed<H: House>() {
    let (house, connector) = furnished::<H>();
    let mut expected = Vec::new();
    for work_order in 411..=415 {
        house.put_order_by_hand(10_001);
        expected.push((work_order, connector.create_order(&order(work_order)).await.unwrap().0));
    }
    let mut listed = Vec::new();
    let mut after = None;
    loop {
        let page = connector.referenced_orders(after.as_ref()).await.unwrap();
        listed.extend(page.orders.into_iter().map(|it| (it.reference.work_order().0, it.number.0)));
        after = page.next;
        assert!(listed.len() < 100, "this goes on for ever");
        if after.is_none() {
            break;
        }
    }
    listed.sort();
    listed.dedup();
    assert_eq!(listed, expected);
}

pub(crate) async fn texts_up_to_the_limits_are_kept<H: House>() {
    let (house, connector) = furnished::<H>();
    let limits = connector.limits();
    let mut long = order(417);
    long.memo = "m".repeat(limits.memo);
    long.customer_reference = "r".repeat(limits.customer_reference);
    long.lines[1].description = "x".repeat(limits.line);
    connector.create_order(&long).await.unwrap();
    let booked = house.orders();
    assert!(booked[0].memo.contains(&long.memo), "{}", booked[0].memo);
    assert_eq!(booked[0].lines[1].2, long.lines[1].description);
    assert_eq!(found(&*connector, 417).await.unwrap().len(), 1);
}

pub(crate) async fn what_bookkeeping_does_not_know_is_refused<H: House>() {
    let (house, connector) = furnished::<H>();
    let mut no_article = order(417);
    no_article.lines[0].article = key("ONBEKEND");
    let no_customer = SalesOrder { debtor: key("99999"), ..order(417) };
    for wrong in [no_article, no_customer] {
        let failure = connector.create_order(&wrong).await.unwrap_err();
        assert_eq!(kind(&failure), "refused", "{failure:?}");
        let Failure::Refused { reason, .. } = failure else { panic!() };
        assert!(!reason.is_empty());
    }
    assert!(house.orders().is_empty());
    connector.create_order(&order(417)).await.unwrap();
}

//! Decisions, one rule at a time, and what holds for every one of them.

mod always;
mod samples;

use rust_decimal::Decimal;

use self::samples::{
    W, all_known, archived, key, lines, minutes, refusal, reported, sent, settings, used, with_limits,
};
use super::*;
use crate::gathered::{Gathered, Known};
use crate::message::{ArticleSetting, Table};
use crate::settings::MemoContent;
use crate::work_order::{SimonId, TimeKind};

#[test]
fn an_archived_work_order_becomes_a_whole_order() {
    let mut work = archived();
    work.used = vec![used(1, "KRAAN-15", "2.50"), used(2, "BUIS", "-1")];
    work.times =
        vec![minutes(TimeKind::Work, 90), minutes(TimeKind::Travel, 15), minutes(TimeKind::Work, 30)];
    let order = sent(&work);
    insta::assert_json_snapshot!(order, @r#"
    {
      "reference": 48211,
      "debtor": "10001",
      "date": "2026-07-15",
      "customer_reference": "PO 77",
      "memo": "Jansen\nDorpsstraat 12a\n1234 AB Ons Dorp\nKraan lekt",
      "lines": [
        {
          "article": "KRAAN-15",
          "quantity": "2.5",
          "description": "Tekst KRAAN-15"
        },
        {
          "article": "BUIS",
          "quantity": "-1",
          "description": "Tekst BUIS"
        },
        {
          "article": "REIS",
          "quantity": "0.25",
          "description": ""
        },
        {
          "article": "WERK",
          "quantity": "2",
          "description": ""
        },
        {
          "article": "VOORRIJKOSTEN",
          "quantity": "1",
          "description": ""
        }
      ]
    }
    "#);
    assert_eq!(reported(&work), []);
}

#[test]
fn r3_only_an_archived_work_order_is_looked_at() {
    use WorkOrderStatus::{Cancelled, InProgress, New, Planned, Ready};
    for status in [New, Planned, InProgress, Ready, Cancelled] {
        let mut work = archived();
        work.work_order.status = status;
        work.customer = None;
        let decision = with_limits(&work, &settings(), &all_known());
        assert_eq!(decision, Decision { outcome: Outcome::NotYet, remarks: vec![] });
    }
}

#[test]
fn a_status_no_one_told_us_of_is_left_alone() {
    let mut work = archived();
    work.work_order.status = WorkOrderStatus::Unknown("Geparkeerd".into());
    let decision = with_limits(&work, &settings(), &all_known());
    assert_eq!(decision, Decision { outcome: Outcome::NotYet, remarks: vec![] });
}

#[test]
fn each_reason_hides_the_ones_behind_it() {
    let mut work = archived();
    work.work_order.archived_at = None;
    work.faulty_children = vec![("Einde".into(), "31-02-2026".into())];
    work.work_order.description = "Garantie: kraan lekt".into();
    work.customer = None;
    work.location = None;
    work.used = vec![used(1, "TAPE", "1")];
    work.used[0].article = None;
    let mut articles = all_known();
    articles.standard = Known::Unknown("VOORRIJKOSTEN".into());
    let mut settings = settings();
    settings.filter_word = Some("garantie".into());
    let next = |work: &Gathered| match with_limits(work, &settings, &articles).outcome {
        Outcome::Skip(message) | Outcome::Refuse(message) => message,
        other => panic!("{other:?}"),
    };
    let work_order = || W.to_owned();

    assert_eq!(
        next(&work),
        Message::OrderUnreadable {
            work_order: work_order(),
            field: "Gearchiveerd op".into(),
            value: String::new()
        }
    );
    work.work_order.archived_at = archived().work_order.archived_at;
    assert_eq!(
        next(&work),
        Message::OrderUnreadable {
            work_order: work_order(),
            field: "Einde".into(),
            value: "31-02-2026".into()
        }
    );
    work.faulty_children.clear();
    assert_eq!(next(&work), Message::OrderSkipped { work_order: work_order(), word: "garantie".into() });
    work.work_order.description = "Kraan lekt".into();
    assert_eq!(next(&work), Message::OrderWithoutCustomer { work_order: work_order() });
    work.customer = archived().customer;
    work.customer.as_mut().unwrap().debtor = None;
    assert_eq!(
        next(&work),
        Message::OrderCustomerUnknown { work_order: work_order(), customer: "Jansen".into() }
    );
    work.customer = archived().customer;
    assert_eq!(next(&work), Message::OrderWithoutAddress { work_order: work_order() });
    work.location = archived().location;
    work.location.as_mut().unwrap().customer = Some(SimonId(9002));
    assert_eq!(
        next(&work),
        Message::OrderAddressOfOther { work_order: work_order(), address: "Jansen".into() }
    );
    work.location.as_mut().unwrap().customer = None;
    assert!(matches!(next(&work), Message::OrderAddressOfOther { .. }), "R8: an address of nobody's");
    work.location = archived().location;
    assert_eq!(
        next(&work),
        Message::OrderArticleUnknown { work_order: work_order(), article: "TAPE".into() }
    );
    work.used[0].item.item = None;
    assert_eq!(next(&work), Message::OrderFreeText { work_order: work_order(), text: "Tekst TAPE".into() });
    work.used.clear();
    assert_eq!(
        next(&work),
        Message::OrderSettingUnknown {
            work_order: work_order(),
            setting: ArticleSetting::Standard,
            article: "VOORRIJKOSTEN".into()
        }
    );
}

#[test]
fn r11_r12_minutes_become_hours_half_up() {
    for (minutes, expected) in [
        (0, "0"),
        (1, "0.02"),
        (2, "0.03"),
        (3, "0.05"),
        (15, "0.25"),
        (20, "0.33"),
        (50, "0.83"),
        (59, "0.98"),
        (60, "1"),
        (100, "1.67"),
        (120, "2"),
        (1500, "25"),
        (i64::MAX, "153722867280912930.12"),
    ] {
        assert_eq!(crate::order_lines::hours(minutes).to_string(), expected, "{minutes} minutes");
    }
}

#[test]
fn r11_r12_time_without_an_article_is_not_booked() {
    let mut work = archived();
    work.times =
        vec![minutes(TimeKind::Travel, 30), minutes(TimeKind::Work, 60), minutes(TimeKind::Work, -5)];
    for (travel, work_time, expected) in [
        (Known::NotSet, Known::NotSet, vec![]),
        (Known::Known(key("REIS")), Known::NotSet, vec!["REIS × 0.5"]),
        (Known::NotSet, Known::Known(key("WERK")), vec!["WERK × 1"]),
    ] {
        let articles =
            SettingArticles { travel, work: work_time.clone(), standard: Known::Known(key("VOORRIJKOSTEN")) };
        let decision = with_limits(&work, &settings(), &articles);
        let expected = expected.into_iter().chain(["VOORRIJKOSTEN × 1"]).collect::<Vec<_>>();
        assert_eq!(lines(&decision), expected);
        let told = decision.remarks.len();
        assert_eq!(
            told,
            usize::from(work_time != Known::NotSet),
            "nothing to say about time that is not booked"
        );
    }
}

#[test]
fn impossible_times_are_told_and_only_those_below_zero_left_out() {
    let mut work = archived();
    work.times = vec![
        minutes(TimeKind::Work, -15),
        minutes(TimeKind::Work, 0),
        minutes(TimeKind::Work, 1440),
        minutes(TimeKind::Work, 1500),
        minutes(TimeKind::Unknown("Pauze".into()), 30),
        minutes(TimeKind::Travel, -1),
    ];
    let decision = with_limits(&work, &settings(), &all_known());
    assert_eq!(lines(&decision), ["WERK × 49", "VOORRIJKOSTEN × 1"]);
    assert_eq!(
        decision.remarks,
        [
            Message::MinutesBelowZero { work_order: W.into(), minutes: -1 },
            Message::MinutesBelowZero { work_order: W.into(), minutes: -15 },
            Message::MinutesAboveDay { work_order: W.into(), minutes: 1500 },
            Message::TimeKindUnknown { work_order: W.into(), kind: "Pauze".into() },
        ]
    );
}

#[test]
fn r13_quantity_zero_makes_no_line_and_stops_nothing() {
    let mut work = archived();
    work.used = vec![used(1, "TAPE", "0.00"), used(2, "KIT", "0"), used(3, "BUIS", "-0.50")];
    work.used[0].item.item = None;
    work.used[1].article = None;
    let decision = with_limits(&work, &settings(), &all_known());
    assert_eq!(lines(&decision), ["BUIS × -0.5", "VOORRIJKOSTEN × 1"]);
}

#[test]
fn r14_the_standard_article_stands_alone_where_nothing_is_booked() {
    assert_eq!(lines(&with_limits(&archived(), &settings(), &all_known())), ["VOORRIJKOSTEN × 1"]);
}

#[test]
fn nothing_to_bill_is_no_order() {
    let mut work = archived();
    work.times = vec![minutes(TimeKind::Work, -30)];
    let mut articles = all_known();
    articles.standard = Known::NotSet;
    let decision = with_limits(&work, &settings(), &articles);
    assert_eq!(decision.outcome, Outcome::Refuse(Message::OrderEmpty { work_order: W.into() }));
    assert_eq!(decision.remarks, [Message::MinutesBelowZero { work_order: W.into(), minutes: -30 }]);
}

#[test]
fn an_article_of_the_settings_matters_only_where_it_is_needed() {
    let unknown = |setting, article: &str| Message::OrderSettingUnknown {
        work_order: W.into(),
        setting,
        article: article.into(),
    };
    let articles = SettingArticles {
        travel: Known::Unknown("R".into()),
        work: Known::Unknown("W".into()),
        standard: Known::NotSet,
    };
    let mut work = archived();
    work.used = vec![used(1, "BUIS", "1")];
    assert_eq!(lines(&with_limits(&work, &settings(), &articles)), ["BUIS × 1"]);
    work.times = vec![minutes(TimeKind::Work, 1500)];
    let decision = with_limits(&work, &settings(), &articles);
    assert_eq!(decision.outcome, Outcome::Refuse(unknown(ArticleSetting::Work, "W")));
    assert_eq!(decision.remarks, [], "the remark comes with the order, once it is mended");
    work.times.push(minutes(TimeKind::Travel, 1));
    assert_eq!(
        with_limits(&work, &settings(), &articles).outcome,
        Outcome::Refuse(unknown(ArticleSetting::Travel, "R"))
    );
}

#[test]
fn an_order_holds_so_many_lines_and_no_more() {
    let mut work = archived();
    work.used = (1..LINES_MAX as i64).map(|id| used(id, "BUIS", "1")).collect();
    assert_eq!(sent(&work).lines.len(), LINES_MAX);
    work.used.push(used(1, &"x".repeat(200), "1"));
    assert_eq!(refusal(&work), Message::OrderTooLong { work_order: W.into(), lines: 1001, limit: 1000 });
    assert_eq!(reported(&work), []);
}

#[test]
fn what_is_too_long_is_cut_and_told() {
    let cut = |name: &str, field: &str, limit| Message::TextCut {
        table: Table::WorkOrder,
        number: W.into(),
        name: name.into(),
        field: field.into(),
        limit,
    };
    let mut work = archived();
    work.work_order.description = format!("x{}", "👍".repeat(200));
    work.work_order.customer_reference = "x".repeat(26);
    work.used = vec![used(1, "BUIS", "1"), used(2, "KRAAN", "1")];
    work.used[1].item.description = format!("{}\n{}", "a".repeat(39), "b".repeat(10));
    let order = sent(&work);
    assert_eq!(order.lines[1].description, "a".repeat(39), "a line's text is one line, and ends in no blank");
    assert_eq!(order.customer_reference, "x".repeat(25));
    assert_eq!(crate::text::utf16_len(&order.memo), 249, "no half emoji");
    assert_eq!(
        reported(&work),
        [cut("KRAAN", "Omschrijving", 40), cut("", "Kenmerk", 25), cut("", "Opmerkingen", 250)]
    );
}

#[test]
fn r16_the_memo_follows_the_settings() {
    for (memo, expected) in [
        (MemoContent::Nothing, ""),
        (MemoContent::Description, "Kraan lekt"),
        (MemoContent::WorkAddress, "Jansen\nDorpsstraat 12a\n1234 AB Ons Dorp"),
    ] {
        let settings = Settings { memo, ..settings() };
        let Outcome::Send(order) = with_limits(&archived(), &settings, &all_known()).outcome else {
            panic!("not sent")
        };
        assert_eq!(order.memo, expected);
    }
}

#[test]
fn the_day_is_the_one_on_which_the_work_order_was_archived() {
    let mut work = archived();
    work.work_order.archived_at = Some(jiff::civil::datetime(2026, 3, 29, 23, 59, 59, 0));
    assert_eq!(sent(&work).date, jiff::civil::date(2026, 3, 29));
    assert_eq!(sent(&work).lines[0].quantity, Decimal::ONE);
}

#[test]
fn lines_that_a_wipe_may_have_deleted_hold_up_an_order_and_nothing_else() {
    let wiped = Outcome::Refuse(Message::OrderLinesWiped { work_order: "2026-0815".to_owned() });
    let doubted =
        |outcome| Decision { outcome, remarks: Vec::new() }.with_lines_in_doubt("2026-0815").outcome;
    let empty = Message::OrderEmpty { work_order: "2026-0815".to_owned() };
    assert_eq!(doubted(Outcome::Send(sent(&archived_with_a_line()))), wiped);
    assert_eq!(doubted(Outcome::Refuse(empty)), wiped);
    let customer = Message::OrderWithoutCustomer { work_order: "2026-0815".to_owned() };
    let skipped = Message::OrderSkipped { work_order: "2026-0815".to_owned(), word: "Garantie".to_owned() };
    for other in [Outcome::NotYet, Outcome::Refuse(customer), Outcome::Skip(skipped)] {
        assert_eq!(doubted(other.clone()), other);
    }
}

fn archived_with_a_line() -> Gathered {
    let mut work = archived();
    work.used = vec![used(1, "KRAAN-15", "1")];
    work
}

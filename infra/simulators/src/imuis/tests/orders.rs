//! Sales orders: what is made, what is filled in, and every reason to refuse one.

use jiff::SignedDuration;

use super::world::{ALL, Via, World, column, metadata, selection};
use crate::faults::Fault;
use crate::imuis::{Debtor, FormOrderResult, Options, Overlong, PlainTable, xml};
use crate::server::{Outcome, Simulated as _};

const LINE: &str = "<ORDRG><ART>9000</ART><AANT>2</AANT></ORDRG>";

fn order(header: &str, lines: &str) -> String {
    format!("<NewDataSet><ORDKOP>{header}</ORDKOP>{lines}</NewDataSet>")
}

#[tokio::test]
async fn the_order_of_the_fact_sheet_is_made_and_filled_in() {
    let payload = order(
        "<DEB>10000</DEB><DAT>04-03-2026</DAT><ORDSRT>Standaard</ORDSRT><KENM>WB-2025-00417</KENM>\
         <EXTORDNR>417</EXTORDNR><OPM>Werkbon 417\nmonteur Bakker</OPM>",
        "<ORDRG><ART>9000</ART><AANT>2</AANT><OMSCHR>Voorrijden</OMSCHR></ORDRG>\
         <ORDRG><ART>MONTAGE</ART><AANT>1.255</AANT><PERCKORT>10</PERCKORT></ORDRG>",
    );
    for via in ALL {
        let world = World::new();
        let echo = world.order(via, &payload).await.unwrap();
        let header = echo.child("ORDKOP").unwrap();
        assert_eq!(header.text_of("NR"), Some("202600001"));
        assert_eq!(header.text_of("DAT"), Some("04-03-2026"), "as it was sent");
        let line = echo.child("ORDRG").unwrap();
        for (name, text) in [
            ("OMSCHR", "Voorrijden"),
            ("BEDR", "70"),
            ("DATLEV", "05-03-2026"),
            ("EENH", "Stuk"),
            ("OPMEXT", "Let op"),
            ("ORDNR", "202600001"),
            ("RG", "5"),
            ("STATUS", "O"),
            ("PERCKORTKORT", "0"),
        ] {
            assert_eq!(line.text_of(name), Some(text), "{name}");
        }
        assert_eq!(echo.child("INPUT").unwrap().text_of("ADM"), Some("2000"));

        let made = world.imuis.orders_by_reference("417");
        let [made] = made.as_slice() else { panic!("{made:?}") };
        assert_eq!(world.imuis.orders_by_reference("WB-2025-00417").len(), 1);
        assert_eq!((made.nr, made.debtor, made.ordsrt.as_str()), (202_600_001, 10_000, "standaard"));
        assert_eq!(made.opm, "Werkbon 417\nmonteur Bakker");
        let [first, second] = made.lines.as_slice() else { panic!("{made:?}") };
        assert_eq!((first.rg, second.rg), (5, 10));
        assert_eq!((first.extordnr, first.vat.as_str()), (Some(417), "H"));
        assert_eq!(second.description, "Montage-uur");
        // 1.255 × 62.50 × 0.9 = 70.59375
        assert_eq!(second.amount.to_string(), "70.59");
    }
}

#[tokio::test]
async fn numbers_are_the_year_and_a_counter_and_nothing_guards_a_reference() {
    let world = World::new();
    let payload = order("<DEB>10000</DEB><EXTORDNR>5</EXTORDNR>", LINE);
    for expected in ["202600001", "202600002"] {
        let echo = world.order(Via::Form, &payload).await.unwrap();
        assert_eq!(echo.child("ORDKOP").unwrap().text_of("NR"), Some(expected));
    }
    assert_eq!(world.imuis.orders_by_reference("5").len(), 2);
    world.clock.set("2026-12-31T23:30:00Z".parse().unwrap());
    world.order(Via::Form, &payload).await.unwrap();
    assert_eq!(world.imuis.orders().last().unwrap().nr, 202_700_003, "it is 2027 in Amsterdam");
}

#[tokio::test]
async fn each_reason_to_refuse_leaves_nothing_behind() {
    let world = World::new();
    let gone = Debtor { nr: 55, left_on: Some("2026-03-05".parse().unwrap()), ..Debtor::default() };
    world.imuis.put_debtor(gone);
    let deb = "<DEB>10000</DEB>";
    let with = |tags: &str| order(&format!("{deb}{tags}"), LINE);
    let lines = |lines: &str| order(deb, lines);
    let cases = [
        (order("<KENM>x</KENM>", LINE), "Veld DEB is verplicht (CS304)"),
        (order("<DEB>77</DEB>", LINE), "Debiteur 77 bestaat niet (CS401)"),
        (order("<DEB>10001</DEB>", LINE), "Debiteur 10001 is geblokkeerd (CS402)"),
        (order("<DEB>55</DEB>", LINE), "Debiteur 55 is geblokkeerd (CS402)"),
        (order("<DEB>JANSEN</DEB>", LINE), "Ongeldige waarde in veld DEB: JANSEN (CS206)"),
        (with("<ORDSRT>spoed</ORDSRT>"), "Ordersoort spoed bestaat niet (CS403)"),
        (with("<DAT>31-02-2026</DAT>"), "Ongeldige waarde in veld DAT: 31-02-2026 (CS206)"),
        (with("<EXTORDNR>3000000000</EXTORDNR>"), "Ongeldige waarde in veld EXTORDNR: 3000000000 (CS206)"),
        (with("<EXTORDNR>WB-1</EXTORDNR>"), "Ongeldige waarde in veld EXTORDNR: WB-1 (CS206)"),
        (with("<EXTORDNR>1.5</EXTORDNR>"), "Ongeldige waarde in veld EXTORDNR: 1.5 (CS206)"),
        (with("<BTWPL>X</BTWPL>"), "Ongeldige waarde in veld BTWPL: X (CS206)"),
        (with("<NEGAANT>true</NEGAANT>"), "Ongeldige waarde in veld NEGAANT: true (CS206)"),
        (with("<KLEUR>x</KLEUR>"), "Onbekend veld: KLEUR in tabel ORDKOP (CS202)"),
        (with("<BEDRTOT>5</BEDRTOT>"), "Veld BEDRTOT is niet toegankelijk (CS303)"),
        (with("<KENM>12345678901234567890123456</KENM>"), "Veld KENM is te lang, maximaal 25 tekens (CS305)"),
        // An emoji is two units.
        (with("<KENM>123456789012345678901234🔧</KENM>"), "Veld KENM is te lang, maximaal 25 tekens (CS305)"),
        (lines(""), "Verkooporder zonder orderkop of orderregels (CS306)"),
        (format!("<NewDataSet>{LINE}</NewDataSet>"), "Verkooporder zonder orderkop of orderregels (CS306)"),
        (lines("<ORDRG><AANT>1</AANT></ORDRG>"), "Veld ART is verplicht (CS304)"),
        (lines("<ORDRG><ART>9000</ART></ORDRG>"), "Veld AANT is verplicht (CS304)"),
        (
            lines(&format!("{LINE}<ORDRG><ART>NIX</ART><AANT>1</AANT></ORDRG>")),
            "Artikel NIX bestaat niet (CS404)",
        ),
        (lines("<ORDRG><ART>montage</ART><AANT>1</AANT></ORDRG>"), "Artikel montage bestaat niet (CS404)"),
        (lines("<ORDRG><ART>10</ART><AANT>1</AANT></ORDRG>"), "Artikel 10 is geblokkeerd (CS405)"),
        (
            lines("<ORDRG><ART>9000</ART><AANT>-1</AANT></ORDRG>"),
            "Negatief aantal is niet toegestaan (CS406)",
        ),
        (
            lines("<ORDRG><ART>9000</ART><AANT>1,5</AANT></ORDRG>"),
            "Ongeldige waarde in veld AANT: 1,5 (CS206)",
        ),
        (
            lines("<ORDRG><ART>9000</ART><AANT>1.00001</AANT></ORDRG>"),
            "Ongeldige waarde in veld AANT: 1.00001 (CS206)",
        ),
        (
            lines("<ORDRG><ART>9000</ART><AANT>10000000000</AANT></ORDRG>"),
            "Ongeldige waarde in veld AANT: 10000000000 (CS206)",
        ),
        (
            lines(&format!(
                "<ORDRG><ART>9000</ART><AANT>1</AANT><OMSCHR>{}</OMSCHR></ORDRG>",
                "x".repeat(41)
            )),
            "Veld OMSCHR is te lang, maximaal 40 tekens (CS305)",
        ),
        (
            lines(&format!("{LINE}<DIGDOS><FILENAME>a.pdf</FILENAME></DIGDOS>")),
            "Kan een object van het type System.String niet converteren naar het type System.Byte[]. (CS312)",
        ),
        (lines(&format!("{LINE}<OFFRG/>")), "Onbekende tabel: OFFRG (CS201)"),
        ("geen xml".into(), "De aangeboden XML kan niet worden gelezen (CS301)"),
    ];
    for (payload, message) in cases {
        for via in ALL {
            assert_eq!(world.order(via, &payload).await.unwrap_err(), message, "{via:?} {payload}");
        }
    }
    assert!(world.imuis.orders().is_empty());

    world.imuis.change_options(|options| options.refuse_blocked = false);
    world.order(Via::Form, &order("<DEB>10001</DEB>", LINE)).await.unwrap();
    world.imuis.remove_row(PlainTable::OrderTypes, [("ZKSL".into(), "standaard".into())].into());
    assert_eq!(world.order(Via::Form, &lines(LINE)).await.unwrap_err(), "Ordersoort  bestaat niet (CS403)");
}

#[tokio::test]
async fn a_refused_order_has_number_zero_over_soap() {
    let world = World::new();
    let session = world.login(Via::Soap11).await;
    let keys = ("abcdefghijklmnopqrstuvwxyz", "00000");
    let request = super::world::request(Via::Soap11, "CreateVerkoopOrder", keys, &session, &order("", LINE));
    let (status, text) = world.answered(request).await;
    assert_eq!(status, 200);
    assert!(text.contains(
        "<CreateVerkoopOrderResult>false</CreateVerkoopOrderResult><ORDNR>0</ORDNR>\
         <Foutmelding>Veld DEB is verplicht (CS304)</Foutmelding>"
    ));
}

#[tokio::test]
async fn negative_quantities_need_their_flag() {
    let world = World::new();
    let header = "<DEB>10000</DEB><NEGAANT>J</NEGAANT>";
    let lines = "<ORDRG><ART>9000</ART><AANT>-1.5</AANT></ORDRG>";
    world.order(Via::Soap12, &order(header, lines)).await.unwrap();
    let made = world.imuis.orders().remove(0);
    assert!(made.negaant);
    assert_eq!(
        (made.lines[0].quantity.to_string(), made.lines[0].amount.to_string()),
        ("-1.5".into(), "-52.5".into())
    );
}

#[tokio::test]
async fn an_iso_date_is_taken_over_soap_and_refused_in_a_form() {
    let world = World::new();
    let payload = order("<DEB>10000</DEB><DAT>2026-03-04T00:00:00+01:00</DAT>", LINE);
    for via in [Via::Soap11, Via::Soap12] {
        world.order(via, &payload).await.unwrap();
        assert_eq!(world.imuis.orders().last().unwrap().date.to_string(), "2026-03-04");
    }
    let refused = world.order(Via::Form, &payload).await.unwrap_err();
    assert_eq!(refused, "Ongeldige waarde in veld DAT: 2026-03-04T00:00:00+01:00 (CS206)");
    world.order(Via::Form, &order("<DEB>10000</DEB><DAT>4/3/2026</DAT>", LINE)).await.unwrap();
}

#[tokio::test]
async fn long_texts_are_cut_in_silence_where_that_is_set() {
    let world = World::with(Options { overlong: Overlong::Cut, ..Options::default() });
    let payload = order(&format!("<DEB>10000</DEB><KENM>{}🔧z</KENM>", "k".repeat(24)), LINE);
    world.order(Via::Form, &payload).await.unwrap();
    assert_eq!(world.imuis.orders()[0].kenm, "k".repeat(24), "no half emoji");
}

#[tokio::test]
async fn texts_come_and_go_unchanged() {
    let hard = "a&b <c> \"d\" 'e' ü 🔧 ]]> &amp;";
    for via in ALL {
        let world = World::new();
        let mut opm = String::new();
        xml::leaf(&mut opm, "OPM", hard);
        let echo = world.order(via, &order(&format!("<DEB>10000</DEB>{opm}"), LINE)).await.unwrap();
        assert_eq!(echo.child("ORDKOP").unwrap().text_of("OPM"), Some(hard));
        assert_eq!(world.imuis.orders()[0].opm, hard);
        let set = world.select(&selection("ORDKOP", "OPM", ["OPM", "=", hard], "")).await.unwrap();
        assert_eq!(column(&set, "OPM"), [hard]);
    }
}

#[tokio::test]
async fn the_form_answer_to_an_order_is_switchable() {
    for (result, path) in [(FormOrderResult::Ordnr, "ORDNR"), (FormOrderResult::PrimaryKey, "PRIMARYKEY")] {
        let world = World::with(Options { form_order_result: result, ..Options::default() });
        let said = world.order(Via::Form, &order("<DEB>10000</DEB>", LINE)).await.unwrap();
        assert_eq!(said.child("TABEL").unwrap().text_of(path), Some("202600001"));
    }
}

/// P1: the case that the look-up before a second try is for.
#[tokio::test]
async fn an_order_whose_answer_was_lost_is_found_by_its_reference() {
    for fault in [Fault::AnswerLost, Fault::HtmlAfter(502), Fault::Truncated, Fault::EmptyBody] {
        let world = World::new();
        world.imuis.faults().script("CreateVerkoopOrder", 0, 1, fault.clone());
        let session = world.login(Via::Soap11).await;
        let keys = ("abcdefghijklmnopqrstuvwxyz", "00000");
        let payload = order("<DEB>10000</DEB><EXTORDNR>417</EXTORDNR>", LINE);
        let sent = world
            .send(super::world::request(Via::Soap11, "CreateVerkoopOrder", keys, &session, &payload))
            .await;
        assert_eq!(matches!(sent, Outcome::Cut), fault == Fault::AnswerLost);
        let set = world.select(&selection("ORDKOP", "NR;DEB", ["EXTORDNR", "=", "417"], "")).await.unwrap();
        assert_eq!(column(&set, "NR"), ["202600001"], "{fault:?}");
    }
}

#[tokio::test]
async fn a_request_that_was_lost_or_came_without_session_makes_no_order() {
    let world = World::new();
    let payload = order("<DEB>10000</DEB>", LINE);
    world.imuis.faults().script("CreateVerkoopOrder", 0, 1, Fault::SessionGone);
    assert_eq!(world.order(Via::Form, &payload).await.unwrap_err(), "Sessie is verlopen of ongeldig");
    world.imuis.faults().script("CreateVerkoopOrder", 0, 1, Fault::RequestLost);
    let keys = ("abcdefghijklmnopqrstuvwxyz", "00000");
    let session = world.login(Via::Form).await;
    let sent =
        world.send(super::world::request(Via::Form, "CreateVerkoopOrder", keys, &session, &payload)).await;
    assert!(matches!(sent, Outcome::Cut));
    assert!(world.imuis.orders().is_empty());
}

#[tokio::test]
async fn a_fresh_order_can_stay_invisible_for_a_while() {
    let world = World::with(Options { stale_lookup: SignedDuration::from_secs(120), ..Options::default() });
    world.order(Via::Form, &order("<DEB>10000</DEB><EXTORDNR>1</EXTORDNR>", LINE)).await.unwrap();
    let heads = selection("ORDKOP", "NR", ["EXTORDNR", "=", "1"], "");
    let lines = selection("ORDRG", "ORDNR", ["EXTORDNR", "=", "1"], "<ORDERBY>ORDNR</ORDERBY>");
    for (seconds, count) in [(0, "0"), (119, "0"), (1, "1")] {
        world.clock.advance(SignedDuration::from_secs(seconds));
        for ask in [&heads, &lines] {
            assert_eq!(metadata(&world.select(ask).await.unwrap()).0, count);
        }
    }
    assert_eq!(world.imuis.orders().len(), 1);
}

#[tokio::test]
async fn a_refused_line_can_leave_half_an_order() {
    let world = World::with(Options { all_or_nothing: false, ..Options::default() });
    let lines = format!("{LINE}<ORDRG><ART>NIX</ART><AANT>1</AANT></ORDRG>{LINE}");
    let refused = world.order(Via::Form, &order("<DEB>10000</DEB><EXTORDNR>9</EXTORDNR>", &lines)).await;
    assert_eq!(refused.unwrap_err(), "Artikel NIX bestaat niet (CS404)");
    assert_eq!(world.imuis.orders_by_reference("9")[0].lines.len(), 1);
}

#[tokio::test]
async fn a_refused_column_is_refused_in_an_order_too() {
    let refused_columns = vec![("ORDKOP".to_owned(), "EXTORDNR".to_owned())];
    let world = World::with(Options { refused_columns, ..Options::default() });
    let refused = world.order(Via::Form, &order("<DEB>10000</DEB><EXTORDNR>9</EXTORDNR>", LINE)).await;
    assert_eq!(refused.unwrap_err(), "Onbekend veld: EXTORDNR in tabel ORDKOP (CS202)");
}

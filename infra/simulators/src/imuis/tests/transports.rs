//! Both transports: what is taken, what is answered, what is no proper call, and what the journal says.

use bytes::Bytes;
use http::Request;

use super::world::{ALL, NS, Via, World, body, column, form, request, selection, soap};
use crate::imuis::{Options, xml};
use crate::server::Outcome;

const KEYS: (&str, &str) = ("abcdefghijklmnopqrstuvwxyz", "00000");

#[tokio::test]
async fn the_samples_of_the_fact_sheet_are_answered_as_it_shows() {
    let world = World::new();
    let session = world.login(Via::Form).await;
    let sample = "<NewDataSet><Table1><TABLE>DEB</TABLE><SELECTFIELDS>NR&#9;ZKSL&#9;NAAM&#9;BLOK</SELECTFIELDS>\
        <WHEREFIELDS>NR</WHEREFIELDS><WHEREOPERATORS>&gt;</WHEREOPERATORS><WHEREVALUES>9000</WHEREVALUES>\
        <ORDERBY>NR</ORDERBY><MAXRESULT>0</MAXRESULT><PAGESIZE>1000</PAGESIZE><SELECTPAGE>1</SELECTPAGE>\
        </Table1></NewDataSet>";
    let (status, text) =
        world.answered(request(Via::Form, "GetStamtabelRecords", KEYS, &session, sample)).await;
    assert_eq!(status, 200);
    assert_eq!(
        text,
        "<NewDataSet><METADATA><RECORDCOUNT>2</RECORDCOUNT><TOTALPAGES>1</TOTALPAGES></METADATA>\
         <DATA><NR>10000</NR><ZKSL>JANSEN</ZKSL><NAAM>Jansen &amp; Zn</NAAM><BLOK>N</BLOK></DATA>\
         <DATA><NR>10001</NR><ZKSL>PIETERS</ZKSL><NAAM>Pieters BV</NAAM><BLOK>J</BLOK></DATA></NewDataSet>"
    );
    let incomplete = sample.replace("<ORDERBY>NR</ORDERBY>", "");
    let (_, text) =
        world.answered(request(Via::Form, "GetStamtabelRecords", KEYS, &session, &incomplete)).await;
    assert_eq!(
        text,
        "<NewDataSet><ERROR><MESSAGE>De selectie is incompleet, zie veld: ORDERBY</MESSAGE></ERROR></NewDataSet>"
    );
}

#[tokio::test]
async fn a_session_id_has_the_form_that_was_seen() {
    for via in ALL {
        let session = World::new().login(via).await;
        let (numbers, domain) = session.split_once('@').unwrap();
        let (first, second) = numbers.split_once('/').unwrap();
        assert!(first.parse::<u32>().is_ok() && second.parse::<u32>().is_ok(), "{session}");
        assert_eq!(domain, "d1095;CSW");
    }
}

#[tokio::test]
async fn every_transport_reads_the_same_rows_and_the_name_of_the_administration() {
    let world = World::new();
    let selection = selection("DEB", "NR;NAAM", ["NR", ">", "0"], "");
    for via in ALL {
        let session = world.login(via).await;
        let set = world.call(via, "GetStamtabelRecords", &session, &selection).await.unwrap();
        assert_eq!(column(&set, "NAAM"), ["Adams \"<'>\" 🔧", "Jansen & Zn", "Pieters BV"], "{via:?}");
        let asked = "<NewDataSet><Table1><TABLE>BASALG</TABLE><SELECTFIELDS>NAAM&#9;PLAATS</SELECTFIELDS></Table1></NewDataSet>";
        let set = world.call(via, "GetAdmInfo", &session, asked).await.unwrap();
        let row = set.child("BASALG").unwrap();
        assert_eq!(row.text_of("NAAM"), Some("Demo Installatietechniek BV"), "{via:?}");
        assert_eq!(row.children.len(), 2);
        let version = world.call(via, "GetiMUISVersion", "", "").await.unwrap();
        let version = version.child("TABEL").unwrap_or(&version);
        assert_eq!(version.text_of("IMUISVERSION").or(version.text_of("iMUISVersion")), Some("4.7.1"));
        world.call(via, "CheckConnection", "", "").await.unwrap();
    }
}

#[tokio::test]
async fn soap_answers_in_the_version_that_was_spoken() {
    let world = World::new();
    for (via, envelope, kind) in [
        (Via::Soap11, "http://schemas.xmlsoap.org/soap/envelope/", "text/xml"),
        (Via::Soap12, "http://www.w3.org/2003/05/soap-envelope", "application/soap+xml"),
    ] {
        let Outcome::Answer(response) = world.send(request(via, "Login", KEYS, "", "")).await else {
            panic!()
        };
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with(kind));
        let (_, text) = body(&response);
        assert_eq!(xml::parse(&text).unwrap().namespace, envelope);
    }
}

#[tokio::test]
async fn a_data_set_is_escaped_once_more_inside_soap_and_may_come_as_cdata() {
    let world = World::new();
    let session = world.login(Via::Soap11).await;
    let set = selection("DEB", "NAAM", ["NR", "=", "10000"], "");
    let call = format!(
        "<GetStamtabelRecords xmlns=\"{NS}\"><PartnerKey>{}</PartnerKey><Omgevingscode>00000</Omgevingscode>\
         <SessionId>{session}</SessionId><Selectie><![CDATA[{set}]]></Selectie></GetStamtabelRecords>",
        KEYS.0
    );
    let (_, text) = world.answered(soap(Via::Soap11, "GetStamtabelRecords", &call)).await;
    assert!(text.contains("&lt;NAAM&gt;Jansen &amp;amp; Zn&lt;/NAAM&gt;"), "{text}");
}

#[tokio::test]
async fn form_fields_do_not_care_for_case_and_raw_xml_is_taken() {
    let world = World::new();
    let session = world.login(Via::Form).await;
    let selection = selection("DEB", "NR", ["NR", "=", "10000"], "").replace("&gt;", ">");
    let text = format!(
        "actie=GETSTAMTABELRECORDS&partnerkey={}&omgevingscode=00000&sessionid={}&Selectie={selection}",
        KEYS.0,
        session.replace(';', "%3B")
    );
    let (_, answer) = world.answered(form(text)).await;
    assert!(answer.contains("<NR>10000</NR>"), "{answer}");
}

#[tokio::test]
async fn wrong_keys_and_a_closed_app_get_no_session() {
    for via in ALL {
        let world = World::new();
        for (keys, message) in [
            (("z", "00000"), "De partnerkey is onbekend (CS101)"),
            ((KEYS.0, "99999"), "De omgevingscode is onbekend (CS102)"),
        ] {
            let (_, text) = world.answered(request(via, "Login", keys, "", "")).await;
            assert_eq!(super::world::read(via, "Login", &text).unwrap_err(), message);
        }
        world.imuis.change_options(|options| options.closed_app = true);
        assert_eq!(
            world.try_login(via).await.unwrap_err(),
            "Deze app is niet geactiveerd voor deze omgevingscode (CS103)"
        );
    }
}

#[tokio::test]
async fn what_is_no_proper_call_gets_a_fault() {
    let world = World::new();
    let good = request(Via::Soap11, "Login", KEYS, "", "");
    let with = |change: fn(&mut Request<Bytes>)| {
        let mut request = good.clone();
        change(&mut request);
        request
    };
    let swap = |from: &str, to: &str| {
        let text = String::from_utf8(good.body().to_vec()).unwrap();
        assert!(text.contains(from));
        good.clone().map(|_| Bytes::from(text.replace(from, to)))
    };
    for (request, status) in [
        (with(|request| drop(request.headers_mut().remove("SOAPAction"))), 500),
        (with(|request| drop(request.headers_mut().remove("content-type"))), 415),
        (with(|request| *request.uri_mut() = "/ws2.asmx".parse().unwrap()), 404),
        (with(|request| *request.method_mut() = http::Method::GET), 405),
        (swap("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"), 500),
        (swap("https://cloudswitch", "http://cloudswitch"), 500),
        (swap("</s:Body>", ""), 500),
        (request(Via::Soap12, "LogIn", KEYS, "", ""), 400),
        (soap(Via::Soap12, "", &format!("<CreateVerkoopOrder xmlns=\"{NS}\"/>")), 400),
        (
            soap(
                Via::Soap12,
                "",
                &format!("<GetAdmInfo xmlns=\"{NS}\"><Selectie><a/></Selectie></GetAdmInfo>"),
            ),
            400,
        ),
    ] {
        let (answered, text) = world.answered(request).await;
        assert_eq!(answered, status, "{text}");
        if status == 500 {
            assert!(text.contains("<faultcode>soap:Client</faultcode>"), "{text}");
        }
        if status == 400 {
            assert!(text.contains("<soap:Value>soap:Sender</soap:Value>"), "{text}");
        }
    }
    let (_, text) = world.answered(form("ACTIE=DANCE".into())).await;
    assert!(text.contains("<ERROR><MESSAGE>Onbekende actie: DANCE (CS110)</MESSAGE></ERROR>"));
}

#[tokio::test]
async fn r1_nobody_writes_customers_and_a_try_is_journaled() {
    let world = World::new();
    let before = world.imuis.debtors();
    for via in ALL {
        let session = world.login(via).await;
        for (operation, row) in [
            ("CreateStamTabelRecord", "METADATA"),
            ("UpdateStamtabelRecord", "SELECTION"),
            ("DeleteStamtabelRecord", "SELECTION"),
        ] {
            let payload = format!(
                "<NewDataSet><{row}><TABLE>DEB</TABLE><WHEREVALUES>10000</WHEREVALUES></{row}>\
                 <DATA><NAAM>X</NAAM></DATA></NewDataSet>"
            );
            let refused = world.call(via, operation, &session, &payload).await.unwrap_err();
            assert_eq!(refused, "Deze partner mag tabel DEB niet wijzigen (CS120)");
        }
    }
    assert_eq!(world.imuis.debtors(), before);
    let counts = crate::server::Simulated::journal(&world.imuis).counts();
    for operation in ["CreateStamTabelRecord DEB", "UpdateStamtabelRecord DEB", "DeleteStamtabelRecord DEB"] {
        assert_eq!(counts.get(operation), Some(&3), "{counts:?}");
    }
}

#[tokio::test]
async fn p9_the_journal_names_operation_and_subject_and_no_credential() {
    let world = World::with(Options { environment_code: "geheim".into(), ..Options::default() });
    let mut sessions = Vec::new();
    for via in ALL {
        let session = world.login(via).await;
        let set = selection("DEB", "NR", ["NR", ">", "9000"], "");
        world.call(via, "GetStamtabelRecords", &session, &set).await.unwrap();
        let order = "<NewDataSet><ORDKOP><DEB>10000</DEB><KENM>WB-7</KENM></ORDKOP><ORDRG><ART>9000</ART><AANT>1</AANT></ORDRG></NewDataSet>";
        world.call(via, "CreateVerkoopOrder", &session, order).await.unwrap();
        sessions.push(session);
    }
    let entries = crate::server::Simulated::journal(&world.imuis).entries();
    let told: Vec<(&str, &str)> =
        entries.iter().map(|entry| (entry.operation.as_str(), entry.subject.as_str())).collect();
    let once = [("Login", ""), ("GetStamtabelRecords DEB", "9000"), ("CreateVerkoopOrder", "WB-7")];
    assert_eq!(told, once.repeat(3));
    let all = format!("{entries:?}");
    for secret in sessions.iter().map(String::as_str).chain([KEYS.0, "geheim"]) {
        assert!(!all.contains(secret));
    }
}

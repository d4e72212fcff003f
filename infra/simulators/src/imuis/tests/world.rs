//! One simulated administration and the few ways to ask it something.

use bytes::Bytes;
use http::{Request, Response, header};
use jiff::Timestamp;

use crate::clock::SimClock;
use crate::imuis::xml::{self, Element};
use crate::imuis::{Article, ArticleGroup, Debtor, ImuisSimulator, Options};
use crate::server::{self, Outcome};

pub(super) const NS: &str = "https://cloudswitch.imuisonline.com/";

/// How a test speaks to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    Form,
    Soap11,
    Soap12,
}

pub(super) const ALL: [Via; 3] = [Via::Form, Via::Soap11, Via::Soap12];

/// A simulator whose clock stands, with three debtors, three articles and a group that are old.
pub(super) struct World {
    pub(super) clock: SimClock,
    pub(super) imuis: ImuisSimulator,
}

/// What came back: the error text, or the document that carries the answer.
pub(super) type Said = Result<Element, String>;

impl World {
    pub(super) fn new() -> Self {
        Self::with(Options::default())
    }

    pub(super) fn with(options: Options) -> Self {
        let world = Self::bare(options);
        let old = "2025-01-02".parse().unwrap();
        for (nr, key, name, blocked) in [
            (10_000, "JANSEN", "Jansen & Zn", false),
            (10_001, "PIETERS", "Pieters BV", true),
            (9_000, "ADAMS", "Adams \"<'>\" 🔧", false),
        ] {
            let record = Debtor {
                nr,
                search_key: key.into(),
                name: name.into(),
                street: "Dorpsstraat".into(),
                house_number: Some(5),
                house_number_addition: "a".into(),
                postcode: "1234 AB".into(),
                city: "Utrecht".into(),
                blocked,
                ..Debtor::default()
            };
            world.imuis.put_debtor_at(record, old);
        }
        for (nr, description, price, blocked) in [
            ("9000", "Voorrijkosten", "35", false),
            ("MONTAGE", "Montage-uur", "62.50", false),
            ("10", "Oud", "1", true),
        ] {
            let record = Article {
                nr: nr.into(),
                description: description.into(),
                price: price.parse().unwrap(),
                group: Some(1),
                unit: "Stuk".into(),
                vat: "H".into(),
                external_remark: "Let op".into(),
                sales_blocked: blocked,
                ..Article::default()
            };
            world.imuis.put_article_at(record, old);
        }
        let group = ArticleGroup {
            nr: 1,
            search_key: "ARBEID".into(),
            description: "Arbeid".into(),
            ..Default::default()
        };
        world.imuis.put_group_at(group, old);
        world
    }

    pub(super) fn bare(options: Options) -> Self {
        let clock = SimClock::standing("2026-03-05T09:00:00Z".parse::<Timestamp>().unwrap());
        Self { imuis: ImuisSimulator::new(clock.clone(), options), clock }
    }

    pub(super) async fn send(&self, request: Request<Bytes>) -> Outcome {
        server::answer(&self.imuis, request).await
    }

    pub(super) async fn answered(&self, request: Request<Bytes>) -> (u16, String) {
        let Outcome::Answer(response) = self.send(request).await else { panic!("cut") };
        body(&response)
    }

    /// Calls an operation; `payload` is the data set, empty where there is none.
    pub(super) async fn call(&self, via: Via, operation: &str, session: &str, payload: &str) -> Said {
        let options = self.imuis.options();
        let keys = (options.partner_key.as_str(), options.environment_code.as_str());
        let (status, text) = self.answered(request(via, operation, keys, session, payload)).await;
        assert_eq!(status, 200, "{text}");
        read(via, operation, &text)
    }

    pub(super) async fn login(&self, via: Via) -> String {
        self.try_login(via).await.unwrap()
    }

    pub(super) async fn try_login(&self, via: Via) -> Result<String, String> {
        let said = self.call(via, "Login", "", "").await?;
        let session = said.child("SESSION").unwrap_or(&said);
        Ok(session.text_of("SESSIONID").or(session.text_of("SessionId")).unwrap().to_owned())
    }

    /// Reads over the form transport, in a session of its own.
    pub(super) async fn select(&self, selection: &str) -> Said {
        let session = self.login(Via::Form).await;
        self.call(Via::Form, "GetStamtabelRecords", &session, selection).await
    }

    /// Orders in a session of its own; gives the answer's document.
    pub(super) async fn order(&self, via: Via, order: &str) -> Said {
        let session = self.login(via).await;
        self.call(via, "CreateVerkoopOrder", &session, order).await
    }
}

pub(super) fn body(response: &Response<Bytes>) -> (u16, String) {
    (response.status().as_u16(), String::from_utf8(response.body().to_vec()).unwrap())
}

fn payload_name(operation: &str) -> &'static str {
    match operation {
        "CreateVerkoopOrder" => "Verkooporder",
        "CreateStamTabelRecord" => "Stamtabel",
        "UpdateStamtabelRecord" | "DeleteStamtabelRecord" => "Mutatie",
        _ => "Selectie",
    }
}

pub(super) fn request(
    via: Via,
    operation: &str,
    (partner, environment): (&str, &str),
    session: &str,
    payload: &str,
) -> Request<Bytes> {
    let field = payload_name(operation);
    if via == Via::Form {
        let (action, field) = (operation.to_uppercase(), field.to_uppercase());
        let fields = [
            ("ACTIE", action.as_str()),
            ("PARTNERKEY", partner),
            ("OMGEVINGSCODE", environment),
            ("SESSIONID", session),
            (&field, payload),
        ];
        return form(serde_urlencoded::to_string(fields).unwrap());
    }
    let mut arguments = String::new();
    for (name, text) in
        [("PartnerKey", partner), ("Omgevingscode", environment), ("SessionId", session), (field, payload)]
    {
        xml::leaf(&mut arguments, name, text);
    }
    soap(
        via,
        operation,
        &format!("<{operation} xmlns=\"{NS}\">{arguments}<ORDNR>0</ORDNR><Foutmelding/></{operation}>"),
    )
}

pub(super) fn form(body: String) -> Request<Bytes> {
    Request::post("/ws1_api.aspx")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from(body))
        .unwrap()
}

pub(super) fn soap(via: Via, operation: &str, body: &str) -> Request<Bytes> {
    let (envelope, kind) = match via {
        Via::Soap12 => ("http://www.w3.org/2003/05/soap-envelope", "application/soap+xml; charset=utf-8"),
        _ => ("http://schemas.xmlsoap.org/soap/envelope/", "text/xml; charset=utf-8"),
    };
    let text = format!("<s:Envelope xmlns:s=\"{envelope}\"><s:Body>{body}</s:Body></s:Envelope>");
    let mut request = Request::post("/v1/ws1_xml.asmx").header(header::CONTENT_TYPE, kind);
    if via == Via::Soap11 {
        request = request.header("SOAPAction", format!("\"{NS}{operation}\""));
    }
    request.body(Bytes::from(text)).unwrap()
}

/// The answer's document: a data set where there is one, else the SOAP response element.
pub(super) fn read(via: Via, operation: &str, text: &str) -> Said {
    let root = xml::parse(text).unwrap();
    if via == Via::Form {
        return match root.child("ERROR") {
            Some(error) => Err(error.text_of("MESSAGE").unwrap().to_owned()),
            None => Ok(root),
        };
    }
    let mut envelope = root;
    let mut response = envelope.children.remove(0).children.remove(0);
    assert_eq!(response.name, format!("{operation}Response"));
    assert_eq!(response.namespace, NS);
    let ok = response.text_of(&format!("{operation}Result")).unwrap();
    let message = response.text_of("Foutmelding").unwrap_or_default();
    if ok != "true" {
        assert!(!message.is_empty(), "a refusal says why");
        return Err(message.to_owned());
    }
    assert_eq!(message, "");
    let set = response.text_of("Records").or(response.text_of("Verkooporder"));
    match set.map(|set| xml::parse(set).unwrap()) {
        Some(set) => Ok(set),
        None => Ok(std::mem::take(&mut response)),
    }
}

/// A selection with all nine standard tags; `extra` are further ones.
pub(super) fn selection(
    table: &str,
    fields: &str,
    [names, operators, values]: [&str; 3],
    extra: &str,
) -> String {
    let mut out = String::from("<NewDataSet><Table1>");
    for (tag, text) in [
        ("TABLE", table),
        ("SELECTFIELDS", fields),
        ("WHEREFIELDS", names),
        ("WHEREOPERATORS", operators),
        ("WHEREVALUES", values),
    ] {
        xml::leaf(&mut out, tag, text);
    }
    out.push_str(extra);
    for (tag, text) in [("ORDERBY", "NR"), ("MAXRESULT", "0"), ("PAGESIZE", "1000"), ("SELECTPAGE", "1")] {
        if !extra.contains(&format!("<{tag}>")) {
            xml::leaf(&mut out, tag, text);
        }
    }
    out + "</Table1></NewDataSet>"
}

/// The text of a column in each row.
pub(super) fn column(set: &Element, name: &str) -> Vec<String> {
    let rows = set.children.iter().filter(|row| row.name == "DATA");
    rows.map(|row| row.text_of(name).unwrap_or("-").to_owned()).collect()
}

/// RECORDCOUNT and TOTALPAGES.
pub(super) fn metadata(set: &Element) -> (String, String) {
    let metadata = set.child("METADATA").unwrap();
    let text = |name| metadata.text_of(name).unwrap().to_owned();
    (text("RECORDCOUNT"), text("TOTALPAGES"))
}

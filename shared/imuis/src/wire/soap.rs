//! The SOAP transport, `ws1_xml.asmx`, in both versions (iMUIS fact sheet §1.3).
//!
//! A document travels as the escaped text of an element and comes back the same way, so it is read in a second pass;
//! one that comes back unescaped is read as well. By-reference parameters are listed in the request too.

use super::dataset::Dataset;
use super::xml::{self, Element};
use super::{Call, Operation, Refusal, Reply, Unreadable, formats};

/// The target namespace, on whichever host.
const NAMESPACE: &str = "https://cloudswitch.imuisonline.com/";

/// The version of SOAP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    V1,
    V2,
}

impl Version {
    const fn namespace(self) -> &'static str {
        match self {
            Self::V1 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::V2 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }
}

/// Headers of a request: the content type, and `SOAPAction` where the version has one.
pub(crate) fn headers(version: Version, operation: Operation) -> (String, Option<String>) {
    let action = format!("\"{NAMESPACE}{}\"", operation.name());
    match version {
        Version::V1 => ("text/xml; charset=utf-8".to_owned(), Some(action)),
        Version::V2 => (format!("application/soap+xml; charset=utf-8; action={action}"), None),
    }
}

/// The body of a request.
pub(crate) fn envelope(version: Version, call: &Call<'_>) -> String {
    let operation = call.operation.name();
    let mut parameters = String::with_capacity(call.payload.len() * 2 + 500);
    xml::write(&mut parameters, "PartnerKey", call.partner_key);
    xml::write(&mut parameters, "Omgevingscode", call.environment_code);
    xml::write(&mut parameters, "SessionId", call.session_id);
    if let Some(payload) = call.operation.payload() {
        xml::write(&mut parameters, payload, call.payload);
    }
    match call.operation {
        Operation::Login | Operation::KeepSession => {}
        Operation::GetAdmInfo | Operation::GetStamtabelRecords => xml::write(&mut parameters, "Records", ""),
        // An int in the schema, so it must be there.
        Operation::CreateVerkoopOrder => xml::write(&mut parameters, "ORDNR", "0"),
    }
    xml::write(&mut parameters, "Foutmelding", "");
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"{}\"><s:Body>\
         <{operation} xmlns=\"{NAMESPACE}\">{parameters}</{operation}></s:Body></s:Envelope>",
        version.namespace()
    )
}

/// What an answer says. It failed if the result is not true or there is an error text (§1.3).
pub(crate) fn reply(operation: Operation, body: &[u8]) -> Result<Reply, Unreadable> {
    let mut envelope = xml::read(body)?;
    let mut answer = envelope
        .take_child("Body")
        .and_then(|mut body| body.take_child(&format!("{}Response", operation.name())))
        .ok_or(Unreadable("no answer in the envelope"))?;
    let text = |name: &str| answer.child(name).map_or("", |element| element.text.trim());
    let succeeded = match text(&format!("{}Result", operation.name())) {
        "true" | "1" => true,
        "false" | "0" => false,
        _ => return Err(Unreadable("no result in the answer")),
    };
    let words = text("Foutmelding").to_owned();
    let refusal = (!succeeded || !words.is_empty()).then_some(Refusal { words, flagged: !succeeded });
    let filled = |name: &str| Some(text(name).to_owned()).filter(|text| !text.is_empty());
    let session_id = filled("SessionId");
    let order_number = filled("ORDNR").filter(|number| formats::integer(number) != Some(0));
    let dataset = match operation {
        Operation::Login | Operation::KeepSession => None,
        Operation::GetAdmInfo | Operation::GetStamtabelRecords => answer.take_child("Records"),
        Operation::CreateVerkoopOrder => answer.take_child("Verkooporder"),
    };
    let dataset = dataset.ok_or(Unreadable("answer without a dataset")).and_then(inner);
    Ok(Reply { refusal, session_id, order_number, dataset })
}

fn inner(element: Element) -> Result<Dataset, Unreadable> {
    if let Some(root) = element.children.into_iter().next() {
        return Ok(Dataset::below(root));
    }
    if element.text.trim().is_empty() {
        return Err(Unreadable("answer without a dataset"));
    }
    xml::parse(&element.text).map(Dataset::below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(operation: &str, inside: &str) -> Vec<u8> {
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">\
             <soap:Body><{operation}Response xmlns=\"https://cloudswitch.imuisonline.com/\">{inside}</{operation}Response></soap:Body></soap:Envelope>"
        )
        .into_bytes()
    }

    #[test]
    fn a_request_lists_its_by_reference_parameters() {
        let call = Call {
            operation: Operation::CreateVerkoopOrder,
            partner_key: "sleutel",
            environment_code: "00000",
            session_id: "1/2@d1;CSW",
            payload: "<A>&amp;</A>",
        };
        insta::assert_snapshot!(envelope(Version::V1, &call), @r#"<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><CreateVerkoopOrder xmlns="https://cloudswitch.imuisonline.com/"><PartnerKey>sleutel</PartnerKey><Omgevingscode>00000</Omgevingscode><SessionId>1/2@d1;CSW</SessionId><Verkooporder>&lt;A&gt;&amp;amp;&lt;/A&gt;</Verkooporder><ORDNR>0</ORDNR><Foutmelding></Foutmelding></CreateVerkoopOrder></s:Body></s:Envelope>"#);
        let (content_type, action) = headers(Version::V1, call.operation);
        assert_eq!(content_type, "text/xml; charset=utf-8");
        assert_eq!(action.as_deref(), Some("\"https://cloudswitch.imuisonline.com/CreateVerkoopOrder\""));
        assert_eq!(headers(Version::V2, call.operation).1, None);
    }

    #[test]
    fn rows_come_back_escaped_as_cdata_or_nested() {
        let rows = "<NewDataSet><DATA><NAAM>A &amp; B</NAAM></DATA></NewDataSet>";
        let escaped = rows.replace('&', "&amp;").replace('<', "&lt;");
        for records in [rows.to_owned(), escaped, format!("<![CDATA[<?xml version=\"1.0\"?>{rows}]]>")] {
            let inside = format!(
                "<GetStamtabelRecordsResult>true</GetStamtabelRecordsResult><Records>{records}</Records>"
            );
            let reply =
                reply(Operation::GetStamtabelRecords, &answer("GetStamtabelRecords", &inside)).unwrap();
            assert_eq!(reply.refusal, None);
            assert_eq!(reply.dataset.unwrap().into_rows("DEB")[0].get("NAAM"), "A & B");
        }
    }

    #[test]
    fn failure_is_a_false_result_or_a_text() {
        for (inside, flagged) in [
            ("<LoginResult>false</LoginResult><Foutmelding>nee</Foutmelding>", true),
            ("<LoginResult>true</LoginResult><SessionId>1</SessionId><Foutmelding>nee</Foutmelding>", false),
        ] {
            let reply = reply(Operation::Login, &answer("Login", inside)).unwrap();
            assert_eq!(reply.refusal, Some(Refusal { words: "nee".to_owned(), flagged }));
        }
    }

    #[test]
    fn an_envelope_without_a_result_is_unreadable() {
        let fault =
            b"<s:Envelope><s:Body><s:Fault><faultstring>x</faultstring></s:Fault></s:Body></s:Envelope>";
        assert_eq!(reply(Operation::Login, fault).unwrap_err(), Unreadable("no answer in the envelope"));
        let silent = reply(Operation::Login, &answer("Login", "")).unwrap_err();
        assert_eq!(silent, Unreadable("no result in the answer"));
    }

    #[test]
    fn an_order_number_counts_even_where_the_echo_cannot_be_read() {
        let inside = "<CreateVerkoopOrderResult>true</CreateVerkoopOrderResult><Verkooporder>&lt;A&gt;</Verkooporder><ORDNR>202600012</ORDNR>";
        let reply = reply(Operation::CreateVerkoopOrder, &answer("CreateVerkoopOrder", inside)).unwrap();
        assert!(reply.dataset.is_err());
        assert_eq!(reply.order_number().as_deref(), Some("202600012"));
    }
}

//! The form transport, `ws1_api.aspx` (iMUIS fact sheet §1.2).
//!
//! Everything is percent-encoded: a session id holds `/`, `@` and `;`, and a bare `&` would cut a document short.

use super::dataset::Dataset;
use super::{Call, Refusal, Reply, Unreadable, xml};

pub(crate) const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// The body of a request.
pub(crate) fn body(call: &Call<'_>) -> Result<String, serde_urlencoded::ser::Error> {
    let action = call.operation.name().to_ascii_uppercase();
    let payload = call.operation.payload().map(str::to_ascii_uppercase);
    let mut fields = vec![
        ("ACTIE", action.as_str()),
        ("PARTNERKEY", call.partner_key),
        ("OMGEVINGSCODE", call.environment_code),
        ("SESSIONID", call.session_id),
    ];
    if let Some(name) = &payload {
        fields.push((name, call.payload));
    }
    serde_urlencoded::to_string(fields)
}

/// What an answer says.
pub(crate) fn reply(body: &[u8]) -> Result<Reply, Unreadable> {
    let dataset = Dataset::below(xml::read(body)?);
    let refusal = dataset.has_table("ERROR").then(|| Refusal {
        words: dataset
            .find(Some("ERROR"), "MESSAGE")
            .or_else(|| dataset.find(Some("ERROR"), "ERROR"))
            .unwrap_or_default()
            .to_owned(),
        flagged: true,
    });
    let session_id = dataset.find(Some("SESSION"), "SESSIONID").map(str::to_owned);
    Ok(Reply { refusal, session_id, order_number: None, dataset: Ok(dataset) })
}

#[cfg(test)]
mod tests {
    use super::super::Operation;
    use super::*;

    #[test]
    fn everything_is_percent_encoded() {
        let call = Call {
            operation: Operation::GetStamtabelRecords,
            partner_key: "sleutel",
            environment_code: "00000",
            session_id: "66242/858@d1095;CSW",
            payload: "<A>&amp;é\t</A>",
        };
        insta::assert_snapshot!(body(&call).unwrap(), @"ACTIE=GETSTAMTABELRECORDS&PARTNERKEY=sleutel&OMGEVINGSCODE=00000&SESSIONID=66242%2F858%40d1095%3BCSW&SELECTIE=%3CA%3E%26amp%3B%C3%A9%09%3C%2FA%3E");
    }

    #[test]
    fn the_sheets_answers() {
        let login =
            reply(b"<NewDataSet><SESSION><SESSIONID>70001/12@d0001;CSW</SESSIONID></SESSION></NewDataSet>")
                .unwrap();
        assert_eq!(login.session_id.as_deref(), Some("70001/12@d0001;CSW"));
        assert_eq!(login.refusal, None);
        let error = reply(b"<dataset><ERROR><MESSAGE>De selectie is incompleet, zie veld: ORDERBY</MESSAGE></ERROR></dataset>").unwrap();
        let words = "De selectie is incompleet, zie veld: ORDERBY".to_owned();
        assert_eq!(error.refusal, Some(Refusal { words, flagged: true }));
    }

    #[test]
    fn an_order_number_is_found_wherever_it_stands() {
        for body in [
            "<x><ORDNR>202600012</ORDNR></x>",
            "<x><ORDKOP><DEB>10000</DEB><NR>202600012</NR></ORDKOP><ORDRG><ORDNR>0</ORDNR></ORDRG></x>",
            "<x><TABEL><PRIMARYKEY>202600012</PRIMARYKEY></TABEL></x>",
        ] {
            assert_eq!(
                reply(body.as_bytes()).unwrap().order_number().as_deref(),
                Some("202600012"),
                "{body}"
            );
        }
        assert_eq!(reply(b"<x><ORDNR>0</ORDNR></x>").unwrap().order_number(), None);
        assert_eq!(reply(b"<x/>").unwrap().order_number(), None);
    }
}

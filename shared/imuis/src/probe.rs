//! A look at the real iMUIS: which of the assumptions of this connector hold there.
//!
//! `evidence` asks, and only asks: sign-in, KeepSession and the two reads. The tables of checks beside it judge, purely,
//! what came back. Their ids are those of the paragraphs of the iMUIS fact sheet.
//!
//! Guarantees: nothing is written; [`only_reads`] is the rule by which a caller can make sure of it. The requests are few
//! and bounded, one after the other; what is told are counts, names and shapes (P9). A check that has nothing to go by says so.

mod changes;
mod columns;
mod evidence;
mod orders;
mod quotes;
mod reach;
mod rows;

use bytes::Bytes;
use koppel_domain::assumption::{Assumption, Check, Probed};
use koppel_outside::http::{Method, Request, header};

use crate::connector::Imuis;
use crate::wire::{Operation, xml};
use evidence::Evidence;

/// Most requests of one look; a caller may hold the connection to it.
pub const REQUESTS_MAX: u64 = 70;

/// The operations that a look needs; none of them changes anything.
const READING: [Operation; 4] =
    [Operation::Login, Operation::KeepSession, Operation::GetAdmInfo, Operation::GetStamtabelRecords];

/// Every check.
fn checks() -> impl Iterator<Item = &'static Check<Evidence>> {
    [reach::CHECKS, rows::CHECKS, columns::CHECKS, changes::CHECKS, orders::CHECKS, quotes::CHECKS]
        .into_iter()
        .flatten()
}

/// Every assumption that a look judges.
pub fn assumptions() -> impl Iterator<Item = Assumption> {
    checks().map(|check| check.assumption)
}

impl Imuis {
    /// Looks, and judges every assumption.
    pub async fn probe(&self) -> Probed {
        let (evidence, closed) = match self.evidence().await {
            Ok(evidence) => (evidence, None),
            Err(failure) => (Evidence::default(), Some(failure)),
        };
        Probed { findings: checks().map(|check| check.finding(&evidence)).collect(), closed }
    }
}

/// Whether a request can only read, in either transport: it names one of the reading operations, wherever it names one,
/// and no other. What cannot be understood is taken for a write.
#[must_use]
pub fn only_reads(request: &Request<Bytes>) -> bool {
    let content_type = header_text(request, header::CONTENT_TYPE.as_str());
    if *request.method() != Method::POST {
        return false;
    }
    if content_type.starts_with("application/x-www-form-urlencoded") {
        let Ok(fields) = serde_urlencoded::from_bytes::<Vec<(String, String)>>(request.body()) else {
            return false;
        };
        let mut actions = fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("ACTIE")).peekable();
        return request.uri().query().is_none()
            && actions.peek().is_some()
            && actions.all(|(_, action)| is_reading(action, true));
    }
    let Ok(mut envelope) = xml::read(request.body()) else { return false };
    let Some(body) = envelope.take_child("Body") else { return false };
    let headers = [header_text(request, "SOAPAction"), parameter(&content_type, "action")];
    let named = headers.iter().map(|action| action.trim_matches('"')).filter(|action| !action.is_empty());
    let named = named.map(|action| action.rsplit('/').next().unwrap_or_default());
    !body.children.is_empty()
        && body
            .children
            .iter()
            .map(|call| call.name.as_str())
            .chain(named)
            .all(|name| is_reading(name, false))
}

fn is_reading(name: &str, in_any_case: bool) -> bool {
    READING.iter().any(|operation| {
        name == operation.name() || (in_any_case && name.eq_ignore_ascii_case(operation.name()))
    })
}

fn header_text(request: &Request<Bytes>, name: &str) -> String {
    request
        .headers()
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default()
}

/// A parameter of a content type.
fn parameter(content_type: &str, name: &str) -> String {
    let parameters = content_type.split(';').filter_map(|part| part.trim().split_once('='));
    parameters.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Call, form, soap};

    const ALL: [Operation; 5] = [
        Operation::Login,
        Operation::KeepSession,
        Operation::GetAdmInfo,
        Operation::GetStamtabelRecords,
        Operation::CreateVerkoopOrder,
    ];

    fn requests(operation: Operation) -> [Request<Bytes>; 3] {
        let call = Call {
            operation,
            partner_key: "sleutel",
            environment_code: "00000",
            session_id: "1/2@d1;CSW",
            payload: "<NewDataSet><ORDKOP><DEB>1</DEB></ORDKOP></NewDataSet>",
        };
        let post = |content_type: &str, body: String| {
            let request = Request::post("https://imuis.example/").header(header::CONTENT_TYPE, content_type);
            request.body(Bytes::from(body)).unwrap()
        };
        let soap = |version| {
            let (content_type, action) = soap::headers(version, operation);
            let mut request = post(&content_type, soap::envelope(version, &call));
            if let Some(action) = action {
                request.headers_mut().insert("SOAPAction", action.parse().unwrap());
            }
            request
        };
        [
            post(form::CONTENT_TYPE, form::body(&call).unwrap()),
            soap(soap::Version::V1),
            soap(soap::Version::V2),
        ]
    }

    #[test]
    fn reads_go_through_and_a_create_does_not_in_any_transport() {
        for operation in ALL {
            for request in requests(operation) {
                assert_eq!(only_reads(&request), operation != Operation::CreateVerkoopOrder, "{operation:?}");
            }
        }
    }

    #[test]
    fn a_write_in_the_disguise_of_a_read_does_not_go_through() {
        let [_, read_1, read_2] = requests(Operation::GetAdmInfo);
        let [_, write_1, write_2] = requests(Operation::CreateVerkoopOrder);
        for (read, write) in [(read_1, write_1), (read_2, write_2)] {
            let (mut headers_write, mut body_write) = (read.clone(), read.clone());
            *headers_write.headers_mut() = write.headers().clone();
            *body_write.body_mut() = write.body().clone();
            assert!(only_reads(&read));
            assert!(!only_reads(&headers_write) && !only_reads(&body_write));
        }
        for body in ["ACTIE=LOGIN&actie=CREATEVERKOOPORDER", "ACTIE=DELETESTAMTABELRECORD", "SELECTIE=x", ""]
        {
            let request =
                Request::post("https://imuis.example/").header(header::CONTENT_TYPE, form::CONTENT_TYPE);
            assert!(!only_reads(&request.body(Bytes::from(body)).unwrap()), "{body}");
        }
        let hidden = Request::post("https://imuis.example/?ACTIE=CREATEVERKOOPORDER")
            .header(header::CONTENT_TYPE, form::CONTENT_TYPE)
            .body(Bytes::from("ACTIE=LOGIN"));
        assert!(!only_reads(&hidden.unwrap()));
    }

    #[test]
    fn ids_are_unique_and_every_sentence_ends() {
        let ids: std::collections::BTreeSet<_> = assumptions().map(|it| it.id).collect();
        assert_eq!(ids.len(), assumptions().count());
        for it in assumptions() {
            assert!(
                it.id.starts_with("IMUIS-") && it.assumed.ends_with('.') && it.change.ends_with('.'),
                "{it:?}"
            );
        }
    }

    #[test]
    fn without_evidence_nothing_is_confirmed_or_refuted() {
        use koppel_domain::assumption::Doubt;
        for check in checks() {
            let finding = check.finding(&Evidence::default());
            assert!(matches!(finding.verdict, Err(Doubt::Unknown(_))), "{finding:?}");
        }
    }
}

//! The form transport, `ws1_api.aspx` (iMUIS fact sheet §1.2).
//!
//! Names of fields do not care for case. Every functional answer has status 200; an error is `ERROR/MESSAGE`.

use bytes::Bytes;
use http::{Request, Response, header};

use super::call::{Call, Given, Operation, Transport};
use super::options::{FormOrderResult, Options};
use super::refusal::Refusal;
use super::reply;
use super::xml::{close_tag, leaf, open_tag};

/// Reads a request.
pub(super) fn read(request: &Request<Bytes>) -> Result<Call, Refusal> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    // ASP.NET sees no fields at all in a body of another kind.
    let is_form =
        kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
    let body: &[u8] = if is_form { request.body() } else { &[] };
    let fields: Vec<(String, String)> =
        serde_urlencoded::from_bytes(body).map_err(|_| Refusal::Unreadable)?;
    let field = |name: &str| {
        let found = fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let action = field("ACTIE");
    let operation = Operation::of_form(&action).ok_or(Refusal::UnknownAction(action))?;
    Ok(Call {
        operation,
        transport: Transport::Form,
        partner_key: field("PARTNERKEY"),
        environment_code: field("OMGEVINGSCODE"),
        session: field("SESSIONID"),
        payload: operation.payload().map(field).unwrap_or_default(),
    })
}

/// Writes the answer.
pub(super) fn write(outcome: Result<Given, Refusal>, options: &Options) -> Response<Bytes> {
    let mut out = super::read::opened(options);
    match outcome {
        Err(refusal) => wrapped(&mut out, "ERROR", "MESSAGE", &refusal.to_string()),
        Ok(Given::Done) => {}
        Ok(Given::Session(id)) => wrapped(&mut out, "SESSION", "SESSIONID", &id),
        Ok(Given::Version(version)) => wrapped(&mut out, "TABEL", "IMUISVERSION", version),
        Ok(Given::Records(set)) => return reply::xml(set),
        Ok(Given::Order { nr, echo }) => match options.form_order_result {
            FormOrderResult::Echo => return reply::xml(echo),
            FormOrderResult::Ordnr => wrapped(&mut out, "TABEL", "ORDNR", &nr.to_string()),
            FormOrderResult::PrimaryKey => wrapped(&mut out, "TABEL", "PRIMARYKEY", &nr.to_string()),
        },
    }
    close_tag(&mut out, "NewDataSet");
    reply::xml(out)
}

fn wrapped(out: &mut String, row: &str, name: &str, text: &str) {
    open_tag(out, row);
    leaf(out, name, text);
    close_tag(out, row);
}

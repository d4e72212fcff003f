//! The SOAP transport, `ws1_xml.asmx`, versions 1.1 and 1.2 (iMUIS fact sheet §1.3).
//!
//! The content type says which version a request speaks, and the answer speaks it too. Names of operations and elements
//! are matched letter by letter and in the service's name space; a request that is no proper call gets a fault, a call
//! that is refused gets `…Result` false with `Foutmelding`.

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};

use super::call::{Call, Given, Operation, Transport};
use super::refusal::Refusal;
use super::reply;
use super::xml::{Element, close_tag, leaf, open_tag, parse};

/// The service's name space, on either host.
const NAMESPACE: &str = "https://cloudswitch.imuisonline.com/";

/// A version of SOAP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V11,
    V12,
}

impl Version {
    const fn envelope(self) -> &'static str {
        match self {
            Self::V11 => "http://schemas.xmlsoap.org/soap/envelope/",
            Self::V12 => "http://www.w3.org/2003/05/soap-envelope",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::V11 => "text/xml; charset=utf-8",
            Self::V12 => "application/soap+xml; charset=utf-8",
        }
    }
}

/// A request that is no proper call.
#[derive(Debug)]
pub(super) enum Fault {
    /// Neither kind of content.
    MediaType,
    /// A fault in the version that was spoken.
    Caller(Version, String),
}

/// Reads a request.
pub(super) fn read(request: &Request<Bytes>) -> Result<(Version, Call), Fault> {
    let version = version(request).ok_or(Fault::MediaType)?;
    let fault = |text: &str| Fault::Caller(version, text.to_owned());
    let text =
        std::str::from_utf8(request.body()).map_err(|_| fault("Server was unable to read request."))?;
    let envelope = parse(text).map_err(|_| fault("Server was unable to read request."))?;
    if envelope.name != "Envelope" || envelope.namespace != version.envelope() {
        return Err(fault("Possible SOAP version mismatch."));
    }
    let body = envelope.child("Body").filter(|body| body.namespace == version.envelope());
    let call = body.and_then(|body| body.children.first()).ok_or_else(|| fault("SOAP body is empty."))?;
    if let Some(action) = action(request, version)
        && action.strip_prefix(NAMESPACE) != Some(&call.name)
    {
        return Err(fault("Server did not recognize the value of HTTP Header SOAPAction."));
    }
    let operation = Operation::of_soap(&call.name).filter(|_| call.namespace == NAMESPACE);
    let operation = operation.ok_or_else(|| fault("Server did not recognize the operation."))?;
    let call = arguments(operation, call).map_err(|name| {
        let text = format!("Server was unable to read request. ---> There is an error in element {name}.");
        Fault::Caller(version, text)
    })?;
    Ok((version, call))
}

fn version(request: &Request<Bytes>) -> Option<Version> {
    let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase();
    match kind.split(';').next()?.trim() {
        "text/xml" => Some(Version::V11),
        "application/soap+xml" => Some(Version::V12),
        _ => None,
    }
}

/// The action that HTTP names: SOAP 1.1 must name one, so that none is an empty one; SOAP 1.2 may.
fn action(request: &Request<Bytes>, version: Version) -> Option<String> {
    match version {
        Version::V11 => {
            let header = request.headers().get("SOAPAction").and_then(|action| action.to_str().ok());
            Some(header.unwrap_or_default().trim().trim_matches('"').to_owned())
        }
        Version::V12 => {
            let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
            let action = kind.split(';').find_map(|part| part.trim().strip_prefix("action="))?;
            Some(action.trim_matches('"').to_owned())
        }
    }
}

/// The arguments of a call, or the name of the element that is wrong.
fn arguments(operation: Operation, call: &Element) -> Result<Call, &'static str> {
    let argument = |name: &'static str| {
        let found = call.children.iter().find(|child| child.name == name && child.namespace == NAMESPACE);
        match found {
            // A data set is text here; XML inside is another type than the one declared.
            Some(element) if !element.children.is_empty() => Err(name),
            Some(element) => Ok(Some(element.text.clone())),
            None => Ok(None),
        }
    };
    let text = |name| argument(name).map(Option::unwrap_or_default);
    if operation == Operation::CreateVerkoopOrder {
        // The only element that the schema demands (iMUIS fact sheet §1.3).
        let number = argument("ORDNR")?.ok_or("ORDNR")?;
        number.trim().parse::<i32>().map_err(|_| "ORDNR")?;
    }
    Ok(Call {
        operation,
        transport: Transport::Soap,
        partner_key: text("PartnerKey")?,
        environment_code: text("Omgevingscode")?,
        session: text("SessionId")?,
        payload: operation.payload().map_or(Ok(String::new()), text)?,
    })
}

/// Writes the answer to a call.
pub(super) fn write(
    version: Version,
    operation: Operation,
    outcome: Result<Given, Refusal>,
) -> Response<Bytes> {
    let name = operation.name();
    let mut out = opened(version);
    out.push_str(&format!("<{name}Response xmlns=\"{NAMESPACE}\">"));
    leaf(&mut out, &format!("{name}Result"), if outcome.is_ok() { "true" } else { "false" });
    match &outcome {
        Ok(Given::Done) => {}
        Ok(Given::Session(id)) => leaf(&mut out, "SessionId", id),
        Ok(Given::Records(set)) => leaf(&mut out, "Records", set),
        Ok(Given::Version(version)) => leaf(&mut out, "iMUISVersion", version),
        Ok(Given::Order { nr, echo }) => {
            leaf(&mut out, "Verkooporder", echo);
            leaf(&mut out, "ORDNR", &nr.to_string());
        }
        Err(_) if operation == Operation::CreateVerkoopOrder => leaf(&mut out, "ORDNR", "0"),
        Err(_) => {}
    }
    // CheckConnection answers with its flag alone.
    if operation != Operation::CheckConnection {
        match &outcome {
            Ok(_) => out.push_str("<Foutmelding />"),
            Err(refusal) => leaf(&mut out, "Foutmelding", &refusal.to_string()),
        }
    }
    close_tag(&mut out, &format!("{name}Response"));
    closed(out, StatusCode::OK, version)
}

/// Writes the answer to what was no proper call.
pub(super) fn refuse(fault: Fault) -> Response<Bytes> {
    let Fault::Caller(version, text) = fault else { return reply::page(StatusCode::UNSUPPORTED_MEDIA_TYPE) };
    let mut out = opened(version);
    open_tag(&mut out, "soap:Fault");
    let status = match version {
        Version::V11 => {
            leaf(&mut out, "faultcode", "soap:Client");
            leaf(&mut out, "faultstring", &text);
            out.push_str("<detail />");
            StatusCode::INTERNAL_SERVER_ERROR
        }
        Version::V12 => {
            out.push_str("<soap:Code><soap:Value>soap:Sender</soap:Value></soap:Code>");
            out.push_str("<soap:Reason><soap:Text xml:lang=\"en\">");
            super::xml::escape_into(&mut out, &text);
            out.push_str("</soap:Text></soap:Reason><soap:Detail />");
            StatusCode::BAD_REQUEST
        }
    };
    close_tag(&mut out, "soap:Fault");
    closed(out, status, version)
}

fn opened(version: Version) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"{}\"><soap:Body>",
        version.envelope()
    )
}

fn closed(mut out: String, status: StatusCode, version: Version) -> Response<Bytes> {
    out.push_str("</soap:Body></soap:Envelope>");
    reply::with(status, version.content_type(), out)
}

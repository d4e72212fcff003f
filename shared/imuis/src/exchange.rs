//! One call, there and back: credentials, transport, pace and limits.
//!
//! Guarantees: one call takes one turn of the pace, so calls of one administration go one after the other (§1.4); a
//! refusal's words never hold a credential or a session id, since they go on into the admin's log (P9).
//!
//! Leaves out: signing in, and every second try.

use std::sync::Arc;

use bytes::Bytes;
use koppel_domain::hidden;
use koppel_outside::clock::Clock;
use koppel_outside::http::{Http, Method, Request, header, tell_call};
use koppel_outside::pace::Pace;
use secrecy::ExposeSecret as _;

use crate::config::{Config, Transport};
use crate::credentials::Credentials;
use crate::errors::Trouble;
use crate::wire::{Call, Operation, Reply, form, soap};

/// A shorter text is not taken out of a refusal: it stands there by chance, and taking it out would spoil the words.
const SHORTEST_SECRET: usize = 4;

/// The way to Cloudswitch.
pub(crate) struct Exchange {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) pace: Arc<Pace>,
    pub(crate) config: Config,
    pub(crate) credentials: Credentials,
}

impl Exchange {
    /// Sends one call once.
    pub(crate) async fn send(
        &self,
        transport: Transport,
        operation: Operation,
        session_id: &str,
        payload: &str,
    ) -> Result<Reply, Trouble> {
        let call = Call {
            operation,
            partner_key: self.credentials.partner_key.expose_secret(),
            environment_code: self.credentials.environment_code.expose_secret(),
            session_id,
            payload,
        };
        let request = self.request(transport, &call)?;
        let answer = {
            let _turn = self.pace.turn(&*self.clock).await;
            self.http.send(request, self.config.limits()).await
        };
        tell_call("imuis", operation.name(), &answer);
        let response = answer?;
        if let Some(trouble) = Trouble::in_status(&response) {
            return Err(trouble);
        }
        let mut reply = match transport {
            Transport::Form => form::reply(response.body())?,
            Transport::Soap11 | Transport::Soap12 => soap::reply(operation, response.body())?,
        };
        if let Some(refusal) = &mut reply.refusal {
            refusal.words = fit(&refusal.words, &[call.session_id, call.partner_key, call.environment_code]);
        }
        Ok(reply)
    }

    fn request(&self, transport: Transport, call: &Call<'_>) -> Result<Request<Bytes>, Trouble> {
        const MALFORMED: Trouble = Trouble::NotSent("malformed request");
        let request = Request::builder().method(Method::POST).uri(self.config.url(transport));
        let version = match transport {
            Transport::Form => {
                let body = form::body(call).map_err(|_| MALFORMED)?;
                let request = request.header(header::CONTENT_TYPE, form::CONTENT_TYPE);
                return request.body(Bytes::from(body)).map_err(|_| MALFORMED);
            }
            Transport::Soap11 => soap::Version::V1,
            Transport::Soap12 => soap::Version::V2,
        };
        let (content_type, action) = soap::headers(version, call.operation);
        let mut request = request.header(header::CONTENT_TYPE, content_type);
        if let Some(action) = action {
            request = request.header("SOAPAction", action);
        }
        request.body(Bytes::from(soap::envelope(version, call))).map_err(|_| MALFORMED)
    }
}

/// The other side's words, fit to be shown to the admin.
fn fit(words: &str, secrets: &[&str]) -> String {
    let long = secrets.iter().copied().filter(|secret| secret.len() >= SHORTEST_SECRET);
    hidden::without(words, &long.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_no_secret() {
        let secrets = ["1/2@d1;CSW", "abcdef", "", "12"];
        let words = "Sessie 1/2@d1;CSW van sleutel abcdef is verlopen (CS12)";
        assert_eq!(fit(words, &secrets), "Sessie … van sleutel … is verlopen (CS12)");
        // As the form carried it.
        assert_eq!(fit("SESSIONID=1%2F2%40d1%3BCSW onbekend", &secrets), "SESSIONID=… onbekend");
    }
}

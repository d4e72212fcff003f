//! [`Answers`]: the `Http` port with an answer for each question, and a memory of what was asked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;

use async_trait::async_trait;
use bytes::Bytes;
use koppel_outside::http::{Http, HttpError, Limits, Request, Response};
use percent_encoding::percent_decode_str;

use crate::sheet;

/// What an answer is: status, headers and body, or none.
pub(crate) type Answer = Result<(u16, Vec<(&'static str, String)>, String), HttpError>;

/// A good answer.
pub(crate) fn ok(body: impl Into<String>) -> Answer {
    status(200, body)
}

pub(crate) fn status(status: u16, body: impl Into<String>) -> Answer {
    Ok((status, Vec::new(), body.into()))
}

/// A request as a test reads it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Asked {
    fn of(request: &Request<Bytes>) -> Self {
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let query = request.uri().query().unwrap_or_default();
        Self {
            method: request.method().to_string(),
            path: format!("{}{}", request.uri().host().unwrap(), request.uri().path()),
            query: query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(name, value)| (decoded(name), decoded(value)))
                .collect(),
            headers: request
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: String::from_utf8(request.body().to_vec()).unwrap(),
        }
    }

    /// For instance `GET /relaties?$filter=Relatiecode eq 1042`, without how many rows, and without where to begin
    /// unless that is further on.
    pub(crate) fn question(&self) -> String {
        let (host, path) = self.path.split_once('/').unwrap();
        let path = match host {
            "api.test" => format!("/{}", path.strip_prefix("v2/").unwrap()),
            _ => format!(" {host}/{path}"),
        };
        let told: Vec<String> = self
            .query
            .iter()
            .filter(|(name, value)| name != "$top" && (name != "$skip" || value != "0"))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let query = if told.is_empty() { String::new() } else { format!("?{}", told.join("&")) };
        format!("{} {}{query}", self.method, path.trim())
    }
}

#[derive(Default)]
pub(crate) struct Answers {
    by_question: Mutex<BTreeMap<String, VecDeque<Answer>>>,
    asked: Mutex<Vec<Asked>>,
}

impl Answers {
    /// The next answers to a question; the last one is given from then on.
    pub(crate) fn on(&self, question: &str, answers: impl IntoIterator<Item = Answer>) {
        self.by_question.lock().unwrap().insert(question.to_owned(), answers.into_iter().collect());
    }

    /// Everything that was asked since the last time, sign-ins included.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    pub(crate) fn questions(&self) -> Vec<String> {
        self.asked().iter().map(Asked::question).collect()
    }
}

#[async_trait]
impl Http for Answers {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        tokio::task::yield_now().await;
        let asked = Asked::of(&request);
        let question = asked.question();
        if let Err(wrong) = sheet::check(&asked) {
            panic!("{question}: {wrong}");
        }
        self.asked.lock().unwrap().push(asked);
        let answer = {
            let mut by_question = self.by_question.lock().unwrap();
            let Some(answers) = by_question.get_mut(&question) else { panic!("no answer to {question}") };
            if answers.len() > 1 { answers.pop_front().unwrap() } else { answers.front().unwrap().clone() }
        };
        let (status, headers, body) = answer?;
        if body.len() > limits.answer_bytes {
            return Err(HttpError::TooLong(limits.answer_bytes));
        }
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(name, value);
        }
        Ok(response.body(Bytes::from(body)).unwrap())
    }
}

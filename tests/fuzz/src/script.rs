//! The other side of a call, played from a script: one answer after the other, then silence.
//!
//! An input is a few letters that choose what is done, and the answers to it, parted by lines of `====`. An answer may
//! begin with a line `#` and its status, and behind that the text of `Retry-After`; without one it is 200.

use std::sync::Mutex;

use async_trait::async_trait;
use bytes::Bytes;
use koppel_outside::http::{Http, HttpError, Limits, Method, Request, Response, StatusCode, header};

/// What parts two answers.
const BETWEEN: &[u8] = b"\n====\n";
/// More answers than this say nothing new.
const ANSWERS_MAX: usize = 24;

/// An input taken apart.
pub(crate) struct Input<'a> {
    letters: &'a [u8],
    /// What the other side answers, in order.
    pub(crate) answers: Vec<&'a [u8]>,
}

impl<'a> Input<'a> {
    /// The first line, and what comes after it.
    pub(crate) fn of(data: &'a [u8]) -> Self {
        let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
        let (letters, rest) = data.split_at(end);
        Self { letters, answers: parts(rest.get(1..).unwrap_or_default()) }
    }

    /// The choice at `place`, counted from `first`; 0 where nothing is said.
    pub(crate) fn choice(&self, place: usize, first: u8) -> u8 {
        self.letters.get(place).map_or(0, |letter| letter.wrapping_sub(first))
    }

    /// The answers with the last one cut off within; `None` where that is not asked for, or leaves nothing or all of it.
    pub(crate) fn cut(&self, place: usize) -> Option<Vec<&'a [u8]>> {
        let letter = *self.letters.get(place).filter(|letter| **letter != b'.')?;
        let (last, before) = self.answers.split_last()?;
        let end = last.len() * usize::from(letter) / 256;
        let kept = last.get(..end)?;
        // Without a byte it is another answer: an empty one, which has a meaning of its own.
        if body_of(kept).1.trim_ascii().is_empty() {
            return None;
        }
        Some(before.iter().copied().chain([kept]).collect())
    }
}

fn parts(mut rest: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while parts.len() < ANSWERS_MAX {
        match rest.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
            Some(at) => {
                let (part, after) = rest.split_at(at);
                parts.push(part);
                rest = after.get(BETWEEN.len()..).unwrap_or_default();
            }
            None => break,
        }
    }
    parts.push(rest);
    parts
}

/// An answer's own line, and its body.
fn body_of(answer: &[u8]) -> (Option<&str>, &[u8]) {
    let end = answer.iter().position(|byte| *byte == b'\n').unwrap_or(answer.len());
    let line = answer.strip_prefix(b"#").and(answer.get(1..end)).and_then(|line| str::from_utf8(line).ok());
    match line {
        Some(line) => (Some(line), answer.get(end + 1..).unwrap_or_default()),
        None => (None, answer),
    }
}

fn response(answer: &[u8]) -> Response<Bytes> {
    let (line, body) = body_of(answer);
    let (status, patience) = line.unwrap_or("200").split_once(' ').unwrap_or((line.unwrap_or("200"), ""));
    let mut response = Response::new(Bytes::copy_from_slice(body));
    let status = status.parse().ok().and_then(|status: u16| StatusCode::from_u16(status).ok());
    *response.status_mut() = status.unwrap_or(StatusCode::OK);
    if let Ok(patience) = patience.parse() {
        response.headers_mut().insert(header::RETRY_AFTER, patience);
    }
    response
}

/// Plays the answers, and remembers what was asked.
pub(crate) struct Script {
    answers: Vec<Response<Bytes>>,
    asked: Mutex<Vec<Request<Bytes>>>,
}

impl Script {
    pub(crate) fn new(answers: &[&[u8]]) -> Self {
        Self { answers: answers.iter().map(|answer| response(answer)).collect(), asked: Mutex::default() }
    }

    /// How many requests there were.
    pub(crate) fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// How many of them are of this kind.
    pub(crate) fn asked_for(&self, is_it: impl Fn(&Method, &Request<Bytes>) -> bool) -> usize {
        self.asked.lock().unwrap().iter().filter(|request| is_it(request.method(), request)).count()
    }
}

#[async_trait]
impl Http for Script {
    async fn send(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, HttpError> {
        let mut asked = self.asked.lock().unwrap();
        let answer = self.answers.get(asked.len());
        asked.push(request);
        match answer {
            Some(answer) if answer.body().len() > limits.answer_bytes => {
                Err(HttpError::TooLong(limits.answer_bytes))
            }
            Some(answer) => Ok(answer.clone()),
            None => Err(HttpError::Unclear("the script is over")),
        }
    }
}

/// Every file of a target's corpus.
#[cfg(test)]
pub(crate) fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.map(|file| std::fs::read(file).unwrap()).collect()
}

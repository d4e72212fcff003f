//! A line to the engine that misbehaves on demand: it loses the answer to a request that was carried out, or answers
//! in the engine's place. One request per connection.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What happens to the next request for the named operation.
pub(crate) enum Act {
    /// Carried out; the answer never arrives.
    LoseAnswer,
    /// Not carried out; this status and body come back.
    Answer(u16, String),
}

/// A running proxy; requests for operations that no act waits for pass.
pub(crate) struct Proxy {
    pub(crate) endpoint: String,
    acts: Arc<Mutex<VecDeque<(&'static str, Act)>>>,
}

impl Proxy {
    /// A proxy to `upstream` that carries out `acts` in order, each on the next request for its operation.
    pub(crate) async fn new(upstream: &str, acts: impl IntoIterator<Item = (&'static str, Act)>) -> Self {
        let upstream = upstream.trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let acts = Arc::new(Mutex::new(acts.into_iter().collect::<VecDeque<_>>()));
        let waiting = Arc::clone(&acts);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, upstream.clone(), Arc::clone(&waiting)));
            }
        });
        Self { endpoint, acts }
    }

    /// Every act was carried out.
    pub(crate) fn is_done(&self) -> bool {
        self.acts.lock().unwrap().is_empty()
    }
}

async fn serve(mut client: TcpStream, upstream: String, acts: Arc<Mutex<VecDeque<(&'static str, Act)>>>) {
    let Some((head, body)) = read_request(&mut client).await else { return };
    let target = head.lines().find(|line| line.to_ascii_lowercase().starts_with("x-amz-target"));
    let target = target.unwrap_or_default().to_owned();
    let act = {
        let mut acts = acts.lock().unwrap();
        let is_next = acts.front().is_some_and(|(operation, _)| target.ends_with(&format!(".{operation}")));
        if is_next { acts.pop_front().map(|(_, act)| act) } else { None }
    };
    match act {
        Some(Act::Answer(status, answer)) => {
            let length = answer.len();
            let head = format!(
                "HTTP/1.1 {status} Said\r\ncontent-type: application/x-amz-json-1.0\r\n\
                 content-length: {length}\r\nconnection: close\r\n\r\n"
            );
            client.write_all(head.as_bytes()).await.unwrap();
            client.write_all(answer.as_bytes()).await.unwrap();
        }
        Some(Act::LoseAnswer) => drop(forward(&upstream, &head, &body).await),
        None => {
            let answer = forward(&upstream, &head, &body).await;
            // The client may have gone away; that is its own business.
            drop(client.write_all(&answer).await);
        }
    }
}

async fn read_request(client: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if client.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).ok()?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse::<usize>().ok())?;
    let mut body = bytes.split_off(head_end + 4);
    while body.len() < length {
        if client.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some((head, body))
}

async fn forward(upstream: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let mut server = TcpStream::connect(upstream).await.unwrap();
    let kept = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("connection:"));
    let head = kept.collect::<Vec<_>>().join("\r\n") + "\r\nconnection: close\r\n\r\n";
    server.write_all(head.as_bytes()).await.unwrap();
    server.write_all(body).await.unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await.unwrap();
    answer
}

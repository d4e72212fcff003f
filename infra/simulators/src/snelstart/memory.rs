//! The file that remembers every change, one JSON line to each, so that a killed process loses nothing it answered.
//!
//! Guarantees: a line is handed to the operating system whole before the change is made; a last line that was cut in
//! half was never answered, and is taken off when the file is opened.
//!
//! Leaves out: a power cut (nothing is synced to disk), and files written by two processes.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::books::{Change, Row, Shelf};
use super::json::Json;

/// The open file, at its end.
#[derive(Debug)]
pub(super) struct Memory(File);

impl Memory {
    /// Opens or makes the file and tells what it remembers, in order.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or a line other than the last is no change.
    pub(super) fn open(path: &Path, mut each: impl FnMut(Change)) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut reader = BufReader::new(&file);
        let mut line = Vec::new();
        let mut whole = 0;
        loop {
            line.clear();
            let length = reader.read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                break;
            }
            let change = Json::parse(&line).as_ref().and_then(read);
            each(change.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a line is no change"))?);
            whole += u64::try_from(length).map_err(io::Error::other)?;
        }
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self(file))
    }

    /// Remembers a change.
    ///
    /// # Errors
    /// Where it cannot be written; nothing of it stays then.
    pub(super) fn append(&mut self, change: &Change) -> io::Result<()> {
        let mut line = write(change).bytes();
        line.push(b'\n');
        let before = self.0.stream_position()?;
        self.0.write_all(&line).or_else(|error| {
            self.0.set_len(before)?;
            self.0.seek(SeekFrom::Start(before))?;
            Err(error)
        })
    }
}

fn write(change: &Change) -> Json {
    match change {
        Change::Put(shelf, row) => Json::object([
            ("shelf", shelf.name().into()),
            ("id", row.id.as_str().into()),
            ("document", row.document.clone().into()),
            ("created", row.created.to_string().into()),
            ("modified", row.modified.to_string().into()),
            ("wasQuote", row.was_quote.into()),
        ]),
        Change::Gone(shelf, id) => Json::object([("shelf", shelf.name().into()), ("id", id.as_str().into())]),
    }
}

fn read(line: &Json) -> Option<Change> {
    let shelf = Shelf::named(line.get("shelf").text()?)?;
    let id = line.id()?.to_owned();
    let Some(document) = line.get("document").properties() else { return Some(Change::Gone(shelf, id)) };
    let row = Row {
        id,
        document: document.clone(),
        created: line.get("created").text()?.parse().ok()?,
        modified: line.get("modified").text()?.parse().ok()?,
        was_quote: line.get("wasQuote").flag()?,
    };
    Some(Change::Put(shelf, Box::new(row)))
}

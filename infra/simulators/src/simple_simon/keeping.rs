//! Every change as one JSON line in a file, so that a process that is killed loses nothing it has answered.
//!
//! Guarantees: a line is handed to the operating system whole, before the change is made. A last line that a kill cut in
//! half is taken away on opening. Leaves out: a machine that loses its power (nothing is forced to the disk).

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::record::{Look, Part, Record, Shown};
use super::tables::Table;

/// A line as it is written; without a record it is a deletion.
#[derive(Serialize)]
struct Written<'a> {
    table: &'static str,
    id: i64,
    record: Option<Shown<'a>>,
}

/// A line as it is read.
#[derive(Deserialize)]
struct Line {
    table: String,
    id: i64,
    record: Option<Map<String, Value>>,
}

/// A change that was read back.
pub(super) struct Kept {
    pub(super) table: Table,
    pub(super) id: i64,
    /// `None` for a deletion.
    pub(super) record: Option<Map<String, Value>>,
}

/// The file that changes are appended to.
#[derive(Debug)]
pub(super) struct Keeper(File);

impl Keeper {
    /// Opens or makes the file and hands every change in it to `replay`, oldest first.
    ///
    /// # Errors
    /// Where the file cannot be read or written, or holds a whole line that is none of ours.
    pub(super) fn open(path: &Path, mut replay: impl FnMut(Kept)) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let mut reader = BufReader::new(&file);
        let mut whole = 0;
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                break;
            }
            whole += read as u64;
            replay(kept(&line)?);
        }
        file.set_len(whole)?;
        Ok(Self(file))
    }

    /// Keeps a change; without a record, a deletion.
    ///
    /// # Errors
    /// Where the line cannot be written.
    pub(super) fn keep(&mut self, table: Table, id: i64, record: Option<&Record>) -> io::Result<()> {
        let record = record.map(|record| Shown::truth(table, record, Part::Whole, Look::default()));
        let mut line = serde_json::to_vec(&Written { table: table.name(), id, record })?;
        line.push(b'\n');
        self.0.write_all(&line)
    }
}

fn kept(line: &[u8]) -> io::Result<Kept> {
    let line: Line = serde_json::from_slice(line)?;
    let table = Table::named(&line.table)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a line of an unknown table"))?;
    Ok(Kept { table, id: line.id, record: line.record })
}

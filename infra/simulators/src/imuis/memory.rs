//! The file that remembers every change, one JSON line to each, so that a killed process loses nothing it answered.
//!
//! Guarantees: a line is handed to the operating system whole before the change is made; a last line that was cut in
//! half was never answered, and is taken off when the file is opened.
//!
//! Leaves out: a power cut (nothing is synced to disk), and files written by two processes.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use super::books::Change;

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
            each(serde_json::from_slice(&line)?);
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
        let mut line = serde_json::to_vec(change)?;
        line.push(b'\n');
        let before = self.0.stream_position()?;
        self.0.write_all(&line).or_else(|error| {
            self.0.set_len(before)?;
            self.0.seek(SeekFrom::Start(before))?;
            Err(error)
        })
    }
}

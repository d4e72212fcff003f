//! A bench's figures: printed as a table, and kept as JSON in `target/bench`.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

/// Rows of named figures; the first figure of a row names it.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    rows: Vec<Vec<(&'static str, Value)>>,
}

impl Figures {
    /// One more row; all of them have the same columns.
    pub(crate) fn row(&mut self, row: Vec<(&'static str, Value)>) {
        self.rows.push(row);
    }

    /// Prints the table, and keeps it as `target/bench/{bench}.json`.
    pub(crate) fn tell(&self, bench: &str) {
        let head: Vec<String> = self.rows[0].iter().map(|(name, _)| (*name).to_owned()).collect();
        let lines: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|(_, value)| shown(value)).collect()).collect();
        let all: Vec<&Vec<String>> = std::iter::once(&head).chain(&lines).collect();
        let width = |column: usize| all.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
        for line in &all {
            let cells = line.iter().enumerate().map(|(column, cell)| match column {
                0 => format!("{cell:width$}", width = width(0)),
                _ => format!("{cell:>width$}", width = width(column)),
            });
            println!("{}", cells.collect::<Vec<_>>().join("  ").trim_end());
        }
        let rows: Vec<Map<String, Value>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
            .collect();
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench").join(bench).with_extension("json");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{:#}\n", json!(rows))).unwrap();
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// With so many digits behind the point.
#[expect(clippy::float_arithmetic, reason = "a figure to be read, no quantity of anything")]
pub(crate) fn rounded(value: f64, digits: i32) -> Value {
    let scale = 10_f64.powi(digits);
    let rounded = (value * scale).round() / scale;
    json!(rounded)
}

/// The one in the middle.
pub(crate) fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// By which power of the first the second of each pair grows, from the first pair to the last: 1 is a straight line.
#[expect(clippy::float_arithmetic, reason = "a figure to be read")]
pub(crate) fn slope(pairs: &[(f64, f64)]) -> f64 {
    let ((from, few), (to, many)) = (pairs[0], pairs[pairs.len() - 1]);
    (many / few).ln() / (to / from).ln()
}

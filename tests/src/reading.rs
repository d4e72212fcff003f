//! What an admin reads: the log and the open problems.

use koppel_domain::message::{Language, Message};
use koppel_store::{LogQuery, Problem};

use crate::world::World;

impl World {
    /// Every row of the log, oldest first.
    pub async fn messages(&self) -> Vec<Message> {
        let mut rows = Vec::new();
        let mut before = None;
        loop {
            let query = LogQuery { before, limit: 500, ..LogQuery::default() };
            let page = self.store().log_page(query).await.unwrap();
            rows.extend(page.rows.into_iter().map(|(_, row)| row.message));
            before = page.next;
            if before.is_none() {
                rows.reverse();
                return rows;
            }
        }
    }

    /// The log as the admin reads it: the Dutch text of every row, oldest first.
    pub async fn log(&self) -> Vec<String> {
        self.messages().await.iter().map(|message| message.text(Language::Dutch)).collect()
    }

    /// How many rows of the log have this code.
    pub async fn told(&self, code: &str) -> usize {
        self.messages().await.iter().filter(|message| message.code() == code).count()
    }

    /// The open problems.
    pub async fn open_problems(&self) -> Vec<Problem> {
        self.store().all_problems(500).await.unwrap()
    }

    /// The open problems as `table key: code`.
    pub async fn problems(&self) -> Vec<String> {
        let line = |problem: &Problem| {
            format!("{} {}: {}", problem.table.as_str(), problem.key, problem.message.code())
        };
        self.open_problems().await.iter().map(line).collect()
    }
}

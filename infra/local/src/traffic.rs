//! A day at the demo company, in fast motion: the bookkeeper changes records, the office quotes, makes work orders and
//! adds records by hand, field workers fill the work orders, the office archives them.
//!
//! Leaves out: showing it; whoever lets the day pass is told what happened.

mod office;

use koppel_simulators::books::{Article, Books, Debtor};
use koppel_simulators::simple_simon::SimonSimulator;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::people::People;
use crate::seed;
use crate::upheaval::FIRST_FREE_DEBTOR;
use crate::world::World;

const JOBS: [&str; 6] = [
    "Storing cv-ketel",
    "Lekkage keuken",
    "Groepenkast vervangen",
    "Onderhoudsbeurt",
    "Garantie: pomp",
    "Kraan lekt",
];

/// So many debtors are blocked at a time; then the first is unblocked.
const MOST_BLOCKED: usize = 5;

/// Who makes the day.
pub(crate) struct Traffic<'a> {
    books: &'a Books,
    simon: &'a SimonSimulator,
    random: StdRng,
    world: &'a World,
    open: Vec<i64>,
    blocked: Vec<u32>,
    new_articles: u32,
    told: Vec<String>,
}

impl<'a> Traffic<'a> {
    pub(crate) fn new(world: &'a World, seed: u64) -> Self {
        let random = StdRng::seed_from_u64(seed);
        Self {
            books: &world.books,
            simon: &world.simon,
            random,
            world,
            open: Vec::new(),
            blocked: Vec::new(),
            new_articles: 0,
            told: Vec::new(),
        }
    }

    /// What happens between two ticks, told line by line.
    pub(crate) fn go(&mut self) -> Vec<String> {
        if self.random.random_range(0..2) == 0 {
            self.bookkeeper();
        }
        if self.random.random_range(0..4) == 0 {
            self.clear_up();
        }
        if self.random.random_range(0..3) == 0 {
            self.quote();
        }
        if self.random.random_range(0..6) == 0 {
            self.by_hand();
        }
        self.office();
        self.field_workers();
        std::mem::take(&mut self.told)
    }

    fn tell(&mut self, what: impl Into<String>) {
        self.told.push(what.into());
    }

    const fn people(&self) -> People<'a> {
        self.world.people()
    }

    fn any<T>(&mut self, list: Vec<T>) -> Option<T> {
        let index = self.random.random_range(0..list.len().max(1));
        list.into_iter().nth(index)
    }

    fn bookkeeper(&mut self) {
        if let Some(mut debtor) = self.any(self.books.debtors()) {
            debtor.phone = format!("06-{:08}", self.random.random_range(0..100_000_000));
            self.tell(format!("the bookkeeper gives debtor {} another phone number", debtor.nr));
            self.books.put_debtor(debtor);
        }
        if self.random.random_range(0..4) == 0 {
            self.new_articles += 1;
            let nr = format!("N{:05}", self.random.random_range(0..100_000));
            self.tell(format!("the bookkeeper adds article {nr}"));
            self.books.put_article(Article {
                nr,
                description: format!("Nieuw onderdeel {}", self.new_articles),
                group: Some(2),
                unit: "Stuk".to_owned(),
                ..Article::default()
            });
        }
    }

    /// What a bookkeeper does not do every day: records come, go, are blocked, and get another name or group.
    fn clear_up(&mut self) {
        let people = self.people();
        // Those of the demo's own work orders and quotes stay as they are, so that `--once` can follow a watched day.
        let free = |debtor: &Debtor| debtor.nr >= FIRST_FREE_DEBTOR;
        let Some(debtor) = self.any(self.books.debtors().into_iter().filter(free).collect()) else { return };
        let nr = debtor.nr;
        match self.random.random_range(0..7) {
            0 if self.blocked.len() >= MOST_BLOCKED => {
                let nr = self.blocked.remove(0);
                if let Some(debtor) = self.books.debtors().into_iter().find(|debtor| debtor.nr == nr) {
                    self.tell(format!("the bookkeeper unblocks debtor {nr}"));
                    people.block_debtor(debtor, false);
                }
            }
            0 => {
                self.tell(format!("the bookkeeper blocks debtor {nr}"));
                self.blocked.push(nr);
                people.block_debtor(debtor, true);
            }
            1 => {
                self.tell(format!("the bookkeeper deletes debtor {nr}"));
                self.books.remove_debtor(nr);
            }
            2 => {
                let debtors = self.books.debtors();
                let nr = debtors.last().map_or(seed::FIRST_DEBTOR, |debtor| debtor.nr + 1);
                self.tell(format!("the bookkeeper adds debtor {nr}"));
                self.books.put_debtor(Debtor { nr, ..seed::debtor(nr - seed::FIRST_DEBTOR) });
            }
            3 => {
                let name = format!("{} en Partners", debtor.name.trim_end_matches(" en Partners"));
                self.tell(format!("the bookkeeper gives debtor {nr} the name “{name}”"));
                people.rename_debtor(debtor, &name);
            }
            kind => {
                let of_the_seed = |article: &Article| article.nr.starts_with('A') && !article.blocked;
                let articles = self.books.articles().into_iter().filter(of_the_seed).collect();
                let Some(article) = self.any(articles) else { return };
                if kind == 4 {
                    self.tell(format!("the bookkeeper blocks article {}", article.nr));
                    return people.block_article(article);
                }
                let Some(group) = self.any(self.books.groups()) else { return };
                self.tell(format!(
                    "the bookkeeper moves article {} to group “{}”",
                    article.nr, group.description
                ));
                people.move_article(article, group.nr);
            }
        }
    }
}

//! What a small installation company has in its books.

use koppel_simulators::books::{Article, ArticleGroup, Books, Debtor};

use crate::packages::Pair;
use crate::world::{Start, World};
use koppel_sync::Outcome;

/// A debtor with everything filled in.
#[must_use]
pub fn debtor(nr: u32) -> Debtor {
    Debtor {
        nr,
        name: format!("Bakkerij {nr} B.V."),
        street: "Molenweg".to_owned(),
        house_number: Some(nr % 100 + 1),
        house_number_addition: "a".to_owned(),
        postcode: "5611 AB".to_owned(),
        city: "Eindhoven".to_owned(),
        country: "NL".to_owned(),
        email: format!("klant{nr}@voorbeeld.example"),
        phone: "040-1234567".to_owned(),
        mobile: "06-12345678".to_owned(),
        blocked: false,
    }
}

/// An article in a group.
#[must_use]
pub fn article(nr: &str, group: u32) -> Article {
    Article {
        nr: nr.to_owned(),
        description: format!("Artikel {nr}"),
        group: Some(group),
        price: 10.into(),
        unit: "Stuk".to_owned(),
        blocked: false,
    }
}

/// An article group.
#[must_use]
pub fn group(nr: u32, name: &str) -> ArticleGroup {
    ArticleGroup { nr, description: name.to_owned() }
}

/// Two customers, two groups, the articles of the settings, and three to use.
pub fn furnish(books: &Books) {
    for nr in [10_000, 10_001] {
        books.put_debtor(debtor(nr));
    }
    books.put_group(group(1, "Kranen"));
    books.put_group(group(2, "Uren & kosten"));
    for nr in ["KRAAN", "B 2/3 & meer", "BUIS"] {
        books.put_article(article(nr, 1));
    }
    for nr in ["REIS", "UUR", "VOORRIJ"] {
        books.put_article(article(nr, 2));
    }
}

impl World {
    /// A furnished world whose first import is done, of these two packages.
    pub async fn working(pair: impl Into<Pair>) -> Self {
        Self::working_with(pair.into().start()).await
    }

    /// As [`World::working`], with another beginning.
    pub async fn working_with(start: Start) -> Self {
        let world = Self::with(start).await;
        world.furnish();
        assert_eq!(world.pull().await.outcome, Outcome::Done);
        world.pass(1);
        world
    }

    /// Two customers, two groups, the articles of the settings, and three to use.
    pub fn furnish(&self) {
        furnish(&self.books);
    }

    /// Sixty records: 6 groups, 30 articles, 24 customers.
    pub fn furnish_sixty(&self) {
        (1..=6).for_each(|nr| self.books.put_group(group(nr, &format!("Groep {nr}"))));
        (1..=30).for_each(|nr| self.books.put_article(article(&format!("ART{nr:03}"), nr % 6 + 1)));
        (10_001..=10_024).for_each(|nr| self.books.put_debtor(debtor(nr)));
    }
}

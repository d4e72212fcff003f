//! What is asked of the real SnelStart for a look, and what came back.
//!
//! Guarantees: every question is asked once and in a fixed order; one that cannot be asked leaves a reason in its place.

use jiff::civil::{DateTime, datetime};
use koppel_domain::assumption::Doubt;
use koppel_domain::failure::Failure;
use koppel_domain::text::cut;

use crate::connector::SnelStart;
use crate::errors::Trouble;
use crate::reading::Question;
use crate::wire::Resource;
use crate::wire::filter::{ARTICLE_NUMBERS, CUSTOMER_NUMBER, Condition, QUOTE_NUMBER, Query, REFERENCE};
use crate::wire::json::Row;

/// Moments after which surely everything, and surely nothing, was changed.
const LONG_AGO: DateTime = datetime(2000, 1, 31, 0, 0, 0, 0);
const NEVER: DateTime = datetime(2099, 12, 31, 0, 0, 0, 0);
/// A property that no list has.
const NO_PROPERTY: &str = "KoppelX";
/// A reference that no order has.
const NO_REFERENCE: &str = "Koppel zoekt wat er niet is";
/// An id that no record has.
const NO_ID: &str = "6f1d2c9e-5b3a-4e78-9d40-c2a7e8b1f356";
/// Most of a refusal's words that are told.
const WORDS: usize = 120;

/// What a question brought: rows, or the doubt that is left.
pub(super) type Seen = Result<Vec<Row>, Doubt>;

/// A list that says when its rows changed.
pub(super) struct ListSeen {
    /// Its first page.
    pub(super) first: Seen,
    /// What changed since long ago, and since a day to come.
    pub(super) long_ago: Seen,
    pub(super) never: Seen,
}

/// Everything that was seen.
pub(super) struct Evidence {
    pub(super) company: Seen,
    pub(super) customers: ListSeen,
    /// The customers but for the first.
    pub(super) but_first: Seen,
    /// The first customer by its number.
    pub(super) one: Seen,
    /// Customers asked for by a property that there is not.
    pub(super) unknown_property: Seen,
    pub(super) articles: ListSeen,
    /// The first article by its number, in the first way of writing that, and in the second.
    pub(super) by_number: [Seen; 2],
    pub(super) groups: Seen,
    /// The first group by its id, and a group by an id that none has.
    pub(super) group: Seen,
    pub(super) no_group: Seen,
    pub(super) countries: Seen,
    pub(super) orders: ListSeen,
    /// Orders by a reference that none has.
    pub(super) no_reference: Seen,
    /// The first order that carries a reference, by it.
    pub(super) by_reference: Seen,
    pub(super) quotes: ListSeen,
    /// The first quote by its number.
    pub(super) quote: Seen,
}

fn not_asked() -> Seen {
    Err(Doubt::unknown("not asked"))
}

impl Default for ListSeen {
    fn default() -> Self {
        Self { first: not_asked(), long_ago: not_asked(), never: not_asked() }
    }
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            company: not_asked(),
            customers: ListSeen::default(),
            but_first: not_asked(),
            one: not_asked(),
            unknown_property: not_asked(),
            articles: ListSeen::default(),
            by_number: [not_asked(), not_asked()],
            groups: not_asked(),
            group: not_asked(),
            no_group: not_asked(),
            countries: not_asked(),
            orders: ListSeen::default(),
            no_reference: not_asked(),
            by_reference: not_asked(),
            quotes: ListSeen::default(),
            quote: not_asked(),
        }
    }
}

impl SnelStart {
    /// Asks everything.
    ///
    /// # Errors
    /// Where it is not even let in.
    pub(super) async fn evidence(&self) -> Result<Evidence, Failure> {
        let company = self.object(Resource::Company).await.map_err(Trouble::of_read)?;
        let mut seen = Evidence { company: Ok(vec![company]), ..Evidence::default() };
        let customers = Resource::Customers;
        seen.customers = self.list_seen(customers).await;
        seen.but_first = self.ask(&Question { resource: customers, condition: None }, 1).await;
        if let Some(number) = first(&seen.customers.first, |row| row.integer("relatiecode")) {
            seen.one = self.ask_for(customers, Condition::Number(CUSTOMER_NUMBER, number)).await;
        }
        seen.unknown_property = self.ask_for(customers, Condition::Text(NO_PROPERTY, "x")).await;
        seen.articles = self.list_seen(Resource::Articles).await;
        if let Some(code) = first(&seen.articles.first, |row| filled(row.text("artikelcode"))) {
            let [one, other] = ARTICLE_NUMBERS.map(|property| Condition::Text(property, &code));
            seen.by_number =
                [self.ask_for(Resource::Articles, one).await, self.ask_for(Resource::Articles, other).await];
        }
        seen.groups = told(self.whole_list(Resource::Groups).await);
        if let Some(id) = first(&seen.groups, Row::id) {
            seen.group = self.ask_for_id(Resource::Groups, &id).await;
            seen.no_group = self.ask_for_id(Resource::Groups, NO_ID).await;
        }
        seen.countries = told(self.whole_list(Resource::Countries).await);
        let orders = Resource::Orders;
        seen.orders = self.list_seen(orders).await;
        seen.no_reference = self.ask_for(orders, Condition::Text(REFERENCE, NO_REFERENCE)).await;
        if let Some(reference) = first(&seen.orders.first, |row| filled(row.text("orderreferentie"))) {
            seen.by_reference = self.ask_for(orders, Condition::Text(REFERENCE, &reference)).await;
        }
        seen.quotes = self.list_seen(Resource::Quotes).await;
        if let Some(number) = first(&seen.quotes.first, |row| row.integer("nummer")) {
            seen.quote = self.ask_for(Resource::Quotes, Condition::Number(QUOTE_NUMBER, number)).await;
        }
        Ok(seen)
    }

    async fn list_seen(&self, resource: Resource) -> ListSeen {
        let first = self.ask(&Question { resource, condition: None }, 0).await;
        let long_ago = self.ask_for(resource, Condition::ChangedAfter(LONG_AGO)).await;
        let never = self.ask_for(resource, Condition::ChangedAfter(NEVER)).await;
        ListSeen { first, long_ago, never }
    }

    async fn ask_for(&self, resource: Resource, condition: Condition<'_>) -> Seen {
        self.ask(&Question::of(resource, condition), 0).await
    }

    async fn ask_for_id(&self, resource: Resource, id: &str) -> Seen {
        told(self.by_id(resource, id, &Query::default()).await.map(|row| row.into_iter().collect()))
    }

    async fn ask(&self, question: &Question<'_>, skip: u64) -> Seen {
        told(self.list(question, skip).await)
    }
}

fn told(answer: Result<Vec<Row>, Trouble>) -> Seen {
    answer.map_err(|trouble| match trouble {
        Trouble::Said(_, refusal) => Doubt::refuted(format!("refused: “{}”", cut(&refusal.words, WORDS))),
        trouble => Doubt::unknown(format!("no answer: {}", trouble.of_read())),
    })
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// Of the first row that has it.
fn first<T>(seen: &Seen, of: impl Fn(&Row) -> Option<T>) -> Option<T> {
    seen.as_ref().ok()?.iter().find_map(of)
}

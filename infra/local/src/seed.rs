//! The demo company's bookkeeping: an installation company with its customers, articles and groups. The same numbers
//! give the same records, so that a world that was cut off while it was made is completed by making it again.

use jiff::ToSpan as _;
use jiff::civil::Date;
use koppel_simulators::books::{Article, ArticleGroup, Books, Debtor, Quote, QuoteLine};
use koppel_simulators::clock::SimClock;
use rust_decimal::Decimal;

/// The company's name.
pub(crate) const COMPANY: &str = "Installatiebedrijf De Molen";
/// The article for travel time.
pub(crate) const TRAVEL_ARTICLE: &str = "REISTIJD";
/// The article for work time.
pub(crate) const WORK_ARTICLE: &str = "WERKTIJD";
/// A work order with this word is not sent.
pub(crate) const FILTER_WORD: &str = "Garantie";
/// Articles beside those for time.
const ARTICLES: u32 = 1_998;
/// The first debtor's number.
pub(crate) const FIRST_DEBTOR: u32 = 10_000;
/// The number of the first quote.
const FIRST_OLD_QUOTE: u32 = 25_000_000;
/// Quotes from before the link.
const OLD_QUOTES: u32 = 5;

const GROUPS: [&str; 12] = [
    "Arbeid",
    "Bevestiging",
    "Elektra",
    "Gas",
    "Gereedschap",
    "Installatiemateriaal",
    "Leidingen",
    "Lucht",
    "Sanitair",
    "Verwarming",
    "Water",
    "Zonne-energie",
];
const NAMES: [&str; 16] = [
    "Bakkerij",
    "Garage",
    "Kapsalon",
    "Slagerij",
    "Hotel",
    "Basisschool",
    "Tandarts",
    "Bloemist",
    "Drukkerij",
    "Restaurant",
    "Apotheek",
    "Fietsenmaker",
    "Boekhandel",
    "Kwekerij",
    "Schildersbedrijf",
    "Vereniging",
];
const FAMILIES: [&str; 14] = [
    "De Korenaar",
    "Jansen & Zn",
    "Van den Berg",
    "'t Hoekje",
    "De Vries",
    "Visser",
    "Smit",
    "Mulder",
    "Bos",
    "Peeters",
    "Dijkstra",
    "Höfer",
    "Çelik",
    "Łukaszewski",
];
const STREETS: [&str; 10] = [
    "Molenweg",
    "Dorpsstraat",
    "Kerkplein",
    "Stationsweg",
    "Beukenlaan",
    "Havenkade",
    "Prins Hendrikstraat",
    "Lange Voort",
    "Brink",
    "Singel",
];
const TOWNS: [(&str, &str); 8] = [
    ("5611 AB", "Eindhoven"),
    ("3511 CD", "Utrecht"),
    ("9711 EF", "Groningen"),
    ("6211 GH", "Maastricht"),
    ("8011 JK", "Zwolle"),
    ("2011 LM", "Haarlem"),
    ("4331 NP", "Middelburg"),
    ("7411 RS", "Deventer"),
];
const THINGS: [&str; 12] = [
    "Knelkoppeling",
    "Kogelkraan",
    "Thermostaat",
    "Radiatorkraan",
    "PVC-buis",
    "Stopcontact",
    "Kabelgoot",
    "Sifon",
    "Ventilator",
    "Expansievat",
    "Montagebeugel",
    "Groepenkast",
];

fn pick<T: Copy>(list: &[T], index: u32, default: T) -> T {
    list.get(index as usize % list.len().max(1)).copied().unwrap_or(default)
}

/// The debtor of a number, as it stands at the beginning.
pub(crate) fn debtor(index: u32) -> Debtor {
    let (postcode, town) = pick(&TOWNS, index / 3, ("1011 AA", "Amsterdam"));
    let name = format!("{} {}", pick(&NAMES, index, "Firma"), pick(&FAMILIES, index / 16, "Bakker"));
    Debtor {
        nr: FIRST_DEBTOR + index,
        name: if index < 224 { name } else { format!("{name} {}", index / 224 + 1) },
        street: pick(&STREETS, index / 5, "Dorpsstraat").to_owned(),
        house_number: Some(index % 180 + 1),
        house_number_addition: if index.is_multiple_of(7) { "a".to_owned() } else { String::new() },
        postcode: postcode.to_owned(),
        city: town.to_owned(),
        country: "NL".to_owned(),
        email: format!("info{index}@voorbeeld.example"),
        phone: format!("040-{:07}", index % 10_000_000),
        blocked: index % 97 == 96,
        ..Debtor::default()
    }
}

fn article(index: u32) -> Article {
    Article {
        nr: format!("A{index:05}"),
        description: format!("{} {} mm", pick(&THINGS, index, "Onderdeel"), 10 + index / 12),
        group: Some(index % (GROUPS.len() as u32) + 1),
        price: Decimal::new(i64::from(250 + index * 7 % 20_000), 2),
        unit: "Stuk".to_owned(),
        blocked: index % 211 == 210,
    }
}

fn time_article(number: &str, description: &str) -> Article {
    Article {
        nr: number.to_owned(),
        description: description.to_owned(),
        group: Some(1),
        price: Decimal::new(6_500, 2),
        unit: "Uur".to_owned(),
        ..Article::default()
    }
}

/// A quote from before the link: it becomes no work order.
fn old_quote(index: u32, then: Date) -> Quote {
    Quote {
        nr: FIRST_OLD_QUOTE + index,
        debtor: Some(FIRST_DEBTOR + index),
        date: then,
        memo: "Al lang besproken".to_owned(),
        lines: vec![QuoteLine {
            article: Some("A00001".to_owned()),
            quantity: Decimal::ONE,
            description: "Kogelkraan".to_owned(),
            ..QuoteLine::default()
        }],
        ..Quote::default()
    }
}

/// Fills bookkeeping as far as it is not filled yet. The records are a month old: nothing in them is news.
pub(crate) fn bookkeeping(books: &Books, clock: &SimClock, customers: u32) {
    // They came last: what is missing now was deleted by the people of this world.
    if books.quotes().len() >= OLD_QUOTES as usize {
        return;
    }
    let then: Date = clock.wall().date().saturating_sub(30.days());
    let groups = books.groups().len();
    for (index, name) in (1_u32..).zip(GROUPS).skip(groups) {
        books.put_group_at(ArticleGroup { nr: index, description: name.to_owned() }, Some(then));
    }
    let articles: std::collections::BTreeSet<String> =
        books.articles().into_iter().map(|article| article.nr).collect();
    let wanted = [time_article(TRAVEL_ARTICLE, "Reistijd"), time_article(WORK_ARTICLE, "Werktijd monteur")];
    for article in wanted.into_iter().chain((0..ARTICLES).map(article)) {
        if !articles.contains(&article.nr) {
            books.put_article_at(article, Some(then));
        }
    }
    let debtors: std::collections::BTreeSet<u32> =
        books.debtors().into_iter().map(|debtor| debtor.nr).collect();
    for index in (0..customers).filter(|index| !debtors.contains(&(FIRST_DEBTOR + index))) {
        books.put_debtor_at(debtor(index), Some(then));
    }
    for index in 0..OLD_QUOTES {
        books.put_quote_at(old_quote(index, then), Some(then));
    }
}

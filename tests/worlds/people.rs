//! The bookkeeper, the office and the admin of a world, and what they remember.
//!
//! Guarantees: they act in the two packages, and on the admin's pages; nobody here knows how Koppel works. What a step
//! cannot do, since the record it is about is not there, is left undone.

use std::collections::BTreeSet;

use jiff::Timestamp;
use koppel_domain::integration::Stage;
use koppel_domain::records::RecordKey;
use koppel_domain::settings::{MemoContent, QuoteSettings, Settings};
use koppel_simulators::books::{Article, Debtor, Quote, QuoteLine};
use koppel_tests::World;
use koppel_tests::mirror::{Record, text};
use koppel_tests::seed::{article, debtor, group};
use serde_json::json;

use crate::plan::{Admin, Books, DEBTORS, GROUPS, Kind, Office, WORD};

/// The first debtor's number.
pub(crate) const FIRST: u32 = 10_000;

/// A work order, as those who made it remember it.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) id: i64,
    pub(crate) kind: Kind,
    /// When it was archived first.
    pub(crate) archived_at: Option<Timestamp>,
    /// It was changed after that.
    pub(crate) was_changed: bool,
    /// It was put right at the end.
    pub(crate) was_mended: bool,
}

/// A quote, as its writer remembers it.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) nr: u32,
    pub(crate) was_changed: bool,
}

/// What people remember.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    pub(crate) orders: Vec<Made>,
    pub(crate) quotes: Vec<Written>,
    /// Every version of the settings, and since when.
    pub(crate) settings: Vec<(Timestamp, Settings)>,
    pub(crate) is_active: bool,
    /// Customers that the office deleted or added itself, since the last look.
    pub(crate) taken_out: BTreeSet<i64>,
    /// The books, the settings or Simple-Simon were changed by people: so often.
    pub(crate) acts: u64,
    /// The withheld list that was approved.
    pub(crate) approved: Option<String>,
}

impl Past {
    pub(crate) fn new(settings: &Settings, now: Timestamp) -> Self {
        Self {
            orders: Vec::new(),
            quotes: Vec::new(),
            settings: vec![(now, settings.clone())],
            is_active: true,
            taken_out: BTreeSet::new(),
            acts: 0,
            approved: None,
        }
    }
}

pub(crate) fn furnish(world: &World, debtors: u32, articles: u32) {
    (0..GROUPS).for_each(|nr| put_group(world, nr));
    (0..debtors).for_each(|nr| world.books.put_debtor(debtor(FIRST + nr)));
    (0..articles).for_each(|nr| world.books.put_article(article(&code(nr), nr % GROUPS + 1)));
    for nr in ["REIS", "UUR", "VOORRIJ", "UUR2"] {
        world.books.put_article(article(nr, 1));
    }
}

fn put_group(world: &World, nr: u32) {
    world.books.put_group(group(nr + 1, &format!("Groep {}", nr + 1)));
}

pub(crate) fn code(nr: u32) -> String {
    format!("ART{nr}")
}

/// What the bookkeeper does.
pub(crate) fn keep_books(world: &World, past: &mut Past, act: Books) {
    past.acts += 1;
    let books = &world.books;
    let debtor_of = |nr: u32| books.debtors().into_iter().find(|debtor| debtor.nr == FIRST + nr);
    let article_of = |nr: u32| books.articles().into_iter().find(|article| article.nr == code(nr));
    match act {
        Books::Debtor(nr) => {
            let before = debtor_of(nr).unwrap_or_else(|| debtor(FIRST + nr));
            let street = format!("Straat {}", past.acts);
            books.put_debtor(Debtor { street, ..before });
        }
        Books::BlockDebtor(nr) => {
            if let Some(before) = debtor_of(nr) {
                books.put_debtor(Debtor { blocked: !before.blocked, ..before });
            }
        }
        Books::RemoveDebtor(nr) => books.remove_debtor(FIRST + nr),
        Books::Article(nr) => {
            let before = article_of(nr).unwrap_or_else(|| article(&code(nr), nr % GROUPS + 1));
            let description = format!("Artikel {} van stap {}", before.nr, past.acts);
            books.put_article(Article { description, ..before });
        }
        Books::BlockArticle(nr) => {
            if let Some(before) = article_of(nr) {
                books.put_article(Article { blocked: !before.blocked, ..before });
            }
        }
        Books::RemoveArticle(nr) => books.remove_article(&code(nr)),
        Books::Group(nr) => {
            let groups = books.groups();
            if let Some(before) = groups.into_iter().find(|group| group.nr == nr + 1) {
                // Opened and closed again: nothing of it is another.
                books.put_group(before);
            }
        }
        Books::Quote { nr, debtor } => {
            let number = 202_600_100 + nr;
            if past.quotes.iter().any(|quote| quote.nr == number) || debtor_of(debtor).is_none() {
                return;
            }
            past.quotes.push(Written { nr: number, was_changed: false });
            books.put_quote(quote(world, number, FIRST + debtor));
        }
        Books::ChangeQuote(nr) => {
            let number = 202_600_100 + nr;
            if let Some(mut quote) = books.quotes().into_iter().find(|quote| quote.nr == number) {
                if let Some(written) = past.quotes.iter_mut().find(|written| written.nr == number) {
                    written.was_changed = true;
                }
                quote.memo = format!("Gewijzigd bij stap {}", past.acts);
                if let Some(line) = quote.lines.first_mut() {
                    line.quantity += rust_decimal::Decimal::ONE;
                }
                books.put_quote(quote);
            }
        }
    }
}

fn quote(world: &World, nr: u32, debtor: u32) -> Quote {
    let line = |article: &str, quantity: i64| QuoteLine {
        article: Some(article.to_owned()),
        quantity: quantity.into(),
        description: format!("Regel met {article}"),
        unit: "Stuk".to_owned(),
    };
    Quote {
        nr,
        debtor: Some(debtor),
        date: world.today(),
        memo: format!("Offerte {nr}"),
        lines: vec![line("ART0", 2), line("ART1", 1)],
        ..Quote::default()
    }
}

/// The customer of a debtor in Simple-Simon, and its first work address.
pub(crate) fn customer(world: &World, nr: u32) -> Option<(i64, i64)> {
    let with = |table: &str, key: String| {
        let found = world.simon.records(table).into_iter().find(|record| text(record, "ExtKey") == key)?;
        found["Id"].as_i64()
    };
    Some((with("customer", (FIRST + nr).to_string())?, with("location", format!("{}-0", FIRST + nr))?))
}

fn item(world: &World, key: &str) -> Option<i64> {
    let found = world.simon.records("item").into_iter().find(|record| text(record, "ExtKey") == key)?;
    found["Id"].as_i64()
}

/// What the office and its field workers do.
pub(crate) fn work(world: &World, past: &mut Past, act: Office) {
    past.acts += 1;
    match act {
        Office::Order { debtor, work, travel, article, kind, archived } => {
            let made = make_order(world, debtor, (work, travel), article, kind);
            let Some(id) = made else { return };
            past.orders.push(Made { id, kind, archived_at: None, was_changed: false, was_mended: false });
            if archived {
                archive(world, past, past.orders.len() - 1);
            }
        }
        Office::Archive(place) => archive(world, past, place),
        Office::Change(place) => {
            if let Some(made) = past.orders.get_mut(place) {
                made.was_changed |= made.archived_at.is_some();
                let remark = format!("Stap {}", past.acts);
                world.simon.change("workorder", made.id, json!({ "Remark": remark }));
            }
        }
        Office::Reopen(place) => {
            if let Some(made) = past.orders.get_mut(place).filter(|made| made.archived_at.is_some()) {
                made.was_changed = true;
                world.simon.reopen(made.id);
            }
        }
        Office::ByHand(count) => {
            for nr in 0..count {
                world.simon.insert("customer", json!({ "Name": format!("Losse klant {} {nr}", past.acts) }));
            }
        }
        Office::Rename(nr) => {
            if let Some((id, _)) = customer(world, nr) {
                world.simon.change("customer", id, json!({ "Name": format!("Hernoemd {}", past.acts) }));
            }
        }
        Office::Delete(nr) => {
            let Some((id, location)) = customer(world, nr) else { return };
            let is_on = |order: &Record| {
                order["CustomerId"].as_i64() == Some(id) || order["LocationId"].as_i64() == Some(location)
            };
            if !world.simon.records("workorder").iter().any(is_on) {
                world.simon.remove("location", location);
                world.simon.remove("customer", id);
                past.taken_out.insert(id);
            }
        }
    }
}

fn make_order(
    world: &World,
    debtor: u32,
    (work, travel): (i64, i64),
    article: Option<u32>,
    kind: Kind,
) -> Option<i64> {
    let (customer_id, location) = customer(world, debtor)?;
    let location = match kind {
        Kind::AddressOfOther => (0..DEBTORS).filter(|nr| *nr != debtor).find_map(|nr| customer(world, nr))?.1,
        _ => location,
    };
    let description =
        if kind == Kind::Filtered { format!("{WORD} op de kraan") } else { "Kraan lekt".to_owned() };
    let customer_id = (kind != Kind::WithoutCustomer).then_some(customer_id);
    let id = world.simon.work_order(customer_id, location, &description);
    if kind != Kind::Empty {
        world.simon.book_time(id, "Work", work);
        if travel > 0 {
            world.simon.book_time(id, "Travel", travel);
        }
    }
    if let Some(item) = article.filter(|_| kind != Kind::Empty).and_then(|nr| item(world, &code(nr))) {
        world.simon.use_item(id, item, "", 2);
    }
    if kind == Kind::FreeText {
        world.simon.use_item(id, None, "Kitje", 1);
    }
    Some(id)
}

pub(crate) fn archive(world: &World, past: &mut Past, place: usize) {
    let Some(made) = past.orders.get_mut(place) else { return };
    if made.kind == Kind::BeforeActivation {
        let before = koppel_tests::world::monday() - jiff::SignedDuration::from_hours(24 * 900);
        world.simon.archive_at(made.id, jiff::tz::TimeZone::UTC.to_datetime(before));
    } else {
        world.simon.archive(made.id);
    }
    made.archived_at.get_or_insert(world.clock.now());
    world.clock.advance(jiff::SignedDuration::from_secs(1));
}

/// What the admin does on their pages.
pub(crate) async fn administer(world: &World, past: &mut Past, act: Admin) {
    past.acts += 1;
    let key = |text: &str| RecordKey::new(text);
    match act {
        Admin::Standard => {
            save(world, past, |settings| {
                settings.standard_article =
                    if settings.standard_article.is_some() { None } else { key("VOORRIJ") };
            })
            .await;
        }
        Admin::WorkArticle => {
            save(world, past, |settings| {
                let is_first = settings.work_article == key("UUR");
                settings.work_article = key(if is_first { "UUR2" } else { "UUR" });
            })
            .await;
        }
        Admin::Memo => save(world, past, |settings| settings.memo = MemoContent::Nothing).await,
        Admin::Quotes => {
            save(world, past, |settings| {
                settings.quotes = if settings.quotes.is_some() {
                    None
                } else {
                    Some(QuoteSettings { lines: true, ..QuoteSettings::default() })
                };
            })
            .await;
        }
        Admin::Filter => {
            save(world, past, |settings| {
                settings.article_groups =
                    if settings.article_groups.is_empty() { vec!["Groep 2".to_owned()] } else { Vec::new() };
            })
            .await;
        }
        Admin::Deactivate => deactivate(world, past).await,
        Admin::Activate => activate(world, past).await,
        Admin::Offer => {
            let now = world.clock.now();
            let _ = change(world, |profile| profile.offered_at = Some(now)).await;
        }
    }
}

/// The admin's act goes through, or the page says that it did not.
async fn change(world: &World, act: impl FnOnce(&mut koppel_store::Profile)) -> bool {
    let Ok(Some(opened)) = world.store().open().await else { return false };
    let mut profile = opened.profile;
    act(&mut profile);
    if world.store().save_profile(profile.clone()).await.is_ok() {
        return true;
    }
    // Nobody told them whether it did: they look.
    let now = world.store().open().await;
    now.is_ok_and(|now| now.is_some_and(|now| now.profile.revision > profile.revision))
}

async fn save(world: &World, past: &mut Past, act: impl FnOnce(&mut Settings)) {
    let now = world.clock.now();
    let Ok(Some(opened)) = world.store().open().await else { return };
    let mut settings = opened.profile.settings;
    let before = settings.clone();
    act(&mut settings);
    settings.version += 1;
    let after = settings.clone();
    let is_saved = change(world, |profile| {
        profile.life = profile.life.clone().follow_quotes(&before, &after, now);
        profile.settings = after.clone();
    })
    .await;
    // Whether or not it was told as saved, it may hold from now on.
    past.settings.push((now, settings));
    if !is_saved && let Ok(Some(opened)) = world.store().open().await {
        past.settings.push((now, opened.profile.settings));
    }
}

async fn deactivate(world: &World, past: &mut Past) {
    let now = world.clock.now();
    let done = change(world, |profile| {
        if let Ok(life) = profile.life.deactivate(now) {
            profile.life = life;
        }
    })
    .await;
    past.is_active &= !done;
}

/// The admin activates again, where the link was stopped.
pub(crate) async fn activate(world: &World, past: &mut Past) {
    let now = world.clock.now();
    let done = change(world, |profile| {
        if profile.life.stage == Stage::Deactivated
            && let Ok(life) = profile.life.activate_again().and_then(|life| life.start(now))
        {
            profile.life = life;
        }
    })
    .await;
    past.is_active |= done;
}

//! A plan drawn from its seed.
//!
//! What is drawn stays within what the promises are made for: two clocks differ by two minutes at most, a request arrives
//! at most a minute late, and an order shows at most ninety seconds late. Together they are shorter than the quiet period
//! of an order; beyond that nothing is promised. Only two runs that push are put further apart, so that a lease ends under
//! a living one.

use koppel_domain::message::Concern;
use koppel_domain::records::RecordKey;
use koppel_domain::settings::{MemoContent, QuoteDescription, QuoteSettings, Settings};
use koppel_simulators::books::{List, Package};
use koppel_simulators::lies::Lie;
use koppel_tests::Dialect;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::plan::{
    ARTICLES, Admin, Books, Company, DEBTORS, GROUPS, Kind, Office, Plan, Run, Step, Trouble, WORD, Way,
};

/// Most seconds by which a clock is ahead or behind.
const SKEW: i64 = 60;
/// The same of two machines that push one order, with nothing late: then even a lease that ends under a living run makes
/// no second one.
const SKEW_OF_PUSH: i64 = 100;
/// When a company begins: an ordinary Monday, the eves of both changes of the clock, a leap day, a turn of the year.
const BEGINNINGS: [&str; 6] = [
    "2026-11-23T08:00:00Z",
    "2026-10-24T23:10:00Z",
    "2027-03-28T00:10:00Z",
    "2028-02-28T22:30:00Z",
    "2026-12-31T22:20:00Z",
    "2026-06-30T21:40:00Z",
];

impl Plan {
    /// The world of a seed.
    pub(crate) fn of(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        // Drawn apart, so that what a seed's people do does not hang on where the books are.
        let mut coins = StdRng::seed_from_u64(!seed);
        let packages = (package(&mut coins), package(&mut coins));
        let company = company(&mut rng, packages);
        let mut steps = vec![Step::Run(Run { concern: Concern::Pull, way: Way::Whole, skew: 0 })];
        let most = rng.random_range(14..=34);
        while steps.len() < most {
            phrase(&mut rng, &mut steps);
        }
        Self { seed, company, steps }
    }
}

fn chance(rng: &mut StdRng, percent: u32) -> bool {
    rng.random_range(0..100) < percent
}

fn package(rng: &mut StdRng) -> Package {
    if chance(rng, 50) { Package::Imuis } else { Package::Snelstart }
}

fn company(rng: &mut StdRng, packages: (Package, Package)) -> Company {
    let key = |text: &str| RecordKey::new(text);
    let quotes = chance(rng, 60).then(|| quotes(rng));
    let settings = Settings {
        version: 1,
        article_groups: if chance(rng, 15) {
            vec!["Groep 1".to_owned(), "Groep 3".to_owned()]
        } else {
            Vec::new()
        },
        travel_article: if chance(rng, 80) { key("REIS") } else { None },
        work_article: key("UUR"),
        standard_article: if chance(rng, 30) { key("VOORRIJ") } else { None },
        filter_word: chance(rng, 50).then(|| WORD.to_owned()),
        memo: memo(rng),
        quotes,
    };
    Company {
        packages,
        dialect: if chance(rng, 65) { Dialect::Classic } else { Dialect::OData },
        begins: BEGINNINGS[rng.random_range(0..BEGINNINGS.len())].parse().unwrap(),
        page_size: [3, 5, 1000][rng.random_range(0..3)],
        unique_keys: chance(rng, 40),
        forgetful: chance(rng, 50),
        settings,
        debtors: rng.random_range(2..=DEBTORS - 2),
        articles: rng.random_range(2..=ARTICLES - 2),
    }
}

fn memo(rng: &mut StdRng) -> MemoContent {
    [
        MemoContent::WorkAddress,
        MemoContent::WorkAddressAndDescription,
        MemoContent::Description,
        MemoContent::Nothing,
    ][rng.random_range(0..4)]
}

fn quotes(rng: &mut StdRng) -> QuoteSettings {
    let description =
        [QuoteDescription::FirstLine, QuoteDescription::Memo, QuoteDescription::Both][rng.random_range(0..3)];
    QuoteSettings { filter_word: None, lines: chance(rng, 70), description }
}

/// A few steps that belong together.
fn phrase(rng: &mut StdRng, steps: &mut Vec<Step>) {
    match rng.random_range(0..100) {
        0..=29 => {
            steps.push(Step::Office(order(rng)));
            if chance(rng, 60) {
                tick(rng, steps, Concern::Push);
            }
        }
        30..=47 => {
            steps.push(Step::Books(books(rng)));
            if chance(rng, 60) {
                tick(rng, steps, Concern::Pull);
            }
        }
        48..=57 => {
            steps.push(Step::Books(Books::Quote { nr: rng.random_range(0..4), debtor: debtor(rng) }));
            tick(rng, steps, Concern::Quotes);
        }
        58..=66 => steps.push(Step::Office(office(rng))),
        67..=73 => steps.push(Step::Admin(admin(rng))),
        74..=83 => steps.push(Step::Trouble(trouble(rng))),
        84..=91 => clean(rng, steps),
        92..=95 => overlap(rng, steps),
        _ => {
            let minutes = [1, 5, 16, 70, 26 * 60][rng.random_range(0..5)];
            steps.push(Step::Pass(minutes));
        }
    }
}

fn debtor(rng: &mut StdRng) -> u32 {
    rng.random_range(0..DEBTORS)
}

fn article(rng: &mut StdRng) -> u32 {
    rng.random_range(0..ARTICLES)
}

fn skew(rng: &mut StdRng) -> i64 {
    if chance(rng, 70) { 0 } else { rng.random_range(-SKEW..=SKEW) }
}

fn tick(rng: &mut StdRng, steps: &mut Vec<Step>, concern: Concern) {
    steps.push(Step::Pass(rng.random_range(1..=6)));
    let run = run(rng, concern);
    steps.push(Step::Run(run));
}

fn run(rng: &mut StdRng, concern: Concern) -> Run {
    let way = match rng.random_range(0..100) {
        0..=54 => Way::Whole,
        55..=79 => Way::Cut(rng.random_range(1..=260)),
        80..=87 => Way::Seconds(rng.random_range(1..=100)),
        88..=96 => Way::Twice,
        _ => Way::Locked,
    };
    Run { concern, way, skew: skew(rng) }
}

/// A cleanup, sometimes lied to.
fn clean(rng: &mut StdRng, steps: &mut Vec<Step>) {
    let is_lied_to = chance(rng, 60);
    if is_lied_to {
        let some = rng.random_range(0..4);
        let lie = match rng.random_range(0..6) {
            0 => Lie::Empty,
            1 => Lie::Truncated { keep: some, counted: true },
            2 | 3 => Lie::Truncated { keep: some, counted: false },
            4 => Lie::LosesPage(1),
            _ => Lie::Doubles,
        };
        steps.push(Step::Trouble(if chance(rng, 75) {
            Trouble::Lie([List::Customers, List::Articles, List::Groups][rng.random_range(0..3)], lie)
        } else {
            Trouble::SimonLies(["customer", "item", "itemgroup"][rng.random_range(0..3)], lie)
        }));
    }
    steps.push(Step::Pass(1));
    steps.push(Step::Run(run(rng, Concern::Cleanup)));
    if is_lied_to {
        steps.push(Step::Trouble(Trouble::Over));
    }
}

/// A run whose lease ends by the clock of another while it lives.
fn overlap(rng: &mut StdRng, steps: &mut Vec<Step>) {
    let concern = if chance(rng, 60) { Concern::Push } else { Concern::Pull };
    if concern == Concern::Push {
        let Office::Order { debtor, .. } = order(rng) else { return };
        let kind = Kind::Sound;
        steps.push(Step::Office(Office::Order {
            debtor,
            work: 60,
            travel: 0,
            article: None,
            kind,
            archived: true,
        }));
    } else {
        steps.push(Step::Books(Books::Debtor(debtor(rng))));
        steps.push(Step::Books(Books::Article(article(rng))));
    }
    let skew = if concern == Concern::Push { SKEW_OF_PUSH } else { SKEW };
    let rival = Run { concern, way: Way::Whole, skew };
    let mut meanwhile = vec![Step::Run(rival)];
    match rng.random_range(0..6) {
        0 => meanwhile.insert(0, Step::Admin(admin(rng))),
        1 => meanwhile.insert(0, Step::Books(books(rng))),
        2 => meanwhile.push(Step::Run(Run { concern: Concern::Cleanup, way: Way::Whole, skew: 0 })),
        _ => {}
    }
    let run = Run { concern, way: Way::Seconds(90), skew: -skew };
    steps.push(Step::Trouble(Trouble::Over));
    steps.push(Step::Pass(6));
    steps.push(Step::Overlap { run, polls: rng.random_range(4..=140), meanwhile });
}

fn order(rng: &mut StdRng) -> Office {
    let kind = match rng.random_range(0..100) {
        0..=74 => Kind::Sound,
        75..=79 => Kind::WithoutCustomer,
        80..=84 => Kind::AddressOfOther,
        85..=88 => Kind::FreeText,
        89..=93 => Kind::Filtered,
        94..=97 => Kind::BeforeActivation,
        _ => Kind::Empty,
    };
    Office::Order {
        debtor: debtor(rng),
        work: rng.random_range(1..=8) * 15,
        travel: rng.random_range(0..=4) * 15,
        article: chance(rng, 60).then(|| article(rng)),
        kind,
        archived: chance(rng, 85),
    }
}

fn books(rng: &mut StdRng) -> Books {
    match rng.random_range(0..100) {
        0..=29 => Books::Debtor(debtor(rng)),
        30..=39 => Books::BlockDebtor(debtor(rng)),
        40..=47 => Books::RemoveDebtor(debtor(rng)),
        48..=64 => Books::Article(article(rng)),
        65..=71 => Books::BlockArticle(article(rng)),
        72..=77 => Books::RemoveArticle(article(rng)),
        78..=87 => Books::Group(rng.random_range(0..GROUPS)),
        _ => Books::ChangeQuote(rng.random_range(0..4)),
    }
}

fn office(rng: &mut StdRng) -> Office {
    match rng.random_range(0..100) {
        0..=24 => Office::Archive(rng.random_range(0..6)),
        25..=44 => Office::Change(rng.random_range(0..6)),
        45..=59 => Office::Reopen(rng.random_range(0..6)),
        60..=79 => Office::ByHand(if chance(rng, 40) { 14 } else { rng.random_range(1..=3) }),
        80..=91 => Office::Rename(debtor(rng)),
        _ => Office::Delete(debtor(rng)),
    }
}

fn admin(rng: &mut StdRng) -> Admin {
    match rng.random_range(0..100) {
        0..=14 => Admin::Standard,
        15..=29 => Admin::WorkArticle,
        30..=39 => Admin::Memo,
        40..=54 => Admin::Quotes,
        55..=61 => Admin::Filter,
        62..=77 => Admin::Deactivate,
        78..=93 => Admin::Activate,
        _ => Admin::Offer,
    }
}

fn trouble(rng: &mut StdRng) -> Trouble {
    match rng.random_range(0..100) {
        0..=34 => Trouble::Packages([20, 80, 200, 400][rng.random_range(0..4)]),
        35..=54 => Trouble::Database([10, 40, 120][rng.random_range(0..3)]),
        55..=69 => Trouble::Late(rng.random_range(5..=60)),
        70..=79 => Trouble::Stale(rng.random_range(10..=90)),
        80..=84 => Trouble::Refused,
        85..=91 => Trouble::Unplugged(rng.random_range(1..=8)),
        _ => Trouble::Over,
    }
}

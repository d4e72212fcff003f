//! Every crash point: one full life of a company, and each call that leaves in it broken in each way
//! (`cargo xtask worlds --crash-points`).
//!
//! Guarantees: exhaustive for one fault; a call may be broken that no run of the unbroken life makes, since a fault leads
//! to others. Two and three faults are drawn from the seed.

use koppel_domain::message::Concern;
use koppel_domain::records::RecordKey;
use koppel_domain::settings::{QuoteSettings, Settings};
use koppel_simulators::books::Package;
use koppel_tests::Dialect;
use koppel_tests::numbered::{Break, Numbers};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::plan::{Admin, Books, Company, Kind, Office, Plan, Run, Step, WORD, Way};
use crate::{Played, play_over};

/// One life, and which of its calls break.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) package: Package,
    pub(crate) dialect: Dialect,
    pub(crate) breaks: Vec<(u64, Break)>,
}

impl Case {
    pub(crate) fn play(&self) -> Played {
        play_over(life(self.package, self.dialect), Some(Numbers::breaking(self.breaks.clone())))
    }
}

/// Every call of a life in every way, and `sampled` lives with two and three faults each.
pub(crate) fn cases(step: u64, sampled: u64) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut rng = StdRng::seed_from_u64(1);
    let dialects = [Dialect::Classic, Dialect::OData];
    let kinds = Package::ALL.into_iter().flat_map(|package| dialects.map(|dialect| (package, dialect)));
    for (package, dialect) in kinds {
        let calls = Case { package, dialect, breaks: Vec::new() }.play().calls;
        for (place, call) in (0..calls).enumerate() {
            for (way, how) in Break::ALL.into_iter().enumerate() {
                if (place as u64 + way as u64).is_multiple_of(step) {
                    cases.push(Case { package, dialect, breaks: vec![(call, how)] });
                }
            }
        }
        for faults in [2, 3] {
            for _ in 0..sampled {
                let way = |rng: &mut StdRng| Break::ALL[rng.random_range(0..Break::ALL.len())];
                let breaks = (0..faults).map(|_| (rng.random_range(0..calls), way(&mut rng))).collect();
                cases.push(Case { package, dialect, breaks });
            }
        }
    }
    cases
}

/// Import, orders, quotes, changes, a cleanup, a stop and a new start.
fn life(package: Package, dialect: Dialect) -> Plan {
    let run = |concern| Step::Run(Run { concern, way: Way::Whole, skew: 0 });
    let order = |debtor, article, kind| {
        Step::Office(Office::Order { debtor, work: 60, travel: 15, article, kind, archived: true })
    };
    let settings = Settings {
        version: 1,
        travel_article: RecordKey::new("REIS"),
        work_article: RecordKey::new("UUR"),
        filter_word: Some(WORD.to_owned()),
        quotes: Some(QuoteSettings { lines: true, ..QuoteSettings::default() }),
        ..Settings::default()
    };
    let company = Company {
        packages: (package, package),
        dialect,
        begins: koppel_tests::world::monday(),
        page_size: 3,
        unique_keys: false,
        forgetful: true,
        settings,
        debtors: 2,
        articles: 2,
    };
    let steps = vec![
        run(Concern::Pull),
        order(0, Some(0), Kind::Sound),
        order(1, None, Kind::Filtered),
        order(0, None, Kind::WithoutCustomer),
        Step::Books(Books::Quote { nr: 0, debtor: 1 }),
        Step::Pass(5),
        run(Concern::Push),
        run(Concern::Quotes),
        Step::Books(Books::Debtor(0)),
        Step::Books(Books::Debtor(2)),
        Step::Books(Books::RemoveArticle(1)),
        Step::Pass(5),
        run(Concern::Pull),
        Step::Office(Office::ByHand(1)),
        Step::Pass(5),
        run(Concern::Cleanup),
        Step::Admin(Admin::Deactivate),
        order(1, None, Kind::Sound),
        Step::Pass(5),
        run(Concern::Push),
        Step::Admin(Admin::Activate),
        Step::Pass(5),
        run(Concern::Pull),
        run(Concern::Push),
        run(Concern::Quotes),
    ];
    Plan { seed: 0, company, steps }
}

//! English terms: how records, runs, settings and the ways of being locked out are called inside a sentence.

use crate::catalogue::phrases::{capital, flat, record};
use crate::failure::{AccessFault, System};
use crate::message::{ArticleSetting, Concern, Table};

pub(in crate::catalogue) const fn one(table: Table) -> &'static str {
    match table {
        Table::WorkOrder => "work order",
        Table::Customer => "customer",
        Table::WorkAddress => "work address",
        Table::Article => "article",
        Table::ArticleGroup => "article group",
        Table::Quote => "quote",
        Table::Link => "link",
    }
}

pub(in crate::catalogue) const fn many(table: Table) -> &'static str {
    match table {
        Table::WorkOrder => "work orders",
        Table::Customer => "customers",
        Table::WorkAddress => "work addresses",
        Table::Article => "articles",
        Table::ArticleGroup => "article groups",
        Table::Quote => "quotes",
        Table::Link => "links",
    }
}

pub(in crate::catalogue) fn inside(table: Table, number: &str, name: &str) -> String {
    let nameless = if matches!(table, Table::Article | Table::ArticleGroup) {
        format!("an {}", one(table))
    } else {
        format!("a {}", one(table))
    };
    record(one(table), number, name, &nameless)
}

pub(in crate::catalogue) fn subject(table: Table, number: &str, name: &str) -> String {
    capital(&inside(table, number, name))
}

pub(in crate::catalogue) fn because(reason: &str) -> String {
    let reason = flat(reason);
    if reason.is_empty() { ", without a reason".to_owned() } else { format!(": “{reason}”") }
}

pub(super) const fn purpose(setting: ArticleSetting) -> &'static str {
    match setting {
        ArticleSetting::Travel => "travel time",
        ArticleSetting::Work => "work time",
        ArticleSetting::Standard => "the fixed line (standard article)",
    }
}

pub(in crate::catalogue) const fn activity(concern: Concern) -> &'static str {
    match concern {
        Concern::Pull => "the updating of customers and articles",
        Concern::Push => "the sending of work orders",
        Concern::Quotes => "the taking over of quotes",
        Concern::Cleanup => "the cleaning up of Simple-Simon",
        Concern::Wipe => "the wiping of Simple-Simon",
    }
}

pub(in crate::catalogue) const fn lock(fault: AccessFault) -> &'static str {
    match fault {
        AccessFault::Password => "the user name or the password is wrong",
        AccessFault::Licence => "the licence is not active this month",
        AccessFault::NotReleased => "the API has not been released",
        AccessFault::EnvironmentCode => "the environment code is unknown, or the app is not activated there",
        AccessFault::PartnerKey => "Koppel's own key is refused",
        AccessFault::NotServed => "this Koppel has no key of its own for it",
        AccessFault::ApiKey => "the API key is wrong",
        AccessFault::LinkKey => "the link key (koppelsleutel) is wrong or was withdrawn",
        AccessFault::NotIncluded => "the company's package or its link key does not include this",
        AccessFault::Unknown => "the program does not say why",
    }
}

pub(in crate::catalogue) fn key_to(fault: AccessFault, system: System) -> String {
    match fault {
        AccessFault::Password => format!("Enter the user name and the password of {system} in Koppel again."),
        AccessFault::Licence => {
            format!("Make sure that the licence of {system} is active; the supplier of {system} can help.")
        }
        AccessFault::NotReleased => format!("Ask the help desk of {system} to release the API."),
        AccessFault::EnvironmentCode => format!(
            "See in {system} under Muis Apps at Simple-Simon whether the app is activated, and enter the environment code (omgevingscode) shown there in Koppel again."
        ),
        AccessFault::PartnerKey | AccessFault::NotServed => {
            "Contact the operator of Koppel, who alone can put this right.".to_owned()
        }
        AccessFault::ApiKey => format!("Enter the API key of {system} in Koppel again."),
        AccessFault::LinkKey => format!(
            "Make a new link key (koppelsleutel) for this administration in {system}, and enter it in Koppel."
        ),
        AccessFault::NotIncluded => format!(
            "Ask the supplier of {system} which package has articles, customers, quotes and sales orders for a link; with that package, enter a new link key in Koppel."
        ),
        AccessFault::Unknown => format!(
            "Check in Koppel the details with which it signs in to {system}; if they are right, contact the operator of Koppel."
        ),
    }
}

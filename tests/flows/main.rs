//! The product as a user sees it, from the books to the work order and back, over the whole of Koppel.

#[cfg(test)]
mod access;
#[cfg(test)]
mod activation;
#[cfg(test)]
mod apart;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod bad_requests;
#[cfg(test)]
mod bill;
#[cfg(test)]
mod bounded;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod cleanup;
#[cfg(test)]
mod cleanup_api;
#[cfg(test)]
mod cleanup_troubles;
#[cfg(test)]
mod console;
#[cfg(test)]
mod console_cleanup;
#[cfg(test)]
mod console_log;
#[cfg(test)]
mod console_operator;
#[cfg(test)]
mod console_orders;
#[cfg(test)]
mod cut_off;
#[cfg(test)]
mod exactly_once;
#[cfg(test)]
mod first_import;
#[cfg(test)]
mod full_compare;
#[cfg(test)]
mod glance;
#[cfg(test)]
mod group_filter;
#[cfg(test)]
mod hundred_thousand;
#[cfg(test)]
mod least_privilege;
#[cfg(test)]
mod ledger_api;
#[cfg(test)]
mod log_api;
#[cfg(test)]
mod lying_lists;
#[cfg(test)]
mod mended;
#[cfg(test)]
mod offered;
#[cfg(test)]
mod one_bad_record;
mod orders;
#[cfg(test)]
mod own_package;
#[cfg(test)]
mod preview;
#[cfg(test)]
mod pull_faults;
#[cfg(test)]
mod quotes;
#[cfg(test)]
mod quotes_troubles;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod round;
#[cfg(test)]
mod same_company;
#[cfg(test)]
mod schedules_mended;
#[cfg(test)]
mod servers;
#[cfg(test)]
mod standing_api;
#[cfg(test)]
mod stopped;
#[cfg(test)]
mod summer_time;
#[cfg(test)]
mod two_admins;
#[cfg(test)]
mod way_out;
#[cfg(test)]
mod wipe;
mod wiped_lines;

/// The two packages of a company: both generations of Simple-Simon's API, and both bookkeeping packages.
#[cfg(test)]
const PAIRS: [koppel_tests::Pair; 3] = {
    use koppel_simulators::books::Package::{Imuis, Snelstart};
    use koppel_tests::Dialect::{Classic, OData};
    use koppel_tests::Pair;
    [Pair::of(Imuis, Classic), Pair::of(Imuis, OData), Pair::of(Snelstart, Classic)]
};

/// Those of them with iMUIS, for what only iMUIS has.
#[cfg(test)]
const IMUIS_PAIRS: [koppel_tests::Pair; 2] = [PAIRS[0], PAIRS[1]];

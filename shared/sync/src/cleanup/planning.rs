//! What goes in a round, what waits for the admin's word, and what a dry run shows.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use koppel_domain::cleanup::{self, Removal, TablePlan};
use koppel_domain::message::{Message, Table};
use koppel_domain::records::Stream;
use koppel_domain::text::cut;
use koppel_domain::work_order::SimonId;
use koppel_store::{Approval, Lease, Listed, Profile, REMOVALS_PER_PAGE, RemovalList, TableCount};

use super::listing::{Listing, simon_table};
use super::removing::{SLICE, problem_key, problem_keys};
use super::standing::Groups;
use super::{CleanupCursor, ORDER, Round, Shift};
use crate::context::Stop;

/// So many removals of a list get their names read, so that a person knows the records.
const NAMED: usize = 500;
/// Most links that are looked at in one round to be forgotten.
const STRAYS_MOST: usize = 500;

/// Longest name on a list.
const NAME_MOST: usize = 100;
/// How long the admin's word holds.
const WORD_HOLDS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What the admin let go, and when.
pub(super) struct Approved {
    records: BTreeSet<(Stream, SimonId)>,
    at: Timestamp,
}

/// The admin's word for the list that waits, where it holds: it was given for this very list since that stands there, not
/// too long ago, and no run has used it up.
#[must_use]
pub fn word_for<'a>(
    list: &RemovalList,
    profile: &'a Profile,
    cursor: &CleanupCursor,
    now: Timestamp,
) -> Option<&'a Approval> {
    let word = profile.cleanup.approval.as_ref()?;
    let is_for_it = word.list == list.id && list.made_at <= word.at;
    (is_for_it && now <= word.at + WORD_HOLDS && Some(word.at) > cursor.approval_at).then_some(word)
}

impl Shift<'_> {
    /// Deletes what no longer belongs, table by table; `false` = there was too little time for all.
    pub(super) async fn remove(
        &mut self,
        round: &mut Round,
        lease: &mut Lease<CleanupCursor>,
    ) -> Result<bool, Stop> {
        let approved = self.approved(&self.desk.opened.profile, &lease.cursor).await?;
        let groups = self.learn_groups().await?;
        let mut withheld: Vec<TablePlan> = Vec::new();
        let mut passed_over: BTreeSet<Stream> = BTreeSet::new();
        let mut are_articles_free = true;
        for stream in ORDER {
            // A group goes after its articles, so not while nobody knows which of them go.
            let listing = if stream != Stream::ArticleGroups || are_articles_free {
                self.list(stream, &groups).await?
            } else {
                None
            };
            let Some(listing) = listing else {
                passed_over.insert(stream);
                are_articles_free &= stream != Stream::Articles;
                continue;
            };
            let mut plan = plan(stream, &listing);
            self.forget_strays(stream, &listing).await?;
            self.close_what_may_stay(&plan);
            if plan.is_withheld() {
                let records = approved.as_ref().map(|approved| &approved.records);
                let (goes, rest) = plan.split(records.unwrap_or(&BTreeSet::new()));
                plan = goes;
                if rest.is_withheld() {
                    are_articles_free &= stream != Stream::Articles;
                    withheld.push(rest);
                }
            }
            if !self.carry_out(plan, &groups, round, lease).await? {
                return Ok(false);
            }
        }
        match approved {
            // What was not gone through may still be on the list that was approved.
            Some(approved) if approved.records.iter().any(|(stream, _)| passed_over.contains(stream)) => {}
            approved => {
                if let Some(approved) = approved {
                    lease.cursor.approval_at = Some(approved.at);
                }
                if passed_over.is_empty() || !withheld.is_empty() {
                    self.withhold(&withheld).await?;
                }
            }
        }
        Ok(true)
    }

    /// Makes the plan and tells it, without the deed.
    pub(super) async fn dry_run(&mut self) -> Result<(), Stop> {
        let groups = self.learn_groups().await?;
        let mut plans = Vec::new();
        for stream in ORDER {
            if let Some(listing) = self.list(stream, &groups).await? {
                plans.push(plan(stream, &listing));
            }
        }
        self.keep(Listed::DryRun, &plans).await
    }

    /// A record that stayed although it was to go, and is to go no more, is no problem any more.
    fn close_what_may_stay(&mut self, plan: &TablePlan) {
        let planned: BTreeSet<String> = plan.removals.iter().map(problem_key).collect();
        for key in self.notebook.keys(Table::Link) {
            if key.starts_with(&problem_keys(plan.stream)) && !planned.contains(&key) {
                self.notebook.close(Table::Link, &key);
            }
        }
    }

    /// Carries a plan out; `false` = there was too little time for all of it.
    async fn carry_out(
        &mut self,
        plan: TablePlan,
        groups: &Groups,
        round: &mut Round,
        lease: &mut Lease<CleanupCursor>,
    ) -> Result<bool, Stop> {
        for slice in plan.removals.chunks(SLICE) {
            // Before it: since the run began much may have been decided.
            self.keep_round(round, lease).await?;
            if !self.remove_slice(slice, groups, round).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What the admin let go, by a word that holds.
    pub(super) async fn approved(
        &self,
        profile: &Profile,
        cursor: &CleanupCursor,
    ) -> Result<Option<Approved>, Stop> {
        if profile.cleanup.approval.is_none() {
            return Ok(None);
        }
        let tenant = &self.desk.tenant;
        let Some(list) = tenant.removal_list(Listed::Withheld).await? else { return Ok(None) };
        let Some(word) = word_for(&list, profile, cursor, self.desk.began_at) else { return Ok(None) };
        let mut records = BTreeSet::new();
        for page in 0..list.pages {
            let page = tenant.removal_page(Listed::Withheld, &list.id, page).await?;
            records.extend(page.into_iter().flatten().map(|removal| (removal.stream, removal.simon)));
        }
        Ok(Some(Approved { records, at: word.at }))
    }

    /// Keeps what waits for the admin's word, and tells it once.
    async fn withhold(&mut self, plans: &[TablePlan]) -> Result<(), Stop> {
        let now = self.desk.now();
        for stream in ORDER {
            let key = format!("withheld#{}", stream.as_str());
            let Some(plan) = plans.iter().find(|plan| plan.stream == stream) else {
                self.notebook.close(Table::Link, &key);
                continue;
            };
            let (count, total) = (plan.removals.len() as u64, plan.total);
            self.counts.add("withheld", count);
            let message = Message::CleanupWithheld { table: stream.into(), count, total };
            self.notebook.open(Table::Link, &key, message, now);
        }
        if plans.is_empty() {
            return Ok(self.desk.tenant.drop_removals(Listed::Withheld).await?);
        }
        self.keep(Listed::Withheld, plans).await
    }

    /// Stores a list, unless the very same one stands there: that keeps its age, and an approval of it stays good.
    async fn keep(&self, kind: Listed, plans: &[TablePlan]) -> Result<(), Stop> {
        let tenant = &self.desk.tenant;
        let mut removals: Vec<Removal> =
            plans.iter().flat_map(|plan| plan.removals.iter().cloned()).collect();
        let id = cleanup::id_of(&removals).to_string();
        let before = tenant.removal_list(kind).await?;
        if kind == Listed::Withheld && before.is_some_and(|before| before.id == id) {
            return Ok(());
        }
        self.name(&mut removals).await?;
        let tables = plans.iter().map(|plan| TableCount {
            stream: plan.stream,
            count: plan.removals.len() as u64,
            total: plan.total,
            withheld: plan.is_withheld(),
        });
        let pages = removals.len().div_ceil(REMOVALS_PER_PAGE);
        let head = RemovalList {
            id,
            made_at: self.desk.now(),
            tables: tables.collect(),
            pages: u32::try_from(pages).unwrap_or(u32::MAX),
        };
        Ok(tenant.put_removals(kind, &head, &removals).await?)
    }

    /// Reads the names of the first records of a list.
    async fn name(&self, removals: &mut [Removal]) -> Result<(), Stop> {
        for removal in removals.iter_mut().take(NAMED) {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                break;
            }
            let table = simon_table(removal.stream);
            let summary = self.desk.connected.simon.summary(table, removal.simon).await?;
            removal.name =
                summary.map(|summary| cut(&summary.name, NAME_MOST).into_owned()).unwrap_or_default();
        }
        Ok(())
    }

    /// Forgets links to records that are on neither side any more: bookkeeping let go of them, and the office deleted
    /// them by hand.
    async fn forget_strays(&self, stream: Stream, listing: &Listing) -> Result<(), Stop> {
        let held: BTreeSet<SimonId> = listing.held.iter().map(|record| record.simon).collect();
        let is_stray =
            |(key, simon): &(_, &SimonId)| !held.contains(simon) && !listing.listed.contains_key(*key);
        for (key, simon) in listing.linked.iter().filter(is_stray).take(STRAYS_MOST) {
            if self.desk.is_late(self.desk.context.limits.last_call) {
                break;
            }
            if self.desk.connected.simon.summary(simon_table(stream), *simon).await?.is_none() {
                self.desk.tenant.delete_link_to(stream, key, *simon).await?;
            }
        }
        Ok(())
    }
}

/// What of a table goes.
fn plan(stream: Stream, listing: &Listing) -> TablePlan {
    cleanup::plan(stream, &listing.held, &listing.listed, &listing.linked)
}

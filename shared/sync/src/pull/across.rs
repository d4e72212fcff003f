//! One record across: added to or changed in Simple-Simon, with its first work address where it is a customer (R8).
//!
//! Guarantees: never a blind second insert. `doubtful` says that an earlier insert may have happened; then, and
//! whenever Simple-Simon answers that the ExtKey is taken, the record is looked up by its ExtKey and adopted.

use koppel_domain::digest::Digest;
use koppel_domain::failure::{Failure, System};
use koppel_domain::records::{Record, RecordKey};
use koppel_domain::safeguard::{self, Safeguard};
use koppel_domain::work_order::SimonId;
use koppel_simple_simon::mapping::Cut;
use koppel_simple_simon::{Draft, Inserted, SimpleSimon, Updated};
use koppel_store::Link;

use crate::drafts;
use crate::membership::Membership;
use crate::throttle::Step;

/// A record that must go across, with what is known of it there.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) record: Record,
    pub(super) membership: Membership,
    pub(super) link: Option<Link>,
    /// What of it is stored.
    pub(super) stored: Option<Link>,
    pub(super) digest: Digest,
    pub(super) doubtful: bool,
    /// Its failing is an open problem already.
    pub(super) known_bad: bool,
}

impl Work {
    /// What is known of it there and not stored yet.
    pub(super) fn news(&self) -> Option<(RecordKey, Link)> {
        let link = self.link.as_ref().filter(|link| self.stored.as_ref() != Some(link))?;
        Some((self.record.key().clone(), link.clone()))
    }
}

/// What came of it. `link` is what is now known, also after a failure.
#[derive(Debug)]
pub(super) struct Across {
    pub(super) work: Work,
    pub(super) added: bool,
    pub(super) cuts: Vec<Cut>,
    pub(super) failure: Option<Failure>,
}

/// Takes one record across.
pub(super) async fn take(simon: &SimpleSimon, mut work: Work) -> Step<Work, Across> {
    let mut cuts = Vec::new();
    let mut added = false;
    let failure = write(simon, &mut work, &mut cuts, &mut added).await.err();
    match failure {
        Some(Failure::Busy { retry_after, .. }) => Step::Busy(work, retry_after),
        Some(failure @ Failure::Access { .. }) => {
            Step::Halt(Across { work, added, cuts, failure: Some(failure) })
        }
        failure => Step::Done(Across { work, added, cuts, failure }),
    }
}

async fn write(
    simon: &SimpleSimon,
    work: &mut Work,
    cuts: &mut Vec<Cut>,
    added: &mut bool,
) -> Result<(), Failure> {
    let before = work.link.clone();
    let draft = drafts::of(&work.record, work.membership, cuts);
    let known = before.as_ref().map(|link| link.simon);
    let (id, is_new) = put(simon, &draft, known, work.doubtful).await?;
    *added = is_new;
    let mut location = before.as_ref().and_then(|link| link.location);
    // From here on the record is there: whatever fails next, the link must say so.
    work.link = Some(Link { simon: id, location, digest: None, native_id: native_id(&work.record) });
    if let Record::Customer(customer) = &work.record {
        let draft = drafts::first_work_address(customer, id, cuts);
        // A customer that is new and was never in doubt has no work address yet; any other may have one.
        let in_doubt = work.doubtful || (!is_new && location.is_none());
        location = Some(put(simon, &draft, location, in_doubt).await?.0);
    }
    let digest = Some(work.digest.clone());
    work.link = Some(Link { simon: id, location, digest, native_id: native_id(&work.record) });
    Ok(())
}

fn native_id(record: &Record) -> Option<String> {
    match record {
        Record::ArticleGroup(group) => group.native_id.clone(),
        Record::Article(_) | Record::Customer(_) => None,
    }
}

/// Adds or changes one record of Simple-Simon; the id, and whether it is new.
async fn put(
    simon: &SimpleSimon,
    draft: &Draft,
    known: Option<SimonId>,
    doubtful: bool,
) -> Result<(SimonId, bool), Failure> {
    if let Some(id) = known
        && simon.update(id, draft).await? == Updated::Done
    {
        return Ok((id, false));
    }
    // A known record that is gone was deleted by hand; it may have been put back by hand as well.
    if (doubtful || known.is_some())
        && safeguard::stands(Safeguard::ExtKeyRead)
        && let Some(id) = adopt(simon, draft).await?
    {
        return Ok((id, false));
    }
    match simon.insert(draft).await? {
        Inserted::New(id) => Ok((id, true)),
        Inserted::Exists => match adopt(simon, draft).await? {
            Some(id) => Ok((id, false)),
            // Taken, and yet not to be found: whoever holds it is being changed at this moment.
            None => Err(Failure::Unclear {
                system: System::SimpleSimon,
                detail: "number taken and not found".to_owned(),
            }),
        },
    }
}

async fn adopt(simon: &SimpleSimon, draft: &Draft) -> Result<Option<SimonId>, Failure> {
    let Some(id) = simon.find(draft.table(), draft.ext_key()).await? else { return Ok(None) };
    Ok((simon.update(id, draft).await? == Updated::Done).then_some(id))
}

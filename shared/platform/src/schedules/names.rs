//! What a schedule is called, and when in the period it fires.

use std::fmt;
use std::str::FromStr;

use koppel_domain::message::Concern;
use koppel_domain::tenant::TenantId;

/// A schedule by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Whose it is.
    pub tenant: TenantId,
    /// What it starts.
    pub concern: Concern,
    /// Once, at a moment.
    pub at_once: bool,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let now = if self.at_once { ".now" } else { "" };
        write!(f, "{}.{}{now}", self.tenant, self.concern.as_str())
    }
}

/// A name that is none of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a company's schedule")]
pub struct Foreign;

impl FromStr for Named {
    type Err = Foreign;

    fn from_str(name: &str) -> Result<Self, Foreign> {
        let (tenant, rest) = name.split_once('.').ok_or(Foreign)?;
        let (concern, at_once) = rest.strip_suffix(".now").map_or((rest, false), |concern| (concern, true));
        let concern = Concern::ALL.into_iter().find(|known| known.as_str() == concern).ok_or(Foreign)?;
        Ok(Self { tenant: tenant.parse().map_err(|_| Foreign)?, concern, at_once })
    }
}

/// A number that is always the same for one company and concern, and evenly spread over all of them.
pub(super) fn spread(tenant: &TenantId, concern: Concern) -> u8 {
    u8::try_from(hash(tenant, concern) % 60).unwrap_or(0)
}

/// The same for the hours of a night.
pub(super) fn hour(tenant: &TenantId, concern: Concern, of: u8) -> u8 {
    u8::try_from(hash(tenant, concern) / 60 % u64::from(of.max(1))).unwrap_or(0)
}

fn hash(tenant: &TenantId, concern: Concern) -> u64 {
    let named = Named { tenant: tenant.clone(), concern, at_once: false }.to_string();
    // FNV-1a: it must never change, or every schedule would move.
    let hash = named.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenant(id: &str) -> TenantId {
        id.parse().unwrap()
    }

    #[test]
    fn a_name_is_read_back_and_anothers_is_not() {
        for concern in Concern::ALL {
            for at_once in [false, true] {
                let named = Named { tenant: tenant("de-korenaar"), concern, at_once };
                assert_eq!(named.to_string().parse(), Ok(named));
            }
        }
        for foreign in
            ["", "korenaar", "korenaar.", "korenaar.quote", "k.pull", "korenaar.pull.later", "a.b.pull"]
        {
            assert_eq!(foreign.parse::<Named>(), Err(Foreign), "{foreign}");
        }
    }

    #[test]
    fn the_longest_name_is_one_that_the_scheduler_takes() {
        let named = Named { tenant: tenant(&"x".repeat(40)), concern: Concern::Pull, at_once: true };
        assert!(named.to_string().len() <= 64);
    }

    #[test]
    fn companies_are_spread_over_the_period() {
        let mut minutes = [0_u32; 5];
        for number in 0..10_000 {
            let minute = usize::from(spread(&tenant(&format!("company-{number}")), Concern::Pull) % 5);
            minutes[minute] += 1;
        }
        assert!(minutes.iter().all(|count| (1_900..=2_100).contains(count)), "{minutes:?}");
    }
}

//! The order ledger's state machine: what may become of a work order on its way to bookkeeping (P1).
//!
//! Guarantees: [`step`] allows the moves below and nothing else. No way leads out of `sent`; the only way into
//! `sending` is from `ready`, where nothing was tried yet, and from `unclear`, where the look-up found nothing and
//! the quiet period ([`crate::retry::may_send_again`]) has passed.
//!
//! | from | to |
//! | --- | --- |
//! | nothing | ready, skipped, refused |
//! | ready | sending; sent, where the look-up before the first try finds it; refused, where the reference is another debtor's |
//! | sending | sent, refused, unclear; ready, where the call was surely not carried out |
//! | unclear | sent, sending, unclear; refused, where the reference turns out to be another debtor's |
//! | refused, skipped | ready, skipped, refused: decided anew |
//! | sent | nothing |
//!
//! Leaves out: who claims when, and the look-up itself (`koppel-sync`), and how a state is kept (`koppel-store`).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a work order stands on its way to bookkeeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Decided, not tried.
    Ready,
    /// Claimed by a run before the call left. One that is found in this state was cut off: it is unclear.
    Sending,
    /// No clear answer; bookkeeping is asked by reference before any second try.
    Unclear,
    /// The sales order's number is known. Final.
    Sent,
    /// The filter word stands in the description (R15); final until the admin offers it again.
    Skipped,
    /// For a reason that a person must mend; then decided anew.
    Refused,
}

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Ready, Self::Sending, Self::Unclear, Self::Sent, Self::Skipped, Self::Refused];

    /// The state's name in keys and log fields.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Sending => "sending",
            Self::Unclear => "unclear",
            Self::Sent => "sent",
            Self::Skipped => "skipped",
            Self::Refused => "refused",
        }
    }

    /// A run still has something to do for it, without anyone's help.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Ready | Self::Sending | Self::Unclear)
    }
}

impl fmt::Display for OrderState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A move that the ledger does not allow: a fault of the program, never of the company. The entry stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {} cannot become {to}", from.map_or("not in the ledger", OrderState::as_str))]
pub struct ForbiddenMove {
    /// Where it stands; `None` = not in the ledger yet.
    pub from: Option<OrderState>,
    /// Where it was to go.
    pub to: OrderState,
}

/// The state after a move from `from` (`None` = not in the ledger yet) to `to`.
///
/// # Errors
/// [`ForbiddenMove`] where the table above has no such move.
pub const fn step(from: Option<OrderState>, to: OrderState) -> Result<OrderState, ForbiddenMove> {
    use OrderState::{Ready, Refused, Sending, Sent, Skipped, Unclear};
    let allowed = match from {
        None | Some(Refused | Skipped) => matches!(to, Ready | Skipped | Refused),
        Some(Ready) => matches!(to, Sending | Sent | Refused),
        Some(Sending) => matches!(to, Sent | Refused | Unclear | Ready),
        Some(Unclear) => matches!(to, Sent | Sending | Unclear | Refused),
        Some(Sent) => false,
    };
    if allowed { Ok(to) } else { Err(ForbiddenMove { from, to }) }
}

#[cfg(test)]
mod tests {
    use super::OrderState::{Ready, Refused, Sending, Sent, Skipped, Unclear};
    use super::*;

    #[test]
    fn exactly_the_moves_of_the_table_are_allowed() {
        let table: [(Option<OrderState>, &[OrderState]); 7] = [
            (None, &[Ready, Skipped, Refused]),
            (Some(Ready), &[Sending, Sent, Refused]),
            (Some(Sending), &[Ready, Unclear, Sent, Refused]),
            (Some(Unclear), &[Sending, Sent, Unclear, Refused]),
            (Some(Sent), &[]),
            (Some(Skipped), &[Ready, Skipped, Refused]),
            (Some(Refused), &[Ready, Skipped, Refused]),
        ];
        for (from, allowed) in table {
            for to in OrderState::ALL {
                let expected = if allowed.contains(&to) { Ok(to) } else { Err(ForbiddenMove { from, to }) };
                assert_eq!(step(from, to), expected, "{from:?} to {to}");
            }
        }
    }

    #[test]
    fn a_forbidden_move_reads_as_a_sentence() {
        let error = step(Some(Sent), Sending).unwrap_err();
        assert_eq!(error.to_string(), "an order that is sent cannot become sending");
        assert_eq!(
            step(None, Sent).unwrap_err().to_string(),
            "an order that is not in the ledger cannot become sent"
        );
    }

    #[test]
    fn a_run_still_has_to_do_with_what_is_neither_sent_nor_a_persons() {
        let under_way: Vec<OrderState> =
            OrderState::ALL.into_iter().filter(|state| state.is_under_way()).collect();
        assert_eq!(under_way, [Ready, Sending, Unclear]);
    }

    #[test]
    fn a_state_is_stored_under_the_name_it_is_logged_with() {
        for state in OrderState::ALL {
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}

//! The wire of Cloudswitch: what a call looks like in each transport, and what its answer says.
//!
//! Guarantees: nothing here does I/O; every reader takes arbitrary bytes without panicking and within bounds; what is
//! written is well-formed XML whatever text goes in.
//!
//! Leaves out: what an answer means for the one who asked (`errors`, `reading`, `orders`).

pub(crate) mod dataset;
pub(crate) mod encoding;
pub(crate) mod form;
pub(crate) mod formats;
pub(crate) mod order;
pub(crate) mod selection;
pub(crate) mod soap;
pub(crate) mod xml;

use dataset::Dataset;

/// An answer that cannot be read, with a fixed phrase of ours why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) &'static str);

/// The operations in use (iMUIS fact sheet §1.3). Names are case-sensitive in SOAP; the form's `ACTIE` is the same in
/// capitals (§1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Login,
    KeepSession,
    GetAdmInfo,
    GetStamtabelRecords,
    CreateVerkoopOrder,
}

impl Operation {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Login => "Login",
            Self::KeepSession => "KeepSession",
            Self::GetAdmInfo => "GetAdmInfo",
            Self::GetStamtabelRecords => "GetStamtabelRecords",
            Self::CreateVerkoopOrder => "CreateVerkoopOrder",
        }
    }

    /// The name of what is sent along; the form's is the same in capitals.
    pub(crate) const fn payload(self) -> Option<&'static str> {
        match self {
            Self::Login | Self::KeepSession => None,
            Self::GetAdmInfo | Self::GetStamtabelRecords => Some("Selectie"),
            Self::CreateVerkoopOrder => Some("Verkooporder"),
        }
    }
}

/// One call, complete.
pub(crate) struct Call<'a> {
    pub(crate) operation: Operation,
    pub(crate) partner_key: &'a str,
    pub(crate) environment_code: &'a str,
    /// Empty for a sign-in.
    pub(crate) session_id: &'a str,
    /// An XML document, or empty.
    pub(crate) payload: &'a str,
}

/// What an answer says, whichever way it came.
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Reply {
    pub(crate) refusal: Option<Refusal>,
    pub(crate) session_id: Option<String>,
    /// The order number beside the dataset; SOAP only.
    pub(crate) order_number: Option<String>,
    /// Not every answer needs one, so that it cannot be read is the asker's concern.
    pub(crate) dataset: Result<Dataset, Unreadable>,
}

/// The other side's own words.
#[cfg_attr(test, derive(Debug, PartialEq, Eq))]
pub(crate) struct Refusal {
    /// May be empty.
    pub(crate) words: String,
    /// It says that it failed; without this there are only words beside a success (§1.3).
    pub(crate) flagged: bool,
}

impl Reply {
    /// The number of the order that was made: the first of ORDNR, the header's NR and the primary key (§3.7).
    pub(crate) fn order_number(&self) -> Option<String> {
        let dataset = self.dataset.as_ref().ok();
        let cell = |table, column| dataset.and_then(|dataset| dataset.find(table, column));
        [
            self.order_number.as_deref(),
            cell(None, "ORDNR"),
            cell(Some("ORDKOP"), "NR"),
            cell(None, "PRIMARYKEY"),
        ]
        .into_iter()
        .flatten()
        // Zero is what a failure leaves behind (§3.7).
        .find(|number| formats::integer(number) != Some(0))
        .map(str::to_owned)
    }
}

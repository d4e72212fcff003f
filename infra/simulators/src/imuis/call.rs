//! A call, whichever transport brought it, and what it gives.

use super::selection::{names, rows};
use super::xml::parse;
use crate::server::Asked;

/// What the simulator answers to. Whatever else the package offers is an unknown operation here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Login,
    Logout,
    KeepSession,
    GetStamtabelRecords,
    GetAdmInfo,
    CreateVerkoopOrder,
    CreateStamTabelRecord,
    UpdateStamtabelRecord,
    DeleteStamtabelRecord,
    CheckConnection,
    GetiMuisVersion,
}

impl Operation {
    const ALL: [Self; 11] = [
        Self::Login,
        Self::Logout,
        Self::KeepSession,
        Self::GetStamtabelRecords,
        Self::GetAdmInfo,
        Self::CreateVerkoopOrder,
        Self::CreateStamTabelRecord,
        Self::UpdateStamtabelRecord,
        Self::DeleteStamtabelRecord,
        Self::CheckConnection,
        Self::GetiMuisVersion,
    ];

    /// The operation's name in the WSDL, where the case of letters counts (iMUIS fact sheet §1.3).
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Login => "Login",
            Self::Logout => "Logout",
            Self::KeepSession => "KeepSession",
            Self::GetStamtabelRecords => "GetStamtabelRecords",
            Self::GetAdmInfo => "GetAdmInfo",
            Self::CreateVerkoopOrder => "CreateVerkoopOrder",
            Self::CreateStamTabelRecord => "CreateStamTabelRecord",
            Self::UpdateStamtabelRecord => "UpdateStamtabelRecord",
            Self::DeleteStamtabelRecord => "DeleteStamtabelRecord",
            Self::CheckConnection => "CheckConnection",
            Self::GetiMuisVersion => "GetiMUISVersion",
        }
    }

    /// The element that holds the data set, where there is one; the form field is its upper case (§1.2).
    pub(super) const fn payload(self) -> Option<&'static str> {
        match self {
            Self::GetStamtabelRecords | Self::GetAdmInfo => Some("Selectie"),
            Self::CreateVerkoopOrder => Some("Verkooporder"),
            Self::CreateStamTabelRecord => Some("Stamtabel"),
            Self::UpdateStamtabelRecord | Self::DeleteStamtabelRecord => Some("Mutatie"),
            _ => None,
        }
    }

    pub(super) fn of_soap(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// `GETADMINFO` is called so on both transports; the others are their names in upper case.
    pub(super) fn of_form(action: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name().to_uppercase() == action)
    }
}

/// How a call came in; the two read dates differently (iMUIS fact sheet §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    Form,
    Soap,
}

/// A call. It carries credentials, so it is neither printed nor noted.
pub(super) struct Call {
    pub(super) operation: Operation,
    pub(super) transport: Transport,
    pub(super) partner_key: String,
    pub(super) environment_code: String,
    pub(super) session: String,
    pub(super) payload: String,
}

/// What a call gives when it is not refused.
pub(super) enum Given {
    /// Nothing but the success.
    Done,
    Session(String),
    Records(String),
    Order {
        nr: u32,
        echo: String,
    },
    Version(&'static str),
}

impl Call {
    /// The call for journal and faults: the WSDL's name and the table, on both transports; the where values or the
    /// order's reference as subject.
    pub(super) fn asked(&self) -> Asked {
        let mut operation = self.operation.name().to_owned();
        let mut subject = String::new();
        let root = match self.operation.payload() {
            Some(_) => parse(&self.payload).ok(),
            None => None,
        };
        for row in root.iter().flat_map(rows) {
            if let Some(table) = row.text_of("TABLE") {
                operation.push(' ');
                operation.push_str(table.trim());
            }
            let reference = || match row.name.as_str() {
                "ORDKOP" => row.text_of("EXTORDNR").filter(|text| !text.is_empty()).or(row.text_of("KENM")),
                _ => None,
            };
            if let Some(text) = row.text_of("WHEREVALUES").or_else(reference) {
                subject = names(text).collect::<Vec<_>>().join(" ");
            }
        }
        Asked { operation, subject }
    }
}

//! Why a call is refused, in the words that the caller reads.
//!
//! Two texts are the package's own, word for word (iMUIS fact sheet §7): the incomplete selection and the attachment.
//! All others are invented, with codes in the form that was seen, `(CSnnn)` at the end.

use super::columns::Table;
use super::options::Options;

/// A refusal; its `Display` is `Foutmelding` and `ERROR/MESSAGE`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("De partnerkey is onbekend (CS101)")]
    PartnerKey,
    #[error("De omgevingscode is onbekend (CS102)")]
    EnvironmentCode,
    #[error("Deze app is niet geactiveerd voor deze omgevingscode (CS103)")]
    ClosedApp,
    #[error("{0}")]
    SessionGone(String),
    #[error("Onbekende actie: {0} (CS110)")]
    UnknownAction(String),
    #[error("Deze partner mag tabel {0} niet wijzigen (CS120)")]
    MayNotWrite(String),

    #[error("De selectie is incompleet, zie veld: {0}")]
    Incomplete(&'static str),
    #[error("Onbekende tabel: {0} (CS201)")]
    UnknownTable(String),
    #[error("{0}")]
    RefusedColumn(String),
    #[error("Onbekende operator: {0} (CS203)")]
    UnknownOperator(String),
    #[error("WHEREFIELDS, WHEREOPERATORS en WHEREVALUES zijn niet even lang (CS204)")]
    UnevenWhere,
    #[error("Tekst en getal kunnen niet samen in WHEREFIELDS (CS205)")]
    MixedWhere,
    #[error("Ongeldige waarde in veld {0}: {1} (CS206)")]
    BadValue(String, String),
    #[error("Tabel {0} is niet beschikbaar, de module Offertes is niet actief in deze administratie (CS207)")]
    NoQuoteModule(&'static str),

    #[error("De aangeboden XML kan niet worden gelezen (CS301)")]
    Unreadable,
    #[error(
        "Kan een object van het type System.String niet converteren naar het type System.Byte[]. (CS312)"
    )]
    Attachment,
    #[error("Veld {0} is niet toegankelijk (CS303)")]
    NotSettable(String),
    #[error("Veld {0} is verplicht (CS304)")]
    Missing(&'static str),
    #[error("Veld {0} is te lang, maximaal {1} tekens (CS305)")]
    TooLong(String, usize),
    #[error("Verkooporder zonder orderkop of orderregels (CS306)")]
    NoOrder,

    #[error("Debiteur {0} bestaat niet (CS401)")]
    UnknownDebtor(String),
    #[error("Debiteur {0} is geblokkeerd (CS402)")]
    BlockedDebtor(String),
    #[error("Ordersoort {0} bestaat niet (CS403)")]
    UnknownOrderType(String),
    #[error("Artikel {0} bestaat niet (CS404)")]
    UnknownArticle(String),
    #[error("Artikel {0} is geblokkeerd (CS405)")]
    BlockedArticle(String),
    #[error("Negatief aantal is niet toegestaan (CS406)")]
    NegativeQuantity,
    #[error("De verkooporder kan niet worden opgeslagen (CS500)")]
    NotStored,
}

impl Refusal {
    /// A column that is unknown, or that this administration refuses, in the text set for it.
    pub(super) fn column(table: Table, column: &str, options: &Options) -> Self {
        Self::RefusedColumn(
            options.refused_column_text.replace("{veld}", column).replace("{tabel}", table.name()),
        )
    }
}

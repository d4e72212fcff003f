//! The tables and their columns (iMUIS fact sheet §4, §5), with the kind that decides how values compare.
//!
//! Each list is written in the sheet's own notation: `NR:N` a number, `ZKSL:C20` a text with its length, `BLOK:B` J or
//! N, `DAT:D` a date; a name alone is a text of no stated length. The columns of the quotes are assumed (§3.11).

use std::sync::LazyLock;

/// How a column's values are read and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
    Date,
    /// `J` or `N`
    Flag,
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Longest text in UTF-16 units, where one is stated.
    pub(super) size: Option<usize>,
}

/// A table that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Deb,
    Art,
    ArtGrp,
    OrdKop,
    OrdRg,
    OrdSrt,
    OffKop,
    OffRg,
}

impl Table {
    pub(super) const ALL: [Self; 8] = [
        Self::Deb,
        Self::Art,
        Self::ArtGrp,
        Self::OrdKop,
        Self::OrdRg,
        Self::OrdSrt,
        Self::OffKop,
        Self::OffRg,
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Deb => "DEB",
            Self::Art => "ART",
            Self::ArtGrp => "ARTGRP",
            Self::OrdKop => "ORDKOP",
            Self::OrdRg => "ORDRG",
            Self::OrdSrt => "ORDSRT",
            Self::OffKop => "OFFKOP",
            Self::OffRg => "OFFRG",
        }
    }

    /// The key columns, in the order that rows are kept in.
    pub(super) const fn key(self) -> &'static [&'static str] {
        match self {
            Self::Deb | Self::Art | Self::ArtGrp | Self::OrdKop | Self::OffKop => &["NR"],
            Self::OrdRg => &["ORDNR", "RG"],
            Self::OrdSrt => &["ZKSL"],
            Self::OffRg => &["OFFNR", "RG"],
        }
    }

    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            Self::Deb => &DEB,
            Self::Art => &ART,
            Self::ArtGrp => &ARTGRP,
            Self::OrdKop => &ORDKOP,
            Self::OrdRg => &ORDRG,
            Self::OrdSrt => &ORDSRT,
            Self::OffKop => &OFFKOP,
            Self::OffRg => &OFFRG,
        }
    }

    pub(super) fn column(self, name: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.name == name)
    }
}

/// Header tags that an order may bring (§3.7); the last two are flags for the call and no columns.
pub(super) const SETTABLE_ORDKOP: &str = "DEB BETALER DAT ORDSRT BTWPL KENM EXTORDNR OPM MAG GEBRORDBEV RIT NRRIT \
    VERKOPER LEVCOND VERZWZ OPDRWZ BETCOND DATLEV KPL KDR ORDERCOMPLEET BLOK SELCD MDT TAAL VAL VERZDEB VERZZKSL \
    VERZNAAM VERZNAAM2 VERZADRES VERZSTRAAT VERZHNR VERZHNRTV VERZPOSTCD VERZPLAATS VERZLAND VERZADRESSERING VERZTEL \
    VERZEMAIL VERZCNTREL VERZCNTZKSL NEGAANT DATLEVUITERSTAUTO";

/// Line tags that an order may bring (§3.7).
pub(super) const SETTABLE_ORDRG: &str = "ART AANT AANTTELEV PRS PRSINCL OMSCHR OPMEXT OPMINT DAT DATLEV PERCKORT MAG BLOK KOSTPR EXTORDNR KPL KDR";

fn list(text: &'static str) -> Vec<Column> {
    let column = |word: &'static str| {
        let (name, kind) = word.split_once(':').unwrap_or((word, "C"));
        let size = kind.strip_prefix('C').and_then(|size| size.parse().ok());
        let kind = match kind {
            "N" => Kind::Number,
            "D" => Kind::Date,
            "B" => Kind::Flag,
            _ => Kind::Text,
        };
        Column { name, kind, size }
    };
    text.split_whitespace().map(column).collect()
}

static DEB: LazyLock<Vec<Column>> = LazyLock::new(|| {
    list(
        "NR:N ZKSL:C20 NAAM:C50 NAAM2:C50 AANHEF:C20 EMAIL:C64 TEL:C15 MOBIEL:C15 TELPRIVE:C15 FAX:C15 HOMEPAGE:C64
         OPM:C1024 VRIJVELD1:C40 VRIJVELD2:C40 VRIJVELD3:C20 VRIJVELD4:C20 VRIJVELD5:C20
         ADRES:C50 STRAAT:C37 HNR:N HNRTV:C6 POSTCD:C8 PLAATS:C24 LAND:C3 ADRESSERING:C1024
         BLOK:B BLOKVRKVA:D BLOKDECLVA:D DATKLANTAF:D KLANTAFTEKST:C20
         ORDSRT:C20 BETCOND:N LEVCOND:C20 VERZWZ:C20 OPDRWZ:C20 PRSLST:C20 VERKOPER:C20 BETALER:N BTWPL:C1 BTWNR:C14
         KVKNR:C15 VAL:C3 TAAL:C3 ORDERCOMPLEET:B VERZFACT:B RIT:N NRRIT:N RAYON:N KENMOPP:C25 KRLIM:N
         DATKLANTSINDS:D SLUITREK:N FACTAFDRUK:C1 ORDBEVAFDRUK:C1 OFFAFDRUK:C1 BNKIBAN:C34 BNKBNKREK:C11
         SALDO:N HEEFTSALDO:B DATLSTFACT:D DATLSTBET:D DATLSTAANM:D PLM TEONTVINC PRG:C12 KIXCD HROW:N
         AANM AANMAFDRUK AANMVAST BNKBNKREK2 BNKGIRO BNKGREK BNKIBAN2 BNKREK BNKREK2 BNKREKNUM BNKREKNUM2 BNKSRTINC
         DATBTWNR:D DATKRLIMTM:D DATKRLIMVAN:D DATKVKUITTR:D DATOPRICHTING:D DECBUDVERPL DECLTOEL EANNR EMAILMAILINGJN
         EXTAANBRENGREL EXTAANBRENGZKSL FACTORING FACVRKNAARDEB GEBRSTAFFEL GEBRVERKKOSTPR GIRO GIROIBAN GIRONAAM
         GIRONUM GREK GREKIBAN GREKNUM GRPDEB INCSELAFDRUK INKCOMB JRDECLTM JRDECLVAN KDR KLANTSINDSTEKST KPL KVKPLAATS
         LAAGSTEBEDR MEDEW MEDEWAANBRENG MEDEWDEC MEDEWFISCAAL MEDEWLOON MEDEWVENNOOT NRBIJDEB PAKBEMAIL
         PERCGREK PNDECLTM PNDECLVAN PROSP RVORM STATNAAM STATPLAATS TEGREK TERM TERMIJNFACT VASTECTRDATUM VERR VOORS",
    )
});

static ART: LazyLock<Vec<Column>> = LazyLock::new(|| {
    list(
        "NR:C20 ZKSL:C20 OMSCHR:C40 OPMEXT OPMINT ARTGRP:N BTW:C1 VERKPR:N VERKPRINCL:N KOSTPR:N INKPR:N EENHVERK:C20
         EENHINK:C20 EENHPRS:N INHVERK:N MINVERKOOP:N VASTEPRS:B EAN:C20 BLOK:B BLOKVRK:B BLOKDECL:B BLOKWEBSHOP:B EOL:C1
         DATAANGEM:D ISTEKSTRG:C1 ISEMBALLAGE:C1 EMBALLAGEART:C20 CAT:C20 CATEGORIE:C1 LEVSRT:C1 LEVTIJD:N MAG:N
         VRDREG:C1 KPL KDR VRIJVELD1:C40 VRIJVELD2:C40 VRIJVELD3:C20 VRIJVELD4:C20 VRIJVELD5:C20 VRIJVELD6:C100
         VRIJVELD7:C50 VRIJVELD8:C20 VRIJVELD9:C20 VRIJVELD10:C20 HROW:N
         AANTBINNEN AANTCOLLI AANTDOOS ACTAFB AFBEELDINGART AFBEELDINGZKSL AFDRFACT AFDROFFERTE AFDRORDBEV AFDRPICK
         AFDRVERZ AFRAANT AFRPRS AFRPRSINCL ARTMLD ARTSAMCODE BESTEL DIKTE DOORSNEE GIDSARTIKEL VERPAKEENH VERPAKTPER",
    )
});

static ARTGRP: LazyLock<Vec<Column>> = LazyLock::new(|| {
    list(
        "NR:N ZKSL:C20 OMSCHR:C40 BLOK:B GRBOMZ:N GRBOMZBINEU:N GRBOMZBUIEU:N GRBKOSTPR:N GRBVRD:N GRBPVS:N GRBHERW:N
         GRBNTOGF:N GRBRNTOGF:N GRBDIVVRD:N HROW:N",
    )
});

static ORDKOP: LazyLock<Vec<Column>> = LazyLock::new(|| {
    list(
        "NR:N DEB:N BETALER:N ORDSRT:C20 DAT:D DATLEV:D DATLEVUITERST:D DATLEVGEWIJZ:B DATORDBEV:D DATPICK:D DATVAST:D
         MEDEWVAST:C20 DATVRWRK:D BLOK:B GEBRORDBEV:B TEFACT:C1 GEFACT:C1 ORDERCOMPLEET:B INCASSO:B ISINCL:B BTWPL:C1
         VAL:C3 TAAL:C3 KENM:C25 EXTORDNR:N OPM:C250 SELCD:C20 BETCOND:N BETCODE:C1 VERVDGN:N LEVCOND:C20 VERZWZ:C20
         OPDRWZ:C20 PRSLST:C20 VERKOPER:C20 MAG:N KPL KDR RIT:N NRRIT:N MDT:C35 PERCBETKORT:N PERCKB:N PERCGREK:N
         PERCLOON:N VOLUME:N VERZDEB:N VERZZKSL:C20 VERZNAAM:C50 VERZNAAM2:C50 VERZADRES:C50 VERZSTRAAT:C37 VERZHNR:N
         VERZHNRTV:C6 VERZPOSTCD:C8 VERZPLAATS:C24 VERZLAND:C3 VERZADRESSERING VERZTEL:C15 VERZEMAIL:C64 VERZCNTREL:N
         VERZCNTZKSL:C20 BEDRTOT:N BEDRINCLTOT:N BEDROPEN:N BEDRINCLOPEN:N BEDRFACT:N BEDRINCLFACT:N BEDRHOOG:N BEDRLAAG:N
         BEDRGEEN:N BEDRVERLEGD:N BEDRBINEU:N BEDRBUIEU:N BEDRKOSTPR:N BEDRBETKORT:N BEDRKB:N BEDRGREK:N HROW:N",
    )
});

static ORDRG: LazyLock<Vec<Column>> = LazyLock::new(|| {
    list(
        "ORDNR:N RG:N DEB:N BETALER:N ART:C20 ARTGRP:N OMSCHR:C40 OPMEXT OPMINT ISTEKSTRG:C1 BLOK:B DAT:D DATLEV:D
         DATLEVGEWIJZ:B DATORDBEV:D DATFACT:D FACT:N AANT:N AANTTELEV:N AANTGELEV:N AANTBACKORD:N AANTPICKBON:N
         AANTTEFACT:N AANTGEFACT:N COLLI:N INHOUD:N VOLUME:N PRS:N PRSINCL:N PRSGEWIJZ:B EENH:C20 EENHPRS:N PERCKORT:N
         PERCKORTGEWIJZ:B PERCKORTKORT:N PERCKORTKORTWIJZ:B BEDR:N BEDRINCL:N KOSTPR:N BTWSRT:C1 VAL:C3 AFDRFACT:B
         AFDRORDBEV:B AFDRPICK:B AFDRVERZ:B GEBRORDBEV:B LEVERCORR:B MAG:N KPL KDR EXTORDNR:N EMBALLAGERG:N VERKOPER:C20
         STATUS:C1 HROW:N",
    )
});

static ORDSRT: LazyLock<Vec<Column>> = LazyLock::new(|| list("ZKSL:C20 OMSCHR:C40 BLOK:B HROW:N"));

static OFFKOP: LazyLock<Vec<Column>> = LazyLock::new(|| {
    list(
        "NR:N DEB:N DAT:D KENM:C25 OPM:C250 ORDSRT:C20 VERKOPER:C20 BEDRTOT:N BEDRINCLTOT:N VERZNAAM:C50 VERZADRES:C50
         VERZSTRAAT:C37 VERZHNR:N VERZHNRTV:C6 VERZPOSTCD:C8 VERZPLAATS:C24 VERZLAND:C3 HROW:N",
    )
});

static OFFRG: LazyLock<Vec<Column>> = LazyLock::new(|| {
    list(
        "OFFNR:N RG:N ART:C20 OMSCHR:C40 OPMEXT OPMINT AANT:N EENH:C20 PRS:N PERCKORT:N BEDR:N BTWSRT:C1 HROW:N",
    )
});

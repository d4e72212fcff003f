//! Who may come in, and which of the assumptions of the fact sheet hold today.
//!
//! Every switch can be turned while the simulator runs; the default is the fact sheet's working contract.

use std::time::Duration;

/// What the simulator is like.
#[derive(Clone, Debug)]
pub struct Options {
    /// Licence code, 16 digits (`Key`).
    pub licence: String,
    /// Name of the office user (`Usr`).
    pub user: String,
    /// Password (`Pwd`).
    pub password: String,
    /// Api Key of the OData dialect, sent as `X-Api-Key` (SIM-A21).
    pub api_key: String,
    /// Header that carries the token (SIM-A06).
    pub token_header: String,
    /// What stands before the token in that header, for instance `Bearer `.
    pub token_prefix: String,
    /// How long a token lives, in seconds on the simulator's clock (SIM-A07).
    pub token_life: u64,
    /// Whether the OData dialect wants the token beside the Api Key (SIM-A22).
    pub odata_needs_token: bool,
    /// Whether the company may come in.
    pub mode: Mode,
    /// Whether `readsync` also answers what changed at the very moment, or has the very id, that was asked (SIM-A14).
    pub readsync_inclusive: bool,
    /// What `readsync` answers (SIM-A15).
    pub readsync_answer: ReadSyncAnswer,
    /// How property names are written (SIM-A08).
    pub property_names: PropertyNames,
    /// How numbers that are no ids are written (SIM-A41).
    pub numbers: Numbers,
    /// Refusals of content (400, 404, 409, 500) come as 200 with the error in the body (SIM-A70).
    pub error_in_200: bool,
    /// A classic update empties the fields that its body leaves out (SIM-A10).
    pub full_replace_on_update: bool,
    /// An OData `PUT` empties the fields that its body leaves out (SIM-A28).
    pub odata_full_replace: bool,
    /// What an insert answers (SIM-A09).
    pub insert_answer: InsertAnswer,
    /// An ExtKey that is taken is refused with 409.
    pub require_unique_ext_key: bool,
    /// A `Z` or an offset in an OData filter is passed over: the digits are read as the Dutch wall clock (SIM-A25).
    pub zone_ignored: bool,
    /// Filters of a `read` and of an entity set are passed over: every record is answered.
    pub ignores_filters: bool,
    /// Most calls in one second of the simulator's clock; beyond it 429 with `Retry-After: 1` (SIM-A71).
    pub calls_per_second: Option<u32>,
    /// How long every answer takes.
    pub latency: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            licence: "1234567890123456".to_owned(),
            user: "kantoor@voorbeeld.example".to_owned(),
            password: "geheim".to_owned(),
            api_key: "proef-api-key".to_owned(),
            token_header: "Token".to_owned(),
            token_prefix: String::new(),
            token_life: 1_800,
            odata_needs_token: true,
            mode: Mode::Normal,
            readsync_inclusive: false,
            readsync_answer: ReadSyncAnswer::Ids,
            property_names: PropertyNames::PascalCase,
            numbers: Numbers::Json,
            error_in_200: false,
            full_replace_on_update: false,
            odata_full_replace: true,
            insert_answer: InsertAnswer::IdAndExtKey,
            require_unique_ext_key: true,
            zone_ignored: false,
            ignores_filters: false,
            calls_per_second: None,
            latency: Duration::ZERO,
        }
    }
}

/// Whether the company may come in (fact sheet §12.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// With the right credentials.
    #[default]
    Normal,
    /// No password is right any more: every login is refused with 401; tokens that are out go on.
    WrongPassword,
    /// The licence is not active this month: every call is refused with 403.
    LicenceInactive,
    /// Simon Support has not released the API: every call is refused with 403.
    NotReleased,
}

/// What `readsync` answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadSyncAnswer {
    /// `[48211,48230]`
    #[default]
    Ids,
    /// `[{"Id":48211,"ExtKey":null}]`
    KeyPairs,
}

/// How property names are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PropertyNames {
    /// `ExtKey`
    #[default]
    PascalCase,
    /// `id`, `extKey`, `DebtorNr`, in turns.
    Mixed,
}

/// How numbers that are no ids are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbers {
    /// `2.5`
    #[default]
    Json,
    /// `"2,5"`; then such text is accepted as well.
    TextWithComma,
}

/// What an insert answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InsertAnswer {
    /// `{"Id":9001,"ExtKey":"1042"}`; the OData dialect: the whole record.
    #[default]
    IdAndExtKey,
    /// The same without `Id`.
    WithoutId,
    /// `9001`
    BareInteger,
}

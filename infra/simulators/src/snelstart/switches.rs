//! The kinds of switch: one type for each question that SnelStart fact sheet §14 leaves open, and for the traps beside it.

/// How many calls a product may make for one administration (§3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Calls in a minute.
    pub per_minute: u32,
    /// Calls in an hour.
    pub per_hour: u32,
    /// Calls at once.
    pub at_once: usize,
}

impl Limits {
    /// *Ontwikkeling & Test*.
    pub const TEST: Self = Self { per_minute: 100, per_hour: 1_000, at_once: 5 };
    /// *Maatwerk* and *Productie*.
    pub const PRODUCTION: Self = Self { per_minute: 500, per_hour: 5_000, at_once: 50 };
}

/// The body of a 429 (SNEL-A01).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TooManyBody {
    /// `{"statusCode":429,"message":…}`, as the gateway words it.
    #[default]
    Gateway,
    /// An HTML page.
    Html,
    /// Nothing.
    Empty,
}

/// The body of a 401 about the bearer (§2.4: other, or empty).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BearerBody {
    /// Nothing.
    #[default]
    Empty,
    /// `{"message":…}`
    Message,
}

/// What becomes of `$orderby` (SNEL-A03).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// Passed over.
    #[default]
    Ignored,
    /// 400.
    Refused,
}

/// What becomes of a `$top` that is larger than the page (§5: the maximum is known, its guard is not).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OverTop {
    /// The page is as large as it can be.
    #[default]
    Capped,
    /// 400.
    Refused,
}

/// How `$filter` wants the article's code spelt (SNEL-A04).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArticleCodeName {
    /// `Artikelcode`
    #[default]
    Artikelcode,
    /// `ArtikelCode`
    ArtikelCode,
}

/// The wall clock that a moment without a zone is of (SNEL-A06).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// Europe/Amsterdam.
    #[default]
    Amsterdam,
    /// UTC.
    Utc,
}

/// The fraction of a second in `modifiedOn` (§6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fraction {
    /// `.457`, and nothing where it is zero; `.120` is `.12`.
    #[default]
    Trimmed,
    /// Never one.
    None,
}

/// What becomes of a line without a price (SNEL-A09).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoPrice {
    /// It gets the price of the article for that customer.
    #[default]
    FromArticle,
    /// It costs nothing, and nothing says so.
    Zero,
    /// The order is refused.
    Refused,
}

/// What becomes of more decimals than the administration has (§6: the semantics are assumed).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decimals {
    /// Prices and quantities are rounded, halves away from zero.
    #[default]
    Rounded,
    /// Kept as they came.
    Kept,
}

/// How a text that is too long is refused (§4.1 has codes, §12 has the model state).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlong {
    /// By the model state, except for `orderreferentie`, `artikelcode` and an article's `omschrijving`.
    #[default]
    ModelState,
    /// By a code wherever there is one.
    Codes,
}

/// What becomes of a description or a memo of an order that is longer than an undocumented limit (SNEL-A07).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BeyondLimit {
    /// The order is refused by the model state.
    #[default]
    Refused,
    /// The text is cut, and nothing says so.
    Cut,
}

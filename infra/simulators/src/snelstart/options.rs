//! The switches of the simulated SnelStart: what the fact sheet leaves open, and what an administration may be set to.
//!
//! Faults of a single exchange are not here but in [`crate::faults`].

use std::time::Duration;

use jiff::SignedDuration;

use super::switches::{
    ArticleCodeName, BearerBody, BeyondLimit, Decimals, Fraction, Limits, NoPrice, OrderBy, OverTop,
    Overlong, TooManyBody, Zone,
};

/// All switches; [`Options::default`] is the kindest server that the fact sheet allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The koppelsleutel that is let in (§2.1). It is base64 with a plus and an equals sign, so it must be encoded.
    pub client_key: String,
    /// The koppelsleutel was withdrawn, or not activated again after a backup came back: the token host refuses it.
    pub client_key_withdrawn: bool,
    /// The status of a refused koppelsleutel: 400, or 401 by some notes (§2.2).
    pub refused_key_status: u16,
    /// The old `grant_type=password` still works, with the two halves of the koppelsleutel (§2.2).
    pub password_grant: bool,
    /// The subscription keys that are let in, primary and secondary (§2.1); a key that has expired is one that is gone.
    pub subscription_keys: Vec<String>,
    /// What `expires_in` says and how long a token lives, in seconds (§2.2).
    pub token_life: u32,
    /// A token is dead this many seconds before `expires_in` said so.
    pub token_dies_early: u32,
    /// What a new token may do, as its claim `scopes` tells (§2.5).
    pub scopes: String,
    /// The package of the administration has no order entry: orders and quotes are 403, whatever the token says (§13).
    pub no_order_package: bool,
    /// The body of a 403: plain text (SNEL-A11).
    pub forbidden_text: String,
    /// The body of a 401 about the bearer.
    pub bearer_body: BearerBody,
    /// How many calls are let through; `None` counts nothing (§3).
    pub limits: Option<Limits>,
    /// A 429 says how long to wait (SNEL-A01).
    pub retry_after: bool,
    /// The body of a 429.
    pub too_many_body: TooManyBody,
    /// The name of the administration (`companyInfo.administratieNaam`).
    pub administration: String,
    /// The id of the administration (`companyInfo.administratieIdentifier`).
    pub administration_id: String,
    /// Most rows of a page (§5).
    pub page_max: usize,
    /// Most rows of a page of articles: 500, or 25 (SNEL-A02).
    pub articles_page_max: usize,
    /// A `$top` beyond the page.
    pub over_top: OverTop,
    /// `$orderby`.
    pub order_by: OrderBy,
    /// How a filter spells the article's code.
    pub article_code_name: ArticleCodeName,
    /// `(resource, property)` pairs that a filter may not name, for instance `("verkooporders", "Orderreferentie")`
    /// (SNEL-A05): 400 of the OData shape.
    pub refused_filters: Vec<(String, String)>,
    /// Resources whose filter is passed over with 200 and everything, as it always is for `landen` (§5).
    pub ignored_filters: Vec<String>,
    /// Filters also take `ge` and `le`, which SnelStart does not show (§5).
    pub undocumented_operators: bool,
    /// Filters compare text without regard to case, as a database may.
    pub filter_ignores_case: bool,
    /// What wall clock moments are of.
    pub zone: Zone,
    /// The fraction of `modifiedOn`.
    pub fraction: Fraction,
    /// Answers carry a property that nobody knows (§1: additions do not bump the version).
    pub unknown_property: bool,
    /// Inactive relations and articles stand in the lists, with their flag (SNEL-A10).
    pub inactive_in_lists: bool,
    /// What is not found by its id is answered with 400, as every code is documented, instead of 404 (§4).
    pub missing_is_400: bool,
    /// Orders that were made as `Offerte`, or are one now, stand among the orders too (§8.5: a status an order may have).
    pub quotes_among_orders: bool,
    /// A quote that became an order stays among the quotes, with `isOfferte` false (§7).
    pub ordered_quotes_stay: bool,
    /// How long an order stays out of lists after it was made; by its id it is there.
    pub stale_lookup: SignedDuration,
    /// Article codes must be digits (`companyInfo.artikelcodeSoort`).
    pub numeric_article_codes: bool,
    /// Longest article code (`companyInfo.artikelcodeMaxLengte`).
    pub article_code_max: usize,
    /// Decimals of prices (`companyInfo.aantalDecimalenArtikelprijzen`).
    pub price_decimals: u32,
    /// Decimals of quantities (`companyInfo.aantalDecimalenArtikelaantallen`).
    pub quantity_decimals: u32,
    /// What becomes of more decimals.
    pub decimals: Decimals,
    /// Articles' prices are without VAT (`companyInfo.verkoopprijsArtikelbestandExclusiefBtw`).
    pub prices_exclude_vat: bool,
    /// Prices of an order that does not say it include VAT (§8.5).
    pub order_includes_vat: bool,
    /// Texts that are too long.
    pub overlong: Overlong,
    /// Longest description of an order; `None` is no limit (SNEL-A07).
    pub order_description_max: Option<usize>,
    /// Longest memo of an order; `None` is no limit (§8.5: not documented).
    pub memo_max: Option<usize>,
    /// A description or memo beyond that.
    pub beyond_limit: BeyondLimit,
    /// An order for an inactive relation or on an inactive article is refused (§4.1, ALG-0105).
    pub refuse_inactive: bool,
    /// A line without an article is refused (SNEL-A08).
    pub refuse_line_without_article: bool,
    /// A line without a price.
    pub no_price: NoPrice,
    /// An order without lines is refused (SNEL-A13).
    pub refuse_no_lines: bool,
    /// A negative quantity is refused (SNEL-A14).
    pub refuse_negative: bool,
    /// A quantity of 0, as lines of text have, is refused (§8.6).
    pub refuse_zero: bool,
    /// An order that was invoiced cannot be replaced any more (SNEL-A12).
    pub refuse_invoiced: bool,
    /// What deleting an order answers: 201 by the specification, 200 by its own text (§7).
    pub deleted_order_status: u16,
    /// The first number of an order (§8.7, `volgendVerkoopordernummer`).
    pub first_order_number: i32,
    /// How long every answer takes.
    pub latency: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            client_key: "a29wcGVsOn4+fj9wcm9lZg==".to_owned(),
            client_key_withdrawn: false,
            refused_key_status: 400,
            password_grant: true,
            subscription_keys: vec!["proef-primair".to_owned(), "proef-secundair".to_owned()],
            token_life: 3_599,
            token_dies_early: 0,
            scopes: "artikelen:read artikelen:write orders:read orders:write relaties:read relaties:write \
                     settings:read settings:write"
                .to_owned(),
            no_order_package: false,
            forbidden_text: "Het ingelogde account heeft geen rechten voor deze actie.".to_owned(),
            bearer_body: BearerBody::default(),
            limits: Some(Limits::PRODUCTION),
            retry_after: true,
            too_many_body: TooManyBody::default(),
            administration: "Demo Installatietechniek BV".to_owned(),
            administration_id: "0d3f6a52-7c1e-4b89-9a40-5e2c71f8d364".to_owned(),
            page_max: 500,
            articles_page_max: 500,
            over_top: OverTop::default(),
            order_by: OrderBy::default(),
            article_code_name: ArticleCodeName::default(),
            refused_filters: Vec::new(),
            ignored_filters: Vec::new(),
            undocumented_operators: false,
            filter_ignores_case: false,
            zone: Zone::default(),
            fraction: Fraction::default(),
            unknown_property: false,
            inactive_in_lists: true,
            missing_is_400: false,
            quotes_among_orders: true,
            ordered_quotes_stay: true,
            stale_lookup: SignedDuration::ZERO,
            numeric_article_codes: false,
            article_code_max: 20,
            price_decimals: 2,
            quantity_decimals: 2,
            decimals: Decimals::default(),
            prices_exclude_vat: true,
            order_includes_vat: false,
            overlong: Overlong::default(),
            order_description_max: Some(50),
            memo_max: None,
            beyond_limit: BeyondLimit::default(),
            refuse_inactive: true,
            refuse_line_without_article: true,
            no_price: NoPrice::default(),
            refuse_no_lines: false,
            refuse_negative: false,
            refuse_zero: false,
            refuse_invoiced: true,
            deleted_order_status: 201,
            first_order_number: 20_260_001,
            latency: Duration::ZERO,
        }
    }
}

//! The switches of the simulated iMUIS: what the fact sheet leaves open, and what an administration may be set to.
//!
//! Faults of a single exchange are not here but in [`crate::faults`].

use std::time::Duration;

use jiff::SignedDuration;

/// The mark before the decimals of an answer (iMUIS fact sheet §6: both were seen).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalMark {
    /// `12.34`
    #[default]
    Point,
    /// `12,34`
    Comma,
}

/// How an answer writes a date (iMUIS fact sheet §6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateForm {
    /// `05-03-2026`
    #[default]
    Dutch,
    /// `2026-03-05T00:00:00+01:00`, with the offset of Amsterdam on that day.
    Iso,
}

/// How an answer writes a column without a value (iMUIS fact sheet §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NullAs {
    /// No element at all.
    #[default]
    Absent,
    /// An empty element.
    Empty,
}

/// What the form transport answers to an order that was made (iMUIS fact sheet §3.7: not documented).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormOrderResult {
    /// The data set as SOAP echoes it.
    #[default]
    Echo,
    /// `TABEL/ORDNR`
    Ordnr,
    /// `TABEL/PRIMARYKEY`
    PrimaryKey,
}

/// What becomes of a text that is longer than its column (iMUIS fact sheet §6: not documented).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlong {
    /// The order is refused.
    #[default]
    Refuse,
    /// The text is cut, and nothing says so.
    Cut,
}

/// All switches; [`Options::default`] is the kindest server that the fact sheet allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The partner key that is let in; by default the published one of the sandbox (§7).
    pub partner_key: String,
    /// The environment code that is let in; by default the published one of the sandbox (§7).
    pub environment_code: String,
    /// The administration's name (`BASALG.NAAM`).
    pub administration: String,
    /// The app was not activated for the environment code: a login is refused.
    pub closed_app: bool,
    /// How long a session lives without a call (§1.4).
    pub session_idle: SignedDuration,
    /// What is said about a session that is gone (§8).
    pub session_expired_text: String,
    /// A login ends every earlier session (§1.4: not documented).
    pub second_login_ends_first: bool,
    /// The decimal mark of answers.
    pub decimal_mark: DecimalMark,
    /// The dates of answers.
    pub date_form: DateForm,
    /// Columns without a value in answers.
    pub null_as: NullAs,
    /// Texts of answers are followed by blanks (§6).
    pub padded_text: bool,
    /// Data sets open with an XML declaration (§6).
    pub xml_declaration: bool,
    /// What the form transport says about an order that was made.
    pub form_order_result: FormOrderResult,
    /// `(table, column)` pairs that this administration refuses, to read and to write (§4).
    pub refused_columns: Vec<(String, String)>,
    /// What is said about a column that is refused or unknown; `{veld}` and `{tabel}` are filled in (§8).
    pub refused_column_text: String,
    /// Text and number columns in one WHERE list are refused (§2, a known bug of the package).
    pub refuse_mixed_where: bool,
    /// `MUTDATE_VA` includes its own day (§2: not documented).
    pub mutdate_inclusive: bool,
    /// How long an order stays invisible to reads after it was made.
    pub stale_lookup: SignedDuration,
    /// Texts of an order that are longer than their column.
    pub overlong: Overlong,
    /// An order for a blocked debtor or on a blocked article is refused (§5.1, §5.2: assumed).
    pub refuse_blocked: bool,
    /// An order with a refused line leaves nothing behind. If not, the header and the lines before it stay (§3.7).
    pub all_or_nothing: bool,
    /// The administration has no quote module: `OFFKOP` and `OFFRG` are refused (§3.11).
    pub no_quote_module: bool,
    /// A change of a quote's lines leaves the mutation date of its header as it is (§3.10: not documented).
    pub quote_lines_apart: bool,
    /// How long every answer takes.
    pub latency: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            partner_key: "abcdefghijklmnopqrstuvwxyz".to_owned(),
            environment_code: "00000".to_owned(),
            administration: "Demo Installatietechniek BV".to_owned(),
            closed_app: false,
            session_idle: SignedDuration::from_mins(30),
            session_expired_text: "Sessie is verlopen of ongeldig".to_owned(),
            second_login_ends_first: false,
            decimal_mark: DecimalMark::default(),
            date_form: DateForm::default(),
            null_as: NullAs::default(),
            padded_text: false,
            xml_declaration: false,
            form_order_result: FormOrderResult::default(),
            refused_columns: Vec::new(),
            refused_column_text: "Onbekend veld: {veld} in tabel {tabel} (CS202)".to_owned(),
            refuse_mixed_where: false,
            mutdate_inclusive: true,
            stale_lookup: SignedDuration::ZERO,
            overlong: Overlong::default(),
            refuse_blocked: true,
            all_or_nothing: true,
            no_quote_module: false,
            quote_lines_apart: false,
            latency: Duration::ZERO,
        }
    }
}

impl Options {
    /// Whether this administration refuses a column.
    pub(super) fn refuses(&self, table: &str, column: &str) -> bool {
        self.refused_columns.iter().any(|(of, name)| of == table && name == column)
    }
}

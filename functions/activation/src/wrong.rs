//! Everything that can be wrong with a request, as `application/problem+json` (RFC 9457) in the asked language.
//!
//! Guarantees: each has a stable code, what happened and what to do; none holds a credential or another's words beyond
//! what its admin may read (P9).

mod words;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use koppel_domain::failure::{AccessFault, Actor, Failure, System};
use koppel_domain::integration::Refusal;
use koppel_domain::message::Language;
use koppel_domain::tenant::TenantId;
use koppel_identity::Refused;
use koppel_platform::schedules::ScheduleError;
use koppel_store::{Change, StoreError};
use koppel_sync::context::ConnectError;
use serde::Serialize;
use utoipa::ToSchema;

tokio::task_local! {
    /// The language of the request that is being answered.
    static LANGUAGE: Language;
}

/// Answers a request in `language`.
pub(crate) async fn speaking<T>(language: Language, answer: impl Future<Output = T>) -> T {
    LANGUAGE.scope(language, answer).await
}

/// The language of the request that is being answered.
pub(crate) fn spoken() -> Language {
    LANGUAGE.try_with(|language| *language).unwrap_or_default()
}

/// Why a request was not carried out. Nothing was changed, unless its words say otherwise. No `Debug`: it holds names.
pub(crate) enum Wrong {
    /// The caller is not known.
    Unauthorized(Refused),
    /// A page of another site sent it.
    CrossSite,
    /// A sign-in that was not begun here, or not in time, or whose answer is another's.
    SignIn,
    /// The caller has another role.
    Forbidden,
    /// There is no such thing, or not for this caller.
    NotFound,
    /// Not with this method.
    Method,
    /// The request cannot be read: where, in words of ours.
    Malformed(String),
    /// The body is too large.
    TooLarge,
    /// The body is no JSON by its own account.
    MediaType,
    /// The idempotency key was used for something else.
    KeyReused,
    /// Someone else was first.
    Changed(Option<Change>),
    /// What was asked is kept; before it could take effect someone else changed the company.
    Overtaken(Option<Change>),
    /// No problem is open that would be the one that is meant.
    NotOpen,
    /// The step cannot be taken now.
    Refusal(Refusal),
    /// No such list of removals is there, or not any more.
    NoList,
    /// Another list of removals is there by now.
    OtherList,
    /// Quotes are switched off.
    QuotesOff,
    /// The company exists already.
    Exists,
    /// A company that is not known here.
    NoCompany,
    /// Simple-Simon may not be at this address.
    Address,
    /// The company keeps its books in this package, and not in the one that was asked for.
    OtherPackage(System),
    /// This Koppel has no key of its own with the maker of this package, so no company can be made with it.
    NotServed(System),
    /// Other books, or another licence, than the company is linked with.
    Other(System),
    /// The administration is not the one that was confirmed.
    Administration(String),
    /// Simple-Simon cannot be reached at the address that was just given: the address may be the fault.
    Unproved(Failure),
    /// A package failed, or does not let the company in.
    Package(Failure),
    /// Stored credentials are missing or do not open.
    Credentials(ConnectError),
    /// Our own memory failed.
    Store(StoreError),
    /// The schedules could not be made; the company stays set up.
    Schedules(ScheduleError),
    /// The machine gives no random numbers.
    Sealing,
}

/// A problem, as RFC 9457 writes it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// A name for this kind of problem.
    #[serde(rename = "type")]
    kind: String,
    /// The code in a few words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// A stable code, for programs.
    code: String,
    /// What happened.
    detail: String,
    /// What to do.
    action: String,
    /// What is missing, by name: steps, tables or settings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing: Vec<String>,
    /// Who changed what first, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeView>,
}

/// A change by someone else.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeView {
    /// Who.
    by: String,
    /// What.
    act: String,
    /// When.
    at: String,
}

impl From<&Change> for ChangeView {
    fn from(change: &Change) -> Self {
        Self { by: change.by.clone(), act: change.act.clone(), at: change.at.to_string() }
    }
}

impl Wrong {
    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized(Refused::IssuerUnreachable(_) | Refused::NoRandomness) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Unauthorized(Refused::NoRole) => StatusCode::FORBIDDEN,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::CrossSite | Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound | Self::NoCompany | Self::NotOpen | Self::NoList => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed(_) | Self::SignIn => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::KeyReused
            | Self::Address
            | Self::Other(_)
            | Self::Unproved(_)
            | Self::Administration(_)
            | Self::Refusal(
                Refusal::Mandatory(_) | Refusal::NothingToWipe | Refusal::OtherName | Refusal::OtherTerms,
            )
            | Self::Package(Failure::Access { .. } | Failure::Refused { .. }) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::Changed(_)
            | Self::Overtaken(_)
            | Self::Refusal(_)
            | Self::Exists
            | Self::OtherList
            | Self::QuotesOff
            | Self::OtherPackage(_)
            | Self::NotServed(_)
            | Self::Credentials(_) => StatusCode::CONFLICT,
            Self::Sealing => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(error) if error.actor() == Actor::Operator => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Package(_) | Self::Schedules(_) | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized(refused) => match refused {
                Refused::NoToken => "no_token",
                Refused::Expired => "token_expired",
                Refused::NotYetValid => "token_not_yet_valid",
                Refused::NoRole => "no_role",
                Refused::IssuerUnreachable(_) | Refused::NoRandomness => "issuer_out_of_reach",
                _ => "token_refused",
            },
            Self::CrossSite => "cross_site",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Method => "method_not_allowed",
            Self::SignIn => "sign_in",
            Self::Malformed(_) => "malformed",
            Self::TooLarge => "too_large",
            Self::MediaType => "media_type",
            Self::KeyReused => "idempotency_key_reused",
            Self::Changed(_) | Self::Overtaken(_) => "changed_by_someone_else",
            Self::NotOpen => "not_open",
            Self::Refusal(refusal) => match refusal {
                Refusal::Missing(_) => "step_missing",
                Refusal::NotNow(_) => "not_now",
                Refusal::Already => "already_active",
                Refusal::Paused => "paused",
                Refusal::Mandatory(_) => "tables_missing",
                Refusal::NothingToWipe => "no_table",
                Refusal::OtherName => "other_name",
                Refusal::OtherTerms => "other_terms",
                Refusal::Unchecked(_) => "unchecked",
            },
            Self::NoList => "no_list",
            Self::OtherList => "list_changed",
            Self::QuotesOff => "quotes_off",
            Self::Exists => "exists",
            Self::NoCompany => "no_company",
            Self::Address => "address",
            Self::OtherPackage(_) => "other_package",
            Self::NotServed(_) => "not_served",
            Self::Other(System::Imuis | System::SnelStart) => "other_administration",
            Self::Other(System::SimpleSimon) => "other_licence",
            Self::Administration(_) => "confirm_administration",
            Self::Unproved(failure) | Self::Package(failure) => match failure {
                Failure::Access { fault, .. } => match fault {
                    AccessFault::Password => "password",
                    AccessFault::Licence => "licence",
                    AccessFault::NotReleased => "not_released",
                    AccessFault::EnvironmentCode => "environment_code",
                    AccessFault::PartnerKey => "partner_key",
                    AccessFault::NotServed => "not_served",
                    AccessFault::ApiKey => "api_key",
                    AccessFault::LinkKey => "link_key",
                    AccessFault::NotIncluded => "not_included",
                    AccessFault::Unknown => "access",
                },
                Failure::Refused { .. } => "refused",
                Failure::Busy { .. } => "busy",
                Failure::Unreachable { .. } | Failure::Unclear { .. } => "out_of_reach",
                Failure::Unreadable { .. } => "unreadable",
            },
            Self::Credentials(ConnectError::NotServed(_)) => "not_served",
            Self::Credentials(_) => "credentials",
            Self::Store(_) => "store",
            Self::Schedules(_) => "schedules",
            Self::Sealing => "sealing",
        }
    }

    fn missing(&self) -> Vec<String> {
        match self {
            Self::Refusal(Refusal::Missing(step)) => vec![step.as_str().to_owned()],
            Self::Refusal(Refusal::Mandatory(tables)) => {
                tables.iter().map(|table| table.as_str().to_owned()).collect()
            }
            Self::Refusal(Refusal::Unchecked(names)) => {
                names.iter().map(|name| name.as_str().to_owned()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// What is told of a problem, for a program or on a page.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    /// What happened.
    pub(crate) detail: String,
    /// What to do.
    pub(crate) action: String,
    /// What is missing, by name.
    pub(crate) missing: Vec<String>,
    /// Who changed what first.
    pub(crate) change: Option<Change>,
}

impl Wrong {
    /// What is told of it, in the language of the request; the technical log has it where it is more than a mistake.
    pub(crate) fn told(&self) -> Told {
        let status = self.status();
        if matches!(self, Self::Package(_)) && status.is_server_error() {
            tracing::warn!(problem.code = self.code(), cause = %self.cause(), "a package failed");
        } else if status.is_server_error() {
            tracing::error!(problem.code = self.code(), cause = %self.cause(), "a request was not carried out");
        }
        let (detail, action) = words::of(self, spoken());
        let change = match self {
            Self::Changed(change) | Self::Overtaken(change) => change.clone(),
            _ => None,
        };
        Told { status, code: self.code(), detail, action, missing: self.missing(), change }
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let told = self.told();
        let Told { status, code, .. } = told;
        let problem = Problem {
            kind: format!("urn:koppel:problem:{code}"),
            title: code.replace('_', " "),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: told.detail.clone(),
            action: told.action.clone(),
            missing: told.missing.clone(),
            change: told.change.as_ref().map(ChangeView::from),
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(if spoken() == Language::Dutch { "nl" } else { "en" }),
        );
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        }
        // For whoever asked for a page, see `console::errors`.
        response.extensions_mut().insert(told);
        response
    }
}

impl Wrong {
    /// Into the technical log, for what goes on without it.
    pub(crate) fn log(&self, tenant: &TenantId, what: &'static str) {
        tracing::warn!(tenant.id = %tenant, problem.code = self.code(), cause = %self.cause(), "{what}");
    }

    /// For the technical log: fixed phrases only (P9).
    pub(crate) fn cause(&self) -> String {
        match self {
            Self::Package(failure) => failure.to_string(),
            Self::Store(error) => error.to_string(),
            Self::Credentials(error) => error.to_string(),
            Self::Schedules(error) => error.to_string(),
            Self::Unauthorized(refused) => refused.to_string(),
            _ => String::new(),
        }
    }
}

impl From<Refusal> for Wrong {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

impl From<StoreError> for Wrong {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Failure> for Wrong {
    fn from(failure: Failure) -> Self {
        Self::Package(failure)
    }
}

impl From<ScheduleError> for Wrong {
    fn from(error: ScheduleError) -> Self {
        Self::Schedules(error)
    }
}

impl From<ConnectError> for Wrong {
    fn from(error: ConnectError) -> Self {
        Self::Credentials(error)
    }
}

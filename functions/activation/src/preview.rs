//! Step 3, a preview: the work order that was archived last, as the sales order it would become under these settings
//! (R11–R16, R24).
//!
//! Guarantees: it is read and decided by the push's own code, so what is shown is what would be sent; nothing is written
//! anywhere. Where there is no archived work order, which is so after a first wipe, a made-up one shows the settings, and
//! the answer says that it is one.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use koppel_domain::decide::Outcome;
use koppel_domain::example;
use koppel_domain::failure::{Failure, System};
use koppel_domain::gathered::Gathered;
use koppel_domain::memo::memo;
use koppel_domain::message::{Language, Message};
use koppel_domain::records::{RecordKey, Stream};
use koppel_domain::sales_order::SalesOrder;
use koppel_domain::settings::MemoContent;
use koppel_domain::work_order::TimeKind;
use koppel_sync::push::{self, Preview, Ungathered};
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::App;
use crate::body::Json;
use crate::change::open;
use crate::connect::kept_simple_simon;
use crate::log::KindView;
use crate::settings::{SettingsBody, read_settings};
use crate::wrong::{Problem, Wrong, spoken};

/// How long the packages may take: what the function itself may take, less the answer.
const PATIENCE: Duration = Duration::from_secs(25);

/// A work order, and the sales order it would become. Of `order` and `not_sent` one is there.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewView {
    /// The work order that was archived last; absent where none is found.
    pub(crate) work_order: Option<PreviewedView>,
    /// There is no such work order: what follows is about a made-up one.
    pub(crate) example: bool,
    /// The made-up work order; there exactly where `example` is true.
    pub(crate) made_up: Option<PreviewedView>,
    /// The sales order.
    pub(crate) order: Option<PreviewedOrderView>,
    /// Why there would be none.
    pub(crate) not_sent: Option<NotSentView>,
    /// Warnings that would go with it.
    pub(crate) remarks: Vec<RemarkView>,
    /// What the preview takes for granted, in words.
    pub(crate) notes: Vec<String>,
}

/// A work order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewedView {
    pub(crate) number: String,
    pub(crate) description: String,
    /// Dutch wall-clock time.
    pub(crate) archived_at: Option<String>,
    /// The work address, line by line.
    pub(crate) work_address: Option<String>,
    pub(crate) customer: Option<PreviewedCustomerView>,
    pub(crate) travel_minutes: i64,
    pub(crate) work_minutes: i64,
    pub(crate) used: Vec<UsedView>,
}

/// The customer on a work order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewedCustomerView {
    /// Its number in bookkeeping; absent where it did not come from there.
    pub(crate) number: Option<String>,
    pub(crate) name: String,
}

/// A used article on a work order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UsedView {
    /// Its code in Simple-Simon, or its description.
    pub(crate) article: String,
    /// A decimal number.
    pub(crate) quantity: String,
}

/// A sales order as it would be made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewedOrderView {
    /// The debtor's number.
    pub(crate) debtor: String,
    /// What ties it to the work order.
    pub(crate) reference: String,
    /// The customer's own reference (Kenmerk); may be empty.
    pub(crate) customer_reference: String,
    pub(crate) date: String,
    /// Remarks (Opmerkingen); may be empty.
    pub(crate) memo: String,
    pub(crate) lines: Vec<PreviewedLineView>,
}

/// A line of a sales order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PreviewedLineView {
    /// The article's number.
    pub(crate) article: String,
    /// What bookkeeping calls the article; absent where it was not asked or does not tell.
    pub(crate) article_description: Option<String>,
    /// The line's own text; empty = bookkeeping's description of the article.
    pub(crate) text: String,
    /// A decimal number.
    pub(crate) quantity: String,
}

/// Why a work order would not become a sales order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NotSentView {
    /// `skipped`: by the filter word; `refused`: someone must do something first.
    pub(crate) state: &'static str,
    pub(crate) code: &'static str,
    /// What stands against it (bericht).
    pub(crate) message: String,
    /// What to do (te nemen actie).
    pub(crate) action: String,
}

/// A warning that stops nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemarkView {
    pub(crate) kind: KindView,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) action: String,
}

/// The work order that was archived last, as the sales order it would become under these settings; nothing is changed.
#[utoipa::path(post, path = "/api/v1/integration/settings/preview", tag = "3. settings", request_body = SettingsBody, responses(
    (status = 200, body = PreviewView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn preview(
    State(app): State<App>,
    admin: Admin,
    Json(body): Json<SettingsBody>,
) -> Result<axum::Json<PreviewView>, Wrong> {
    shown(&app, &admin, &body).await.map(axum::Json)
}

/// What the work order that was archived last would become under these settings.
pub(crate) async fn shown(app: &App, admin: &Admin, body: &SettingsBody) -> Result<PreviewView, Wrong> {
    let settings = read_settings(body)?;
    let opened = open(admin).await?;
    let life = &opened.profile.life;
    life.checked(&settings, &[])?;
    let bookkeeping = app.reach.stored_bookkeeping(&admin.tenant, &opened)?;
    let simon = kept_simple_simon(app, admin, &opened)?;
    let language = spoken();
    let look = async {
        match push::preview(&simon, &*bookkeeping, &admin.memory, life, &settings).await? {
            Some(last) => Ok(view(last, false, language)),
            None => {
                let made_up = example::gathered(language);
                Ok(view(push::example(&*bookkeeping, &settings, made_up).await?, true, language))
            }
        }
    };
    let slow = || Failure::Busy { system: System::SimpleSimon, retry_after: None };
    tokio::time::timeout(PATIENCE, look).await.unwrap_or_else(|_| Err(slow().into()))
}

impl From<Ungathered> for Wrong {
    fn from(error: Ungathered) -> Self {
        match error {
            Ungathered::Package(failure) => failure.into(),
            Ungathered::Store(error) => error.into(),
        }
    }
}

fn view(preview: Preview, is_example: bool, language: Language) -> PreviewView {
    let notes = notes(&preview, is_example, language);
    let Preview { gathered, decision, descriptions, .. } = preview;
    let work_order = previewed(gathered);
    let (work_order, made_up) = if is_example { (None, Some(work_order)) } else { (Some(work_order), None) };
    let not_sent = |state, message: Message| NotSentView {
        state,
        code: message.code(),
        message: message.text(language),
        action: message.action(language),
    };
    let (order, not_sent) = match decision.outcome {
        Outcome::Send(order) => (Some(order_view(order, &descriptions)), None),
        Outcome::Skip(message) => (None, Some(not_sent("skipped", message))),
        Outcome::Refuse(message) => (None, Some(not_sent("refused", message))),
        // Only an archived one comes here.
        Outcome::NotYet => (None, None),
    };
    let remarks = decision.remarks.into_iter().map(|remark| RemarkView {
        kind: remark.kind().into(),
        code: remark.code(),
        message: remark.text(language),
        action: remark.action(language),
    });
    PreviewView {
        work_order,
        example: is_example,
        made_up,
        order,
        not_sent,
        remarks: remarks.collect(),
        notes,
    }
}

fn previewed(gathered: Gathered) -> PreviewedView {
    let minutes = |kind: TimeKind| {
        let booked = gathered.times.iter().filter(|time| time.kind == kind).map(|time| time.minutes);
        booked.fold(0, i64::saturating_add)
    };
    PreviewedView {
        travel_minutes: minutes(TimeKind::Travel),
        work_minutes: minutes(TimeKind::Work),
        work_address: gathered.location.map(|location| memo(MemoContent::WorkAddress, &location, "")),
        customer: gathered.customer.map(|customer| PreviewedCustomerView {
            number: customer.debtor.map(|debtor| debtor.to_string()),
            name: customer.name,
        }),
        used: gathered
            .used
            .into_iter()
            .map(|used| UsedView { article: used.code, quantity: used.item.quantity.to_string() })
            .collect(),
        archived_at: gathered.work_order.archived_at.map(|at| at.to_string()),
        number: gathered.work_order.number,
        description: gathered.work_order.description,
    }
}

fn order_view(order: SalesOrder, descriptions: &BTreeMap<RecordKey, String>) -> PreviewedOrderView {
    let lines = order.lines.into_iter().map(|line| PreviewedLineView {
        article_description: descriptions.get(&line.article).cloned(),
        article: line.article.to_string(),
        text: line.description,
        quantity: line.quantity.to_string(),
    });
    PreviewedOrderView {
        debtor: order.debtor.to_string(),
        reference: order.reference.to_string(),
        customer_reference: order.customer_reference,
        date: order.date.to_string(),
        memo: order.memo,
        lines: lines.collect(),
    }
}

/// What is taken for granted, each as English and Dutch.
fn notes(preview: &Preview, is_example: bool, language: Language) -> Vec<String> {
    let presumed = |stream| preview.presumed.contains(&stream);
    [
        (is_example, EXAMPLE),
        (presumed(Stream::Customers), CUSTOMER_PRESUMED),
        (presumed(Stream::Articles), ARTICLES_PRESUMED),
        (preview.in_doubt, IN_DOUBT),
    ]
    .into_iter()
    .filter(|(holds, _)| *holds)
    .map(|(_, (english, dutch))| if language == Language::Dutch { dutch } else { english }.to_owned())
    .collect()
}

const EXAMPLE: (&str, &str) = (
    "No archived work order was found in Simple-Simon; this is a made-up one, with a made-up customer and used article.",
    "In Simple-Simon is geen gearchiveerde werkbon gevonden; dit is een verzonnen werkbon, met een verzonnen klant en \
     verbruikt artikel.",
);
const CUSTOMER_PRESUMED: (&str, &str) = (
    "The customer is not linked yet, as the first import is still to come; the debtor number is the key that the \
     customer carries in Simple-Simon.",
    "De klant is nog niet gekoppeld, want de eerste import moet nog komen; het debiteurnummer is de sleutel die de klant \
     in Simple-Simon draagt.",
);
const ARTICLES_PRESUMED: (&str, &str) = (
    "Used articles are not all linked yet, as the first import is still to come; their numbers are the keys that they \
     carry in Simple-Simon.",
    "Niet alle verbruikte artikelen zijn al gekoppeld, want de eerste import moet nog komen; hun nummers zijn de sleutels \
     die ze in Simple-Simon dragen.",
);
const IN_DOUBT: (&str, &str) = (
    "A wipe that was called off may have taken used articles or hours from this work order; it is not sent by itself \
     until someone has looked at it.",
    "Een wissen dat werd afgebroken kan verbruikte artikelen of uren van deze werkbon hebben weggehaald; zij wordt niet \
     vanzelf verzonden totdat iemand ernaar gekeken heeft.",
);

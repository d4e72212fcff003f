//! Step 2, connect (Koppel!), at bookkeeping: the company's own key to its package, proved by a real call before it is kept
//! (R23). In iMUIS it is the environment code (omgevingscode), in SnelStart the link key (koppelsleutel).
//!
//! Guarantees: what was not proved is not kept; what is kept is sealed in the same write that says so. A key to another
//! package than the company's, and one to another administration than the one that is linked, is refused. An idempotency key
//! means nothing here: what is remembered of a request must hold no secret, not even as a fingerprint.

use axum::extract::State;
use koppel_domain::administration::Administration;
use koppel_domain::deed::Deed;
use koppel_domain::failure::Failure;
use koppel_domain::integration::{Refusal, Step};
use koppel_platform::connections::Reach;
use koppel_platform::packages::BookkeepingSecret;
use koppel_store::{Connector, Opened, Profile, SECRET_BOOKKEEPING, SECRET_SIMPLE_SIMON};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::admin::Admin;
use crate::app::App;
use crate::body::{Json, text};
use crate::change::{Asked, Next, change, not_paused, open};
use crate::status::StageView;
use crate::wrong::{Problem, Wrong};

/// Most characters of a company's key.
pub(crate) const KEY_MAX: usize = 500;

/// The environment code of iMUIS, to be looked at.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImuisCheckBody {
    /// The environment code (omgevingscode).
    #[schema(max_length = 500)]
    pub(crate) environment_code: String,
}

/// The environment code of iMUIS, and the administration that it opens, to confirm it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImuisBody {
    /// The environment code (omgevingscode).
    #[schema(max_length = 500)]
    pub(crate) environment_code: String,
    /// The administration's name, as the check showed it.
    #[schema(max_length = 200)]
    pub(crate) administration: String,
}

/// The link key of SnelStart, to be looked at.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SnelstartCheckBody {
    /// The link key (koppelsleutel).
    #[schema(max_length = 500)]
    pub(crate) link_key: String,
}

/// The link key of SnelStart, and the administration that it opens, to confirm it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SnelstartBody {
    /// The link key (koppelsleutel).
    #[schema(max_length = 500)]
    pub(crate) link_key: String,
    /// The administration's name, as the check showed it.
    #[schema(max_length = 200)]
    pub(crate) administration: String,
}

/// Whose books a key opens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AdministrationView {
    /// The administration's name in bookkeeping.
    pub(crate) administration: String,
}

/// Tells which administration an environment code of iMUIS opens; keeps nothing.
#[utoipa::path(post, path = "/api/v1/integration/imuis/check", tag = "2. connect", request_body = ImuisCheckBody, responses(
    (status = 200, body = AdministrationView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn check_imuis(
    State(app): State<App>,
    admin: Admin,
    Json(body): Json<ImuisCheckBody>,
) -> Result<axum::Json<AdministrationView>, Wrong> {
    look(&app, &admin, Connector::Imuis, &body.environment_code).await.map(axum::Json)
}

/// Proves and keeps the environment code of iMUIS; the integration is connected.
#[utoipa::path(put, path = "/api/v1/integration/imuis", tag = "2. connect", request_body = ImuisBody, params(crate::docs::Headers), responses(
    (status = 200, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn imuis(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<ImuisBody>,
) -> Result<axum::Json<StageView>, Wrong> {
    let ImuisBody { environment_code, administration } = body;
    keep(&app, &admin, asked, Connector::Imuis, &environment_code, &administration).await.map(axum::Json)
}

/// Tells which administration a link key of SnelStart opens; keeps nothing.
#[utoipa::path(post, path = "/api/v1/integration/snelstart/check", tag = "2. connect", request_body = SnelstartCheckBody, responses(
    (status = 200, body = AdministrationView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn check_snelstart(
    State(app): State<App>,
    admin: Admin,
    Json(body): Json<SnelstartCheckBody>,
) -> Result<axum::Json<AdministrationView>, Wrong> {
    look(&app, &admin, Connector::Snelstart, &body.link_key).await.map(axum::Json)
}

/// Proves and keeps the link key of SnelStart; the integration is connected.
#[utoipa::path(put, path = "/api/v1/integration/snelstart", tag = "2. connect", request_body = SnelstartBody, params(crate::docs::Headers), responses(
    (status = 200, body = StageView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn snelstart(
    State(app): State<App>,
    admin: Admin,
    asked: Asked,
    Json(body): Json<SnelstartBody>,
) -> Result<axum::Json<StageView>, Wrong> {
    let SnelstartBody { link_key, administration } = body;
    keep(&app, &admin, asked, Connector::Snelstart, &link_key, &administration).await.map(axum::Json)
}

/// The name of a company's key in the bodies and forms of its package.
pub(crate) const fn field(connector: Connector) -> &'static str {
    match connector {
        Connector::Imuis => "environment_code",
        Connector::Snelstart => "link_key",
    }
}

/// Whose books a key opens; keeps nothing.
pub(crate) async fn look(
    app: &App,
    admin: &Admin,
    connector: Connector,
    key: &str,
) -> Result<AdministrationView, Wrong> {
    may_connect(&open(admin).await?, connector)?;
    let books = administration(app, admin, secret(connector, key)?).await?;
    Ok(AdministrationView { administration: books.name })
}

/// Keeps a key whose books were confirmed.
pub(crate) async fn keep(
    app: &App,
    admin: &Admin,
    asked: Asked,
    connector: Connector,
    key: &str,
    confirmed: &str,
) -> Result<StageView, Wrong> {
    let opened = open(admin).await?;
    may_connect(&opened, connector)?;
    let found = administration(app, admin, secret(connector, key)?).await?;
    if confirmed.trim() != found.name.trim() {
        return Err(Wrong::Administration(found.name));
    }
    let secret = secret(connector, key)?;
    if is_other(app, admin, &opened, &secret, &found).await? {
        return Err(Wrong::Other(connector.system()));
    }
    let sealed = Reach::seal(&app.reach.vault, &admin.tenant, SECRET_BOOKKEEPING, &secret);
    let sealed = sealed.map_err(|_| Wrong::Sealing)?;
    let changed = change(app, admin, &asked.without_key(), &(), |now| {
        may_connect(now, connector)?;
        same_books(&opened, now)?;
        let profile = &now.profile;
        let deed = Deed::Connected { administration: found.name.clone() };
        let life = profile.life.connect(found)?;
        Ok(Next::new(Profile { life, ..profile.clone() }, deed).with(SECRET_BOOKKEEPING, sealed))
    })
    .await?;
    Ok(StageView::of(&changed))
}

fn may_connect(opened: &Opened, connector: Connector) -> Result<(), Wrong> {
    let own = opened.profile.connector;
    if own != connector {
        return Err(Wrong::OtherPackage(own.system()));
    }
    not_paused(opened)?;
    if !opened.secrets.contains_key(SECRET_SIMPLE_SIMON) {
        return Err(Refusal::Missing(Step::SimpleSimon).into());
    }
    opened.profile.life.connects()?;
    Ok(())
}

fn secret(connector: Connector, key: &str) -> Result<BookkeepingSecret, Wrong> {
    Ok(BookkeepingSecret::new(connector, text(field(connector), key, KEY_MAX)?))
}

async fn administration(
    app: &App,
    admin: &Admin,
    secret: BookkeepingSecret,
) -> Result<Administration, Wrong> {
    let bookkeeping = app.reach.bookkeeping(&admin.tenant, secret)?;
    Ok(bookkeeping.administration().await?)
}

/// A company is one administration from its first activation on: orders that are under way were decided with its
/// debtors and articles, and must never be made in another's books (P1). Some packages tell of books no more than their name,
/// and that may be changed there; so under another name they are the same ones where the key that is kept opens them, and where
/// an older release kept no name, that key alone tells.
async fn is_other(
    app: &App,
    admin: &Admin,
    opened: &Opened,
    secret: &BookkeepingSecret,
    found: &Administration,
) -> Result<bool, Wrong> {
    let life = &opened.profile.life;
    let before = life.books();
    if !life.was_active() || before.as_ref().is_some_and(|before| before.is(found)) {
        return Ok(false);
    }
    let Ok(kept) = app.reach.stored_secret(&admin.tenant, opened) else {
        // Without a name and a key nothing can be compared: entering the key again is the way out.
        return Ok(life.administration.is_some());
    };
    if kept.text() == secret.text() {
        return Ok(false);
    }
    match app.reach.bookkeeping(&admin.tenant, kept)?.administration().await {
        Ok(books) => Ok(!books.is(found)),
        // It opens nothing any more.
        Err(Failure::Access { .. } | Failure::Refused { .. }) => Ok(true),
        Err(failure) => Err(failure.into()),
    }
}

/// The company's books are still those that were looked at: nobody has connected it anew meanwhile.
pub(crate) fn same_books(seen: &Opened, now: &Opened) -> Result<(), Wrong> {
    let name = SECRET_BOOKKEEPING;
    let is_same = seen.profile.life.administration == now.profile.life.administration
        && seen.secrets.get(name) == now.secrets.get(name);
    if is_same { Ok(()) } else { Err(Wrong::Changed(now.profile.last_change.clone())) }
}

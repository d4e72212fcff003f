//! What bookkeeping offers to choose from: its articles by a search, and the names of its article groups (R9, R24).
//!
//! Guarantees: a search goes through a bounded number of pages, and says where there may be more.

use axum::extract::{Query, State};
use koppel_bookkeeping::Row;
use koppel_domain::records::{Record, Stream};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::admin::Admin;
use crate::app::App;
use crate::body::text;
use crate::change::open;
use crate::query;
use crate::settings::{TEXT_MAX, bookkeeping};
use crate::wrong::{Problem, Wrong};

/// Most articles that a search shows.
const FOUND_MAX: usize = 50;
/// Most pages of articles that one search goes through.
const PAGES_MAX: usize = 8;

/// An article of bookkeeping.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticleView {
    pub(crate) number: String,
    pub(crate) search_key: Option<String>,
    pub(crate) description: String,
    pub(crate) group: Option<String>,
}

/// Articles that were found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticlesView {
    pub(crate) articles: Vec<ArticleView>,
    /// There may be more: use a longer search.
    pub(crate) more: bool,
}

/// Groups of bookkeeping.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupsView {
    pub(crate) groups: Vec<String>,
}

/// A search.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Search {
    /// A part of the number, the search key or the description; upper and lower case are the same.
    #[param(min_length = 1, max_length = 100)]
    pub(crate) search: String,
}

/// Articles by number, search key or description.
#[utoipa::path(get, path = "/api/v1/integration/articles", tag = "3. settings", params(Search), responses(
    (status = 200, body = ArticlesView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn search(
    State(app): State<App>,
    admin: Admin,
    wanted: Result<Query<Search>, axum::extract::rejection::QueryRejection>,
) -> Result<axum::Json<ArticlesView>, Wrong> {
    let Search { search } = query::read(wanted)?;
    let wanted = text("search", &search, TEXT_MAX)?.to_lowercase();
    let opened = open(&admin).await?;
    let bookkeeping = bookkeeping(&app, &admin, &opened).await?;
    let mut articles = Vec::new();
    let mut after = None;
    for _ in 0..PAGES_MAX {
        let page = bookkeeping.page(Stream::Articles, None, after.as_ref()).await?;
        for row in page.rows {
            let Row::Record(Record::Article(article)) = row else { continue };
            let fields = [article.key.as_str(), article.search_key.as_str(), article.description.as_str()];
            if !fields.iter().any(|field| field.to_lowercase().contains(&wanted)) {
                continue;
            }
            if articles.len() == FOUND_MAX {
                return Ok(axum::Json(ArticlesView { articles, more: true }));
            }
            articles.push(ArticleView {
                number: article.key.to_string(),
                search_key: Some(article.search_key).filter(|key| !key.is_empty()),
                description: article.description,
                group: article.group.map(|group| group.to_string()),
            });
        }
        after = page.next;
        if after.is_none() {
            return Ok(axum::Json(ArticlesView { articles, more: false }));
        }
    }
    Ok(axum::Json(ArticlesView { articles, more: true }))
}

/// The names of all article groups.
#[utoipa::path(get, path = "/api/v1/integration/article-groups", tag = "3. settings", responses(
    (status = 200, body = GroupsView), (status = "default", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn groups(State(app): State<App>, admin: Admin) -> Result<axum::Json<GroupsView>, Wrong> {
    let opened = open(&admin).await?;
    let bookkeeping = bookkeeping(&app, &admin, &opened).await?;
    let groups = crate::check::group_names(&*bookkeeping).await?;
    Ok(axum::Json(GroupsView { groups }))
}

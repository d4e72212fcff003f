//! What a page costs, and how it meets a form of another site.

use axum::body::Body;
use http::{Request, header};
use koppel_activation::router;
use tower::ServiceExt as _;

use crate::office::Office;
use crate::pages::{Pages, Seen};

/// Most requests of the memory for one page.
const REQUESTS_MAX: u64 = 3;

impl Pages<'_> {
    /// Opens a page that must be there, and must cost no more than a page may.
    pub async fn look(&self, address: &str) -> Seen<'_> {
        let store = &self.office.app.store;
        let before = store.meter();
        let seen = self.open(address).await;
        let after = store.meter();
        let cost = after.reads + after.writes - before.reads - before.writes;
        assert_eq!(seen.status, 200, "{address}: {}", seen.text());
        assert!(cost <= REQUESTS_MAX, "{address} costs {cost} requests");
        seen
    }
}

impl Office {
    /// The status with which a form of another site is met, that a browser sends with somebody's cookie.
    pub async fn forged(&self, user: &str, address: &str, form: &str) -> u16 {
        let token = self.oidc.mint(user, |_| {});
        let request = Request::builder()
            .method("POST")
            .uri(address)
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, format!("__Host-koppel-session={token}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .body(Body::from(format!("once=forged&{form}")));
        router(self.app.clone()).oneshot(request.unwrap()).await.unwrap().status().as_u16()
    }
}

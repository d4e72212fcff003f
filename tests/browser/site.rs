//! [`Site`]: an [`Office`] that listens, as a browser needs it: the HTTP function and the sign-in service on loopback.
//!
//! Everything else stays as the other tests have it: packages and memory in process, and one clock, moved by hand.

use std::sync::Arc;

use koppel_activation::router;
use koppel_identity::{Config, Identity};
use koppel_outside::ReqwestHttp;
use koppel_simulators::server::{Running, serve};
use koppel_tests::Office;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The office, and where a browser finds it.
pub(crate) struct Site {
    /// Everything behind it.
    pub(crate) office: Office,
    /// Where it is.
    pub(crate) url: String,
    serving: JoinHandle<()>,
    _issuer: Running,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Site {
    /// Opens it on free ports.
    pub(crate) async fn open(mut office: Office) -> Self {
        let issuer = serve(Arc::new(office.oidc.clone()), 0).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let redirect = format!("{url}/signed-in");
        office.oidc.settle(&issuer.url(), std::slice::from_ref(&redirect));
        let config: Config = serde_json::from_value(
            json!({ "issuer": issuer.url(), "client_id": "koppel", "redirect_uri": redirect }),
        )
        .unwrap();
        let http = Arc::new(ReqwestHttp::new().unwrap());
        let identity = Identity::new(config, http, Arc::clone(&office.app.clock)).unwrap();
        office.app.identity = Arc::new(identity);
        office.app.rules.loopback = true;
        let service = router(office.app.clone());
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, service).await;
        });
        Self { office, url, serving, _issuer: issuer }
    }
}

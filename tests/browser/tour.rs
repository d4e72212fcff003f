//! [`Tour`]: a walk through the console that stops at every page and every state of it.
//!
//! The same walk is a test and the maker of `docs/screens`: at each stop a test asks for everything that must hold, the
//! maker takes a picture. So a state that is tested is pictured, and the other way round; [`crate::album`] tells when the
//! folder and the walk differ.

use koppel_tests::Office;

use crate::album::Picture;
use crate::browser::Browser;
use crate::look::Look;
use crate::page::Page;
use crate::site::Site;

/// A walk under way.
pub(crate) struct Tour {
    /// What is behind the pages.
    pub(crate) site: Site,
    /// The page that somebody looks at.
    pub(crate) page: Page,
    /// The pictures so far; of a test, without what is on them.
    pub(crate) pictures: Vec<Picture>,
    takes_pictures: bool,
    browser: Browser,
}

impl Tour {
    /// Begins in an office, looked at in this way.
    pub(crate) async fn begin(office: Office, look: Look, takes_pictures: bool) -> Self {
        let site = Site::open(office).await;
        let browser = Browser::start().await;
        let page = browser.open(&site.url, look).await;
        Self { site, page, pictures: Vec::new(), takes_pictures, browser }
    }

    /// Looks around: at a page, in a state, in a few Dutch words.
    pub(crate) async fn stop(&mut self, state: &str) {
        self.look_around(state, false).await;
    }

    /// The same where a part of a long page is what it is about: that with these words.
    pub(crate) async fn stop_at(&mut self, state: &str, words: &str) {
        let whole = self.page.clone();
        self.page = whole.within(words);
        self.look_around(state, false).await;
        self.page = whole;
    }

    /// The same where the dark colours are worth a picture too, at a desk.
    pub(crate) async fn stop_in_the_dark_too(&mut self, state: &str) {
        self.look_around(state, false).await;
        if self.page.look().is_phone() {
            return;
        }
        self.page.dark(true).await;
        self.look_around(state, true).await;
        self.page.dark(self.page.look().is_dark).await;
    }

    async fn look_around(&mut self, state: &str, is_dark: bool) {
        let bytes = if self.takes_pictures { self.page.picture().await } else { Vec::new() };
        if !self.takes_pictures && !is_dark {
            self.page.holds().await;
        }
        let address = self.page.address().await;
        let path = address.split('?').next().unwrap_or_default().to_owned();
        let width = self.page.look().width;
        self.pictures.push(Picture { state: state.to_owned(), path, width, is_dark, bytes });
    }

    /// Something changed behind the page: with scripts it shows by itself, without by this button.
    pub(crate) async fn freshen(&self, button: &str) {
        if !self.page.look().scripts {
            self.page.press(button).await;
        }
    }

    /// A window for somebody else, with cookies of its own, looked at in the same way.
    pub(crate) async fn other(&self) -> Page {
        self.browser.open(&self.site.url, self.page.look()).await
    }
}

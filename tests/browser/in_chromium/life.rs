//! The whole life of a company's link, as its admin lives it, twice: at a desk, and on a phone without scripts.

use koppel_tests::Office;

use crate::album;
use crate::look::Look;
use crate::page::Page;
use crate::tour::Tour;

#[tokio::test]
async fn at_a_desk() {
    let tour = live(Look::desk(), false).await;
    album::is_of(&tour.pictures, tour.page.look().width);
}

#[tokio::test]
async fn on_a_phone_without_scripts() {
    let tour = live(Look::phone().without_scripts(), false).await;
    album::is_of(&tour.pictures, tour.page.look().width);
}

#[tokio::test]
#[ignore = "makes docs/screens anew: cargo xtask screens"]
async fn screens() {
    let mut pictures = live(Look::desk(), true).await.pictures;
    pictures.extend(live(Look::phone().without_scripts(), true).await.pictures);
    album::make(&pictures);
}

async fn live(look: Look, takes_pictures: bool) -> Tour {
    let mut tour = Tour::begin(Office::new().await, look, takes_pictures).await;
    sign_in(&tour.page, "anja").await;
    tour
}

async fn sign_in(page: &Page, who: &str) {
    page.visit("/sign-in").await;
    page.sees("Wie bent u?").await;
    page.press(&format!("{who} {who}@korenaar.example")).await;
    page.sees("korenaar").await;
}

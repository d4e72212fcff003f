//! The whole life of a company's link, as its admin lives it, twice: at a desk, and on a phone without scripts.
//!
//! It walks through every page in every state that matters, and stops there (see [`Tour`]).

mod activating;
mod cleaning;
mod operating;
mod orders;
mod stopping;

use koppel_tests::Office;
use koppel_tests::office::ANJA;

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
    let (desk, phone) = tokio::join!(live(Look::desk(), true), live(Look::phone().without_scripts(), true));
    album::make(&[desk.pictures, phone.pictures].concat());
}

async fn live(look: Look, takes_pictures: bool) -> Tour {
    let office = Office::new().await;
    office.world.use_by_hand(3);
    office.world.furnish_sixty();
    office.world.furnish();
    let mut tour = Tour::begin(office, look, takes_pictures).await;
    sign_in(&tour.page, ANJA, "/status").await;
    activating::wipe(&mut tour).await;
    activating::connect(&mut tour).await;
    activating::set_up(&mut tour).await;
    stopping::import(&mut tour).await;
    orders::send(&mut tour).await;
    cleaning::clean_up(&mut tour).await;
    operating::operate(&mut tour).await;
    stopping::deactivate(&mut tour).await;
    stopping::activate_again(&mut tour).await;
    sign_out(&mut tour).await;
    tour
}

/// From any page that needs it, by way of the sign-in service, back to that page.
async fn sign_in(page: &Page, who: &str, path: &str) {
    page.visit(path).await;
    page.sees("Wie bent u?").await;
    page.press(&format!("{who} …")).await;
    page.sees("Afmelden").await;
    assert_eq!(page.address().await, path);
}

async fn sign_out(tour: &mut Tour) {
    tour.page.press("Afmelden").await;
    tour.page.sees("U bent afgemeld").await;
    tour.stop("Afgemeld").await;
    tour.page.visit("/status").await;
    tour.page.sees("Wie bent u?").await;
}

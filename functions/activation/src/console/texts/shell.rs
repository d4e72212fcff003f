//! Texts of the frame around every page, and of signing in and out.

use crate::console::text::texts;

texts! {
    INTEGRATIONS: "Overzicht", "Overview";
    ACTIVATION: "Instellen", "Set up";
    STATUS: "Status", "Status";
    WORK_ORDERS: "Werkbonnen", "Work orders";
    LOG: "Logging", "Log";
    CLEANUP: "Opruiming", "Cleanup";
    OPERATOR: "Bedrijven", "Companies";
    NAVIGATION: "Onderdelen", "Sections";
    OTHER_LANGUAGE: "English", "Nederlands";
    SKIP: "Naar de inhoud", "Skip to content";
    SIGNED_IN_AS: "Aangemeld als", "Signed in as";
    SIGN_OUT: "Afmelden", "Sign out";
    SIGN_IN: "Aanmelden", "Sign in";
    SIGNED_OUT: "U bent afgemeld", "You are signed out";
    SIGNED_OUT_WHAT: "De koppeling loopt gewoon door. Sluit op een gedeelde computer ook de browser.", "The link simply goes on. On a shared computer, close the browser as well.";
    NOT_DONE: "Dat ging niet", "That did not work";
    HOME: "Naar het overzicht", "To the overview";
    CHANGED_BY: "Laatst gewijzigd door {0}, {1}.", "Last changed by {0}, {1}.";
    FOOTER: "Koppel verbindt de boekhouding met Simple-Simon. Alle tijden zijn Nederlandse tijd.", "Koppel links bookkeeping with Simple-Simon. All times are Dutch time.";
}

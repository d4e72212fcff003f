//! Words that many pages share: units, tables, kinds, stages, runs.

use crate::console::text::texts;

texts! {
    KOPPEL: "Koppel", "Koppel";
    SEARCH: "Zoeken", "Search";
    EVERYTHING: "Alles tonen", "Show everything";
    OLDER: "Oudere", "Older";
    NEWEST: "Naar de nieuwste", "To the newest";
    FURTHER: "Zoek verder terug", "Search further back";
    PAGES: "Bladeren", "Pages";
    NEXT_RUN: "bij de volgende run", "at the next run";
    NONE: "—", "—";
    SECONDS: "{0} s", "{0} s";
    MINUTES: "{0} min", "{0} min";
    HOURS: "{0} uur", "{0} h";
    DAYS: "{0} dagen", "{0} days";
    AGO: "{0} geleden", "{0} ago";
    AHEAD: "over {0}", "in {0}";
    WORK_ORDER: "Werkbon", "Work order";
    CUSTOMER: "Klant", "Customer";
    WORK_ADDRESS: "Werkadres", "Work address";
    ARTICLE: "Artikel", "Article";
    ARTICLE_GROUP: "Artikelgroep", "Article group";
    QUOTE: "Offerte", "Quote";
    LINK: "Koppeling", "Link";
    INFO: "Info", "Info";
    WARNING: "Waarschuwing", "Warning";
    ERROR: "Fout", "Error";
    PULL: "Klanten en artikelen", "Customers and articles";
    PUSH: "Werkbonnen", "Work orders";
    QUOTES: "Offertes", "Quotes";
    CLEANUP: "Opruiming", "Cleanup";
    WIPE: "Wissen", "Wipe";
    SIMPLE_SIMON: "Simple-Simon", "Simple-Simon";
    IMUIS: "iMUIS Online", "iMUIS Online";
    SNELSTART: "SnelStart", "SnelStart";
    AVAILABLE: "INZETBAAR", "AVAILABLE";
    PAUSED: "GEPAUZEERD", "PAUSED";
    NOT_SERVED: "Wordt hier niet bediend", "Not served here";
    NEVER_ACTIVATED: "Nog nooit geactiveerd", "Never activated before";
    WIPING: "Simple-Simon wordt gewist", "Simple-Simon is being wiped";
    WIPED: "Gewist, nog niet gekoppeld", "Wiped, not connected yet";
    CONNECTED: "Gekoppeld, nog niet ingesteld", "Connected, not set up yet";
    SET_UP: "Wordt gestart", "Being started";
    ACTIVE: "Actief", "Active";
    DEACTIVATED: "Gedeactiveerd", "Deactivated";
}

//! Texts of the log, and of the open problems.

use crate::console::text::texts;

texts! {
    TITLE: "Logging", "Log";
    PROBLEMS: "Open problemen", "Open problems";
    PROBLEMS_WHAT: "Dit komt nu niet over. Doe per oorzaak wat er staat; daarna gaat het vanzelf verder, of meteen als u het opnieuw aanbiedt.", "This does not come across now. Do what each cause asks; after that it goes on by itself, or at once if you offer it again.";
    SETTLES: "Dit lost Koppel zelf op", "Koppel settles these itself";
    SETTLES_WHAT: "Koppel probeert het vanzelf opnieuw; kijk er eens naar als u tijd hebt.", "Koppel tries again by itself; have a look when you have time.";
    TO_CLEANUP: "Bekijk de lijst", "See the list";
    NO_PROBLEMS: "Geen open problemen", "No open problems";
    NO_PROBLEMS_WHAT: "Alles wat over moest komen, is over. U hoeft niets te doen.", "Everything that had to come across is across. You need not do anything.";
    MORE_PROBLEMS: "Er zijn er nog meer; hier staan de oorzaken van de eerste 1.000.", "There are more; here are the causes of the first 1,000.";
    SEE_PROBLEMS: "Bekijk de open problemen", "See the open problems";
    AGAIN: "Opnieuw aanbieden", "Offer again";
    AGAIN_ALL: "Alles opnieuw aanbieden", "Offer all again";
    OFFERED: "Opnieuw aangeboden. De eerstvolgende run probeert het meteen.", "Offered again. The next run tries it at once.";
    RECORDS: "{0} records", "{0} records";
    RECORD: "1 record", "1 record";
    FIRST_SEEN: "Voor het eerst", "First seen";
    LAST_SEEN: "Laatst", "Last seen";
    NEXT_TRY: "Volgende poging", "Next try";
    TRIES: "Pogingen", "Tries";
    AMONG: "Onder meer:", "Among them:";
    OTHERS: "Bekijk alle {0}", "See all {0}";
    HISTORY: "Bekijk de werkbon", "See the work order";
    TO_DO: "Te nemen actie", "Action to take";
    EVENTS: "Wat er gebeurde", "What happened";
    KIND: "Soort bericht", "Kind of message";
    TABLE: "Tabel", "Table";
    TEXT: "Zoek in de tekst", "Search the text";
    FROM: "Van", "From";
    UNTIL: "Tot en met", "Up to and including";
    ALL_KINDS: "Alle soorten", "All kinds";
    ALL_TABLES: "Alle tabellen", "All tables";
    FILE: "Download als CSV", "Download as CSV";
    MOMENT: "Moment", "Moment";
    MESSAGE: "Bericht", "Message";
    ROWS: "{0} regels op deze pagina", "{0} rows on this page";
    ROW: "1 regel op deze pagina", "1 row on this page";
    WAY: "De weg van werkbon {0}", "The way of work order {0}";
    ALL_ABOUT: "Alles over {0} {1}", "Everything about {0} {1}";
    CODE: "Code", "Code";
    NOTHING_YET: "Er is nog niets gebeurd. Zodra de koppeling werkt, staat hier elke gebeurtenis, de nieuwste bovenaan.", "Nothing has happened yet. Once the link works, every event stands here, the newest on top.";
    NOTHING_FITS: "Geen regel past hierbij.", "No row fits this.";
    NOTHING_SO_FAR: "In dit deel van de logging past geen regel hierbij.", "In this part of the log no row fits this.";
    NO_OLDER: "Dit is het einde: oudere regels zijn er niet. De logging bewaart 90 dagen.", "This is the end: there are no older rows. The log keeps 90 days.";
    LIST_WHAT: "Elk record dat nu niet overkomt, met wat u kunt doen.", "Every record that does not come across now, with what you can do.";
    LIST_OF: "Alleen deze oorzaak. {0} op deze pagina.", "Only this cause. {0} on this page.";
    LIST_ALL: "Toon alle oorzaken", "Show all causes";
    BACK: "Terug naar de logging", "Back to the log";
    NEXT_PAGE: "Volgende pagina", "Next page";
}

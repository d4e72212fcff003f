//! Texts of the ledger of work orders, and of one work order's way.

use crate::console::text::texts;

texts! {
    TITLE: "Werkbonnen", "Work orders";
    WHAT: "Elke gearchiveerde werkbon die Koppel heeft gezien, en wat ervan werd. De nieuwste staat bovenaan.", "Every archived work order that Koppel has seen, and what became of it. The newest is on top.";
    NUMBER: "Nummer van de werkbon", "Number of the work order";
    STATE: "Stand", "State";
    ALL_STATES: "Alle standen", "All states";
    WORK_ORDER: "Werkbon", "Work order";
    ONE: "Werkbon {0}", "Work order {0}";
    SALES_ORDER: "Verkooporder", "Sales order";
    MOMENT: "Moment", "Moment";
    REASON: "Reden", "Reason";
    ROWS: "{0} werkbonnen op deze pagina", "{0} work orders on this page";
    ROW: "1 werkbon op deze pagina", "1 work order on this page";
    READY: "Klaar om te versturen", "Ready to be sent";
    SENDING: "Wordt verstuurd", "Being sent";
    UNCLEAR: "Onduidelijk", "Unclear";
    SENT: "Verstuurd", "Sent";
    SKIPPED: "Overgeslagen", "Skipped";
    REFUSED: "Geweigerd", "Refused";
    READY_WHAT: "De eerstvolgende run maakt er een verkooporder van.", "The next run makes a sales order of it.";
    SENDING_WHAT: "De verkooporder wordt nu gemaakt.", "The sales order is being made now.";
    UNCLEAR_WHAT: "De boekhouding gaf geen duidelijk antwoord. Koppel zoekt de verkooporder eerst op, zodat er nooit twee komen.", "Bookkeeping gave no clear answer. Koppel looks the sales order up first, so that there are never two.";
    SENT_WHAT: "De verkooporder staat in de boekhouding. Wat u nu nog aan de werkbon wijzigt, gaat niet meer mee.", "The sales order is in bookkeeping. What you change on the work order now no longer goes along.";
    SKIPPED_WHAT: "Deze werkbon wordt niet verstuurd.", "This work order is not sent.";
    REFUSED_WHAT: "Van deze werkbon kan nu geen verkooporder worden gemaakt. Zodra u hem hebt hersteld, gaat hij vanzelf mee.", "No sales order can be made of this work order now. Once you have put it right, it goes along by itself.";
    NOTHING_YET: "Er is nog geen gearchiveerde werkbon gezien. Archiveer een werkbon in Simple-Simon; binnen vijf minuten staat hij hier.", "No archived work order has been seen yet. Archive a work order in Simple-Simon; within five minutes it stands here.";
    NOTHING_FITS: "Geen werkbon past hierbij. Zoek op het begin van het nummer; werkbonnen die niet gearchiveerd zijn, staan hier niet.", "No work order fits this. Search by the beginning of the number; work orders that are not archived are not here.";
    NOTHING_SO_FAR: "In dit deel van de lijst past geen werkbon hierbij.", "In this part of the list no work order fits this.";
    PROBLEM: "Wat er in de weg staat", "What stands in the way";
    TO_DO: "Te nemen actie", "Action to take";
    SEEN: "Laatste wijziging van de werkbon", "Last change of the work order";
    DECIDED: "Laatst beoordeeld", "Last decided";
    SENT_AT: "Verstuurd op", "Sent on";
    DEBTOR: "Debiteur", "Debtor";
    DATE: "Orderdatum", "Order date";
    REFERENCE: "Referentie van de klant", "Customer’s reference";
    WAY: "De weg tot hier", "The way here";
    SETTINGS: "instellingen versie {0}", "settings version {0}";
    LINES: "Regels van de verkooporder", "Lines of the sales order";
    LINES_TO_BE: "Regels van de verkooporder, zoals die nu wordt", "Lines of the sales order as it will be";
    ARTICLE: "Artikel", "Article";
    DESCRIPTION: "Omschrijving", "Description";
    QUANTITY: "Aantal", "Quantity";
    OF_BOOKKEEPING: "(zoals in de boekhouding)", "(as in bookkeeping)";
    MEMO: "Opmerkingen", "Remarks";
    NO_LINES: "Er is nog geen verkooporder gemaakt.", "No sales order has been made yet.";
    LOG: "Alles over deze werkbon in de logging", "Everything about this work order in the log";
    BACK: "Terug naar de werkbonnen", "Back to the work orders";
    MORE: "Er zijn meer werkbonnen met dit begin; typ meer van het nummer.", "More work orders begin like this; type more of the number.";
}

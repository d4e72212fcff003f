//! Texts of the settings: terms, fields, checks, article search, preview.

use crate::console::text::texts;

texts! {
    WHAT: "Hier bepaalt u hoe een werkbon een verkooporder wordt. Elke instelling wordt meteen in de boekhouding nagevraagd voordat u opslaat.", "Here you decide how a work order becomes a sales order. Each setting is looked up in bookkeeping at once, before you save.";
    SAVED: "Opgeslagen. De nieuwe instellingen gelden vanaf nu.", "Saved. The new settings hold from now on.";
    TERMS: "Gebruiksvoorwaarden", "Terms of use";
    TERMS_1: "De boekhouding is leidend: klanten en artikelen wijzigt u daar, niet in Simple-Simon.", "Bookkeeping leads: you change customers and articles there, not in Simple-Simon.";
    TERMS_2: "Klanten en artikelen die met de hand in Simple-Simon zijn toegevoegd, ruimt Koppel op.", "Customers and articles that were added by hand in Simple-Simon are cleaned up by Koppel.";
    TERMS_3: "Elke gearchiveerde werkbon wordt één verkooporder; de boekhouder controleert haar voordat er gefactureerd wordt.", "Every archived work order becomes one sales order; the bookkeeper checks it before it is invoiced.";
    TERMS_4: "U leest de logging en herstelt wat daar als fout staat; Koppel verstuurt daarna vanzelf.", "You read the log and put right what it shows as an error; Koppel then sends by itself.";
    TERMS_5: "Koppel bewaart uw inloggegevens versleuteld en de logging 90 dagen. U kunt op elk moment stoppen.", "Koppel keeps your credentials encrypted, and the log for 90 days. You can stop at any moment.";
    TERMS_ACCEPT: "Ik ga akkoord", "I agree";
    TERMS_ACCEPTED: "Voorwaarden aanvaard door {0}, {1}.", "Terms accepted by {0}, {1}.";

    ARTICLE_GROUPS: "Artikelgroepen", "Article groups";
    GROUPS_HELP: "Alleen artikelen uit deze groepen komen over; één naam per regel, hoofdletters tellen mee. Leeg is alle groepen. Artikelen uit andere groepen haalt de volgende opruiming uit Simple-Simon.", "Only articles of these groups come across; one name a line, capital letters count. Empty means all groups. The next cleanup takes articles of other groups out of Simple-Simon.";
    TRAVEL_ARTICLE: "Artikel voor reistijd", "Article for travel time";
    TRAVEL_HELP: "De reistijd op de werkbon komt als één regel op dit artikel: 15 minuten is aantal 0,25. Leeg: reistijd wordt niet geboekt.", "Travel time on the work order becomes one line on this article: 15 minutes is quantity 0.25. Empty: travel time is not booked.";
    WORK_ARTICLE: "Artikel voor werktijd", "Article for work time";
    WORK_HELP: "De werktijd op de werkbon komt als één regel op dit artikel: 120 minuten is aantal 2. Leeg: werktijd wordt niet geboekt.", "Work time on the work order becomes one line on this article: 120 minutes is quantity 2. Empty: work time is not booked.";
    STANDARD_ARTICLE: "Standaardartikel", "Standard article";
    STANDARD_HELP: "Dit artikel komt één keer op elke verkooporder, bijvoorbeeld voorrijkosten. Leeg is uit.", "This article comes once on every sales order, for instance a call-out charge. Empty means off.";
    FILTER_WORD: "Filterwoord", "Filter word";
    FILTER_HELP: "Een werkbon met dit woord in de omschrijving wordt niet verstuurd, bijvoorbeeld „Garantie”. Leeg: alles wordt verstuurd.", "A work order with this word in its description is not sent, for instance “Garantie”. Empty: everything is sent.";
    MEMO: "Opmerkingen op de verkooporder", "Remarks on the sales order";
    MEMO_HELP: "Wat er in het veld Opmerkingen van de verkooporder komt.", "What the remarks of the sales order hold.";
    MEMO_ADDRESS: "Werkadres", "Work address";
    MEMO_BOTH: "Werkadres en werkomschrijving", "Work address and work description";
    MEMO_DESCRIPTION: "Werkomschrijving", "Work description";
    MEMO_NOTHING: "Niets", "Nothing";
    QUOTES: "Offertes", "Quotes";
    QUOTES_HELP: "Een offerte uit de boekhouding kan één keer een werkbon worden. Latere wijzigingen van de offerte komen niet mee.", "A quote from bookkeeping can become a work order, once. Later changes of the quote do not come along.";
    QUOTES_ON: "Offertes worden werkbonnen", "Quotes become work orders";
    QUOTES_FILTER: "Filterwoord voor offertes", "Filter word for quotes";
    QUOTES_FILTER_HELP: "Alleen offertes met dit woord in de omschrijving. Leeg is alle.", "Only quotes with this word in their description. Empty means all.";
    QUOTES_LINES: "Offerteregels komen mee als verbruikte artikelen", "Quote lines come along as used articles";
    QUOTES_DESCRIPTION: "Omschrijving van de werkbon", "Description of the work order";
    QUOTE_FIRST_LINE: "Eerste offerteregel", "First quote line";
    QUOTE_MEMO: "Memo van de offerte", "Memo of the quote";
    QUOTE_BOTH: "Beide", "Both";

    NOT_USED: "niet gebruikt", "not used";
    CHECK: "Controleer", "Check";
    CHECK_ALL: "Alles controleren", "Check all";
    CHECKED: "Gecontroleerd.", "Checked.";
    UNCHECKED: "Nog niet gecontroleerd.", "Not checked yet.";
    ALL_CHECKED: "Alles is gecontroleerd; u kunt opslaan.", "Everything is checked; you can save.";
    NOT_RIGHT: "Nog niet goed:", "Not right yet:";
    OFFLINE: "Geen verbinding met Koppel; er is niets gedaan. Wat u typte staat er nog. Probeer het opnieuw.", "No connection to Koppel; nothing was done. What you typed is still there. Try again.";
    LEFT: "Opslaan kan zodra dit is gecontroleerd:", "You can save once this is checked:";
    SAVE: "Opslaan", "Save";
    SAVE_AND_START: "Opslaan en starten", "Save and start";
    FIRST_IMPORT: "Na het opslaan start de koppeling op de achtergrond. De eerste keer overzetten kan een poos duren; u hoeft er niet bij te blijven.", "After saving, the link starts in the background. The first import may take a while; you need not wait for it.";
    FROM_NOW_ON: "Wijzigingen gelden vanaf het opslaan, nooit met terugwerkende kracht.", "Changes hold from the moment of saving, never with retroactive effect.";

    SEARCH: "Zoek", "Search";
    SEARCH_TITLE: "Artikel zoeken", "Find an article";
    SEARCH_FOR: "Nummer, zoeksleutel of omschrijving", "Number, search key or description";
    SEARCH_HELP: "Typ een deel van het artikelnummer, de zoeksleutel of de omschrijving.", "Type a part of the article number, the search key or the description.";
    NOTHING_FOUND: "Geen artikel gevonden. Probeer een ander woord.", "No article found. Try another word.";
    MORE_FOUND: "Er is meer; typ een langer woord.", "There is more; type a longer word.";
    CLOSE: "Sluiten", "Close";

    PREVIEW: "Voorbeeld bekijken", "Show a preview";
    PREVIEW_OF: "Zo wordt werkbon {0}", "What work order {0} becomes";
    PREVIEW_EXAMPLE: "Zo wordt een werkbon (een verzonnen voorbeeld)", "What a work order becomes (a made-up example)";
    PREVIEW_WHAT: "De laatste gearchiveerde werkbon, met de instellingen die hierboven staan. Er wordt niets verstuurd.", "The work order that was archived last, with the settings above. Nothing is sent.";
    THE_WORK_ORDER: "De werkbon", "The work order";
    THE_ORDER: "De verkooporder", "The sales order";
    DESCRIPTION: "Omschrijving", "Description";
    CUSTOMER: "Klant", "Customer";
    WORK_ADDRESS: "Werkadres", "Work address";
    ARCHIVED: "Gearchiveerd", "Archived";
    TIMES: "Tijden", "Times";
    MINUTES: "{0} min werk, {1} min reis", "{0} min of work, {1} min of travel";
    USED: "Verbruikt", "Used";
    DEBTOR: "Debiteur", "Debtor";
    REFERENCE: "Referentie", "Reference";
    CUSTOMER_REFERENCE: "Kenmerk", "Customer's reference";
    DATE: "Datum", "Date";
    REMARKS: "Opmerkingen", "Remarks";
    NO_ORDER: "Dit wordt geen verkooporder", "This becomes no sales order";
}

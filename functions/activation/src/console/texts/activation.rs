//! Texts of the activation: its steps, wiping, access to Simple-Simon, connecting.

use crate::console::text::texts;

texts! {
    TITLE: "Koppeling activeren", "Activate the link";
    TITLE_DONE: "Koppeling instellen", "Set up the link";
    STEPS: "Stappen", "Steps";
    WIPE: "Wissen", "Wipe";
    CONNECT: "Koppel!", "Connect";
    SETTINGS: "Instellingen", "Settings";
    DONE: "gedaan", "done";
    CURRENT: "nu", "now";
    TO_COME: "volgt", "to come";
    FIRST: "Eerst komt de stap „{0}”.", "The step “{0}” comes first.";
    GO_ON: "Verder", "Go on";
    CHANGE: "Wijzigen", "Change";
    REFRESH: "Vernieuwen", "Refresh";

    SIMON_WHAT: "Koppel werkt in Simple-Simon met een eigen kantoorgebruiker. De gegevens worden meteen bij Simple-Simon nagevraagd en daarna versleuteld bewaard.", "Koppel works in Simple-Simon as an office user of its own. What you enter is tried at Simple-Simon at once, and then kept encrypted.";
    SIMON_TITLE: "Toegang tot Simple-Simon", "Access to Simple-Simon";
    SIMON_ADDRESS: "Adres van de API", "Address of the API";
    SIMON_ADDRESS_HELP: "Het https-adres dat Simple-Simon u heeft gemaild.", "The https address that Simple-Simon mailed you.";
    SIMON_DIALECT: "Welke API staat in die e-mail?", "Which API does that mail name?";
    SIMON_CLASSIC: "Simon Rest-server (licentiecode)", "Simon Rest-server (licence code)";
    SIMON_ODATA: "De nieuwe API (OData, met API-sleutel)", "The new API (OData, with an API key)";
    SIMON_LICENCE: "Licentiecode (16 cijfers)", "Licence code (16 digits)";
    SIMON_USER: "Kantoorgebruiker", "Office user";
    SIMON_PASSWORD: "Wachtwoord", "Password";
    SIMON_API_KEY: "API-sleutel", "API key";
    SIMON_API_KEY_HELP: "Alleen als Simple-Simon u er een gaf.", "Only if Simple-Simon gave you one.";
    SIMON_PROVE: "Controleren en bewaren", "Check and keep";
    SIMON_PROVED: "Simple-Simon laat Koppel toe.", "Simple-Simon lets Koppel in.";

    WIPE_WHAT: "Klanten en artikelen komen voortaan uit de boekhouding, dus Simple-Simon begint leeg. Hieronder staat wat er nu in zit; wat u wist, komt niet terug.", "Customers and articles will come from bookkeeping from now on, so Simple-Simon begins empty. Below is what it holds now; what you wipe does not come back.";
    WIPE_TABLES: "Wat er in Simple-Simon staat", "What is in Simple-Simon";
    WIPE_MANDATORY: "Bij de eerste keer gaan de aangekruiste tabellen altijd; de andere mag u erbij kiezen.", "The first time, the ticked tables always go; you may add the others.";
    WIPE_FREE: "De koppeling is eerder actief geweest: u kiest zelf wat er weg gaat, of slaat deze stap over.", "The link was active before: you choose what goes, or leave this step out.";
    TABLE: "Tabel", "Table";
    COUNT: "Aantal", "Count";
    LATEST: "Laatste mutatie", "Latest mutation";
    EMPTY: "leeg", "empty";
    TYPE_NAME: "Typ ter bevestiging de naam van uw bedrijf: {0}", "To confirm, type your company's name: {0}";
    WIPE_WARNING: "Wat hier wordt gewist, kan niemand terughalen.", "Nobody can bring back what is wiped here.";
    WIPE_NOW: "Nu wissen", "Wipe now";
    WIPE_SKIP: "Overslaan", "Leave out";
    WIPE_NOT_NOW: "De koppeling is actief. Wissen kan pas nadat u haar hebt gedeactiveerd.", "The link is active. Wiping is possible once you have deactivated it.";
    WIPED_AT: "Simple-Simon is gewist op", "Simple-Simon was wiped on";
    WIPING: "Simple-Simon wordt gewist", "Simple-Simon is being wiped";
    WIPE_BEGINS: "Het wissen begint binnen een minuut.", "The wipe begins within a minute.";
    WIPE_PROGRESS: "{0} van {1} weg", "{0} of {1} gone";
    OF: "{0} van {1}", "{0} of {1}";
    WIPE_MAY_CLOSE: "U mag deze pagina sluiten; het wissen gaat door.", "You may close this page; the wipe goes on.";
    CALL_OFF: "Wissen afbreken", "Call off the wipe";
    CALL_OFF_FIRST: "Wissen afbreken en opnieuw beginnen", "Call off the wipe and begin again";

    IS_IT_YOURS: "Is dat de administratie waarin de verkooporders moeten komen?", "Is that the administration in which the sales orders are to come?";
    CONNECT_THESE: "Ja, koppel deze administratie", "Yes, connect this administration";
    KEY_CHECK: "Controleren", "Check";
    CONNECTED_WITH: "Gekoppeld met de administratie", "Connected with the administration";
}

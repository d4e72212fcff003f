//! Texts of the overview.

use crate::console::text::texts;

texts! {
    TITLE: "Overzicht", "Overview";
    INTEGRATIONS: "Integraties", "Integrations";
    WELL: "De koppeling werkt", "The link works";
    WELL_WHAT: "Er hoeft niets te gebeuren.", "Nothing needs to be done.";
    WELL_TRIES: "Wat nog openstaat, probeert Koppel vanzelf opnieuw; u hoeft niets te doen.", "Koppel tries by itself what is still open; you need not do anything.";
    LATE: "De koppeling loopt achter", "The link is behind";
    LATE_WHAT: "Er is al een poos niets goed overgezet. Kijk in de logging waarom; Koppel blijft het proberen en er gaat niets verloren.", "Nothing has come across well for a while. The log says why; Koppel keeps trying and nothing is lost.";
    FAILED: "De laatste run is niet gelukt", "The last run failed";
    FAILED_WHAT: "Koppel probeert het vanzelf opnieuw. Blijft het zo, kijk dan in de logging wat u kunt doen.", "Koppel tries again by itself. If it stays so, the log says what you can do.";
    REFUSED: "Koppel wordt niet toegelaten", "Koppel is refused access";
    REFUSED_WHAT: "Simple-Simon of de boekhouding laat Koppel niet binnen, dus er komt niets over. In de logging staat welke en wat u kunt doen; daarna gaat het vanzelf verder.", "Simple-Simon or bookkeeping refuses Koppel access, so nothing comes across. The log says which, and what you can do; after that it goes on by itself.";
    FIRST_IMPORT: "De eerste import loopt", "The first import is under way";
    FIRST_IMPORT_WHAT: "U hoeft niets te doen. Hoe ver het is, staat bij Status.", "You need not do anything. The status says how far it is.";
    WIPING: "Simple-Simon wordt gewist", "Simple-Simon is being wiped";
    WIPING_WHAT: "U hoeft niets te doen; daarna volgt de volgende stap.", "You need not do anything; the next step follows after it.";
    WITHHELD: "Een opruiming wacht op uw akkoord ({0} records)", "A cleanup needs your approval ({0} records)";
    TO_MEND: "{0} voor u; de rest lost Koppel zelf op", "{0} for you; Koppel settles the rest itself";
    STOPPED: "Gedeactiveerd op", "Deactivated on";
    PROBLEMS: "De koppeling werkt, maar niet alles komt over", "The link works, but not everything comes across";
    PROBLEMS_WHAT: "In de logging staat per probleem wat u kunt doen; daarna gaat het vanzelf verder.", "The log says for each problem what you can do; after that it goes on by itself.";
    PAUSED: "De beheerder van Koppel heeft deze integratie gepauzeerd", "The operator has paused this integration";
    PAUSED_WHAT: "Er wordt niets overgezet tot zij weer inzetbaar is. Er gaat niets verloren.", "Nothing is brought across until it is available again. Nothing is lost.";
    NEVER: "Nog niet geactiveerd", "Not activated yet";
    NEVER_WHAT: "In drie stappen koppelt u zelf uw boekhouding met Simple-Simon.", "In three steps you link your bookkeeping with Simple-Simon yourself.";
    OFF: "De koppeling staat uit", "The link is off";
    OFF_WHAT: "Er wordt niets overgezet. U kunt haar op elk moment weer activeren; zij gaat dan verder waar zij was.", "Nothing is brought across. You can activate it again at any moment; it then goes on where it was.";
    UNDER_WAY: "Het activeren is nog niet klaar", "The activation is not complete yet";
    UNDER_WAY_WHAT: "Ga verder met de volgende stap.", "Go on with the next step.";
    LAST_RUN: "Laatste run", "Last run";
    NEXT_RUN: "Volgende run", "Next run";
    LAG: "Achterstand", "Lag";
    OPEN: "Open problemen", "Open problems";
    NOT_YET: "nog geen", "none yet";
    ADMINISTRATION: "Administratie", "Administration";
    SINCE: "Actief sinds", "Active since";
    SEE_STATUS: "Bekijk status", "See status";
    ACTIVATE: "Activeren", "Activate";
    ACTIVATE_AGAIN: "Opnieuw activeren", "Activate again";
    GO_ON: "Verder met activeren", "Go on with activating";
}

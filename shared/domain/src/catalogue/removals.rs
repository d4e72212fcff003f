//! The words about the cleanup and the full compare, in both languages (R5, P3, P5).

use super::{Words, dutch, english};
use crate::cleanup::Why;
use crate::listing::Doubt;
use crate::message::{Message, Missed};

/// In Dutch.
pub(super) fn dutch(message: &Message) -> Words {
    let none = dutch::NO_ACTION;
    match message {
        Message::RecordRemoved { table, number, name, why } => Words::new(
            format!(
                "{} is uit Simple-Simon verwijderd: {}.",
                dutch::subject(*table, number, name),
                why_in_dutch(*why)
            ),
            none,
        ),
        Message::RecordStays { table, number, name, why, work_order } => Words::new(
            format!(
                "{} blijft voorlopig in Simple-Simon staan, want werkbon {work_order} is nog niet afgehandeld; reden om te verwijderen: {}.",
                dutch::subject(*table, number, name),
                why_in_dutch(*why)
            ),
            format!(
                "Rond werkbon {work_order} af, of herstel wat de log erover zegt; de eerstvolgende opruiming verwijdert {} dan.",
                dutch::noun(*table).the()
            ),
        ),
        Message::RemovalRefused { table, number, name, reason } => Words::new(
            format!(
                "Simple-Simon verwijdert {} niet{}.",
                dutch::inside(*table, number, name),
                dutch::because(reason)
            ),
            format!(
                "Verwijder {} zelf in Simple-Simon, of haal weg wat eraan vastzit.",
                dutch::noun(*table).the()
            ),
        ),
        Message::CleanupWithheld { table, count, total } => Words::new(
            format!(
                "De opruiming zou {count} van de {total} {} uit Simple-Simon verwijderen. Dat is zo veel dat er nog niets is verwijderd.",
                dutch::noun(*table).many
            ),
            "Bekijk in Koppel de lijst en keur haar goed als alles erop weg mag. Klopt zij niet, kijk dan of de juiste administratie is gekoppeld.",
        ),
        Message::CleanupDone { deleted } => {
            Words::new(format!("De opruiming van Simple-Simon is klaar: {deleted} verwijderd."), none)
        }
        Message::ListingDoubted { table, system, doubt, count, total } => Words::new(
            format!(
                "De lijst van {} uit {system} is niet betrouwbaar ({}); er is niets op grond van die lijst verwijderd.",
                dutch::noun(*table).many,
                match doubt {
                    Doubt::Counts => format!(
                        "{count} ontvangen{}",
                        total.map(|total| format!(", {total} beloofd")).unwrap_or_default()
                    ),
                    Doubt::Empty => "zij is leeg".to_owned(),
                    Doubt::Nameless => "een regel heeft geen nummer".to_owned(),
                    Doubt::Untold => "twee keer gevraagd, twee verschillende antwoorden".to_owned(),
                }
            ),
            format!("{none} De volgende opruiming vraagt de lijst opnieuw."),
        ),
        Message::OtherAdministration { found, expected } => Words::new(
            format!(
                "De boekhouding opende de administratie „{found}”, terwijl „{expected}” is gekoppeld. Er is niets opgeruimd."
            ),
            "Controleer in Koppel de stap „Koppel!”. Is het dezelfde administratie, hernoemd of teruggezet van een kopie, koppel haar daar dan opnieuw met dezelfde code of sleutel.",
        ),
        Message::RecordDiffers { table, number, name, field, missed } => Words::new(
            format!(
                "{} week af van de boekhouding{}: {}. Dit wordt hersteld.",
                dutch::subject(*table, number, name),
                if field.is_empty() { String::new() } else { format!(" (bij {field})") },
                match missed {
                    Missed::ByHand => "in Simple-Simon gewijzigd na het overnemen".to_owned(),
                    Missed::Deleted => "in Simple-Simon verwijderd na het overnemen".to_owned(),
                    Missed::Pull { at } => format!("de run die tot {at} alles bijwerkte, heeft dit gemist"),
                }
            ),
            match missed {
                Missed::Pull { .. } => "Meld dit aan de beheerder van Koppel.".to_owned(),
                _ => format!("Wijzig {} voortaan in de boekhouding.", dutch::noun(*table).the()),
            },
        ),
        Message::MoreDifferences { count } => Words::new(
            format!("Nog {count} records weken af van de boekhouding. Ook die worden hersteld."),
            none,
        ),
        Message::ComparedInFull { done, differences } => Words::new(
            format!(
                "Simple-Simon is volledig met de boekhouding vergeleken: {done} records, {differences} {}.",
                if *differences == 1 { "verschil" } else { "verschillen" }
            ),
            none,
        ),
        Message::OrderMissing { work_order, order } => Words::new(
            format!("Verkooporder {order} van werkbon {work_order} staat niet meer in de boekhouding."),
            "Kijk of de verkooporder met opzet is verwijderd. Zo niet, voer hem dan opnieuw in; de koppeling verstuurt hem geen tweede keer.",
        ),
        Message::OrderRenumbered { work_order, order, orders } => Words::new(
            format!(
                "Werkbon {work_order} is verstuurd als verkooporder {order}, maar staat nu in de boekhouding als {}.",
                orders.join(", ")
            ),
            "Controleer of dit dezelfde verkooporder is, en of hij maar één keer wordt gefactureerd.",
        ),
        other => dutch::words(other),
    }
}

const fn why_in_dutch(why: Why) -> &'static str {
    match why {
        Why::ByHand => "niet uit de boekhouding afkomstig",
        Why::Vanished => "niet meer in de boekhouding",
        Why::Blocked => "in de boekhouding geblokkeerd",
        Why::FilteredOut => "de artikelgroep staat niet in de instellingen",
    }
}

/// In English.
pub(super) fn english(message: &Message) -> Words {
    let none = english::NO_ACTION;
    match message {
        Message::RecordRemoved { table, number, name, why } => Words::new(
            format!(
                "{} was taken out of Simple-Simon: {}.",
                english::subject(*table, number, name),
                why_in_english(*why)
            ),
            none,
        ),
        Message::RecordStays { table, number, name, why, work_order } => Words::new(
            format!(
                "{} stays in Simple-Simon for now, as work order {work_order} is not settled yet; reason to take it out: {}.",
                english::subject(*table, number, name),
                why_in_english(*why)
            ),
            format!(
                "Finish work order {work_order}, or mend what the log says about it; the next cleanup then takes the {} out.",
                english::one(*table)
            ),
        ),
        Message::RemovalRefused { table, number, name, reason } => Words::new(
            format!(
                "Simple-Simon does not delete {}{}.",
                english::inside(*table, number, name),
                english::because(reason)
            ),
            format!(
                "Delete the {} in Simple-Simon yourself, or take away what hangs on it.",
                english::one(*table)
            ),
        ),
        Message::CleanupWithheld { table, count, total } => Words::new(
            format!(
                "The cleanup would take {count} of the {total} {} out of Simple-Simon. That is so many that nothing was deleted yet.",
                english::many(*table)
            ),
            "Look at the list in Koppel and approve it if everything on it may go. If it is wrong, see whether the right administration is connected.",
        ),
        Message::CleanupDone { deleted } => {
            Words::new(format!("The cleanup of Simple-Simon is complete: {deleted} deleted."), none)
        }
        Message::ListingDoubted { table, system, doubt, count, total } => Words::new(
            format!(
                "The list of {} from {system} cannot be relied on ({}); nothing was deleted on its word.",
                english::many(*table),
                match doubt {
                    Doubt::Counts => format!(
                        "{count} came{}",
                        total.map(|total| format!(", {total} were promised")).unwrap_or_default()
                    ),
                    Doubt::Empty => "it is empty".to_owned(),
                    Doubt::Nameless => "a row has no number".to_owned(),
                    Doubt::Untold => "asked twice, it answered differently".to_owned(),
                }
            ),
            format!("{none} The next cleanup asks for it again."),
        ),
        Message::OtherAdministration { found, expected } => Words::new(
            format!(
                "Bookkeeping opened the administration “{found}”, while “{expected}” is connected. Nothing was cleaned up."
            ),
            "Check the step “Connect” in Koppel. Where it is the same administration, renamed or put back from a copy, connect it there again with the same code or key.",
        ),
        Message::RecordDiffers { table, number, name, field, missed } => Words::new(
            format!(
                "{} differed from bookkeeping{}: {}. It is being put right.",
                english::subject(*table, number, name),
                if field.is_empty() { String::new() } else { format!(" (in {field})") },
                match missed {
                    Missed::ByHand => "changed in Simple-Simon after it came across".to_owned(),
                    Missed::Deleted => "deleted in Simple-Simon after it came across".to_owned(),
                    Missed::Pull { at } => format!("the run that brought everything up to {at} missed it"),
                }
            ),
            match missed {
                Missed::Pull { .. } => "Tell the operator of Koppel.".to_owned(),
                _ => format!("From now on, change the {} in bookkeeping.", english::one(*table)),
            },
        ),
        Message::MoreDifferences { count } => Words::new(
            format!("{count} more records differed from bookkeeping. They are being put right too."),
            none,
        ),
        Message::ComparedInFull { done, differences } => Words::new(
            format!(
                "Simple-Simon was compared with bookkeeping in full: {done} records, {differences} {}.",
                if *differences == 1 { "difference" } else { "differences" }
            ),
            none,
        ),
        Message::OrderMissing { work_order, order } => Words::new(
            format!("Sales order {order} of work order {work_order} is no longer in bookkeeping."),
            "See whether the sales order was deleted on purpose. If not, enter it again; the link does not send it a second time.",
        ),
        Message::OrderRenumbered { work_order, order, orders } => Words::new(
            format!(
                "Work order {work_order} was sent as sales order {order}, and now stands in bookkeeping as {}.",
                orders.join(", ")
            ),
            "Check that this is the same sales order, and that it is invoiced only once.",
        ),
        other => english::words(other),
    }
}

const fn why_in_english(why: Why) -> &'static str {
    match why {
        Why::ByHand => "it did not come from bookkeeping",
        Why::Vanished => "no longer in bookkeeping",
        Why::Blocked => "blocked in bookkeeping",
        Why::FilteredOut => "its article group is not in the settings",
    }
}

//! The messages in Dutch, for the office of a small installation company: no jargon, the words of the screens.
//!
//! „De boekhouding” is the bookkeeping package, „de koppeling” is this link, „Koppel” is the program with its settings.

mod terms;

use self::terms::purpose;
pub(super) use self::terms::{activity, because, inside, key_to, lock, noun, subject};
use super::phrases::in_brackets;
use super::{Words, deeds, quotes, removals};
use crate::message::{Language, Message, Table};
use crate::records::RowFault;

/// What every message says that asks nothing of anyone; a reason may follow.
pub(super) const NO_ACTION: &str = "Geen actie nodig.";
const BY_ITSELF: &str = "Daarna gaat de werkbon vanzelf mee.";

pub(super) fn words(message: &Message) -> Words {
    match message {
        Message::RecordAdded { table, number, name } => {
            Words::new(format!("{} is toegevoegd in Simple-Simon.", subject(*table, number, name)), NO_ACTION)
        }
        Message::RecordChanged { table, number, name } => {
            Words::new(format!("{} is bijgewerkt in Simple-Simon.", subject(*table, number, name)), NO_ACTION)
        }
        Message::RecordBlocked { table, number, name } => Words::new(
            format!(
                "{} is in de boekhouding geblokkeerd; de eerstvolgende opruiming verwijdert {} uit Simple-Simon.",
                subject(*table, number, name),
                noun(*table).the(),
            ),
            format!(
                "{NO_ACTION} Moet {} blijven, haal dan in de boekhouding de blokkade weg.",
                noun(*table).the()
            ),
        ),
        Message::ImportProgress { table, written, done, total } => {
            let of_total = total.map(|total| format!(" van {total}")).unwrap_or_default();
            Words::new(
                format!(
                    "Import van {}: {done}{of_total} verwerkt, waarvan {written} geschreven in deze stap.",
                    noun(*table).many
                ),
                NO_ACTION,
            )
        }
        Message::ImportDone { table, done } => {
            Words::new(format!("De import van {} is klaar: {done} verwerkt.", noun(*table).many), NO_ACTION)
        }
        Message::TextCut { table: Table::WorkOrder, number, name, field, limit } => Words::new(
            format!(
                "{}: „{field}” is langer dan de {limit} tekens die in de verkooporder passen, en is ingekort.",
                subject(Table::WorkOrder, number, name)
            ),
            "Vul de tekst zo nodig aan op de verkooporder in de boekhouding.",
        ),
        Message::TextCut { table, number, name, field, limit } => Words::new(
            format!(
                "{}: „{field}” is langer dan de {limit} tekens die in Simple-Simon passen, en is daar ingekort.",
                subject(*table, number, name)
            ),
            format!(
                "{NO_ACTION} Is het einde van de tekst belangrijk, maak hem dan in de boekhouding korter."
            ),
        ),
        Message::RowUnusable { table, number, name, fault } => row_unusable(*table, number, name, fault),
        Message::NumberTwice { table, number } => Words::new(
            format!(
                "{} staat twee keer in de boekhouding; de koppeling kan de twee niet uit elkaar houden.",
                subject(*table, number, "")
            ),
            format!(
                "Zoek in de boekhouding de {} met nummer {number} en geef één ervan een ander nummer.",
                noun(*table).many
            ),
        ),
        Message::RecordRefused { table, number, name, reason } => Words::new(
            format!("Simple-Simon weigert {}{}.", inside(*table, number, name), because(reason)),
            format!(
                "Verbeter {} in de boekhouding; de wijziging komt daarna vanzelf over.",
                noun(*table).this()
            ),
        ),
        Message::RecordUnclear { table, number, name } => Words::new(
            format!("Simple-Simon gaf geen duidelijk antwoord op {}.", inside(*table, number, name)),
            format!(
                "{NO_ACTION} De koppeling zoekt {} op en probeert het zo nodig opnieuw.",
                noun(*table).the()
            ),
        ),
        Message::GroupMissing { number, name, group } => Words::new(
            format!(
                "{} hoort bij artikelgroep {group}, maar die staat niet in de boekhouding; het artikel is zonder artikelgroep overgekomen.",
                subject(Table::Article, number, name)
            ),
            "Kies in de boekhouding bij dit artikel een bestaande artikelgroep.",
        ),
        Message::FilterGroupUnknown { group } => Words::new(
            format!(
                "Artikelgroep „{group}” uit de instellingen bestaat niet in de boekhouding; artikelen van die groep komen niet over."
            ),
            "Verbeter in de instellingen van Koppel de naam van de artikelgroep; let op hoofdletters en kleine letters.",
        ),

        Message::OrderSent { work_order, order, debtor } => Words::new(
            format!("Van werkbon {work_order} is verkooporder {order} gemaakt voor debiteur {debtor}."),
            NO_ACTION,
        ),
        Message::OrderFound { work_order, order } => Words::new(
            format!(
                "Werkbon {work_order} stond al in de boekhouding als verkooporder {order}; er is niets dubbel gemaakt."
            ),
            NO_ACTION,
        ),
        Message::OrderFoundUnconfirmed { work_order, order } => Words::new(
            format!(
                "In de boekhouding stond al verkooporder {order} met het kenmerk van werkbon {work_order}; er is geen tweede gemaakt."
            ),
            "Vergelijk die verkooporder in de boekhouding met de werkbon in Simple-Simon, en vul zo nodig regels aan. Klopt alles, dan is er geen actie nodig.",
        ),
        Message::OrderSkipped { work_order, word } => Words::new(
            format!(
                "Werkbon {work_order} is overgeslagen: in de omschrijving staat het filterwoord „{word}”."
            ),
            format!(
                "{NO_ACTION} Moet deze werkbon toch op een factuur, maak de verkooporder dan zelf in de boekhouding."
            ),
        ),
        Message::OrderChangedAfterSent { work_order, order } => Words::new(
            format!(
                "Werkbon {work_order} is gewijzigd nadat verkooporder {order} was gemaakt; de wijziging gaat niet vanzelf mee."
            ),
            format!(
                "Vergelijk de werkbon met verkooporder {order} en pas de verkooporder zo nodig aan in de boekhouding."
            ),
        ),
        Message::OrderWithoutCustomer { work_order } => not_sent(
            format!("Op werkbon {work_order} staat geen klant."),
            "Kies in Simple-Simon op deze werkbon een klant die uit de boekhouding komt.",
        ),
        Message::OrderCustomerUnknown { work_order, customer } => not_sent(
            format!("Klant „{customer}” op werkbon {work_order} komt niet uit de boekhouding."),
            "Kies in Simple-Simon op deze werkbon de klant die uit de boekhouding komt; is die er niet, maak de klant dan eerst aan in de boekhouding.",
        ),
        Message::OrderWithoutAddress { work_order } => not_sent(
            format!("Op werkbon {work_order} staat geen werkadres."),
            "Kies in Simple-Simon op deze werkbon een werkadres van de klant.",
        ),
        Message::OrderAddressOfOther { work_order, address } => not_sent(
            format!("Werkadres „{address}” op werkbon {work_order} hoort niet bij de klant op de werkbon."),
            "Kies in Simple-Simon op deze werkbon een werkadres van de klant, of de klant die bij het werkadres hoort.",
        ),
        Message::OrderArticleUnknown { work_order, article } => not_sent(
            format!("Artikel „{article}” op werkbon {work_order} komt niet uit de boekhouding."),
            "Kies in Simple-Simon op deze werkbon een artikel dat uit de boekhouding komt; is het er niet, maak het artikel dan eerst aan in de boekhouding.",
        ),
        Message::OrderFreeText { work_order, text } => not_sent(
            format!("Op werkbon {work_order} staat „{text}” bij de verbruikte artikelen, zonder artikel."),
            "Kies in Simple-Simon op deze werkbon een artikel voor deze regel, of verwijder de regel.",
        ),
        Message::OrderSettingUnknown { work_order, setting, article } => not_sent(
            format!(
                "Artikel {article} voor {} bestaat niet in de boekhouding; werkbon {work_order} heeft het nodig.",
                purpose(*setting)
            ),
            format!(
                "Kies in de instellingen van Koppel een ander artikel voor {}, of maak artikel {article} aan in de boekhouding.",
                purpose(*setting)
            ),
        ),
        Message::OrderEmpty { work_order } => Words::new(
            format!(
                "Op werkbon {work_order} is niets geboekt dat op een verkooporder komt; er is geen verkooporder gemaakt."
            ),
            "Klopt dat, dan is er niets te doen. Zo niet, boek dan tijd of artikelen op de werkbon in Simple-Simon, of kies in de instellingen van Koppel een artikel voor reistijd of werktijd.",
        ),
        Message::OrderLinesWiped { work_order } => Words::new(
            format!(
                "Werkbon {work_order} is gearchiveerd voordat het wissen van Simple-Simon werd afgebroken; daarbij kunnen artikelen of uren van deze werkbon zijn verwijderd. Er is geen verkooporder gemaakt."
            ),
            "Controleer in Simple-Simon de artikelen en uren van deze werkbon en vul aan wat ontbreekt. Bied hem daarna in Koppel opnieuw aan.",
        ),
        Message::OrderTooLong { work_order, lines, limit } => Words::new(
            format!(
                "Werkbon {work_order} geeft {lines} regels, en op één verkooporder passen er {limit}; er is geen verkooporder gemaakt."
            ),
            "Verdeel de verbruikte artikelen in Simple-Simon over meer werkbonnen, of maak de verkooporder zelf in de boekhouding.",
        ),
        Message::OrderUnreadable { work_order, field, value } if value.is_empty() => not_sent(
            format!("Op werkbon {work_order} is „{field}” leeg."),
            format!(
                "Vul „{field}” in op deze werkbon in Simple-Simon; archiveer de werkbon zo nodig opnieuw."
            ),
        ),
        Message::OrderUnreadable { work_order, field, value } => not_sent(
            format!("Op werkbon {work_order} staat bij „{field}” iets onleesbaars: „{value}”."),
            format!("Verbeter „{field}” op deze werkbon in Simple-Simon."),
        ),
        Message::WorkOrderNotRead { work_order, detail } => Words::new(
            format!(
                "Simple-Simon gaf geen bruikbaar antwoord over werkbon {work_order} (technische melding: {detail}); er is nog geen verkooporder gemaakt."
            ),
            "Geen actie nodig: de volgende run probeert het opnieuw. Staat dit er na een dag nog, neem dan contact op met Simon Support.",
        ),
        Message::WorkOrderGone { work_order } => Words::new(
            format!(
                "Werkbon {work_order}, waarvan nog geen verkooporder was gemaakt, staat niet meer in Simple-Simon."
            ),
            "Is de werkbon met opzet verwijderd, dan is er geen actie nodig: deze melding sluit vanzelf. Zo niet, maak de werkbon dan opnieuw in Simple-Simon en archiveer hem.",
        ),
        Message::MinutesBelowZero { work_order, minutes } => Words::new(
            format!(
                "Op werkbon {work_order} staat een tijd van {minutes} minuten, minder dan nul; die is niet meegenomen."
            ),
            "Controleer de tijden op de werkbon in Simple-Simon en pas zo nodig de verkooporder aan in de boekhouding.",
        ),
        Message::MinutesAboveDay { work_order, minutes } => Words::new(
            format!(
                "Op werkbon {work_order} staat een tijd van {minutes} minuten, meer dan een dag; die is meegenomen zoals hij er staat."
            ),
            "Controleer de tijden op de werkbon in Simple-Simon en pas zo nodig de verkooporder aan in de boekhouding.",
        ),
        Message::TimeKindUnknown { work_order, kind } => Words::new(
            format!(
                "Op werkbon {work_order} staat een tijd van een onbekende soort, „{kind}”; die is niet meegenomen."
            ),
            "Zet die tijd zo nodig zelf op de verkooporder in de boekhouding.",
        ),
        Message::MoreRemarks { work_order, count } => Words::new(
            format!(
                "Bij werkbon {work_order} horen nog {count} meldingen van dezelfde aard; die staan niet in de logging."
            ),
            "Controleer de hele verkooporder in de boekhouding.",
        ),
        Message::StatusUnknown { work_order, status } => Words::new(
            format!("Werkbon {work_order} heeft een onbekende status, „{status}”, en blijft liggen."),
            "Moet deze werkbon naar de boekhouding, archiveer hem dan in Simple-Simon.",
        ),
        Message::OrderRefused { work_order, code, reason } => Words::new(
            format!(
                "De boekhouding weigert de verkooporder van werkbon {work_order}{}{}.",
                in_brackets(code.as_deref()),
                because(reason)
            ),
            format!("Herstel wat de boekhouding meldt, daar of op de werkbon in Simple-Simon. {BY_ITSELF}"),
        ),
        Message::OrderWaits { work_order } => Words::new(
            format!("Werkbon {work_order} staat klaar; de volgende run maakt er een verkooporder van."),
            NO_ACTION,
        ),
        Message::OrderNotLookedUp { work_order } => Words::new(
            format!(
                "De boekhouding gaf geen bruikbaar antwoord op de vraag of werkbon {work_order} er al in staat; er is nog geen verkooporder gemaakt."
            ),
            "Geen actie nodig: de volgende run vraagt het opnieuw.",
        ),
        Message::OrderUnclear { work_order } => Words::new(
            format!(
                "De boekhouding gaf geen duidelijk antwoord op de verkooporder van werkbon {work_order}."
            ),
            format!(
                "{NO_ACTION} De koppeling zoekt de verkooporder eerst op, en maakt hem alleen als hij er niet is."
            ),
        ),
        Message::OrderReferenceTaken { work_order, order, debtor } => not_sent(
            format!(
                "Verkooporder {order} van debiteur {debtor} verwijst al naar werkbon {work_order}, maar die is van een andere klant."
            ),
            format!(
                "Hoort verkooporder {order} niet bij deze werkbon, maak dan in de boekhouding het externe ordernummer of kenmerk ervan leeg."
            ),
        ),
        Message::OrderDouble { work_order, orders } => Words::new(
            format!(
                "Van werkbon {work_order} staat meer dan één verkooporder in de boekhouding: {}.",
                orders.join(", ")
            ),
            "Laat in de boekhouding één van deze verkooporders staan en verwijder de andere, voordat er wordt gefactureerd.",
        ),

        Message::QuoteMade { .. }
        | Message::QuoteLineLeftOut { .. }
        | Message::QuoteLineRefused { .. }
        | Message::QuoteHalfMade { .. }
        | Message::QuoteCustomerMissing { .. }
        | Message::QuoteWithoutCustomer { .. }
        | Message::QuoteTooLong { .. }
        | Message::QuoteUnreadable { .. }
        | Message::QuoteNotRead { .. }
        | Message::QuoteGone { .. }
        | Message::QuoteWaits { .. }
        | Message::QuoteRefused { .. }
        | Message::QuoteUnclear { .. } => quotes::dutch(message),
        Message::RecordRemoved { .. }
        | Message::RecordStays { .. }
        | Message::RemovalRefused { .. }
        | Message::CleanupWithheld { .. }
        | Message::CleanupDone { .. }
        | Message::ListingDoubted { .. }
        | Message::OtherAdministration { .. }
        | Message::RecordDiffers { .. }
        | Message::MoreDifferences { .. }
        | Message::ComparedInFull { .. }
        | Message::OrderMissing { .. }
        | Message::OrderRenumbered { .. } => removals::dutch(message),
        Message::Unreachable { concern, system, detail } => Words::new(
            format!(
                "{system} geeft geen bruikbaar antwoord (technische melding: {detail}); {} wacht.",
                activity(*concern)
            ),
            format!("{NO_ACTION} De koppeling probeert het vanzelf opnieuw."),
        ),
        Message::Busy { concern, system } => Words::new(
            format!(
                "{system} heeft het druk en vraagt om even te wachten; {} gaat straks verder.",
                activity(*concern)
            ),
            format!("{NO_ACTION} De koppeling gaat vanzelf verder."),
        ),
        Message::AccessRefused { concern, system, fault } => Words::new(
            format!(
                "{system} laat de koppeling niet toe: {}. Tot dit is hersteld, staat {} stil.",
                lock(*fault),
                activity(*concern)
            ),
            key_to(*fault, *system),
        ),
        Message::RequestRefused { concern, system, code, reason } => Words::new(
            format!(
                "{system} weigert een vraag van de koppeling{}{}. Zolang dat zo is, staat {} stil.",
                in_brackets(code.as_deref()),
                because(reason),
                activity(*concern)
            ),
            "Geef deze melding door aan de beheerder van Koppel.",
        ),
        Message::ColumnRefused { table, column } => Words::new(
            format!(
                "De boekhouding geeft het gegeven „{column}” van {} niet vrij; dat komt niet mee.",
                noun(*table).many
            ),
            format!("{NO_ACTION} Mist u dit gegeven, meld het dan aan de beheerder van Koppel."),
        ),
        Message::Mended { table: Table::Link, .. } => Words::new("De koppeling werkt weer.", NO_ACTION),
        Message::Mended { table, number, name } => {
            Words::new(format!("{} is weer in orde.", subject(*table, number, name)), NO_ACTION)
        }
        Message::Done { by, deed } => deeds::done(Language::Dutch, by, deed),
        Message::WipeEmptied { emptied, deleted } => deeds::emptied(Language::Dutch, *emptied, *deleted),
        Message::WipeDone { deleted } => deeds::wiped(Language::Dutch, *deleted),
        Message::WipeStuck { emptied, number, reason } => {
            deeds::stuck(Language::Dutch, *emptied, number, reason)
        }
    }
}

/// A work order that cannot be sent until someone has done something.
fn not_sent(what: String, action: impl AsRef<str>) -> Words {
    Words::new(format!("{what} Er is geen verkooporder gemaakt."), format!("{} {BY_ITSELF}", action.as_ref()))
}

fn row_unusable(table: Table, number: &str, name: &str, fault: &RowFault) -> Words {
    let subject = subject(table, number, name);
    let (the, this) = (noun(table).the(), noun(table).this());
    let called = if table == Table::Article { "omschrijving" } else { "naam" };
    let (what, action) = match fault {
        RowFault::WithoutKey => {
            (format!("{subject} heeft geen nummer"), format!("Geef {this} in de boekhouding een nummer."))
        }
        RowFault::WithoutName => (
            format!("{subject} heeft geen {called}"),
            format!("Vul in de boekhouding de {called} van {this} in."),
        ),
        RowFault::Unreadable { field, value } => (
            format!("{subject} heeft bij „{field}” iets onmogelijks staan, „{value}”"),
            format!("Verbeter in de boekhouding „{field}” van {this}."),
        ),
        RowFault::KeyTooLong { limit } => (
            format!("{subject} heeft een nummer van meer dan {limit} tekens"),
            format!("Geef {this} in de boekhouding een nummer van hoogstens {limit} tekens."),
        ),
    };
    Words::new(format!("{what}; {the} komt niet over naar Simple-Simon."), action)
}

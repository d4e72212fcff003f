//! The words about quotes that become work orders, in both languages (R17–R20).

use super::{Words, dutch, english};
use crate::message::Message;

/// In Dutch.
pub(super) fn dutch(message: &Message) -> Words {
    let none = dutch::NO_ACTION;
    let by_itself = "Daarna komt de offerte vanzelf mee.";
    match message {
        Message::QuoteMade { quote, work_order, customer, lines } => Words::new(
            format!(
                "Offerte {quote} van debiteur {customer} is werkbon {work_order} geworden in Simple-Simon, met {lines} verbruikte artikelen."
            ),
            format!("{none} Wijzigingen in de offerte komen niet meer mee."),
        ),
        Message::QuoteLineLeftOut { quote, article, text } => Words::new(
            format!(
                "Offerte {quote}: de regel met artikel {article}{} is niet meegekomen, want dit artikel staat niet in Simple-Simon.",
                named(text)
            ),
            "Zet het artikel zo nodig zelf op de werkbon, of pas de artikelgroepen in de instellingen aan voor volgende offertes.",
        ),
        Message::QuoteLineRefused { quote, article, text, reason } => Words::new(
            format!(
                "Offerte {quote}: Simple-Simon weigert de regel met artikel {article}{} als verbruikt artikel{}.",
                named(text),
                dutch::because(reason)
            ),
            "Zet het artikel zo nodig zelf op de werkbon.",
        ),
        Message::QuoteHalfMade { quote, work_order, lines, total } => Words::new(
            format!(
                "Werkbon {work_order} van offerte {quote} is in Simple-Simon gearchiveerd of verwijderd voordat alles erop stond: {lines} van de {total} verbruikte artikelen zijn erop gekomen."
            ),
            "Zet in de boekhouding zelf op de verkooporder wat nog ontbreekt, als de werkbon wordt gefactureerd.",
        ),
        Message::QuoteCustomerMissing { quote, customer } => Words::new(
            format!(
                "Offerte {quote} wacht: klant {customer} staat niet in Simple-Simon, dus er is nog geen werkbon gemaakt."
            ),
            format!(
                "Kijk in de log of klant {customer} is overgekomen, en haal zo nodig in de boekhouding de blokkade van deze klant weg. {by_itself}"
            ),
        ),
        Message::QuoteWithoutCustomer { quote } => Words::new(
            format!("Offerte {quote} is niet voor een debiteur, dus er kan geen werkbon van worden gemaakt."),
            format!(
                "Zet in de boekhouding een debiteur op de offerte, of meld het de beheerder van de koppeling als dit bij elke offerte staat. {by_itself}"
            ),
        ),
        Message::QuoteTooLong { quote, lines, limit } => Words::new(
            format!(
                "Offerte {quote} heeft {lines} regels; er gaan er hoogstens {limit} mee naar een werkbon."
            ),
            format!(
                "Verdeel de offerte in de boekhouding, of zet in de instellingen uit dat offerteregels meekomen. {by_itself}"
            ),
        ),
        Message::QuoteUnreadable { quote, field, value } => Words::new(
            format!(
                "Offerte {quote} heeft bij „{field}” iets onleesbaars staan, „{value}”, en komt niet mee."
            ),
            format!("Verbeter in de boekhouding „{field}” van deze offerte. {by_itself}"),
        ),
        Message::QuoteNotRead { quote, detail } => Words::new(
            format!("De boekhouding gaf geen bruikbaar antwoord over offerte {quote} ({detail})."),
            format!("{none} De koppeling leest de offerte bij de volgende keer opnieuw."),
        ),
        Message::QuoteGone { quote } => Words::new(
            format!("Offerte {quote} staat niet meer in de boekhouding; er is geen werkbon van gemaakt."),
            "Maak de offerte in de boekhouding opnieuw als het werk toch doorgaat.",
        ),
        Message::QuoteWaits { quote } => Words::new(
            format!("Offerte {quote} wordt een werkbon in Simple-Simon."),
            format!("{none} De koppeling maakt de werkbon bij deze of de volgende keer."),
        ),
        Message::QuoteRefused { quote, reason } => Words::new(
            format!("Simple-Simon weigert de werkbon van offerte {quote}{}.", dutch::because(reason)),
            format!("Herstel wat Simple-Simon meldt. {by_itself}"),
        ),
        Message::QuoteUnclear { quote } => Words::new(
            format!("Simple-Simon gaf geen duidelijk antwoord op de werkbon van offerte {quote}."),
            format!("{none} De koppeling zoekt de werkbon eerst op, en maakt hem alleen als hij er niet is."),
        ),
        other => dutch::words(other),
    }
}

/// In English.
pub(super) fn english(message: &Message) -> Words {
    let none = english::NO_ACTION;
    let by_itself = "The quote then comes along by itself.";
    match message {
        Message::QuoteMade { quote, work_order, customer, lines } => Words::new(
            format!(
                "Quote {quote} of debtor {customer} became work order {work_order} in Simple-Simon, with {lines} used articles."
            ),
            format!("{none} Later changes of the quote do not come along."),
        ),
        Message::QuoteLineLeftOut { quote, article, text } => Words::new(
            format!(
                "Quote {quote}: the line with article {article}{} did not come along, as this article is not in Simple-Simon.",
                named(text)
            ),
            "Put the article on the work order yourself where it is needed, or change the article groups in the settings for later quotes.",
        ),
        Message::QuoteLineRefused { quote, article, text, reason } => Words::new(
            format!(
                "Quote {quote}: Simple-Simon refuses the line with article {article}{} as a used article{}.",
                named(text),
                english::because(reason)
            ),
            "Put the article on the work order yourself where it is needed.",
        ),
        Message::QuoteHalfMade { quote, work_order, lines, total } => Words::new(
            format!(
                "Work order {work_order} of quote {quote} was archived or deleted in Simple-Simon before all was on it: {lines} of its {total} used articles came onto it."
            ),
            "Put what is missing on the sales order in bookkeeping yourself, if the work order is billed.",
        ),
        Message::QuoteCustomerMissing { quote, customer } => Words::new(
            format!(
                "Quote {quote} waits: customer {customer} is not in Simple-Simon, so no work order was made yet."
            ),
            format!(
                "Look in the log whether customer {customer} came across, and unblock this customer in bookkeeping where need be. {by_itself}"
            ),
        ),
        Message::QuoteWithoutCustomer { quote } => Words::new(
            format!("Quote {quote} is for no debtor, so no work order can be made of it."),
            format!(
                "Put a debtor on the quote in bookkeeping, or tell the operator of the link if every quote says so. {by_itself}"
            ),
        ),
        Message::QuoteTooLong { quote, lines, limit } => Words::new(
            format!("Quote {quote} has {lines} lines; at most {limit} go to a work order."),
            format!(
                "Divide the quote in bookkeeping, or switch off in the settings that quote lines come along. {by_itself}"
            ),
        ),
        Message::QuoteUnreadable { quote, field, value } => Words::new(
            format!(
                "Quote {quote} has something unreadable in “{field}”, “{value}”, and does not come along."
            ),
            format!("Correct “{field}” of this quote in bookkeeping. {by_itself}"),
        ),
        Message::QuoteNotRead { quote, detail } => Words::new(
            format!("Bookkeeping gave no usable answer about quote {quote} ({detail})."),
            format!("{none} The link reads the quote again the next time."),
        ),
        Message::QuoteGone { quote } => Words::new(
            format!("Quote {quote} is no longer in bookkeeping; no work order was made of it."),
            "Make the quote anew in bookkeeping if the work goes on after all.",
        ),
        Message::QuoteWaits { quote } => Words::new(
            format!("Quote {quote} becomes a work order in Simple-Simon."),
            format!("{none} The link makes the work order this time or the next."),
        ),
        Message::QuoteRefused { quote, reason } => Words::new(
            format!("Simple-Simon refuses the work order of quote {quote}{}.", english::because(reason)),
            format!("Put right what Simple-Simon says. {by_itself}"),
        ),
        Message::QuoteUnclear { quote } => Words::new(
            format!("Simple-Simon gave no clear answer about the work order of quote {quote}."),
            format!("{none} The link looks the work order up first, and makes it only if it is not there."),
        ),
        other => english::words(other),
    }
}

/// ` (text)`, or nothing.
fn named(text: &str) -> String {
    super::phrases::in_brackets(Some(text).filter(|text| !text.is_empty()))
}

//! Words about a package that failed, or does not let a company in.

use koppel_domain::failure::{AccessFault, Failure, System};
use koppel_domain::message::Language;

/// What a failure of a package is told as.
pub(super) fn package(failure: &Failure, language: Language) -> (String, String) {
    let dutch = language == Language::Dutch;
    match failure {
        Failure::Access { system, fault } => access(*system, *fault, dutch),
        Failure::Refused { system, reason, .. } => {
            let reason: String = reason.chars().filter(|c| !c.is_control()).take(200).collect();
            if dutch {
                (format!("{system} weigert dit: „{reason}”."), format!("Herstel dit in {system}."))
            } else {
                (format!("{system} refuses this: “{reason}”."), format!("Put this right in {system}."))
            }
        }
        Failure::Busy { system, .. } => {
            if dutch {
                (format!("{system} vraagt om geduld."), "Probeer het over een minuut opnieuw.".to_owned())
            } else {
                (format!("{system} asks for patience."), "Try again in a minute.".to_owned())
            }
        }
        Failure::Unreachable { system, .. }
        | Failure::Unclear { system, .. }
        | Failure::Unreadable { system, .. } => {
            // Nobody but the operator has to do with the address of bookkeeping.
            let action = match (system, dutch) {
                (System::SimpleSimon, false) => "Check the address; if it is right, try again in a minute.",
                (System::SimpleSimon, true) => {
                    "Controleer het adres; klopt het, probeer het dan over een minuut opnieuw."
                }
                (System::Imuis | System::SnelStart, false) => {
                    "Try again in a minute. If it stays so, tell the operator of Koppel."
                }
                (System::Imuis | System::SnelStart, true) => {
                    "Probeer het over een minuut opnieuw. Blijft het zo, meld het dan aan de beheerder van Koppel."
                }
            };
            let what = if dutch {
                format!("{system} is niet bereikbaar of geeft geen bruikbaar antwoord.")
            } else {
                format!("{system} is out of reach, or gives no usable answer.")
            };
            (what, action.to_owned())
        }
    }
}

/// Words in which `{}` stands for the package.
pub(super) fn of_package(
    system: System,
    language: Language,
    english: (&str, &str),
    dutch: (&str, &str),
) -> (String, String) {
    let (detail, action) = if language == Language::Dutch { dutch } else { english };
    let named = |words: &str| words.replace("{}", &system.to_string());
    (named(detail), named(action))
}

fn access(system: System, fault: AccessFault, dutch: bool) -> (String, String) {
    let language = if dutch { Language::Dutch } else { Language::English };
    let what = fault.words(language);
    (format!("{system}: {what}."), fault.action(system, language))
}

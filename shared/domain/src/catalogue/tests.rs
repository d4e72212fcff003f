//! Every message, in both languages, as an admin reads it.

use std::collections::HashSet;

use super::{dutch, english};
use crate::failure::{AccessFault, System};
use crate::message::{Concern, Kind, Language, Message};
use crate::wipe::WipeTable;

mod samples;

use self::samples::{first, next, samples};

const LANGUAGES: [Language; 2] = [Language::Dutch, Language::English];

fn no_action(language: Language) -> &'static str {
    match language {
        Language::Dutch => dutch::NO_ACTION,
        Language::English => english::NO_ACTION,
    }
}

/// The catalogue as it is read in one language.
fn page(language: Language) -> String {
    let mut page = String::new();
    for message in samples() {
        page.push_str(&format!(
            "{} · {:?} · {:?}\n  {}\n  → {}\n",
            message.code(),
            message.kind(),
            message.table(),
            message.text(language),
            message.action(language)
        ));
    }
    page
}

#[test]
fn the_dutch_catalogue() {
    insta::assert_snapshot!(page(Language::Dutch));
}

#[test]
fn the_english_catalogue() {
    insta::assert_snapshot!(page(Language::English));
}

#[test]
fn every_message_is_sampled_once_and_stored_under_its_code() {
    let mut codes = HashSet::new();
    for message in std::iter::successors(Some(first()), next) {
        assert!(codes.insert(message.code()), "{} comes twice", message.code());
        let stored = serde_json::to_value(&message).unwrap();
        assert_eq!(stored["message"], message.code());
        assert_eq!(serde_json::from_value::<Message>(stored).unwrap(), message);
    }
    assert_eq!(codes.len(), 76, "a sample is left out of the chain");
}

#[test]
fn an_error_says_what_to_do_and_a_plain_fact_asks_nothing() {
    for message in samples() {
        for language in LANGUAGES {
            let action = message.action(language);
            match message.kind() {
                Kind::Error => assert!(!action.contains(no_action(language)), "{}: {action}", message.code()),
                Kind::Info => {
                    assert!(action.starts_with(no_action(language)), "{}: {action}", message.code())
                }
                Kind::Warning => {}
            }
        }
    }
}

#[test]
fn a_text_is_whole_sentences_without_leftovers() {
    for message in samples() {
        for language in LANGUAGES {
            for words in [message.text(language), message.action(language)] {
                assert!(words.ends_with('.') && !words.ends_with(".."), "{words}");
                let begins =
                    words.starts_with(|first: char| !first.is_lowercase()) || words.starts_with("iMUIS");
                assert!(begins, "{words}");
                for leftover in ["{", "}", "  ", "()", "\n"] {
                    assert!(!words.contains(leftover), "{words}");
                }
            }
        }
    }
}

#[test]
fn a_text_names_its_record() {
    let mut named = 0;
    for message in samples() {
        let Some((number, name)) = message.subject() else { continue };
        named += usize::from(!number.is_empty() || !name.is_empty());
        for language in LANGUAGES {
            let text = message.text(language);
            assert!(text.contains(number) && text.contains(name), "{number} {name}: {text}");
        }
    }
    assert!(named > 0, "no message is about a record");
}

#[test]
fn the_languages_agree_on_whether_someone_must_act() {
    for message in samples() {
        let [dutch, english] =
            LANGUAGES.map(|language| message.action(language).starts_with(no_action(language)));
        assert_eq!(dutch, english, "{}", message.code());
    }
}

/// What a page says of a run, of a refused access and of a table, in one language.
fn words(language: Language) -> String {
    use AccessFault::{
        ApiKey, EnvironmentCode, Licence, LinkKey, NotIncluded, NotReleased, NotServed, PartnerKey, Password,
        Unknown,
    };
    let mut page = String::new();
    for concern in Concern::ALL {
        page.push_str(&format!("{}: {}\n", concern.as_str(), concern.words(language)));
    }
    for fault in [
        Password,
        Licence,
        NotReleased,
        EnvironmentCode,
        PartnerKey,
        NotServed,
        LinkKey,
        NotIncluded,
        ApiKey,
        Unknown,
    ] {
        let system = match fault {
            EnvironmentCode | PartnerKey => System::Imuis,
            LinkKey | NotIncluded | NotServed => System::SnelStart,
            _ => System::SimpleSimon,
        };
        let action = fault.action(system, language);
        page.push_str(&format!("{fault:?}: {}\n  → {action}\n", fault.words(language)));
    }
    for table in WipeTable::ALL {
        page.push_str(&format!("{}: {}\n", table.as_str(), table.words(language)));
    }
    page
}

#[test]
fn the_words_of_pages_in_dutch() {
    insta::assert_snapshot!(words(Language::Dutch));
}

#[test]
fn the_words_of_pages_in_english() {
    insta::assert_snapshot!(words(Language::English));
}

/// Words of one bookkeeping package that no company with another may read.
const OWN_WORDS: [(System, &[&str]); 2] = [
    (System::Imuis, &["imuis", "omgevingscode", "environment code", "partnersleutel", "partner key"]),
    (System::SnelStart, &["snelstart", "koppelsleutel", "link key", "subscription"]),
];

/// The ways in which only one package locks somebody out.
fn is_of(fault: AccessFault, package: System) -> bool {
    match fault {
        AccessFault::EnvironmentCode => package == System::Imuis,
        AccessFault::LinkKey | AccessFault::NotIncluded => package == System::SnelStart,
        _ => true,
    }
}

/// The message as a company with this package has it; nothing where only another can.
fn of_package(message: &Message, package: System) -> Option<Message> {
    if let Message::AccessRefused { fault, .. } = message
        && !is_of(*fault, package)
    {
        return None;
    }
    let mut stored = serde_json::to_value(message).unwrap();
    for value in stored.as_object_mut().unwrap().values_mut() {
        if OWN_WORDS.iter().any(|(system, _)| serde_json::to_value(system).unwrap() == *value) {
            *value = serde_json::to_value(package).unwrap();
        }
    }
    Some(serde_json::from_value(stored).unwrap())
}

#[test]
fn no_message_speaks_of_a_package_that_is_not_the_companys() {
    for (package, _) in OWN_WORDS {
        let mut named = 0;
        for message in samples().iter().filter_map(|message| of_package(message, package)) {
            for language in LANGUAGES {
                let words = format!("{} {}", message.text(language), message.action(language)).to_lowercase();
                named += usize::from(words.contains(&package.to_string().to_lowercase()));
                for (_, foreign) in OWN_WORDS.into_iter().filter(|(other, _)| *other != package) {
                    for word in foreign {
                        assert!(!words.contains(word), "{package}: “{word}”: {words}");
                    }
                }
            }
        }
        assert!(named > 5, "{package} is hardly named");
    }
}

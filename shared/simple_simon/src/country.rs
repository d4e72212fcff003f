//! A country as Simple-Simon is told it (SIM-A44).
//!
//! Guarantees: the code of a code is itself, so that a country can be compared in whatever way it is written.
//!
//! Leaves out: countries that hardly any debtor is in; they stay as bookkeeping writes them.

/// SIM-A44: a two-letter code. A name that no one told us of stays as it is: better a country that a person can read
/// than none.
pub(crate) fn code(country: &str) -> String {
    let country = country.trim();
    if country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return country.to_ascii_uppercase();
    }
    let name = country.to_lowercase();
    COUNTRIES
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()))
        .map_or_else(|| country.to_owned(), |(code, _)| (*code).to_owned())
}

/// Countries by their Dutch names and three-letter codes, as far as Dutch installation companies have debtors.
const COUNTRIES: [(&str, &[&str]); 20] = [
    ("NL", &["nederland", "holland", "the netherlands", "netherlands", "nld"]),
    ("BE", &["belgië", "belgie", "belgium", "bel"]),
    ("DE", &["duitsland", "deutschland", "germany", "deu"]),
    ("FR", &["frankrijk", "france", "fra"]),
    ("LU", &["luxemburg", "luxembourg", "lux"]),
    ("GB", &["verenigd koninkrijk", "groot-brittannië", "groot-brittannie", "engeland", "gbr"]),
    ("IE", &["ierland", "irl"]),
    ("ES", &["spanje", "esp"]),
    ("PT", &["portugal", "prt"]),
    ("IT", &["italië", "italie", "ita"]),
    ("AT", &["oostenrijk", "aut"]),
    ("CH", &["zwitserland", "che"]),
    ("DK", &["denemarken", "dnk"]),
    ("SE", &["zweden", "swe"]),
    ("NO", &["noorwegen", "nor"]),
    ("FI", &["finland", "fin"]),
    ("PL", &["polen", "pol"]),
    ("CZ", &["tsjechië", "tsjechie", "cze"]),
    ("TR", &["turkije", "tur"]),
    ("US", &["verenigde staten", "vs", "usa"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_become_codes_where_they_are_known() {
        for (name, expected) in [
            ("nl", "NL"),
            (" BE ", "BE"),
            ("BELGIË", "BE"),
            ("Duitsland", "DE"),
            ("", ""),
            ("Atlantis", "Atlantis"),
        ] {
            assert_eq!(code(name), expected);
        }
    }
}

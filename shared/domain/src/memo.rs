//! The remarks (Opmerkingen) of a sales order (R16).
//!
//! Guarantees: an address in the Dutch manner, each part on a line of its own: name, street and number, postcode and
//! town. What is not filled in leaves no blank, no comma and no empty line behind. Lines are parted by `\n` alone.
//!
//! Leaves out: cutting to what bookkeeping holds ([`crate::decide`]), and the country: the work is at home.

use crate::gathered::GatheredLocation;
use crate::settings::MemoContent;
use crate::text::one_line;

/// The remarks in full length; `description` is the work description.
#[must_use]
pub fn memo(content: MemoContent, location: &GatheredLocation, description: &str) -> String {
    let mut lines = match content {
        MemoContent::WorkAddress | MemoContent::WorkAddressAndDescription => address_lines(location),
        MemoContent::Description | MemoContent::Nothing => Vec::new(),
    };
    if matches!(content, MemoContent::Description | MemoContent::WorkAddressAndDescription) {
        let description = description.replace("\r\n", "\n").replace('\r', "\n");
        lines.push(description.trim().to_owned());
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// What people call a work address: the first thing that is filled in, its id where nothing is.
#[must_use]
pub fn address_name(location: &GatheredLocation) -> String {
    let filled = address_lines(location).into_iter().find(|line| !line.is_empty());
    filled.unwrap_or_else(|| location.simon.to_string())
}

fn address_lines(location: &GatheredLocation) -> Vec<String> {
    let address = &location.address;
    vec![
        one_line(&location.name),
        one_line(&format!("{} {}", address.street, address.house_number)),
        one_line(&format!("{} {}", address.postcode, address.town)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::Address;
    use crate::work_order::SimonId;

    fn location(name: &str, [street, house_number, postcode, town]: [&str; 4]) -> GatheredLocation {
        GatheredLocation {
            simon: SimonId(7001),
            name: name.into(),
            customer: None,
            address: Address {
                street: street.into(),
                house_number: house_number.into(),
                postcode: postcode.into(),
                town: town.into(),
                country: "NL".into(),
            },
        }
    }

    #[test]
    fn the_four_choices() {
        let location = location("Jansen", ["Dorpsstraat", "12a", "1234 AB", "Ons Dorp"]);
        let address = "Jansen\nDorpsstraat 12a\n1234 AB Ons Dorp";
        for (content, expected) in [
            (MemoContent::WorkAddress, address.to_owned()),
            (MemoContent::WorkAddressAndDescription, format!("{address}\nKraan lekt\n\nSpoed")),
            (MemoContent::Description, "Kraan lekt\n\nSpoed".to_owned()),
            (MemoContent::Nothing, String::new()),
        ] {
            assert_eq!(memo(content, &location, " Kraan lekt\r\n\rSpoed\n"), expected, "{content:?}");
        }
    }

    #[test]
    fn what_is_not_filled_in_leaves_no_trace() {
        for (name, parts, expected) in [
            ("", ["Dorpsstraat", "1", "1234 AB", "Dorp"], "Dorpsstraat 1\n1234 AB Dorp"),
            ("Jansen", ["", "", "1234 AB", "Dorp"], "Jansen\n1234 AB Dorp"),
            ("Jansen", ["Dorpsstraat", "", "", "Dorp"], "Jansen\nDorpsstraat\nDorp"),
            ("Jansen", ["Dorpsstraat 1", " ", "1234 AB", ""], "Jansen\nDorpsstraat 1\n1234 AB"),
            ("  ", ["", "", "", ""], ""),
        ] {
            let memo = memo(MemoContent::WorkAddressAndDescription, &location(name, parts), " \n");
            assert_eq!(memo, expected);
        }
    }

    #[test]
    fn a_work_address_is_called_by_what_it_has() {
        assert_eq!(address_name(&location("Jansen", ["A", "1", "", ""])), "Jansen");
        assert_eq!(address_name(&location("", ["A", "1", "", ""])), "A 1");
        assert_eq!(address_name(&location("", ["", "", "", ""])), "7001");
    }
}
